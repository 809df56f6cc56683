"""Ranked hits in groups: near-duplicates under one, the page's share of each document, by relevance or date."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from corpus.store.cards import Place
from retrieval.asked import Asked
from retrieval.current import CurrentFirst
from retrieval.folded import FoldedPassages
from retrieval.grouping import bounded, group_similar
from retrieval.ranking import RankedHit
from retrieval.results import Sort

WINDOW = 20
"""Hits among which near-duplicates are sought at least: a page's worth several times over."""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """A hit with the ids of its near-duplicates, the best first; none beyond the window that was compared."""

    hit: RankedHit
    others: tuple[int, ...] = ()


class HitGroups:
    """Makes groups of ranked hits. Safe to share between threads."""

    def __init__(self, folded: FoldedPassages) -> None:
        self._folded, self._current = folded, CurrentFirst(folded)

    def of(
        self,
        asked: Asked,
        ranked: Sequence[RankedHit],
        places: Mapping[int, Place],
        looked_up: Collection[int],
    ) -> list[HitGroup]:
        """Give groups in order, each with the passages of its near-duplicates.

        Near-duplicates are sought among the hits of this page and those near it, and among all where these
        collapse to less than the page.
        """
        request = asked.request
        ranked = self._current.of(asked, ranked, places, looked_up)
        if request.sort is Sort.DATE:
            dates = {row: one.card.date for row, one in asked.shelf.by_row.items()}
            ranked = sorted(ranked, key=lambda hit: -dates.get(places[hit.id].document_row, 0))
        ranked = bounded(ranked, lambda hit: places[hit.id].document_row, request.per_document)
        if not request.group_similar:
            return [HitGroup(hit) for hit in ranked]
        page = request.offset + request.limit
        window = len(ranked) if request.sort is Sort.DATE else max(WINDOW, 2 * page)
        groups = self._joined(asked, ranked[:window], places, looked_up)
        if len(groups) < page and window < len(ranked):
            return self._joined(asked, ranked, places, looked_up)
        return groups + [HitGroup(hit) for hit in ranked[window:]]

    def _joined(
        self,
        asked: Asked,
        ranked: Sequence[RankedHit],
        places: Mapping[int, Place],
        looked_up: Collection[int],
    ) -> list[HitGroup]:
        """Give groups of near-duplicates; of the same words, what is in force stands for all, unless looked up."""
        by_id, cards = {hit.id: hit for hit in ranked}, asked.shelf.by_row

        def out_of_force(id_: int) -> float:
            return -asked.priors.validity(cards[places[id_].document_row].card)

        groups = []
        for group in group_similar(self._folded.read(list(by_id), asked.view)):
            best, ids = by_id[group.representative], group.ids
            shown = best
            if len(ids) > 1 and best.id not in looked_up:
                ids = tuple(sorted(ids, key=out_of_force))
                shown = by_id[ids[0]]._replace(score=best.score)
            groups.append(HitGroup(shown, ids[1:]))
        return groups
