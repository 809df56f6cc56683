"""What is in force: which version of a work replaced which, and what repealed what. Pure, on cards of documents.

Only what documents say themselves is known: when they were passed and took effect, and what they repeal. A
version is replaced from the day the next one of its work takes effect; a document is repealed from the day the
one that names it takes effect. Nothing is told of documents outside the collections that are asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.store.cards import DocumentCard
from corpus.works import is_normative, work_key

REPEALED = "已废止"
REVISED = "已修改"
NOT_YET = "尚未生效"

SAME_VERSION_DAYS = 90
"""Copies of one version tell their days a little differently; versions of one work lie further apart."""


@dataclass(frozen=True, slots=True)
class End:
    """Another document put this one out of force on `day` (yyyymmdd): by repeal, or as its newer version."""

    row: int
    document_id: str
    collection: str
    day: int
    repealed: bool


@dataclass(frozen=True, slots=True)
class _Version:
    """A document on its way through time; days are yyyymmdd, `adopted` is 0 where it is not known."""

    card: DocumentCard
    adopted: int
    begins: int


class Standing:
    """The ends of the documents of one view. Immutable; safe to share between threads.

    `collections` names those that may be told of; all where it is empty. Days are yyyymmdd.
    """

    def __init__(self, cards: Iterable[DocumentCard]) -> None:
        self._cards = {card.row: card for card in cards}
        works: defaultdict[str, list[_Version]] = defaultdict(list)
        repealing: list[tuple[str, _Version]] = []
        for card in self._cards.values():
            version = _version(card)
            key = work_key(card.title)
            if key is not None and is_normative(card.doc_type, card.title):
                works[key].append(version)
            repealing += [(name, version) for name in map(work_key, card.repeals) if name]
        effective = ((card.row, day_of(card.date_effective)) for card in self._cards.values())
        self._effective = sorted(effective, key=lambda known: -known[1])
        self._ends: dict[int, tuple[End, ...]] = _ends(works, repealing)
        self._begins = _beginnings(works)
        self._rules = frozenset(version.card.row for versions in works.values() for version in versions)

    def ends(self, row: int, day: int, collections: Collection[str] = ()) -> tuple[End, ...]:
        """Give what had put a document out of force by a day, the latest last."""
        held = self._ends.get(row)
        return tuple(end for end in held if end.day <= day and _told(end, collections)) if held else ()

    def successor(self, row: int, day: int, collections: Collection[str] = ()) -> End | None:
        """Give what stands in a document's place by a day: its newest version, else what repealed it."""
        ends = self.ends(row, day, collections)
        newer = [end for end in ends if not end.repealed]
        return newer[-1] if newer else ends[-1] if ends else None

    def validity(self, card: DocumentCard, day: int, collections: Collection[str] = ()) -> str | None:
        """Give what is known of a document's validity on a day: what it is marked as, or what follows from others."""
        ends, mark = self.ends(card.row, day, collections), self._mark(card, day, collections)
        if mark == REPEALED or any(end.repealed for end in ends):
            return REPEALED
        if ends:
            return REVISED
        return NOT_YET if day_of(card.date_effective) > day else mark

    def newest(self, card: DocumentCard, day: int, collections: Collection[str] = ()) -> bool:
        """Tell whether rules had taken effect by a day, and nothing that is known had put them out of force by then.

        That they are in force does not follow: what is not held is not known.
        """
        if card.row not in self._rules:
            return False
        return self.validity(card, day, collections) not in (REPEALED, REVISED, NOT_YET)

    def current(self, row: int, day: int, collections: Collection[str] = ()) -> End | None:
        """Give what is in force on a day in the place of a document that is not; None where nothing is known to be.

        In the place of one out of force stands its newest version or what repealed it, in the place of a version
        that is not yet in force the one that it will replace.
        """
        standing = self.successor(row, day, collections)
        if standing is None:
            return self._until(row, day, collections)
        seen = {row}
        while standing.row not in seen and (after := self.successor(standing.row, day, collections)):
            seen.add(standing.row)
            standing = after
        return standing

    def _until(self, row: int, day: int, collections: Collection[str]) -> End | None:
        """Give the version in force until one that begins only after a day."""
        begins, older = self._begins.get(row, (0, ()))
        if begins <= day:
            return None
        for version in reversed(older):
            held = not collections or version.card.collection in collections
            if held and version.begins <= day and not self.ends(version.card.row, day, collections):
                return _end(version, repealed=False)
        return None

    def _mark(self, card: DocumentCard, day: int, collections: Collection[str]) -> str | None:
        """Give what a document is marked as, unless the mark is known to be of another day than that asked for."""
        if card.validity == NOT_YET and card.date_effective and day_of(card.date_effective) <= day:
            return None
        if card.validity in (REPEALED, REVISED):
            told = [end for end in self._ends.get(card.row, ()) if _told(end, collections)]
            if told and told[0].day > day:
                return None
        return card.validity

    def ended_rows(self, day: int, collections: Collection[str] = ()) -> frozenset[int]:
        """Give the documents that others had put out of force by a day."""
        return frozenset(row for row in self._ends if self.ends(row, day, collections))

    def lasting_rows(self, day: int, collections: Collection[str] = ()) -> frozenset[int]:
        """Give the documents that others put out of force only after a day."""
        return frozenset(
            row
            for row, ends in self._ends.items()
            if (told := [end for end in ends if _told(end, collections)]) and told[0].day > day
        )

    def later_rows(self, day: int, collections: Collection[str] = ()) -> frozenset[int]:
        """Give the versions that replace an older one only after a day, whenever their work took effect first."""
        return frozenset(
            row
            for row, (begins, older) in self._begins.items()
            if begins > day and any(not collections or one.card.collection in collections for one in older)
        )

    def changed(self, day: int, collections: Collection[str] = ()) -> dict[int, str | None]:
        """Give the validity on a day of the documents that are not, or not only, what they are marked as."""
        found: dict[int, str | None] = {}
        marked = (row for row, card in self._cards.items() if card.validity == NOT_YET)
        for row in (*self._ends, *self._coming(day), *marked):
            card = self._cards[row]
            validity = self.validity(card, day, collections)
            if validity != card.validity:
                found[row] = validity
        return found

    def _coming(self, day: int) -> Iterator[int]:
        """Give the documents that take effect only after a day; the latest stand first."""
        for row, effective in self._effective:
            if effective <= day:
                return
            yield row


