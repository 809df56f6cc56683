"""Answers in the sources' own words: their shape, their refusals, and that every sentence stands where it is cited."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answering.errors import ConversationTooLong, QuestionEmpty, QuestionTooLong
from answering.indicators import Told, aim_untold
from answering.results import Answer, AskRequest, Done, EvidenceFound, Role, SentenceCited, Status, Turn
from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.filters import SearchFilters

RULE = """临江市长者饭堂管理办法
临府规〔２０２４〕７号
第一条 为了规范长者饭堂的管理，制定本办法。
第二条 本办法所称长者饭堂，是指为六十周岁以上老年人提供午餐的场所。
第三条 长者饭堂采取下列方式供餐：
（一）自办厨房供餐；
（二）委托餐饮企业配送；
（三）邻里互助送餐。
第四条 每位老年人每餐补贴３元，由朱堃、𠮷田同志负责核对。
长者饭堂不得向老年人收取押金。
第五条 本办法自２０２４年５月１日起施行。
"""
REPORT = """青石县2024年政府工作报告
一、2024年工作目标
今年地区生产总值增长6%左右，城镇新增就业3200人以上。
二、重点任务
一是修缮老旧小区12个。二是新建口袋公园5处。三是改造农村公路80公里。
"""


GUIDE = """青石县惠农补贴申报指南
一、申报方式
惠农补贴请登录 http://bt.qingshi.example/shenbao 申报。
二、其他
农机补贴请到镇农技站申报。
"""
FERRY = """沐河县渡口税收优惠条例
第一条 对在渡口经营的企业，实行企业所得税优惠；对个人，实行个人所得税优惠。
第二条 渡口所得税㙍水货运为１５％。
"""


@pytest.fixture(scope="module")
def chuchu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """A data folder with an invented rule and an invented report."""
    folder = tmp_path_factory.mktemp("answers")
    texts = folder / "文件"
    texts.mkdir()
    (texts / "长者饭堂.txt").write_text(RULE, "utf-8")
    (texts / "报告.txt").write_text(REPORT, "utf-8")
    (texts / "指南.txt").write_text(GUIDE, "utf-8")
    (texts / "渡口.txt").write_text(FERRY, "utf-8")
    with small_chuchu(folder) as opened:
        index(opened, texts)
        yield opened


def ask(chuchu: SmallChuchu, question: str, *earlier: str, filters: SearchFilters | None = None) -> Answer:
    turns = tuple(Turn(Role.USER, text) for text in earlier)
    return chuchu.answerer.answer(AskRequest(question, turns, filters or SearchFilters()))


def test_a_fact_is_told_by_the_sentence_that_says_it(chuchu: SmallChuchu) -> None:
    """The sentence comes first, its number is marked, and its citation names the article."""
    answer = ask(chuchu, "长者饭堂每位老年人每餐补贴多少元？")
    assert "每餐补贴３元" in answer.sentences[0].text
    first = answer.citations[0]
    assert "３元" in [first.citation.text[a:b] for a, b in first.marked]
    assert first.citation.section_path[-1].marker == "第四条"


def test_what_stands_beside_a_link_alone_is_refused(chuchu: SmallChuchu) -> None:
    """Where the sentence that answers holds a link, one that holds less of the question does not stand in for it."""
    guide = next(one for one in chuchu.view().documents().documents if one.source_path.endswith("指南.txt"))
    asked = SearchFilters(document_ids=(guide.document_id,))
    answer = ask(chuchu, "惠农补贴请登录哪里申报？", filters=asked)

    assert (answer.status, answer.sentences) == (Status.INSUFFICIENT, ())
    assert answer.reason is not None
    assert "链接" in answer.reason
    assert "惠农补贴请登录" in answer.nearest[0].text


def test_a_sentence_with_the_figure_leads(chuchu: SmallChuchu) -> None:
    """Where the sentence that says most of the question tells no figure, the next one that does is told first."""
    answer = ask(chuchu, "渡口企业和个人的所得税优惠税率是多少？")

    assert answer.sentences[0].text == "第二条 渡口所得税㙍水货运为１５％。"


def test_a_list_is_complete_and_in_order(chuchu: SmallChuchu) -> None:
    """All items of the article, one a line, each cited."""
    answer = ask(chuchu, "长者饭堂有哪些供餐方式？")
    assert [s.text for s in answer.sentences] == [
        "（一）自办厨房供餐；", "（二）委托餐饮企业配送；", "（三）邻里互助送餐。"
    ]  # fmt: skip
    assert all(sentence.citations for sentence in answer.sentences)
    assert answer.text.count("\n") == 2


def test_points_within_one_sentence_are_told_as_they_stand(chuchu: SmallChuchu) -> None:
    """一是…二是…三是… of a paragraph."""
    answer = ask(chuchu, "青石县2024年政府工作报告的三项重点任务分别是什么？")
    places = [answer.text.find(item) for item in ("老旧小区12个", "口袋公园5处", "农村公路80公里")]
    assert -1 not in places
    assert places == sorted(places)


def test_a_definition_is_the_sentence_that_defines(chuchu: SmallChuchu) -> None:
    """是指 decides."""
    answer = ask(chuchu, "什么是长者饭堂？")
    assert answer.sentences[0].text.endswith("是指为六十周岁以上老年人提供午餐的场所。")


def test_an_article_is_told_with_its_paragraphs(chuchu: SmallChuchu) -> None:
    """An article looked up is told whole, in its paragraphs."""
    answer = ask(chuchu, "《临江市长者饭堂管理办法》第四条")
    assert "每餐补贴３元" in answer.text
    assert "不得向老年人收取押金。" in answer.text


def test_two_things_are_set_side_by_side(chuchu: SmallChuchu) -> None:
    """A side that the sources do not tell is named as missing."""
    answer = ask(chuchu, "2023年和2024年青石县政府工作报告的地区生产总值增长目标有什么不同？")
    assert answer.status is Status.INSUFFICIENT
    assert answer.reason is not None
    assert "2023年" in answer.reason


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("青石县2019年政府工作报告的增长目标是多少？", "2019年"),
        ("深圳市2024年政府工作报告的增长目标是多少？", "深圳市"),
        ("《临江市长者饭堂管理办法》第四十条", "第四十条"),
        ("《临江市长者饭堂管理办法》第４章第二节", "《临江市长者饭堂管理办法》第四章第二节"),
        ("临府规〔2024〕99号是什么文件？", "临府规〔2024〕99号"),
        ("《临江市公园管理条例》规定了什么？", "临江市公园管理条例"),
        ("临江市沐河区的长者饭堂每位老年人每餐补贴多少元？", "沐河区"),
        ("国歌法规定长者饭堂收取押金的罚多少？", "《国歌法》"),
        ("长者饭堂的投诉电话是多少？", "号码"),
    ],
)
def test_what_is_not_there_is_named(chuchu: SmallChuchu, question: str, named: str) -> None:
    """The wrong year, place, article, number or title is refused by name; what is near is offered as such."""
    answer = ask(chuchu, question)
    assert (answer.status, answer.text, answer.sentences) == (Status.INSUFFICIENT, "", ())
    assert answer.reason is not None
    assert named in answer.reason


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("青石县2024年进出口总额的预期目标是多少？", "没有说明“进出口”的目标"),
        ("青石县2024年常住人口城镇化率的目标是多少？", "没有说明“城镇化率”的目标"),
        ("青石县哪一天召开2024年的老旧小区修缮大会？", "没有说明是哪一天"),
    ],
)
def test_an_aim_or_a_day_that_is_not_told_is_refused(chuchu: SmallChuchu, question: str, named: str) -> None:
    """The aim of another measure, what was reached of this one, or the year of the question are no answer."""
    answer = ask(chuchu, question)

    assert answer.status is Status.INSUFFICIENT
    assert answer.reason is not None
    assert named in answer.reason


@pytest.mark.parametrize(
    "question",
    [
        "青石县2024年地区生产总值增长目标是多少？",
        "青石县2024年计划城镇新增就业多少人？",
        "青石县2024年地区生产总值增长目标是多少，不要２０１９年的目标",
        "青石县2024年地区生产总值增长目标是多少（不是2019年那个9.5%）",
        "长者饭堂的办法哪天起施行？",
        "长者饭堂的办法是2024年5月1日哪天施行的？",
        "长者饭堂每餐补贴的核对人员叫什么名字？",
        "最新渡口优惠条例规定㙍水货运的所得税是多少？",
    ],
)
def test_an_aim_or_a_day_that_is_told_is_given(chuchu: SmallChuchu, question: str) -> None:
    """The sentence that tells it answers, and what a question does not want need not stand anywhere."""
    answer = ask(chuchu, question)

    assert answer.status is Status.ANSWERED, answer.reason
    assert any(told in answer.text for told in ("增长6%左右", "3200人以上", "５月１日", "朱堃", "１５％"))


@pytest.mark.parametrize(
    ("sentence", "headings", "expected"),
    [
        ("主要预期目标是：生产总值增长5%；进出口总额增长3%。", "", None),
        ("进出口总额增长3%；", "二、2026年工作安排", None),
        ("稳住外贸，进出口增长3%。", "(七)扩大开放", None),
        ("力争生产总值增长5%，企业出口业绩突破9亿元，进出口突破900亿元。", "", None),
        ("外贸比去年增长5%。", "", None),
        ("进出口突破900亿元，达到921亿元，税收增长5%以上。", "", "进出口"),
        ("经济运行稳预期，去年进出口总额59亿元。", "", "进出口"),
        ("进出口增长6%，规模占全国1/3以上。", "一、2025年工作回顾", "进出口"),
        ("生产总值增长5%左右。", "", "进出口"),
        ("大力培育外贸企业。", "", "进出口"),
    ],
)
def test_the_aim_of_a_measure_is_told_by_a_figure_that_was_not_reached(
    sentence: str, headings: str, expected: str | None
) -> None:
    """A figure of the measure counts unless its words or headings tell of the past; each measure has its own clause."""
    told = Told(sentence, sentence, headings)

    assert aim_untold("临江2026年进出口总额预期增长多少", [told]) == expected


def test_only_a_question_for_the_aim_of_one_measure_is_held_to_it() -> None:
    """Other questions, of what was reached or of who decides, and for several measures, are answered as they were."""
    told = Told("无关。", "无关。", "")
    questions = (
        "临江去年进出口增长多少",
        "进出口和就业岗位的目标",
        "河道治理的目标",
        "去年进出口目标完成情况",
        "固定资产投资年度计划由谁审批",
    )

    assert [aim_untold(question, [told]) for question in questions] == [None] * 5


def test_only_documents_within_the_filters_answer(chuchu: SmallChuchu) -> None:
    """Nothing outside the caller's collections is told, near or not."""
    answer = ask(chuchu, "长者饭堂每餐补贴多少元？", filters=SearchFilters(collections=("别处",)))
    assert (answer.status, answer.nearest, answer.citations) == (Status.INSUFFICIENT, (), ())


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            "《临江市长者饭堂管理办法》第二条规定了什么？",
            "那第三条呢？",
            "《临江市长者饭堂管理办法》第三条规定了什么？",
        ),
        ("2024年青石县政府工作报告的目标是多少？", "2023年呢？", "2023年青石县政府工作报告的目标是多少？"),
        (
            "《临江市长者饭堂管理办法》有哪些规定？",
            "它的施行日期？",
            "《临江市长者饭堂管理办法》的施行日期？",
        ),
        ("长者饭堂怎么供餐？", "青石县今年新建多少处口袋公园？", "青石县今年新建多少处口袋公园？"),
    ],
)
def test_a_question_is_made_whole(chuchu: SmallChuchu, earlier: str, question: str, understood: str) -> None:
    """What a question leaves out is carried over from the turn before; one that stands by itself is left alone."""
    assert ask(chuchu, question, earlier).question_understood == understood


