"""The session that passed a text: 第十三届全国人民代表大会常务委员会第二十二次会议."""

import re

from indexer.evidence import Evidence
from indexer.readings import Line, Reading, read_at

_N = r"[一二三四五六七八九十百零〇\d]{1,5}"
_MEETING = re.compile(
    rf"(?P<meeting>[\u4e00-\u9fff]{{0,24}}?(?:第{_N}届[\u4e00-\u9fff]{{2,24}}?)?第{_N}次(?:[\u4e00-\u9fff]{{0,8}}?会议?|部务会))"
    r"\s*(?:审议|讨论|审议并)?(?:原则)?(?:修订|修正)?(?:通过|批准|修[正订]|(?=《关于))"
)
_LEAD = re.compile(r".*(?:\d日|[一二三四五六七八九十]日|已经|业经|经|由|，|,)")


def meeting_of(evidence: Evidence) -> Reading | None:
    """Return the session that passed the text last, as printed; None where none is named."""
    found = [reading for line in evidence.history if (reading := _meeting(line))]
    if found:
        return found[-1]
    near = (*evidence.head[:12], *evidence.body[:3])
    return next((reading for line in near if "《" not in line.text and (reading := _meeting(line))), None)


def _meeting(line: Line) -> Reading | None:
    matches = list(_MEETING.finditer(line.text))
    if not matches:
        return None
    match = matches[-1]
    lead = _LEAD.match(match["meeting"])
    start = match.start("meeting") + (lead.end() if lead else 0)
    if line.text[start] == "日" and line.text[start - 1 : start].isdecimal():
        start += 1  # of the date before it
    name = line.text[start : match.end("meeting")].strip()
    return read_at(name, line.part(start, match.end("meeting")), 0.9)
