"""Where two texts differ, found within bounds on memory and time.

The shortest way from one text to another needs a bit for each character of the one against each of the other, which two
long texts cannot have. Those are laid side by side by the sentences and cells that stand once in both, then by those
that repeat; characters are compared only between these. What is too long even so differs as a whole.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

CELLS = 100_000_000
"""Characters of one text times those of the other, compared at once: 12.5 MB, 20 ms."""
ROUNDS = 20
"""So often `CELLS` in one pair of texts."""
SENTENCES = 100_000
"""Of one text; one that falls into more is not laid side by side."""
_ENDS = "\n\t。；"
_END = re.compile(f"[{_ENDS}]+")


class Span(NamedTuple):
    """`[a, b)` of the old text, where the new one has its `[c, d)`."""

    a: int
    b: int
    c: int
    d: int

    @property
    def cells(self) -> int:
        """How much it is to compare them character by character."""
        return (self.b - self.a) * (self.d - self.c)


class _Cut(NamedTuple):
    """A span cut into sentences: their borders and marks, a mark being equal where the words are."""

    span: Span
    old: list[int]
    new: list[int]
    old_marks: list[int]
    new_marks: list[int]

    @property
    def cells(self) -> int:
        return len(self.old_marks) * len(self.new_marks)


def allowance(costs: Sequence[int], most: int, total: int, beyond: int = 0) -> int:
    """How much each may cost so that all together cost no more than `total`: `most`, or less where they are many.

    What would cost more than it may is done otherwise, at `beyond` times what it may.
    """
    if sum(cost if cost <= most else beyond * most for cost in costs) <= total:
        return most
    return max(1, total // (len(costs) * max(1, beyond)))


def differences(old: str, new: str, cells: int = CELLS) -> Iterator[Span]:
    """Give in order where the texts differ; what lies between two spans is equal in both.

    `cells` bounds what is compared at once, in characters of one text times those of the other.
    """
    whole = _trimmed(old, new, Span(0, len(old), 0, len(new)))
    spans = [whole]
    if whole.cells > cells:
        spans = [_trimmed(old, new, span) for span in _side_by_side(old, new, whole, cells)]
    fitting = allowance([span.cells for span in spans], cells, ROUNDS * cells)
    for span in spans:
        yield from _by_characters(old, new, span) if span.cells <= fitting else [span]


def shared_head(old: str, new: str) -> int:
    """The length of what both begin with."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _trimmed(old: str, new: str, span: Span) -> Span:
    a, b, c, d = span
    head = shared_head(old[a:b], new[c:d])
    tail = shared_head(old[a + head : b][::-1], new[c + head : d][::-1])
    return Span(a + head, b - tail, c + head, d - tail)


def _by_characters(old: str, new: str, span: Span) -> Iterator[Span]:
    a, b, c, d = span
    for step in Indel.opcodes(old[a:b], new[c:d]):
        if step.tag != "equal":
            yield Span(a + step.src_start, a + step.src_end, c + step.dest_start, c + step.dest_end)


def _side_by_side(old: str, new: str, whole: Span, cells: int) -> list[Span]:
    """Lay two texts side by side; gives what lies between the sentences that they share."""
    if any(
        sum(map(text.count, _ENDS)) > SENTENCES for text in (old[whole.a : whole.b], new[whole.c : whole.d])
    ):
        return [whole]
    cut = _cut(old, new, whole)
    once = _between(old, new, cut, _standing_once(cut.old_marks, cut.new_marks))
    spans = [_trimmed(old, new, span) for span in once]
    cuts = {span: _cut(old, new, span) for span in spans if span.cells > cells}
    fitting = allowance([one.cells for one in cuts.values()], cells, ROUNDS * cells)
    fine: list[Span] = []
    for span in spans:
        more = cuts.get(span)
        if more is None or more.cells > fitting:
            fine.append(span)
        else:
            fine += _between(old, new, more, _equal(more.old_marks, more.new_marks))
    return fine


def _cut(old: str, new: str, span: Span) -> _Cut:
    before, after = _borders(old, span.a, span.b), _borders(new, span.c, span.d)
    return _Cut(
        span,
        before,
        after,
        [hash(old[start:end]) for start, end in pairwise(before)],
        [hash(new[start:end]) for start, end in pairwise(after)],
    )


def _borders(text: str, start: int, end: int) -> list[int]:
    ends = [found.end() for found in _END.finditer(text, start, end)]
    return list(dict.fromkeys((start, *ends, end)))


def _standing_once(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the places of marks that stand once in each: the longest row of them that is in order in both."""
    once = {mark for mark, count in Counter(old).items() if count == 1}
    once &= {mark for mark, count in Counter(new).items() if count == 1}
    places = {mark: place for place, mark in enumerate(old) if mark in once}
    pairs = [(places[mark], place) for place, mark in enumerate(new) if mark in once]
    ends: list[int] = []  # of the best row of each length, the place where it ends
    rows: list[int] = []  # the numbers of these pairs
    before: list[int] = []  # the pair before each in its row
    for number, (place, _) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [number]
    row: list[tuple[int, int]] = []
    at = rows[-1] if rows else -1
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return reversed(row)


def _equal(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the places of marks that are equal in the shortest way from the ones to the others."""
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield from zip(
                range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
            )


def _between(old: str, new: str, cut: _Cut, shared: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Give what lies between the sentences that are shared."""
    a, b, c, d = cut.span
    for before, after in shared:
        start, end = cut.old[before], cut.old[before + 1]
        begin, stop = cut.new[after], cut.new[after + 1]
        if old[start:end] != new[begin:stop]:
            continue  # equal marks of other words
        if start > a or begin > c:
            yield Span(a, start, c, begin)
        a, c = end, stop
    if b > a or d > c:
        yield Span(a, b, c, d)
