"""Facts are what the document says, and None where it does not."""

import pytest

from api_tests.indexer.samples import LONG, centred, heading, lines, only, page, passages, right
from corpus.blocks import Block, BlockKind, Labelled
from corpus.documents import Facts
from corpus.vocabulary import load_doc_types, load_validity
from indexer.facts import _VALIDITY
from indexer.genre import _WORDS, doc_type_of
from indexer.regions import region_of


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


def test_statements_of_passing_that_the_page_broke_are_joined() -> None:
    """A title in 〈〉 in a line of its own belongs to the statement, and is not the title."""
    facts = only(
        page(
            heading("青山省选举条例", 1),
            "2001年5月1日 青山省第九届人民代表大会常务委员会第二次会议通过",
            "2020年6月9日 青山省第十三届人民代表大会常务委员会第九次会议《关于修改〈青山省选举条例〉",
            "〈青山省代表条例〉的决定》第一次修正",
            "第一条 为了保障选举，制定本条例。",
        )
    ).facts

    assert ("青山省选举条例", "2020-06-09", ("2020-06-09",)) == (
        facts.title,
        facts.date_written,
        facts.amended,
    )
    assert "青山省第十三届人民代表大会常务委员会第九次会议" not in (facts.issuer or "")


def test_the_session_that_passed_a_text_is_its_meeting() -> None:
    """With its number, as printed; the last one where there are several."""
    document = only(
        page(
            heading("云溪市河道条例", 1),
            "（2033年9月27日云溪市第十二届人民代表大会常务委员会第十四次会议通过）",
            "第一条 为了管理河道，制定本条例。",
        )
    )
    (source,) = [s for s in document.fact_sources if s.fact == "meeting"]

    assert "云溪市第十二届人民代表大会常务委员会第十四次会议" == document.facts.meeting
    assert document.facts.meeting == document.text[source.start : source.end]


@pytest.mark.parametrize(
    ("line", "issuer", "number"),
    [
        ("（2033年11月6日云溪市人民政府令第86号公布）", "云溪市人民政府", "云溪市人民政府令第86号"),
        ("1990年10月22日 对外贸易部发布", "对外贸易部", None),
        (
            "1988年12月17日 国务院、中央军事委员会令第22号发布",
            "国务院、中央军事委员会",
            "国务院、中央军事委员会令第22号",
        ),
    ],
)
def test_who_published_a_rule_issued_it(line: str, issuer: str, number: str | None) -> None:
    """By order or without; the date before the name is no part of it, organs that act together are all named."""
    facts = only(page(heading("河道管理办法", 1), line, "第一条 为了管理河道，制定本办法。")).facts

    assert (issuer, number) == (facts.issuer, facts.doc_number)


def test_minutes_print_issuer_and_date_in_one_line() -> None:
    """The number names no organ; the line below it holds issuer and date."""
    facts = only(
        page(
            heading("垚溪县人民政府常务会议纪要", 1),
            centred("〔２０３４〕９号"),
            centred("垚溪县人民政府办公室　　2034年6月12日"),
            "2034年6月7日下午，县长主持召开常务会议。现将会议议定事项纪要如下：",
        )
    ).facts

    assert ("纪要", "垚溪县人民政府办公室", "〔2034〕9号", "2034-06-12") == (
        facts.doc_type,
        facts.issuer,
        facts.doc_number,
        facts.date_written,
    )


def test_labels_stand_above_their_values() -> None:
    """A page saved as text prints 时间： and the day in two lines; so it does the source."""
    document = only(
        lines(
            "云溪市2036年政府工作报告",
            "时间：",
            "2036-02-02 09:20",
            "来源：",
            "云溪日报",
            "2036年1月27日在云溪市第十四届人民代表大会第四次会议上 云溪市市长 陆清和",
            "各位代表：",
            LONG * 2,
        )
    )

    assert ("云溪市人民政府", "2036-01-27", "2036-02-02") == (
        document.facts.issuer,
        document.facts.date_written,
        document.facts.date_published,
    )
    assert [LONG * 2] == passages(document)


