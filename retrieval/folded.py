"""Folded texts of passages for comparing them, those of the last ones asked for kept in memory."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from corpus.forms import TextForms
from corpus.store.view import View

KEPT = 4096
"""Texts kept: some three megabytes."""


class FoldedPassages:
    """Passages in loose form. Safe to share between threads.

    The text of a passage id never changes, so that what is kept stays right whatever the view.
    """

    def __init__(self, forms: TextForms, kept: int = KEPT) -> None:
        self._fold, self._kept = forms.loose.plain, kept
        self._texts: OrderedDict[int, str] = OrderedDict()
        self._lock = Lock()

    def read(self, ids: Sequence[int], view: View) -> list[tuple[int, str]]:
        """Give the folded texts of those passages that are live at the view, in the order of `ids`."""
        live = view.holding().rows_of(ids)
        with self._lock:
            known = {id_: self._texts[id_] for id_ in live if id_ in self._texts}
        missing = [id_ for id_ in live if id_ not in known]
        if missing:
            read = {id_: self._fold(text) for id_, text in view.passage_texts(missing).items()}
            known |= read
            self._keep(read)
        return [(id_, known[id_]) for id_ in ids if id_ in known]

    def _keep(self, read: dict[int, str]) -> None:
        with self._lock:
            self._texts.update(read)
            while len(self._texts) > self._kept:
                self._texts.popitem(last=False)
