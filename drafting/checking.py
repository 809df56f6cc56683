"""A draft checked against the sources: its quotations, and the documents it names."""

import time
from collections.abc import Callable
from datetime import date

from corpus.filters import Condition, SearchFilters
from corpus.forms import TextForms
from corpus.store.catalogue import Catalogue
from corpus.store.standing import day_number
from drafting.citing import cited
from drafting.drafts import Draft
from drafting.finding import find_quotations
from drafting.folded_texts import FoldedTexts
from drafting.judging import Judge
from drafting.references import check_references
from drafting.sources import Sources
from drafting.verdicts import CheckedDraft
from retrieval.shelf import Shelf, Shelves
from retrieval.text_readers import TextFollower

MOST_QUOTES = 2000
"""Quotations judged of one draft; what lies beyond is counted in `CheckedDraft.dropped`."""
EVERYTHING = SearchFilters()
NOTHING = (Condition("document", values=frozenset()),)
"""A condition that no document meets."""


class DraftChecker:
    """Checks drafts. Safe to call from several threads at once."""

    def __init__(
        self,
        catalogue: Catalogue,
        follower: TextFollower,
        shelves: Shelves,
        forms: TextForms,
        *,
        today: Callable[[], date] = date.today,
        clock: Callable[[], float] = time.perf_counter,
        most_quotes: int = MOST_QUOTES,
    ) -> None:
        self._catalogue, self._follower, self._shelves, self._forms = catalogue, follower, shelves, forms
        self._texts = FoldedTexts(forms)
        self._today, self._clock, self._most = today, clock, most_quotes

    def check(self, draft: Draft, filters: SearchFilters = EVERYTHING) -> CheckedDraft:
        """Judge the quotations and references of a draft within the filters, all at one published view.

        Raises:
            InvalidFilter: a filter cannot be read.
        """
        began = self._clock()
        sources = self.sources(filters)
        found = find_quotations(draft)
        judge = Judge(sources)
        judged = [judge.judge(draft.text, quotation) for quotation in found[: self._most]]
        quotes = cited([one for one in judged if one is not None], sources)
        return CheckedDraft(
            text=draft.text,
            quotes=quotes,
            references=check_references(draft.text, sources),
            dropped=max(0, len(found) - self._most),
            view=sources.snapshot.number,
            took_ms=round((self._clock() - began) * 1000, 1),
            warnings=draft.warnings,
        )

    def sources(self, filters: SearchFilters) -> Sources:
        """Give what may be read within the filters at the published view."""
        snapshot = self._follower.current()
        view = self._catalogue.view(snapshot.number)
        conditions = view.conditions(filters)
        shelf: Shelf = self._shelves.at(view)
        return Sources(
            snapshot=snapshot,
            view=view,
            shelf=shelf,
            forms=self._forms,
            texts=self._texts,
            filters=filters,
            conditions=NOTHING if conditions is None else conditions,
            today=day_number(self._today()),
        )
