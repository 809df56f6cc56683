"""Pages of placed lines to blocks: running heads and page numbers left out, the rest in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.blocks import Block
from parsing.clean import clean
from parsing.pdf_columns import in_reading_order
from parsing.pdf_furniture import PageFurniture
from parsing.pdf_layout import alignment_of, indent_of
from parsing.pdf_lines import Line


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page and its height, in points."""

    height: float
    lines: list[Line]


def page_blocks(pages: Sequence[PageLines]) -> Iterator[Block]:
    """One block a line, with its page from 1, the printed number of the page, and where it stands."""
    furniture = PageFurniture([(page.height, page.lines) for page in pages])
    for number, page in enumerate(pages, 1):
        label = furniture.page_label(page.lines, page.height)
        kept = [line for line in page.lines if not furniture.is_furniture(line, page.height)]
        for placed in in_reading_order(kept):
            if text := clean(placed.line.text):
                yield Block(
                    text,
                    page=number,
                    page_label=label,
                    alignment=alignment_of(placed),
                    indent=indent_of(placed),
                )
