"""What kind of answer a question asks for, read from its words. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.numbering import to_number


class Shape(StrEnum):
    """The form that the answer takes."""

    FACT = "fact"
    LIST = "list"
    DEFINITION = "definition"
    DUTY = "duty"
    COMPARISON = "comparison"
    DOCUMENTS = "documents"


class Wants(StrEnum):
    """What a fact's sentence must hold."""

    NUMBER = "number"
    TIME = "time"
    ACTOR = "actor"
    PLACE = "place"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read. `unit` is the measure asked for (岁, 万亩), `count` the number of items (哪五个: 5)."""

    text: str
    shape: Shape
    wants: Wants = Wants.ANYTHING
    unit: str | None = None
    count: int | None = None


_COUNTED = r"[一二两三四五六七八九十]{1,3}|[0-9]{1,2}"
_OF_ITEMS = r"(?:个|大|项|条|点|种|类|方面|件|步|样|门|句|块|把)"
_DOCUMENTS = re.compile(
    r"(?:哪|什么)(?:一|些|几)?(?:份|个|部|件|篇|项)?(?:文件|法律|法规|条例|讲话|报告|通知|文章|文档)(?!里|中|的|对|要求|明确)"
    r"|出自(?:哪|何)"
)
_COMPARISON = re.compile(r"不同|区别|差别|差异|异同|不一样|相比|对比|比较")
_JOINED = re.compile(r"[和与跟同、及]")
_DEFINITION = re.compile(
    r"^(?:请问)?(?:什么是|何谓|何为|啥是|什么叫|啥叫)|是指什么|指的是什么|指什么|(?:的定义|的含义|什么意思)|怎么定义|如何定义|怎样定义"
)
_LIST = re.compile(
    r"哪(?:一)?些|哪几|有哪|分别是|都是啥|都有啥|包括(?:什么|啥)|(?:有|是)什么(?:内容|措施|要求|情形|条件|职责)"
    rf"|几{_OF_ITEMS}(?:大|方面|内容|布置|要求|是什么)|分(?:成|为)?几{_OF_ITEMS}|哪[“\"]?(?:{_COUNTED}){_OF_ITEMS}"
)
_COUNT = re.compile(
    rf"哪[“\"]?({_COUNTED}){_OF_ITEMS}|(?<![0-9一二三四五六七八九十第])({_COUNTED}){_OF_ITEMS}(?=.{{0,12}}(?:分别是|都是|是哪|有哪|是什么))"
)
_UNIT = re.compile(
    r"(?:多少|(?<!哪)几|哪几)(?:个)?(万亩|亿元|万元|亿斤|万人|个百分点|工本费|钱|元|岁|家|件|人|名|次|天|日|年|月|小时|分钟|亩|公里|平方米|户|倍"
    r"|位|所|套|吨|斤|门|%|％|美元|公顷|列|座|辆|台)|(?:多少|几)[千万亿]+(美元|户|家|辆|吨|套|名|亩|公里|平方米|立方米|次|件|台|千瓦)"
    r"|(?:多少|几)(万)|(百分之)[几多]|([千万]分之)[几多]|哪年哪月哪(日)"
)
_PEOPLE = re.compile(
    "多少(?:在校)?(?:群众|学生|学员|人员|干部|工人|职工|游客|教师|老师|党员|居民|村民|农民|孩子|儿童|老人|志愿者|代表|新生|毕业生)"
)
_NUMBER = re.compile(
    r"多少|几(?!乎|个方面|大)|多[大长久高远快]|(?:比例|占比|比重|金额|额度|限额|增速|税率|费率|强度|数量|涨幅|赤字率|化率|上限|下限|标准|目标|天数|产量|总额)(?:是|为|有|定)?"
)
_TIME = re.compile(
    r"何时|什么时候|哪(?:一)?[年天日月]|哪个月|几月|几号|几点(?:钟|半|到|[开关上下]|$|[？?])|什么时间|日期|从何时|多久|多长时间|几天|几年|几个月|几小时"
)
_ACTOR = re.compile(
    r"谁|何人|哪(?:个|一|些)?(?:部门|单位|机构|机关|人员|级|家|位)|由哪|什么(?:部门|单位|机构|人)"
)
_PLACE = re.compile(
    r"哪里|哪儿|在哪|何处|何地|什么地方|哪(?:个|些|几)?(?:省|市|县|区|地区|地方|城市|国家|都市圈)"
)
_DUTY = re.compile(
    r"第[一二三四五六七八九十百千零〇0-9０-９]+条|[0-9０-９]+条|应当|必须|不得|能不能|能否|可以|可不可以|是否|要不要|允许|禁止|处罚|罚款|怎么处理|怎么罚"
    r"|吗[？?]?$|行不行|合规"
)


def read_question(text: str) -> Asked:
    """Tell what a question asks for."""
    shape = _shape(text)
    return Asked(
        text=text,
        shape=shape,
        wants=_wants(text),
        unit=_unit(text, shape),
        count=_count(text),
    )


def _unit(text: str, shape: Shape) -> str | None:
    """Give the measure asked for. 哪几件事 asks for the things, 几件 for their number; subjects of examination are listed."""
    unit = _UNIT.search(text)
    if unit is None:
        return "人" if _PEOPLE.search(text) else None
    return next(filter(None, unit.groups())) if shape is not Shape.LIST or unit[1] == "门" else None


def _shape(text: str) -> Shape:
    if _COMPARISON.search(text) and _JOINED.search(text):
        return Shape.COMPARISON
    if _DEFINITION.search(text):
        return Shape.DEFINITION
    if _DOCUMENTS.search(text):
        return Shape.DOCUMENTS
    if _LIST.search(text):
        return Shape.LIST
    return Shape.DUTY if _DUTY.search(text) else Shape.FACT


def _wants(text: str) -> Wants:
    tests = (
        (Wants.TIME, _TIME),
        (Wants.ACTOR, _ACTOR),
        (Wants.PLACE, _PLACE),
        (Wants.NUMBER, _NUMBER),
    )
    return next((kind for kind, pattern in tests if pattern.search(text)), Wants.ANYTHING)


def _count(text: str) -> int | None:
    match = _COUNT.search(text)
    return to_number((match[1] or match[2]).replace("两", "二")) if match else None
