"""Characters of a page to lines: rows by their height, pieces of a row by wide gaps, spaces by narrow ones."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from parsing.pdf_characters import Character, repaired
from parsing.recognised import mean_score

ROW_SHARE = 0.3  # of a character's height by which the middles of a row may differ
SMALLEST_HEIGHT = 4.0  # points
FARTHEST = 30_000.0  # points; the largest page has 14,400
CELL = 3.0  # points; the raster in which rows are looked up
PIECE_GAP = 1.5  # of a character's size between pieces of a row: columns, cells
WRITTEN_SPACE_GAP = 0.1  # where the file has a space; some programs put one between all characters
# Where it has none: between Latin words, between Latin and Chinese, between Chinese, which justified lines spread.
UNWRITTEN_SPACE_GAPS = (0.2, 0.6, 1.2)
OVERPRINT = 0.35  # of its width by which a character printed twice (false bold) is shifted


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the piece of one between wide gaps; coordinates in points; `size` is its characters' height.

    `score` is how certain its text is, 0 to 1, None where the file itself holds it.
    """

    left: float
    bottom: float
    right: float
    top: float
    text: str
    order: int
    size: float
    score: float | None = None

    @property
    def middle(self) -> float:
        """The height of the line's middle."""
        return (self.bottom + self.top) / 2


def lines_of(characters: list[Character]) -> list[Line]:
    """The pieces of lines of a page, in the order of the file."""
    near = [character for character in characters if _is_near(character)]
    pieces = [piece for row in _rows(near) for piece in _pieces(row)]
    return sorted((_line(piece) for piece in pieces), key=lambda line: line.order)


def joined(first: Line, second: Line) -> Line:
    """Two pieces of one row as one line, with a space between."""
    return Line(
        min(first.left, second.left),
        min(first.bottom, second.bottom),
        max(first.right, second.right),
        max(first.top, second.top),
        f"{first.text} {second.text}",
        min(first.order, second.order),
        max(first.size, second.size),
        mean_score([(piece.score, len(piece.text)) for piece in (first, second)]),
    )


def same_row(first: Line, second: Line) -> bool:
    """Whether two pieces stand at one height."""
    return abs(first.middle - second.middle) < 0.5 * min(first.size, second.size)


def _is_near(character: Character) -> bool:
    """Whether a character stands where a page can be; no comparison holds of what is no number."""
    c = character
    return (
        abs(c.left) < FARTHEST
        and abs(c.bottom) < FARTHEST
        and abs(c.right) < FARTHEST
        and abs(c.top) < FARTHEST
    )


def _rows(characters: list[Character]) -> list[list[Character]]:
    rows: list[tuple[float, float, list[Character]]] = []
    raster: dict[int, int] = {}
    for character in characters:
        middle = (character.bottom + character.top) / 2
        height = character.top - character.bottom
        cell = int(middle // CELL)
        for near in (cell, cell - 1, cell + 1):
            row = raster.get(near)
            if row is None:
                continue
            row_middle, row_height, members = rows[row]
            if abs(row_middle - middle) < ROW_SHARE * max(height, row_height, SMALLEST_HEIGHT):
                members.append(character)
                break
        else:
            raster[cell] = len(rows)
            rows.append((middle, height, [character]))
    return [members for _, _, members in rows]


def _pieces(row: list[Character]) -> Iterator[list[Character]]:
    """The row from left to right, cut at wide gaps; the file's own order puts quotation marks in wrong places."""
    row = sorted(row, key=lambda c: (c.left, c.order))
    size = _size(row)
    piece = [row[0]]
    for character in row[1:]:
        last = piece[-1]
        if character.text == last.text and character.left - last.left < OVERPRINT * (last.right - last.left):
            continue
        if character.left - last.right > PIECE_GAP * size:
            yield piece
            piece = []
        piece.append(character)
    yield piece


def _size(characters: list[Character]) -> float:
    """Their height; some fonts do not say it."""
    return median(abs(c.top - c.bottom) for c in characters) or SMALLEST_HEIGHT


def _line(piece: list[Character]) -> Line:
    size = _size(piece)
    text = piece[0].text
    for before, after in itertools.pairwise(piece):
        text += _space(before, after, size) + after.text
    return Line(
        piece[0].left,
        min(c.bottom for c in piece),
        max(c.right for c in piece),
        max(c.top for c in piece),
        repaired(text),
        min(c.order for c in piece),
        size,
    )


def _space(before: Character, after: Character, size: float) -> str:
    gap = (after.left - before.right) / size
    if after.spaced and before.order < after.order and gap > WRITTEN_SPACE_GAP:
        return " "
    chinese = (before.text >= "\u2e80") + (after.text >= "\u2e80")
    return " " if gap > UNWRITTEN_SPACE_GAPS[chinese] else ""
