"""Texts in the form in which phrases are counted, and how an occurrence is counted.

An occurrence is the phrase in one paragraph, whatever the width, case, traditional forms and white space; a mask
whose reading is certain is read (`***总书记`). Punctuation counts: 全面，从严治党 is no 全面从严治党. Occurrences are
counted from the left and do not overlap: 的的的 holds 的的 once.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable

from corpus.filters import Condition
from corpus.forms import MappedText, TextForms
from corpus.index.text_index import TextSearcher
from corpus.masks import CERTAIN, MASKED_BEFORE, MASKED_NAME, mask_aliases
from corpus.store.view import View
from drafting.alignment import read_masks
from drafting.phrase_errors import LONGEST, PhraseInvalid

FOLDED = ("width", "case", "traditional", "white_space", "invisible", "certain_masks")
"""Which differences do not count."""
MOST_CHARACTERS = 8_000_000
PARAGRAPH = "\uffff"
"""What stands for a line break in a counted text: no phrase holds it."""
_ALL = 1_000_000


class PhraseTexts:
    """Documents' texts as phrases are counted in them, kept for a while. Safe to share between threads."""

    def __init__(self, forms: TextForms, most_characters: int = MOST_CHARACTERS) -> None:
        self._forms, self._most = forms, most_characters
        self._kept: OrderedDict[int, str] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def phrase(self, phrase: str) -> str:
        """Give a phrase in the form in which it is counted. Raises PhraseInvalid."""
        folded = self.counted(phrase).replace(PARAGRAPH, "")
        if not folded or len(phrase) > LONGEST or not self._forms.loose.plain(folded):
            raise PhraseInvalid(phrase)
        return folded

    def counted(self, text: str) -> str:
        """Give a text in the form in which phrases are counted, its paragraphs kept apart."""
        for alias in reversed(mask_aliases(text)):
            if alias.weight >= CERTAIN:
                text = text[: alias.start] + alias.words[0] + text[alias.end :]
        return self._forms.matching.plain(text.replace("\n", PARAGRAPH))

    def mapped(self, text: str) -> MappedText:
        """Give the same form with the map to the stored text, for one line of it."""
        matching = self._forms.matching
        return read_masks(matching.fold(text), text, matching.plain)

    def of(self, row: int, view: View) -> str:
        """Give the counted text of a version that is live at the view. Raises DocumentUnknown."""
        with self._lock:
            if row in self._kept:
                self._kept.move_to_end(row)
                return self._kept[row]
        counted = self.counted(view.text_of_row(row))
        with self._lock:
            if row not in self._kept:
                self._characters += len(counted)
            self._kept[row] = counted
            while self._characters > self._most and len(self._kept) > 1:
                self._characters -= len(self._kept.popitem(last=False)[1])
        return counted

    def printed(self, folded: str, row: int, view: View) -> str:
        """Give a counted phrase as a document prints it where it first stands there; as it is where it does not."""
        text = view.text_of_row(row)
        if folded in text:
            return folded
        for line in text.split("\n"):
            mapped = self.mapped(line)
            at = mapped.text.find(folded)
            if at >= 0:
                start, end = mapped.source_span(at, at + len(folded))
                return "".join(line[start:end].split())
        return folded

    def holders(self, folded: str, texts: TextSearcher, conditions: Iterable[Condition]) -> list[int]:
        """Give the documents that may hold a counted phrase: all that do, and some that do not."""
        tests = tuple(conditions)
        rows = set(texts.phrase(folded, _ALL, tests))
        if MASKED_NAME in folded:
            rows.update(row for before in MASKED_BEFORE for row in texts.phrase(before, _ALL, tests))
        return sorted(rows)
