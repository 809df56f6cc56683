"""Spans of time in a query: 2023年, 去年, 近三年, “十四五”以来, 二十大以后, 上世纪50年代. Pure, but for today's date.

A span is inclusive. 以来, 以后 and 至今 end today; a year or a plan alone is itself. What says no certain days
(近几年, 2022年初) is read as said here and told as not exact.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.numbering import narrow_figures, to_number
from retrieval.events import CONGRESSES, EVENTS, PLENARIES

_FIGURE = "〇零○一二三四五六七八九"
_YEAR = rf"(?:(?:19|20)\d{{2}}|[一二][{_FIGURE}]{{3}})"
_COUNT = r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_SINCE = r"(?:以来|以后|之后|至今|后|到现在|迄今)"
_BEFORE_WORDS = ("以前", "之前", "前")
_BEFORE = rf"(?:{'|'.join(_BEFORE_WORDS)})"

_FULL = re.compile(
    rf"({_YEAR})\s*(?:年|[-./])\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*(?:月|[-./])\s*(?:({_COUNT})\s*[日号]?)?"
)
_RANGE = re.compile(
    rf"({_YEAR})\s*年?\s*(?:(?:[-—–~～至到]{{1,2}})\s*(?:({_YEAR})\s*年?|(?P<named>[今去前]年))"
    rf"|[和与]\s*(?P<between>{_YEAR})\s*年?之间)"
)
# A year without 年 is one where others follow it (2019、2020和2021年) or where it is counted from.
_ONE = re.compile(
    rf"({_YEAR})(?:\s*(?:年度?|版|(?=修订|修正))|(?=\s|$|至今|以来)|(?=(?:\s*[、,，和与及或]\s*{_YEAR})+\s*年))"
)
# 比上年 measures by another year; it does not ask for one.
_NAMED_YEAR = re.compile(r"(?<!(?<![占对相环])比)(?<!(?<!比)较)(今年|本年度?|去年|上一?年度?|前年|明年)")
_MONTH = re.compile(
    rf"\s*(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月(?:份|\s*(?P<day>{_COUNT})[日号])?"
)
_PART = re.compile(
    r"\s*(?:(?P<rough>年?(?:初(?![中级次步始等审稿高任犯选赛试])|底(?![薪线数层价册座蕴])|末(?![位端梢])|中期?(?=$|[\s，,、。以之前后])))"
    r"|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度)"
)
_YEAR_BEGAN = re.compile(rf"(?<![0-9{_FIGURE}年])年初(?=以来|至今)")
_RECENT = re.compile(rf"(?:近|最近|过去|这)({_COUNT})(?:个)?年(?:来|间|内)?")
_SOME_YEARS = re.compile(
    r"(?:近|最近|过去|这)[几些数]年(?:来|间|内)?|(?<![接相附临邻将])近年来?(?![底末初关龄度限份级轻月])"
)
SOME_YEARS = 3
"""Years that 近几年 is read as."""
# Years back from a day that the query does not name; of a speech or report they are those before that.
_YEARS_PAST = re.compile(
    rf"(?<![0-9{_FIGURE}十百千几数多说讲中里])((?:[1-9][0-9]?)|[一二两三四五六七八九十]{{1,3}})年(?:以)?来(?![访华信自源])"
)
_OTHER_DAY = re.compile(
    r"报告|讲话|大会|会议|全会|改革开放|建[国党军]|以来|决议|公报|白皮书|[》”]|[0-9一二三四五六七八九十]大|成立|实施|施行"
)
_PLAN = re.compile(r"[“\"「'‘]?(十[一二三四五六])五[”\"」'’]?(?:规划|时期|期间|计划)?(以来|至今)?")
_EVENT = re.compile(
    r"(?:党的)?(?P<congress>十[二三四五六七八九]|二十|1[2-9]|20)大(?!会)|(?P<event>改革开放|新中国成立|建国|新时代)"
)
_DECADE = re.compile(
    r"(?:(上个?世纪|20世纪|二十世纪|本世纪|21世纪|二十一世纪)?([1-9]0|[一二三四五六七八九]十)年代)"
)
_CENTURY_START = re.compile(r"(?:本世纪|21世纪|二十一世纪)初")
_PLENARY = re.compile(
    r"(?:党的)?(?P<congress>十[一二三四五六七八九]|二十|1[1-9]|20)届(?P<session>[二三四五六2-6])中全会"
)
_OPENED = re.compile(r"(?:胜利)?(?:召开|开幕)(?=以来|以后|之后|后|至今)")
_AFTER = re.compile(rf"\s*[”\"」]?\s*({_SINCE}|{_BEFORE})")

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
    """An inclusive span of days named in `query[start:end]`, which is `written`.

    Not `exact` where the words say no certain days, and these are how they are read.
    """

    first: date
    last: date
    start: int
    end: int
    exact: bool = True
    written: str = ""

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
    found = sorted(_all(narrow_figures(query), today), key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if span.first <= span.last and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return tuple(replace(span, written=query[span.start : span.end]) for span in kept)


def _all(query: str, today: date) -> Iterator[Span]:
    for match in _RANGE.finditer(query):
        named = match["named"]
        last = today.year - _YEARS_AGO[named] if named else _year(match[2] or match["between"])
        yield Span(date(_year(match[1]), 1, 1), date(last, 12, 31), match.start(), match.end())
    for match in _FULL.finditer(query):
        days = _days(_year(match[1]), match[2], match[3])
        if days is not None:
            yield _bounded(query, match.span(), *days, today)
    for match in _ONE.finditer(query):
        if not query[: match.start()][-1:].isdigit():
            yield _of_year(query, match, _year(match[1]), today)
    yield from _relative(query, today)
    yield from _events(query, today)
    yield from _decades(query)


def _relative(query: str, today: date) -> Iterator[Span]:
    for match in _NAMED_YEAR.finditer(query):
        yield _of_year(query, match, today.year - _YEARS_AGO[match[1]], today)
    for match in _YEAR_BEGAN.finditer(query):
        day = date(today.year, 1, 1)
        yield _bounded(query, match.span(), day, day, today)
    for match in _RECENT.finditer(query):
        years, exact = _count(match[1])
        yield Span(_years_before(today, years), today, match.start(), match.end(), exact)
    for match in _SOME_YEARS.finditer(query):
        yield Span(_years_before(today, SOME_YEARS), today, match.start(), match.end(), exact=False)
    for match in _YEARS_PAST.finditer(query):
        years, exact = _count(match[1])
        if exact and not _OTHER_DAY.search(query, 0, match.start()):
            yield Span(_years_before(today, years), today, match.start(), match.end(), exact=False)


def _events(query: str, today: date) -> Iterator[Span]:
    for match in _PLAN.finditer(query):
        year = _PLANS[match[1]]
        last = today if match[2] else date(year + 4, 12, 31)
        yield Span(date(year, 1, 1), last, match.start(), match.end())
    for match in _EVENT.finditer(query):
        # A congress or a turn is a time only with a word that says so: 二十大报告 is a document.
        named = match["event"]
        yield from _since(
            query, match, EVENTS[named] if named else CONGRESSES[to_number(match["congress"]) or 0], today
        )
    for match in _PLENARY.finditer(query):
        day = PLENARIES.get((to_number(match["congress"]) or 0, to_number(match["session"]) or 0))
        if day is not None:
            yield from _since(query, match, day, today)


def _since(query: str, match: re.Match[str], day: date, today: date) -> Iterator[Span]:
    opened = _OPENED.match(query, match.end())
    end = opened.end() if opened else match.end()
    if _AFTER.match(query, end):
        yield _bounded(query, (match.start(), end), day, day, today)


def _of_year(query: str, match: re.Match[str], year: int, today: date) -> Span:
    """Give the span of a year and what follows it: a month, a half, a quarter, its beginning or end."""
    month = _MONTH.match(query, match.end())
    days = _days(year, month["month"], month["day"]) if month else None
    if month and days:
        return _bounded(query, (match.start(), month.end()), *days, today)
    part = _PART.match(query, match.end())
    if part is None:
        return _bounded(query, match.span(), date(year, 1, 1), date(year, 12, 31), today)
    place = (match.start(), part.end())
    if part["half"]:
        return _bounded(query, place, *_months(year, *((1, 6) if part["half"] == "上" else (7, 12))), today)
    if part["quarter"]:
        last = 3 * (to_number(part["quarter"]) or 1)
        return _bounded(query, place, *_months(year, last - 2, last), today)
    return _rough(query, place, year, today)


def _rough(query: str, place: tuple[int, int], year: int, today: date) -> Span:
    """年初以来 is since the first of January, 年底前 until the last of December; else the year, not exact."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    at, after = query[place[0] : place[1]].rstrip("期")[-1], _AFTER.match(query, place[1])
    if after is None:
        return Span(first, last, *place, exact=False)
    if after[1] in _BEFORE_WORDS:
        return Span(FIRST, last, place[0], after.end(), at in "底末")
    return Span(first, max(today, first), place[0], after.end(), at == "初")


