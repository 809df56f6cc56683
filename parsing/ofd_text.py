"""The text objects of an OFD page as characters in their places, in points, as those of a PDF are.

Names and units after GB/T 33190-2016: boundaries in millimetres from the top left corner (7.5), `TextCode` with the
place of its first character and the steps to the following ones (11.3), `CTM` a matrix (8.5).
"""

import math
import unicodedata
from collections.abc import Iterator
from itertools import chain, repeat

from lxml import etree

from parsing.pdf_characters import Character

POINTS = 72 / 25.4  # in a millimetre
ASCENT, DESCENT = 0.86, 0.14  # of a character's size above and below its base line
DEFAULT_SIZE = 3.7  # millimetres, 小四
LARGEST = 1e5  # millimetres; what is farther away is on no page
MOST_STEPS = 100_000
BROAD = frozenset("WMmw@%")
UNPRINTED = frozenset("\u00ad\u200b\ufeff\ufffe\uffff")
LEAN = 0.35  # radians by which a line of text may lean; what leans more is a watermark
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; files use several."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def page_characters(roots: list[etree._Element], height: float) -> list[Character]:
    """The characters of a page and its templates; `height` of the page in millimetres."""
    found: list[Character] = []
    for root in roots:
        for element in root.iter():
            if local(element) == "TextObject" and element.get("Visible") != "false":
                found += _characters(element, height, len(found))
    return found


def numbers(text: str | None) -> list[float]:
    """The finite numbers of a list; what is none is left out."""
    found = []
    for word in (text or "").split():
        try:
            number = float(word)
        except ValueError:
            continue
        if math.isfinite(number) and abs(number) < LARGEST:
            found.append(number)
    return found


def _characters(element: etree._Element, height: float, order: int) -> Iterator[Character]:
    boundary = numbers(element.get("Boundary"))
    matrix = _matrix(element.get("CTM"))
    if len(boundary) != 4 or abs(math.atan2(matrix[1], matrix[0])) > LEAN:
        return
    size = (numbers(element.get("Size")) or [DEFAULT_SIZE])[0]
    wide = (numbers(element.get("HScale")) or [1.0])[0] or 1.0
    scale = math.hypot(matrix[2], matrix[3]) * size * POINTS
    spaced = False
    for code in element:
        if local(code) != "TextCode":
            continue
        for text, x, y, step in _steps(code, size * wide):
            if text.isspace() or text < " " or text in UNPRINTED:
                spaced = spaced or text.isspace()
                continue
            left, base = _placed(matrix, x, y)
            right, _ = _placed(matrix, x + step, y)
            left, right = (boundary[0] + left) * POINTS, (boundary[0] + right) * POINTS
            base = (height - boundary[1] - base) * POINTS
            yield Character(
                left, base - DESCENT * scale, max(left, right), base + ASCENT * scale, text, order, spaced
            )
            order += 1
            spaced = False


def _steps(code: etree._Element, size: float) -> Iterator[tuple[str, float, float, float]]:
    """Each character with its place and width before the matrix is applied."""
    text = code.text or ""
    x, y = ((numbers(code.get(name)) or [0.0])[0] for name in ("X", "Y"))
    across, down = (list(_deltas(code.get(name))) for name in ("DeltaX", "DeltaY"))
    widths = [size * _width(c) for c in text]
    # Without steps characters stand as their widths tell; a step down alone is writing in columns.
    default = repeat(0.0) if down and not across else iter(widths[len(across) :])
    for character, width, dx, dy in zip(
        text, widths, chain(across, default), chain(down, repeat(0.0)), strict=False
    ):
        yield character, x, y, min(width, dx) if 0 < dx < width else width
        x, y = x + dx, y + dy


def _width(character: str) -> float:
    """The width of a character in sizes, as wide as the font may have it: the next one's place bounds it."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.95 if character in BROAD else 0.6


def _deltas(text: str | None) -> Iterator[float]:
    """The steps of a list in which `g 3 5.6` stands for three of 5.6."""
    words = iter((text or "").split())
    given = 0
    for word in words:
        count, value = 1, word
        if word == "g":
            count = int((numbers(next(words, "")) or [0.0])[0])
            value = next(words, "")
        for step in numbers(value):
            for _ in range(min(count, MOST_STEPS - given)):
                yield step
                given += 1


def _matrix(text: str | None) -> Matrix:
    values = numbers(text)
    return (*values,) if len(values) == 6 else IDENTITY  # type: ignore[return-value]


def _placed(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
