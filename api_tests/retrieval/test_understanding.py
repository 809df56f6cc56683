"""What is read from a query: abbreviations, everyday words, facts of the documents wanted, exact parts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, index
from corpus.forms import TextForms
from corpus.store.cards import DocumentCard
from corpus.vocabulary import load_doc_types
from corpus.words import Segmenter
from retrieval.dates import find_spans
from retrieval.expansion import Expander
from retrieval.results import SearchRequest, SearchResult
from retrieval.shelf import Named
from retrieval.wanted import FactWords, Wanted, agreement, meant
from retrieval.word_lists import QueryLists

FORMS = TextForms()
LISTS = QueryLists(
    abbreviations={"三护一巡": ("护林", "护河", "护路", "日常巡查")},
    everyday={"看病": ("就医", "诊疗"), "包地": ("土地承包",)},
    titles={},
    regions={"临江市": ("临江市",), "临江": ("临江市",), "江城": ("临江市",)},
    issuers={"临江市人民政府": ("临江市人民政府",), "市府": ("临江市人民政府",)},
    doc_types={"政府工作报告": ("报告",), "工作报告": ("报告",)},
)


@pytest.fixture(scope="module")
def expander() -> Expander:
    return Expander(LISTS, Segmenter(FORMS), FORMS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("“三护一巡”怎么落实", ["三护一巡"]),
        ("三護一巡", ["三护一巡"]),
        ("老人看病，三护一巡", ["看病", "三护一巡"]),
        ("农村承包地方政策", []),
        ("护林", []),
    ],
)
def test_words_of_the_lists_are_found(expander: Expander, query: str, expected: list[str]) -> None:
    """Listed words are found in either script, in quotation marks, and not across the words of a query."""
    assert [one.written for one in expander.find(query)] == expected


def test_what_a_word_stands_for_weighs_less_the_more_it_is(expander: Expander) -> None:
    """Four terms share the weight by the root of four."""
    terms = expander.terms(expander.find("三护一巡"), 0.8)

    assert {term.term for term in terms} >= {"护林", "巡查"}
    assert {round(term.weight * len(terms) ** 0.5, 6) for term in terms} == {0.8}


def test_words_inside_a_longer_one_that_is_looked_for_are_left_out() -> None:
    """人民, 民政 and 政府 inside 人民政府 are what nobody asked for; 机关 beside 行政 stays."""
    lists = QueryLists({}, {"衙门": ("人民政府", "行政机关")}, {}, {}, {}, {})
    expander = Expander(lists, Segmenter(FORMS), FORMS)

    terms = expander.terms(expander.find("去衙門盖章"), 0.8)

    assert [term.term for term in terms] == ["人民政府", "行政", "机关"]


def test_the_lists_that_come_with_the_product_can_be_read() -> None:
    """Enough entries, each with a meaning; document types are of the closed vocabulary."""
    lists = QueryLists.builtin()

    assert len(lists.abbreviations) >= 150
    assert len(lists.everyday) >= 400
    assert {kind for kinds in lists.doc_types.values() for kind in kinds} <= set(load_doc_types())
    assert {"两个确立", "两个维护", "四个意识", "三会一课", "一岗双责", "放管服"} <= set(lists.abbreviations)
    assert (lists.titles["消法"], lists.regions["羊城"]) == (("消费者权益保护法",), ("广州市",))


@pytest.mark.parametrize("word", sorted(QueryLists.builtin().abbreviations)[::23])
def test_an_abbreviation_says_more_than_itself(word: str) -> None:
    """What an abbreviation stands for is not only the abbreviation."""
    assert set(QueryLists.builtin().abbreviations[word]) - {word}


def test_regions_issuers_and_types_are_read_by_alias() -> None:
    """江城 is 临江市, 市府 its government, and the longer name of a type wins."""
    wanted = FactWords(LISTS, FORMS).find("江城市府的政府工作报告", ())

    assert wanted == Wanted(("临江市",), ("临江市人民政府",), ("报告",))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("总书记在临江考察时的讲话", ("讲话", "致辞", "演讲")),
        ("領導講話", ("讲话", "致辞", "演讲")),
        ("护河工作会议讲话里怎么讲河长制", ("讲话", "致辞", "演讲")),
        ("国务院的意见", ("意见",)),
        ("国办通知", ("通知",)),
        ("临江市关于做好护河工作的通知？", ("通知",)),
        ("国务院关于加强护河的意见里的主要任务", ("意见",)),
        ("通知", ("通知",)),
        ("征求意见稿要公示多久", ()),
        ("规划草案要不要征求国务院的意见", ()),
        ("群众意见", ()),
        ("意见箱设在哪里", ()),
        ("法院的通知书", ()),
        ("没有收到国务院的通知", ()),
        ("提前几天通知", ()),
        ("讲话稿怎么写", ()),
        ("讲话里要写护河，找几段表述", ()),
        ("起草一份关于护河的通知", ()),
        ("关于印发护河办法的通知", ()),
        ("护河工作会讲话，想引一段原话", ()),
    ],
)
def test_a_kind_of_document_is_read_only_where_it_is_named_as_such(
    query: str, expected: tuple[str, ...]
) -> None:
    """讲话, 通知 and 意见 are types where they stand for documents, not inside other words or as what one says."""
    assert FactWords(LISTS, FORMS).find(query, ()).doc_types == expected


def card(**facts: object) -> DocumentCard:
    names = ("title", "container", "doc_type", "issuer", "region", "doc_number")
    known = dict.fromkeys(names) | {"document_id": "0" * 16, "collection": "default", "source_path": "甲.txt"}
    return DocumentCard(row=1, **({"date": 0} | known | facts))


@pytest.mark.parametrize(
    ("query", "facts", "expected"),
    [
        ("临江", {"region": "临江市"}, 1.0),
        ("临江", {"region": "北原省"}, -1.0),
        ("临江", {}, 0.0),
        ("2021年", {"date": 20210506}, 1.0),
        ("2021年", {"date": 20190506}, -1.0),
        ("2021年", {"date": 20220101, "title": "２０２１年总结".replace("２０２１", "2021")}, 1.0),
        ("临江 2021年", {"region": "临江市", "date": 20190506}, 0.0),
        ("省政府", {"region": "北原省"}, 1.0),
        ("省政府", {"region": "临江市"}, -1.0),
        ("省政府", {"region": "北原省", "issuer": "北原省临江市人民政府"}, -1.0),
        ("省政府", {"issuer": "国务院"}, 0.0),
        ("市政府", {"issuer": "临江市青山区人民政府"}, -1.0),
        ("区政府", {"issuer": "临江市青山区教育局"}, 1.0),
        ("县委", {"issuer": "中共白水县委员会"}, 1.0),
        ("国家层面", {"issuer": "国务院办公厅"}, 1.0),
        ("国家层面", {"region": "临江市"}, -1.0),
        ("临江市政府", {"region": "临江市", "issuer": "临江市人民政府"}, 1.0),
        ("临江市政府", {"region": "临江市", "issuer": "临江市青山区人民政府"}, -1.0),
        ("河道", {"region": "临江市"}, 0.0),
    ],
)
def test_facts_agree_or_not(query: str, facts: dict[str, object], expected: float) -> None:
    """A fact that agrees speaks for a document, another one against it, an unknown one for nothing."""
    wanted = FactWords(LISTS, FORMS).find(query, find_spans(query, date(2026, 11, 21)))

    assert agreement(wanted, card(**facts)) == expected


@pytest.mark.parametrize(
    ("query", "level"),
    [
        ("省政府工作报告", "省"),
        ("自治区政府的工作报告", "省"),
        ("市委护河会议", "市"),
        ("縣政府的护河办法", "县"),
        ("区委护河推进会", "区"),
        ("中央文件怎么讲护河", "国家"),
        ("国家层面的护河规定", "国家"),
        ("省级以上护河资金", None),
        ("设区的市级人民政府", None),
        ("县级以上人民政府", None),
        ("社区政府服务", None),
        ("违反国家规定", None),
        ("省政府和市政府", None),
    ],
)
def test_a_level_is_read_where_one_is_named(query: str, level: str | None) -> None:
    """省政府 names a level; 县级以上, 社区 and 国家规定 do not, and of two levels none is told."""
    assert FactWords(LISTS, FORMS).find(query, ()).level == level


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("2021年政府工作报告", "政府工作报告", [20210115]),
        ("2015年政府工作报告", "政府工作报告", []),
        ("政府工作报告谈河道", "政府工作报告", [20210115, 20170115]),
        ("2015年的护河条例", "护河条例", [20210115, 20170115]),
        ("２０１７年那版护河条例".replace("２０１７", "2017"), "护河条例", [20170115]),
        ("护河条例(2021年修订)第三条", "护河条例", [20210115]),
        ("市府2017年的护河意见", "护河意见", [20170115]),
    ],
)
def test_of_several_documents_of_one_name_those_of_the_year_asked_for_are_meant(
    query: str, name: str, expected: list[int]
) -> None:
    """Reports of other years bear the same title and are not meant, though all else agrees; versions of a law are.

    Unless the query asks for a version.
    """
    issuer = "临江市人民政府"
    facts = {"title": name, "issuer": issuer, "doc_type": "报告"}
    cards = tuple(card(date=day, **facts) for day in (20210115, 20170115))
    wanted = FactWords(LISTS, FORMS).find(query, find_spans(query, date(2026, 11, 21)))

    assert [one.date for one in meant(Named(name, name, cards, sure=True), wanted)] == expected
    assert meant(Named(name, name, cards[:1], sure=True), wanted) == cards[:1]


def test_a_version_goes_by_any_of_its_years() -> None:
    """The version of 2011 may have been passed at the end of 2010; a document of another year is not of that version."""
    query = "2011年那版护河解释"
    wanted = FactWords(LISTS, FORMS).find(query, find_spans(query, date(2026, 11, 21)))
    known = {"date": 20101122, "date_written": "2010-11-22", "date_published": "2010-12-13"}

    assert (1.0, -1.0) == (
        agreement(wanted, card(**known, date_effective="2011-01-04")),
        agreement(wanted, card(**known)),
    )


def ask(chuchu: SmallChuchu, query: str, **request: object) -> SearchResult:
    return chuchu.search.search(replace(SearchRequest(query, explain=True), **request))


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("临江市河道管理办法第4条", "第四条"),
        ("河道管理办法4条", "第四条"),
        ("《河道管理办法》第三条第（二）项", "第三条"),
        ("新出的河道管理办法第１条", "第一条"),
    ],
)
def test_an_article_is_found_by_short_title(chuchu: SmallChuchu, query: str, begins: str) -> None:
    """Short titles and either figures lead to the article; an item without a section of its own to its article."""
    result = ask(chuchu, query)

    assert result.interpretation.exact is not None
    assert (result.interpretation.exact.kind, result.interpretation.exact.found) == ("article", True)
    assert result.hits[0].citation.text.startswith(begins)


@pytest.mark.parametrize(
    "query",
    [
        "临政办发2021 2号",
        "临政办发（2021）2",
        "临政办发【2021】2号",
        "临政办发２０２１年2号",
        "查临政办发 [2021] 第2号",
        "临政办发「2021」2号",
        "临政办发『２０２１』第２号",
        "临政办发《2021》2号",
        "臨政辦發《2021》2",
        "临政办发〔二〇二一〕2号",
        "临政办发〔2021〕二号",
        "临政办发（二零二一）第二號",
    ],
)
def test_a_document_number_is_found_in_any_spelling(chuchu: SmallChuchu, query: str) -> None:
    """Every kind of bracket and none; a document asked for alone is shown from its opening."""
    result = ask(chuchu, query)

    assert result.interpretation.exact is not None
    assert result.interpretation.exact.value == "临政办发〔2021〕2号"
    assert {hit.citation.doc_number for hit in result.hits if hit.explanation and hit.explanation.exact} == {
        "临政办发〔2021〕2号"
    }
    assert result.hits[0].citation.start == min(
        hit.citation.start for hit in result.hits if hit.citation.doc_number == "临政办发〔2021〕2号"
    )


def test_a_number_that_no_document_has_is_no_look_up_without_brackets(chuchu: SmallChuchu) -> None:
    """Figures after a word are a number only where it is known; in brackets it is told as not found."""
    assert ask(chuchu, "防汛抗旱2021 99").interpretation.exact is None
    told = ask(chuchu, "临政办发〔2021〕99号").interpretation.exact

    assert told is not None
    assert (told.value, told.found) == ("临政办发〔2021〕99号", False)


def test_a_title_without_brackets_shows_the_documents_opening(chuchu: SmallChuchu) -> None:
    """A query that is a known title is a look-up of the document."""
    result = ask(chuchu, "在全市营商环境工作会议上的讲话")

    assert result.interpretation.exact is not None
    assert result.interpretation.exact.kind == "title"
    assert result.hits[0].citation.title == "在全市营商环境工作会议上的讲话"


def test_a_newer_version_of_a_law_stands_first(chuchu: SmallChuchu, tmp_path: Path) -> None:
    """Of two versions the newer one's article comes first; the year asked for turns that round."""
    for year, fine in ((2015, "五百元"), (2023, "八百元")):
        articles = f"第一条　为了养护桥梁，制定本条例。\n第二条　损坏桥梁的，处{fine}罚款。\n"
        text = f"临江市桥梁养护条例\n（{year}年5月1日公布）\n{articles}"
        folder = tmp_path / str(year)
        folder.mkdir()
        (folder / "桥梁.txt").write_text(text, "utf-8")
        index(chuchu, folder)
    dates = {
        hit.citation.date
        for hit in ask(chuchu, "桥梁养护条例第二条", group_similar=False).hits
        if hit.citation.title
    }
    first = ask(chuchu, "桥梁养护条例第2条").hits[0].citation.text
    older = ask(chuchu, "2015年的桥梁养护条例第2条").hits[0].citation.text

    assert len(dates) >= 2
    assert ("八百元" in first, "五百元" in older) == (True, True)


