"""The order in which the lines of a page are read, and the columns they stand in."""

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from parsing.pdf_lines import Line, joined, same_row

JUMPING_SHARE = (
    0.25  # of the steps from line to line that stay in a row: the file's order is not the reader's
)
RASTER = 2.0  # points between the places tried for a gutter
FEWEST_LINES = 4  # a column has
CROSSING_SHARE = 0.25  # of the lines that may run across a gutter (titles, wide tables)
FILLED_SHARE = 0.5  # of a column's lines that reach across it: text does, cells of a table do not
FILLED_WIDTH = 0.75
MOST_DEPTH = 3  # columns within columns


@dataclass(frozen=True, slots=True)
class Column:
    """The part of a page's width that a column of text fills, in points."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with the column it stands in."""

    line: Line
    column: Column


def in_reading_order(lines: list[Line]) -> list[Placed]:
    """The lines of a page as a reader takes them, pieces of one row within a column joined.

    `lines` are in the order of the file, which most programs write as it is read: it is kept, unless many steps
    jump across a gap in one row, as they do where two columns were written row by row.
    """
    if not lines:
        return []
    if _jumping_share(lines) < JUMPING_SHARE:
        return _placed(_rejoined(lines))
    return by_geometry(lines)


def by_geometry(lines: list[Line]) -> list[Placed]:
    """The lines of a page in the order that their places tell, whatever order they come in."""
    if not lines:
        return []
    return [Placed(line, Column(*bounds)) for line, bounds in _by_columns(lines, MOST_DEPTH)]


def _jumping_share(lines: list[Line]) -> float:
    steps = list(itertools.pairwise(lines))
    jumps = sum(same_row(before, after) and after.left > before.right for before, after in steps)
    return jumps / len(steps) if steps else 0.0


def _rejoined(lines: list[Line]) -> list[Line]:
    """Neighbours in the file that continue each other to the right in one row, as one line."""
    result: list[Line] = []
    for line in lines:
        if result and same_row(result[-1], line) and line.left >= result[-1].right - line.size:
            result[-1] = joined(result[-1], line)
        else:
            result.append(line)
    return result


def _by_columns(lines: list[Line], depth: int) -> list[tuple[Line, tuple[float, float]]]:
    """Lines from top to bottom; where a gutter divides them, the left column first, between lines across both."""
    bounds = (min(line.left for line in lines), max(line.right for line in lines))
    gutter = _gutter(lines) if depth else None
    if gutter is None:
        return [(line, bounds) for line in _top_down(lines)]
    ordered: list[tuple[Line, tuple[float, float]]] = []
    band: list[Line] = []
    across = _top_down([line for line in lines if line.left < gutter < line.right])
    rest = sorted(
        (line for line in lines if not line.left < gutter < line.right), key=lambda line: -line.middle
    )
    for wide in [*across, None]:
        while rest and (wide is None or rest[0].middle > wide.middle):
            band.append(rest.pop(0))
        for side in ([x for x in band if x.right <= gutter], [x for x in band if x.right > gutter]):
            ordered += _by_columns(side, depth - 1) if side else []
        band = []
        if wide is not None:
            ordered.append((wide, bounds))
    return ordered


def _top_down(lines: list[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if rows and same_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in _rejoined(sorted(row, key=lambda line: line.left))]


def _gutter(lines: list[Line]) -> float | None:
    """Where a vertical gap divides the lines into columns of text; None where none does."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    begins, ends = sorted(line.left for line in lines), sorted(line.right for line in lines)

    def crossing(place: float) -> int:
        return bisect_left(begins, place) - bisect_right(ends, place)

    places = (
        left + 0.2 * (right - left) + RASTER * step for step in range(int(0.6 * (right - left) / RASTER) + 1)
    )
    gutter = min(
        (place for place in places if place < left + 0.8 * (right - left)), key=crossing, default=None
    )
    if gutter is None or crossing(gutter) > CROSSING_SHARE * len(lines):
        return None
    sides = [line for line in lines if line.right <= gutter], [line for line in lines if line.left >= gutter]
    return gutter if all(_is_text_column(side) for side in sides) else None


def _is_text_column(lines: list[Line]) -> bool:
    if len(lines) < FEWEST_LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    filled = sum(line.right - line.left >= FILLED_WIDTH * width for line in lines)
    return filled >= FILLED_SHARE * len(lines)


def _placed(lines: list[Line]) -> list[Placed]:
    """Lines in the file's order with the columns they stand in; a line across the gutter has the whole width."""
    gutter = _gutter(lines)
    if gutter is None:
        whole = _span(lines)
        return [Placed(line, whole) for line in lines]
    columns = {
        side: _span([line for line in lines if _side(line, gutter) == side] if side else lines)
        for side in (-1, 0, 1)
    }
    return [Placed(line, columns[_side(line, gutter)]) for line in lines]


def _side(line: Line, gutter: float) -> int:
    """-1 left of the gutter, 1 right of it, 0 across."""
    return -1 if line.right <= gutter else int(line.left >= gutter)


def _span(lines: list[Line]) -> Column:
    return Column(min(line.left for line in lines), max(line.right for line in lines))
