"""The history of formulations over the years, counted exactly over the stored texts."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.filters import Condition, SearchFilters
from corpus.store.cards import DocumentCard
from corpus.store.catalogue import Catalogue
from corpus.store.view import View
from drafting.phrase_texts import FOLDED, PhraseTexts
from drafting.phrase_variants import variants_of
from drafting.phrases import PhraseCount, PhraseExample, PhraseHistories, PhraseHistory
from retrieval.text_readers import TextFollower, TextSnapshot

EXAMPLES = 5
VARIANT_DOCUMENTS = 1000
EVERYTHING = SearchFilters()


@dataclass(frozen=True, slots=True)
class _Held:
    """The documents within the filters by row, and those that hold the phrase with how often."""

    cards: Mapping[int, DocumentCard]
    counts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read for one answer: the text index and the catalogue at one change, and the documents within filters."""

    snapshot: TextSnapshot
    view: View
    conditions: tuple[Condition, ...] | None
    cards: Mapping[int, DocumentCard]


class PhraseTeller:
    """Tells the history of phrases. Safe to call from several threads at once."""

    def __init__(
        self,
        catalogue: Catalogue,
        follower: TextFollower,
        texts: PhraseTexts,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._catalogue, self._follower, self.texts, self._clock = catalogue, follower, texts, clock

    def histories(
        self, phrases: Sequence[str], filters: SearchFilters = EVERYTHING, examples: int = EXAMPLES
    ) -> PhraseHistories:
        """Count phrases within the filters, all at one published view.

        Raises:
            PhraseInvalid: a phrase is empty, too long, or nothing but punctuation.
            InvalidFilter: a filter cannot be read.
        """
        began = self._clock()
        folded = [self.texts.phrase(phrase) for phrase in phrases]
        reading = self.reading(filters)
        told = [self._history(p, f, reading, examples) for p, f in zip(phrases, folded, strict=True)]
        took = round((self._clock() - began) * 1000, 1)
        return PhraseHistories(tuple(told), FOLDED, len(reading.cards), took)

    def reading(self, filters: SearchFilters) -> Reading:
        """Give what may be read within the filters at the published view."""
        snapshot = self._follower.current()
        view = self._catalogue.view(snapshot.number)
        return Reading(snapshot, view, view.conditions(filters), documents_within(view, filters))

    def counts(self, folded: Sequence[str], reading: Reading) -> dict[str, dict[int, int]]:
        """Give how often counted phrases stand in each document; those that lack one are absent. Each is read once."""
        found: dict[str, dict[int, int]] = {phrase: {} for phrase in folded}
        asked: defaultdict[int, list[str]] = defaultdict(list)
        if reading.conditions is None:
            return found
        for phrase in found:
            for row in self.texts.holders(phrase, reading.snapshot.texts, reading.conditions):
                asked[row].append(phrase)
        for row in asked.keys() & reading.cards.keys():
            text = self.texts.of(row, reading.view)
            for phrase in asked[row]:
                if count := text.count(phrase):
                    found[phrase][row] = count
        return found

    def _history(self, phrase: str, folded: str, reading: Reading, examples: int) -> PhraseHistory:
        cards, view = reading.cards, reading.view
        held = _Held(cards, self.counts([folded], reading)[folded])
        dated = sorted((row for row in held.counts if cards[row].date), key=lambda r: (cards[r].date, r))
        texts = {row: self.texts.of(row, view) for row in sorted(held.counts)[:VARIANT_DOCUMENTS]}
        return PhraseHistory(
            phrase=phrase,
            counted_as=folded,
            occurrences=sum(held.counts.values()),
            documents=len(held.counts),
            years=tuple(sorted(_grouped(held, _year), key=lambda count: count.key or "")),
            doc_types=tuple(sorted(_grouped(held, _type), key=lambda c: (-c.occurrences, c.key or ""))),
            first=self._example(dated[0], folded, view) if dated else None,
            last=self._example(dated[-1], folded, view) if dated else None,
            examples=self._examples(held, folded, view, examples),
            variants=variants_of(folded, texts),
        )

    def _examples(self, held: _Held, folded: str, view: View, most: int) -> tuple[PhraseExample, ...]:
        """Give occurrences of the newest documents first, those that hold it most often within a year."""
        cards = held.cards
        ordered = sorted(held.counts, key=lambda r: (-(cards[r].date // 10_000), -held.counts[r], r))
        found: list[PhraseExample] = []
        for row in ordered[: most * 4]:
            if len(found) < most and (example := self._example(row, folded, view)) is not None:
                found.append(example)
        return tuple(found)

    def _example(self, row: int, folded: str, view: View) -> PhraseExample | None:
        """Give the first occurrence in a document that stands in a passage."""
        place = 0
        for line in view.text_of_row(row).split("\n"):
            mapped = self.texts.mapped(line)
            at = mapped.text.find(folded)
            if at >= 0:
                start, end = mapped.source_span(at, at + len(folded))
                start, end = place + start, place + end
                citations = view.citations(view.passages_at(row, start, end)[:4]).values()
                for citation in citations:
                    if citation.start <= start and end <= citation.end:
                        return PhraseExample(start, end, citation)
            place += len(line) + 1
        return None


def documents_within(view: View, filters: SearchFilters) -> dict[int, DocumentCard]:
    """Give the cards of the documents within the filters, by row."""
    cards = view.holding().by_row
    if filters == EVERYTHING:
        return dict(cards)
    found: dict[int, DocumentCard] = {}
    seen = 0
    while page := view.documents(filters, 1000, seen).documents:
        seen += len(page)
        found |= {one.row: cards[one.row] for one in page if one.row in cards}
    return found


def _grouped(held: _Held, key: Callable[[DocumentCard], str | None]) -> list[PhraseCount]:
    occurrences: Counter[str | None] = Counter()
    documents: Counter[str | None] = Counter()
    for row, count in held.counts.items():
        occurrences[key(held.cards[row])] += count
        documents[key(held.cards[row])] += 1
    every = Counter(key(card) for card in held.cards.values())
    return [PhraseCount(k, occurrences[k], documents[k], every[k]) for k in every]


def _year(card: DocumentCard) -> str | None:
    return str(card.date // 10_000) if card.date else None


def _type(card: DocumentCard) -> str | None:
    return card.doc_type
