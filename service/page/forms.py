"""Forms of a page that carry a file or a long text."""

from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request

FIELDS = 40


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a form; without a name where none was chosen."""

    name: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class SentForm:
    """The fields of a form as text, in order, and its file."""

    fields: tuple[tuple[str, str], ...]
    file: SentFile

    def text(self, name: str) -> str:
        """The first value of a field, empty where it was not sent; line breaks as one LF each."""
        return next((value for key, value in self.fields if key == name), "")

    def items(self, *names: str) -> list[tuple[str, str]]:
        """The fields of these names that hold something."""
        return [(key, value) for key, value in self.fields if key in names and value.strip()]


async def read_form(request: Request, most: int) -> SentForm:
    """Read a form whose fields hold up to `most` bytes each. Raises HTTPException 400 for a broken one."""
    async with request.form(max_files=1, max_fields=FIELDS, max_part_size=most) as form:
        fields = [(key, unbroken(value)) for key, value in form.multi_items() if isinstance(value, str)]
        file = form.get("file")
        sent = (
            SentFile(file.filename or "", await file.read()) if isinstance(file, UploadFile) else SentFile()
        )
    return SentForm(tuple(fields), sent)


def unbroken(text: str) -> str:
    """A text with the line breaks it had: browsers send each as CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
