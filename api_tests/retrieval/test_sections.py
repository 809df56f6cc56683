"""Chapters and other parts of documents that queries name: 护林条例第五章, 《巡河意见》第三部分."""

from collections.abc import Iterator

import pytest

from api_tests.small_world import SmallChuchu, index, small_chuchu
from retrieval.lookup import DOCUMENT_CHARACTERS
from retrieval.references import References, find_references
from retrieval.results import ARTICLE_OUT, CHAPTER_OUT, PHRASE_OUT, SearchRequest, SearchResult
from retrieval.shelf import Named

LAW = """临江市护林条例
第一章　总则
第一条　为了保护森林，制定本条例。
第二条　护林员由临江市人民政府聘任。
第二章　巡护
第一节　一般规定
第三条　护林员每日巡护一次。
第四条　巡护应当记录。
第二节　火情
第五条　护林员发现火情应当立即报告。
第六条　扑火不得动员未成年人。
第三章　附则
第七条　本条例自2021年3月1日起施行。
附件：
巡护守则
第一章　通例
第一条　巡护应当佩戴标志。
第四章　奖励
第二条　巡护满十年的，发给证书。
"""

OPINIONS = """临江市人民政府关于加强巡河工作的意见
临政发〔2022〕８号
各县人民政府：
一、总体要求
坚持分段负责，加强巡河工作。
二、主要任务
（一）建立台账
一、二级河道每月巡查一次。
（二）清理河面
及时打捞漂浮物，䂞溪、𠮷田两段先行。
三、保障措施
各县应当安排经费。
"""

REPORT = """临江市巡河工作手册
第一部分　准备
出发前检查船只。
一、船只
船只应当年检。
第二部分　巡查
沿岸逐段巡查。
"""


DUTY = "值守人员应当按照规程逐项检查闸门并且如实登记" * 10
NUMERALS = [ten + one for ten in ("", "十", "二十", "三十") for one in "一二三四五六七八九"]
LONG = "临江市闸门值守规程\n第一章　值守\n" + "".join(f"第{number}条　{DUTY}。\n" for number in NUMERALS)


@pytest.fixture(scope="module")
def rivers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """A law in chapters, an opinion in 一、二、, a handbook in 第一部分, rules of one long chapter."""
    path = tmp_path_factory.mktemp("章节")
    folder = path / "文件"
    folder.mkdir()
    for name, text in {"条例": LAW, "意见": OPINIONS, "手册": REPORT, "规程": LONG}.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    with small_chuchu(path) as opened:
        index(opened, folder)
        yield opened


def ask(chuchu: SmallChuchu, query: str) -> SearchResult:
    return chuchu.search.search(SearchRequest(query, limit=50, group_similar=False))


def exact(result: SearchResult) -> tuple[str, str, bool]:
    told = result.interpretation.exact
    assert told is not None
    return told.kind, told.value, told.found


def first(result: SearchResult, count: int) -> list[str]:
    """The first hits by the beginning of their words."""
    return [hit.citation.text.lstrip()[:3] for hit in result.hits[:count]]


def read(query: str, *names: str) -> References:
    """Read a query where documents of these names are held, of one work each."""
    held = {name: Named(name, name, (), sure=True) for name in ("护林条例", *names)}
    return find_references(query, held.get)


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("《护林条例》第五章", ("第五章",)),
        ("新护林条例第5章 火情 开头一条怎么规定的", ("第五章",)),
        ("护林条例里的第１２章", ("第十二章",)),
        ("护林条例中第五章第二節", ("第五章", "第二节")),
        ("《护林条例》（2021年修订）第 五 章 的第二节", ("第五章", "第二节")),
        ("护林条例第三編第一章", ("第三编", "第一章")),
        ("护林条例第三编第二分编第十三章第2节", ("第三编", "第二分编", "第十三章", "第二节")),
        ("护林条例第六部分讲什么", ("第六部分",)),
        ("护林条例第五章第五十三条第２款", ("第五章", "第五十三条")),
        ("护林条例第五章里的第53条", ("第五章", "第五十三条")),
        ("护林条例第五章 三条建议", ("第五章",)),
    ],
)
def test_a_section_is_read_after_a_title(query: str, path: tuple[str, ...]) -> None:
    """Units from the outer to the inner, an article last, in any figures and in traditional characters."""
    (found,) = read(query).found

    assert (found.title, found.path, found.is_section) == ("护林条例", path, not path[-1].endswith("条"))


