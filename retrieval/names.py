"""What a document is called for short: its title without the state, the place, the edition. Pure, on titles.

A short form is a name by which people ask for an article (公务员法第23条); the longer the part of the title it
keeps, the surer it is meant.
"""

import re
from collections.abc import Callable, Iterator

SHORTEST = 3
"""Characters of a name at least; two where it is a law's (宪法, 刑法)."""

_NO_NAMES = frozenset({"办法", "方法", "实施办法", "暂行办法", "实施细则", "暂行条例", "工作报告"})

_STATE = re.compile(r"^[〈<《]?中华人民共和国")
_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{2,7}?(?:省|自治区|特别行政区|经济特区|自治州|市|自治县|县|区)(?=[\u4e00-\u9fff]{3})"
)
_EDITION = re.compile(r"\s*[（(〔\[【][^（）()〔〕\[\]【】]{1,20}[）)〕\]】]\s*$")
_ISSUED = re.compile(
    r"(?:印发|公布|发布|转发|批转)\s*(?:《([^《》]{3,60})》|([^《》]{3,60}?))\s*的(?:通知|函|决定)"
)
_LAW = re.compile(r"[\u4e00-\u9fff]{3,}(?:法|法典|条例)")

_REPORT = re.compile(
    r"(?P<year>[0-9０-９]{4}年)?(?:中华人民共和国)?(?P<organ>[\u4e00-\u9fff]{2,16}?)?(?P<late>[0-9０-９]{4}年)?(?:人民)?政府工作报告"
)
REPORT = "政府工作报告"
"""What one report a year is called in each place: a name that tells them apart only with a year or a place."""

_CONGRESS = re.compile(r"[（(](十[一二三四五六七八九]|二十[一二]?)大[）)]")

Fold = Callable[[str], str]


OWN, ISSUED, PLACELESS = 0, 1, 2
"""How near a name is to the title: the title itself less state and edition, what a notice issues, no place."""


def short_names(title: str) -> Iterator[tuple[str, int]]:
    """Give the names of a titled document as printed, each with its nearness; the fullest first, some twice."""
    bare = _EDITION.sub("", title)
    national = _STATE.sub("", bare).strip("〉>》")
    yield from ((name, OWN) for name in (title, bare, national, *_report_names(national)))
    issued = _ISSUED.search(bare)
    if issued:
        for name, nearness in short_names(issued[1] or issued[2]):
            yield name, max(ISSUED, nearness)
    if not re.match(r"(?:国务院|国家|最高)", national):
        yield _PLACE.sub("", national), PLACELESS


def is_report(title: str) -> bool:
    """Tell whether a title is that of the report of a government on its year's work."""
    return _REPORT.fullmatch(title) is not None


def report_year(title: str) -> int:
    """Give the year in the title of such a report, 0 where there is none."""
    found = _REPORT.fullmatch(title)
    year = found and (found["year"] or found["late"])
    return int(year[:4]) if year else 0


def report_names(organ: str, year: str) -> tuple[str, ...]:
    """Give what the report of an organ or place and a year (2026年) is called, in any order; either may be empty."""
    return f"{year}{organ}{REPORT}", f"{organ}{year}{REPORT}", f"{organ}{REPORT}", f"{year}{REPORT}", REPORT


def _report_names(title: str) -> Iterator[str]:
    """Give what such a report is called: less the state in the midst of its title, and as all of them are."""
    found = _REPORT.fullmatch(title)
    if found:
        yield from report_names(found["organ"] or "", found["year"] or found["late"] or "")


def names_of(title: str, fold: Fold) -> dict[str, int]:
    """Give the folded names of a title with their nearness, the fullest first; what names nothing is left out."""
    names: dict[str, int] = {}
    for name, nearness in short_names(title):
        folded = fold(name)
        if _names(folded):
            names.setdefault(folded, nearness)
    return names


def work_of(title: str, fold: Fold) -> str:
    """Give the folded title without state and edition: equal for all versions of one work."""
    return fold(_STATE.sub("", _EDITION.sub("", title)).strip("〉>》"))


def _names(name: str) -> bool:
    long_enough = len(name) >= SHORTEST or (len(name) == SHORTEST - 1 and name.endswith("法"))
    return long_enough and name not in _NO_NAMES


def congress_names(title: str) -> tuple[str, ...]:
    """Give what the report to a party congress is called, where its title or file name says which: 十八大报告."""
    return tuple(f"{which}大报告" for which in _CONGRESS.findall(title))


def is_law_name(name: str) -> bool:
    """Tell whether a folded name is that of a law, a code or a regulation."""
    return _LAW.fullmatch(name) is not None


def abbreviates(short: str, name: str) -> bool:
    """Tell whether `short` is `name` with characters left out, first and last kept: 未保法 of 未成年人保护法."""
    if len(short) < SHORTEST or len(short) >= len(name) or short[0] != name[0] or short[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(any(c == other for other in rest) for c in short)
