"""A document laid out for reading: its lines in order as blocks, the cited characters marked."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.blocks import CELL_SEPARATOR
from corpus.documents import Document, FurnitureKind
from service.page.segments import Marks, Segment, Span

STRETCH = 4000
"""Characters that are laid out together."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text and what it is: `heading`, `text`, or a kind of furniture. `level` is a heading's."""

    start: int
    end: int
    kind: str
    level: int
    page: int | None
    sections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReaderBlock:
    """A line, or the rows of a table.

    `number` counts from 1. `sections` are the indexes of the sections that begin here. `page` is given where a
    new physical page begins. `rows` are those of a table, each a tuple of cells, the first row its header. `hits`
    are the numbers of the hits that begin in it, those of a table by row in `row_hits`; `start` is its place in
    the text. `caption` is the number of the block right before a table that is its caption, `nth` counts tables.
    """

    number: int
    kind: str
    level: int
    page: int | None
    sections: tuple[int, ...]
    segments: tuple[Segment, ...]
    rows: tuple[tuple[tuple[Segment, ...], ...], ...]
    hits: tuple[int, ...] = ()
    row_hits: tuple[tuple[int, ...], ...] = ()
    start: int = 0
    caption: int | None = None
    nth: int = 0

    @property
    def plain(self) -> str | None:
        """The text, where there is nothing but text to show; None elsewhere."""
        if self.sections or self.hits or len(self.segments) != 1 or not self.segments[0].plain:
            return None
        return self.segments[0].text


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a document beside its text: the cited span, the hits of a query, the links to others.

    `hits` are the spans of each hit's words, in order; `links` are spans, `targets` where they lead.
    """

    cited: Span | None = None
    hits: Sequence[Sequence[Span]] = ()
    links: Sequence[Span] = ()
    targets: Sequence[str] = ()


def lay_out(
    document: Document, cited: Span | None = None, shown: Shown | None = None
) -> tuple[ReaderBlock, ...]:
    """The blocks of a document; their text, with line breaks between, is the document's text."""
    shown = shown or Shown(cited)
    marks = Marks(
        cited=[shown.cited] if shown.cited else [],
        strong=run_in_markers(document),
        found=sorted({span for spans in shown.hits for span in spans}),
        links=shown.links,
        targets=shown.targets,
    )
    firsts = [spans[0][0] for spans in shown.hits]

    def hits(line: Line) -> tuple[int, ...]:
        begun, ended = bisect_left(firsts, line.start), bisect_left(firsts, line.end + 1)
        return tuple(range(begun + 1, ended + 1))

    blocks: list[ReaderBlock] = []
    page: int | None = None
    tables = 0
    text = document.text
    for group in _groups(text, _lines(document)):
        first, last = group[0], group[-1]
        table = first.kind == "text" and CELL_SEPARATOR in text[first.start : first.end]
        tables += table
        captioned = table and blocks and blocks[-1].kind == FurnitureKind.CAPTION
        blocks.append(
            ReaderBlock(
                number=len(blocks) + 1,
                kind="table" if table else first.kind,
                level=first.level,
                page=first.page if first.page != page else None,
                sections=tuple(index for line in group for index in line.sections),
                segments=() if table else marks.cut(text, first.start, first.end),
                rows=tuple(_cells(text, line, marks) for line in group) if table else (),
                hits=() if table else hits(first),
                row_hits=tuple(hits(line) for line in group) if table else (),
                start=first.start,
                caption=len(blocks) if captioned else None,
                nth=tables,
            )
        )
        page = last.page if last.page is not None else page
    return tuple(blocks)


def stretches(blocks: Sequence[ReaderBlock]) -> Iterator[Sequence[ReaderBlock]]:
    """Runs of blocks of about `STRETCH` characters: what a browser need not lay out until it comes near."""
    begun = held = 0
    for index, block in enumerate(blocks):
        held += sum(len(segment.text) for segment in block.segments)
        held += sum(len(segment.text) for row in block.rows for cell in row for segment in cell)
        if held >= STRETCH:
            yield blocks[begun : index + 1]
            begun, held = index + 1, 0
    if begun < len(blocks):
        yield blocks[begun:]


def run_in_markers(document: Document) -> list[Span]:
    """Markers, and titles that directly follow them, of sections whose heading runs into a paragraph."""
    spans = []
    for section in document.sections:
        if section.heading_end > section.start:
            continue
        end = section.start
        for part in (section.marker_raw or section.marker, section.title):
            skip = len(document.text[end : end + 20]) - len(document.text[end : end + 20].lstrip(" \u3000"))
            if part and document.text.startswith(part, end + skip):
                end += skip + len(part)
        if end > section.start:
            spans.append((section.start, end))
    return spans


def _lines(document: Document) -> list[Line]:
    """Every line of the text; blank lines, which no parser leaves, are kept as they are."""
    starts, kinds = _kinds(document)
    pages = _Pages(document)
    beginning: dict[int, list[int]] = {}
    for index, section in enumerate(document.sections):
        beginning.setdefault(section.start, []).append(index)
    opened = sorted(beginning)
    lines: list[Line] = []
    at = done = 0
    for text in document.text.split("\n"):
        end = at + len(text)
        until = bisect_right(opened, end)
        sections = tuple(index for start in opened[done:until] for index in beginning[start])
        done = until
        place = bisect_right(starts, at) - 1
        kind, level = kinds[place] if place >= 0 else ("text", 0)
        lines.append(Line(at, end, kind, level, pages.at(at, kind), sections))
        at = end + 1
    return lines


def _kinds(document: Document) -> tuple[list[int], list[tuple[str, int]]]:
    """Where each heading, passage and piece of furniture starts, and what it is, in order."""
    spans = [(s.start, "heading", s.level) for s in document.sections if s.heading_end > s.start]
    spans += [(piece.start, piece.kind.value, 0) for piece in document.furniture]
    spans += [(passage.start, "text", 0) for passage in document.passages]
    spans.sort()
    return [span[0] for span in spans], [(kind, level) for _, kind, level in spans]


class _Pages:
    """The page of a line: that of its passage; a heading stands on the page of the passage that follows.

    What stands before the first passage is on the first page where that passage is; else nobody knows.
    """

    def __init__(self, document: Document) -> None:
        self.starts = [passage.start for passage in document.passages]
        self.pages = [passage.page_first for passage in document.passages]

    def at(self, offset: int, kind: str) -> int | None:
        place = bisect_right(self.starts, offset) - (0 if kind == "heading" else 1)
        if place < 0:
            return 1 if self.pages[:1] == [1] else None
        return self.pages[place] if place < len(self.pages) else None


def _groups(text: str, lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Single lines, and runs of table rows."""
    at = 0
    while at < len(lines):
        until = at
        while (
            until < len(lines)
            and lines[until].kind == "text"
            and CELL_SEPARATOR in text[lines[until].start : lines[until].end]
        ):
            until += 1
        if until > at:
            yield lines[at:until]
            at = until
        else:
            yield lines[at : at + 1]
            at += 1


def _cells(text: str, line: Line, marks: Marks) -> tuple[tuple[Segment, ...], ...]:
    cells = []
    at = line.start
    for cell in text[line.start : line.end].split(CELL_SEPARATOR):
        cells.append(marks.cut(text, at, at + len(cell)))
        at += len(cell) + len(CELL_SEPARATOR)
    return tuple(cells)
