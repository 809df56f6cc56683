"""Batches of pairs in which every source has its share."""

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from benchmarks.train.pairs import Pair

SHARES = {
    "stard": 12,
    "stard-answer": 3,
    "lay": 4,
    "lay-wide": 2,
    "lay-article": 14,
    "lay-official": 12,
    "heading": 4,
    "sentence": 2,
    "wording": 1,
}
"""How often each source is drawn, against the others; a source without pairs is left out."""


class Mixture:
    """Endless batches; each source is gone through in random order, again and again.

    `apart`: sources that never share a batch with the others, whose passages are strangers to theirs and so too
    easily told from the right one.
    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        size: int,
        seed: int,
        shares: Mapping[str, int] = SHARES,
        apart: Collection[str] = (),
    ) -> None:
        self._chance = random.Random(seed)
        self._size = size
        self._by_source: dict[str, list[Pair]] = {}
        for pair in pairs:
            if not pair.held_out:
                self._by_source.setdefault(pair.source, []).append(pair)
        self._shares = {source: shares.get(source, 1) for source in self._by_source}
        self._rounds = {source: self._round(source) for source in self._by_source}
        self._apart = frozenset(apart)

    def batch(self) -> list[Pair]:
        """The next `size` pairs, no two with the same right passage."""
        chosen: dict[str, Pair] = {}
        first = self._source(self._shares)
        together = [one for one in self._shares if (one in self._apart) == (first in self._apart)]
        while len(chosen) < self._size:
            source = self._source(together)
            pair = next(self._rounds[source])
            chosen.setdefault(pair.right[0], pair)
        return list(chosen.values())

    def _source(self, among: Iterable[str]) -> str:
        sources = list(among)
        return self._chance.choices(sources, [self._shares[one] for one in sources])[0]

    def wrong_of(self, pair: Pair, count: int) -> list[str]:
        """Some of the pair's hard negatives."""
        return self._chance.sample(pair.wrong, min(count, len(pair.wrong)))

    def _round(self, source: str) -> Iterator[Pair]:
        while True:
            again = list(self._by_source[source])
            self._chance.shuffle(again)
            yield from again
