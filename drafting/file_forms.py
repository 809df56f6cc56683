"""The forms in which results leave: by name, by the ending of a file, by media type."""

from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePath

from corpus.errors import ChuchuError


class FileForm(StrEnum):
    """A form of file."""

    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    MD = "md"
    JSONL = "jsonl"

    @property
    def media_type(self) -> str:
        """What HTTP calls it."""
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    FileForm.CSV: "text/csv",
    FileForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileForm.MD: "text/markdown",
    FileForm.JSONL: "application/x-ndjson",
}
ALL = tuple(FileForm)


class FormUnknown(ChuchuError):
    """A form that cannot be written here."""

    code = "form_unknown"

    def __init__(self, asked: str, possible: Collection[FileForm]) -> None:
        self.asked = asked
        self.possible = "、".join(possible)
        super().__init__(f"不能写成“{asked}”格式。可选的格式：{self.possible}。")


def form_of_file(path: PurePath, possible: Collection[FileForm] = ALL) -> FileForm:
    """Give the form that a file's ending asks for. Raises FormUnknown."""
    return named_form(path.suffix.lower().removeprefix(".") or path.name, possible)


def named_form(name: str, possible: Collection[FileForm] = ALL) -> FileForm:
    """Give the form of a name (`docx`). Raises FormUnknown."""
    form = next((form for form in possible if form == name.lower()), None)
    if form is None:
        raise FormUnknown(name, possible)
    return form


def accepted_form(accept: str, possible: Collection[FileForm]) -> FileForm | None:
    """Give the form that an Accept header asks for by its very media type; None for anything else (JSON)."""
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((form for kind in wanted for form in possible if MEDIA_TYPES[form] == kind), None)
