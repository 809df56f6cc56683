"""The sources as one check sees them: one snapshot, one view, one filter. Finds texts, gives places and citations."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from corpus.citations import Citation
from corpus.filters import Condition, SearchFilters
from corpus.forms import TextForms
from corpus.store.cards import DocumentCard
from corpus.store.view import View
from drafting.folded_texts import FoldedText, FoldedTexts
from drafting.verdicts import NamedDocument, SourcePlace
from retrieval.shelf import Shelf
from retrieval.text_readers import TextSnapshot


@dataclass(frozen=True, slots=True)
class Sources:
    """What a check may read. `today` is yyyymmdd; `conditions` are the filters as tests on the index."""

    snapshot: TextSnapshot
    view: View
    shelf: Shelf
    forms: TextForms
    texts: FoldedTexts
    filters: SearchFilters
    conditions: tuple[Condition, ...]
    today: int

    def holding(self, phrase: str, limit: int, rows: Collection[int] | None = None) -> list[int]:
        """Give the documents whose loose form holds that of `phrase`, of `rows` only where they are given."""
        return self.snapshot.texts.phrase(phrase, limit, self._within(rows))

    def sharing(self, text: str, limit: int, rows: Collection[int] | None = None) -> list[int]:
        """Give the documents that share most stretches with a text, most first."""
        return [hit.document_row for hit in self.snapshot.texts.sharing(text, limit, self._within(rows))]

    def resembling(self, text: str, limit: int) -> list[int]:
        """Give the documents that share most pairs of characters with a text, for one altered all over."""
        return [hit.document_row for hit in self.snapshot.texts.similar(text, limit, self.conditions)]

    def folded(self, row: int) -> FoldedText | None:
        """Give a document's text with its loose form; None for a row that is not live."""
        return self.texts.of(row, self.view)

    def card(self, row: int) -> DocumentCard:
        """Give the card of a live row."""
        return self.view.holding().by_row[row]

    def validity(self, card: DocumentCard) -> str | None:
        """Give what is known of a document's validity today from the documents that may be read."""
        return self.view.holding().standing.validity(card, self.today, self.filters.collections)

    def place(self, row: int, start: int, end: int) -> SourcePlace:
        """Give `[start, end)` of a document; it is compared with the catalogue when it is cited."""
        card = self.card(row)
        return SourcePlace(
            document_id=card.document_id,
            title=card.shown,
            doc_number=card.doc_number,
            date=date_text(card.date),
            validity=self.validity(card),
            source_path=card.source_path,
            start=start,
            end=end,
            text=self._text(row)[start:end],
        )

    def _text(self, row: int) -> str:
        folded = self.folded(row)
        return folded.text if folded is not None else self.view.text_of_row(row)

    def citation(self, row: int, start: int, end: int) -> Citation | None:
        """Give the passage that holds most of `[start, end)`; None in headings and what is not retrieved."""
        ids = self.view.passages_at(row, start, end)
        found = self.view.citations(ids[:8]).values()
        return max(found, key=lambda c: min(c.end, end) - max(c.start, start), default=None)

    def named(self, card: DocumentCard) -> NamedDocument:
        """Give a document as it is told of where the draft names it."""
        return NamedDocument(
            card.document_id, card.shown, card.doc_number, date_text(card.date), self.validity(card)
        )

    def _within(self, rows: Iterable[int] | None) -> Sequence[Condition]:
        if rows is None:
            return self.conditions
        return (*self.conditions, Condition("document", values=frozenset(rows)))


def date_text(number: int) -> str | None:
    """Give a number yyyymmdd as `YYYY-MM-DD`; None for 0."""
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}" if number else None
