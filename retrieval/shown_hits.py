"""Hits as they are shown: cited from the catalogue, with what is marked in them and why they stand there."""

from collections.abc import Iterator, Mapping, Sequence

from corpus.citations import Citation
from corpus.forms import TextForms
from corpus.store.cards import Place
from corpus.words import Segmenter
from retrieval.asked import Asked
from retrieval.highlight import highlights
from retrieval.hit_groups import HitGroup
from retrieval.lookup import Exact
from retrieval.ranking import RankedHit, Weights
from retrieval.results import EvidenceShare, Explanation, Hit

SIMILAR_SHOWN = 5


class ShownHits:
    """Makes hits of groups. Safe to share between threads."""

    def __init__(self, segmenter: Segmenter, forms: TextForms, weights: Weights) -> None:
        self._segmenter, self._forms, self._weights = segmenter, forms, weights

    def of(
        self,
        asked: Asked,
        groups: Sequence[HitGroup],
        exact: Exact,
        places: Mapping[int, Place],
        dense_weight: float,
    ) -> Iterator[Hit]:
        """Give the hits of a page; one that the catalogue does not hold at the view is left out."""
        citations = _citations(asked, groups, places)
        terms = self._terms(asked)
        held = [group for group in groups if group.hit.id in citations]
        for rank, group in enumerate(held, start=asked.request.offset + 1):
            first = citations[group.hit.id]
            folded = self._forms.matching.fold(first.text)
            here = tuple(term for term in terms if term in folded.text)
            explained = asked.request.explain
            yield Hit(
                rank=rank,
                fused=group.hit.score,
                highlights=highlights(folded, here),
                similar_count=len(group.others),
                similar=tuple(citations[id_] for id_ in group.others[:SIMILAR_SHOWN] if id_ in citations),
                citation=first,
                explanation=self._explanation(group.hit, exact, here, dense_weight) if explained else None,
            )

    def _explanation(
        self, ranked: RankedHit, exact: Exact, terms: tuple[str, ...], dense_weight: float
    ) -> Explanation:
        weights, hit = self._weights, ranked.hit
        shares = (
            (kind, float(share), float(getattr(weights, kind)))
            for kind, share in ranked.evidence._asdict().items()
        )
        return Explanation(
            cosine=hit.cosine,
            cosine_rank=hit.cosine_rank,
            bm25=hit.bm25,
            bm25_rank=hit.bm25_rank,
            exact=hit.id in exact.passages,
            terms=terms,
            lists=hit.fused,
            dense_weight=dense_weight,
            evidence=tuple(
                EvidenceShare(kind, share, weight * share / weights.total)
                for kind, share, weight in shares
                if share
            )
            + ((EvidenceShare("current", 1.0, ranked.raised),) if ranked.raised else ()),
        )

    def _terms(self, asked: Asked) -> tuple[str, ...]:
        """Give what is marked in a hit: quoted phrases and the query's words, in matching form.

        Single characters that were not typed apart (the 条 of an article) only where there is nothing else.
        """
        fold = self._forms.matching.plain
        words = self._segmenter.query_terms(asked.query)
        terms = tuple(dict.fromkeys(fold(term) for term in (*asked.understood.phrases, *words)))
        apart = {fold(word) for word in asked.query.split()}
        return tuple(term for term in terms if len(term) > 1 or term in apart) or terms


def _citations(asked: Asked, groups: Sequence[HitGroup], places: Mapping[int, Place]) -> dict[int, Citation]:
    """Read what the page shows, in one go, and tell of each what is known of its validity."""
    shown = [id_ for group in groups for id_ in (group.hit.id, *group.others[:SIMILAR_SHOWN])]
    cards = asked.shelf.by_row
    return {
        id_: asked.priors.shown(citation, cards[places[id_].document_row].card)
        for id_, citation in asked.view.citations(shown).items()
    }
