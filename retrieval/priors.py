"""What is known of documents before any query: whether they are in force, and how old they are. Bounded priors.

Neither says anything of the query. A query that names a time, or asks as of a day, is answered without them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.citations import Citation
from corpus.store.cards import DocumentCard
from corpus.store.citing import date_text
from corpus.store.standing import REPEALED, REVISED, Standing, day_number
from corpus.store.view import View

HALF_YEARS = 5
"""Years after which a document has lost half of what it can lose by its age."""


@dataclass(frozen=True, slots=True)
class Priors:
    """The priors of one search: `day` is yyyymmdd; of `collections` alone is told, of all where it is empty.

    `as_of` is the day that was asked for, 0 for none: what is told of hits is told as of it.
    """

    standing: Standing
    day: int
    collections: Collection[str] = ()
    at_a_time: bool = False
    as_of: int = 0

    def validity(self, card: DocumentCard) -> float:
        """Give -1 for a document that is out of force, else 0."""
        if self.at_a_time:
            return 0.0
        told = self.standing.validity(card, self.day, self.collections)
        replaced = (
            told == REVISED and self.standing.successor(card.row, self.day, self.collections) is not None
        )
        return -1.0 if told == REPEALED or replaced else 0.0

    def current(self, row: int) -> int | None:
        """Give the document in force today in the place of one that is not; None where a time is asked for."""
        if self.at_a_time:
            return None
        end = self.standing.current(row, self.day, self.collections)
        return end.row if end else None

    def recency(self, card: DocumentCard) -> float:
        """Give 0 for a document of today, -0.5 for one five years old and one of an unknown day, nearing -1."""
        if self.at_a_time:
            return 0.0
        years = max(0.0, (self.day - card.date) / 10_000) if card.date else HALF_YEARS
        return float(0.5 ** (years / HALF_YEARS)) - 1.0

    def shown(self, citation: Citation, card: DocumentCard) -> Citation:
        """Give a citation with what is known of its document's validity, and the document in its place if any."""
        day = self.as_of or self.day
        validity = self.standing.validity(card, day, self.collections)
        successor = self.standing.successor(card.row, day, self.collections)
        newest = self.standing.newest(card, day, self.collections)
        if validity == REVISED and successor is None and day < self.day:
            validity = None  # a mark of today: since when it holds is not known
        return replace(
            citation,
            validity=validity,
            superseded_by=successor.document_id if successor else None,
            newest_version=newest,
            validity_day=date_text(day),
        )


def with_standing(
    citations: Sequence[Citation], view: View, today: date, collections: Collection[str] = ()
) -> list[Citation]:
    """Give citations that no search found with what is known of their documents' validity, as a search tells it.

    Documents outside `collections` put nothing out of force; of all is told where that is empty.
    """
    holding = view.holding()
    priors = Priors(holding.standing, day_number(today), collections)
    rows = holding.rows_of([citation.passage_id for citation in citations])
    cards = {id_: holding.by_row[row] for id_, row in rows.items()}
    return [priors.shown(one, cards[one.passage_id]) if one.passage_id in cards else one for one in citations]