def test_the_table_of_a_saved_page_stands_below_its_menus() -> None:
    """Menus above the table are no text; a value that the page broke is whole."""
    document = only(
        lines(
            "云溪县民政局",
            "高级搜索",
            "搜索位置 标题 全文",
            *(f"栏目{number}" for number in "一二三四五六七八九十甲乙丙丁"),
            "索引号： 114401060/2034-00031 分类：",
            "发布机构： 云溪县财政局 成文日期： 2034-03-14",
            "名称： 云溪县民政局关于印发助餐服务管理",
            "办法的通知",
            "文号： 发布日期： 2034-10-15",
            "云溪县民政局关于印发助餐服务管理办法的通知",
            "云民规字〔2034〕3号",
            "各镇民政所：",
            LONG,
        )
    )

    assert (
        "云溪县民政局关于印发助餐服务管理办法的通知",
        "云民规字〔2034〕3号",
        "2034-10-15",
        "各镇民政所",
    ) == (
        document.facts.title,
        document.facts.doc_number,
        document.facts.date_published,
        document.facts.addressee,
    )
    assert [LONG] == passages(document)


def test_a_letter_inside_news_is_that_of_its_writer() -> None:
    """回信全文如下：某某： tells genre and addressee, the signature the writer; the news item has no title."""
    facts = only(
        lines(
            "新华社某市1月19日电某某给“先锋连”全体官兵回信，勉励他们牢记强军目标，传承红色基因。回信全文如下：“先锋连”全体官兵：",
            "你们好！来信收悉。" + LONG,
            "陆清和",
            "2034年1月18日",
            "“先锋连”是一支有着光荣传统的连队，1964年被授予荣誉称号，多年来始终保持着优良的作风。",
        )
    ).facts

    assert (None, "回信", "陆清和", "“先锋连”全体官兵", "2034-01-18") == (
        facts.title,
        facts.doc_type,
        facts.issuer,
        facts.addressee,
        facts.date_written,
    )


@pytest.mark.parametrize(
    ("issuer", "title", "region"),
    [
        ("云溪市人民政府", None, "云溪市"),
        ("国家市场监督管理总局", "食品检查办法", None),
        ("陆清和", "在全省大会上的讲话", None),
        (None, "云溪省河湖保护条例", "云溪省"),
        ("中国民主同盟中央委员会", None, None),
        (None, "农贸市场管理办法", None),
        ("新疆维吾尔自治区人民政府", None, "新疆维吾尔自治区"),
    ],
)
def test_a_region_is_the_place_a_name_begins_with(
    issuer: str | None, title: str | None, region: str | None
) -> None:
    """Central organs, markets and leagues have none."""
    assert region == region_of(issuer, title)


def test_what_amended_a_repealed_title_is_not_repealed() -> None:
    """根据《…的决定》修正的《…》同时废止 repeals one title."""
    facts = only(
        page(
            heading("云溪省收入管理条例", 1),
            "第一条 为了管理收入，制定本条例。",
            "第二条 2005年1月14日根据《关于修改部分法规的决定》修正的《云溪省资金管理条例》同时废止。",
        )
    ).facts

    assert ("云溪省资金管理条例",) == facts.repeals


def test_the_title_in_a_form_is_that_of_another_document() -> None:
    """A routing sheet names the document that it goes with; it has no title of its own."""
    facts = only(
        lines(
            "云溪市政府文件处理单",
            "来文单位　市人民政府办公室",
            "来文日期 阅文时限",
            "2034年06月15日",
            "公文标题　市委领导调研后续落实事项的通知",
            "1、呈某某同志阅示；",
        )
    ).facts

    assert (None, None, None) == (facts.doc_type, facts.addressee, facts.date_written)
    assert "通知" not in (facts.title or "")
