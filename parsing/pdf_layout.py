"""What the place of a line in its column tells: centred, to the right, or the first line of a paragraph."""

from corpus.blocks import Alignment
from parsing.pdf_columns import Placed

FIRST_LINE = (1.2, 3.2)  # sizes of a character by which a first line stands in, usually 2
AT_MARGIN = 0.6
CENTRE_SLACK = 1.0  # sizes by which the two sides of a centred line may differ
CENTRE_MARGIN = 1.5  # sizes that are free on both sides at least
RIGHT_MARGIN = 5.0  # sizes free at the right of a signature at most
RIGHT_START = 0.45  # of the column's width free at its left at least


def alignment_of(placed: Placed) -> Alignment | None:
    """Centred or to the right where that is clear, else None."""
    line, column = placed.line, placed.column
    size = max(line.size, 1.0)
    left, right = line.left - column.left, column.right - line.right
    if min(left, right) >= CENTRE_MARGIN * size and abs(left - right) <= CENTRE_SLACK * size:
        return Alignment.CENTER
    if left >= RIGHT_START * (column.right - column.left) and right <= RIGHT_MARGIN * size:
        return Alignment.RIGHT
    return None


def indent_of(placed: Placed) -> bool | None:
    """Whether a line stands in as the first of a paragraph does; False at the margin, None in between."""
    sizes = (placed.line.left - placed.column.left) / max(placed.line.size, 1.0)
    if sizes < AT_MARGIN:
        return False
    return True if FIRST_LINE[0] <= sizes <= FIRST_LINE[1] else None
