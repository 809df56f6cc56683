"""Formulations that rose or fell most between two periods: candidates found by themselves, counts exact."""

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from corpus.filters import SearchFilters
from corpus.words import Segmenter
from drafting.phrase_history import EVERYTHING, PhraseTeller, Reading
from drafting.phrases import Period, PhraseTrends, Trend

MOST_READ = 300
"""Documents of a period that are read for candidates; more are sampled evenly."""
SHORTEST, LONGEST = 4, 12
MOST_WORDS = 3
LEAST_DOCUMENTS = 2
EXPLAINED = 0.8
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LOOSE_ENDS = frozenset(
    "的了和与及或等在是为对把将被以于中上下之其这那并而也就都要各一不我们会到从年月日个第"
)


class TrendFinder:
    """Finds what rose and fell. Safe to call from several threads at once."""

    def __init__(
        self, teller: PhraseTeller, segmenter: Segmenter, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._teller, self._segmenter, self._clock = teller, segmenter, clock

    def find(
        self, before: Period, after: Period, filters: SearchFilters = EVERYTHING, limit: int = 20
    ) -> PhraseTrends:
        """Give the formulations whose share of documents changed most surely, `limit` each way.

        Raises:
            InvalidFilter: a filter cannot be read.
        """
        began = self._clock()
        reading = self._teller.reading(filters)
        rows = [_rows(reading, period) for period in (before, after)]
        read = [_spread(period_rows) for period_rows in rows]
        held = [self._formulations(reading, some) for some in read]
        candidates = _candidates(held[0], held[1], len(read[0]), len(read[1]), limit * 3)
        told = [self._counted(candidate, reading, rows) for candidate in candidates]
        ordered = sorted(_unnested(told), key=lambda trend: (-abs(trend.weight), trend.phrase))
        return PhraseTrends(
            before=before,
            after=after,
            rose=tuple(trend for trend in ordered if trend.weight > 0)[:limit],
            fell=tuple(trend for trend in ordered if trend.weight < 0)[:limit],
            read_before=len(read[0]),
            read_after=len(read[1]),
            sampled=any(len(some) < len(every) for some, every in zip(read, rows, strict=True)),
            took_ms=round((self._clock() - began) * 1000, 1),
        )

    def _formulations(self, reading: Reading, rows: Sequence[int]) -> Counter[str]:
        """Count in how many documents each formulation stands."""
        held: Counter[str] = Counter()
        for row in rows:
            text = self._teller.texts.of(row, reading.view)
            held.update({one for run in _HAN.findall(text) for one in _joined(self._segmenter.words(run))})
        return held

    def _counted(self, phrase: str, reading: Reading, rows: Sequence[Sequence[int]]) -> Trend:
        counts = self._teller.counts(phrase, reading)
        documents = [sum(row in counts for row in some) for some in rows]
        occurrences = [sum(counts.get(row, 0) for row in some) for some in rows]
        return Trend(
            phrase=phrase,
            documents_before=documents[0],
            documents_after=documents[1],
            occurrences_before=occurrences[0],
            occurrences_after=occurrences[1],
            share_before=round(documents[0] / max(1, len(rows[0])), 4),
            share_after=round(documents[1] / max(1, len(rows[1])), 4),
            weight=round(weight(documents[0], len(rows[0]), documents[1], len(rows[1])), 2),
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


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Give the formulations of a run of words: one to three words together, no loose word at either end."""
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    whole = "".join(words)
    for at, word in enumerate(words):
        if word[0] in _LOOSE_ENDS:
            continue
        for until in range(at + 1, min(len(words), at + MOST_WORDS) + 1):
            length = places[until] - places[at]
            if length > LONGEST:
                break
            if length >= SHORTEST and words[until - 1][-1] not in _LOOSE_ENDS:
                yield whole[places[at] : places[until]]


def _candidates(
    before: Mapping[str, int], after: Mapping[str, int], all_before: int, all_after: int, most: int
) -> list[str]:
    """Give the formulations that may have changed most, as many each way."""
    scored = [
        (weight(before.get(one, 0), all_before, after.get(one, 0), all_after), one)
        for one in {*before, *after}
        if max(before.get(one, 0), after.get(one, 0)) >= LEAST_DOCUMENTS
    ]
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
