"""The name that an uploaded file is kept by: one plain path component, whatever was sent."""

import unicodedata
from pathlib import PurePosixPath

from indexer.files import is_ignored
from service.errors import UploadNameInvalid

FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # what Windows cannot store
MAX_BYTES = 200  # of UTF-8; file systems take 255, and a download may add to the name


def safe_name(sent: str) -> str:
    r"""The last component of a sent name, without what no file name should hold.

    Raises:
        UploadNameInvalid: nothing is left, or programs leave files of this name behind.

    >>> safe_name("C:\\公文\\..\\通知.docx")
    '通知.docx'
    """
    name = repaired(sent).replace("\\", "/").rpartition("/")[2]
    name = unicodedata.normalize("NFC", name).translate(FORBIDDEN)
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    name = _shortened(name.strip().lstrip(".~").rstrip(". ").strip())
    if not name.strip("_. ") or is_ignored(name):
        raise UploadNameInvalid(printable(sent))
    return name


def repaired(sent: str) -> str:
    """A name that was sent as GBK bytes and read as Latin-1, read rightly; any other as it is.

    Chinese in GB2312 is pairs of high bytes; accented Latin letters seldom come in even runs only.
    """
    if not sent or max(sent) > "\xff" or sent.isascii():
        return sent
    runs = "".join(c if c >= "\x80" else " " for c in sent).split()
    if any(len(run) % 2 for run in runs):
        return sent
    try:
        return sent.encode("latin-1").decode("gb18030")
    except UnicodeDecodeError:
        return sent


def printable(sent: str) -> str:
    """A name fit to be repeated in an answer."""
    return "".join(c for c in sent[:100] if c.isprintable())


def _shortened(name: str) -> str:
    """The name cut to MAX_BYTES of UTF-8, its ending kept."""
    suffix = PurePosixPath(name).suffix[:20]
    stem = name[: len(name) - len(suffix)] if suffix else name
    room = MAX_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore") + suffix