@pytest.mark.parametrize(
    "query",
    [
        "第五章讲什么",
        "护林条例三章",
        "护林条例第三章程",
        "护林条例第一节课怎么上",
        "护林条例第二编辑部",
        "护林条例第零章",
        "护林条例第零章第二节",
        "护林条例第九九九九九九九九九章",
        "违反护林条例第五章怎么处罚",
        "水库办法第五章",
    ],
)
def test_no_section_is_read_where_none_is_named(query: str) -> None:
    """Without a title or 第, within another word, or as what was broken."""
    assert read(query) == References()


def test_a_part_that_is_filed_by_itself_keeps_its_name() -> None:
    """护林条例第三编 巡护, where a document is called so, is that document; in 《》 the title ends where they do."""
    name = "护林条例第三编 巡护"

    assert read(f"请看{name}有哪些内容", name) == References()
    assert [one.path for one in read(f"《护林条例》{name[4:]}", f"护林条例》{name[4:]}").found] == [
        ("第三编",)
    ]


@pytest.mark.parametrize(
    ("query", "paths", "unread"),
    [
        ("护林条例第五章、第六章", [("第五章",), ("第六章",)], False),
        ("护林条例第五章第一节和第二节", [("第五章", "第一节"), ("第五章", "第二节")], False),
        ("护林条例第三编第一章以及第四编第二章", [("第三编", "第一章"), ("第四编", "第二章")], False),
        ("护林条例第五章和第３条", [("第五章",), ("第三条",)], False),
        ("护林条例第二节第五章", [("第二节",)], True),
    ],
)
def test_a_section_behind_another_is_of_the_same_document(
    query: str, paths: list[tuple[str, ...]], *, unread: bool
) -> None:
    """And of the same outer section, where it names none; from the inner to the outer nothing is joined."""
    found = read(query)

    assert ([one.path for one in found.found], found.unread) == (paths, unread)


@pytest.mark.parametrize(
    ("query", "value", "begins"),
    [
        ("护林条例第２章", "《护林条例》第二章", ["第三条", "第四条", "第五条", "第六条"]),
        ("《护林条例》第二章第二节讲什么", "《护林条例》第二章第二节", ["第五条", "第六条"]),
        ("《護林條例》第一節", "《護林條例》第一节", ["第三条", "第四条"]),
        ("护林条例第一章", "《护林条例》第一章", ["第一条", "第二条"]),
        ("护林条例第四章", "《护林条例》第四章", ["第二条"]),
        (
            "临江市人民政府关于加强巡河工作的意见第二部分",
            "《临江市人民政府关于加强巡河工作的意见》第二部分",
            ["一、二", "及时打"],
        ),
        ("《巡河工作手册》第一部分", "《巡河工作手册》第一部分", ["出发前", "船只应"]),
    ],
)
def test_a_section_is_given_in_its_order(
    rivers: SmallChuchu, query: str, value: str, begins: list[str]
) -> None:
    """All of it and first; an annex only for what the document lacks; 二、 is 第二部分 where none is printed."""
    result = ask(rivers, query)

    assert (exact(result), result.relaxed) == (("section", value, True), ())
    assert first(result, len(begins)) == begins


@pytest.mark.parametrize("section", ["第二章第三节", "第九章", "第三章第一节"])
def test_a_section_that_is_not_there_is_told(rivers: SmallChuchu, section: str) -> None:
    """Nothing is given in its stead but the plain search; the items of a law's articles are no parts of it."""
    result = ask(rivers, f"《护林条例》{section}")

    assert (exact(result), result.relaxed) == (("section", f"《护林条例》{section}", False), ())
    assert result.hits


