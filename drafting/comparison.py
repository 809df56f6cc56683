"""Two versions of a law or a notice side by side, article by article.

Articles belong together that say the same, whatever their numbers: first those whose words are equal, then the most
alike, an equal number being worth a little. What is left was taken out, or is new.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz

from corpus.documents import Document, Family, Section
from corpus.store.records import StoredDocument
from drafting.text_diff import Change, Piece, diff

ALIKE = 45.0
"""Of a hundred (rapidfuzz's ratio); articles less alike do not belong together."""
SAME_NUMBER = 8.0
"""Added for an equal number, and the articles may be so much less alike."""
NEAREST = 8
"""Articles compared with each, by the pairs of characters they share."""
_OUTER = (Family.PART, Family.CHAPTER, Family.DIVISION, Family.ARTICLE)


class Standing(StrEnum):
    """What became of an article."""

    SAME = "same"
    CHANGED = "changed"
    RENUMBERED = "renumbered"  # the words are the same, the number is not
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Unit:
    """An article, or another part, of one version: `[start, end)` of its text. `marker` is empty before the first."""

    marker: str
    text: str
    start: int
    end: int
    is_heading: bool

    @property
    def body(self) -> str:
        """The words without the marker and the space after it."""
        return self.text.removeprefix(self.marker).lstrip("　 \t、.") if self.marker else self.text


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
    before, after = units_of(old_text), units_of(new_text)
    pairs = _paired(before, after)
    return Comparison(old, new, tuple(_in_order(before, after, pairs)))


def units_of(document: Document) -> list[Unit]:
    """Cut a document: a law into its articles and the headings above them, else into its sections."""
    sections = document.sections
    if any(section.family is Family.ARTICLE for section in sections):
        sections = tuple(section for section in sections if section.family in _OUTER)
    starts = sorted({section.start: section for section in sections}.items())
    cuts = [0, *(start for start, _ in starts), len(document.text)]
    by_start: dict[int, Section] = dict(starts)
    units = []
    for start, end in pairwise(cuts):
        text = document.text[start:end].strip("\n")
        if not text.strip():
            continue
        section = by_start.get(start)
        heading = section is not None and section.family is not Family.ARTICLE and "\n" not in text
        units.append(Unit(section.marker_raw if section else "", text, start, end, heading))
    return units


def _paired(before: Sequence[Unit], after: Sequence[Unit]) -> dict[int, int]:
    """Give for units of the new version the one of the old, by their places in the lists."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, old, new in sorted(
        _scored(before, after), key=lambda one: (-one[0], abs(one[1] - one[2]), one[2])
    ):
        if score and new not in pairs and old not in taken:
            pairs[new] = old
            taken.add(old)
    return pairs


def _scored(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[tuple[float, int, int]]:
    shelf: dict[str, list[int]] = {}
    for place, unit in enumerate(before):
        for pair in _pairs(unit.body):
            shelf.setdefault(pair, []).append(place)
    numbered: dict[tuple[str, bool], list[int]] = {}
    for place, unit in enumerate(before):
        numbered.setdefault((unit.marker, unit.is_heading), []).append(place)
    for place, unit in enumerate(after):
        shared = Counter(old for pair in _pairs(unit.body) for old in shelf.get(pair, ()))
        near = {old for old, _ in shared.most_common(NEAREST)} | set(
            numbered.get((unit.marker, unit.is_heading), ())[:NEAREST]
        )
        for old in near:
            same = before[old].marker == unit.marker
            ratio = fuzz.ratio(before[old].body, unit.body)
            if before[old].is_heading == unit.is_heading and ratio >= ALIKE - SAME_NUMBER * same:
                yield ratio + SAME_NUMBER * same, old, place


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _in_order(before: Sequence[Unit], after: Sequence[Unit], pairs: dict[int, int]) -> Iterator[ComparedUnit]:
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
        yield _pair(before[old], unit)
        yield from (_alone(before[one], Standing.REMOVED) for one in behind.get(old, ()))


def _pair(old: Unit, new: Unit) -> ComparedUnit:
    if old.body == new.body:
        standing = Standing.SAME if old.marker == new.marker else Standing.RENUMBERED
        return ComparedUnit(standing, old, new, 1.0, diff(old.text, new.text))
    likeness = round(fuzz.ratio(old.body, new.body) / 100, 3)
    return ComparedUnit(Standing.CHANGED, old, new, likeness, diff(old.text, new.text))


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
