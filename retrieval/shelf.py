"""The documents of a view by name and number, held in memory and brought up to date as the view moves."""

import math
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.forms import TextForms
from corpus.store.cards import DocumentCard
from corpus.store.listing import count_facets
from corpus.store.records import Facets
from corpus.store.view import View
from corpus.words import Segmenter
from retrieval.names import (
    OWN,
    REPORT,
    abbreviates,
    congress_names,
    is_law_name,
    is_report,
    names_of,
    report_names,
    report_year,
    work_of,
)

BEGINNING = 4
"""Characters by which it is told at once that no name begins at a place."""
KINDS = 500
"""Works of one kind that are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document with its folded names and how near each is to its title, its work, and the words of its title.

    `told` is what its title and its file's name say of it, folded.
    """

    card: DocumentCard
    names: Mapping[str, int]
    work: str
    words: frozenset[str]
    told: str


@dataclass(frozen=True, slots=True)
class Named:
    """Documents of one name: versions and parts of one work, or works that share it; the best first.

    `full` is the name as the first of them is titled; of several reports on a year's work, the name that they share.
    `sure` says that all of them are one work, or such reports.
    """

    name: str
    full: str
    documents: tuple[DocumentCard, ...]
    sure: bool


class Shelf:
    """The documents of one view. Immutable; safe to share between threads."""

    def __init__(self, number: int, shelved: Mapping[int, Shelved], given_names: Mapping[str, str]) -> None:
        self.number = number
        self.by_row = shelved
        self._given = given_names
        self._by_name: dict[str, list[Shelved]] = {}
        self._by_number: dict[str, list[DocumentCard]] = {}
        for one in shelved.values():
            for name in one.names:
                self._by_name.setdefault(name, []).append(one)
            if one.card.doc_number:
                self._by_number.setdefault(one.card.doc_number, []).append(one.card)
        held = Counter(word for one in shelved.values() for word in one.words)
        self._rarity = {word: math.log(1 + len(shelved) / count) for word, count in held.items()}
        self._weights = {row: sum(self._rarity[word] for word in one.words) for row, one in shelved.items()}
        self._laws = [name for name in self._by_name if is_law_name(name)]
        self.longest = max(map(len, (*self._by_name, *given_names)), default=0)
        self._beginnings = frozenset(name[:BEGINNING] for name in (*self._by_name, *given_names))

    def numbered(self, canonical: str, collections: Collection[str] = ()) -> tuple[DocumentCard, ...]:
        """Give the documents of a canonical 发文字号 within `collections`; all where none is named."""
        return tuple(_within(self._by_number.get(canonical, ()), collections))

    def named(self, name: str, collections: Collection[str] = ()) -> Named | None:
        """Give the documents of a folded name, or of the name it stands for by the list of short names."""
        for known in (name, self._given.get(name)):
            found = self._holders(known, collections) if known else []
            if found:
                return _named(name, found)
        return None

    def begins(self, text: str, at: int) -> bool:
        """Tell whether a name of BEGINNING characters or more may begin at a place of a folded text."""
        return text[at : at + BEGINNING] in self._beginnings

    def abbreviated(self, short: str, collections: Collection[str] = ()) -> Named | None:
        """Give the documents of the one law that `short` leaves characters out of; None for none or several."""
        if not is_law_name(short) or short in self._by_name:
            return None
        names = [name for name in self._laws if abbreviates(short, name)]
        held = [(name, self._holders(name, collections)) for name in names]
        works = {found[0].work: found for _, found in held if found}
        return _named(short, next(iter(works.values()))) if len(works) == 1 else None

    def of_kind(self, kind: str, words: Collection[str], collections: Collection[str] = ()) -> Named | None:
        """Give the newest works of a kind (条例), KINDS at most, those whose titles hold most of `words` first."""
        held = [one for one in self.by_row.values() if one.work.endswith(kind)]
        cards = _within((one.card for one in held), collections)
        shares = self.title_shares(words, [card.row for card in cards])
        cards.sort(key=lambda card: (-shares[card.row], -card.date, card.row))
        return Named(kind, kind, tuple(cards[:KINDS]), sure=False) if cards else None

    def facets(self, rows: Iterable[int]) -> Facets:
        """Count types, issuers and years over the documents of passages, a row a passage; others count nothing."""
        held = ((self.by_row[row].card, count) for row, count in Counter(rows).items() if row in self.by_row)
        return count_facets((card.doc_type, card.issuer, card.date, count) for card, count in held)

    def title_shares(self, words: Collection[str], rows: Collection[int]) -> dict[int, float]:
        """Give how well each document's title and the words of a query cover each other, in [0, 1], by row.

        The root of both shares' product, a word weighing by its rarity among titles (the cosine of binary vectors
        of such weights); words that stand in no title do not count.
        """
        asked = {word: self._rarity[word] for word in set(words) if word in self._rarity}
        whole = sum(asked.values())
        return {row: self._share(asked, whole, row) for row in rows if row in self.by_row}

    def _share(self, asked: Mapping[str, float], whole: float, row: int) -> float:
        words = self.by_row[row].words
        both = sum(weight for word, weight in asked.items() if word in words)
        return both / math.sqrt(whole * self._weights[row]) if both else 0.0

    def _holders(self, name: str, collections: Collection[str]) -> list[Shelved]:
        held = self._by_name.get(name, [])
        return [one for one in held if not collections or one.card.collection in collections]


