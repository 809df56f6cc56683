"""Zip files of every kind, honest and not."""

import io
import stat
import zipfile
from collections.abc import Mapping

ENTRY = b"PK\x01\x02"  # of the directory


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2031, 3, 8, 9, 0, 0))
            entry.compress_type = method
            archive.writestr(entry, content)
    return buffer.getvalue()


def linked(name: str, target: str) -> bytes:
    """A zip file whose one entry is a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo(name, (2031, 3, 8, 9, 0, 0))
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    return buffer.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """The zip file with this unpacked size in its last directory entry."""
    changed = bytearray(data)
    entry = changed.rindex(ENTRY)
    changed[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(changed)


def locked(data: bytes) -> bytes:
    """The zip file with every entry marked as encrypted."""
    changed = bytearray(data)
    position = changed.find(ENTRY)
    while position >= 0:
        changed[position + 8] |= 1
        position = changed.find(ENTRY, position + 4)
    return bytes(changed)


def nested(depth: int, content: bytes) -> bytes:
    """Zip files within zip files."""
    for level in range(depth):
        content = zipped({f"第{level}层.zip": content})
    return content