def test_questions_that_cannot_be_answered_as_they_came(chuchu: SmallChuchu) -> None:
    """Empty, too long, or with too long a conversation: each its own error."""
    for empty in ("", " \n", "\x00", "\ud800", "？！"):
        with pytest.raises(QuestionEmpty):
            ask(chuchu, empty)
    with pytest.raises(QuestionTooLong):
        ask(chuchu, "问" * 501)
    with pytest.raises(ConversationTooLong):
        ask(chuchu, "问什么？", "答" * 8001)


def test_another_language_gets_an_honest_answer(chuchu: SmallChuchu) -> None:
    """An English question over Chinese sources is refused, with a reason."""
    answer = ask(chuchu, "What is the retirement age of pilots?")
    assert answer.status is Status.INSUFFICIENT
    assert answer.reason


def test_events_end_with_the_whole_answer(chuchu: SmallChuchu) -> None:
    """Evidence first, then each sentence, then all; nothing more once whoever asked has gone."""
    request = AskRequest("长者饭堂有哪些供餐方式？")
    events = list(chuchu.answerer.events(request, lambda: False))
    assert isinstance(events[0], EvidenceFound)
    assert sum(isinstance(event, SentenceCited) for event in events) == 3
    assert isinstance(events[-1], Done)
    assert [type(event) for event in chuchu.answerer.events(request, lambda: True)] == [EvidenceFound]


PIECES = st.sampled_from(
    ["长者饭堂", "补贴", "多少", "哪些", "第四条", "《临江市长者饭堂管理办法》", "2024年", "有什么不同", "和", "青石县",
     "什么是", "谁", "？", "“", "*", "［", "𠮷", "％", "\u200b"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=12).map("".join))
def test_every_sentence_stands_in_its_citation(chuchu: SmallChuchu, question: str) -> None:
    """Whatever is asked, each sentence is a citation's own words and each citation the document's."""
    try:
        answer = ask(chuchu, question)
    except QuestionEmpty:
        return
    view, by_number = chuchu.view(), {one.number: one for one in answer.citations}
    assert list(by_number) == list(range(1, len(by_number) + 1))
    for sentence in answer.sentences:
        assert sentence.text in by_number[sentence.citations[0]].citation.text
    for one in answer.citations:
        citation = one.citation
        assert view.text(citation.document_id, citation.start, citation.end) == citation.text
        assert all(0 <= a < b <= len(citation.text) for a, b in one.marked)
    assert 0 <= answer.confidence <= 1
