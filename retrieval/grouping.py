"""Near-duplicates under one hit, and no document too often. Pure, on ids and folded texts.

Two passages are near-duplicates when their folded texts are equal, or when their sets of five-character
shingles have a Jaccard similarity of 0.8 or more and the same figures stand in both. Jaccard, not containment:
a short sentence contained in many long passages says less than each of them, and would swallow them all.
One changed character breaks five shingles, so 0.8 lets two differ in a passage of a hundred characters. Figures
must agree because reports of two years repeat a sentence with other numbers: those are two facts.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

SHINGLE = 5
SIMILAR = 0.8

Shingles = frozenset[str]
Item = TypeVar("Item")

_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Group:
    """A passage and its near-duplicates: all ids in order of rank, the best ranked stands for all."""

    ids: tuple[int, ...]

    @property
    def representative(self) -> int:
        """The id that is shown."""
        return self.ids[0]


@dataclass(frozen=True, slots=True)
class _Leader:
    ids: list[int]
    shingles: Shingles
    figures: tuple[str, ...]


@dataclass(slots=True)
class _Leaders:
    """The groups so far, found by equal text or by a shared shingle of the prefix."""

    found: list[_Leader] = field(default_factory=list)
    by_text: dict[str, int] = field(default_factory=dict)
    by_shingle: dict[str, list[int]] = field(default_factory=dict)

    def similar_to(self, shingles: Shingles, prefix: list[str], figures: tuple[str, ...]) -> int | None:
        """Give the best ranked leader that the passage is a near-duplicate of."""
        candidates = {at for shingle in prefix for at in self.by_shingle.get(shingle, ())}
        for at in sorted(candidates):
            leader = self.found[at]
            if leader.figures == figures and _jaccard(leader.shingles, shingles) >= SIMILAR:
                return at
        return None

    def add(self, leader: _Leader, prefix: list[str]) -> int:
        at = len(self.found)
        self.found.append(leader)
        for shingle in prefix:
            self.by_shingle.setdefault(shingle, []).append(at)
        return at


def group_similar(passages: Sequence[tuple[int, str]]) -> list[Group]:
    """Group ranked passages, each an id with its folded text; groups stand in order of their best member.

    A passage joins the best ranked representative that it is a near-duplicate of, so that what is listed under
    a hit resembles the hit itself. Every id is in exactly one group.
    """
    leaders = _Leaders()
    for id_, text in passages:
        at = leaders.by_text.get(text)
        if at is None:
            shingles, figures = _shingles(text), tuple(_FIGURES.findall(text))
            prefix = _prefix(shingles)
            at = leaders.similar_to(shingles, prefix, figures)
            if at is None:
                at = leaders.add(_Leader([], shingles, figures), prefix)
            leaders.by_text[text] = at
        leaders.found[at].ids.append(id_)
    return [Group(tuple(leader.ids)) for leader in leaders.found]


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
    return frozenset(text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1)))


def _prefix(shingles: Shingles) -> list[str]:
    """Give so many of the least shingles that two sets of the wanted similarity share one of them.

    A set of n shares at least ceil(0.8 n) with such another; of any n - ceil(0.8 n) + 1 of them one is shared,
    and in one order for all sets the least shared one lies in both prefixes (Chaudhuri et al., ICDE 2006).
    """
    # 1e-9: 0.8 * 5 is a little more than 4 in binary, and ceil would take it for 5.
    return sorted(shingles)[: len(shingles) - math.ceil(SIMILAR * len(shingles) - 1e-9) + 1]


def _jaccard(first: Shingles, second: Shingles, least: float = SIMILAR) -> float:
    """Give the share in common; 0 where the sizes alone rule out `least`."""
    fewer, more = sorted((len(first), len(second)))
    if fewer < least * more - 1e-9:
        return 0.0
    both = len(first & second)
    return both / (len(first) + len(second) - both)
