"""Exact look-ups: an article or a section of a titled document, a document number, a title, a phrase word for word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.filters import Condition, SearchFilters
from corpus.forms import TextForms
from corpus.numbering import to_number
from corpus.store.cards import DocumentCard
from corpus.store.view import View
from retrieval.article_parts import part_of
from retrieval.interpret import Understood
from retrieval.references import Reference, References
from retrieval.results import (
    ARTICLE_OUT,
    CHAPTER_OUT,
    PART_OUT,
    PHRASE_CUT,
    PHRASE_OUT,
    REFERENCE_OUT,
    TITLE_PART,
    WORK_OPEN,
    ExactLookup,
)
from retrieval.sections import beginning, in_article, in_section, may_lack
from retrieval.shelf import Named
from retrieval.snapshot import IndexSnapshot
from retrieval.wanted import Wanted, agreement

PHRASE_DOCUMENTS = 30
"""Documents read at most to verify a phrase."""
PHRASE_PASSAGES = 100
DOCUMENT_CHARACTERS = 5000
"""A document or a section asked for as a whole is shown by the passages of so many of its first characters."""
VERSIONS = 20
"""Documents of one name that are looked at, at most."""
WORKS = 20
"""Works of one kind whose article is given, at most."""
BESIDE = 200
"""Characters (of headings) between two passages of one article, at most."""
_TITLE_PART = 4
"""Characters of a title in 《》 that no document bears, from which documents whose title holds it are taken."""


@dataclass(frozen=True, slots=True)
class Exact:
    """What was looked up: passage ids by group, or rows of documents in which to search for the rest.

    The groups stand in order (a newer version before an older). `in_order` says that a group is a place to be
    read from its beginning (an article, a document), so that no score may reorder it. `relaxed` names what was
    asked for exactly and given up, as in `SearchResult.relaxed`.
    """

    lookup: ExactLookup | None = None
    groups: tuple[tuple[int, ...], ...] = ()
    documents: frozenset[int] = frozenset()
    in_order: bool = True
    relaxed: tuple[str, ...] = ()

    @property
    def passages(self) -> tuple[int, ...]:
        """The passages of all groups, each once."""
        return tuple(dict.fromkeys(i for group in self.groups for i in group))


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
        """Look up the first exact part there is: article, document number, title; phrases within it or alone."""
        place = _place(asked, filters, view)
        if not asked.phrases:
            return place
        if place.documents:
            conditions = (*conditions, Condition("document", values=place.documents))
        phrases = self._phrases(asked.phrases, conditions, snapshot, view)
        return phrases if place.lookup is None else _beside(place, phrases)

    def _phrases(
        self, phrases: Sequence[str], conditions: Sequence[Condition], snapshot: IndexSnapshot, view: View
    ) -> Exact:
        """Find the passages that hold every phrase."""
        rows = [self._rows(phrase, conditions, snapshot) for phrase in phrases]
        lists = [
            self._phrase(phrase, held[:PHRASE_DOCUMENTS], view)
            for phrase, held in zip(phrases, rows, strict=True)
        ]
        in_all = set(lists[0]).intersection(*lists[1:])
        found = tuple(dict.fromkeys(i for i in lists[0] if i in in_all))
        cut = len(found) > PHRASE_PASSAGES or any(len(held) > PHRASE_DOCUMENTS for held in rows)
        lookup = ExactLookup("phrase", "、".join(f"“{phrase}”" for phrase in phrases), bool(found))
        return Exact(lookup, (found[:PHRASE_PASSAGES],), in_order=False, relaxed=(PHRASE_CUT,) * cut)

    def _rows(self, phrase: str, conditions: Sequence[Condition], snapshot: IndexSnapshot) -> list[int]:
        """Give the documents that may hold a phrase, one more than are read."""
        return snapshot.texts.phrase(self._forms.loose.plain(phrase), PHRASE_DOCUMENTS + 1, conditions)

    def _phrase(self, phrase: str, rows: Sequence[int], view: View) -> list[int]:
        """Find the passages where the phrase stands; a candidate is believed once read in the stored text."""
        folded = self._forms.loose.plain(phrase)
        return [
            i
            for row in view.documents_by_row(rows)
            for start, end in self._forms.loose.fold(view.text_of_row(row)).occurrences(folded)
            for i in view.passages_at(row, start, end)
        ]


def _place(asked: Understood, filters: SearchFilters, view: View) -> Exact:
    """Look up articles and sections, else a document number, else a title."""
    if asked.references.found:
        return _articles(asked.references, asked, filters, view)
    if asked.doc_numbers:
        found = [d.row for number in asked.doc_numbers for d in view.by_doc_number(number, filters)]
        return _documents("doc_number", "、".join(asked.doc_numbers), found, asked, view)
    if asked.title:
        rows, partly = _titled(asked.title, asked.documents, asked.wanted, filters, view)
        found_by = _documents("title", f"《{asked.title}》", rows, asked, view)
        return replace(found_by, relaxed=(TITLE_PART,) * partly)
    return Exact()


def _beside(place: Exact, phrases: Exact) -> Exact:
    """Put what holds the phrases first within the article or the documents asked for.

    Where these are not there, it may stand anywhere; where they do not hold it, that is told.
    """
    (found,) = phrases.groups
    if place.groups:  # an article or a section
        kept = set(place.passages)
        found = tuple(i for i in found if i in kept)
    lacking = (PHRASE_OUT,) * (not found)
    relaxed = (*place.relaxed, *phrases.relaxed, *lacking)
    if not found:
        return replace(place, relaxed=relaxed)
    in_order = bool(place.groups) and place.in_order
    return replace(place, groups=(found, *place.groups), in_order=in_order, relaxed=relaxed)


def _articles(references: References, asked: Understood, filters: SearchFilters, view: View) -> Exact:
    """Look up each article and section named, one after the other; told as found are those that are there."""
    every = [_article(one, asked, filters, view) for one in references.found]
    held = [exact for exact in every if exact.groups]
    told = held or every
    value = "、".join(exact.lookup.value for exact in told if exact.lookup is not None)
    relaxed = [name for exact in told for name in exact.relaxed]
    relaxed += [ARTICLE_OUT] * (0 < len(held) < len(every)) + [REFERENCE_OUT] * references.unread
    if len(every) == 1:
        return replace(every[0], relaxed=tuple(dict.fromkeys(relaxed)))
    groups = tuple(group for exact in held for group in exact.groups)
    kinds = {exact.lookup.kind for exact in told if exact.lookup is not None}
    lookup = ExactLookup("section" if kinds == {"section"} else "article", value, bool(held))
    return Exact(lookup, groups, in_order=not asked.rest, relaxed=tuple(dict.fromkeys(relaxed)))


def _article(reference: Reference, asked: Understood, filters: SearchFilters, view: View) -> Exact:
    """Find the article in each document of the title; where more is asked, its parts stand by their score.

    Where no such document has the paragraph or item asked for, the articles are given whole; where none has the
    article in the chapter named around it, they are given from where they stand.
    """
    if reference.of_kind:
        return _of_kind(reference, asked, filters, view)
    rows, partly = _titled(reference.title, reference.named, asked.wanted, filters, view)
    if reference.is_section:
        return _section(reference, rows, asked, view, partly=partly)
    whole = {row: found for row in rows if (found := in_article(row, reference.path, view))}
    if not whole and reference.above:
        divided = tuple(marker for marker in reference.above if may_lack(rows, marker, view))
        if divided != reference.above:
            return _article(replace(reference, above=divided), asked, filters, view)
        elsewhere = _article(replace(reference, above=()), asked, filters, view)
        if elsewhere.groups:
            return replace(elsewhere, relaxed=(*elsewhere.relaxed, CHAPTER_OUT))
    parts = {row: part for row, found in whole.items() if (part := _part(reference, row, found, view))}
    lacking = bool(whole) and not parts
    lookup = ExactLookup("article", reference.article if lacking else reference.printed, bool(whole))
    others = (tuple(found) for row, found in whole.items() if row not in parts)
    relaxed = (TITLE_PART,) * (partly and bool(whole)) + (PART_OUT,) * lacking
    return Exact(lookup, (*parts.values(), *others), in_order=not asked.rest, relaxed=relaxed)


def _section(
    reference: Reference, rows: Sequence[int], asked: Understood, view: View, *, partly: bool
) -> Exact:
    """Find the section in each document of the title, the beginning of a long one.

    Where more is asked, all of it stands by score, before what else these documents hold. Nothing is looked up in
    documents whose books or parts are not marked.
    """
    whole = {row: found for row in rows if (found := in_section(row, reference.path, view))}
    if rows and not whole and not may_lack(rows, reference.markers[0], view):
        return Exact()
    lookup = ExactLookup("section", reference.printed, bool(whole))
    relaxed = (TITLE_PART,) * (partly and bool(whole))
    if asked.within:
        groups = tuple(tuple(found) for found in whole.values())
        return Exact(lookup, groups, frozenset(whole), in_order=not asked.rest, relaxed=relaxed)
    groups = tuple(beginning(row, found, DOCUMENT_CHARACTERS, view) for row, found in whole.items())
    return Exact(lookup, groups, relaxed=relaxed)


def _of_kind(reference: Reference, asked: Understood, filters: SearchFilters, view: View) -> Exact:
    """Find the article in the works of a kind, WORKS of them at most: best by what else is asked, else the newest."""
    lookup = ExactLookup("article", reference.printed, found=False)
    named = reference.named.documents if reference.named else ()
    near = sorted(named, key=lambda card: -agreement(asked.wanted, card))
    held = view.holding_section([card.row for card in near], reference.markers[0])
    cards = list(_within([card for card in near if card.row in held], filters, view))
    if not cards:
        return Exact(lookup)
    whole = {card.row: view.article(card.row, reference.markers[0]) for card in cards[:WORKS]}
    parts = {row: part for row, found in whole.items() if (part := _part(reference, row, found, view))}
    groups = tuple(parts.get(row) or tuple(found) for row, found in whole.items())
    relaxed = (PART_OUT,) * (not parts) + (WORK_OPEN,) * (len(cards) > 1)
    lookup = ExactLookup("article", reference.printed if parts else reference.article, found=True)
    if asked.rest:
        rows = frozenset(card.row for card in cards[:WORKS])
        return Exact(
            lookup, (tuple(i for group in groups for i in group),), rows, in_order=False, relaxed=relaxed
        )
    return Exact(lookup, groups, relaxed=relaxed)


def _part(reference: Reference, row: int, passages: Sequence[int], view: View) -> tuple[int, ...]:
    """Give those of an article's passages that hold the paragraph or item asked for; all where none is asked for."""
    item = to_number(reference.markers[1].strip("（）")) if len(reference.markers) > 1 else None
    if item is None and reference.paragraph is None:
        return tuple(passages)
    kept = set(passages)
    spans = [(start, end) for start, end, id_ in view.passage_spans([row]).get(row, ()) if id_ in kept]
    text = view.text_of_row(row)
    for start, end in _stretches(spans):
        part = part_of(text[start:end], reference.paragraph, item)
        if part is not None:
            held = view.passages_at(row, start + part[0], start + part[1])
            return tuple(id_ for id_ in held if id_ in kept)
    return ()


