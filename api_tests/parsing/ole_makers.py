"""OLE2 containers made for the tests, byte by byte: an old workbook, the shell of a Word file."""

import struct

FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def container(name: str, stream: bytes) -> bytes:
    """A container with one stream of 4,096 bytes or more in its root: sector 0 FAT, 1 directory, then the stream."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    fat = [FAT_SECTOR, END, *range(3, count + 2), END]
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                         0, 1, 1, 0, 4096, END, 0, END, 0)  # fmt: skip
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, 2, len(stream)) + bytes(256)
    return header + table + directory + stream.ljust(count * SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, FREE, FREE, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def word(flags: int = 0, version: int = 0xC1) -> bytes:
    """The shell of a Word file: a FIB with these flags, and nothing that could be read."""
    return container("WordDocument", struct.pack("<HHHHHH", 0xA5EC, version, 0, 0, 0, flags))


def xls(sheet: str, rows: list[list[str | float]]) -> bytes:
    """A BIFF8 workbook of one sheet, after [MS-XLS]: BOF, BOUNDSHEET, EOF, then the sheet's cells."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    bound = 4 + 8 + 2 * len(sheet)
    offset = len(start) + bound + 4
    book = start + _record(0x0085, struct.pack("<IHBB", offset, 0, len(sheet), 1) + sheet.encode("utf-16-le"))
    book += _record(0x000A, b"") + _record(
        0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)
    )
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                book += _record(0x0204, place + text)
            else:
                book += _record(0x0203, place + struct.pack("<d", value))
    return container("Workbook", book + _record(0x000A, b""))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
