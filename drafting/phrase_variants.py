"""Formulations that a phrase stands in: what is often written right before or right behind it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import takewhile

from drafting.phrases import Variant

LONGEST = 8
"""Characters before or behind the phrase."""
LEAST = 2
MOST_VARIANTS = 12
SHARE = 0.02
"""Of the phrase's occurrences, below which a variant says little."""
EXPLAINED = 0.8
"""Share of a variant's occurrences that are of a longer one, from which the longer one is told instead."""
_LOOSE_ENDS = frozenset("的了和与及或等在是为对把将被以于中上下之其这那并而也就都要各一不我们会到从")


def variants_of(phrase: str, texts: Mapping[int, str]) -> tuple[Variant, ...]:
    """Give the most frequent formulations round a phrase in counted texts by row, the most frequent first."""
    found: Counter[str] = Counter()
    holders: defaultdict[str, set[int]] = defaultdict(set)
    total = 0
    for row, text in texts.items():
        for place in _places(phrase, text):
            total += 1
            for extended in _extended(phrase, text, place):
                found[extended] += 1
                holders[extended].add(row)
    least = max(LEAST, int(total * SHARE))
    frequent = {text: count for text, count in found.items() if count >= least}
    kept = [text for text in frequent if not _is_explained(text, frequent) and _ends_well(text, phrase)]
    ordered = sorted(kept, key=lambda text: (-frequent[text], text))[:MOST_VARIANTS]
    return tuple(Variant(text, frequent[text], len(holders[text])) for text in ordered)


def _places(phrase: str, text: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + len(phrase))


def _extended(phrase: str, text: str, place: int) -> Iterator[str]:
    """Give the phrase with what stands before it, a character more each time, and so behind it."""
    before = "".join(takewhile(str.isalnum, reversed(text[max(0, place - LONGEST) : place])))[::-1]
    end = place + len(phrase)
    behind = "".join(takewhile(str.isalnum, text[end : end + LONGEST]))
    yield from (before[-n:] + phrase for n in range(1, len(before) + 1))
    yield from (phrase + behind[:n] for n in range(1, len(behind) + 1))


def _is_explained(text: str, frequent: Mapping[str, int]) -> bool:
    """Tell whether a longer formulation by one character has most of its occurrences."""
    return any(
        len(other) == len(text) + 1
        and (other.endswith(text) or other.startswith(text))
        and count >= EXPLAINED * frequent[text]
        for other, count in frequent.items()
    )


def _ends_well(text: str, phrase: str) -> bool:
    """Tell whether a formulation neither begins nor ends with a word that only joins it to the rest."""
    added = text[0] if text.endswith(phrase) else text[-1]
    return len(text) >= len(phrase) + 2 and added not in _LOOSE_ENDS
