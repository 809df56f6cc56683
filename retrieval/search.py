"""A search: one snapshot, one view, both sides asked, fused, grouped, and joined with the catalogue."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.citations import Citation
from corpus.filters import Condition
from corpus.forms import TextForms
from corpus.store.cards import Place
from corpus.store.catalogue import Catalogue
from corpus.store.records import Facets
from corpus.store.standing import day_number, day_of
from corpus.store.view import View
from corpus.words import Segmenter, WeightedTerm
from retrieval.asked import Asked
from retrieval.balance import Balance
from retrieval.candidates import Begun, CandidateFinder, Candidates, Deadline
from retrieval.expansion import Expander, Expansion
from retrieval.folded import FoldedPassages
from retrieval.followers import Follower
from retrieval.fusion import FusedHit, fuse
from retrieval.hit_groups import HitGroup, HitGroups
from retrieval.interpret import Interpreter, Understood
from retrieval.interpretation import interpretation
from retrieval.lookup import Exact, Lookups
from retrieval.priors import Priors
from retrieval.query import clean_query, wanted_part
from retrieval.ranking import DocumentEvidence, RankedHit, Weights, looked_up_first, reread, weigh
from retrieval.relaxing import relaxed
from retrieval.reranking import Reranking
from retrieval.results import Hit, Mode, SearchRequest, SearchResult
from retrieval.shelf import Shelves
from retrieval.shown_hits import ShownHits
from retrieval.similar import SimilarPassages
from retrieval.wanted import agreement, meant
from retrieval.word_lists import QueryLists
from retrieval.wording import READ, WordEvidence
from retrieval.wording_reader import WordingReader, rarities, word_evidence


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Measured choices of the ranking; `deadline_ms` is the time a search may take, in milliseconds.

    `abbreviation_weight` and `everyday_weight` are those of the words that a word of the query stands for, against
    1 for a word that the user wrote. Measured on judged sets: docs/retrieval-experiments.md. `dense_weight` fixes the
    share of the dense side; without it `balance` finds it for each query.
    """

    dense_weight: float | None = None
    candidates: int = 100
    deadline_ms: float = 2000
    query_max: int = 500
    abbreviation_weight: float = 0.5
    everyday_weight: float = 0.8
    weights: Weights = field(default_factory=Weights)
    balance: Balance = field(default_factory=Balance)


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
        today: Callable[[], date] = date.today,
        lists: QueryLists | None = None,
        reranking: Reranking | None = None,
    ) -> None:
        lists = lists or QueryLists.builtin()
        self._interpreter = Interpreter(lists, segmenter, forms, today)
        self._expander = Expander(lists, segmenter, forms)
        self._shelves = Shelves(segmenter, forms, {short: title for short, (title,) in lists.titles.items()})
        self._catalogue, self._follower, self._finder = catalogue, follower, finder
        self._segmenter, self._lookups = segmenter, Lookups(forms)
        self._similar, self._folded = SimilarPassages(segmenter, forms), FoldedPassages(forms)
        self._groups, self._shown = HitGroups(self._folded), ShownHits(segmenter, forms, settings.weights)
        self._settings, self._clock, self._today = settings, clock, today
        self._reranking = reranking
        self._wording = WordingReader(forms, settings.abbreviation_weight, settings.everyday_weight)

    @property
    def shelves(self) -> Shelves:
        """The documents by name and number, of the newest view that was asked for."""
        return self._shelves

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search at the published view.

        Raises:
            QueryEmpty, QueryTooLong: the query cannot be searched.
            InvalidFilter: a filter cannot be read.
            VectorsUnavailable: meanings alone are asked for, and the store of vectors does not answer.
        """
        began = self._clock()
        query = wanted_part(clean_query(request.query, self._settings.query_max))
        begun = self._finder.begin(query, request.mode)
        snapshot = self._follower.current()
        deadline = Deadline.within(self._settings.deadline_ms)
        view = self._catalogue.view(snapshot.number)
        shelf = self._shelves.at(view)
        understood = self._interpreter.read(query, shelf, request.filters.collections)
        priors = self._priors(request, understood, view)
        weights = rarities(self._segmenter.weighted_terms(query), snapshot.words)
        asked = Asked(request, query, understood, snapshot, view, shelf, deadline, priors, weights)
        conditions = view.conditions(request.filters)
        if conditions is None:
            return self._result(asked, Exact(), Candidates(), [], [], Facets(), began)
        exact = self._lookups.find(asked.understood, request.filters, conditions, snapshot, view)
        candidates = self._candidates(asked, exact, conditions, begun)
        dense_weight = self._dense_weight(asked, candidates)
        fused = _fused(candidates, dense_weight)
        places = view.places([*(hit.id for hit in fused), *exact.passages])
        ranked = self._ranked(asked, [hit for hit in fused if hit.id in places], places)
        ranked = reread(ranked, self._words(asked, ranked[:READ], places), self._settings.weights)
        ranked = self._reranked(asked, ranked)
        ranked = looked_up_first(ranked, exact.groups, in_order=exact.in_order)
        held = [hit for hit in ranked if hit.id in places]
        groups = self._groups.of(asked, held, places, exact.passages)
        facets = shelf.facets(places[hit.id].document_row for hit in held)
        page = groups[request.offset : request.offset + request.limit]
        hits = list(self._shown.of(asked, page, exact, places, dense_weight))
        return self._result(asked, exact, candidates, groups, hits, facets, began)

    def similar(self, passage_id: int, limit: int = 20, collections: Collection[str] = ()) -> list[Citation]:
        """Give the passages of the same or nearly the same words, most alike first.

        Raises:
            PassageUnknown: no such passage is visible.
        """
        snapshot = self._follower.current()
        view = self._catalogue.view(snapshot.number)
        return self._similar.find(passage_id, limit, snapshot, view, collections)

    def _priors(self, request: SearchRequest, understood: Understood, view: View) -> Priors:
        """Give what is known of documents beforehand; nothing of it counts where a time is asked for."""
        filters = request.filters
        named_time = understood.wanted.spans or filters.as_of or filters.date_from or filters.date_to
        standing, day = view.holding().standing, day_number(self._today())
        return Priors(standing, day, filters.collections, bool(named_time), day_of(filters.as_of))

    def _candidates(
        self, asked: Asked, exact: Exact, conditions: Sequence[Condition], begun: Begun | None
    ) -> Candidates:
        request = asked.request
        limit = max(self._settings.candidates, request.offset + request.limit)
        query = asked.query
        if exact.documents:
            conditions = (*conditions, Condition("document", values=exact.documents))
            query = asked.understood.within
        beside = self._beside(asked.understood.expansions)
        mode, snapshot, deadline = request.mode, asked.snapshot, asked.deadline
        return self._finder.find(query, beside, mode, limit, conditions, snapshot, deadline, begun)

    def _beside(self, expansions: Sequence[Expansion]) -> list[WeightedTerm]:
        """Give what the words of a query stand for, as terms; of one that is told twice the heavier."""
        settings, terms = self._settings, dict[str, WeightedTerm]()
        for everyday, weight in ((True, settings.everyday_weight), (False, settings.abbreviation_weight)):
            for term in self._expander.terms([e for e in expansions if e.everyday is everyday], weight):
                if term.term not in terms or terms[term.term].weight < term.weight:
                    terms[term.term] = term
        return list(terms.values())

    def _ranked(
        self, asked: Asked, fused: Sequence[FusedHit], places: Mapping[int, Place]
    ) -> list[RankedHit]:
        """Order fused hits with the evidence of their documents and of the passages beside them."""
        rows = {place.document_row for place in places.values()}
        understood, shelf = asked.understood, asked.shelf
        shares = shelf.title_shares(self._segmenter.query_terms(asked.query), rows)
        mentioned, wanted = understood.mentioned, understood.wanted
        named = {card.row for one in mentioned for card in meant(one, wanted)}
        documents = {
            row: DocumentEvidence(
                title=share,
                # A document called by its name agrees with the facts within that name.
                facts=1.0 if row in named else agreement(wanted, shelf.by_row[row].card),
                named=float(row in named),
                validity=asked.priors.validity(shelf.by_row[row].card),
                recency=asked.priors.recency(shelf.by_row[row].card),
            )
            for row, share in shares.items()
        }
        return weigh(fused, places, documents, self._settings.weights)

    def _words(
        self, asked: Asked, best: Sequence[RankedHit], places: Mapping[int, Place]
    ) -> dict[int, WordEvidence]:
        """Give what the words of the best hits say for them."""
        wording = self._wording.of(asked.query, asked.rarities, asked.understood.expansions)
        texts = self._folded.texts([hit.id for hit in best], asked.view)
        shelf = asked.shelf.by_row
        titles = {
            row: shelf[row].told
            for id_ in texts
            if id_ in places and (row := places[id_].document_row) in shelf
        }
        return word_evidence(wording, texts, places, titles)

    def _reranked(self, asked: Asked, ranked: list[RankedHit]) -> list[RankedHit]:
        """Have the best hits read once more, where a cross-encoder is set."""
        if self._reranking is None:
            return ranked
        best = [hit.id for hit in ranked[: self._reranking.top]]
        texts = self._folded.texts(best, asked.view)
        printed = {id_: text.printed for id_, text in texts.items()}
        return self._reranking.apply(asked.query, ranked, printed)

    def _dense_weight(self, asked: Asked, candidates: Candidates) -> float:
        """Give the share of the dense side: of the way of searching, as set, or by what both lists tell."""
        mode, settings = asked.request.mode, self._settings
        if candidates.lost:
            return 0.0
        if mode is not Mode.HYBRID:
            return float(mode is Mode.SEMANTIC)
        if settings.dense_weight is not None:
            return settings.dense_weight
        depth = settings.candidates  # however deep the page lies
        cosines = [hit.cosine for hit in candidates.dense[:depth]]
        bm25 = [hit.bm25 for hit in candidates.words]
        return settings.balance.of(bm25, list(asked.rarities.values()), cosines)

    def _result(
        self,
        asked: Asked,
        exact: Exact,
        candidates: Candidates,
        groups: Sequence[HitGroup],
        hits: Sequence[Hit],
        facets: Facets,
        began: float,
    ) -> SearchResult:
        return SearchResult(
            query=asked.request.query,
            took_ms=round((self._clock() - began) * 1000, 1),
            total=len(groups),
            partial=candidates.partial,
            relaxed=relaxed(asked.request.query, exact, candidates),
            interpretation=interpretation(asked.understood, exact),
            hits=tuple(hits),
            facets=facets,
            view=asked.snapshot.number,
        )


def _fused(candidates: Candidates, dense_weight: float) -> list[FusedHit]:
    dense, words = candidates.dense, candidates.words
    return fuse(dense, words, dense_weight, depth=max(len(dense), len(words), 1))
