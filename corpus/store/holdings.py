"""The documents of a view held in memory: cards, where passages stand, what is in force. Brought along as views move."""

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.store import cards
from corpus.store.cards import DocumentCard, Place
from corpus.store.changes import visible_at
from corpus.store.clock import Clock, utc_now
from corpus.store.engine import Database
from corpus.store.standing import Standing, day_number

Spans = Mapping[int, tuple[int, int]]
"""The first and last passage id of a version, by its row; a version without passages is absent."""


class Holding:
    """What is live at one change number. Immutable; safe to share between threads."""

    def __init__(self, number: int, by_row: Mapping[int, DocumentCard], spans: Spans) -> None:
        self.number, self.by_row, self.spans = number, by_row, spans
        held = np.array(sorted((*span, row) for row, span in spans.items()), np.int64).reshape(-1, 3)
        self._first, self._last, self._row = (np.ascontiguousarray(column) for column in held.T)

    @cached_property
    def standing(self) -> Standing:
        """What put what out of force."""
        return Standing(self.by_row.values())

    @cached_property
    def places(self) -> dict[int, Place]:
        """The place of every passage of a version, by the version's row."""
        return {row: Place(row) for row in self.by_row}

    def rows_of(self, ids: Sequence[int]) -> dict[int, int]:
        """Give the document row of each passage; ids that are not live are absent."""
        wanted = np.array(ids, np.int64)
        if not len(self._first) or not len(wanted):
            return {}
        at = np.maximum(np.searchsorted(self._first, wanted, side="right") - 1, 0)
        inside: NDArray[np.bool_] = (wanted >= self._first[at]) & (wanted <= self._last[at])
        return dict(zip(wanted[inside].tolist(), self._row[at[inside]].tolist(), strict=True))


class Holdings:
    """Keeps the holding of the view that was asked for last; a move costs the reading of what the change brought.

    The passages of a version are stored in one statement under the write lock, so their ids are a span that no
    other version's ids fall into.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._holding = Holding(0, {}, {})

    def at(self, number: int) -> Holding:
        """Give what is live at a change number."""
        holding = self._holding
        if holding.number == number:
            return holding
        with self._lock:
            if self._holding.number != number:
                self._holding = self._moved(self._holding, number)
            return self._holding

    def today(self) -> int:
        """Give the present day where the service stands, yyyymmdd."""
        return day_number(self._clock().astimezone().date())

    def _moved(self, before: Holding, number: int) -> Holding:
        visible = visible_at(number)
        with self._database.read() as connection:
            rows = cards.live_rows(connection, visible)
            new = [row for row in rows if row not in before.by_row]
            read = {card.row: card for card in cards.cards(connection, new, visible)}
            spans = {**before.spans, **dict(cards.spans(connection, new))}
        known = {**before.by_row, **read}
        by_row = {row: known[row] for row in rows}
        return Holding(number, by_row, {row: spans[row] for row in rows if row in spans})
