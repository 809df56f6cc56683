"""Answers that stand in the rows of a table: told under the head that says what their figures are."""

from collections.abc import Iterator

import pytest

from answering.results import Answer, AskRequest, Status
from answering.spans import sentences
from answering.table_rows import heads_of
from api_tests.small_world import SmallChuchu, index, small_chuchu

PLAN = """# 青岚县２０２４年防汛抗旱工作方案

## 一、水库

各水库的巡查责任人汛期每日巡查１次，超过汛限水位时每日巡查不少于３次。

| 水库名称 | 总库容(万立方米) | 汛限水位（米） | 行政责任人 |
| --- | --- | --- | --- |
| 龙口水库 | ４８６０ | 186.5 | 沈攸宁 |
| 石㙍水库 | 2170 | 231.0 | 朱堃 |
| 𠮷田水库 | 86 | 312.8 | 上坪乡乡长 |
"""
HEAD = "水库名称\t总库容(万立方米)\t汛限水位（米）\t行政责任人"


@pytest.fixture(scope="module")
def chuchu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """A data folder with an invented plan that holds a table."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "文件").mkdir()
    (folder / "文件" / "方案.md").write_text(PLAN, "utf-8")
    with small_chuchu(folder) as opened:
        index(opened, folder / "文件")
        yield opened


def told(chuchu: SmallChuchu, question: str) -> list[str]:
    answer: Answer = chuchu.answerer.answer(AskRequest(question))
    assert answer.status is Status.ANSWERED
    return [sentence.text for sentence in answer.sentences]


def test_a_row_is_told_under_its_head(chuchu: SmallChuchu) -> None:
    """The row that names what is asked about, and no other row."""
    assert [HEAD, "石㙍水库\t2170\t231.0\t朱堃"] == told(chuchu, "石㙍水库的汛限水位是多少？")


def test_the_words_of_the_head_speak_for_its_rows(chuchu: SmallChuchu) -> None:
    """What only the head says (行政责任人) finds the row before prose that tells of other 责任人."""
    assert [HEAD, "𠮷田水库\t86\t312.8\t上坪乡乡长"] == told(chuchu, "𠮷田水库的行政责任人是谁？")


def test_rows_that_hold_as_much_are_all_told_in_their_order(chuchu: SmallChuchu) -> None:
    """A question about none of them by name is answered with the whole table."""
    assert ["龙口", "石㙍", "𠮷田"] == [row[:2] for row in told(chuchu, "哪座水库总库容(万立方米)最大？")[1:]]


def test_a_head_is_no_second_sentence(chuchu: SmallChuchu) -> None:
    """Prose that answers is not followed by the head of a table with the same words."""
    answer = told(chuchu, "水库超过汛限水位时，巡查责任人每日巡查几次？")

    assert ("每日巡查不少于３次。", False) == (answer[0][-10:], HEAD in answer)


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("如下：\n县\t村数\n甲\t３\n乙\t4", (None, 1, 1, 1)),
        ("甲\t３\n乙\t4", (None, None)),
        ("县\t村数", (None,)),
        ("县\t村数\n甲\t３\n以上。\n乡\t户数\n𠮷\t四", (0, 0, None, 3, 3)),
        ("没有表格。", (None,)),
    ],
)
def test_heads_are_first_rows_without_figures(text: str, heads: tuple[int | None, ...]) -> None:
    """The first of adjacent rows is their head, unless it holds figures or stands alone."""
    assert heads == heads_of(text, sentences(text))
