"""Pages of placed lines to blocks: running heads and page numbers left out, the rest in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.blocks import Block
from parsing.clean import clean
from parsing.pdf_columns import in_reading_order
from parsing.pdf_furniture import PageFurniture
from parsing.pdf_layout import alignment_of, indent_of
from parsing.pdf_lines import Line, same_row


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page by its number, from 1: its lines and its height, in points."""

    number: int
    height: float
    lines: list[Line]


def top_down(lines: Sequence[Line]) -> list[Line]:
    """The lines row by row, each from the left: for files whose own order is not the reader's."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if rows and same_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def page_blocks(pages: Sequence[PageLines]) -> Iterator[Block]:
    """One block a line, with its page, the printed number of the page, and where it stands."""
    furniture = PageFurniture([(page.height, page.lines) for page in pages])
    for page in pages:
        label = furniture.page_label(page.lines, page.height)
        kept = [line for line in page.lines if not furniture.is_furniture(line, page.height)]
        for placed in in_reading_order(kept):
            if text := clean(placed.line.text):
                yield Block(
                    text,
                    page=page.number,
                    page_label=label,
                    alignment=alignment_of(placed),
                    indent=indent_of(placed),
                )
