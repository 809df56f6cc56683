"""The directory of an OLE2 container, which old Word, WPS and Excel files are: streams of the root, heads of them.

Layout after [MS-CFB] 2.2 (header), 2.3 (FAT), 2.6 (directory entries of 128 bytes).
"""

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY_BYTES = 128
LAST_REGULAR = 0xFFFFFFFA
HEADER_FAT_ENTRIES = 109
MOST_SECTORS = 1 << 17
STREAM = 2


class OleDirectory:
    """The streams that stand in the root of a container; broken containers give what can be read."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0] if len(data) >= 512 else 0
        self._size = 1 << shift if shift in (9, 12) else 512
        self._fat = self._read_fat()
        self._entries = b"".join(self._chain(self._number(48)))
        self.streams = {name: start for name, start in self._root_children() if name}

    def head(self, name: str, length: int) -> bytes:
        """The first bytes of a large stream (4,096 bytes and more), at most one sector; empty without one."""
        start = self.streams.get(name)
        return self._sector(start)[:length] if start is not None else b""

    def _number(self, offset: int) -> int:
        piece = self._data[offset : offset + 4]
        return int.from_bytes(piece, "little") if len(piece) == 4 else LAST_REGULAR + 1

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _read_fat(self) -> tuple[int, ...]:
        """The chains of sectors; only those sectors of the table that the header itself lists are needed here."""
        table: list[int] = []
        for place in range(HEADER_FAT_ENTRIES):
            number = self._number(76 + 4 * place)
            if number > LAST_REGULAR:
                break
            sector = self._sector(number)
            table += struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
        return tuple(table)

    def _chain(self, start: int) -> Iterator[bytes]:
        seen = 0
        while start <= LAST_REGULAR and seen < MOST_SECTORS:
            sector = self._sector(start)
            if not sector:
                return
            yield sector
            start = self._fat[start] if start < len(self._fat) else LAST_REGULAR + 1
            seen += 1

    def _root_children(self) -> Iterator[tuple[str, int]]:
        pending = [self._link(0, 76)]
        seen: set[int] = set()
        while pending:
            number = pending.pop()
            if number in seen or number * ENTRY_BYTES >= len(self._entries):
                continue
            seen.add(number)
            pending += [self._link(number, 68), self._link(number, 72)]
            entry = self._entries[number * ENTRY_BYTES : (number + 1) * ENTRY_BYTES]
            if len(entry) < ENTRY_BYTES:
                continue
            length = min(64, int.from_bytes(entry[64:66], "little"))
            name = entry[: max(0, length - 2)].decode("utf-16-le", "replace")
            yield name, int.from_bytes(entry[116:120], "little") if entry[66] == STREAM else LAST_REGULAR + 1

    def _link(self, number: int, offset: int) -> int:
        at = number * ENTRY_BYTES + offset
        return int.from_bytes(self._entries[at : at + 4].ljust(4, b"\xff"), "little")
