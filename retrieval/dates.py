"""Spans of time in a query: 2023年, 去年, 近三年, “十四五”以来, 二十大以后, 上世纪50年代. Pure, but for today's date.

A span is inclusive. 以来, 以后 and 至今 end today; a year or a plan alone is itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.numbering import to_number

_FIGURE = "〇零○一二三四五六七八九"
_YEAR = rf"(?:(?:19|20)\d{{2}}|[一二][{_FIGURE}]{{3}})"
_COUNT = r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_SINCE = r"(?:以来|以后|之后|至今|后|到现在|迄今)"
_BEFORE = r"(?:以前|之前|前)"

_FULL = re.compile(
    rf"({_YEAR})\s*(?:年|[-./])\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*(?:月|[-./])\s*(?:({_COUNT})\s*[日号]?)?"
)
_RANGE = re.compile(rf"({_YEAR})\s*年?\s*(?:[-—–~～至到]{{1,2}})\s*({_YEAR})\s*年?")
_ONE = re.compile(rf"({_YEAR})(?:\s*(?:年度?|版|(?=修订|修正))|(?=\s|$))")
_WIDE = {0xFF10 + figure: 0x30 + figure for figure in range(10)}
_NAMED_YEAR = re.compile(r"(今年|本年度?|去年|上一?年度?|前年|明年)")
_RECENT = re.compile(rf"(?:近|最近|过去|这)({_COUNT})(?:个)?年(?:来|间|内)?")
_PLAN = re.compile(r"[“\"「'‘]?(十[一二三四五六])五[”\"」'’]?(?:规划|时期|期间|计划)?(以来|至今)?")
_EVENT = re.compile(
    r"(?:党的)?(?P<congress>十[二三四五六七八九]|二十|1[2-9]|20)大(?!会)|(?P<event>改革开放|新中国成立|建国|新时代)"
)
_DECADE = re.compile(
    r"(?:(上个?世纪|20世纪|二十世纪|本世纪|21世纪|二十一世纪)?([1-9]0|[一二三四五六七八九]十)年代)"
)
_CENTURY_START = re.compile(r"(?:本世纪|21世纪|二十一世纪)初")
_AFTER = re.compile(rf"\s*[”\"」]?\s*({_SINCE}|{_BEFORE})")

CONGRESSES = {
    12: date(1982, 9, 1), 13: date(1987, 10, 25), 14: date(1992, 10, 12), 15: date(1997, 9, 12),
    16: date(2002, 11, 8), 17: date(2007, 10, 15), 18: date(2012, 11, 8), 19: date(2017, 10, 18),
    20: date(2022, 10, 16),
}  # fmt: skip
"""The day each national congress of the party opened."""

EVENTS = {
    "改革开放": date(1978, 12, 18), "新中国成立": date(1949, 10, 1), "建国": date(1949, 10, 1),
    "新时代": date(2012, 11, 8),
}  # fmt: skip
_PLANS = {"十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026, "十六": 2031}
_YEARS_AGO = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "去年": 1,
    "上年": 1,
    "上一年": 1,
    "上年度": 1,
    "上一年度": 1,
    "前年": 2,
    "明年": -1,
}
FIRST = date(1949, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """An inclusive span of days named in `query[start:end]`."""

    first: date
    last: date
    start: int
    end: int

    @property
    def printed(self) -> tuple[str, str]:
        """The two days as `YYYY-MM-DD`."""
        return self.first.isoformat(), self.last.isoformat()

    @property
    def numbers(self) -> tuple[int, int]:
        """The two days as yyyymmdd."""
        return _number(self.first), _number(self.last)


def find_spans(query: str, today: date) -> tuple[Span, ...]:
    """Find the spans of a query, in order of place; what lies inside a longer one is not told."""
    found = sorted(_all(query.translate(_WIDE), today), key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if span.first <= span.last and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return tuple(kept)


def _all(query: str, today: date) -> Iterator[Span]:
    for match in _RANGE.finditer(query):
        yield Span(date(_year(match[1]), 1, 1), date(_year(match[2]), 12, 31), match.start(), match.end())
    for match in _FULL.finditer(query):
        days = _days(match)
        if days is not None:
            yield _bounded(query, match, *days, today)
    for match in _ONE.finditer(query):
        if not query[: match.start()][-1:].isdigit():
            year = _year(match[1])
            yield _bounded(query, match, date(year, 1, 1), date(year, 12, 31), today)
    yield from _relative(query, today)
    yield from _events(query, today)
    yield from _decades(query)


def _relative(query: str, today: date) -> Iterator[Span]:
    for match in _NAMED_YEAR.finditer(query):
        year = today.year - _YEARS_AGO[match[1]]
        yield _bounded(query, match, date(year, 1, 1), date(year, 12, 31), today)
    for match in _RECENT.finditer(query):
        years = to_number(match[1])
        if years:
            yield Span(_years_before(today, years), today, match.start(), match.end())


def _events(query: str, today: date) -> Iterator[Span]:
    for match in _PLAN.finditer(query):
        year = _PLANS[match[1]]
        last = today if match[2] else date(year + 4, 12, 31)
        yield Span(date(year, 1, 1), last, match.start(), match.end())
    for match in _EVENT.finditer(query):
        # A congress or a turn is a time only with a word that says so: 二十大报告 is a document.
        after = _AFTER.match(query, match.end())
        if after:
            named = match["event"]
            day = EVENTS[named] if named else CONGRESSES[to_number(match["congress"]) or 0]
            yield _bounded(query, match, day, day, today)


def _decades(query: str) -> Iterator[Span]:
    for match in _DECADE.finditer(query):
        decade = to_number(match[2]) or 0
        century = 2000 if (match[1] or "").startswith(("本", "21", "二十一")) else 1900
        year = century + decade
        yield Span(date(year, 1, 1), date(year + 9, 12, 31), match.start(), match.end())
    for match in _CENTURY_START.finditer(query):
        yield Span(date(2000, 1, 1), date(2009, 12, 31), match.start(), match.end())


def _bounded(query: str, match: re.Match[str], first: date, last: date, today: date) -> Span:
    """Open a span towards today or the past where 以来 or 以前 follows."""
    after = _AFTER.match(query, match.end())
    if after is None or (after[1] in ("前", "后") and query[after.end() : after.end() + 1] in (*"两三几期",)):
        return Span(first, last, match.start(), match.end())
    if after[1] in ("以前", "之前", "前"):
        return Span(FIRST, first - timedelta(days=1), match.start(), after.end())
    return Span(first, max(today, first), match.start(), after.end())


def _days(match: re.Match[str]) -> tuple[date, date] | None:
    year, month = _year(match[1]), to_number(match[2]) or 0
    day = to_number(match[3]) if match[3] else None
    try:
        if day:
            return (date(year, month, day),) * 2
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), following - timedelta(days=1)
    except ValueError:
        return None


def _year(text: str) -> int:
    return to_number(text) or 0


def _years_before(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
