"""What was asked for exactly and given up, or left out of a search, stands in its result."""

from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, index, notice
from retrieval.article_parts import part_of
from retrieval.results import (
    ARTICLE_OUT,
    PART_OUT,
    PHRASE_CUT,
    PHRASE_OUT,
    REFERENCE_OUT,
    TITLE_PART,
    UNWANTED_OUT,
    WORK_OPEN,
    SearchRequest,
    SearchResult,
)

ARTICLE = (
    "第九条　船舶应当：\n（一）避让；\n（二）鸣笛。\n　　夜间应当点灯。\n\n遇雾停航，(一)抛锚；(二)敲钟。"
)


def ask(chuchu: SmallChuchu, query: str) -> SearchResult:
    return chuchu.search.search(SearchRequest(query))


def exact(result: SearchResult) -> tuple[str, str, bool]:
    told = result.interpretation.exact
    assert told is not None
    return told.kind, told.value, told.found


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("paragraph", "item", "expected"),
    [
        (1, None, "第九条　船舶应当：\n（一）避让；\n（二）鸣笛。"),
        (2, None, "　　夜间应当点灯。"),
        (1, 2, "（二）鸣笛。"),
        (3, 1, "(一)抛锚；"),
        (None, 2, "（二）鸣笛。\n　　夜间应当点灯。\n\n遇雾停航，"),
        (4, None, None),
        (2, 1, None),
        (None, 3, None),
    ],
)
def test_parts_of_an_article_are_counted(
    paragraph: int | None, item: int | None, expected: str | None
) -> None:
    """Items belong to the paragraph above them, in brackets of either width; what is not there is None."""
    span = part_of(ARTICLE, paragraph, item)

    assert (None if span is None else ARTICLE[slice(*span)]) == expected


@pytest.mark.parametrize("part", ["第九款", "第（九）项", "第二款第１项"])
def test_a_part_that_an_article_does_not_have_is_not_told_as_found(chuchu: SmallChuchu, part: str) -> None:
    """The article is given and told, and that it has no such paragraph or item."""
    result = ask(chuchu, f"《河道管理办法》第三条{part}")

    assert (exact(result), result.relaxed) == (("article", "《河道管理办法》第三条", True), (PART_OUT,))
    assert result.hits[0].citation.text.startswith("第三条")


@pytest.mark.parametrize("part", ["第一款", "第（二）项", "第一款第（二）项"])
def test_a_part_that_an_article_has_is_told_in_full(chuchu: SmallChuchu, part: str) -> None:
    """Though paragraph and items stand in one passage with their article."""
    result = ask(chuchu, f"《河道管理办法》第三条{part}")

    assert (exact(result)[1:], result.relaxed) == ((f"《河道管理办法》第三条{part}", True), ())


def test_a_part_of_a_title_is_told_as_a_part(chuchu: SmallChuchu) -> None:
    """The documents whose title holds the words are given, and that none is called so; a whole title tells nothing."""
    part, whole = ask(chuchu, "《临江市河道管》"), ask(chuchu, "《临江市河道管理办法》")
    article = ask(chuchu, "《临江市河道管》第四条")

    assert (TITLE_PART,) == part.relaxed == article.relaxed
    assert ({part.hits[0].citation.title}, whole.relaxed) == ({"临江市河道管理办法"}, ())
    assert (exact(article)[2], article.hits[0].citation.text[:3]) == (True, "第四条")


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("《临江市河道管理办法》“处一千元以上五千元以下罚款”", "第四条"),
        ("《临江市河道管理办法》“滞洪区”", "第二条"),
        ("临政办发〔2020〕1号 “统筹协调春耕备耕,朱堃、𠮷田同志”", "市政府办公室负责"),
        ("《临江市河道管理办法》怎么说“建围堤、阻水渠道”", "第三条"),
    ],
)
def test_words_quoted_beside_a_document_are_found_in_it(chuchu: SmallChuchu, query: str, begins: str) -> None:
    """The passage of the document that holds them comes first, however short they are."""
    result = ask(chuchu, query)

    assert (exact(result)[0] in ("title", "doc_number"), exact(result)[2], result.relaxed) == (True, True, ())
    assert result.hits[0].citation.text.startswith(begins)


@pytest.mark.parametrize(
    "query",
    ["《临江市河道管理办法》“于每月５日前报送进展情况”", "《临江市河道管理办法》第四条“倾倒垃圾、渣土”"],
)
def test_words_that_the_document_does_not_hold_are_told(chuchu: SmallChuchu, query: str) -> None:
    """Though they stand in another document or article; the one asked for is what is shown first."""
    result = ask(chuchu, query)

    assert (exact(result)[2], result.relaxed) == (True, (PHRASE_OUT,))
    assert result.hits[0].citation.title == "临江市河道管理办法"


