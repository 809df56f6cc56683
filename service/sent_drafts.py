"""A draft as it was sent: a text, or the bytes of a file under a name."""

import tempfile
from pathlib import Path

from drafting.drafts import Draft
from service.bootstrap import Chuchu
from service.errors import UploadEmpty
from service.upload_names import safe_name


def read_draft(chuchu: Chuchu, name: str, data: bytes) -> Draft:
    """Give the draft in the bytes of a file.

    Raises:
        UploadEmpty, UploadNameInvalid: there is no file, or none can have this name.
        ParseError, DraftEmpty, DraftTooLong: it cannot be read or checked; the error says why.
    """
    if not data:
        raise UploadEmpty(name)
    with tempfile.TemporaryDirectory(prefix="chuchu-draft-") as folder:
        path = Path(folder) / safe_name(name)
        path.write_bytes(data)
        return chuchu.desk.read(path)
