"""Near-duplicates under one hit, and no document too often. Pure, on ids and folded texts.

Two passages are near-duplicates when their folded texts are equal, or when their sets of five-character
shingles have a Jaccard similarity of 0.8 or more and the same figures stand in both. Jaccard, not containment:
a short sentence contained in many long passages says less than each of them, and would swallow them all.
One changed character breaks five shingles, so 0.8 lets two differ in a passage of a hundred characters. Figures
must agree because reports of two years repeat a sentence with other numbers: those are two facts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

SHINGLE = 5
SIMILAR = 0.8

Shingles = frozenset[str]
Item = TypeVar("Item")

_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def _slices(count: int) -> tuple[slice, ...]:
    return tuple(slice(at, at + SHINGLE) for at in range(count))


_SLICES = _slices(600)
"""The places of the shingles of a passage, made once: cutting at them takes a third of the time of a loop."""


@dataclass(frozen=True, slots=True)
class Group:
    """A passage and its near-duplicates: all ids in order of rank, the best ranked stands for all."""

    ids: tuple[int, ...]

    @property
    def representative(self) -> int:
        """The id that is shown."""
        return self.ids[0]


class _Sketch:
    """A folded text as it is compared; its shingles are cut when another text could resemble it at all."""

    def __init__(self, text: str) -> None:
        self.text, self.figures = text, tuple(_FIGURES.findall(text))
        self.ids: list[int] = []
        self._cut: Shingles | None = None

    @property
    def shingles(self) -> Shingles:
        if self._cut is None:
            self._cut = _shingles(self.text)
        return self._cut

    def resembles(self, other: "_Sketch") -> bool:
        return self.figures == other.figures and _jaccard(self.shingles, other.shingles) >= SIMILAR


def group_similar(passages: Sequence[tuple[int, str]]) -> list[Group]:
    """Group ranked passages, each an id with its folded text; groups stand in order of their best member.

    A passage joins the best ranked representative that it is a near-duplicate of, so that what is listed under
    a hit resembles the hit itself. Every id is in exactly one group.
    """
    leaders: list[_Sketch] = []
    by_text: dict[str, _Sketch] = {}
    for id_, text in passages:
        leader = by_text.get(text)
        if leader is None:
            sketch = _Sketch(text)
            leader = next((one for one in leaders if one.resembles(sketch)), None)
            if leader is None:
                leader = sketch
                leaders.append(leader)
            by_text[text] = leader
        leader.ids.append(id_)
    return [Group(tuple(leader.ids)) for leader in leaders]


def likeness(first: str, second: str) -> float:
    """The share of five-character shingles that two folded texts have in common (Jaccard), in [0, 1]."""
    return _jaccard(_shingles(first), _shingles(second), least=0.0)


def bounded(items: Sequence[Item], document_of: Callable[[Item], object], most: int | None) -> list[Item]:
    """Keep the first `most` items of each document, in order; all where `most` is None."""
    if most is None:
        return list(items)
    seen: dict[object, int] = {}
    kept = []
    for item in items:
        document = document_of(item)
        seen[document] = seen.get(document, 0) + 1
        if seen[document] <= most:
            kept.append(item)
    return kept


def _shingles(text: str) -> Shingles:
    """Give the distinct five-character shingles; a shorter text is one shingle."""
    count = max(1, len(text) - SHINGLE + 1)
    slices = _SLICES if count <= len(_SLICES) else _slices(count)
    return frozenset(map(text.__getitem__, slices[:count]))


def _jaccard(first: Shingles, second: Shingles, least: float = SIMILAR) -> float:
    """Give the share in common; 0 where the sizes alone rule out `least`."""
    fewer, more = sorted((len(first), len(second)))
    if fewer < least * more - 1e-9:
        return 0.0
    both = len(first & second)
    return both / (len(first) + len(second) - both)
