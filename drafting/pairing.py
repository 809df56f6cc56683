"""Which units of two versions belong together: first those whose words and number are equal, then the most alike.

How many units are weighed against each, and how much of them is read, is bounded: a long document may have thousands.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, islice
from zlib import crc32

from rapidfuzz import fuzz

from drafting.differences import allowance
from drafting.units import Unit

ALIKE = 45.0
"""Of a hundred (rapidfuzz's ratio); articles less alike do not belong together."""
SAME_NUMBER = 8.0
"""Added for an equal number, and the articles may be so much less alike."""
NEAREST, COMPARED = 8, 50_000
"""Articles compared with each, by the pairs of characters they share, and in all: of many, fewer with each."""
READ, WINDOW = 2_000_000, 50_000
"""Characters of one version, and of one unit, whose pairs are looked at: half at its head, half at its end."""
KEPT = 200_000
"""Pairs of characters kept of one version; of many, some of each unit."""
VISITS = 10_000_000
"""So often units are counted for the pairs they share with others; the rarest pairs, which tell most, come first."""
EXACT, ALL_EXACT = 100_000_000, 5_000_000_000
"""Characters of a unit times those of another that are compared one by one, and in all; others are estimated."""


@dataclass(frozen=True, slots=True)
class _Sketched:
    """A unit with its place and the pairs of characters by which others are found."""

    place: int
    unit: Unit
    pairs: set[str]


def paired(before: Sequence[Unit], after: Sequence[Unit]) -> dict[int, int]:
    """Give for units of the new version the one of the old, by their places in the lists."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def take(old: int, new: int) -> None:
        if new not in pairs and old not in taken:
            pairs[new] = old
            taken.add(old)

    for _, new, old in sorted(_equal(before, after)):
        take(old, new)
    left = [place for place in range(len(before)) if place not in taken]
    found = _scored(before, left, after, [place for place in range(len(after)) if place not in pairs])
    for _, old, new in sorted(found, key=lambda one: (-one[0], abs(one[1] - one[2]), one[2])):
        take(old, new)
    return pairs


def _equal(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[tuple[int, int, int]]:
    """Give units that are equal to the letter: how far they are apart, the new, the old."""
    places: dict[tuple[str, str, bool], list[int]] = {}
    for place, unit in enumerate(before):
        places.setdefault((unit.marker, unit.text, unit.is_heading), []).append(place)
    for new, unit in enumerate(after):
        same = places.get((unit.marker, unit.text, unit.is_heading), [])
        at = bisect_left(same, new)
        yield from ((abs(old - new), new, old) for old in same[max(0, at - NEAREST) : at + NEAREST])


def _scored(
    before: Sequence[Unit], old_places: Sequence[int], after: Sequence[Unit], new_places: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    """Give pairs that may belong together: how alike they are, the old, the new."""
    olds, news = _sketched(before, old_places, after, new_places)
    near = [(old, new) for new, found in zip(news, _near(olds, news), strict=True) for old in found]
    fitting = allowance([len(old.unit.text) * len(new.unit.text) for old, new in near], EXACT, ALL_EXACT)
    for old, new in near:
        number = SAME_NUMBER * (old.unit.marker == new.unit.marker)
        if old.unit.is_heading != new.unit.is_heading:
            continue
        if len(old.unit.text) * len(new.unit.text) <= fitting:
            ratio = fuzz.ratio(old.unit.body, new.unit.body)
        else:
            ratio = 200 * len(old.pairs & new.pairs) / max(1, len(old.pairs) + len(new.pairs))
        if ratio >= ALIKE - number:
            yield ratio + number, old.place, new.place


def _sketched(
    before: Sequence[Unit], old_places: Sequence[int], after: Sequence[Unit], new_places: Sequence[int]
) -> tuple[list[_Sketched], list[_Sketched]]:
    """Read units; of both versions alike much, so that what is kept of them can be compared."""
    sides = [
        [(place, units[place]) for place in places]
        for units, places in ((before, old_places), (after, new_places))
    ]
    lengths = [[len(unit.text) for _, unit in side] for side in sides]
    window = min(allowance(one, WINDOW, READ, beyond=1) for one in lengths)
    kept = min(allowance(one, WINDOW, KEPT, beyond=1) for one in lengths)
    olds, news = (
        [_Sketched(place, unit, _sketch(unit, window, kept)) for place, unit in side] for side in sides
    )
    return olds, news


def _sketch(unit: Unit, window: int, kept: int) -> set[str]:
    text = unit.body
    if len(text) > window:
        text = text[: window // 2] + text[len(text) - window // 2 :]
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    return pairs if len(pairs) <= kept else set(nsmallest(kept, pairs, key=_mixed))


def _mixed(pair: str) -> int:
    """A number that chooses the same pairs in every unit, whatever they are."""
    return crc32(pair.encode("utf-8", "surrogatepass"))


def _near(olds: Sequence[_Sketched], news: Sequence[_Sketched]) -> Iterator[list[_Sketched]]:
    """Give for each new unit the old ones that share most pairs with it, and those of its number."""
    shelf: dict[str, list[int]] = {}
    numbered: dict[tuple[str, bool], list[int]] = {}
    for at, old in enumerate(olds):
        numbered.setdefault((old.unit.marker, old.unit.is_heading), []).append(at)
        for pair in old.pairs:
            shelf.setdefault(pair, []).append(at)
    visits = VISITS // max(1, len(news))
    nearest = max(1, min(NEAREST, COMPARED // max(1, len(news))))
    for new in news:
        shelves = sorted((shelf[pair] for pair in new.pairs if pair in shelf), key=len)
        shared = Counter(islice(chain.from_iterable(shelves), visits))
        same = numbered.get((new.unit.marker, new.unit.is_heading), ())[:nearest]
        yield [olds[at] for at in sorted({at for at, _ in shared.most_common(nearest)} | set(same))]
