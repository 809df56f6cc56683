"""References to an article in a query: 《公务员法》第二十三条第一款, 民法典1260条, 未保法74条. Pure, but for the names.

What stands before the number is the title, whole or short, with or without 《》; words before the title are left
where they are. Without 第 a number is an article only where a known title stands right before it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.numbering import LARGEST, NUMERALS, to_number, to_numeral
from retrieval.shelf import Named

LONGEST = 120
"""Characters before the number in which a title is sought."""

_N = rf"[{NUMERALS}]{{1,9}}|\d{{1,4}}|[０-９]{{1,4}}"
_ARTICLE = re.compile(
    rf"(?P<ordinal>第)?\s*(?P<article>{_N})\s*[条條](?:之(?P<suffix>[{NUMERALS}]{{1,3}}))?"
    rf"(?:\s*第?\s*(?P<paragraph>{_N})\s*款)?(?:\s*第?\s*[（(]?\s*(?P<item>{_N})\s*[)）]?\s*[项項])?"
)
_BRACKETED = re.compile(
    r"《([^《》]{2,80})》\s*(?:[（(〔][^（）()〔〕]{1,20}[）)〕])?\s*(?:中的?|[里裡裏]的?|的)?\s*$"
)
_BROKEN = re.compile(r"(?:违反|触犯|违犯|違反|觸犯|違犯)(?:了|本)?\s*$")
_BETWEEN = re.compile(r"(?:[（(〔][^（）()〔〕]{1,20}[）)〕]|中的?|[里裡裏]的?|的|\s)*$")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article named in `query[start:end]`.

    `title` is as the user wrote it, without 《》. `markers` lead from the article down (第二十三条, （二）);
    `paragraph` is the 款, from 1. `named` are the documents of that title, None where no document is called so.
    """

    start: int
    end: int
    title: str
    markers: tuple[str, ...]
    paragraph: int | None
    named: Named | None

    @property
    def article(self) -> str:
        """The article without paragraph and item, for the user: 《title》第二十三条."""
        return f"《{self.title}》{self.markers[0]}"

    @property
    def printed(self) -> str:
        """The reference in full, for the user: 《title》第二十三条第一款."""
        paragraph = f"第{to_numeral(self.paragraph)}款" if self.paragraph else ""
        items = "".join(f"第{marker}项" for marker in self.markers[1:])
        return f"{self.article}{paragraph}{items}"


NameSource = Callable[[str], Named | None]
"""Gives the documents that are called so, by a title as printed; None for no known name."""


def find_reference(query: str, named: NameSource) -> Reference | None:
    """Find the first reference to an article of a titled document."""
    for match in _ARTICLE.finditer(query):
        markers = _markers(match)
        if markers is None:
            continue
        found = _titled(query[: match.start()], named, certain=match["ordinal"] is not None)
        if found is not None:
            start, title, documents = found
            if _BROKEN.search(
                query[:start]
            ):  # 违反…第四十一条怎么处罚: asked for is another article, of penalties
                return None
            paragraph = _number(match["paragraph"])
            return Reference(start, match.end(), title, markers, paragraph, documents)
    return None


def _titled(before: str, named: NameSource, *, certain: bool) -> tuple[int, str, Named | None] | None:
    """Find the title at the end of what stands before the number: where it starts, its words, its documents."""
    bracketed = _BRACKETED.search(before)
    if bracketed:
        return bracketed.start(), bracketed[1].strip(), named(bracketed[1].strip())
    between = _BETWEEN.search(before)
    run = before[: between.start()] if between else before
    for start in range(max(0, len(run) - LONGEST), len(run) - 1):
        documents = None if run[start].isspace() else named(run[start:])
        if documents is not None and (certain or documents.sure):
            return start, run[start:], documents
    return None


def _markers(match: re.Match[str]) -> tuple[str, ...] | None:
    number, suffix, item = (_number(match[group]) for group in ("article", "suffix", "item"))
    if not number:
        return None
    article = f"第{to_numeral(number)}条" + (f"之{to_numeral(suffix)}" if suffix else "")
    return (article, f"（{to_numeral(item)}）") if item else (article,)


def _number(text: str | None) -> int | None:
    """Read a numeral that numbers something; None for none and for one that is too large to number anything."""
    number = to_number(text) if text else None
    return number if number is not None and number <= LARGEST else None
