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
MOST = 5
"""References read in one query, at most."""

_N = rf"[{NUMERALS}]{{1,9}}|\d{{1,4}}|[０-９]{{1,4}}"
_ARTICLE = re.compile(
    rf"(?P<ordinal>第)?\s*(?P<article>{_N})\s*[条條](?:之(?P<suffix>[{NUMERALS}]{{1,3}}))?"
    rf"(?:\s*第?\s*(?P<paragraph>{_N})\s*款)?(?:\s*第?\s*[（(]?\s*(?P<item>{_N})\s*[)）]?\s*[项項])?"
)
_BRACKETED = re.compile(
    r"《([^《》]{2,80})》\s*(?:[（(〔][^（）()〔〕]{1,20}[）)〕])?\s*(?:中的?|[里裡裏]的?|的)?\s*$"
)
_BROKEN = re.compile(r"(?:违反|触犯|违犯|違反|觸犯|違犯)(?:了|本)?\s*$")
_AND = re.compile(r"(?:[、，,和与及跟\s]|以及|還有|还有)+")
_APART = "、，,。；;：:？?！!"
_OF_KIND = re.compile(
    r"(?:^|[\s，,。；;：:？?（(])(?:请问|查一下|查查|查|看看|看|根据|依据|按照|依照|按)?\s*"
    r"(?P<kind>[条條]例|[办辦]法|[规規]定|[准準][则則]|章程|[细細][则則]|[规規][则則]|法)(?:中的?|[里裡裏]的?|的)?\s*$"
)
_BETWEEN = re.compile(r"(?:[（(〔][^（）()〔〕]{1,20}[）)〕]|中的?|[里裡裏]的?|的|\s)*$")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article named in `query[start:end]`.

    `title` is as the user wrote it, without 《》. `markers` lead from the article down (第二十三条, （二）);
    `paragraph` is the 款, from 1. `named` are the documents of that title, None where no document is called so.
    `of_kind` says that `title` is a mere kind of work (条例第三十条) and `named` are the works of that kind.
    """

    start: int
    end: int
    title: str
    markers: tuple[str, ...]
    paragraph: int | None
    named: Named | None
    of_kind: bool = False

    @property
    def article(self) -> str:
        """The article without paragraph and item, for the user: 《title》第二十三条."""
        return f"{self.title if self.of_kind else f'《{self.title}》'}{self.markers[0]}"

    @property
    def printed(self) -> str:
        """The reference in full, for the user: 《title》第二十三条第一款."""
        paragraph = f"第{to_numeral(self.paragraph)}款" if self.paragraph else ""
        items = "".join(f"第{marker}项" for marker in self.markers[1:])
        return f"{self.article}{paragraph}{items}"


NameSource = Callable[[str], Named | None]
"""Gives the documents that are called so, by a title as printed; None for no known name."""


KindSource = Callable[[str, str], Named | None]
"""Gives the works of a kind, those whose titles say most of the rest of a query first; None for none."""


@dataclass(frozen=True, slots=True)
class References:
    """The articles named in a query, in order; `unread` says that more are named beside them than these."""

    found: tuple[Reference, ...] = ()
    unread: bool = False


def find_references(query: str, named: NameSource) -> References:
    """Find the references to articles of titled documents, MOST of them at most.

    第二十四条 behind 第二十三条和 is an article of the same document.
    """
    found: list[Reference] = []
    unread = False
    for match in _ARTICLE.finditer(query):
        markers = _markers(match)
        if markers is None:
            continue
        begun = found[-1].end if found else 0
        certain = match["ordinal"] is not None
        titled = _titled(query[begun : match.start()], named, certain=certain)
        if titled is None and found and certain and _AND.fullmatch(query[begun : match.start()]):
            titled = match.start() - begun, found[-1].title, found[-1].named
        if titled is None or len(found) == MOST:
            unread = unread or (bool(found) and certain)
            continue
        start, title, documents = begun + titled[0], titled[1], titled[2]
        if _BROKEN.search(
            query[:start]
        ):  # 违反…第四十一条怎么处罚: asked for is another article, of penalties
            break
        found.append(Reference(start, match.end(), title, markers, _number(match["paragraph"]), documents))
    return References(tuple(found), unread)


def find_of_kind(query: str, kinds: KindSource) -> Reference | None:
    """Find the first reference to an article of a mere kind of work, which nothing stands before: 条例第30条."""
    for match in _ARTICLE.finditer(query):
        markers, kind = _markers(match), _OF_KIND.search(query[: match.start()])
        if markers is not None and kind is not None and match["ordinal"] is not None:
            rest = f"{query[: kind.start('kind')]} {query[match.end() :]}"
            paragraph, start = _number(match["paragraph"]), kind.start("kind")
            named = kinds(kind["kind"], rest)
            title = named.name if named else kind["kind"]
            return Reference(start, match.end(), title, markers, paragraph, named, of_kind=True)
    return None


def _titled(before: str, named: NameSource, *, certain: bool) -> tuple[int, str, Named | None] | None:
    """Find the title at the end of what stands before the number: where it starts, its words, its documents."""
    bracketed = _BRACKETED.search(before)
    if bracketed:
        return bracketed.start(), bracketed[1].strip(), named(bracketed[1].strip())
    between = _BETWEEN.search(before)
    run = before[: between.start()] if between else before
    for start in range(max(0, len(run) - LONGEST), len(run) - 1):
        documents = None if run[start].isspace() or run[start] in _APART else named(run[start:])
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
