"""The body of a .docx to blocks, as Word prints it with all changes accepted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.blocks import CELL_SEPARATOR, Block, BlockKind
from parsing.clean import collapse
from parsing.docx_numbering import Numbering
from parsing.docx_package import MC, M, W, chain, is_on, number, value
from parsing.docx_styles import ALIGNMENTS, QUOTE_NAMES, TITLE_NAMES, ParagraphFormat, Styles, heading_level

LINE_BREAK = "\n"
# Deleted or moved-away text, properties, field codes, and the phonetic guide above characters.
SKIPPED = frozenset(
    W + name
    for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "fldData")
)
BLOCK_WRAPPERS = frozenset(W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent"))
ROW_WRAPPERS = (*BLOCK_WRAPPERS, W + "sdt")
NOTE_TAGS = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
CHARACTERS = {W + "tab": " ", W + "br": LINE_BREAK, W + "cr": LINE_BREAK, W + "noBreakHyphen": "-"}
LONG_CELL = 600  # characters: running text, and no entry of a table
MANY_PARAGRAPHS = 4
MOST_COLUMNS = 200


@dataclass(slots=True)
class _Content:
    """What the runs of one paragraph hold."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class Walker:
    """One pass over a document: paragraphs, tables, text boxes, content controls, notes."""

    def __init__(
        self, styles: Styles, numbering: Numbering, notes: dict[tuple[str, str], etree._Element]
    ) -> None:
        self._styles = styles
        self._numbering = numbering
        self._notes = dict(notes)
        self._tables = 0

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """The blocks of a body, cell, text box or note, in order."""
        for child in container:
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag == W + "sdt":
                content = chain(child, "sdtContent")
                if content is not None:
                    yield from self.blocks(content)
            elif child.tag in BLOCK_WRAPPERS:
                yield from self.blocks(child)
            elif child.tag == MC + "AlternateContent":
                yield from self.blocks(_chosen(child))

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        content = _Content()
        _read(paragraph, content)
        for box in content.boxes:
            yield from self.blocks(box)
        lines = [line for raw in "".join(content.pieces).split(LINE_BREAK) if (line := collapse(raw))]
        if lines:
            form = self._styles.of(paragraph)
            label = self._numbering.label(form.number_id, form.number_level, self._styles.style_of(paragraph))
            lines[0] = label + lines[0]
            yield from (_block(line, form) for line in lines)
        for reference in content.notes:
            # Word prints a note once: so notes that refer to each other come to an end.
            note = self._notes.pop(reference, None)
            if note is not None:
                yield from (Block(block.text, BlockKind.NOTE) for block in self.blocks(note))

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [list(_cells(row)) for row in _rows(table)]
        if _is_layout(rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        self._tables += 1
        identity = self._tables
        above: dict[int, str] = {}
        for row in rows:
            cells, notes = self._row(row, above)
            if any(cells):
                yield Block(CELL_SEPARATOR.join(cells), BlockKind.TABLE_ROW, table=identity)
            yield from notes

    def _row(self, row: list[etree._Element], above: dict[int, str]) -> tuple[list[str], list[Block]]:
        """The texts of a row and the notes under it; a cell merged with the one above has its text."""
        texts: list[str] = []
        notes: list[Block] = []
        column = 0
        for cell in row[:MOST_COLUMNS]:
            properties = chain(cell, "tcPr")
            inside = list(self.blocks(cell))
            notes += [block for block in inside if block.kind is BlockKind.NOTE]
            text = " ".join(block.text for block in inside if block.kind is not BlockKind.NOTE)
            merge = chain(properties, "vMerge")
            if merge is not None and value(merge) != "restart":
                text = above.get(column, text)
            above[column] = text
            texts.append(text)
            column += max(1, number(chain(properties, "gridSpan")) or 1)
        return texts, notes


def _block(text: str, form: ParagraphFormat) -> Block:
    level = heading_level(form)
    heading = level is not None or form.name in TITLE_NAMES
    return Block(
        text,
        BlockKind.HEADING if heading else BlockKind.PARAGRAPH,
        style_level=level,
        alignment=ALIGNMENTS.get(form.alignment or ""),
        indent=form.indented or None,
        quoted=form.name in QUOTE_NAMES,
    )


def _read(element: etree._Element, content: _Content) -> None:
    """Collect the text of runs, the text boxes and the notes beneath an element."""
    for child in element:
        tag = child.tag
        if tag in SKIPPED or (tag == W + "r" and is_on(chain(child, "rPr", "vanish"))):
            continue
        if tag in (W + "t", M + "t"):
            content.pieces.append(child.text or "")
        elif tag in CHARACTERS:
            content.pieces.append(CHARACTERS[tag])
        elif tag == W + "sym":
            content.pieces.append(_symbol(child))
        elif tag in NOTE_TAGS:
            content.notes.append((NOTE_TAGS[tag], value(child, "id") or ""))
        elif tag == W + "txbxContent":
            content.boxes.append(child)
        elif tag == MC + "AlternateContent":
            _read(_chosen(child), content)
        else:
            _read(child, content)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of the alternatives that a document offers to old and new programs, so that no text is read twice."""
    choice = alternatives.find(MC + "Choice")
    fallback = alternatives.find(MC + "Fallback")
    for candidate in (choice, fallback):
        if candidate is not None and len(candidate):
            return candidate
    return alternatives if choice is None and fallback is None else etree.Element("none")


def _symbol(element: etree._Element) -> str:
    """The character of a symbol; those of symbol fonts (private use) have no meaning outside the font."""
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return ""
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0x110000 else ""


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == W + "tr":
            if chain(child, "trPr", "del") is None:
                yield child
        elif child.tag in ROW_WRAPPERS:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in ROW_WRAPPERS:
            yield from _cells(child)


def _is_layout(rows: list[list[etree._Element]]) -> bool:
    """Whether a table only frames running text: one column, tables inside, or cells of several paragraphs."""
    if max((len(row) for row in rows), default=0) <= 1:
        return True
    return any(_frames_text(cell) for row in rows for cell in row)


def _frames_text(cell: etree._Element) -> bool:
    if next(cell.iter(W + "tbl"), None) is not None:
        return True
    paragraphs = sum(1 for _ in cell.iterchildren(W + "p"))
    return paragraphs >= MANY_PARAGRAPHS and sum(len(e.text or "") for e in cell.iter(W + "t")) > LONG_CELL
