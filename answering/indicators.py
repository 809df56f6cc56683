"""Aims of what is measured in plans and reports: a question for the aim of one is answered only where that aim is told.

A report tells the aims of a dozen measures in one sentence and what was reached in another; a measure that it sets no
aim for is the commonest thing to be asked of it in vain.
"""

import re
from collections.abc import Iterable

from answering.sentence_scores import asks_aim

_MEASURES = (
    ("进出口",),
    ("地区生产总值", "国内生产总值", "gdp", "生产总值", "经济增速", "经济增长"),
    ("一般公共预算收入", "财政收入"),
    ("固定资产投资",),
    ("社会消费品零售总额", "零售总额", "社零"),
    ("城镇新增就业", "新增就业", "新增城镇就业", "新增岗位", "就业岗位"),
    ("失业率",),
    ("居民消费价格", "cpi", "物价"),
    ("可支配收入", "居民收入"),
    ("粮食产量", "粮食总产"),
    ("工业增加值",),
    ("能耗",),
    ("赤字率", "财政赤字"),
    ("城镇化率",),
    ("研发投入", "研发经费", "研究与试验发展经费", "r&d"),
)
"""Each with the other names that documents or askers have for it, folded."""
_AIMED = re.compile(
    r"目标|(?<!稳)预期|力争|计划|确保|达到|以上|左右|以内|拟|将|要求|保持在|控制在|稳定在|不低于|不超过|提高到|提高至"
)
_CLAUSES = re.compile("[，,；;。]")
_REACHED = re.compile(r"突破|累计|去年|上年(?!增|提)|过去|一年来|五年来|完成了|创历史|实际完成|初步统计")


def aim_untold(question: str, sentences: Iterable[str]) -> str | None:
    """Give the measure whose aim a question asks for and no sentence tells, as the question calls it; else None.

    All are in normal spelling: narrow, simplified, in lower case.
    """
    if not asks_aim(question):
        return None
    asked = [names for names in _MEASURES if any(name in question for name in names)]
    if len(asked) != 1:
        return None
    (names,) = asked
    if any(_tells(sentence, names) for sentence in sentences):
        return None
    return next(name for name in names if name in question)


def _tells(sentence: str, names: tuple[str, ...]) -> bool:
    """Tell whether a sentence that speaks of aims names the measure, and not as one that was reached."""
    named = [clause for clause in _CLAUSES.split(sentence) if any(name in clause for name in names)]
    return bool(_AIMED.search(sentence)) and any(not _REACHED.search(clause) for clause in named)
