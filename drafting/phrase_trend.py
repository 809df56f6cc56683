"""Formulations that rose or fell most between two periods: candidates found by themselves, counts exact.

What was published many times over would drown the rest: near copies count once where it is weighed how surely a share
changed. The counts that are told are those of all documents.
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.filters import SearchFilters
from drafting.formulations import Formulations, copies, extended
from drafting.phrase_history import EVERYTHING, PhraseTeller, Reading
from drafting.phrases import Period, PhraseTrends, Trend

MOST_READ = 300
"""Documents of a period that are read for candidates; more are sampled evenly."""
LEAST_DOCUMENTS = 2
EXPLAINED = 0.8
LOOKED_AT = 40
"""Documents in which it is looked how a candidate goes on."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A period: all its documents by row, those read, and the first of whom each of these is a near copy."""

    rows: Sequence[int]
    first: Mapping[int, int]
    formulations: Counter[str]

    @property
    def distinct(self) -> int:
        """Documents that were read, near copies once."""
        return len(set(self.first.values()))

    def share(self, holders: Collection[int]) -> tuple[int, int]:
        """Give how many documents hold something and how many there are, near copies once."""
        held = {self.first.get(row, row) for row in self.rows if row in holders}
        return len(held), len(self.rows) - len(self.first) + self.distinct


class TrendFinder:
    """Finds what rose and fell. Safe to call from several threads at once."""

    def __init__(
        self,
        teller: PhraseTeller,
        formulations: Formulations,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._teller, self._formulations, self._clock = teller, formulations, clock

    def find(
        self, before: Period, after: Period, filters: SearchFilters = EVERYTHING, limit: int = 20
    ) -> PhraseTrends:
        """Give the formulations whose share of documents changed most surely, `limit` each way.

        Raises:
            InvalidFilter: a filter cannot be read.
        """
        began = self._clock()
        reading = self._teller.reading(filters)
        periods = [self._read(reading, _rows(reading, period)) for period in (before, after)]
        candidates = self._whole(_candidates(periods[0], periods[1], limit * 3), reading, periods)
        counts = self._teller.counts(candidates, reading)
        told = [_trend(candidate, counts[candidate], periods[0], periods[1]) for candidate in candidates]
        ordered = sorted(_unnested(told), key=lambda trend: (-abs(trend.weight), trend.phrase))
        return PhraseTrends(
            before=before,
            after=after,
            rose=self._printed([trend for trend in ordered if trend.weight > 0][:limit], counts, reading),
            fell=self._printed([trend for trend in ordered if trend.weight < 0][:limit], counts, reading),
            read_before=len(periods[0].first),
            read_after=len(periods[1].first),
            copies_before=len(periods[0].first) - periods[0].distinct,
            copies_after=len(periods[1].first) - periods[1].distinct,
            sampled=any(len(period.first) < len(period.rows) for period in periods),
            took_ms=round((self._clock() - began) * 1000, 1),
        )

    def _read(self, reading: Reading, rows: Sequence[int]) -> _Read:
        """Read documents of a period and count in how many each formulation stands, near copies once."""
        held = {row: self._formulations.of(row, reading.view) for row in _spread(rows)}
        first = copies(held)
        counted: Counter[str] = Counter()
        for row in set(first.values()):
            counted.update(held[row])
        return _Read(rows, first, counted)

    def _whole(self, candidates: Sequence[str], reading: Reading, periods: Sequence[_Read]) -> list[str]:
        """Put the formulation in place of a candidate that is nearly always a part of it."""
        rows = sorted({row for period in periods for row in period.first.values()})
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            text = self._teller.texts.of(row, reading.view)
            for candidate in candidates:
                if len(holders[candidate]) < LOOKED_AT and candidate in text:
                    holders[candidate].append(text)
        return list(dict.fromkeys(extended(candidate, holders[candidate]) for candidate in candidates))

    def _printed(
        self, trends: Sequence[Trend], counts: Mapping[str, Mapping[int, int]], reading: Reading
    ) -> tuple[Trend, ...]:
        """Give trends with their formulations as the newest holder prints them: 覆盖, which is counted as 复盖."""
        printed = self._teller.texts.printed
        last = {one.phrase: max(counts[one.phrase]) for one in trends}
        return tuple(
            replace(one, phrase=printed(one.phrase, last[one.phrase], reading.view)) for one in trends
        )


def _trend(phrase: str, counts: Mapping[int, int], before: _Read, after: _Read) -> Trend:
    documents = [sum(row in counts for row in period.rows) for period in (before, after)]
    occurrences = [sum(counts.get(row, 0) for row in period.rows) for period in (before, after)]
    return Trend(
        phrase=phrase,
        documents_before=documents[0],
        documents_after=documents[1],
        occurrences_before=occurrences[0],
        occurrences_after=occurrences[1],
        share_before=round(documents[0] / max(1, len(before.rows)), 4),
        share_after=round(documents[1] / max(1, len(after.rows)), 4),
        weight=round(weight(*before.share(counts), *after.share(counts)), 2),
    )


def weight(before: int, all_before: int, after: int, all_after: int) -> float:
    """Give the signed log-likelihood ratio (Dunning) of two shares; 0 where they are equal or nothing was read.

    >>> weight(5, 10, 5, 10)
    0.0
    """
    if not all_before or not all_after:
        return 0.0
    common = (before + after) / (all_before + all_after)
    total = 0.0
    for held, every in ((before, all_before), (after, all_after)):
        for count, share in ((held, common), (every - held, 1 - common)):
            if count:
                total += count * math.log(count / (every * share))
    return math.copysign(2 * total, after / all_after - before / all_before) if total > 1e-12 else 0.0


def _rows(reading: Reading, period: Period) -> list[int]:
    return sorted(row for row, card in reading.cards.items() if card.date and period.holds(card.date))


def _spread(rows: Sequence[int]) -> list[int]:
    if len(rows) <= MOST_READ:
        return list(rows)
    return [rows[at * len(rows) // MOST_READ] for at in range(MOST_READ)]


def _candidates(before: _Read, after: _Read, most: int) -> list[str]:
    """Give the formulations that may have changed most, as many each way."""
    held, since = before.formulations, after.formulations
    weights = {
        pair: weight(pair[0], before.distinct, pair[1], after.distinct)
        for pair in {(held[one], since[one]) for one in {*held, *since}}
        if max(pair) >= LEAST_DOCUMENTS
    }
    scored = [(weights[pair], one) for one in {*held, *since} if (pair := (held[one], since[one])) in weights]
    rising = sorted((s for s in scored if s[0] > 0), key=lambda s: (-s[0], -len(s[1]), s[1]))[:most]
    falling = sorted((s for s in scored if s[0] < 0), key=lambda s: (s[0], -len(s[1]), s[1]))[:most]
    return [one for _, one in (*rising, *falling)]


def _unnested(trends: Sequence[Trend]) -> list[Trend]:
    """Leave out what a longer formulation explains: most of its occurrences are within that one."""
    kept: list[Trend] = []
    for trend in sorted(trends, key=lambda one: -len(one.phrase)):
        own = trend.occurrences_before + trend.occurrences_after
        longer = (other for other in kept if trend.phrase in other.phrase)
        if not any(o.occurrences_before + o.occurrences_after >= EXPLAINED * own for o in longer):
            kept.append(trend)
    return kept
