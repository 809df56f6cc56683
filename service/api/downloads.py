"""A source file as a download that no browser runs."""

from pathlib import Path, PurePosixPath
from urllib.parse import quote

from fastapi.responses import FileResponse

from corpus.store.records import StoredDocument

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def source_response(stored: StoredDocument, path: Path) -> FileResponse:
    """The file at `path` with the document's media type, always as an attachment."""
    headers = {
        "Content-Disposition": attachment(PurePosixPath(stored.source_path).name),
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, no-cache",
    }
    return FileResponse(path, media_type=stored.media_type, headers=headers)


def attachment(name: str) -> str:
    r"""A Content-Disposition that keeps a Chinese name (RFC 5987), with an ASCII name for old clients.

    >>> attachment("通知.docx")
    "attachment; filename=\"__.docx\"; filename*=UTF-8''%E9%80%9A%E7%9F%A5.docx"
    """
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ()") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
