"""A search: one snapshot, one view, both sides asked, fused, grouped, and joined with the catalogue."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.citations import Citation
from corpus.filters import Condition
from corpus.forms import TextForms
from corpus.store.catalogue import Catalogue
from corpus.store.records import Facets
from corpus.store.view import View
from corpus.words import Segmenter
from retrieval.candidates import CandidateFinder, Candidates, Deadline
from retrieval.followers import Follower
from retrieval.fusion import FusedHit, fuse
from retrieval.grouping import bounded, group_similar
from retrieval.highlight import highlights
from retrieval.interpret import Understood, interpret
from retrieval.lookup import Exact, Lookups
from retrieval.query import clean_query
from retrieval.results import Explanation, Hit, Interpretation, Mode, SearchRequest, SearchResult, Sort
from retrieval.similar import SimilarPassages
from retrieval.snapshot import IndexSnapshot

SIMILAR_SHOWN = 5
GROUP_WINDOW = 30
"""Hits among which near-duplicates are sought at least: a page's worth several times over."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Measured choices of the ranking; `deadline_ms` is the time a search may take, in milliseconds."""

    dense_weight: float = 0.55
    candidates: int = 100
    deadline_ms: float = 2000
    query_max: int = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A search under way: everything that is fixed once it has begun."""

    request: SearchRequest
    query: str
    understood: Understood
    snapshot: IndexSnapshot
    view: View
    deadline: Deadline


class Searcher:
    """Answers searches. Safe to call from several threads at once."""

    def __init__(
        self,
        catalogue: Catalogue,
        follower: Follower,
        finder: CandidateFinder,
        segmenter: Segmenter,
        forms: TextForms,
        settings: SearchSettings,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._catalogue, self._follower, self._finder = catalogue, follower, finder
        self._segmenter, self._forms, self._lookups = segmenter, forms, Lookups(forms)
        self._similar = SimilarPassages(segmenter, forms)
        self._settings, self._clock = settings, clock

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search at the published view.

        Raises:
            QueryEmpty, QueryTooLong: the query cannot be searched.
            InvalidFilter: a filter cannot be read.
        """
        began = self._clock()
        query = clean_query(request.query, self._settings.query_max)
        snapshot = self._follower.current()
        deadline = Deadline.within(self._settings.deadline_ms)
        view = self._catalogue.view(snapshot.number)
        asked = Asked(request, query, interpret(query), snapshot, view, deadline)
        conditions = view.conditions(request.filters)
        if conditions is None:
            return self._result(asked, Exact(), False, [], [], Facets(), began)
        exact = self._lookups.find(asked.understood, request.filters, conditions, snapshot, view)
        candidates = self._candidates(asked, exact, conditions)
        ranked = _exact_first(self._fused(candidates, request.mode), exact)
        groups = self._groups(asked, ranked)
        facets = view.facets([hit.id for hit in ranked])
        hits = list(self._hits(asked, groups[request.offset : request.offset + request.limit], exact))
        return self._result(asked, exact, candidates.partial, groups, hits, facets, began)

    def similar(self, passage_id: int, limit: int = 20, collections: Collection[str] = ()) -> list[Citation]:
        """Give the passages of the same or nearly the same words, most alike first.

        Raises:
            PassageUnknown: no such passage is visible.
        """
        snapshot = self._follower.current()
        view = self._catalogue.view(snapshot.number)
        return self._similar.find(passage_id, limit, snapshot, view, collections)

    def _candidates(self, asked: Asked, exact: Exact, conditions: Sequence[Condition]) -> Candidates:
        request = asked.request
        limit = max(self._settings.candidates, request.offset + request.limit)
        if exact.documents:
            conditions = (*conditions, Condition("document", values=exact.documents))
        return self._finder.find(asked.query, request.mode, limit, conditions, asked.snapshot, asked.deadline)

    def _fused(self, candidates: Candidates, mode: Mode) -> list[FusedHit]:
        alone = {Mode.SEMANTIC: 1.0, Mode.KEYWORD: 0.0}
        dense = [(hit.id, hit.cosine) for hit in candidates.dense]
        words = [(hit.id, hit.bm25) for hit in candidates.words]
        weight = alone.get(mode, self._settings.dense_weight)
        return fuse(dense, words, weight, depth=max(len(dense), len(words), 1))

    def _groups(self, asked: Asked, ranked: Sequence[FusedHit]) -> list["_Group"]:
        """Give groups in order, each with its citations; passages gone from the view are dropped.

        Near-duplicates are sought among the hits of this page and those near it, and among all where these
        collapse to less than the page.
        """
        page = asked.request.offset + asked.request.limit
        window = max(GROUP_WINDOW, 2 * page)
        if asked.request.sort is Sort.DATE:
            window = len(ranked)
        groups = self._joined(asked, ranked[:window])
        if len(groups) < page and window < len(ranked):
            return self._joined(asked, ranked)
        return groups + [_Group(hit, ()) for hit in ranked[window:]]

    def _joined(self, asked: Asked, ranked: Sequence[FusedHit]) -> list["_Group"]:
        request = asked.request
        citations = asked.view.citations([hit.id for hit in ranked])
        live = [hit for hit in ranked if hit.id in citations]
        live = bounded(live, lambda hit: citations[hit.id].document_id, request.per_document)
        by_id = {hit.id: hit for hit in live}
        ids = self._grouped_ids([citations[hit.id] for hit in live], request.group_similar)
        groups = [_Group(by_id[i[0]], tuple(citations[j] for j in i)) for i in ids]
        if request.sort is Sort.DATE:
            groups.sort(key=lambda group: group.citations[0].date or "", reverse=True)
        return groups

    def _grouped_ids(self, citations: Sequence[Citation], similar: bool) -> list[tuple[int, ...]]:
        if not similar:
            return [(citation.passage_id,) for citation in citations]
        folded = [(c.passage_id, self._forms.loose.plain(c.text)) for c in citations]
        return [group.ids for group in group_similar(folded)]

    def _hits(self, asked: Asked, groups: Sequence["_Group"], exact: Exact) -> Iterator[Hit]:
        terms = self._terms(asked)
        for rank, group in enumerate(groups, start=asked.request.offset + 1):
            first, *others = group.citations
            folded = self._forms.matching.fold(first.text)
            here = tuple(term for term in terms if term in folded.text)
            yield Hit(
                rank=rank,
                fused=group.hit.fused,
                highlights=highlights(folded, here),
                similar_count=len(others),
                similar=tuple(others[:SIMILAR_SHOWN]),
                citation=first,
                explanation=_explanation(group.hit, exact, here) if asked.request.explain else None,
            )

    def _terms(self, asked: Asked) -> tuple[str, ...]:
        """Give what is marked in a hit: quoted phrases and the query's words, in matching form."""
        fold = self._forms.matching.plain
        words = self._segmenter.query_terms(asked.query)
        return tuple(dict.fromkeys(fold(term) for term in (*asked.understood.phrases, *words)))

    def _result(
        self,
        asked: Asked,
        exact: Exact,
        partial: bool,
        groups: Sequence["_Group"],
        hits: Sequence[Hit],
        facets: Facets,
        began: float,
    ) -> SearchResult:
        return SearchResult(
            query=asked.request.query,
            took_ms=round((self._clock() - began) * 1000, 1),
            total=len(groups),
            partial=partial,
            relaxed=(),
            interpretation=Interpretation(exact=exact.lookup),
            hits=tuple(hits),
            facets=facets,
            view=asked.snapshot.number,
        )


@dataclass(frozen=True, slots=True)
class _Group:
    """A hit with the citations of its group, its own first; none beyond the window that was joined."""

    hit: FusedHit
    citations: tuple[Citation, ...]


def _exact_first(ranked: Sequence[FusedHit], exact: Exact) -> list[FusedHit]:
    """Put what was looked up before the rest: in reading order, or a phrase's findings by fused score."""
    by_id = {hit.id: hit for hit in ranked}
    looked_up = list(dict.fromkeys(exact.passages))
    first = [by_id.get(i, FusedHit(i, 0.0)) for i in looked_up]
    if not exact.in_order:
        first.sort(key=lambda hit: -hit.fused)
    return [*first, *(hit for hit in ranked if hit.id not in set(looked_up))]


def _explanation(hit: FusedHit, exact: Exact, terms: tuple[str, ...]) -> Explanation:
    return Explanation(hit.cosine, hit.cosine_rank, hit.bm25, hit.bm25_rank, hit.id in exact.passages, terms)