def _stretches(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that follow each other; an article that stands twice in a document is two stretches."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= BESIDE:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _titled(
    title: str, named: Named | None, wanted: Wanted, filters: SearchFilters, view: View
) -> tuple[list[int], bool]:
    """Give the documents called so, those of the time and place that the query names first, then the newest.

    Where none is called so, those whose title holds the words; the second value tells that.
    """
    if named is not None:
        near = sorted(named.documents, key=lambda card: -agreement(wanted, card))[:VERSIONS]
        return [card.row for card in _within(near, filters, view)], False
    if len(title) < _TITLE_PART:
        return [], False
    held = view.by_title(title, filters)
    return [one.row for one in held], bool(held) and all(one.title != title for one in held)


def _within(cards: Sequence[DocumentCard], filters: SearchFilters, view: View) -> Iterable[DocumentCard]:
    """Keep the cards within the filters, in order."""
    asked_for = set(filters.document_ids) or {card.document_id for card in cards}
    ids = tuple(card.document_id for card in cards if card.document_id in asked_for)
    if not ids:
        return []
    kept = {
        document.row for document in view.documents(replace(filters, document_ids=ids), len(ids)).documents
    }
    return [card for card in cards if card.row in kept]


def _documents(kind: str, value: str, rows: Sequence[int], asked: Understood, view: View) -> Exact:
    lookup = ExactLookup(kind, value, bool(rows))
    if asked.within:
        return Exact(lookup, documents=frozenset(rows))
    return Exact(lookup, tuple(tuple(view.passages_at(row, 0, DOCUMENT_CHARACTERS)) for row in rows))
