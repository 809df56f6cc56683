"""Evidence beside the two lists: the document a passage stands in, its title and facts, the passages next to it.

Each kind of evidence is a share in [-1, 1], each has a weight, and the weighted mean with the fused score is the
final one, in [0, 1]: no evidence can do more than its weight. Pure, on ids and scores.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.store.cards import Place
from retrieval.fusion import FusedHit
from retrieval.wording import WordEvidence

_PASSAGES = 5
"""Passages of a document that speak for it; each counts half of the one before."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a full share of each kind of evidence adds, against 1 for the fused score of the passage itself.

    `validity` and `recency` are priors, which say nothing of the query and only lower: they part what is else alike.
    """

    document: float = 0.1
    title: float = 0.1
    facts: float = 0.1
    named: float = 0.2
    neighbours: float = 0.2
    validity: float = 0.06
    recency: float = 0.01
    coverage: float = 0.4
    nearness: float = 0.4
    figure: float = 0.28
    list: float = 0.2
    rerank: float = 0.0

    @property
    def total(self) -> float:
        """The weight of everything that can speak for a passage, its own score included."""
        of_document = self.document + self.title + self.facts + self.named
        of_words = self.coverage + self.nearness + self.figure + self.list
        return 1.0 + of_document + self.neighbours + of_words + self.rerank


class Evidence(NamedTuple):
    """The shares that speak for a passage beside its own score; -1 speaks against it.

    document: its document's passages against the best document's. title: how much of the query stands in its
    document's title. facts: how far region, issuer, type and date agree with the query. named: its document is
    named in the query. neighbours: the fused score of the better passage beside it. validity: -1 where its
    document is out of force, else 0. recency: 0 for a document of today, -0.5 for one five years old, nearing -1.
    coverage, nearness, figure, list: what its own words say (`wording.WordEvidence`), for the best hits only. rerank:
    what a cross-encoder says of query and passage together, where one is set, for the best hits only.
    """

    document: float = 0.0
    title: float = 0.0
    facts: float = 0.0
    named: float = 0.0
    neighbours: float = 0.0
    validity: float = 0.0
    recency: float = 0.0
    coverage: float = 0.0
    nearness: float = 0.0
    figure: float = 0.0
    list: float = 0.0
    rerank: float = 0.0


class DocumentEvidence(NamedTuple):
    """What speaks for a document whatever passages of it were found."""

    title: float = 0.0
    facts: float = 0.0
    named: float = 0.0
    validity: float = 0.0
    recency: float = 0.0


class RankedHit(NamedTuple):
    """A fused hit with its evidence; `score` is final, in [0, 1].

    `raised` is the part of it that a hit has as the version in force of a better one, before which it stands.
    """

    hit: FusedHit
    score: float
    evidence: Evidence = Evidence()
    raised: float = 0.0

    @property
    def id(self) -> int:
        """The passage."""
        return self.hit.id


def weigh(
    hits: Sequence[FusedHit],
    places: Mapping[int, Place],
    documents: Mapping[int, DocumentEvidence],
    weights: Weights,
) -> list[RankedHit]:
    """Order fused hits by their score with all evidence, best first, equal ones by rising id.

    places: where each passage stands; one without a place has no evidence. documents: by row.
    """
    fused = {hit.id: hit.fused for hit in hits}
    total, alone = weights.total, _Alone(_strengths(hits, places), documents, weights)
    ranked = []
    for hit in hits:
        place = places.get(hit.id)
        if place is None:
            ranked.append(RankedHit(hit, hit.fused / total))
            continue
        evidence, added = alone.of(place.document_row)
        beside = _beside(hit.id, place.document_row, fused, places)
        if beside:
            evidence = Evidence(*evidence[:4], beside, *evidence[5:])  # `_replace` takes three times as long
            added = _added(evidence, weights)
        ranked.append(RankedHit(hit, _score(hit.fused, added, total), evidence))
    return _in_order(ranked)


class _Alone:
    """The evidence of passages that have no passage found beside them: one for all of a document."""

    def __init__(
        self, strength: Mapping[int, float], documents: Mapping[int, DocumentEvidence], weights: Weights
    ) -> None:
        self._strength, self._documents, self._weights = strength, documents, weights
        self._known: dict[int, tuple[Evidence, float]] = {}

    def of(self, row: int) -> tuple[Evidence, float]:
        """Give the evidence of a document's row, and what it adds to a score."""
        known = self._known.get(row)
        if known is None:
            told = self._documents.get(row, DocumentEvidence())
            evidence = Evidence(
                document=self._strength[row],
                title=told.title,
                facts=told.facts,
                named=told.named,
                validity=told.validity,
                recency=told.recency,
            )
            known = self._known[row] = evidence, _added(evidence, self._weights)
        return known


