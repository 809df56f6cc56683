"""Names of files within archives and mails: decoded, and freed from all that could lead anywhere."""

import re
import unicodedata
import zipfile

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # the extra field of Info-ZIP that holds the name in UTF-8
DRIVE = re.compile(r"^[A-Za-z]:")
LONGEST_PART = 200  # bytes of UTF-8
MOST_PARTS = 20
HIDDEN = (".", "~$")
LITTER = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


def decoded_name(entry: zipfile.ZipInfo) -> str:
    """The name of a zip entry. Without the UTF-8 flag its bytes are tried as UTF-8, then read as GB18030."""
    if entry.flag_bits & UTF8_FLAG:
        return entry.filename
    if (name := _unicode_path(entry.extra)) is not None:
        return name
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    return decoded_bytes(raw)


def decoded_bytes(raw: bytes) -> str:
    """A name in UTF-8 or, failing that, GB18030."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def clean_path(name: str) -> str:
    r"""The name as parts joined by `/`: no `..`, drive, control character or part too long; empty if nothing is left.

    >>> clean_path("..\\..\\通知/附件一.txt")
    '通知/附件一.txt'
    """
    parts = [_clean_part(part) for part in DRIVE.sub("", name).replace("\\", "/").split("/")]
    return "/".join([part for part in parts if part not in ("", ".", "..")][-MOST_PARTS:])


def is_litter(path: str) -> bool:
    """Whether a member is none of the user's documents: hidden, a lock file of Word, a thumbnail."""
    return any(part in LITTER or part.startswith(HIDDEN) for part in path.split("/"))


class UniquePaths:
    """Gives every member of one file a path of its own."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, path: str) -> str:
        """The path, numbered where it was given before: `通知.txt`, `通知 (2).txt`."""
        folder, slash, name = path.rpartition("/")
        stem, point, suffix = name.rpartition(".")
        if not stem:
            stem, point, suffix = name, "", ""
        number, unique = 1, path
        while unique in self._given:
            number += 1
            unique = f"{folder}{slash}{stem} ({number}){point}{suffix}"
        self._given.add(unique)
        return unique


def _clean_part(part: str) -> str:
    part = unicodedata.normalize("NFC", part)
    part = "".join(c for c in part if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip()
    if len(part.encode()) <= LONGEST_PART:
        return part
    stem, point, suffix = part.rpartition(".")
    ending = point + suffix if stem and len(suffix) <= 8 else ""
    return part.encode()[: LONGEST_PART - len(ending.encode())].decode(errors="ignore") + ending


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None
