"""The wording of a query made from what was understood of it, and held against the texts of passages."""

import math
from collections.abc import Mapping, Sequence
from functools import cache

from corpus.forms import TextForms
from corpus.index.word_index import WordSearcher
from corpus.masks import CERTAIN, mask_aliases
from corpus.store.cards import Place
from corpus.words import WeightedTerm
from retrieval.asking import answer_kind
from retrieval.expansion import Expansion
from retrieval.folded import PassageText
from retrieval.wording import Need, WordEvidence, Wording, needs_of

HEADED = 0.5
"""What a word of the query is worth that stands in a heading above the passage, against 1 in its document's title."""


class WordingReader:
    """Reads the wording of queries; a word that stands for one of the query's meets its share of the weight."""

    def __init__(self, forms: TextForms, abbreviation_share: float, everyday_share: float) -> None:
        self._fold = forms.loose.plain
        self._shares = {False: abbreviation_share, True: everyday_share}

    def of(self, query: str, weights: Mapping[str, float], expansions: Sequence[Expansion]) -> Wording:
        """Give the wording of a query; `weights` are those of its words, as cut."""
        fold = self._fold
        standing_for = [
            (fold(one.written), tuple(map(fold, one.words)), self._shares[one.everyday]) for one in expansions
        ]
        masked, read = self._readings(query, weights)
        words = {fold(word): weight for word, weight in weights.items() if word not in read}
        return Wording((*needs_of(words, standing_for), *masked), answer_kind(fold(query)))

    def _readings(self, query: str, weights: Mapping[str, float]) -> tuple[list[Need], set[str]]:
        """Give one need for each mask of the query that has several readings, and the words that it stands in for.

        Whoever asks for XX大 asks for one congress: a passage that names it lacks neither the others nor the crosses.
        """
        needs: list[Need] = []
        read: set[str] = set()
        for alias in mask_aliases(query):
            known = [weights[word] for word in alias.words if word in weights]
            if alias.weight == CERTAIN or not known:
                continue
            mask = self._fold(query[alias.start : alias.end])
            printed = [self._fold(query[alias.start : alias.end + 1])] if mask else []
            first, *others = (*map(self._fold, alias.words), *printed)
            needs.append(Need(first, max(known), tuple(others)))
            read |= {*alias.words, mask}
        return needs, read


def rarity(holding: int, passages: int) -> float:
    """Give how rare a word is that so many of the passages hold, as BM25 weighs it; above 0."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def rarities(terms: Sequence[WeightedTerm], words: WordSearcher) -> dict[str, float]:
    """Give what each word of a query weighs: by how it stands in the query, and by how rare it is."""
    return {one.term: one.weight * rarity(words.holding(one.term), words.passages) for one in terms}


def word_evidence(
    wording: Wording,
    texts: Mapping[int, PassageText],
    places: Mapping[int, Place],
    titles: Mapping[int, str],
) -> dict[int, WordEvidence]:
    """Read passages, by id; the one before in the same document is looked at where it is among them.

    titles: what the titles of the documents say, folded, by row.
    """
    above = _Above(wording)
    read = {}
    for id_, text in texts.items():
        title = titles.get(places[id_].document_row, "") if id_ in places else ""
        before, met = _before(id_, texts, places), above.met(title, text.headings)
        read[id_] = wording.of(text.printed, text.folded, before, _masked(text), met)
    return read


class _Above:
    """What the titles and headings above passages meet of a query; those of many passages are the same."""

    def __init__(self, wording: Wording) -> None:
        self._weights_in = cache(wording.weights_in)

    def met(self, title: str, headings: str) -> Sequence[float]:
        """Give what of each need is met: by the title wholly, by a heading in part."""
        titled = self._weights_in(title)
        if not headings:
            return titled
        return [
            max(one, HEADED * other) for one, other in zip(titled, self._weights_in(headings), strict=True)
        ]


def _masked(text: PassageText) -> str:
    """Give the words that the masks of a text may stand for."""
    return "\n".join(word for alias in mask_aliases(text.printed) for word in alias.words)


def _before(id_: int, texts: Mapping[int, PassageText], places: Mapping[int, Place]) -> str | None:
    here, before = places.get(id_), places.get(id_ - 1)
    if id_ - 1 not in texts or here is None or before is None or here.document_row != before.document_row:
        return None
    return texts[id_ - 1].printed
