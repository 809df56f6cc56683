"""Evidence in the words of a passage."""

import pytest

from corpus.forms import TextForms
from corpus.store.cards import Place
from retrieval.asking import AnswerKind, answer_kind
from retrieval.folded import PassageText
from retrieval.wording import Wording, list_place, needs_of
from retrieval.wording_reader import WordingReader, word_evidence


@pytest.mark.parametrize(
    ("text", "before", "place"),
    [
        ("一是加强领导。各村要专人负责。", None, 1.0),
        ("（一）明确分工。", None, 1.0),
        ("(1)明确分工。", None, 1.0),
        ("第一，要把路修通。", None, 1.0),
        ("二要落实经费。", None, -1.0),
        ("（三）严格考核。", None, -1.0),
        ("③严格考核。", None, -1.0),
        ("今后五年，要做到以下三点：", None, 1.0),
        ("下面，我讲几点意见。", None, 1.0),
        ("申请人应当提交下列材料：（一）申请书；（二）身份证明。", None, 1.0),
        ("——更加注重生态。", "今后要做到“三个更加注重”：", 1.0),
        ("——更加注重实干。", "——更加注重生态。", -1.0),
        ("——更加注重实干。", "会议还讨论了预算。", 1.0),
        ("——更加注重实干。", None, 0.0),
        ("1.5亿元资金已经到位。", None, 0.0),
        ("全县召开动员大会。", "各乡镇汇报情况。", 0.0),
    ],
)
def test_the_beginning_of_a_list_is_told_from_its_further_points(
    text: str, before: str | None, place: float
) -> None:
    """What begins or announces a list speaks for a passage, a later point against it, as far as is known."""
    assert list_place(text, before) == place


def test_coverage_is_the_weighed_share_of_the_querys_words() -> None:
    """A rare word counts more than a common one; a word met by what it stands for counts for its share."""
    needs = needs_of({"养老金": 3.0, "领取": 1.0}, [("养老金", ("基本养老保险待遇",), 0.5)])
    wording = Wording(needs, AnswerKind())
    read = [
        wording.of(text, text, None).coverage
        for text in ("养老金领取", "领取地点", "基本养老保险待遇", "无关")
    ]

    assert read == [1.0, 0.25, 0.375, 0.0]


def test_what_a_mask_stands_for_is_not_missing() -> None:
    """A passage with the name or the number masked meets the words as one that spells them; another meeting does not."""
    wording = Wording(needs_of({"习近平": 2.0, "二十大": 2.0, "茶园": 1.0}, []), AnswerKind())
    printed = (
        "学习***总书记讲话和党的XX大精神，新建茶园１２亩。",
        "学习习近平总书记讲话和党的二十大精神，新建茶园12亩。",
        "学习县委九届四次全会精神，新建茶园12亩。",
    )
    texts = {at: PassageText(text, text) for at, text in enumerate(printed)}

    found = word_evidence(wording, texts, {at: Place(at) for at in texts}, {})

    assert [1.0, 1.0, 0.2] == [found[at].coverage for at in texts]


def test_a_passage_with_the_figure_asked_for_has_its_evidence() -> None:
    """The figure counts only where the question wants one of its kind."""
    wording = Wording((), answer_kind("资格认证多久一次"))

    assert [wording.of(text, text, None).figure for text in ("每12个月认证一次", "到窗口认证")] == [1.0, 0.0]
    assert Wording((), AnswerKind()).of("每12个月认证一次", "每12个月认证一次", None).figure == 0.0


def test_only_a_question_for_points_asks_where_the_list_begins() -> None:
    """A passage is not held to be better for its marker where no list was asked for."""
    asked, other = Wording((), answer_kind("有哪些任务")), Wording((), answer_kind("什么是任务清单"))

    assert [w.of("一是加强领导", "一是加强领导", None).list for w in (asked, other)] == [1.0, 0.0]


def test_a_mask_in_the_query_asks_for_one_of_its_readings() -> None:
    """Who asks for XX大 asks for one congress: a passage that names one, or is masked as well, lacks nothing."""
    reader = WordingReader(TextForms(), 0.5, 0.8)
    weights = {"学习": 1.0, "xx": 4.0, "大": 2.0, "二十大": 1.5, "十九大": 2.0, "十八大": 2.0, "精神": 1.0}
    wording = reader.of("学习党的ＸＸ大精神", weights, ())
    read = [
        wording.of(text, text, None).coverage
        for text in ("学习党的二十大精神", "学习党的xx大精神", "学习县委全会精神")
    ]

    assert [1.0, 1.0, 2.0 / 6.0] == read


def test_what_the_title_says_need_not_be_said_again() -> None:
    """A word in the title is met by every passage of the document, one in a heading by half; near it makes nothing."""
    wording = Wording(needs_of({"云泽红会": 2.0, "经费": 1.0, "来源": 1.0}, []), AnswerKind())
    printed = ("云泽红会为人民服务", "经费的来源：（一）会费；", "公布账目")
    headings = ("", "", "经费")
    texts = {
        at: PassageText(text, text, above)
        for at, (text, above) in enumerate(zip(printed, headings, strict=True))
    }

    found = word_evidence(wording, texts, {at: Place(7) for at in texts}, {7: "云泽红会条例"})
    alone = word_evidence(wording, texts, {at: Place(7) for at in texts}, {})

    assert [0.5, 1.0, 0.625] == [found[at].coverage for at in texts]
    assert [0.5, 0.5, 0.125] == [alone[at].coverage for at in texts]
    assert [found[at].nearness for at in texts] == [alone[at].nearness for at in texts]
