"""Dates of a document: written, published, effective, amended. Rules of the facts bench, 5 to 15."""

import re
import unicodedata

from indexer.dates import dated, find_dates
from indexer.evidence import Evidence, plain

_PASSED = re.compile(r"通过|修正|修订")
_PUBLISHED = re.compile(r"公布|发布|颁布")
_PAPER = re.compile(r"人民日报.{0,4}\((?P<date>.{8,14}?)\d{0,2}版")
_PAGE_DATE = re.compile(r"^(?:发[布表]?时间|发布日期|发表时间|发布时间|时间|日期)[:：]\s*(.*)$")
_CLOCK = re.compile(r"(?:19|20)\d\d[年-].{2,8}\s+\d\d[:：时]\d\d")
_FROM = re.compile(
    r"自(?P<date>[^，。；]{6,14}?日)(?:\([^)]{0,20}\))?起?(?:正式)?(?:开始)?(?:施行|实施|执行|生效|试行)"
)
_FROM_PUBLICATION = re.compile(r"自(?:公布|发布|印发|颁布)之日起")


def written(evidence: Evidence) -> str | None:
    """Return 成文日期: of the signature, else of the version's passing, else as the data table has it."""
    if evidence.sign_date is not None:
        days = find_dates(plain(evidence.sign_date))
        if days:
            return days[0]
    if evidence.opening is not None:
        return next(iter(find_dates(evidence.opening.date_text)), None)
    return (
        _passed(evidence)
        or _of_head(evidence)
        or _day(evidence.table("成文日期", "发文日期", "签发日期", "生成日期"))
    )


def published(evidence: Evidence) -> str | None:
    """Return 发布日期: of the page or the newspaper, else the day on which a rule was published by order."""
    said = _day(evidence.table("发布日期", "发布时间", "公开日期"))
    if said is not None:
        return said
    for line in evidence.head:
        match = _PAGE_DATE.match(unicodedata.normalize("NFKC", line))
        if match:
            return next(iter(find_dates(match[1])), None)
        if _CLOCK.search(line):
            return next(iter(find_dates(line)), None)
    for line in evidence.tail:
        paper = _PAPER.search(plain(line))
        if paper:
            return next(iter(find_dates(paper["date"])), None)
    if evidence.table("PubDate"):
        return _day(evidence.table("PubDate"))
    if any(_PASSED.search(line) and re.search(r"修[正订]", line) for line in evidence.history):
        return None
    return _order_day(evidence)


def effective(evidence: Evidence) -> str | None:
    """Return the day in the 施行 clause, or the day of publication where the clause names that and it is printed."""
    for text in (*evidence.body[-40:][::-1], *evidence.body):
        found = _FROM.search(plain(text))
        if found:
            return next(iter(find_dates(found["date"])), None)
    for line in evidence.history:
        if re.search(r"(?:施行|实施)[）)]?$", line):
            return next(iter(find_dates(line)), None)
    labelled = _day(evidence.table("实施日期", "施行日期", "生效日期"))
    if labelled is not None:
        return labelled
    if any(_FROM_PUBLICATION.search(plain(text)) for text in evidence.body):
        return _order_day(evidence)
    return None


def amendments(evidence: Evidence) -> tuple[str, ...]:
    """Return the days of 修正 and 修订 that the head lines name, oldest first."""
    days: list[str] = []
    for line in evidence.history:
        for days_of, clause in _clauses(line):
            if re.search(r"修正|修订", clause):
                days.append(days_of)
    return tuple(dict.fromkeys(days))


def _clauses(line: str) -> list[tuple[str, str]]:
    """Return each date of a history line with the words up to the next date."""
    text = unicodedata.normalize("NFKC", line)
    found = dated(text)
    if not found:
        return []
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    return [(day, text[stop:end]) for (_, stop, day), end in zip(found, ends, strict=True)]


def _passed(evidence: Evidence) -> str | None:
    passed = [
        day
        for line in evidence.history
        for day, clause in _clauses(line)
        if _PASSED.search(clause) and "批准" not in clause[-4:]
    ]
    return passed[-1] if passed else _order_day(evidence)


def _order_day(evidence: Evidence) -> str | None:
    for line in evidence.history:
        for day, clause in _clauses(line):
            if _PUBLISHED.search(clause) and not re.search(r"修[正订]|批准", clause):
                return day
    return None


def _of_head(evidence: Evidence) -> str | None:
    """Return the day in a head line: ——2026年2月3日在…会议上, （2020年1月8日）."""
    for line in evidence.head:
        if _PAGE_DATE.match(line) or "来源" in line or _CLOCK.search(line):
            continue
        text = unicodedata.normalize("NFKC", line)
        days = dated(text)
        if days and (days[0][0] <= 4 and (len(text) <= 18 or re.search(r"日在", text))):
            return days[0][2]
    return None


def _day(value: str | None) -> str | None:
    return next(iter(find_dates(value)), None) if value else None
