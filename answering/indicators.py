"""Aims of what is measured in plans and reports: a question for the aim of one is answered only where that aim is told.

A report tells the aims of a dozen measures in one sentence and what was reached in another; a measure that it sets no
aim for is the commonest thing to be asked of it in vain.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_MEASURES = (
    ("进出口", "外贸"),
    ("地区生产总值", "国内生产总值", "gdp", "生产总值", "经济总量", "经济增速", "经济增长"),
    ("一般公共预算收入", "财政收入", "财政总收入"),
    ("固定资产投资", "固投"),
    ("社会消费品零售", "零售总额", "社零"),
    ("城镇新增就业", "新增就业", "新增城镇就业", "就业新增", "新增岗位", "就业岗位"),
    ("失业率",),
    ("居民消费价格", "cpi", "物价", "价格总水平"),
    ("可支配收入", "居民收入"),
    ("粮食产量", "粮食总产"),
    ("工业增加值", "规模以上工业增长", "规上工业增长"),
    ("能耗", "能源消费", "能源消耗"),
    ("赤字率", "财政赤字"),
    ("城镇化率",),
    ("研发投入", "研发经费", "研究与试验发展经费", "r&d"),
)
"""Each with the other names that documents or askers have for it, in normal spelling."""
_ASKS = re.compile(r"目标|预期|力争|计划|打算|拟(?!定)")
_OTHERWISE = re.compile(
    "谁|哪些|怎么|如何|怎样|完成|实现[了没]|达到.{0,6}[了吗]|超过|情况|审批|责任|考核|管理|吗|是否|为什么"
)
"""A question for another thing than the aim itself."""
_ANNOUNCED = re.compile(r"主要(?:预期)?目标|预期目标|目标(?:任务)?[是为:：]")
_REVIEW = re.compile("回顾|成就|成效|过去|以来|[0-9]{4}年工作(?:情况|$|[ \\n])")
_CLAUSES = re.compile("[，,；;。]")
_REACHED = re.compile(
    r"突破|累计|(?<!比)(?<!在)去年(?!基础|增|提)|(?<!比)(?<!在)上年(?!基础|增|提)|过去|一年来|五年来|完成了|创历史|创新高|实际完成|初步统计|刚刚过去"
)
_SAID = re.compile("[0-9]|[一二三四五六七八九十]成|同步|正增长|持平|基本稳定|百分之")
_AHEAD = re.compile(r"力争|目标|(?<!稳)预期|今年|确保")


_MEASURED_AFTER = re.compile(r"(?:多少|几)[千万亿]+(?:美?元|吨|斤|亩|人次)的?([\u4e00-\u9fff]{2,6})")
_MEASURED_BEFORE = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(?:总共|一共|共计?|累计|分别)?(?:是|为|有|达到?了?|完成了?|实现了?)?(?:多少|几)[千万亿]"
)
_COUNTED = re.compile(
    r"(?:[额值量入资益润]|产能|规模|[贷存]款|贸易|[进出]口|赤字|营收|面积|里程|人口|支出|债券|债务|消费|储备|装机)$"
)
"""What reports count in thousands and millions, by how its name ends."""


class Told(NamedTuple):
    """A sentence, the passage that it stands in and the headings above it, in normal spelling."""

    sentence: str
    passage: str
    headings: str


def aim_untold(question: str, sentences: Iterable[Told]) -> str | None:
    """Give the measure whose aim a question asks for and no sentence tells, as the question calls it; else None.

    `question` wants a figure and is in normal spelling: narrow, simplified, in lower case.
    """
    if not _ASKS.search(question) or _OTHERWISE.search(question):
        return None
    asked = [names for names in _MEASURES if any(name in question for name in names)]
    if len(asked) != 1 or any(_tells(told, asked[0]) for told in sentences):
        return None
    return next(name for name in asked[0] if name in question)


def amount_untold(question: str, beside: Iterable[str]) -> bool:
    """Tell whether an amount of a measure is asked for (离岛免税销售额是多少亿元) and stands beside none of the figures told.

    `question` and `beside`, each the clause of a figure with the one before it, are in normal spelling.
    """
    measured = _MEASURED_AFTER.search(question) or _MEASURED_BEFORE.search(question)
    if measured is None or not _COUNTED.search(measured[1]):
        return False
    same = next((names for names in _MEASURES if any(one in question for one in names)), ())
    name = measured[1]
    parts = {
        part for part in (name[-2:], name[-3:-1], name[-4:-2]) if len(part) > 1
    }  # 贷款余额 is told as 贷款
    return not any(any(one in told for one in (*parts, *same)) for told in beside)


def _tells(told: Told, names: tuple[str, ...]) -> bool:
    """Tell whether a sentence names the measure where aims are told, and not as one that was reached."""
    named = [clause for clause in _CLAUSES.split(told.sentence) if any(name in clause for name in names)]
    return any(_is_aim(clause, told) for clause in named)


def _is_aim(clause: str, told: Told) -> bool:
    """Tell whether a clause gives the measure a figure, and not one that was reached; where nothing tells, it does."""
    if not _SAID.search(clause):
        return False
    if _AHEAD.search(told.sentence) or _ANNOUNCED.search(told.passage):
        return True
    return not (_REACHED.search(clause) or _REACHED.search(told.sentence) or _REVIEW.search(told.headings))
