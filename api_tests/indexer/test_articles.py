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
