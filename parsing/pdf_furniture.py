"""Running heads, feet and page numbers of a PDF: what stands at the edge of page after page."""

import re
from collections import Counter
from collections.abc import Sequence

from parsing.pdf_lines import Line

EDGE_SHARE = 0.09  # of the page's height, above and below
REPEAT_SHARE = 0.4  # of the pages on which a running head stands at least: left and right pages may differ
FEWEST_REPEATS = 3
PAGE_NUMBER = re.compile(
    r"[-—–―·•~\s]*(?:第\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*页)?(?:\s*[,，/／]?\s*(?:共\s*)?\d{0,4}\s*页?)?[-—–―·•~\s]*",
    re.I,
)


class PageFurniture:
    """What a document's pages have in common at their edges."""

    def __init__(self, pages: Sequence[tuple[float, Sequence[Line]]]) -> None:
        """Take the height and the lines of every page."""
        seen: Counter[str] = Counter()
        for height, lines in pages:
            seen.update({_shape(line.text) for line in lines if _at_edge(line, height)})
        fewest = 2 if len(pages) == 2 else FEWEST_REPEATS  # two pages say the same at their edges or not
        enough = max(fewest, REPEAT_SHARE * len(pages))
        self._repeated = frozenset(shape for shape, count in seen.items() if count >= enough)

    def is_furniture(self, line: Line, height: float) -> bool:
        """Whether a line is a running head or foot or a lone page number."""
        if not _at_edge(line, height):
            return False
        return _shape(line.text) in self._repeated or PAGE_NUMBER.fullmatch(line.text) is not None

    def page_label(self, lines: Sequence[Line], height: float) -> str | None:
        """The printed number of a page, None where none is printed."""
        for line in lines:
            if _at_edge(line, height) and (found := PAGE_NUMBER.fullmatch(line.text)):
                return found.group(1)
        return None


def _at_edge(line: Line, height: float) -> bool:
    return line.bottom > (1 - EDGE_SHARE) * height or line.top < EDGE_SHARE * height


def _shape(text: str) -> str:
    return re.sub(r"[\d〇○零一二三四五六七八九十百]+", "#", re.sub(r"\s", "", text))