class Shelves:
    """Keeps the shelf of the newest view that was asked for; a change costs the reading of what it brought."""

    def __init__(self, segmenter: Segmenter, forms: TextForms, given_names: Mapping[str, str]) -> None:
        self._segmenter, self._fold = segmenter, forms.loose.plain
        self._given = {self._fold(short): self._fold(name) for short, name in given_names.items()}
        self._lock = threading.Lock()
        self._shelf = Shelf(0, {}, self._given)

    def at(self, view: View) -> Shelf:
        """Give the documents live at a view."""
        shelf = self._shelf
        if shelf.number == view.number:
            return shelf
        with self._lock:
            if self._shelf.number != view.number:
                self._shelf = self._moved(self._shelf, view)
            return self._shelf

    def _moved(self, shelf: Shelf, view: View) -> Shelf:
        held = view.holding().by_row
        known = {row: shelf.by_row.get(row) or self._shelved(card) for row, card in held.items()}
        return Shelf(view.number, known, self._given)

    def _shelved(self, card: DocumentCard) -> Shelved:
        # A file's name often tells what its text leaves out: the place, the year, the number.
        file_name = PurePosixPath(card.source_path).stem if not card.container else ""
        told = "\n".join(part for part in (card.title, card.container, card.region, file_name) if part)
        title = card.title or ""
        names = names_of(title, self._fold) | dict.fromkeys(congress_names(told), OWN)
        names |= dict.fromkeys(map(self._fold, _by_its_facts(card)), OWN)
        words = frozenset(self._segmenter.query_terms(told))
        work = REPORT if is_report(title) else work_of(title, self._fold)
        return Shelved(card, names, work, words, self._fold(told))


def _named(name: str, found: Sequence[Shelved]) -> Named:
    """Give the holders to whose title the name is nearest, the newest first."""
    nearest = min(_nearness(name, one) for one in found)
    same = [one for one in found if _nearness(name, one) == nearest]
    ranked = sorted(same, key=_newest_first)
    sure = len({one.work for one in ranked}) == 1
    several = ranked[0].work == REPORT and len(ranked) > 1
    full = name if several else ranked[0].card.shown
    return Named(name, full, tuple(one.card for one in ranked), sure)


def _newest_first(one: Shelved) -> tuple[bool, int, int]:
    """Sort by date; of reports on a year's work the state's first, and by the year in their titles where they have no date."""
    day = one.card.date or report_year(one.card.title or "") * 10_000
    return one.work == REPORT and one.card.region is not None, -day, one.card.row


def _by_its_facts(card: DocumentCard) -> tuple[str, ...]:
    """Give what a report is called by its place and date where its title says no year."""
    if not card.date or not is_report(card.title or "") or report_year(card.title or ""):
        return ()
    return report_names(card.region or "", f"{card.date // 10_000}年")


def _nearness(name: str, one: Shelved) -> int:
    return one.names.get(name, OWN)


def _within(cards: Iterable[DocumentCard], collections: Collection[str]) -> list[DocumentCard]:
    return [card for card in cards if not collections or card.collection in collections]
