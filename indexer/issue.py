"""What the masthead of a magazine says of the issue."""

import re
from collections.abc import Sequence

from indexer.dates import dated
from indexer.readings import Line, Reading, read_at

_NUMBER = re.compile(r"(?:(?:19|20)\d\d\s?年)?\s?(?:第\s?\d{1,3}\s?期|\d{1,2}\s?月号)")
_PUBLISHER = re.compile(
    r"(?P<role>编辑出版|主办单位|主办|主管主办|主管单位|主管|出版单位|编辑单位)[\s:：]*(?P<organ>[^\s　:：]*)"
)
_ORGAN = re.compile(r"(?:委员会|党委|党校|办公室|出版社|杂志社|编辑部|[局厅部院会社])$")
_NAME = re.compile(r"[《]?(?P<name>[\u3400-\u9fff]{2,12})[》]?$")
_PUBLISHED = re.compile(r"出版|发行")
_LONGEST = 24
_ORDER = ("编辑出版", "主办单位", "主办", "主管主办")


def issue_name(lines: Sequence[str], masthead: int = 0) -> str | None:
    """Return the name of an issue: its number, with the magazine's name where the masthead begins with it.

    `masthead` counts the lines above the contents page.
    """
    reading = _named([Line(text, 0, len(text)) for text in lines], masthead)
    return reading.value if reading else None


def issue_readings(lines: Sequence[Line], masthead: int = 0) -> dict[str, Reading | Sequence[Reading] | None]:
    """Return the facts of an issue: name, kind, publisher, day of publication."""
    return {
        "title": _named(lines, masthead),
        "doc_type": Reading("期刊", 0.95),
        "issuer": _publisher(lines),
        "date_published": _published(lines),
    }


def _named(lines: Sequence[Line], masthead: int) -> Reading | None:
    for line in lines:
        match = _NUMBER.match(line.text.strip())
        if match and len(line.text.strip()) <= _LONGEST:
            name = _NAME.match(lines[0].text.strip()) if masthead else None
            return read_at((name["name"] if name else "") + match[0], line, 0.9)
    return None


def _publisher(lines: Sequence[Line]) -> Reading | None:
    """Return who publishes: what stands behind 编辑出版 or 主办, or in the line below it."""
    found: dict[str, Reading] = {}
    for place, line in enumerate(lines):
        for match in _PUBLISHER.finditer(line.text):
            below = lines[place + 1] if place + 1 < len(lines) else None
            organ = match["organ"].strip()
            if organ and _ORGAN.search(organ):
                found.setdefault(match["role"], read_at(organ, line.match(match, "organ"), 0.9))
            elif not organ and below is not None and _ORGAN.search(below.text.strip()):
                found.setdefault(match["role"], read_at(below.text.strip(), below, 0.85))
    return next((found[role] for role in _ORDER if role in found), next(iter(found.values()), None))


def _published(lines: Sequence[Line]) -> Reading | None:
    for line in lines:
        days = dated(line.text) if _PUBLISHED.search(line.text) else []
        if days:
            return read_at(days[0][2], line.part(days[0][0], days[0][1]), 0.9)
    return None
