"""Texts of passages for reading and comparing them, those of the last ones asked for kept in memory."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from corpus.forms import TextForms
from corpus.store.view import View

KEPT = 16_384
"""Texts kept: some seventeen megabytes."""


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as printed and in loose form, and the titles of its sections in loose form."""

    printed: str
    folded: str
    headings: str = ""


class FoldedPassages:
    """Passages as printed and in loose form. Safe to share between threads.

    The text of a passage id never changes, so that what is kept stays right whatever the view.
    """

    def __init__(self, forms: TextForms, kept: int = KEPT) -> None:
        self._fold, self._kept = forms.loose.plain, kept
        self._texts: OrderedDict[int, PassageText] = OrderedDict()
        self._lock = Lock()

    def read(self, ids: Sequence[int], view: View) -> list[tuple[int, str]]:
        """Give the folded texts of those passages that are live at the view, in the order of `ids`."""
        known = self.texts(ids, view)
        return [(id_, known[id_].folded) for id_ in ids if id_ in known]

    def texts(self, ids: Sequence[int], view: View) -> dict[int, PassageText]:
        """Give the texts of those passages that are live at the view, by id."""
        live = view.holding().rows_of(ids)
        with self._lock:
            known = {id_: self._texts[id_] for id_ in live if id_ in self._texts}
        missing = [id_ for id_ in live if id_ not in known]
        if missing:
            read = {
                id_: PassageText(stored.text, self._fold(stored.text), self._fold(stored.headings))
                for id_, stored in view.passage_texts(missing).items()
            }
            known |= read
            self._keep(read)
        return known

    def _keep(self, read: dict[int, PassageText]) -> None:
        with self._lock:
            self._texts.update(read)
            while len(self._texts) > self._kept:
                self._texts.popitem(last=False)
