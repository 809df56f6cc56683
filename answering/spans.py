"""Where the sentences and clauses of a text begin and end. Pure; offsets are code points of the text given."""

import re
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

LONGEST_QUOTED = 120
"""Characters of a bracket or quotation within which a stop ends no sentence; in a longer one it does."""

_STOPS = "。！？!?"
_CLOSING = "”’」』》）)〕］]\"'"
_OPENING = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "〔": "〕"}
_CLAUSE = re.compile(r"[；;]|[，,](?![0-9]{3})|：")
_PART = re.compile(r"[；;]")


def sentences(text: str) -> list[Span]:
    """Give the sentences of a text: they end at 。！？, with the closing marks after it, and at line breaks.

    A stop inside brackets or quotation marks ends nothing, unless they hold more than LONGEST_QUOTED characters.
    """
    return [span for span in _trimmed(text, _cuts(text)) if span[0] < span[1]]


def parts(text: str, span: Span) -> list[Span]:
    """Give the parts of a sentence between semicolons, each with its semicolon."""
    return _divided(text, span, _PART)


def clauses(text: str, span: Span) -> list[Span]:
    """Give the clauses of a sentence, each with the mark that ends it."""
    return _divided(text, span, _CLAUSE)


def _divided(text: str, span: Span, mark: re.Pattern[str]) -> list[Span]:
    start, end = span
    cuts = [match.end() for match in mark.finditer(text, start, end)]
    edges = [start, *cuts, end]
    return [(a, b) for a, b in pairwise(edges) if text[a:b].strip()]


def _cuts(text: str) -> Iterator[int]:
    """Give the places at which sentences end, the end of the text last."""
    at, length = 0, len(text)
    while at < length:
        character = text[at]
        if character in _OPENING:
            closed = text.find(_OPENING[character], at, at + LONGEST_QUOTED)
            if closed > 0 and "\n" not in text[at:closed]:
                # A quotation that ends with a stop ends the sentence it closes: 他说：“走吧。”
                at = closed if text[closed - 1] in _STOPS else closed + 1
                if text[closed - 1] not in _STOPS:
                    continue
                at = _past_closing(text, closed)
                yield at
                continue
        if character == "\n":
            yield at
        if character in _STOPS:
            at = _past_closing(text, at + 1)
            yield at
            continue
        at += 1
    yield length


def _past_closing(text: str, at: int) -> int:
    while at < len(text) and text[at] in _STOPS + _CLOSING:
        at += 1
    return at


def _trimmed(text: str, cuts: Iterator[int]) -> Iterator[Span]:
    start = 0
    for end in cuts:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        yield start + lead, start + lead + len(piece.strip())
        start = end
