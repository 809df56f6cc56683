"""Dates of a document: written, published, effective, amended. Rules of the facts bench, 5 to 15."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from indexer.dates import dated, find_dates
from indexer.evidence import Evidence, is_label, plain
from indexer.history import clauses
from indexer.readings import Line, Reading, read_at

_PASSED = re.compile(r"通过|修正|修订")
_PUBLISHED = re.compile(r"公布|发布|颁布")
_PAPER = re.compile(r"人民日报.{0,4}\((?P<date>.{8,14}?)\d{0,2}版")
_PAGE_DATE = re.compile(r"^(?:发[布表]?时间|发布日期|发表时间|发布时间|更新时间|时间|日期)[:：]\s*(.*)$")
_PAGE_LABEL = re.compile(r"^(?:(?:发布|发表|更新)?时间|(?:发布)?日期)\s*[:：]$")
_CLOCK = re.compile(r"(?:19|20)\d\d[年-].{2,8}\s+\d{1,2}[:：时]\d\d")
_FROM = re.compile(
    r"自(?P<date>[^，。；]{6,14}?日)(?:[(（][^)）]{0,20}[)）])?起?(?:正式)?(?:开始)?(?:施行|实施|执行|生效|试行)"
)
_FROM_PUBLICATION = re.compile(r"自(?:公布|发布|印发|颁布)之日起")


def written(evidence: Evidence) -> Reading | None:
    """Return 成文日期: of the signature, else of the version's passing, else as the data table has it."""
    if evidence.sign_date is not None:
        signed = _first_day(evidence.sign_date, 0.95)
        if signed is not None:
            return signed
    if evidence.opening.day is not None:
        return _first_day(evidence.opening.day, 0.9)
    return (
        _passed(evidence)
        or _of_head(evidence)
        or _day(evidence.table("成文日期", "发文日期", "签发日期", "生成日期"))
    )


def published(evidence: Evidence) -> Reading | None:
    """Return 发布日期: of the page or the newspaper, else the day on which a rule was published by order."""
    said = _day(evidence.table("发布日期", "发布时间", "公开日期"))
    if said is not None:
        return said
    printed = _of_page(evidence.head) or _of_paper(evidence.tail)
    if printed is not None:
        return printed
    if evidence.table("PubDate"):
        return _day(evidence.table("PubDate"))
    if any(_PASSED.search(line.text) and re.search(r"修[正订]", line.text) for line in evidence.history):
        return None
    return _order_day(evidence)


def effective(evidence: Evidence) -> Reading | None:
    """Return the day in the 施行 clause, or the day of publication where the clause names that and it is printed."""
    for line in (*evidence.body[-40:][::-1], *evidence.body):
        if "自" not in line.text:
            continue
        found = _FROM.search(line.text) or _FROM.search(plain(line.text))
        if found:
            day = next(iter(find_dates(plain(found["date"]))), None)
            return read_at(day, _place(line, found), 0.96) if day else None
    for line in evidence.history:
        if re.search(r"(?:施行|实施)[）)]?$", line.text):
            days = clauses(line.text)
            return read_at(days[-1][2], line.part(days[-1][0], days[-1][1]), 0.95) if days else None
    labelled = _day(evidence.table("实施日期", "施行日期", "生效日期"))
    if labelled is not None:
        return labelled
    if any(_FROM_PUBLICATION.search(plain(line.text)) for line in evidence.body):
        ordered = _order_day(evidence)
        return ordered.told(ordered.value, 0.85) if ordered else None
    return None


def amendments(evidence: Evidence) -> tuple[Reading, ...]:
    """Return the days of 修正 and 修订 that the head lines name, oldest first."""
    days: dict[str, Reading] = {}
    for line in evidence.history:
        for start, end, day, clause in clauses(line.text):
            if re.search(r"修正|修订", clause):
                days.setdefault(day, read_at(day, line.part(start, end), 0.96))
    return tuple(days.values())


def _of_page(head: Sequence[Line]) -> Reading | None:
    """Read the page's own line: 发布时间：…, a label above its value, or a day with a time of day."""
    for place, line in enumerate(head):
        text = unicodedata.normalize("NFKC", line.text)
        below = place > 0 and _PAGE_LABEL.match(unicodedata.normalize("NFKC", head[place - 1].text))
        if below or _PAGE_DATE.match(text) or _CLOCK.search(text):
            reading = _first_day(line, 0.94)
            if reading is not None:
                return reading
    return None


def _of_paper(tail: Sequence[Line]) -> Reading | None:
    for line in tail:
        paper = _PAPER.search(plain(line.text))
        if paper:
            days = find_dates(paper["date"])
            return read_at(days[0], line, 0.95) if days else None
    return None


def _passed(evidence: Evidence) -> Reading | None:
    passed = [
        read_at(day, line.part(start, end), 0.95)
        for line, start, end, day, clause in _told(evidence)
        if _PASSED.search(clause) and "批准" not in clause[-4:]
    ]
    return passed[-1] if passed else _order_day(evidence)


def _order_day(evidence: Evidence) -> Reading | None:
    for line, start, end, day, clause in _told(evidence):
        if _PUBLISHED.search(clause) and not re.search(r"修[正订]|批准", clause):
            return read_at(day, line.part(start, end), 0.93)
    return None


def _told(evidence: Evidence) -> Iterator[tuple[Line, int, int, str, str]]:
    return ((line, *clause) for line in evidence.history for clause in clauses(line.text))


def _of_head(evidence: Evidence) -> Reading | None:
    """Return the day in a head line: ——2026年2月3日在…会议上, （2020年1月8日）."""
    for above, line in zip((None, *evidence.head), evidence.head, strict=False):
        text = unicodedata.normalize("NFKC", line.text)
        if above is not None and is_label(above.text):
            continue
        if _PAGE_DATE.match(text) or "来源" in text or _CLOCK.search(text):
            continue
        days = dated(text)
        if days and days[0][0] <= 4 and (len(text) <= 18 or re.search(r"日在", text)):
            return read_at(days[0][2], line.part(days[0][0], days[0][1]), 0.92)
    return None


def _first_day(line: Line, confidence: float) -> Reading | None:
    """Return the first date of a line, which may be set with spaces between its characters."""
    days = dated(line.text)
    if days:
        return read_at(days[0][2], line.part(days[0][0], days[0][1]), confidence)
    closed = find_dates(plain(line.text))
    return read_at(closed[0], line, confidence) if closed else None


def _place(line: Line, found: re.Match[str]) -> Line:
    """Return the place of a match in the line, the line whole where its spaces were dropped for it."""
    return line.match(found) if found.string == line.text else line


def _day(said: Reading | None) -> Reading | None:
    days = find_dates(said.value) if said else ()
    return said.told(days[0]) if said and days else None