def day_number(day: date) -> int:
    """Give a day as yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(day: str | None) -> int:
    """Give `YYYY-MM-DD` as yyyymmdd; 0 for none and for what no calendar has."""
    try:
        return day_number(date.fromisoformat(day)) if day else 0
    except ValueError:
        return 0


def _told(end: End, collections: Collection[str]) -> bool:
    return not collections or end.collection in collections


def _version(card: DocumentCard) -> _Version:
    """Read when a version was passed (its last amendment, where it was amended) and since when it is in force."""
    passed = max((day for day in (card.date_written, *card.amended) if day), default=None)
    adopted = day_of(passed or card.date_published or card.date_effective)
    return _Version(card, adopted, max(adopted, day_of(card.date_effective)))


def _ends(
    works: Mapping[str, list[_Version]], repealing: Iterable[tuple[str, _Version]]
) -> dict[int, tuple[End, ...]]:
    found: defaultdict[int, set[End]] = defaultdict(set)
    for versions in works.values():
        for older, newer in _successions(versions):
            found[older.card.row].add(_end(newer, repealed=False))
    for name, by in repealing:
        for version in works.get(name, ()):
            if by.adopted and _apart(version, by) and _of_one_place(version, by):
                same_work = work_key(by.card.title) == name
                found[version.card.row].add(_end(by, repealed=not same_work))
    return {row: tuple(sorted(ends, key=lambda end: (end.day, end.row))) for row, ends in found.items()}


def _beginnings(works: Mapping[str, list[_Version]]) -> dict[int, tuple[int, tuple[_Version, ...]]]:
    """When a version began that has older ones, and these, the one passed last at the end."""
    older: defaultdict[int, list[_Version]] = defaultdict(list)
    begins: dict[int, int] = {}
    for versions in works.values():
        for before, after in _successions(versions):
            older[after.card.row].append(before)
            begins[after.card.row] = after.begins
    return {row: (begins[row], tuple(held)) for row, held in older.items()}


def _successions(versions: list[_Version]) -> Iterator[tuple[_Version, _Version]]:
    """Give each older version with each newer one of its work."""
    ordered = sorted(versions, key=lambda version: version.adopted)
    for at, older in enumerate(ordered):
        for newer in ordered[at + 1 :]:
            if older.adopted and _apart(older, newer) and _of_one_hand(older, newer):
                yield older, newer


def _end(by: _Version, *, repealed: bool) -> End:
    card = by.card
    return End(card.row, card.document_id, card.collection, by.begins, repealed)


def _apart(older: _Version, newer: _Version) -> bool:
    """Tell whether the newer was passed so much later that it is another version, and in force later too."""
    if not older.adopted or newer.begins <= older.adopted:
        return False
    return _day(newer.adopted) - _day(older.adopted) > timedelta(days=SAME_VERSION_DAYS)


def _of_one_hand(one: _Version, other: _Version) -> bool:
    """Tell whether two documents can be of one issuer: 全国人民代表大会 passes what its 常务委员会 amends."""
    a, b = one.card.issuer, other.card.issuer
    return _of_one_place(one, other) and (not a or not b or a.startswith(b) or b.startswith(a))


def _of_one_place(one: _Version, other: _Version) -> bool:
    a, b = one.card.region, other.card.region
    return a is None or b is None or a == b


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
