"""Whether a passage says a sentence: copies pass, a changed fact never does."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from answering.model.normal_form import Normalizer, units
from answering.model.verification import Verifier
from corpus.citations import Citation
from corpus.forms import TextForms

ARTICLE = (
    "第五条　违反本办法第四条规定，擅自移植古树名木的，由林业主管部门责令改正，处二万元以上十万元以下罚款；"
    "在树身上刻划的，处五百元罚款。任何单位和个人不得擅自移植古树名木。各级林长每年巡林不少于四次。"
    "㙍头镇林业站由朱堃同志负责，２０２４年３月底前完成普查，覆盖率达到95.5%，补助资金3.2亿元。"
    "会议强调，“绿水青山就是金山银山”的理念必须一以贯之。未经批准，不得在保护范围内新建房屋。"
)
TRUE = [
    "擅自移植古树名木的，由林业主管部门责令改正，处二万元以上十万元以下罚款。",
    "擅自移植古树名木的，处2万元以上10万元以下罚款。",
    "根据《临川省古树名木保护办法》第五条，擅自移植古树名木的，处20,000元以上100,000元以下的罚款。",
    "任何單位和個人不得擅自移植古樹名木。",
    "各级林长每年巡林不少于4次。",
    "在树身上刻划的，处500元罚款。",
    "《临川省古树名木保护办法》规定，在树身上刻划的，处五百元罚款。",
    "㙍头镇林业站由朱堃同志负责，2024年3月底前完成普查。",
    "覆盖率达到９５．５％。",
    "补助资金32000万元。",
    "会议强调，“绿水青山就是金山银山”的理念必须一以贯之。",
    "未经批准，不得在保护范围内新建房屋。",
]
FALSE = [
    "擅自移植古树名木的，处五百元罚款。",  # the fine of another offence
    "在树身上刻划的，处二万元以上十万元以下罚款。",
    "擅自移植古树名木的，处10万元罚款。",  # a bound became the sum
    "擅自移植古树名木的，处二万元罚款。",
    "处三万元以上十万元以下罚款。",
    "任何单位和个人可以擅自移植古树名木。",  # a duty turned round
    "任何单位和个人擅自移植古树名木。",
    "由公安机关责令改正，处二万元以上十万元以下罚款。",
    "由市级林业主管部门责令改正。",
    "各级林长每年巡林4次。",
    "各级林长每年巡林不少于十四次。",
    "各级林长每月巡林不少于四次。",
    "各级林长每年巡林不多于四次。",
    "会议强调，“既要金山银山也要绿水青山”的理念必须一以贯之。",
    "会议强调“一以贯之的绿水青山”。",
    "擅自砍伐古树名木的，处二万元以上十万元以下罚款。",
    "在树身上刻划的，处五千元罚款。",
    "㙍头镇林业站由朱坤同志负责。",
    "乌头镇林业站由朱堃同志负责。",
    "2025年3月底前完成普查。",
    "2024年5月底前完成普查。",
    "覆盖率达到5.5%。",
    "覆盖率达到95%。",
    "补助资金3.2万元。",
    "补助资金32亿元。",
    "经批准，可以在保护范围内新建房屋。",
    "未经批准，可以在保护范围内新建房屋。",
    "在保护范围内新建房屋。",
    "第六条规定，处五百元罚款。",
    "在树身上刻划的，处五百元罚款，并吊销许可证。",
    "所有罚款一律免除。",
    "是的。",
    "有关规定如下：",
    "",
]


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(Normalizer(TextForms()))


def citation(text: str = ARTICLE) -> Citation:
    return Citation(
        "c", "d", "临川省古树名木保护办法", "办法", "临川省人民政府", "临政令〔2023〕312号", "2023-11-24", None, "default",
        "x.txt", None, (), (), 1, None, None, 1, 0, len(text), text,
    )  # fmt: skip


@pytest.mark.parametrize("sentence", TRUE)
def test_what_the_passage_says_is_supported(verifier: Verifier, sentence: str) -> None:
    """The passage's own words, left out in part, in other widths, numerals or characters."""
    assert verifier.supports(verifier.source(citation()), sentence)


@pytest.mark.parametrize("sentence", FALSE)
def test_what_the_passage_does_not_say_is_not(verifier: Verifier, sentence: str) -> None:
    """A changed number, bound, name, date, duty, negation, quotation, or anything added."""
    assert not verifier.supports(verifier.source(citation()), sentence)


def test_every_sentence_of_a_passage_supports_itself(verifier: Verifier) -> None:
    """Sentences of the article itself, whole."""
    source = verifier.source(citation())
    assert [s for s in re.findall(r"[^。]+。", ARTICLE) if not verifier.supports(source, s)] == []


NUMBERS = Verifier(Normalizer(TextForms()))


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
@example(10000, 1)
@example(15, 5)
def test_a_number_supports_only_itself(said: int, written: int) -> None:
    """Whatever the two numbers, a sentence with one is supported by a passage with the other if they are equal."""
    verifier = NUMBERS
    source = verifier.source(citation(f"全省共有古树{written}株，由县级部门建档。"))
    assert verifier.supports(source, f"全省共有古树{said}株。") == (said == written)


def test_numerals_of_one_value_have_one_form() -> None:
    """Chinese and Arabic numerals, widths, thousands and 万 come to one spelling."""
    word = Normalizer(TextForms()).word
    same = ["三万二千元", "３２０００元", "32,000元", "3.2万元", "３．２万元"]

    assert {word(text) for text in same} == {"32000元"}
    assert word("二〇二四年三月五日") == word("2024-03-05") == "2024年3月5日"
    assert units("处2万3.5%第12条ab") == ["处", "2万", "3.5%第", "12条", "ab"]
