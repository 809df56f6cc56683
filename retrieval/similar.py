"""The same or nearly the same words elsewhere: passages like a given one."""

from collections.abc import Collection

from corpus.citations import Citation
from corpus.filters import SearchFilters
from corpus.forms import TextForms
from corpus.index.field_boosts import FieldBoosts
from corpus.index.word_index import WordQuery
from corpus.store.view import View
from corpus.words import Segmenter
from retrieval.grouping import likeness
from retrieval.snapshot import IndexSnapshot

CANDIDATES = 60
"""Passages compared: those that share most words with the given one."""
LIKE = 0.4
"""Two passages are told as similar from so much of their shingles in common (Jaccard)."""

_BODY_ONLY = FieldBoosts(headings=0, title=0, doc_number=0)


class SimilarPassages:
    """Finds passages like a given one, by its words first and by its characters then."""

    def __init__(self, segmenter: Segmenter, forms: TextForms) -> None:
        self._segmenter, self._forms = segmenter, forms

    def find(
        self,
        passage_id: int,
        limit: int,
        snapshot: IndexSnapshot,
        view: View,
        collections: Collection[str] = (),
    ) -> list[Citation]:
        """Give up to `limit` passages like the one named, most alike first, within `collections`.

        Raises:
            PassageUnknown: no such passage is visible.
        """
        given = view.passage(passage_id)
        conditions = view.conditions(SearchFilters(collections=tuple(collections)))
        if conditions is None:
            return []
        query = WordQuery(self._segmenter.weighted_terms(given.text), _BODY_ONLY)
        found = snapshot.words.search(query, CANDIDATES, conditions)
        citations = view.citations([hit.id for hit in found if hit.id != passage_id])
        fold = self._forms.loose.plain
        words = fold(given.text)
        scored = [(likeness(words, fold(c.text)), c) for c in citations.values()]
        alike = sorted((s for s in scored if s[0] >= LIKE), key=lambda s: (-s[0], s[1].passage_id))
        return [citation for _, citation in alike[:limit]]
