"""A world of invented rules, true sentences about them, and the lies that a model might tell instead."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PLACES = [
    "临川省",
    "沐河市",
    "云岭县",
    "㙍头镇",
    "白沙区",
    "青浦湾新区",
    "长亭市",
    "北屏州",
    "南漳县",
    "松岗市",
]
THINGS = [
    "古树名木",
    "河道砂石",
    "地下管线",
    "公共绿地",
    "历史街巷",
    "渔港码头",
    "村级水井",
    "路侧护栏",
    "湿地鸟岛",
    "景区索道",
]
ACTS = ["擅自移植", "擅自挖掘", "擅自占用", "擅自拆除", "擅自封闭"]
OFFICES = ["林业主管部门", "水利主管部门", "住房建设主管部门", "文物主管部门", "交通运输主管部门"]
PEOPLE = ["朱堃", "𠮷田禾", "沈望川", "柳青黛", "贺兰山"]


@dataclass(frozen=True)
class Rule:
    """One invented regulation and the facts that its sentences hold."""

    place: str
    thing: str
    act: str
    office: str
    person: str
    low: int
    high: int
    year: int
    times: int

    @property
    def title(self) -> str:
        return f"{self.place}{self.thing}保护办法"

    @property
    def fine(self) -> str:
        return f"违反本办法规定，{self.act}{self.thing}的，由{self.office}责令改正，处{self.low}万元以上{self.high}万元以下罚款。"

    @property
    def duty(self) -> str:
        return f"任何单位和个人不得{self.act}{self.thing}。"

    @property
    def rounds(self) -> str:
        return f"{self.office}每年对{self.thing}巡查不少于{self.times}次，由{self.person}同志负责，{self.year}年6月底前建立台账。"

    @property
    def text(self) -> str:
        return (
            f"{self.title}\n\n第一条　为了加强{self.thing}保护，结合{self.place}实际，制定本办法。\n"
            f"第二条　{self.duty}\n第三条　{self.rounds}\n第四条　{self.fine}\n"
        )

    @property
    def question(self) -> str:
        return f"{self.place}{self.act}{self.thing}的罚款是多少？"


def rules(count: int) -> list[Rule]:
    """Give rules that differ in every fact."""
    made = []
    for n in range(count):
        made.append(
            Rule(
                PLACES[n % 10], THINGS[(n * 3 + n // 10) % 10], ACTS[n % 5], OFFICES[(n * 2) % 5], PEOPLE[n % 5],
                2 + n % 7, 11 + n % 13, 2011 + n % 14, 3 + n % 6,
            )
        )  # fmt: skip
    return made


def write_rules(folder: Path, made: list[Rule]) -> Path:
    """Write each rule as a file; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, rule in enumerate(made):
        (folder / f"{number:02}.txt").write_text(rule.text, "utf-8")
    return folder


Lie = Callable[[Rule, Rule, random.Random], str]

LIES: dict[str, Lie] = {
    "another sum": lambda r, o, d: r.fine.replace(f"处{r.low}万元", f"处{r.low + d.randint(1, 9)}万元"),
    "another sum in Chinese": lambda r, o, d: r.fine.replace(f"{r.high}万元以下", "九十九万元以下"),
    "a bound as the sum": lambda r, o, d: r.fine.replace(f"{r.low}万元以上{r.high}万元以下", f"{r.high}万元"),
    "another unit": lambda r, o, d: r.fine.replace("万元以下", "亿元以下"),
    "another rule's sums": lambda r, o, d: r.fine.replace(
        f"{r.low}万元以上{r.high}万元以下", f"{o.low + 9}万元以上{o.high + 13}万元以下"
    ),
    "a duty turned round": lambda r, o, d: r.duty.replace("不得", "可以"),
    "a negation dropped": lambda r, o, d: r.duty.replace("不得", ""),
    "a negation added": lambda r, o, d: r.fine.replace("责令改正，处", "责令改正，不予处"),
    "another office": lambda r, o, d: r.fine.replace(r.office, "公安机关"),
    "another act": lambda r, o, d: r.fine.replace(r.act, "依法养护"),
    "another person": lambda r, o, d: r.rounds.replace(r.person, "王小明"),
    "a person misspelt": lambda r, o, d: r.rounds.replace(r.person, r.person[:-1] + "坤"),
    "another year": lambda r, o, d: r.rounds.replace(str(r.year), str(r.year + 7)),
    "another month": lambda r, o, d: r.rounds.replace("6月", "9月"),
    "another frequency": lambda r, o, d: r.rounds.replace(f"{r.times}次", f"{r.times + 10}次"),
    "每月 for 每年": lambda r, o, d: r.rounds.replace("每年", "每月"),
    "多于 for 少于": lambda r, o, d: r.rounds.replace("不少于", "不多于"),
    "a foreign quotation": lambda r, o, d: f"{r.title}提出“像爱护眼睛一样爱护{r.thing}”。",
    "a quotation of what is near": lambda r, o, d: f"办法指出“{r.thing}保护人人有责”。",
    "an addition": lambda r, o, d: r.fine.replace("罚款。", "罚款，并处拘留十五日。"),
    "an invented rule": lambda r, o, d: f"{r.place}对主动报告的单位给予三万元奖励。",
    "an invented exception": lambda r, o, d: r.duty.replace("。", "，但村民自用的除外。"),
    "roles exchanged": lambda r, o, d: f"由{r.thing}责令{r.office}改正，处罚款。",
    "an invented date of force": lambda r, o, d: f"{r.title}自2030年1月1日起施行。",
    "a link": lambda r, o, d: (
        f"{r.place}对主动报告的单位给予奖励，[详见](http://evil.example/{d.randint(1, 99)})。"
    ),
}
"""Each gives a false sentence about a rule, from it and another one."""
