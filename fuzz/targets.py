"""What is fuzzed: functions from bytes to nothing that may raise ParseError and nothing else."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from api_tests.malformed import samples
from api_tests.malformed.hostile import HOSTILE
from api_tests.malformed.texts import plain
from corpus.errors import ChuchuError
from fuzz.packages import joined, packed
from parsing.decode import decode
from parsing.errors import ParseError
from parsing.formats import parse_bytes
from parsing.limits import Limits
from parsing.pdf_characters import Character
from parsing.pdf_columns import in_reading_order
from parsing.pdf_furniture import PageFurniture
from parsing.pdf_layout import alignment_of, indent_of
from parsing.pdf_lines import lines_of
from parsing.wire import WireError, pack, unpack
from retrieval.interpret import interpret
from retrieval.query import clean_query

LIMITS = replace(Limits(), part_bytes=1 << 20, archive_bytes=4 << 20, image_pixels=1 << 20)
CHARACTER = struct.Struct("<4fIB")
PAGE_HEIGHT = 842.0
QUERY_MAX = 500
DECLARATIONS = (None, "gb2312", "big5", "utf-7", "")


@dataclass(frozen=True, slots=True)
class Target:
    """A function under the fuzzer, with inputs to begin from."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    of_xml: bool = False  # the input is the parts of a package


def read(data: bytes, name: str) -> None:
    """Parse in this process; what is read must survive the pipe. Absurd depth is refused by the child itself."""
    try:
        parsed = parse_bytes(data, name, LIMITS)
    except (ParseError, RecursionError):
        return
    assert unpack(pack(parsed)) == parsed


def package(data: bytes, kind: str) -> None:
    """Parse a package of these parts."""
    read(packed(data, kind), f"a.{kind}")


def decoder(data: bytes) -> None:
    """Decode, whatever the file says of itself."""
    declared = DECLARATIONS[len(data) % len(DECLARATIONS)]
    for cut in (False, True):
        try:
            decode(data, declared, cut=cut).text.encode("utf-8", "surrogatepass")
        except ParseError:
            continue


def pdf_text(data: bytes) -> None:
    """Lay out a page whose characters stand anywhere, as PDFium would hand them over."""
    size = CHARACTER.size
    characters = []
    for order, place in enumerate(range(0, len(data) - size + 1, size)):
        left, bottom, right, top, code, spaced = CHARACTER.unpack_from(data, place)
        character = chr(code % 0x110000)
        characters.append(Character(left, bottom, right, top, character, order, bool(spaced & 1)))
    lines = lines_of(characters)
    furniture = PageFurniture([(PAGE_HEIGHT, lines)] * 3)
    furniture.page_label(lines, PAGE_HEIGHT)
    kept = [line for line in lines if not furniture.is_furniture(line, PAGE_HEIGHT)]
    placed = in_reading_order(kept)
    for place_ in placed:
        alignment_of(place_)
        indent_of(place_)


def answer(data: bytes) -> None:
    """Check an answer of a child that is in the hands of a hostile file."""
    try:
        unpack(data)
    except (ParseError, WireError):
        return


def query(data: bytes) -> None:
    """Clean and interpret a query."""
    text = data.decode("utf-8", "surrogatepass" if data[:1] < b"\x80" else "replace") if _whole(data) else ""
    try:
        interpret(clean_query(text, QUERY_MAX))
    except ChuchuError:
        return


def _whole(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _page() -> bytes:
    """Two lines of characters side by side."""
    return b"".join(
        CHARACTER.pack(50 + 14 * n, y, 64 + 14 * n, y + 14, ord(character), 0)
        for y in (700.0, 680.0, 20.0)
        for n, character in enumerate("龙潭县古井保护 12")
    )


def _hostile(suffix: str) -> list[bytes]:
    """The small ones of the hostile set."""
    made = (make() for name, make in HOSTILE.items() if name.endswith(f".{suffix}"))
    return [data for data in made if len(data) < 20_000]


def _texts() -> list[bytes]:
    encodings = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-32", "utf-8-sig")
    return [plain().encode(encoding, "replace")[:300] for encoding in encodings]


QUERIES = (
    "“古井保护”2031年",
    "龙政办发〔2031〕15号",
    "第三条第二款",
    "《古井条例》有哪些处罚?",
    '"a" OR *',
    "NEAR(a b)",
)

TARGETS = {
    "answer": Target(
        answer,
        lambda: [pack(parse_bytes(samples.docx(), "a.docx", LIMITS)), b'{"reason":"empty","message":"x"}'],
    ),
    "csv": Target(partial(read, name="a.csv"), lambda: [samples.csv()]),
    "decoder": Target(decoder, _texts),
    "docx": Target(partial(package, kind="docx"), lambda: [joined(samples.docx(), "docx")], of_xml=True),
    "html": Target(partial(read, name="a.html"), lambda: [samples.html(), *_hostile("html")]),
    "mail": Target(partial(read, name="a.eml"), lambda: [samples.mail(), *_hostile("eml")]),
    "md": Target(partial(read, name="a.md"), lambda: [samples.markdown(), *_hostile("md")]),
    "ofd": Target(partial(package, kind="ofd"), lambda: [joined(samples.ofd(), "ofd")], of_xml=True),
    "pdf": Target(pdf_text, lambda: [_page()]),
    "query": Target(query, lambda: [text.encode() for text in QUERIES]),
    "txt": Target(partial(read, name="a.txt"), _texts),
    "xlsx": Target(partial(package, kind="xlsx"), lambda: [joined(samples.xlsx(), "xlsx")], of_xml=True),
    "zip": Target(
        partial(read, name="a.zip"),
        lambda: [samples.archive(), samples.docx(), samples.ofd(), *_hostile("zip")],
    ),
}
