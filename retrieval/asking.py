"""What kind of answer a question wants: several points, a figure of some kind, or no kind that its words tell. Pure.

Read from a folded query (simplified, narrow, without punctuation).
"""

import re
from dataclasses import dataclass

from corpus.numbering import narrow_figures

_COUNTED = "个条项类种点步方大样"
_SEVERAL = re.compile(
    rf"哪些|哪几|哪[两三四五六七八九十]|几[{_COUNTED}](?![月点年钱人]|小时|星期|工作日|百分)|分[几哪]|分别"
    r"|都(?:有|是)(?:啥|什么|哪)|(?:包括|包含)(?:什么|啥)|有(?:什么|啥|何)(?:要求|条件|措施|情形|任务|举措|规定)"
)

_NUMERAL = r"(?:[0-9][0-9.,]*|[一二三四五六七八九十百千万两半零〇]+)"
_TIME = rf"{_NUMERAL}(?:多|余)?(?:个)?(?:周岁|年|月|日|天|周|小时|分钟|季度|工作日|星期)(?!代)"
_SHARE = rf"[0-9.]+\s*[%％‰]|百分之|千分之|万分之|{_NUMERAL}(?:倍|成|分之{_NUMERAL}|个百分点)"
_MONEY = rf"{_NUMERAL}(?:多|余)?[万亿千百]*元"
_ANY = rf"[0-9]|{_SHARE}|{_NUMERAL}(?:[个件次人名户家项条级类万亿元年月日天周]|公里|平方米|公顷|米|吨|亩)"

_LONG = re.compile(
    "多久|多长|几年|几个月|几[天日周]|几小时|几个?工作日|什么时候|何时|哪[一]?年|多少[年天日]|多少个[月工]|时限|期限"
)
_SHARES = re.compile(
    "比例|占比|百分|几成|几个点|几倍|税率|利率|费率|涨幅|增速|增长多少|比重|[率幅].{0,6}(?:多少|几)|强度"
)
_PRICED = re.compile("多少钱|多少[万亿]?元|罚多少|赔多少|金额|限额|几[块元]|多少[万亿](?!人|吨|亩)")
_AIMS = re.compile("目标|预期|力争|打算|(?<!行动)(?<!专项)计划(?![的书中里])")
_AIMED = re.compile("目标|预期")
"""What is said where figures are aimed at: 主要预期目标是; what was reached stands elsewhere in the same document."""
_REACHES = re.compile("实际(?:[完增新达实为是下])|完成(?:数|了|情况)|(?:增长|达到|实现|减少|下降)了")
_ANNOUNCED = re.compile("目标(?:任务)?(?:建议)?[是为:：]")
_DONE = re.compile("(?:完成|实现|增长|达到|减少|下降)了|(?:超额|全面|圆满|如期)完成")
_COUNTS = re.compile("多少|多大|多高|多远|几|[上下]限|最[多少高低]|封顶|标准是")
_MEASURED = re.compile(
    "(?:gdp|生产总值|增长|增速|涨幅|物价|就业|失业|收入|产量|赤字|投资|进出口|能耗|排放).{0,4}目标",
    re.IGNORECASE,
)
"""A target of something that is measured is a figure, whether or not the query asks how much."""


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """What an answer looks like: it begins or announces a list; it holds a figure of this pattern.

    `aim` says that the figure is one that is aimed at, `reached` that it is one that was reached.
    """

    points: bool = False
    figure: re.Pattern[str] | None = None
    aim: bool = False
    reached: bool = False

    def figured(self, text: str) -> bool:
        """Tell whether a text, as printed, holds a figure of the kind asked for."""
        if self.figure is None or (self.aim and not _AIMED.search(text)):
            return False
        if self.reached and _ANNOUNCED.search(text) and not _DONE.search(text):
            return False
        return self.figure.search(narrow_figures(text)) is not None


_FIGURES = (
    (_LONG, re.compile(_TIME)),
    (_SHARES, re.compile(_SHARE)),
    (_PRICED, re.compile(f"{_MONEY}|{_SHARE}")),
    (_COUNTS, re.compile(_ANY)),
    (_MEASURED, re.compile(_ANY)),
)


def answer_kind(folded_query: str) -> AnswerKind:
    """Tell what a question asks for; a question for several points asks for no figure."""
    if _SEVERAL.search(folded_query):
        return AnswerKind(points=True)
    figure = next((figure for asks, figure in _FIGURES if asks.search(folded_query)), None)
    if figure is None:
        return AnswerKind()
    aim = _AIMS.search(folded_query) is not None
    return AnswerKind(figure=figure, aim=aim, reached=not aim and _REACHES.search(folded_query) is not None)
