"""Among versions of one work, what is in force first: a prior that moves a hit before another one and no further.

It speaks only where both are hits: the article of an old version, or of one not yet in force, and the same article
of the version in force. That one is moved to stand right before the other; hits of other works keep their order.
What repealed a document is another work, whose articles are numbered anew: of it only a passage alike is moved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from corpus.store.cards import Place
from corpus.works import work_key
from retrieval.asked import Asked
from retrieval.folded import FoldedPassages
from retrieval.grouping import likeness
from retrieval.ranking import RankedHit

READ = 50
"""Best hits among which those that are not in force are looked at."""
ALIKE = 0.3
"""Likeness from which a passage is taken for another version of one, whatever its number is by now."""

Label = tuple[str, ...]


class CurrentFirst:
    """Puts what is in force before its other versions. Safe to share between threads."""

    def __init__(self, folded: FoldedPassages) -> None:
        self._folded = folded

    def of(
        self,
        asked: Asked,
        ranked: Sequence[RankedHit],
        places: Mapping[int, Place],
        looked_up: Collection[int] = (),
    ) -> list[RankedHit]:
        """Give the hits with every article in force before its other versions; all as they are where a time is asked for.

        What was looked up gives way only to what was looked up as well.
        """
        row_of = {hit.id: places[hit.id].document_row for hit in ranked}
        rows = {row_of[hit.id] for hit in ranked[:READ]}
        current = {row: now for row in rows if (now := asked.priors.current(row)) is not None}
        held = defaultdict[int, list[int]](list)
        for hit in ranked:
            held[row_of[hit.id]].append(hit.id)
        behind = [hit.id for hit in ranked[:READ] if current.get(row_of[hit.id], 0) in held]
        if not behind:
            return list(ranked)
        before: dict[int, int] = {}
        labels = _labels(asked, [*behind, *_of(current.values(), held)])
        for id_ in behind:
            row = row_of[id_]
            others = [one for one in held[current[row]] if one in looked_up or id_ not in looked_up]
            label = labels.get(id_) if _of_one_work(asked, row, current[row]) else None
            same = self._alike(asked, id_, others)
            if same is None and label:
                same = next((one for one in others if labels.get(one) == label), None)
            if same is not None:
                before[id_] = same
        return _moved(ranked, before)

    def _alike(self, asked: Asked, id_: int, others: Sequence[int]) -> int | None:
        """Give the most alike of the passages of another version; None where none is."""
        texts = dict(self._folded.read([id_, *others], asked.view))
        if id_ not in texts:
            return None
        found = [
            (likeness(texts[id_], texts[one]), -at, one) for at, one in enumerate(others) if one in texts
        ]
        best, _, one = max(found, default=(0.0, 0, 0))
        return one if best >= ALIKE else None


def _labels(asked: Asked, ids: Sequence[int]) -> dict[int, Label]:
    """Give the way to each passage through its document; empty for one that stands under nothing."""
    return {
        id_: (*(step.marker for step in one.section_path), *one.inline_markers)
        for id_, one in asked.view.citations(ids).items()
    }


def _of_one_work(asked: Asked, row: int, other: int) -> bool:
    cards = asked.shelf.by_row
    key = work_key(cards[row].card.title)
    return key is not None and key == work_key(cards[other].card.title)


def _of(rows: Iterable[int], held: Mapping[int, Sequence[int]]) -> list[int]:
    return [id_ for row in dict.fromkeys(rows) for id_ in held.get(row, ())]


def _moved(ranked: Sequence[RankedHit], before: Mapping[int, int]) -> list[RankedHit]:
    """Give the hits with those that `before` names, by the id of another, right before it, with its score."""
    by_id = {hit.id: hit for hit in ranked}
    done: dict[int, RankedHit] = {}
    for hit in ranked:
        first = before.get(hit.id)
        if first is not None and first not in done:
            moved = by_id[first]
            score = max(hit.score, moved.score)
            done[first] = moved._replace(score=score, raised=score - moved.score)
        done.setdefault(hit.id, hit)
    return list(done.values())
