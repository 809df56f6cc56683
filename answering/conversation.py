"""A question made whole from the turns before it, without a model: what it leaves out is carried over.

那第五十三条呢 takes the title from the turn before, 它的生效日期 the thing spoken of, 2023年呢 the whole question with
another year. A question that stands by itself is left as it is.
"""

import re
from collections.abc import Callable, Sequence

from answering.results import Role, Turn

Names = Callable[[str], Sequence[str]]
"""Gives the titles, places and the like that a text names, as they are written."""

_FOLLOWS = re.compile(r"^(?:那么?(?![个些种里边时位])|还有|另外|以及|再(?:看看|说说)?|请问)+[，,、]?")
_ASKS_ON = re.compile(r"(?:呢|怎么样|如何|又是?怎样)?[？?。！!]*$")
_POINTS = re.compile(
    r"(?:它|该(?:法|条例|办法|规定|文件|通知|报告|市|省|区|条)?"
    r"|这(?:部|个|份|项|篇|条|件)?(?:法律|法|条例|办法|规定|文件|通知|报告|政策|讲话)?|上述(?:文件|规定|办法|条例)?|此(?:法|条例|文件|办法))(?=的|是|第|什么|何时|有|对|里|中|由|从|要|规定|[？?]|$)"
)
_ARTICLE = re.compile(r"第?[0-9０-９一二三四五六七八九十百千零〇]+条(?:第?[0-9一二三四五六七八九十]+款)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年|(?:去|今|明|前)年")
_TITLE = re.compile(r"《[^《》]{2,80}》")
_LAW = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:法典|法|条例|办法|细则|规定|准则)(?=第|的|里|中|规定|对|什么|何时|由|有|是|[，,。？?]|$)"
)
_DOCUMENT = re.compile(
    r"(?:(?:19|20)[0-9]{2}年)?[\u4e00-\u9fff]{0,16}(?:政府工作报告|工作报告|工作要点|报告|要点|规划|方案|通知|意见|批复)"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:省|市|县|自治区)")
_SHORT = 14
"""Characters of a question that may lack its thing; a longer one stands by itself, unless it points back."""
_SUBJECT = re.compile(
    r"^(?P<subject>[^？?，,。]{2,30}?)"
    r"(?:的|是(?:什么|多少|谁|哪)|有(?:哪些|什么|多少)|什么时候|何时|多少|怎么|如何|由谁)"
)


_SWAPPED = (_ARTICLE, _YEAR, _TITLE, _PLACE)


def whole_question(question: str, turns: Sequence[Turn], regions: Names) -> str:
    """Give the question with what it leaves out, taken from the latest question of the user that tells it.

    regions: gives the places named in a text, as written.
    """
    earlier = [turn.content.strip() for turn in turns if turn.role is Role.USER and turn.content.strip()]
    for before in reversed(earlier):
        made = _joined(question, before, regions)
        if made is not None:
            return made
    return question


def _joined(question: str, before: str, regions: Names) -> str | None:
    """Join a question with one before it; None where it needs nothing, or nothing fits."""
    rest = _ASKS_ON.sub("", _FOLLOWS.sub("", question)).strip()
    asks_on = rest != _ASKS_ON.sub("", question).strip() or question.rstrip("？?。！! ").endswith("呢")
    if asks_on and rest:
        swapped = _swapped(rest, before, regions)
        if swapped is not None:
            return swapped
    pointed = _POINTS.search(question)
    if pointed:
        thing = _thing(before)
        return None if thing is None else question[: pointed.start()] + thing + question[pointed.end() :]
    bare = _ARTICLE.match(rest)
    if bare and not _LAW.search(rest[: bare.start()]):
        thing = _title(before)
        return f"{thing}{rest}" if thing else None
    if asks_on and len(rest) <= _SHORT:
        thing = _thing(before)
        return f"{thing}的{rest.removeprefix('的')}" if thing and thing not in rest else None
    return None


def _swapped(rest: str, before: str, regions: Names) -> str | None:
    """Put the one thing that a question tells (a year, an article, a place, a title) in the place of the other's."""
    for pattern in _SWAPPED:
        if pattern.fullmatch(rest):
            old = pattern.search(before)
            if old:
                return before[: old.start()] + rest + before[old.end() :]
    places, old_places = regions(rest), regions(before)
    if old_places and places and places[0] in (rest, rest.rstrip("省市县")):
        return re.sub(re.escape(old_places[0]) + "[省市县]?", rest, before, count=1)
    return None


def _thing(before: str) -> str | None:
    """Give what a question was about: its title, its document, or its subject."""
    named = _title(before)
    if named is not None:
        return named
    subject = _SUBJECT.match(before)
    return subject["subject"] if subject else None


def _title(before: str) -> str | None:
    for pattern in (_TITLE, _LAW, _DOCUMENT):
        found = pattern.search(before)
        if found:
            return re.sub(r"^(?:请问|根据|按照|在)", "", found[0])
    return None
