"""Spans of a text that can answer: numbers with their unit, times, actors, places. Pure."""

import re
from collections.abc import Iterator

from answering.question import Asked, Wants

Span = tuple[int, int]

_FIGURE = r"(?:[0-9０-９]+(?:[.,．，][0-9０-９]+)*|[〇零一二三四五六七八九十百千万亿两几]+)"
_MEASURE = (
    r"(?:%|％|‰|多|余|左右|以上|以下|万|亿|个|百分点|千|元|岁|家|件|人|名|次|天|日|年|月|小时|分钟|亩|公里|米|平方|立方|户|倍|位|所|条"
    r"|项|套|吨|斤|点|成|分|号|种|期|届|步|度|公顷|千瓦|片|座|处|辆|台|批|场|篇|部|门|级|票|份|周|季|工作日|周岁|人次|字符)"
)
_NUMBER = re.compile(
    rf"(?:百分之|万分之|千分之)?{_FIGURE}{_MEASURE}+|百分之{_FIGURE}|近?{_FIGURE}成|[0-9]+(?:\.[0-9]+)?"
)
_TIME = re.compile(
    rf"[0-9〇零一二三四五六七八九]{{2,4}}年(?:{_FIGURE}月(?:{_FIGURE}日)?)?(?:底|初)?|{_FIGURE}月(?:{_FIGURE}日|份|底)?|{_FIGURE}(?:个)?"
    r"(?:工作日|日|天|年|个月|月|小时|分钟|周|季度)(?:内|以内|前|以上|以下)?|(?:之|即)日起"
)
_ACTOR = re.compile(
    r"[\u4e00-\u9fff]{0,12}(?:人民政府|政府|部门|委员会|办公室|机关|机构|单位|法院|检察院|国务院|总理|主席|书记|部长|主任|负责人|会议|公司"
    r"|企业|组织|厅|局|部|委|院|会|人)"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:省|市|县|区|州|盟|旗|镇|乡|村|路|圈|港|湾|岛|海|山|江|河|国|地区|街道|社区|场所|都市圈)"
)
_BY_KIND = {Wants.NUMBER: _NUMBER, Wants.TIME: _TIME, Wants.ACTOR: _ACTOR, Wants.PLACE: _PLACE}


def answering_spans(text: str, asked: Asked) -> Iterator[Span]:
    """Give the spans of a text that are of the kind asked for; of the unit asked for, where one is told."""
    pattern = _BY_KIND.get(asked.wants)
    if pattern is None:
        return
    for match in pattern.finditer(text):
        if asked.unit is None or asked.unit in text[match.start() : match.end() + len(asked.unit)]:
            yield match.span()
