"""Facts are what the document says, and None where it does not."""

import pytest

from api_tests.indexer.samples import LONG, centred, heading, lines, only, page, right
from corpus.blocks import Block, BlockKind, Labelled
from corpus.documents import Facts
from corpus.vocabulary import load_doc_types, load_validity
from indexer.facts import _VALIDITY
from indexer.genre import _WORDS, doc_type_of


def test_a_notice_gives_all_its_facts() -> None:
    """Title over two lines, number, addressee, issuer, dates and repeals, each canonical."""
    facts = only(
        page(
            centred("云溪县人民政府"),
            centred("关于印发河道管理办法的通知"),
            "云溪政发[2023]012号",
            "各镇人民政府，县政府各部门：",
            "现将办法印发给你们。根据《青山省水法实施办法》（青政发〔2001〕3号）制定。",
            right("云溪县人民政府"),
            right("二〇二三年五月十八日"),
            "第一条　本办法自２０２３年7月1日起施行。《云溪县河道管理暂行办法》同时废止。",
            metadata=(Labelled("发布日期", "2023-05-20"), Labelled("时效性", "有效")),
        )
    ).facts

    assert (
        Facts(
            title="云溪县人民政府关于印发河道管理办法的通知",
            doc_type="通知",
            issuer="云溪县人民政府",
            doc_number="云溪政发〔2023〕12号",
            date_written="2023-05-18",
            date_published="2023-05-20",
            date_effective="2023-07-01",
            addressee="各镇人民政府，县政府各部门",
            validity="现行有效",
            region=None,
            repeals=("云溪县河道管理暂行办法",),
        )
        == facts
    )


def test_a_law_gives_its_history() -> None:
    """Passed, amended twice: the last amendment made this version."""
    facts = only(
        page(
            heading("青山省河道管理条例", 1),
            "2001年5月1日 青山省第九届人民代表大会常务委员会第二次会议通过",
            "2010年3月2日 青山省第十一届人民代表大会常务委员会第八次会议第一次修正",
            "2020年6月9日 青山省第十三届人民代表大会常务委员会第九次会议修订",
            "第一条 为了管理河道，制定本条例。",
            "第二条 本条例自2020年9月1日起施行。",
        )
    ).facts

    assert (facts.doc_type, facts.issuer, facts.region) == ("条例", "青山省人民代表大会常务委员会", "青山省")
    assert (
        facts.date_written,
        facts.date_published,
        facts.date_effective,
    ) == ("2020-06-09", None, "2020-09-01")
    assert facts.amended == ("2010-03-02", "2020-06-09")


def test_an_order_gives_number_and_dates() -> None:
    """An order over two lines; the rule below it gives the title."""
    facts = only(
        page(
            centred("青山市人民政府令"),
            centred("第179号"),
            "《青山市老年人优待办法》已经2021年1月8日市政府第3次常务会议通过，现予公布，自2021年5月1日起施行。",
            right("市　长：杜某某"),
            right("2021年1月29日"),
            centred("青山市老年人优待办法"),
            "第一条 为保障老年人权益，制定本办法。",
            title="青山市老年人优待办法",
        )
    ).facts

    assert (facts.title, facts.doc_number) == ("青山市老年人优待办法", "青山市人民政府令第179号")
    assert (
        facts.issuer,
        facts.date_written,
        facts.date_effective,
    ) == ("青山市人民政府", "2021-01-29", "2021-05-01")


def test_a_speech_without_head_has_no_title() -> None:
    """The first sentence is not promoted, and a salutation is no addressee."""
    assert Facts() == only(lines(LONG, "一、值守要再压实", LONG)).facts
    assert Facts() == only(lines("同志们：", LONG)).facts


def test_a_table_flattened_into_the_text_is_read() -> None:
    """The rows of a page's data table at the head are facts and not body."""
    rows = (
        "发文机关：\t云溪县人民政府\t成文日期：\t2023年05月18日",
        "标　　题：\t河道管理办法",
        "发文字号：\t云溪政发〔2023〕12号",
    )
    document = only(
        page(
            *(Block(r, BlockKind.TABLE_ROW, table=1) for r in rows),
            centred("河道管理办法"),
            "第一条　" + LONG,
        )
    )

    assert (
        document.facts.title,
        document.facts.issuer,
        document.facts.doc_number,
        document.facts.date_written,
    ) == ("河道管理办法", "云溪县人民政府", "云溪政发〔2023〕12号", "2023-05-18")
    assert [f.kind.value for f in document.furniture] == ["page_furniture"] * 3 + ["title"]


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        ("关于加强值守的指导意见", "意见"),
        ("云溪河保护法", "法律"),
        ("青山省水法实施细则", "细则"),
        ("河道管理办法（试行）", "办法"),
        ("万众一心 共护云溪——在防汛动员大会上的讲话", "讲话"),
        ("以水兴镇的做法", None),
        ("云溪镇防汛纪实", None),
        (None, None),
    ],
)
def test_the_type_word_ends_the_title(title: str | None, doc_type: str | None) -> None:
    """文种 is the short form at the end of a title."""
    assert doc_type == doc_type_of(title)


def test_types_and_validity_are_of_the_closed_vocabularies() -> None:
    """Nothing is said that the vocabularies do not hold."""
    assert set() == {*map(doc_type_of, _WORDS), "法律", "期刊"} - set(load_doc_types())
    assert set() == set(_VALIDITY.values()) - set(load_validity())
