"""Paragraphs (款) and items (项) of an article, read from its text. Pure."""

import re
from collections.abc import Iterator

from corpus.numbering import NUMERALS, to_number

_ITEM = re.compile(rf"[（(]\s*([{NUMERALS}]{{1,4}}|\d{{1,3}})\s*[）)]")
_LINE = re.compile(r"[^\n]*\S[^\n]*")

Span = tuple[int, int]


def part_of(article: str, paragraph: int | None, item: int | None) -> Span | None:
    """Give where a paragraph of an article stands, or an item of that or of the whole; None where it has none such.

    article: from 第三条 on, a paragraph a line; lines that begin with （一） belong to the paragraph above them.
    paragraph, item: from 1; without both, the whole article.
    """
    span = (0, len(article))
    if paragraph is not None:
        paragraphs = list(_paragraphs(article))
        if not 1 <= paragraph <= len(paragraphs):
            return None
        span = paragraphs[paragraph - 1]
    return span if item is None else _item(article, span, item)


def _paragraphs(article: str) -> Iterator[Span]:
    """Give the paragraphs, each with the items under it."""
    begun: Span | None = None
    for line in _LINE.finditer(article):
        if begun is not None and not _ITEM.match(line[0].lstrip()):
            yield begun
            begun = None
        begun = (begun[0] if begun else line.start(), line.end())
    if begun is not None:
        yield begun


def _item(article: str, span: Span, number: int) -> Span | None:
    """Give an item: from its marker to the next item or the end of its line."""
    found = [match for match in _ITEM.finditer(article, *span) if _opens(article, match.start())]
    for match in found:
        if to_number(match[1]) == number:
            later = (other.start() for other in found if other.start() > match.start())
            return match.start(), next(later, span[1])
    return None


def _opens(article: str, at: int) -> bool:
    """Tell whether a marker begins something: a line, or what follows ；：。， of an enumeration in one line."""
    before = article[:at].rstrip(" \t\u3000")
    return not before or before[-1] in "\n；;：:。，,、"
