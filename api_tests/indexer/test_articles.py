"""Magazines: split by their contents page; and contents pages of rules."""

from api_tests.indexer.samples import LONG, furniture, heading, lines, only, outline, page
from indexer.structure import build_documents

MAGAZINE = lines(
    "CONTENTS 目录",
    "2023年第7期",
    "主办单位",
    "云溪县委办公室",
    "责任编辑 段某某",
    "卷首语",
    "守好一江清水 2",
    "基层实践",
    "把堤防修成“放心堤”",
    "..... 云溪镇党委 4",
    "清淤三字经 6 青山镇党委",
    "值守日记",
    "..... 8",
    "群众的雨棚 9",
    "杜某某在全县防汛会议上强调",
    "守好一江清水",
    LONG * 2 + "□",
    "(来源：云溪日报)",
    "把堤防修成『放心堤』",
    "云溪镇党委",
    LONG + "各村要把沙袋清点到户，登记到人，确保雨棚、",
    "清淤三字经",
    "青山镇党委",
    LONG * 2 + "□",
    "救生衣在汛期到来之前全部到位，一件不少，一个不落。□",
    LONG + "值守先于汛情，交班不留空白。□",
    "值守日记",
    "段某某",
    "群众的雨棚",
    LONG * 2,
)


def test_a_magazine_becomes_its_articles() -> None:
    """The issue first, then each article with the title as its page prints it."""
    found = build_documents(MAGAZINE, "云溪.txt")

    assert [d.facts.title for d in found] == [
        "2023年第7期",
        "守好一江清水",
        "把堤防修成『放心堤』",
        "清淤三字经",
        "值守日记",
        "群众的雨棚",
    ]
    assert [d.container for d in found] == [None] + ["2023年第7期"] * 5
    assert [d.ordinal for d in found] == [0, 1, 2, 3, 4, 5]
    assert (
        found[0].facts.doc_type,
        found[0].facts.issuer,
        found[0].passages,
    ) == ("期刊", "云溪县委办公室", ())


MASTHEAD = lines(
    "云溪学习",
    "2033年第3期（总第18期）",
    "2033年6月20日出版",
    "主管：中共云溪县委党校　主办：云溪学习杂志社",
    "目　录",
    "卷首",
    "把功夫下在看不见的地方 本刊评论员 1",
    "治理",
    "为基层减负重在“减根子”",
    "——基于16个乡镇的调查 县委党校课题组 8",
    "垚村的“板凳会” 何　玥 14",
    "从“找政策”到“政策找人”",
    "的云溪实践 陆清和 18",
    "读者来信",
    "“一张表”能不能再快一点 青山镇读者 31",
    "把功夫下在看不见的地方",
    "本刊评论员",
    LONG * 2 + "□",
    "为基层减负重在“减根子”",
    "——基于16个乡镇的调查",
    "县委党校课题组",
    LONG * 2,
    "（课题组组长：梁垚；成员：何玥）□",
    "垚村的“板凳会”",
    "何　玥",
    LONG * 2,
    "（责任编辑：周　眠）",
    "从“找政策”到“政策找人”的云溪实践",
    "陆清和",
    LONG * 2 + "□",
    "“一张表”能不能再快一点",
    "青山镇读者",
    LONG * 2,
    "（来源：本刊读者信箱）",
    "编者按：" + LONG,
)


def test_articles_have_author_column_and_source() -> None:
    """The author stands on the contents page behind the title, and is no part of it; a dash line is."""
    found = build_documents(MASTHEAD, "云溪.txt")

    assert [
        ("把功夫下在看不见的地方", "本刊评论员", "卷首", None),
        ("为基层减负重在“减根子”——基于16个乡镇的调查", "县委党校课题组", "治理", None),
        ("垚村的“板凳会”", "何玥", "治理", None),
        ("从“找政策”到“政策找人”的云溪实践", "陆清和", "治理", None),
        ("“一张表”能不能再快一点", "青山镇读者", "读者来信", "本刊读者信箱"),
    ] == [(d.facts.title, d.facts.author, d.facts.column, d.facts.source) for d in found[1:]]
    assert {"云溪学习2033年第3期"} == {d.container for d in found[1:]}
    assert [None] * 5 == [d.facts.issuer for d in found[1:]]


def test_the_masthead_belongs_to_the_issue() -> None:
    """Lines above the contents page tell of the issue; a note of the editors below an article belongs to it."""
    found = build_documents(MASTHEAD, "云溪.txt")

    assert ("云溪学习2033年第3期", "云溪学习杂志社", "2033-06-20") == (
        found[0].facts.title,
        found[0].facts.issuer,
        found[0].facts.date_published,
    )
    assert found[0].text.startswith("云溪学习\n2033年第3期")
    assert "编者按" in found[5].text
    author = next(s for s in found[3].fact_sources if s.fact == "author")
    assert "何　玥" == found[3].text[author.start : author.end]


def test_a_report_with_numbered_contents_is_no_magazine() -> None:
    """A contents page whose entries are numbered is that of one document."""
    report = lines(
        "目　录",
        *(
            f"{numeral}、第{numeral}项工作的开展情况 {page}"
            for page, numeral in enumerate("一二三四五六", start=2)
        ),
        *(
            text
            for numeral in "一二三四五六"
            for text in (f"{numeral}、第{numeral}项工作的开展情况", LONG * 2)
        ),
    )

    assert [6] == [len(d.sections) for d in build_documents(report, "报告.txt")]


def test_an_interleaved_article_goes_on_behind_the_other() -> None:
    """An open sentence waits for the line that goes on with it."""
    found = build_documents(MAGAZINE, "云溪.txt")

    assert "确保雨棚、救生衣在汛期到来之前全部到位" in found[2].text
    assert "救生衣" not in found[3].text.removeprefix(found[3].text[: found[3].text.find("□")])


def test_a_body_before_its_title_is_given_to_it() -> None:
    """Title and author come first, then the body that stood before them."""
    found = build_documents(MAGAZINE, "云溪.txt")

    assert found[4].text.split("\n")[:2] == ["值守日记", "段某某"]
    assert found[4].text.endswith("值守先于汛情，交班不留空白。□")


def test_the_contents_page_of_a_rule_is_furniture() -> None:
    """Chapters named before they come are no headings."""
    document = only(
        page(
            heading("云溪县河道管理条例", 1),
            "目　录",
            "第一章　总则",
            "第二章　附则",
            "第一章　总则",
            "第一条　为了管理河道，制定本条例。",
            "第二章　附则",
            "第二条　本条例自公布之日起施行。",
        )
    )

    assert [marker for _, marker, _ in outline(document)] == ["第一章", "第一条", "第二章", "第二条"]
    assert [kind for kind, _ in furniture(document)] == ["title", "contents", "contents", "contents"]
