"""A document laid out for reading: its lines in order as blocks, the cited characters marked."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.blocks import CELL_SEPARATOR
from corpus.documents import Document
from service.page.segments import Segment, Span, segments


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
    new physical page begins. `rows` are those of a table, each a tuple of cells, the first row its header.
    """

    number: int
    kind: str
    level: int
    page: int | None
    sections: tuple[int, ...]
    segments: tuple[Segment, ...]
    rows: tuple[tuple[tuple[Segment, ...], ...], ...]


def lay_out(document: Document, cited: Span | None = None) -> tuple[ReaderBlock, ...]:
    """The blocks of a document; their text, with line breaks between, is the document's text."""
    marked = [cited] if cited else []
    strong = run_in_markers(document)
    blocks: list[ReaderBlock] = []
    page: int | None = None
    for group in _groups(document.text, _lines(document)):
        first, last = group[0], group[-1]
        table = first.kind == "text" and CELL_SEPARATOR in document.text[first.start : first.end]
        blocks.append(
            ReaderBlock(
                number=len(blocks) + 1,
                kind="table" if table else first.kind,
                level=first.level,
                page=first.page if first.page != page else None,
                sections=tuple(index for line in group for index in line.sections),
                segments=() if table else _segments(document.text, first, marked, strong),
                rows=tuple(_cells(document.text, line, marked) for line in group) if table else (),
            )
        )
        page = last.page if last.page is not None else page
    return tuple(blocks)


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
    """The page of a line: that of its passage; a heading stands on the page of the passage that follows."""

    def __init__(self, document: Document) -> None:
        self.starts = [passage.start for passage in document.passages]
        self.pages = [passage.page_first for passage in document.passages]

    def at(self, offset: int, kind: str) -> int | None:
        place = bisect_right(self.starts, offset) - (0 if kind == "heading" else 1)
        return self.pages[place] if 0 <= place < len(self.pages) else None


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


def _segments(text: str, line: Line, marked: Sequence[Span], strong: Sequence[Span]) -> tuple[Segment, ...]:
    low = bisect_right(strong, (line.start, -1))
    near = strong[low : low + 5] if line.sections else []
    return segments(text, line.start, line.end, marked, near)


def _cells(text: str, line: Line, marked: Sequence[Span]) -> tuple[tuple[Segment, ...], ...]:
    cells = []
    at = line.start
    for cell in text[line.start : line.end].split(CELL_SEPARATOR):
        cells.append(segments(text, at, at + len(cell), marked))
        at += len(cell) + len(CELL_SEPARATOR)
    return tuple(cells)
