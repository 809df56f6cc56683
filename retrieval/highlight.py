"""Which characters of a passage to mark for a query. Pure, on a folded text with its map to the stored one."""

from collections.abc import Iterator, Sequence
from typing import Protocol

Range = tuple[int, int]

MOST = 20
"""More marks than this make a passage harder to read, not easier."""


class Mapped(Protocol):
    """A folded text that knows where its characters stand in the stored text."""

    @property
    def text(self) -> str:
        """The folded text."""

    def source_span(self, start: int, end: int) -> Range:
        """Give the range of the stored text that covers `text[start:end]`."""


def highlights(passage: Mapped, terms: Sequence[str], most: int = MOST) -> tuple[Range, ...]:
    """Give the half-open ranges of the stored text that the terms cover, in order, apart from each other.

    terms: folded as the passage is. A longer term takes its characters before a shorter one; ranges that touch
    become one. Of more than `most` ranges the longest stay, the earlier of equal ones.
    """
    spans = [passage.source_span(start, end) for start, end in _matches(passage.text, terms)]
    merged = _merged(sorted(span for span in spans if span[0] < span[1]))
    longest = sorted(merged, key=lambda span: (span[0] - span[1], span[0]))[:most]
    return tuple(sorted(longest))


def _matches(text: str, terms: Sequence[str]) -> Iterator[Range]:
    taken = bytearray(len(text))
    for term in sorted(set(terms), key=lambda term: (-len(term), term)):
        for start, end in _occurrences(text, term):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield start, end


def _occurrences(text: str, term: str) -> Iterator[Range]:
    at = text.find(term) if term else -1
    while at >= 0:
        if not (_runs_on(text, at) or _runs_on(text, at + len(term))):
            yield at, at + len(term)
        # By one, not by the term's length: a first match that is taken must not hide a free one inside it.
        at = text.find(term, at + 1)


def _runs_on(text: str, at: int) -> bool:
    """Tell whether a number goes on over a place: 7 is not marked in 71."""
    pair = text[max(at - 1, 0) : at + 1]
    return len(pair) == 2 and pair.isascii() and pair.isdigit()


def _merged(spans: Sequence[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
