"""References to an article or a section in a query: 《公务员法》第二十三条第一款, 未保法74条, 体育法第五章. Pure.

What stands before the number is the title, whole or short, with or without 《》; words before the title are left
where they are. Without 第 a number is an article only where a known title stands right before it, and never a section.
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
_UNITS = {
    "部分": "部分",
    "编": "[编編](?![制辑輯队隊号號])",
    "分编": "分[编編](?![制辑輯队隊号號])",
    "章": "章(?!程)",
    "节": "[节節](?![课課目日点點])",
}
"""What sections are called, each as it is read, from the outer to the inner. Not 第一编辑部, 第三章程, 第一节课."""
_THEN = r"(?:\s*(?:[中里裡裏]的?|的)?\s*(?=第))?"
_SECTIONS = "".join(rf"(?:第\s*(?P<{unit}>{_N})\s*{_UNITS[unit]}{_THEN})?" for unit in _UNITS)
_ARTICLE = (
    rf"(?:(?P<ordinal>第)\s*)?(?P<article>{_N})\s*[条條](?:之(?P<suffix>[{NUMERALS}]{{1,3}}))?"
    rf"(?:\s*第?\s*(?P<paragraph>{_N})\s*款)?(?:\s*第?\s*[（(]?\s*(?P<item>{_N})\s*[)）]?\s*[项項])?"
)
_PLACE = re.compile(rf"{_SECTIONS}(?:{_ARTICLE})?")
"""A section, an article or an article within sections; matches the empty text where none of these stands."""
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
_KIND_ROOM = 40
"""Characters before a number in which a kind of work is sought."""
_BETWEEN = re.compile(r"(?:[（(〔][^（）()〔〕]{1,20}[）)〕]|中的?|[里裡裏]的?|的|\s)*$")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article or a section named in `query[start:end]`.

    `title` is as the user wrote it, without 《》. `markers` lead from the article down (第二十三条, （二）) or are
    the section alone (第二节); `above` are the sections named around it, from the outer to the inner (第五章).
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
    above: tuple[str, ...] = ()

    @property
    def is_section(self) -> bool:
        """Whether a section is named, and no article in it."""
        return self.markers[0].endswith(tuple(_UNITS))

    @property
    def path(self) -> tuple[str, ...]:
        """The markers from the outermost section down to the article or the section that is asked for."""
        return (*self.above, self.markers[0])

    @property
    def article(self) -> str:
        """The article without paragraph and item, for the user: 《title》第二十三条; a section: 《title》第五章第二节."""
        return f"{self.title if self.of_kind else f'《{self.title}》'}{''.join(self.path)}"

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
    """The articles and sections named in a query, in order; `unread` says that more are named beside them than these."""

    found: tuple[Reference, ...] = ()
    unread: bool = False


def find_references(query: str, named: NameSource) -> References:
    """Find the references to articles and sections of titled documents, MOST of them at most.

    第二十四条 behind 第二十三条和 is an article of the same document, 第二节 behind 第五章第一节和 a section of the
    same chapter.
    """
    found: list[Reference] = []
    unread = False
    for match in _PLACE.finditer(query):
        place = _place(match)
        if place is None:
            continue
        begun = found[-1].end if found else 0
        between = query[begun : match.start()]
        titled = _titled(between, named, certain=place.certain)
        above = place.above
        if titled is None and found and place.certain and _AND.fullmatch(between):
            titled = match.start() - begun, found[-1].title, found[-1].named
            above = (*_around(place, found[-1]), *above)
        if titled is None or len(found) == MOST:
            unread = unread or (bool(found) and place.certain)
            continue
        start, title, documents = begun + titled[0], titled[1], titled[2]
        if _BROKEN.search(
            query[:start]
        ):  # 违反…第四十一条怎么处罚: asked for is another article, of penalties
            break
        if place.is_section and _within_name(query, start, match.end(), named):
            continue
        paragraph = _number(match["paragraph"])
        found.append(Reference(start, match.end(), title, place.markers, paragraph, documents, above=above))
    return References(tuple(found), unread)


def find_of_kind(query: str, kinds: KindSource) -> Reference | None:
    """Find the first reference to an article of a mere kind of work, which nothing stands before: 条例第30条."""
    for match in _PLACE.finditer(query):
        place = _place(match)
        if place is None or match["ordinal"] is None or place.above:
            continue
        kind = _OF_KIND.search(query, max(0, match.start() - _KIND_ROOM), match.start())
        if kind is None:
            continue
        rest = f"{query[: kind.start('kind')]} {query[match.end() :]}"
        paragraph, start = _number(match["paragraph"]), kind.start("kind")
        named = kinds(kind["kind"], rest)
        title = named.name if named else kind["kind"]
        return Reference(start, match.end(), title, place.markers, paragraph, named, of_kind=True)
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """An article or a section as it is written, of which document it may be; `above` and `markers` as in Reference.

    `certain` says that it is written with 第, so that it is nothing else.
    """

    above: tuple[str, ...]
    markers: tuple[str, ...]
    certain: bool

    @property
    def is_section(self) -> bool:
        return self.markers[0].endswith(tuple(_UNITS))


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


def _place(match: re.Match[str]) -> _Place | None:
    """Read an article or a section; None where there is none, or a number that numbers nothing."""
    written = {unit: match[unit] for unit in _UNITS if match[unit] is not None}
    numbers = {unit: _number(text) for unit, text in written.items()}
    if not all(numbers.values()):
        return None
    sections = tuple(f"第{to_numeral(number)}{unit}" for unit, number in numbers.items() if number)
    if match["article"] is None:
        return _Place(sections[:-1], sections[-1:], certain=True) if sections else None
    markers = _markers(match)
    certain = match["ordinal"] is not None or bool(sections)
    return _Place(sections, markers, certain) if markers else None


def _around(place: _Place, before: Reference) -> tuple[str, ...]:
    """Give the sections of the reference before that a section named behind it lies in as well.

    An article needs none: articles are numbered through the whole document.
    """
    if not place.is_section:
        return ()
    outermost = _rank((*place.above, *place.markers)[0])
    sections = before.path if before.is_section else before.above
    return tuple(marker for marker in sections if _rank(marker) < outermost)


def _rank(section: str) -> int:
    """Give how far within a document a section lies by what it is called, from 0."""
    return max(rank for rank, unit in enumerate(_UNITS) if section.endswith(unit))


def _within_name(query: str, start: int, end: int, named: NameSource) -> bool:
    """Tell whether a title with a section is itself what a document is called: a part that is filed by itself."""
    if "》" in query[start : end - 1]:
        return False
    last = min(len(query), start + LONGEST)
    whole = (named(query[start:stop].strip(" 《》")) for stop in range(end, last + 1))
    return any(one is not None and one.sure for one in whole)


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