@pytest.mark.parametrize("section", ["第二部分", "第三编"])
def test_a_document_that_is_not_divided_so_lacks_nothing(rivers: SmallChuchu, section: str) -> None:
    """A law without books is searched in plain words; its chapters are found whatever book is told around them."""
    result = ask(rivers, f"《护林条例》{section}")
    within = ask(rivers, f"《护林条例》{section}第五条")

    assert (result.interpretation.exact, result.relaxed) == (None, ())
    assert result.hits
    assert (exact(within), within.relaxed) == (("article", "《护林条例》第五条", True), ())


def test_what_is_asked_beside_a_section_orders_it(rivers: SmallChuchu) -> None:
    """Its passages come first, those that say it before the others; then what else the document holds."""
    result = ask(rivers, "护林条例第二章 扑火能不能动员未成年人")
    titles = {hit.citation.title for hit in result.hits}

    assert exact(result) == ("section", "《护林条例》第二章", True)
    assert first(result, 1) == ["第六条"]
    assert set(first(result, 4)) == {"第三条", "第四条", "第五条", "第六条"}
    assert titles == {"临江市护林条例"}


def test_quoted_words_are_found_within_a_section(rivers: SmallChuchu) -> None:
    """The passage that holds them is first; where another section holds them, that is told."""
    inside = ask(rivers, "《护林条例》第二章“立即报告”")
    outside = ask(rivers, "《护林条例》第一章“立即报告”")

    assert (first(inside, 2), inside.relaxed) == (["第五条", "第三条"], ())
    assert (first(outside, 1), outside.relaxed) == (["第一条"], (PHRASE_OUT,))


@pytest.mark.parametrize(
    ("query", "value", "relaxed"),
    [
        ("护林条例第二章第五条", "《护林条例》第二章第五条", ()),
        ("护林条例第三章第５条", "《护林条例》第五条", (CHAPTER_OUT,)),
        ("护林条例第九章第五条", "《护林条例》第五条", (CHAPTER_OUT,)),
    ],
)
def test_an_article_is_found_through_its_chapter(
    rivers: SmallChuchu, query: str, value: str, relaxed: tuple[str, ...]
) -> None:
    """In another chapter than the one named it is given as well, and that is told."""
    result = ask(rivers, query)

    assert (exact(result), result.relaxed) == (("article", value, True), relaxed)
    assert first(result, 1) == ["第五条"]


def test_an_article_that_no_chapter_has_is_told_as_it_was_named(rivers: SmallChuchu) -> None:
    """With its chapter."""
    result = ask(rivers, "护林条例第二章第九十条")

    assert (exact(result), result.relaxed) == (("article", "《护林条例》第二章第九十条", False), ())


def test_sections_and_articles_are_looked_up_together(rivers: SmallChuchu) -> None:
    """Each in turn; the kind is that of sections only where nothing else is found."""
    both = ask(rivers, "护林条例第三章和第2条")
    sections = ask(rivers, "护林条例第三章、第九章")

    assert exact(both) == ("article", "《护林条例》第三章、《护林条例》第二条", True)
    assert first(both, 2) == ["第七条", "第二条"]
    assert (exact(sections), sections.relaxed) == (("section", "《护林条例》第三章", True), (ARTICLE_OUT,))


def test_of_a_long_section_the_beginning_is_given(rivers: SmallChuchu) -> None:
    """Up to as many characters as of a document; the plain search stands behind it."""
    request = SearchRequest("闸门值守规程第一章", limit=50, group_similar=False, explain=True)
    result = rivers.search.search(request)
    given = [hit.citation for hit in result.hits if hit.explanation and hit.explanation.exact]
    length = sum(one.end - one.start for one in given)

    assert [one.start for one in given] == sorted(one.start for one in given)
    assert (0 <= length - DOCUMENT_CHARACTERS < 300, len(result.hits) > len(given)) == (True, True)
