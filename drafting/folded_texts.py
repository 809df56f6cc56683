"""Documents' texts in the loose form, kept for a while: quotations of one draft come from few documents."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from corpus.forms import MappedText, TextForms
from corpus.store.errors import DocumentUnknown
from corpus.store.view import View
from drafting.alignment import read_masks

MOST_CHARACTERS = 4_000_000
"""Characters kept at most: about sixty megabytes."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A document's stored text, and its loose form with certain masks read."""

    text: str
    loose: MappedText


class FoldedTexts:
    """A cache by row of version: rows never change and are never given twice. Safe to share between threads."""

    def __init__(self, forms: TextForms, most_characters: int = MOST_CHARACTERS) -> None:
        self._forms, self._most = forms, most_characters
        self._kept: OrderedDict[int, FoldedText] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def of(self, row: int, view: View) -> FoldedText | None:
        """Give the text of a version live at the view, None for one that is not."""
        if row not in view.holding().by_row:
            return None
        with self._lock:
            known = self._kept.get(row)
            if known is not None:
                self._kept.move_to_end(row)
                return known
        try:
            text = view.text_of_row(row)
        except DocumentUnknown:
            return None
        folded = FoldedText(text, read_masks(self._forms.loose.fold(text), text, self._forms.loose.plain))
        self._keep(row, folded)
        return folded

    def _keep(self, row: int, folded: FoldedText) -> None:
        with self._lock:
            if row not in self._kept:
                self._characters += len(folded.text)
            self._kept[row] = folded
            while self._characters > self._most and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._characters -= len(dropped.text)