def test_words_that_stand_in_more_documents_than_are_read_are_told(
    chuchu: SmallChuchu, tmp_path: Path
) -> None:
    """Beyond thirty documents the result says that they are some of them; up to thirty it says nothing."""
    said = "要坚持一张蓝图绘到底，久久为功。"
    texts = {f"{at:02}": notice(at, f"第{at}项河工", said, year=2018) for at in range(1, 32)}
    many, few = f"“{said[:-1]}”", "“一张蓝图绘到底，久久为功抓到底”"
    index(chuchu, write(tmp_path / "多", **dict(list(texts.items())[:30])))
    before = ask(chuchu, many)
    index(chuchu, write(tmp_path / "又", **dict(list(texts.items())[30:])))

    assert (before.relaxed, ask(chuchu, many).relaxed) == ((), (PHRASE_CUT,))
    assert ask(chuchu, few).relaxed == ()


@pytest.mark.parametrize(
    ("query", "value", "relaxed"),
    [
        ("《河道管理办法》第四条和第２条", "《河道管理办法》第四条、《河道管理办法》第二条", ()),
        (
            "河道管理办法第四条，临江市河道管理办法2条",
            "《河道管理办法》第四条、《临江市河道管理办法》第二条",
            (),
        ),
        ("河道管理办法第四条、第九十条", "《河道管理办法》第四条", (ARTICLE_OUT,)),
        ("河道管理办法第四条与那本须知第二条", "《河道管理办法》第四条", (REFERENCE_OUT,)),
        ("河道管理办法第四条", "《河道管理办法》第四条", ()),
    ],
)
def test_every_article_named_is_looked_up_or_told(
    chuchu: SmallChuchu, query: str, value: str, relaxed: tuple[str, ...]
) -> None:
    """A second one too, with a title of its own or with that of the first; one that is left out is told."""
    result = ask(chuchu, query)

    assert (exact(result), result.relaxed) == (("article", value, True), relaxed)
    begins = [hit.citation.text[:3] for hit in result.hits]
    assert begins[: value.count("条")] == ["第四条", "第二条"][: value.count("条")]


def test_what_is_not_wanted_is_told_as_left_out(chuchu: SmallChuchu) -> None:
    """A bracket that says 不要 is not searched for, and the result says so; another bracket tells nothing."""
    assert ask(chuchu, "河道罚款（不要防汛的）").relaxed == (UNWANTED_OUT,)
    assert ask(chuchu, "河道罚款（试行）").relaxed == ()


BRIDGES = """{title}
第一条　为了养护{what}，制定本条例。
第二条　损坏{what}的，处{fine}元罚款。
第三条　本条例自{year}年1月1日起施行。
"""


@pytest.fixture
def works(chuchu: SmallChuchu, tmp_path: Path) -> SmallChuchu:
    texts = {
        what: BRIDGES.format(title=f"临江市{what}养护条例", what=what, fine=fine, year=year)
        for what, fine, year in (("桥梁", "五百", 2016), ("灯塔", "八百", 2019), ("渡口", "九百", 2012))
    }
    index(chuchu, write(tmp_path / "条例", **texts))
    return chuchu


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("条例第2条", "灯塔"),
        ("条例第二条规定了什么", "灯塔"),
        ("桥梁损坏，条例第二条", "桥梁"),
        ("根据條例第２條，损坏渡口罚多少", "渡口"),
    ],
)
def test_an_article_of_a_kind_of_work_is_looked_up_in_all_of_that_kind(
    works: SmallChuchu, query: str, first: str
) -> None:
    """The work that the rest of the query says comes first, else the newest; that it was open which is told."""
    result = ask(works, query)

    assert (exact(result), result.relaxed) == (("article", "条例第二条", True), (WORK_OPEN,))
    assert [hit.citation.text[:3] for hit in result.hits[:1]] == ["第二条"]
    assert first in result.hits[0].citation.text


def test_an_article_that_no_work_of_the_kind_has_is_told_as_missing(works: SmallChuchu) -> None:
    """The plain search follows."""
    result = ask(works, "条例第三十条")

    assert (exact(result), bool(result.hits)) == (("article", "条例第三十条", False), True)


@pytest.mark.parametrize(
    "query", ["航标条例第二条", "本条例第二条", "条例2条", "损坏桥梁违反条例第二条", "条例草案"]
)
def test_a_kind_that_is_no_reference_by_itself_looks_nothing_up(works: SmallChuchu, query: str) -> None:
    """Within a longer name, without 第, or as what was broken, it is read as words."""
    assert ask(works, query).interpretation.exact is None


def test_a_known_title_keeps_its_article(works: SmallChuchu) -> None:
    """桥梁养护条例 is a work, whatever kind it ends in, and so is a title in brackets."""
    assert exact(ask(works, "桥梁养护条例第二条")) == ("article", "《桥梁养护条例》第二条", True)
    assert exact(ask(works, "《临江市灯塔养护条例》 条例第二条"))[0] == "title"
