"""Words of a query that stand for others: 两个维护, 放管服, 看病. What they stand for is looked for as well."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.forms import TextForms
from corpus.words import Segmenter, WeightedTerm
from retrieval.word_lists import Entries, QueryLists

_SHORT = 2


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word of the query as written in the list, and the words looked for beside it."""

    written: str
    words: tuple[str, ...]
    everyday: bool


class Expander:
    """Finds the words of a list in queries; the longest at each place."""

    def __init__(self, lists: QueryLists, segmenter: Segmenter, forms: TextForms) -> None:
        self._segmenter, self._fold = segmenter, forms.loose.plain
        self._known = self._folded(lists.everyday, everyday=True)
        self._known |= self._folded(lists.abbreviations, everyday=False)
        self._longest = max(map(len, self._known), default=0)

    def find(self, query: str) -> tuple[Expansion, ...]:
        """Give the expansions of a query in order of place, each word once."""
        text = self._fold(query)
        words = frozenset(self._segmenter.query_tokens(query))
        return tuple(dict.fromkeys(self._scan(text, words)))

    def terms(self, expansions: Sequence[Expansion], weight: float) -> tuple[WeightedTerm, ...]:
        """Give the words of expansions as terms.

        Each expansion weighs about the same: its terms share `weight` by the root of their number, so that one
        that is told in many words does not drown the words of the user. Words inside a longer one are left out:
        人民 and 民政 of 人民政府 are what nobody asked for.
        """
        terms: dict[str, float] = {}
        for expansion in expansions:
            cut = _outermost(self._segmenter.query_terms(" ".join(expansion.words)))
            for term in cut:
                terms[term] = max(terms.get(term, 0.0), weight / len(cut) ** 0.5)
        return tuple(WeightedTerm(term, share) for term, share in terms.items())

    def _scan(self, text: str, words: frozenset[str]) -> Iterator[Expansion]:
        at = 0
        while at < len(text):
            found = self._longest_at(text, at, words)
            if found is None:
                at += 1
                continue
            length, expansion = found
            yield expansion
            at += length

    def _longest_at(self, text: str, at: int, words: frozenset[str]) -> tuple[int, Expansion] | None:
        for length in range(min(self._longest, len(text) - at), 0, -1):
            form = text[at : at + length]
            # Two characters often meet by chance across words (承包|地方): they must be a word by themselves.
            if form in self._known and (length > _SHORT or form in words):
                return length, self._known[form]
        return None

    def _folded(self, entries: Entries, *, everyday: bool) -> dict[str, Expansion]:
        return {self._fold(form): Expansion(form, words, everyday) for form, words in entries.items()}


def _outermost(terms: Sequence[str]) -> list[str]:
    """Give the terms that stand inside no other."""
    return [term for term in terms if not any(term != other and term in other for other in terms)]
