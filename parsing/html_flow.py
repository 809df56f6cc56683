"""HTML elements to blocks: what a browser would set as one paragraph is one block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from corpus.blocks import CELL_SEPARATOR, Alignment, Block, BlockKind
from parsing.clean import collapse
from parsing.html_table import is_layout, rows
from parsing.list_numbers import list_number

BLOCK_TAG_NAMES = """
address article blockquote body center dd details dialog div dl dt fieldset figure form header hr
html legend li main ol p pre section summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6
figcaption caption
"""
BLOCK_TAGS = frozenset(BLOCK_TAG_NAMES.split())
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CAPTIONS = ("caption", "figcaption")
ALIGN_STYLE = re.compile(r"text-align\s*:\s*([a-z]+)", re.I)
INDENT_STYLE = re.compile(r"text-indent\s*:\s*([+-]?(?:\d+\.?\d*|\.\d+))", re.I | re.A)
LIST_STYLE_NONE = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.I)
ALIGNMENTS = {
    "left": Alignment.LEFT,
    "center": Alignment.CENTER,
    "middle": Alignment.CENTER,
    "right": Alignment.RIGHT,
}
INDENT_TEXT = re.compile(r"[ \n\t]*[\u3000\u00a0]{2}")
TYPED_NUMBER = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、）)]|第.{1,5}[条章节]")


@dataclass(frozen=True, slots=True)
class _Style:
    """What an element hands down to the text beneath it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    alignment: Alignment | None = None
    indent: bool | None = None


class Flow:
    """One walk over an element."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._tables = 0
        self._number = ""
        self._next_numbers: dict[int, int] = {}  # list -> number of its next item
        self._style = _Style()  # of the pieces

    def blocks(self, node: LexborNode) -> Iterator[Block]:
        """The blocks beneath the element, in the order of the page. Raises RecursionError at absurd depth."""
        yield from self._children(node, _styled(node, _Style()))
        yield from self._flush()

    def _children(self, node: LexborNode, style: _Style) -> Iterator[Block]:
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self._add(child.text(deep=False) or "", style)
            elif child.tag == "br":
                yield from self._flush()
            elif child.tag == "table":
                yield from self._flush()
                yield from self._table(child, style)
            elif child.tag in BLOCK_TAGS:
                yield from self._flush()
                if child.tag == "li":
                    self._number = self._item_number(child)
                yield from self._children(child, _styled(child, style))
                yield from self._flush()
            elif child.tag not in ("-comment", "head", "title"):
                yield from self._children(child, _styled(child, style))

    def _item_number(self, item: LexborNode) -> str:
        """The number that a browser sets before an item of an ordered list, else nothing."""
        parent = item.parent
        if parent is None or parent.tag != "ol":
            return ""
        number = _whole(item.attributes.get("value"))
        if number is None:
            start = _whole(parent.attributes.get("start"))
            number = self._next_numbers.get(parent.mem_id, 1 if start is None else start)
        self._next_numbers[parent.mem_id] = number + 1
        if any(LIST_STYLE_NONE.search(node.attributes.get("style") or "") for node in (item, parent)):
            return ""
        return list_number(number, parent.attributes.get("type") or "1")

    def _add(self, text: str, style: _Style) -> None:
        if not self._pieces or not "".join(self._pieces).strip():
            self._style = style
        self._pieces.append(text)

    def _flush(self) -> Iterator[Block]:
        raw = "".join(self._pieces)
        self._pieces.clear()
        text = collapse(raw.replace("\n", " ").replace("\r", " "))
        if not text:
            return
        number, self._number = self._number, ""
        if number and TYPED_NUMBER.match(text) is None:
            text = f"{number}{text}"
        style = self._style
        indent = True if INDENT_TEXT.match(raw) else style.indent
        yield Block(text, style.kind, style_level=style.level, alignment=style.alignment, indent=indent)

    def _table(self, table: LexborNode, style: _Style) -> Iterator[Block]:
        if is_layout(table):
            yield from self._children(table, style)
            yield from self._flush()
            return
        for caption in table.css("caption"):
            if text := collapse(caption.text().replace("\n", " ")):
                yield Block(text, BlockKind.CAPTION)
        self._tables += 1
        for cells in rows(table):
            yield Block(CELL_SEPARATOR.join(cells), BlockKind.TABLE_ROW, table=self._tables)


def _styled(node: LexborNode, style: _Style) -> _Style:
    tag, attributes = node.tag or "", node.attributes
    declared = attributes.get("style") or ""
    if tag in HEADINGS:
        style = replace(style, kind=BlockKind.HEADING, level=HEADINGS[tag])
    elif tag in CAPTIONS:
        style = replace(style, kind=BlockKind.CAPTION)
    name = "center" if tag == "center" else (attributes.get("align") or "")
    if found := ALIGN_STYLE.search(declared):
        name = found.group(1)
    if tag in BLOCK_TAGS and name:
        style = replace(style, alignment=ALIGNMENTS.get(name.lower()))
    if found := INDENT_STYLE.search(declared):
        style = replace(style, indent=float(found.group(1)) > 0 or None)
    return style


def _whole(attribute: str | None) -> int | None:
    number = (attribute or "").strip()
    return int(number) if number.isdecimal() and len(number) < 6 else None