def test_the_response_says_what_was_understood(chuchu: SmallChuchu) -> None:
    """Dates, expansions, types and titles named in a query are told; nothing is left out for them."""
    result = ask(chuchu, "2020年以来广州放管服的实施办法，临江市河道管理办法怎么说")
    told = result.interpretation

    assert told.dates is not None
    assert told.dates[0] == "2020-01-01"
    assert (told.regions, told.doc_types, told.titles) == (("广州市",), ("办法",), ("临江市河道管理办法",))
    assert any(line.startswith("放管服：简政放权") for line in told.expanded)
    assert len({hit.citation.title for hit in result.hits}) > 1


def test_quoted_words_and_masks_are_told(chuchu: SmallChuchu) -> None:
    """Words looked for within a document that was named, and what a mask may stand for, are told; a phrase alone is told once."""
    within = ask(chuchu, "《临江市河道管理办法》“应当委托有资质的單位”").interpretation
    masked = ask(chuchu, "党的ＸＸ大精神怎么落实").interpretation
    alone = ask(chuchu, "“应当委托有资质的单位”").interpretation

    assert ("title", ("应当委托有资质的單位",)) == (within.exact and within.exact.kind, within.phrases)
    assert ("ＸＸ：二十大、十九大、十八大",) == masked.masks
    assert ("phrase", ()) == (alone.exact and alone.exact.kind, alone.phrases)


