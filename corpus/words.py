"""Words of a text for ranking: jieba's search mode over a normal spelling.

Widths, cases, traditional characters and numerals are brought to one spelling first; a mask whose reading is certain
is read so. Segmentation depends on context: words rank, they never prove that a text holds a phrase.

The segmenter is rjieba (jieba's dictionary and algorithm in Rust: 10 to 17 times faster, loaded in a tenth of the
time). Beyond jieba's search mode, a word of five characters or more also gives the dictionary words of four or more
inside it: 社会主义 is found in 社会主义核心价值观.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import rjieba
from opencc import OpenCC

from corpus.forms import FoldOptions, Punctuation, TextForms
from corpus.masks import CERTAIN, mask_aliases
from corpus.numerals import arabic_numerals
from corpus.word_weights import INNER

_INNER_LENGTH = 4
_REMEMBERED = 256
"""Queries whose words are kept: a search asks for them several times."""
_RULES_VERSION = 2  # raise it when forms, masks, numerals or cutting change
_SPELLING = FoldOptions(simplified=False, white_space=False, punctuation=Punctuation.KEPT)


@dataclass(frozen=True, slots=True)
class WordFiles:
    """The data files of a segmenter: one entry a line, `#` begins a comment line."""

    dictionary: Path
    stop_words: Path
    question_words: Path

    @classmethod
    def builtin(cls) -> "WordFiles":
        """Give the files that come with the product."""
        folder = Path(str(files("corpus") / "data"))
        return cls(folder / "policy_words.txt", folder / "stop_words.txt", folder / "question_words.txt")


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A word of a query; `weight` is above 0, 1.0 for a word that the user wrote."""

    term: str
    weight: float = 1.0


class Segmenter:
    """Cuts texts and queries into words; made once by the composition root, safe to share between threads."""

    def __init__(
        self, forms: TextForms, word_files: WordFiles | None = None, inner_weight: float = INNER
    ) -> None:
        self._inner = inner_weight
        word_files = word_files or WordFiles.builtin()
        self._folder = forms.folder(_SPELLING)
        self._simplify = OpenCC("t2s")
        self._jieba = rjieba.Jieba()
        for word in read_entries(word_files.dictionary):
            self._jieba.add_word(word, self._jieba.suggest_freq(word), "n")
        self._dropped = frozenset(read_entries(word_files.stop_words))
        self._dropped |= frozenset(read_entries(word_files.question_words))
        self._query_tokens = lru_cache(_REMEMBERED)(lambda text: tuple(self.search_tokens(text)))
        self._weighted = lru_cache(_REMEMBERED)(self._weigh_query)
        self.fingerprint = _fingerprint(word_files.dictionary)
        """Changes with the dictionary and the rules of cutting: an index holds the words of one fingerprint."""

    def normal(self, text: str) -> str:
        """Give the spelling that is cut: narrow, lower case, simplified by phrases, counts in Arabic numerals."""
        return arabic_numerals(self._simplify.convert(self._folder.plain(text)))

    def spelled(self, text: str) -> str:
        """Give a text for an encoder: widths folded, simplified by phrases, certain masks read; numerals as written."""
        return str(self._simplify.convert(self._folder.plain(_read_masks(text))))

    def words(self, text: str) -> list[str]:
        """Cut a text that is in its normal spelling into words, each character in one of them."""
        return list(self._jieba.cut(text))

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary has a word."""
        return bool(self._jieba.has_word(word))

    def search_tokens(self, text: str) -> list[str]:
        """Cut a text for the index; words in order of place, with the shorter words inside long ones."""
        return self._cut(_read_masks(text))

    def likely_tokens(self, text: str) -> list[str]:
        """Give the words that masks of a text may stand for without certainty (`XX大`); each once."""
        aliases = mask_aliases(text)
        return _unique(word for alias in aliases if alias.weight < CERTAIN for word in alias.words)

    def says_nothing(self, text: str) -> bool:
        """Tell whether a text holds no words but stop and question words (查一下, 是怎么规定的)."""
        return all(word in self._dropped for word in self._query_tokens(text))

    def query_tokens(self, text: str) -> tuple[str, ...]:
        """Cut a query as `search_tokens` does, and remember it for the next who asks."""
        return self._query_tokens(text)

    def query_terms(self, text: str) -> list[str]:
        """Cut a query: each word once, stop and question words dropped unless nothing else remains."""
        words = _unique(self._query_tokens(text))
        return [word for word in words if word not in self._dropped] or words

    def weighted_terms(self, text: str) -> tuple[WeightedTerm, ...]:
        """Give the query's terms with their weights.

        1.0 for a word, less for one inside a longer word of the query (it is looked for twice) and for a likely
        reading of a mask.
        """
        return self._weighted(text)

    def _weigh_query(self, text: str) -> tuple[WeightedTerm, ...]:
        words = self.query_terms(text)
        terms = {word: self._inner if _stands_inside(word, words) else 1.0 for word in words}
        for alias in mask_aliases(text):
            for word in alias.words:
                terms.setdefault(word, alias.weight)
        return tuple(WeightedTerm(term, weight) for term, weight in terms.items())

    def _cut(self, text: str) -> list[str]:
        tokens: list[str] = []
        for word in self._jieba.cut_for_search(self.normal(text)):
            if word.isalnum() or any(character.isalnum() for character in word):
                if len(word) > _INNER_LENGTH:
                    tokens.extend(self._inner_words(word))
                tokens.append(word)
        return tokens

    def _inner_words(self, word: str) -> list[str]:
        """Give the dictionary words of four characters or more inside a longer word."""
        return [
            word[start:end]
            for start in range(len(word) - _INNER_LENGTH + 1)
            for end in range(start + _INNER_LENGTH, len(word) + 1)
            if end - start < len(word) and self._jieba.has_word(word[start:end])
        ]


def read_entries(path: Path) -> list[str]:
    """Read a data file: its entries in order, without comment lines and blank lines."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _fingerprint(dictionary: Path) -> str:
    cut_by = f"{_RULES_VERSION} {version('rjieba')} {version('opencc')}\n"
    return sha256(cut_by.encode() + dictionary.read_bytes()).hexdigest()[:12]


def _read_masks(text: str) -> str:
    """Write what certain masks stand for in their place."""
    for alias in reversed(mask_aliases(text)):
        if alias.weight == CERTAIN:
            text = text[: alias.start] + alias.words[0] + text[alias.end :]
    return text


def _stands_inside(word: str, words: Iterable[str]) -> bool:
    return any(word != longer and word in longer for longer in words)


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