def _in_order(ranked: Iterable[RankedHit]) -> list[RankedHit]:
    keyed = sorted(
        [(-one.score, one.hit.id, one) for one in ranked]
    )  # no two ids are alike: no hits are compared
    return [one for _, _, one in keyed]


def reread(
    ranked: Sequence[RankedHit], words: Mapping[int, WordEvidence], weights: Weights
) -> list[RankedHit]:
    """Order hits anew with the evidence of their own words, by id; a hit without any keeps its score."""
    read = []
    for one in ranked:
        told = words.get(one.hit.id)
        if told is not None:
            evidence = one.evidence._replace(**told._asdict())
            one = _weighed(one.hit, evidence, weights)
        read.append(one)
    return _in_order(read)


def reranked(ranked: Sequence[RankedHit], shares: Mapping[int, float], weights: Weights) -> list[RankedHit]:
    """Order hits anew with a cross-encoder's shares in [0, 1], by id.

    A hit that it did not read keeps its score, and its place behind those that it read.
    """
    read = [
        _weighed(one.hit, one.evidence._replace(rerank=shares[one.id]), weights)
        for one in ranked
        if one.id in shares
    ]
    return [*_in_order(read), *(one for one in ranked if one.id not in shares)]


def _weighed(hit: FusedHit, evidence: Evidence, weights: Weights) -> RankedHit:
    return RankedHit(hit, _score(hit.fused, _added(evidence, weights), weights.total), evidence)


def _score(fused: float, added: float, total: float) -> float:
    score = (fused + added) / total
    return 0.0 if score < 0.0 else 1.0 if score > 1.0 else score


def _added(evidence: Evidence, weights: Weights) -> float:
    return (
        weights.document * evidence.document
        + weights.title * evidence.title
        + weights.facts * evidence.facts
        + weights.named * evidence.named
        + weights.neighbours * evidence.neighbours
        + weights.validity * evidence.validity
        + weights.recency * evidence.recency
        + weights.coverage * evidence.coverage
        + weights.nearness * evidence.nearness
        + weights.figure * evidence.figure
        + weights.list * evidence.list
        + weights.rerank * evidence.rerank
    )


def _strengths(hits: Iterable[FusedHit], places: Mapping[int, Place]) -> dict[int, float]:
    """How strong each document is, against the strongest: its best passages, each half of the one before."""
    scores: dict[int, list[float]] = {}
    for hit in hits:
        place = places.get(hit.id)
        if place is not None:
            scores.setdefault(place.document_row, []).append(hit.fused)
    sums = {
        row: sum(score * 0.5**at for at, score in enumerate(sorted(found, reverse=True)[:_PASSAGES]))
        for row, found in scores.items()
    }
    most = max(sums.values(), default=0.0) or 1.0
    return {row: total / most for row, total in sums.items()}


def _beside(id_: int, row: int, fused: Mapping[int, float], places: Mapping[int, Place]) -> float:
    """Give the better score of the two passages beside one, 0 for none: ids follow a document's passages."""
    best = 0.0
    for other in (id_ - 1, id_ + 1):
        score = fused.get(other, 0.0)
        if score > best and (beside := places.get(other)) is not None and beside.document_row == row:
            best = score
    return best


def looked_up_first(
    ranked: Sequence[RankedHit], groups: Sequence[Sequence[int]], *, in_order: bool
) -> list[RankedHit]:
    """Put what was looked up before the rest: group by group, each in its order or by score."""
    if not groups:
        return list(ranked)
    by_id = {one.id: one for one in ranked}
    first: dict[int, RankedHit] = {}
    for group in groups:
        found = [by_id.get(id_) or RankedHit(FusedHit(id_, 0.0), 0.0) for id_ in group]
        if not in_order:
            found.sort(key=lambda one: -one.score)
        for one in found:
            first.setdefault(one.id, one)
    return [*first.values(), *(one for one in ranked if one.id not in first)]
