"""Results as files: which form a request asks for, and the answer that carries it."""

from fastapi import Request, Response

from drafting.file_forms import FileForm, accepted_form, named_form
from service.api.downloads import attachment

FILES: dict[str, object] = {"schema": {"type": "string", "format": "binary"}}
"""What OpenAPI says of a file."""


def asked_form(request: Request, name: str | None, possible: tuple[FileForm, ...]) -> FileForm | None:
    """The form that `?format=` names, else the one that Accept asks for; None for JSON.

    Raises:
        FormUnknown: `?format=` names none of them.
    """
    if name is not None:
        return None if name.lower() == "json" else named_form(name, possible)
    return accepted_form(request.headers.get("accept", ""), possible)


def file_response(data: bytes, form: FileForm, name: str) -> Response:
    """A file to be saved, under `name` with the form's ending."""
    headers = {
        "Content-Disposition": attachment(f"{name}.{form}"),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept",
    }
    return Response(data, media_type=form.media_type, headers=headers)


def base_of(request: Request) -> str:
    """The address of the service as the caller knows it, without a stroke at the end."""
    return str(request.base_url).rstrip("/")
