"""Recognised pages: what text recognition gives for a page without a text layer, as values and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from parsing.errors import FailureReason, ParseError
from parsing.wire import WireError, read_answer

RECOGNISER = "rapidocr 3.10, PP-OCRv6 small, pages-1"
"""The version of what is recognised: pages kept under another one are recognised again."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A piece of a line in a box; coordinates in points, upwards and to the right, the page turned upright.

    `size` is the height of its characters, `score` the mean certainty of the recogniser, 0 to 1.
    """

    left: float
    bottom: float
    right: float
    top: float
    text: str
    size: float
    score: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """One page: its number from 1, its size in points as it is read, its lines from top to bottom.

    `turns` is by how many quarter turns anticlockwise it was made upright, `lean` the angle that was taken out
    of its lines, in degrees. `failure` says why it was given up; it then has no lines.
    """

    number: int
    width: float
    height: float
    lines: tuple[RecognisedLine, ...]
    turns: int = 0
    lean: float = 0.0
    failure: FailureReason | None = None

    @property
    def score(self) -> float | None:
        """The mean score of its characters; None where it has none."""
        return mean_score([(line.score, len(line.text)) for line in self.lines])


def mean_score(parts: Sequence[tuple[float | None, int]]) -> float | None:
    """The mean of scores weighted by numbers of characters; parts without a score do not count."""
    known = [(score, count) for score, count in parts if score is not None]
    total = sum(count for _, count in known)
    return round(sum(score * count for score, count in known) / total, 4) if total else None


def page_to_json(page: RecognisedPage) -> list[object]:
    """A page as JSON holds it."""
    lines = [[*(round(v, 2) for v in _box(line)), line.text, round(line.score, 4)] for line in page.lines]
    sides = [round(page.width, 2), round(page.height, 2)]
    return [page.number, *sides, lines, page.turns, round(page.lean, 2), page.failure]


def page_from_json(value: object) -> RecognisedPage:
    """The inverse of `page_to_json`. Raises WireError for anything else."""
    match value:
        case [int(number), width, height, list(lines), int(turns), lean, failure]:
            return RecognisedPage(
                number,
                _number(width),
                _number(height),
                tuple(_line(line) for line in lines),
                turns,
                _number(lean),
                _failure(failure),
            )
        case _:
            raise WireError("not a recognised page")


def pack_pages(pages: Sequence[RecognisedPage]) -> bytes:
    """The answer of a child that recognised pages."""
    listed = [page_to_json(page) for page in pages]
    return json.dumps({"recognised": listed}, ensure_ascii=False, separators=(",", ":")).encode()


def unpack_pages(answer: bytes) -> tuple[RecognisedPage, ...]:
    """The pages in a child's answer. Raises ParseError as the child said it, WireError for no valid answer."""
    listed = read_answer(answer).get("recognised")
    if not isinstance(listed, list):
        raise WireError("not a list of pages")
    return tuple(page_from_json(page) for page in listed)


def given_up(number: int, error: ParseError) -> RecognisedPage:
    """A page that could not be recognised within its limits."""
    return RecognisedPage(number, 0.0, 0.0, (), failure=error.reason)


def _box(line: RecognisedLine) -> tuple[float, float, float, float, float]:
    return line.left, line.bottom, line.right, line.top, line.size


def _line(value: object) -> RecognisedLine:
    match value:
        case [left, bottom, right, top, size, str(text), score] if text.strip() and "\n" not in text:
            left, bottom, right, top, size = map(_number, (left, bottom, right, top, size))
            return RecognisedLine(left, bottom, right, top, text, size, min(1.0, max(0.0, _number(score))))
        case _:
            raise WireError("not a recognised line")


def _failure(value: object) -> FailureReason | None:
    if value is None:
        return None
    if value not in set(FailureReason):
        raise WireError("not a reason")
    return FailureReason(str(value))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e7:
        raise WireError("not a number")
    return float(value)