def test_the_level_that_was_understood_is_told(chuchu: SmallChuchu) -> None:
    """市政府 is told as the level 市; a query that names none tells none."""
    told = [ask(chuchu, query).interpretation.level for query in ("市政府的护河办法", "护河办法")]

    assert told == ["市", None]


def test_times_apart_are_told_apart(chuchu: SmallChuchu) -> None:
    """Two years are two spans and no span between; the years between them are not told."""
    two = ask(chuchu, "2019年和2021年的桥梁养护").interpretation
    one = ask(chuchu, "2019年至2021年的桥梁养护").interpretation

    assert two.dates is None
    assert [(span.written, span.first, span.last, span.exact) for span in two.spans] == [
        ("2019年", "2019-01-01", "2019-12-31", True),
        ("2021年", "2021-01-01", "2021-12-31", True),
    ]
    assert one.dates == ("2019-01-01", "2021-12-31")
    assert [(span.first, span.last) for span in one.spans] == [one.dates]


def test_how_a_loose_time_is_read_is_told(chuchu: SmallChuchu) -> None:
    """近几年 is told as what was typed and the days it is read as, not as exact."""
    (span,) = ask(chuchu, "近几年的桥梁养护").interpretation.spans

    assert (span.written, span.exact) == ("近几年", False)


def test_an_explanation_adds_up_to_the_score(chuchu: SmallChuchu) -> None:
    """The score of the lists over all weights and what each evidence added give the final score."""
    weights = chuchu.search._settings.weights
    for hit in ask(chuchu, "临江市河道管理办法规定的罚款").hits:
        assert hit.explanation is not None
        added = sum(one.added for one in hit.explanation.evidence)
        expected = min(1.0, max(0.0, hit.explanation.lists / weights.total + added))
        assert expected == pytest.approx(hit.fused)
