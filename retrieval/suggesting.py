"""What one may be typing: titles, 文号 and headings that hold the letters so far, held in memory as long strings.

The folded entries of some documents are joined by line breaks into one string, best first, so that to find what
begins with the letters, or holds them, is to search a string: a millisecond for millions of characters, and no
more memory than the words themselves. A change adds a small string, and small ones are merged.
"""

import threading
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.forms import TextForms
from corpus.store.cards import DocumentCard
from corpus.store.records import HeadingRow
from corpus.store.view import View

HEADING_MAX = 60
"""Characters of a heading; a longer one is a sentence and is suggested to nobody."""
READ_AT_ONCE = 500
_BREAK = "\n"


class Kind(StrEnum):
    """What a suggestion is; in the order in which they stand."""

    TITLE = "title"
    DOC_NUMBER = "doc_number"
    HEADING = "heading"


_ORDER = {kind: at for at, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that stand in a document, and where: `url` is relative to the service's root."""

    text: str
    kind: Kind
    document_id: str
    url: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """Words of a kind and every place of theirs: a document row and, of a heading, the ordinal of its section."""

    kind: Kind
    folded: str
    text: str
    places: tuple[tuple[int, int | None], ...]

    @property
    def key(self) -> tuple[int, int, str]:
        return _ORDER[self.kind], len(self.folded), self.folded


class _Strip:
    """Entries as one string, in order of their keys."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.key)
        self._starts: list[int] = []
        at = 1
        for entry in self.entries:
            self._starts.append(at)
            at += len(entry.folded) + 1
        self._text = _BREAK + _BREAK.join(entry.folded for entry in self.entries) + _BREAK

    def matches(self, letters: str) -> Iterator[_Entry]:
        """Give the entries that hold the letters, each once, in order; `letters` may begin with a line break."""
        at = self._text.find(letters)
        while at >= 0:
            index = bisect_right(self._starts, at + letters.startswith(_BREAK)) - 1
            yield self.entries[index]
            after = self._starts[index] + len(self.entries[index].folded)
            at = self._text.find(letters, after)


Strips = Mapping[str, tuple[_Strip, ...]]
"""By collection, the longest first: no letter of one collection is looked at for a caller of another."""


@dataclass(frozen=True, slots=True)
class _Book:
    number: int
    rows: frozenset[int]
    strips: Strips


class Suggester:
    """Suggests within the published view. Safe to share between threads."""

    def __init__(self, forms: TextForms) -> None:
        self._plain = forms.loose.plain
        self._lock = threading.Lock()
        self._book = _Book(0, frozenset(), {})

    def suggest(
        self, letters: str, limit: int, view: View, collections: Collection[str] = ()
    ) -> list[Suggestion]:
        """Give up to `limit` titles, 文号 and headings within `collections`: those that begin so before the rest.

        Widths, traditional forms, case and punctuation do not count; letters that fold to nothing find nothing.
        """
        folded = self._fold(letters)
        book, live = self.level(view), view.holding().by_row
        if not folded:
            return []
        chosen = set(collections) & book.strips.keys() if collections else book.strips.keys()
        strips = [strip for name in chosen for strip in book.strips[name]]
        found: dict[tuple[Kind, str], Suggestion] = {}
        for sought in (_BREAK + folded, folded):
            ranked = sorted(_first(strips, sought, limit, live), key=lambda one: one[0].key)
            for entry, place in ranked:
                if len(found) < limit:
                    found.setdefault((entry.kind, entry.folded), _suggestion(entry, place, live))
        return list(found.values())

    def level(self, view: View) -> _Book:
        """Bring what is held to a view: a change costs the reading of what it brought."""
        book = self._book
        if book.number == view.number:
            return book
        with self._lock:
            if self._book.number != view.number:
                self._book = self._moved(self._book, view)
            return self._book

    def _moved(self, book: _Book, view: View) -> _Book:
        live = view.holding().by_row
        new: dict[str, list[DocumentCard]] = {}
        for row, card in live.items():
            if row not in book.rows:
                new.setdefault(card.collection, []).append(card)
        strips = dict(book.strips)
        for collection, cards in new.items():
            strip = _Strip(self._entries(cards, view))
            strips[collection] = _merged((*strips.get(collection, ()), strip), live)
        return _Book(view.number, frozenset(live), strips)

    def _entries(self, cards: Sequence[DocumentCard], view: View) -> Iterator[_Entry]:
        """Give what the documents' titles, numbers and headings say, each words of a kind once."""
        found: dict[tuple[Kind, str], tuple[str, list[tuple[int, int | None]]]] = {}
        for kind, text, row, section in _told(cards, view):
            folded = self._fold(text)
            if folded:
                found.setdefault((kind, folded), (text, []))[1].append((row, section))
        for (kind, folded), (text, places) in found.items():
            yield _Entry(kind, folded, text, tuple(places))

    def _fold(self, text: str) -> str:
        return "".join(character for character in self._plain(text) if character.isalnum())


def _told(cards: Sequence[DocumentCard], view: View) -> Iterator[tuple[Kind, str, int, int | None]]:
    for card in cards:
        yield Kind.TITLE, " ".join(card.shown.split()), card.row, None
        if card.doc_number:
            yield Kind.DOC_NUMBER, card.doc_number, card.row, None
    for begin in range(0, len(cards), READ_AT_ONCE):
        headings: list[HeadingRow] = view.headings([card.row for card in cards[begin : begin + READ_AT_ONCE]])
        for heading in headings:
            if len(heading.title) <= HEADING_MAX:
                yield Kind.HEADING, heading.title, heading.document_row, heading.ordinal


def _merged(strips: tuple[_Strip, ...], live: Collection[int]) -> tuple[_Strip, ...]:
    """Merge strips from the end while the last is not much shorter than the one before; dead places go."""
    kept = list(strips)
    while len(kept) > 1 and 2 * len(kept[-1].entries) >= len(kept[-2].entries):
        last, before = kept.pop(), kept.pop()
        both: dict[tuple[Kind, str], _Entry] = {}
        for entry in (*before.entries, *last.entries):
            known = both.get((entry.kind, entry.folded))
            places = (*(known.places if known else ()), *(p for p in entry.places if p[0] in live))
            if places:
                both[entry.kind, entry.folded] = _Entry(entry.kind, entry.folded, entry.text, places)
        kept.append(_Strip(both.values()))
    return tuple(kept)


def _first(
    strips: Iterable[_Strip], sought: str, limit: int, live: Collection[int]
) -> Iterator[tuple[_Entry, tuple[int, int | None]]]:
    """Give the first `limit` entries of each strip that hold what is sought and stand in a live document."""
    for strip in strips:
        left = limit
        for entry in strip.matches(sought):
            place = next((place for place in entry.places if place[0] in live), None)
            if place is not None:
                yield entry, place
                left -= 1
                if not left:
                    break


def _suggestion(entry: _Entry, place: tuple[int, int | None], live: Mapping[int, DocumentCard]) -> Suggestion:
    row, section = place
    identity = live[row].document_id
    fragment = "" if section is None else f"#s{section}"
    return Suggestion(entry.text, entry.kind, identity, f"/documents/{identity}{fragment}")
