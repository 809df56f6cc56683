"""A question that sets two things side by side, taken apart into one question for each."""

import re
from collections.abc import Sequence

from answering.conversation import Names

_JOIN = r"\s*(?:和|与|跟|同|、|相比|及|对比)\s*"
_TAIL = re.compile(
    r"(?:相比|之间|对比)?[，,]?(?:(?:各|分别|都)?(?:有|是)?(?:何|什么|哪些|啥|怎样的?)|的)?(?:主要)?"
    r"(?:不同|区别|差别|差异|异同|不一样)(?:点|之处|的地方|在哪里?)?[呢吗]?[？?。]*$"
)
_TITLE = r"《[^《》]{2,80}》"
_YEAR = r"(?:19|20)[0-9]{2}年?"
_LAW = r"[\u4e00-\u9fff]{2,16}?(?:法典|法|条例|办法|规定|细则)"


def sides(question: str, regions: Names) -> tuple[str, str] | None:
    """Give the question for each of the two things compared; None where two of a kind are not found joined."""
    places = "|".join(re.escape(place) + "[省市县]?" for place in regions(question))
    for kind in (_TITLE, _YEAR, places, _LAW):
        if not kind:
            continue
        match = re.search(rf"(?P<one>{kind}){_JOIN}(?P<other>{kind})", question)
        if match and match["one"] != match["other"]:
            halves = [
                question[: match.start()] + _named(match[name], kind) + question[match.end() :]
                for name in ("one", "other")
            ]
            one, other = (_TAIL.sub("", half).strip() for half in halves)
            return one, other
    return None


def _named(thing: str, kind: str) -> str:
    return thing + "年" if kind == _YEAR and not thing.endswith("年") else thing


def both_missing(reasons: Sequence[str | None]) -> str | None:
    """Give why a comparison cannot be made: the reasons of the sides that the sources do not tell."""
    told = [reason for reason in reasons if reason is not None]
    return "".join(dict.fromkeys(told)) or None
