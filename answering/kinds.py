"""Spans of a text that can answer: numbers with their unit, times, actors, places. Pure."""

import re
from collections.abc import Iterator

from answering.question import Asked, Wants
from answering.spans import Span, clauses

_FIGURE = r"(?:[0-9０-９]+(?:[.,．，][0-9０-９]+)*|[〇零一二三四五六七八九十百千万亿两几半]+)"
_MEASURE = (
    r"(?:%|％|‰|多|余|左右|以上|以下|万|亿|个|百分点|千|元|岁|家|件|人|名|次|天|日|年|月|小时|分钟|亩|公里|米|平方|立方|户|倍|位|所|条"
    r"|项|列|趟|套|吨|斤|点|成|分|号|种|期|届|步|度|公顷|千瓦|片|座|处|辆|台|批|场|篇|部|门|级|票|份|周|季|工作日|周岁|人次|字符)"
)
_NUMBER = re.compile(
    rf"{_FIGURE}分之{_FIGURE}{_MEASURE}*|半数|{_FIGURE}{_MEASURE}+|近?{_FIGURE}成|[0-9]+(?:\.[0-9]+)?"
)
_TIME = re.compile(
    rf"[0-9〇零一二三四五六七八九]{{2,4}}年(?:{_FIGURE}月(?:{_FIGURE}日)?)?(?:底|初)?|{_FIGURE}月(?:{_FIGURE}日|份|底)?|{_FIGURE}(?:个)?"
    rf"(?:工作日|日|天|年|个月|月|小时|分钟|周|季度)(?:内|以内|前|以上|以下)?|{_FIGURE}[时点](?:{_FIGURE}分|半|整)?"
    r"|(?:之|即)日起|半个?[年月]|每年|[立春夏秋冬至]{2}所在"
)
_ACTOR = re.compile(
    r"[\u4e00-\u9fff]{0,12}(?:人民政府|政府|部门|委员会|办公室|机关|机构|单位|法院|检察院|国务院|总理|主席|书记|部长|主任|负责人|会议|公司"
    r"|企业|组织|厅|局|部|委|院|会|人)"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:省|市|县|区|州|盟|旗|镇|乡|村|路|圈|港|湾|岛|海|山|江|河|国|地区|街道|社区|场所|都市圈)"
)
_BY_KIND = {Wants.NUMBER: _NUMBER, Wants.TIME: _TIME, Wants.ACTOR: _ACTOR, Wants.PLACE: _PLACE}


_SAME_UNITS = {
    "钱": ("元", "角", "费", "倍", "%", "百分之"),
    "工本费": ("元",),
    "元": ("元",),
    "百分之": ("%", "百分之", "百分点", "成"),
    "万元": ("元",),
    "亿元": ("元",),
    "倍": ("倍", "%", "百分之"),
    "天": ("日", "天"),
    "人": ("人", "名", "位", "群众", "学生", "游客", "户", "分之", "半数", "代表", "职工", "村民"),
    "万": ("万", "亿"),
    "万分之": ("万分之", "‱", "%"),
    "千分之": ("千分之", "‰", "%"),
    "名": ("人", "名", "位"),
    "户": ("户",),
    "家": ("家", "户", "个"),
    "年": ("年",),
    "美元": ("美元",),
    "列": ("列", "趟"),
    "岁": ("岁", "周岁"),
}
"""Units in which what is asked for may be told, where it is not the unit alone."""
_FULL_DATE = re.compile(
    r"[0-9〇零一二三四五六七八九]{4}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日"
)

_AFTER = re.compile(r"^[\u4e00-\u9fff%％‰]+")
_OF_PEOPLE = re.compile("(?:生|工|员|人|群众|户籍人口)$")
_DIGIT = re.compile("[0-9０-９]")
_ORDERS = re.compile("第[0-9０-９〇零一二三四五六七八九十百千万]*$")
_DATES = re.compile("(?:19|20)[0-9]{2}年?|[0-9]{1,2}月(?:份|底)?|[0-9]{1,2}日")
_WHICH_DAY = re.compile("哪一?天|哪一?日|(?<!第)几号(?!令|文|公告|线|楼|机)|几月几|何日")
_DAY = re.compile(
    rf"(?:[0-9〇零一二三四五六七八九]{{4}}年)?{_FIGURE}\s*月\s*{_FIGURE}\s*[日号]|{_FIGURE}\s*日(?!常)|[之即当次]日|(?:周|星期)[一二三四五六日末天]"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
)
_AIM_LAST = re.compile(r"目标[？?。\s]*$")


def asks_day(asked: Asked) -> bool:
    """Tell whether a question asks for a day, which no month or number of days answers."""
    return asked.wants is Wants.TIME and _WHICH_DAY.search(asked.text) is not None


def tells_day(text: str) -> bool:
    """Tell whether a text tells a day, a weekday, or that a thing holds from the day of its publication."""
    return _DAY.search(text) is not None


def wants_figure(asked: Asked) -> bool:
    """Tell whether a question asks for a figure, or ends in the aim it asks for."""
    return asked.wants is Wants.NUMBER or _AIM_LAST.search(asked.text) is not None


def answering_spans(text: str, asked: Asked) -> Iterator[Span]:
    """Give the spans of a text that are of the kind asked for; of the unit asked for, where one is told.

    What the question itself says (the year of what it asks about) answers nothing.
    """
    if asked.unit == "日" and asked.wants is Wants.TIME:
        yield from (match.span() for match in _FULL_DATE.finditer(text))
        return
    pattern = _DAY if asks_day(asked) else _NUMBER if asked.unit else _BY_KIND.get(asked.wants)
    if pattern is None:
        return
    units = _SAME_UNITS.get(asked.unit, (asked.unit,)) if asked.unit else ()
    named = {match[0] for match in pattern.finditer(asked.text)}
    for match in pattern.finditer(text):
        if match[0] in named or (pattern is _NUMBER and _counts_nothing(text, match, asked)):
            continue
        if not units or any(unit in _with_unit(text, match, asked) for unit in units):
            yield match.span()


def _with_unit(text: str, match: re.Match[str], asked: Asked) -> str:
    """Give a figure with what may be its unit: the characters right after it, and before one of people (在校生1200万)."""
    after = "".join(_AFTER.findall(text[match.end() : match.end() + (4 if asked.unit == "人" else 2)]))
    whose = _OF_PEOPLE.search(text, max(0, match.start() - 4), match.start()) if asked.unit == "人" else None
    return f"{match[0]}{after}{'人' if whose and match[0][-1] in '万亿余多' else ''}".replace("％", "%")


def beside(text: str, asked: Asked) -> Iterator[str]:
    """Give the clause of each span that is of the kind asked for, with the clause before it where that tells no figure."""
    pieces = clauses(text, (0, len(text)))
    places = {
        next((at for at, piece in enumerate(pieces) if piece[0] <= start < piece[1]), 0)
        for start, _ in answering_spans(text, asked)
    }
    for at in sorted(places):
        start, end = pieces[at]
        if at and not _DIGIT.search(text, *pieces[at - 1]):
            start = pieces[at - 1][0]
        yield text[start:end]


def _counts_nothing(text: str, match: re.Match[str], asked: Asked) -> bool:
    """Tell whether a number only puts in order (第三十条), or is a date, which answers no question of how many."""
    if "第几" not in asked.text and _ORDERS.search(text, max(0, match.start() - 12), match.start()):
        return True
    return asked.unit is None and _DATES.fullmatch(match[0]) is not None
