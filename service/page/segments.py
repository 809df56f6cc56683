"""Stretches of a text that are shown differently, built from offsets: the template escapes, nothing is markup."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text.

    `marked` is shown as found or cited, `strong` as the marker of a run-in heading, `found` as a word of the query
    in the document that is read; `href` is where a link leads, None for no link.
    """

    text: str
    marked: bool = False
    strong: bool = False
    found: bool = False
    href: str | None = None

    @property
    def plain(self) -> bool:
        """Whether there is nothing to show but text."""
        return not (self.marked or self.strong or self.found or self.href)


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


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked of a whole document: spans in order, none overlapping another of its kind.

    `targets` are where the `links` lead.
    """

    cited: Sequence[Span] = ()
    strong: Sequence[Span] = ()
    found: Sequence[Span] = ()
    links: Sequence[Span] = ()
    targets: Sequence[str] = ()

    def cut(self, text: str, start: int, end: int) -> tuple[Segment, ...]:
        """`text[start:end]` cut wherever a span begins or ends; joined, the segments are always exactly that."""
        kinds = [within(spans, start, end) for spans in (self.cited, self.strong, self.found, self.links)]
        if not any(kinds):
            return (Segment(text[start:end]),) if start < end else ()
        cited, strong, found, links = kinds
        clip = [edge for spans in kinds for low, high in spans for edge in (max(low, start), min(high, end))]
        pieces = []
        for low, high in pairwise(sorted({start, end, *clip})):
            link = next((one for one in links if one[0] <= low < one[1]), None)
            pieces.append(
                Segment(
                    text[low:high],
                    _covers(cited, low),
                    _covers(strong, low),
                    _covers(found, low),
                    self.targets[bisect_left(self.links, link)] if link else None,
                )
            )
        return tuple(pieces)


def within(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """The spans that share a character with `[start, end)`; they are in order and do not overlap."""
    low = max(0, bisect_right(spans, (start, start)) - 1)
    high = bisect_left(spans, (end, -1))
    return [span for span in spans[low:high] if span[0] < span[1] and span[1] > start]


def clipped(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of the spans that lie in `[start, end)`, empty ones left out."""
    inside = ((max(low, start), min(high, end)) for low, high in spans)
    return [(low, high) for low, high in inside if low < high]


def _covers(spans: Sequence[Span], at: int) -> bool:
    return any(low <= at < high for low, high in spans)
