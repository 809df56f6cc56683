"""How near each other the words of a query stand in a passage: one statement, or words scattered over many."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

SPAN = 30
"""Characters from the first word to the beginning of the last: a clause or a short sentence, punctuation not counted."""


class Placed(NamedTuple):
    """A word of the query where it begins in a folded text: `need` is its number in the query, `weight` is above 0."""

    at: int
    need: int
    weight: float


def places_of(word: str, text: str) -> list[int]:
    """Give where a word begins in a text, in order."""
    places = []
    at = text.find(word)
    while at >= 0:
        places.append(at)
        at = text.find(word, at + 1)
    return places


def heaviest(words: Sequence[Placed], span: int = SPAN) -> float:
    """Give the greatest weight of different words that begin within `span` characters of each other; 0 for none."""
    ordered = sorted(words)
    held = Counter[int]()
    best = weight = 0.0
    first = 0
    for word in ordered:
        if not held[word.need]:
            weight += word.weight
        held[word.need] += 1
        while word.at - ordered[first].at > span:
            left = ordered[first]
            held[left.need] -= 1
            if not held[left.need]:
                weight -= left.weight
            first += 1
        best = max(best, weight)
    return best
