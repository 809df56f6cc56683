"""What kind of answer a question wants."""

import pytest

from retrieval.asking import answer_kind


@pytest.mark.parametrize(
    "question",
    [
        "云岭县乡村建设有哪些任务",
        "报告要求做到哪五个坚持",
        "这次会议提出了哪几条要求",
        "工作分几步推进",
        "办事大厅要设的十类窗口都是什么",
        "材料包括什么",
    ],
)
def test_a_question_for_several_points_asks_for_a_list_and_no_figure(question: str) -> None:
    """哪些, 哪五个, 几条, 分几步, 都是什么: the answer is a list, whatever figures it holds."""
    kind = answer_kind(question)

    assert (kind.points, kind.figure) == (True, None)


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("证书多久换一次", "每三年换发一次", "换发证书的费用由本人承担"),
        ("补贴比例是多少", "按票价的40%补贴", "对新设立的给予补贴"),
        ("补贴比例是多少", "按票价的百分之四十补贴", "补贴三千元"),
        ("违反的罚多少钱", "处２０００元以上罚款", "责令限期改正"),
        ("违反的罚多少钱", "处应缴数额一倍以上三倍以下的罚款", "依法给予处分"),
        ("最多能申请几件", "不得超过2件（套）", "由残联审核"),
        ("湖面开发的上限是多少", "不超过三百公顷", "严格控制开发"),
    ],
)
def test_a_question_for_an_amount_knows_its_figure(question: str, holds: str, lacks: str) -> None:
    """A time, a share, a sum or a count: the figure asked for is told from words without one."""
    kind = answer_kind(question)

    assert (kind.figured(holds), kind.figured(lacks)) == (True, False)


@pytest.mark.parametrize("question", ["什么是网格化管理", "基层治理的意义", "没几个月就要换届怎么衔接"])
def test_other_questions_tell_no_kind_or_only_a_count(question: str) -> None:
    """A question for a meaning wants no list; 没几个月 counts months and asks for no points."""
    assert answer_kind(question).points is False


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("临江２０２６年计划新增多少个岗位", [True, False, False]),
        ("临江的物价涨幅目标定在多少", [True, False, False]),
        ("打算招多少人", [True, False, False]),
        ("临江去年新增多少个岗位", [True, True, False]),
        ("护河三年行动计划补助了多少个村", [True, True, False]),
        ("２０２６年临江政府工作报告的GDP增长目标", [True, False, False]),
        ("就业的目标", [True, False, False]),
        ("共同富裕的目标", [False, False, False]),
        ("计划由谁制定", [False, False, False]),
    ],
)
def test_a_figure_aimed_at_is_told_from_one_reached(question: str, expected: list[bool]) -> None:
    """Asked for an aim, only a passage that speaks of aims holds the figure; a plan's name asks for none."""
    texts = ("主要预期目标是：新增岗位300个，涨幅2%左右", "去年新增岗位280个，涨幅3%", "岗位目标如期完成")

    assert [answer_kind(question).figured(text) for text in texts] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("云泽去年岗位实际新增多少", [False, True, True]),
        ("云泽去年岗位完成了多少", [False, True, True]),
        ("云泽去年岗位新增多少", [True, True, True]),
        ("云泽实际工作经费多少", [True, True, True]),
    ],
)
def test_a_figure_reached_is_told_from_one_announced(question: str, expected: list[bool]) -> None:
    """Asked for what was reached, a passage that announces the year's aims holds no figure; one that tells of both does."""
    texts = ("主要预期目标是：新增岗位３００个", "去年新增岗位280个", "新增岗位280个，超额完成预期目标任务")

    assert [answer_kind(question).figured(text) for text in texts] == expected
