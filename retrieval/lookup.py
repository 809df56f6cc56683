"""Exact look-ups: an article of a titled document, a document number, a title, a phrase word for word."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.filters import Condition, SearchFilters
from corpus.forms import TextForms
from corpus.store.records import StoredDocument
from corpus.store.view import View
from retrieval.interpret import Understood
from retrieval.results import ExactLookup
from retrieval.snapshot import IndexSnapshot

PHRASE_DOCUMENTS = 30
"""Documents read at most to verify a phrase."""
PHRASE_PASSAGES = 100
DOCUMENT_CHARACTERS = 5000
"""A document asked for as a whole is shown by the passages of so many of its first characters."""


@dataclass(frozen=True, slots=True)
class Exact:
    """What was looked up: passage ids in reading order, or rows of documents in which to search for the rest.

    `in_order` says that the passages are a place to be read from its beginning (an article, a document), so
    that no score may reorder them.
    """

    lookup: ExactLookup | None = None
    passages: tuple[int, ...] = ()
    documents: frozenset[int] = frozenset()
    in_order: bool = True


class Lookups:
    """Answers the exact parts of a query from the catalogue and the text index, at one view."""

    def __init__(self, forms: TextForms) -> None:
        self._forms = forms

    def find(
        self,
        asked: Understood,
        filters: SearchFilters,
        conditions: Sequence[Condition],
        snapshot: IndexSnapshot,
        view: View,
    ) -> Exact:
        """Look up the first exact part there is: article, document number, title, then phrases."""
        if asked.title and asked.article:
            return _article(asked.title, asked.article, filters, view)
        if asked.doc_numbers:
            found = [d for number in asked.doc_numbers for d in view.by_doc_number(number, filters)]
            return _documents("doc_number", "、".join(asked.doc_numbers), found, asked, view)
        if asked.title:
            titled = _titled(asked.title, filters, view)
            return _documents("title", f"《{asked.title}》", titled, asked, view)
        if asked.phrases:
            return self._phrases(asked.phrases, conditions, snapshot, view)
        return Exact()

    def _phrases(
        self, phrases: Sequence[str], conditions: Sequence[Condition], snapshot: IndexSnapshot, view: View
    ) -> Exact:
        """Find the passages that hold every phrase."""
        lists = [self._phrase(phrase, conditions, snapshot, view) for phrase in phrases]
        in_all = set(lists[0]).intersection(*lists[1:])
        found = tuple(dict.fromkeys(i for i in lists[0] if i in in_all))[:PHRASE_PASSAGES]
        value = "、".join(f"“{phrase}”" for phrase in phrases)
        return Exact(ExactLookup("phrase", value, bool(found)), found, in_order=False)

    def _phrase(
        self, phrase: str, conditions: Sequence[Condition], snapshot: IndexSnapshot, view: View
    ) -> list[int]:
        """Find the passages where the phrase stands; a candidate is believed once read in the stored text."""
        folded = self._forms.loose.plain(phrase)
        rows = snapshot.texts.phrase(folded, PHRASE_DOCUMENTS, conditions)
        live = view.documents_by_row(rows)
        return [
            i
            for row in live
            for start, end in self._forms.loose.fold(view.text_of_row(row)).occurrences(folded)
            for i in view.passages_at(row, start, end)
        ]


def _article(title: str, article: str, filters: SearchFilters, view: View) -> Exact:
    found = tuple(i for d in _titled(title, filters, view) for i in view.article(d.row, article))
    return Exact(ExactLookup("article", f"《{title}》{article}", bool(found)), found)


def _titled(title: str, filters: SearchFilters, view: View) -> list[StoredDocument]:
    """Give the documents of exactly this title, or where there is none, those whose title holds it."""
    found = view.by_title(title, filters)
    same = [d for d in found if d.facts.title == title]
    return same or found


def _documents(
    kind: str, value: str, found: Sequence[StoredDocument], asked: Understood, view: View
) -> Exact:
    lookup = ExactLookup(kind, value, bool(found))
    if asked.rest:
        return Exact(lookup, documents=frozenset(d.row for d in found))
    return Exact(lookup, tuple(i for d in found for i in view.passages_at(d.row, 0, DOCUMENT_CHARACTERS)))
