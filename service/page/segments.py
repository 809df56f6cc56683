"""Stretches of a text that are shown differently, built from offsets: the template escapes, nothing is markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; `marked` is shown as found or cited, `strong` as the marker of a run-in heading."""

    text: str
    marked: bool = False
    strong: bool = False


def segments(
    text: str, start: int, end: int, marked: Iterable[Span], strong: Iterable[Span] = ()
) -> tuple[Segment, ...]:
    """`text[start:end]` cut wherever a marked or strong span begins or ends; spans are offsets into `text`.

    Spans may overlap, repeat, or reach outside: joined, the segments are always exactly `text[start:end]`.
    """
    marks, strongs = clipped(marked, start, end), clipped(strong, start, end)
    cuts = sorted({start, end, *(edge for span in (*marks, *strongs) for edge in span)})
    pieces = []
    for low, high in pairwise(cuts):
        pieces.append(Segment(text[low:high], _covers(marks, low), _covers(strongs, low)))
    return tuple(pieces)


def clipped(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of the spans that lie in `[start, end)`, empty ones left out."""
    inside = ((max(low, start), min(high, end)) for low, high in spans)
    return [(low, high) for low, high in inside if low < high]


def _covers(spans: Sequence[Span], at: int) -> bool:
    return any(low <= at < high for low, high in spans)
