"""Two versions of a law or a notice side by side, article by article.

Articles belong together that say the same, whatever their numbers: first those whose words are equal, then the most
alike, an equal number being worth a little. What is left was taken out, or is new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from corpus.documents import Document
from corpus.store.records import StoredDocument
from drafting.differences import CELLS, ROUNDS, allowance
from drafting.pairing import paired
from drafting.text_diff import Change, Piece, diff
from drafting.units import Unit, units_of

ALL_CELLS = 5_000_000_000
"""`CELLS` of all units of one comparison: some seconds."""


class Standing(StrEnum):
    """What became of an article."""

    SAME = "same"
    CHANGED = "changed"
    RENUMBERED = "renumbered"  # the words are the same, the number is not
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class ComparedUnit:
    """A pair of units, or one that stands alone. `likeness` is in [0, 1]; `pieces` tell how the words differ."""

    standing: Standing
    old: Unit | None
    new: Unit | None
    likeness: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared, in the order of the new one; what was removed stands where it stood."""

    old: StoredDocument
    new: StoredDocument
    units: tuple[ComparedUnit, ...]

    def count(self, standing: Standing) -> int:
        """Tell how many units came out so."""
        return sum(unit.standing is standing for unit in self.units)


def compare(old: StoredDocument, old_text: Document, new: StoredDocument, new_text: Document) -> Comparison:
    """Compare two documents, the first taken for the older version."""
    return Comparison(old, new, tuple(compare_units(units_of(old_text), units_of(new_text))))


def compare_units(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[ComparedUnit]:
    """Compare the units of two versions, with bounds on memory and time that hold for all of them together."""
    pairs = paired(before, after)
    both = [(before[old].text, after[new].text) for new, old in pairs.items()]
    costs = [len(old) * len(new) for old, new in both if old != new]
    return _in_order(before, after, pairs, allowance(costs, CELLS, ALL_CELLS, beyond=ROUNDS))


def _in_order(
    before: Sequence[Unit], after: Sequence[Unit], pairs: dict[int, int], cells: int
) -> Iterator[ComparedUnit]:
    """Give the units of the new version; each that was removed comes after the one it followed."""
    kept = set(pairs.values())
    behind: dict[int, list[int]] = {}
    last = -1
    for place in range(len(before)):
        if place in kept:
            last = place
        else:
            behind.setdefault(last, []).append(place)
    yield from (_alone(before[one], Standing.REMOVED) for one in behind.get(-1, ()))
    for place, unit in enumerate(after):
        old = pairs.get(place)
        if old is None:
            yield _alone(unit, Standing.ADDED)
            continue
        yield _pair(before[old], unit, cells)
        yield from (_alone(before[one], Standing.REMOVED) for one in behind.get(old, ()))


def _pair(old: Unit, new: Unit, cells: int) -> ComparedUnit:
    pieces = diff(old.text, new.text, cells)
    if old.body == new.body:
        standing = Standing.SAME if old.marker == new.marker else Standing.RENUMBERED
        return ComparedUnit(standing, old, new, 1.0, pieces)
    return ComparedUnit(Standing.CHANGED, old, new, _likeness(old, new, pieces, cells), pieces)


def _likeness(old: Unit, new: Unit, pieces: Sequence[Piece], cells: int) -> float:
    """How alike two units are, in [0, 1]; of long ones what their pieces say, which are there already."""
    if len(old.body) * len(new.body) <= cells:
        return round(fuzz.ratio(old.body, new.body) / 100, 3)
    equal = sum(len(piece.text) for piece in pieces if piece.change is Change.EQUAL)
    return round(2 * equal / (len(old.text) + len(new.text)), 3)


def _alone(unit: Unit, standing: Standing) -> ComparedUnit:
    change = Change.INSERT if standing is Standing.ADDED else Change.DELETE
    pieces = (Piece(change, unit.text),)
    return ComparedUnit(
        standing,
        unit if standing is Standing.REMOVED else None,
        unit if standing is Standing.ADDED else None,
        0.0,
        pieces,
    )