def _decades(query: str) -> Iterator[Span]:
    for match in _DECADE.finditer(query):
        decade = to_number(match[2]) or 0
        century = 2000 if (match[1] or "").startswith(("本", "21", "二十一")) else 1900
        year = century + decade
        yield Span(date(year, 1, 1), date(year + 9, 12, 31), match.start(), match.end())
    for match in _CENTURY_START.finditer(query):
        yield Span(date(2000, 1, 1), date(2009, 12, 31), match.start(), match.end())


def _bounded(query: str, place: tuple[int, int], first: date, last: date, today: date) -> Span:
    """Open a span towards today or the past where 以来 or 以前 follows."""
    after = _AFTER.match(query, place[1])
    if after is None or (after[1] in ("前", "后") and query[after.end() : after.end() + 1] in (*"两三几期",)):
        return Span(first, last, *place)
    if after[1] in _BEFORE_WORDS:
        return Span(FIRST, first - timedelta(days=1), place[0], after.end())
    return Span(first, max(today, first), place[0], after.end())


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)


def _count(text: str) -> tuple[int, bool]:
    """Give a number of years, and whether it is one: 两三年 is the greater of two."""
    if len(text) > 1 and not text.isdecimal() and "十" not in text:
        return to_number(text[-1]) or SOME_YEARS, False
    years = to_number(text)
    return (years, True) if years else (SOME_YEARS, False)


def _days(year: int, month_text: str, day_text: str | None) -> tuple[date, date] | None:
    month, day = to_number(month_text) or 0, to_number(day_text) if day_text else None
    try:
        if day:
            return (date(year, month, day),) * 2
        return _months(year, month, month)
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
