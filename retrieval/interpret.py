"""What a query asks for exactly: a document number, a title with an article, a phrase in quotation marks."""

import re
from dataclasses import dataclass

from corpus.doc_numbers import find_doc_numbers
from corpus.numbering import NUMERALS, to_number, to_numeral

PHRASE_MIN = 8
"""Characters of a quoted phrase inside a longer query that make it an exact look-up; shorter ones are terms."""

_PHRASE = re.compile(r"[“\"「『＂]([^“”\"「」『』＂]{2,100})[”\"」』＂]")
_TITLE = re.compile(r"《([^《》]{2,80})》")
_ARTICLE = re.compile(rf"第\s*([{NUMERALS}]{{1,9}}|\d{{1,4}})\s*条(?:之([{NUMERALS}]{{1,3}}))?")


@dataclass(frozen=True, slots=True)
class Understood:
    """A query read. `rest` is what remains beside the exact parts, empty when nothing does.

    `doc_numbers` and `article` are canonical (国发〔2018〕42号, 第十二条); `title` is without 《》.
    """

    text: str
    rest: str
    phrases: tuple[str, ...] = ()
    doc_numbers: tuple[str, ...] = ()
    title: str | None = None
    article: str | None = None


def interpret(query: str) -> Understood:
    """Read the exact parts of a cleaned query."""
    numbers = find_doc_numbers(query)
    rest = query
    for number in numbers:
        rest = rest.replace(number.raw, " ", 1)
    title = _TITLE.search(rest)
    article = _ARTICLE.search(rest) if title else None
    for match in (title, article):
        rest = rest.replace(match[0], " ", 1) if match else rest
    phrases, rest = _phrases(rest)
    return Understood(
        text=query,
        rest=" ".join(rest.split()) if any(c.isalnum() for c in rest) else "",
        phrases=phrases,
        doc_numbers=tuple(number.canonical for number in numbers),
        title=title[1].strip() if title else None,
        article=_canonical_article(article) if article else None,
    )


def _phrases(text: str) -> tuple[tuple[str, ...], str]:
    """Give the phrases to be found word for word, and the text without them.

    A short quoted word within a question (什么是“两个维护”) is a term like any other.
    """
    found = [match[1] for match in _PHRASE.finditer(text)]
    rest = _PHRASE.sub(" ", text)
    alone = not any(c.isalnum() for c in rest)
    kept = tuple(phrase for phrase in found if alone or len(phrase) >= PHRASE_MIN)
    return kept, rest if kept and len(kept) == len(found) else text


def _canonical_article(match: re.Match[str]) -> str | None:
    number, suffix = to_number(match[1]), to_number(match[2] or "")
    if number is None:
        return None
    return f"第{to_numeral(number)}条" + (f"之{to_numeral(suffix)}" if suffix else "")
