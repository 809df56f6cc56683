"""The text index: which documents hold a wording, exactly or nearly.

Whole documents in the loose form (no punctuation, no white space), as overlapping pairs of characters with
positions: 乡村振兴 is 乡村, 村振, 振兴, 兴 with the end mark. A phrase query of pairs is a substring test. What it
finds is a candidate: the caller looks at the stored text, where punctuation counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tantivy import Document, Occur, Query

from corpus.filters import COLUMNS, Condition
from corpus.forms import TextForms
from corpus.index.index_folder import erase
from corpus.index.layout import Layout
from corpus.index.store_snapshot import StoreSnapshot
from corpus.index.tantivy_store import TantivyStore

_KEY = "document"
_FIELD = "pairs"
_END = "\x03"  # no folded text holds a control character
_FILTERS = tuple(column for column in COLUMNS if column != _KEY)
_LAYOUT = Layout("文", "2", _KEY, ((_FIELD, "position"),), _FILTERS)
_MOST_PAIRS = 128
_MOST_CONTINUATIONS = 20_000
_MOST_STRETCHES = 48

STRETCH = 6
"""Characters of a stretch by which documents with altered wording are found: rare enough to tell them apart."""
_STEP = 3


class TextRow(Protocol):
    """A document as the text index takes it."""

    @property
    def document_row(self) -> int:
        """The row number of the version, from 1."""

    @property
    def text(self) -> str:
        """The canonical text."""

    @property
    def columns(self) -> tuple[int, ...]:
        """The integers of `filters.COLUMNS`."""


@dataclass(frozen=True, slots=True)
class TextHit:
    """A document with similar wording. `bm25` over pairs, above 0; compares only within one search."""

    document_row: int
    bm25: float


@dataclass(frozen=True, slots=True)
class SharedHit:
    """A document that holds stretches of a text; `stretches` says how many, from 1."""

    document_row: int
    stretches: int


@dataclass(frozen=True, slots=True)
class TextSearcher:
    """The text index as of one change. Safe to share between threads.

    Conditions may test the columns of `filters.COLUMNS`; others raise ValueError.
    """

    snapshot: StoreSnapshot
    forms: TextForms

    @property
    def change(self) -> int:
        """The change number it stands at."""
        return self.snapshot.change

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return self.snapshot.documents

    def phrase(self, phrase: str, limit: int, conditions: Sequence[Condition] = ()) -> list[int]:
        """Find the documents whose loose form holds that of `phrase`: the lowest `limit` rows, in order.

        None for a phrase of which nothing remains in the loose form.
        """
        folded = self.forms.loose.plain(phrase)
        query = self._phrase(folded)
        return self.snapshot.first(self.snapshot.restricted(query, conditions), limit)

    def similar(self, text: str, limit: int, conditions: Sequence[Condition] = ()) -> list[TextHit]:
        """Find the documents that share most pairs of characters with `text`, rare pairs counting more."""
        pairs = self._telling(list(dict.fromkeys(_pairs(self.forms.loose.plain(text)))))
        if not pairs:
            return []
        shared = Query.boolean_query([(Occur.Should, self.snapshot.word(_FIELD, pair)) for pair in pairs])
        found = self.snapshot.best(self.snapshot.restricted(shared, conditions), limit)
        return [TextHit(row, score) for row, score in found]

    def sharing(self, text: str, limit: int, conditions: Sequence[Condition] = ()) -> list[SharedHit]:
        """Find the documents that hold most stretches of `text`, whatever else they hold.

        Each stretch is `STRETCH` characters of the loose form; a short text is one. Where wording was altered, the
        stretches between the alterations still stand.
        """
        stretches = _stretches(self.forms.loose.plain(text))
        if not stretches:
            return []
        each = [(Occur.Should, Query.const_score_query(self._phrase(stretch), 1.0)) for stretch in stretches]
        found = self.snapshot.best(self.snapshot.restricted(Query.boolean_query(each), conditions), limit)
        return [SharedHit(row, round(score)) for row, score in found]

    def _phrase(self, folded: str) -> Query:
        if not folded:
            return Query.empty_query()
        if len(folded) == 1:
            return self._character(folded)
        if len(folded) == 2:
            return self.snapshot.word(_FIELD, folded)
        # Every second pair covers all characters; the last pair closes a phrase of odd length.
        places = sorted({*range(0, len(folded) - 1, 2), len(folded) - 2})
        words = [(place, folded[place : place + 2]) for place in places]
        return Query.phrase_query(self.snapshot.schema, _FIELD, words)

    def _character(self, character: str) -> Query:
        """Match a single character: any pair that begins with it."""
        found = self.snapshot.searcher.terms_with_prefix(_FIELD, character, limit=_MOST_CONTINUATIONS)
        pairs = [pair for pair, _ in found]
        return Query.term_set_query(self.snapshot.schema, _FIELD, pairs) if pairs else Query.empty_query()

    def _telling(self, pairs: list[str]) -> list[str]:
        """Keep the rarest pairs of a long text; those that no document holds say nothing."""
        if len(pairs) <= _MOST_PAIRS:
            return pairs
        holding = {pair: self.snapshot.searcher.doc_freq(_FIELD, pair) for pair in pairs}
        known = [pair for pair in pairs if holding[pair]]
        return sorted(known, key=lambda pair: holding[pair])[:_MOST_PAIRS]


class TextIndex:
    """The text index in its folder; one process opens it writable."""

    def __init__(self, store: TantivyStore, forms: TextForms) -> None:
        self._store = store
        self._forms = forms

    @classmethod
    def open(cls, folder: Path, forms: TextForms, *, writable: bool) -> "TextIndex":
        """Open the index, made empty when it is not there and `writable`.

        Raises IndexDamaged, IndexMissing, IndexBusy.
        """
        return cls(TantivyStore.open(folder, _LAYOUT, writable=writable), forms)

    @staticmethod
    def erase(folder: Path) -> None:
        """Delete the index in `folder`, damaged or not."""
        erase(folder)

    @property
    def applied(self) -> int:
        """The change number of the last commit, 0 before the first."""
        return self._store.applied

    def apply(self, change: int, added: Iterable[TextRow], removed: Sequence[int]) -> None:
        """Remove documents by row, then add documents, and note `change`: one commit, whole or not at all.

        `added` is read once, so a rebuild can stream. Raises ValueError where `change` is not above `applied`.
        """
        self._store.apply(change, (self._document(row) for row in added), removed)

    def searcher(self) -> TextSearcher:
        """Give a snapshot of the newest commit."""
        return TextSearcher(self._store.snapshot(), self._forms)

    def close(self) -> None:
        """Give the writer's lock back; searchers stay usable."""
        self._store.close()

    def _document(self, row: TextRow) -> Document:
        document = Document()
        document.add_text(_FIELD, " ".join(_pairs(self._forms.loose.plain(row.text) + _END)))
        document.add_unsigned(_KEY, row.document_row)
        for column, value in zip(COLUMNS, row.columns, strict=True):
            if column != _KEY:
                document.add_unsigned(column, value)
        return document


def _pairs(folded: str) -> list[str]:
    return [folded[place : place + 2] for place in range(len(folded) - 1)]


def _stretches(folded: str) -> list[str]:
    """Give overlapping stretches of a folded text, spread evenly over it."""
    places = list(range(0, max(1, len(folded) - STRETCH + 1), _STEP))
    if len(folded) > STRETCH:
        places.append(len(folded) - STRETCH)
    if len(places) > _MOST_STRETCHES:
        places = [places[at * len(places) // _MOST_STRETCHES] for at in range(_MOST_STRETCHES)]
    return list(dict.fromkeys(stretch for at in places if (stretch := folded[at : at + STRETCH])))
