"""The words of a question and how much each tells: rare words tell more, and a word may stand for others."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.index.word_index import WordSearcher
from corpus.words import Segmenter

STANDS_FOR = 0.8
"""What a word that a question's word stands for counts, against 1 for the word itself."""
TELLING = 0.004
"""The share of passages that a telling word stands in at most."""


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question in normal spelling; `weight` is above 0, `others` are words it stands for.

    `telling`: few passages hold it, yet some do: where it is missing, something else is told of.
    """

    word: str
    weight: float
    others: tuple[str, ...] = ()
    telling: bool = False

    def share(self, text: str) -> float:
        """How far a text in normal spelling holds the word, in [0, 1]."""
        if self.word in text:
            return 1.0
        return STANDS_FOR if any(other in text for other in self.others) else 0.0


class Lexicon:
    """Weighs the words of questions by the passages that hold them."""

    def __init__(self, segmenter: Segmenter, words: Callable[[], WordSearcher]) -> None:
        self._segmenter, self._words = segmenter, words

    def normal(self, text: str) -> str:
        """Give the spelling in which words are compared."""
        return self._segmenter.normal(text)

    def tokens(self, text: str) -> list[str]:
        """Give the words of a text in normal spelling, in order of place."""
        return self._segmenter.search_tokens(text)

    def names_city(self, word: str) -> bool:
        """Tell whether a word is a city's name without 市."""
        return len(word) > 1 and self._segmenter.knows(f"{word}市")

    def asked_words(self, question: str, expanded: Sequence[str] = ()) -> tuple[AskedWord, ...]:
        """Give the words of a question; `expanded` is what the search looked for beside them (`看病：就医、诊疗`)."""
        others = _others(expanded)
        weighted = {term.term: term.weight for term in self._segmenter.weighted_terms(question)}
        weighted |= {self.normal(word): 1.0 for word in others if self.normal(word) not in weighted}
        by_word = {self.normal(word): tuple(map(self.normal, told)) for word, told in others.items()}
        holding = self._holding((*weighted, *(one for told in by_word.values() for one in told)))
        few = self._words().passages * TELLING
        rarity = self._rarity(holding)
        return tuple(
            AskedWord(
                word,
                weight * _weight(word, by_word.get(word, ()), rarity),
                by_word.get(word, ()),
                0 < holding[word] <= few and len(word) > 1,
            )
            for word, weight in weighted.items()
        )

    def held(self, word: str) -> int:
        """How many passages hold a word; for weighing only, never to be told."""
        return self._words().holding(word)

    def _holding(self, words: Iterable[str]) -> dict[str, int]:
        searcher = self._words()
        return {word: searcher.holding(word) for word in words}

    def _rarity(self, holding: Mapping[str, int]) -> dict[str, float]:
        passages = self._words().passages
        return {word: math.log(1 + (passages + 0.5) / (held + 0.5)) for word, held in holding.items()}


def _weight(word: str, others: Sequence[str], rarity: Mapping[str, float]) -> float:
    """Weigh a word by the least rare of it and what it stands for: 看病 is rare, and asks no more for that."""
    return min(rarity[word], *(rarity[other] for other in others)) if others else rarity[word]


def _others(expanded: Sequence[str]) -> dict[str, tuple[str, ...]]:
    told = (one.partition("：") for one in expanded)
    return {word: tuple(words.split("、")) for word, _, words in told if words}
