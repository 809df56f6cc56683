"""What documents are called for short, and the articles that queries refer to by these names."""

from typing import Any

import pytest

from corpus.forms import TextForms
from corpus.store.cards import DocumentCard
from corpus.store.holdings import Holding
from corpus.words import Segmenter
from retrieval.names import abbreviates, congress_names, names_of
from retrieval.references import Reference, find_references
from retrieval.shelf import Named, Shelf, Shelves

FORMS = TextForms()


class Cards:
    """A view that holds cards."""

    def __init__(self, number: int, cards: list[DocumentCard]) -> None:
        self.number, self._cards = number, cards

    def holding(self) -> Holding:
        return Holding(self.number, {card.row: card for card in self._cards}, {})


def card(row: int, title: str, date: int = 20200101, **facts: object) -> DocumentCard:
    given: dict[str, Any] = {
        "document_id": f"{row:016x}",
        "collection": "default",
        "source_path": f"文件/{row}.txt",
        "container": None,
        "doc_type": None,
        "issuer": None,
        "region": None,
        "doc_number": None,
    }
    return DocumentCard(row=row, title=title, date=date, **(given | facts))


CARDS = [
    card(1, "中华人民共和国护林员保护法", 20100101),
    card(2, "中华人民共和国护林员保护法", 20220101),
    card(3, "临江市河道管理条例（2019年修订）", region="临江市"),
    card(4, "北原省河道管理条例", region="北原省"),
    card(5, "临江市人民政府关于印发《临江市数据共享办法》的通知", doc_number="临政发〔2021〕7号"),
    card(6, "秘密守则", collection="内部"),
]


@pytest.fixture(scope="module")
def shelves() -> Shelves:
    return Shelves(Segmenter(FORMS), FORMS, {"护保法": "护林员保护法", "内守": "秘密守则"})


@pytest.fixture
def shelf(shelves: Shelves) -> Shelf:
    return shelves.at(Cards(3, CARDS))  # type: ignore[arg-type]


def shelf_of(cards: list[DocumentCard]) -> Shelf:
    """A shelf of these documents; `Cards` gives of a view what shelves read of one."""
    return Shelves(Segmenter(FORMS), FORMS, {}).at(Cards(1, cards))  # type: ignore[arg-type]


def rows(named: Named | None) -> list[int]:
    return [one.row for one in named.documents] if named else []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("中华人民共和国护林员保护法", ("中华人民共和国护林员保护法", "护林员保护法")),
        (
            "临江市河道管理条例（2019年修订）",
            ("临江市河道管理条例2019年修订", "临江市河道管理条例", "河道管理条例"),
        ),
        ("中华人民共和国宪法", ("中华人民共和国宪法", "宪法")),
        ("实施办法", ()),
    ],
)
def test_short_names_leave_out_state_place_and_edition(title: str, expected: tuple[str, ...]) -> None:
    """The names of a title run from the fullest to the shortest; what is no name by itself is none."""
    assert tuple(names_of(title, FORMS.loose.plain)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2026年云泽省人民政府工作报告", {"2026年云泽省政府工作报告", "云泽省2026年政府工作报告"}),
        (
            "２００５年中华人民共和国国务院政府工作报告",
            {"2005年国务院政府工作报告", "国务院2005年政府工作报告"},
        ),
        ("云泽省2026年政府工作报告", {"2026年云泽省政府工作报告", "云泽省政府工作报告"}),
        ("政府工作报告", {"政府工作报告"}),
    ],
)
def test_a_report_on_a_years_work_has_a_name_with_its_place_and_year(title: str, expected: set[str]) -> None:
    """Such a report is called so in any order, less the state, and as they all are."""
    names = set(names_of(title, FORMS.loose.plain))

    assert expected | {"政府工作报告"} <= names


def test_reports_of_many_places_and_years_share_a_name_that_is_sure() -> None:
    """政府工作报告 names them all, under that name and none of theirs; a resolution on one is not among them."""
    titles = ("2026年云泽省政府工作报告", "2005年中华人民共和国国务院政府工作报告", "政府工作报告")
    about = "云泽省第十届人民代表大会关于政府工作报告的决议"
    cards = [card(at, title) for at, title in enumerate((*titles, about), 1)]
    shelf = shelf_of(cards)
    named = shelf.named("政府工作报告")

    assert named is not None
    assert (sorted(rows(named)), named.sure, named.full) == ([1, 2, 3], True, "政府工作报告")
    assert rows(shelf.named("2005年国务院政府工作报告")) == [2]


def test_reports_are_known_by_their_place_and_date_too_and_the_states_stand_first() -> None:
    """A report called 政府工作报告 and no more is that of its region and year; of one name the state's, then the newest."""
    cards = [
        card(1, "2026年云泽省政府工作报告", 20260130, region="云泽省"),
        card(2, "政府工作报告", 20260126, region="北原省"),
        card(3, "2005年中华人民共和国国务院政府工作报告", 0),
        card(4, "政府工作报告", 20230305),
    ]
    shelf = shelf_of(cards)

    assert rows(shelf.named("政府工作报告")) == [4, 3, 1, 2]
    assert rows(shelf.named("2026年政府工作报告")) == [1, 2]
    assert rows(shelf.named("北原省2026年政府工作报告")) == [2]
    assert rows(shelf.named("2023年政府工作报告")) == [4]


def test_the_thing_a_notice_issues_is_a_name_of_the_notice() -> None:
    """关于印发《X》的通知 is also called X, with and without its place."""
    names = names_of("临江市人民政府关于印发《临江市数据共享办法》的通知", FORMS.loose.plain)

    assert {"临江市数据共享办法", "数据共享办法"} <= set(names)


@pytest.mark.parametrize(
    ("short", "expected"), [("护保法", True), ("护法", False), ("林保法", False), ("护林员保护法", False)]
)
def test_an_abbreviation_keeps_first_and_last_and_the_order(short: str, *, expected: bool) -> None:
    """护保法 abbreviates 护林员保护法; two characters, another beginning or the name itself do not."""
    assert abbreviates(short, "护林员保护法") is expected


def test_a_congress_in_brackets_names_its_report() -> None:
    """(十八大) at the end of a title or file name makes it 十八大报告."""
    assert congress_names("继往开来 (十八大)") == ("十八大报告",)


def test_the_newest_version_of_a_name_comes_first(shelf: Shelf) -> None:
    """Two versions of one law are one work, newest first."""
    named = shelf.named("护林员保护法")

    assert rows(named) == [2, 1]
    assert named is not None
    assert named.sure


def test_a_name_that_two_works_share_is_not_sure(shelf: Shelf) -> None:
    """河道管理条例 may be that of either place."""
    named = shelf.named("河道管理条例")

    assert named is not None
    assert (sorted(rows(named)), named.sure) == ([3, 4], False)


def test_a_name_outside_the_collections_is_no_name(shelf: Shelf) -> None:
    """What the caller may not read lends no name, short or listed."""
    assert rows(shelf.named("秘密守则")) == [6]
    assert shelf.named("秘密守则", ("default",)) is None
    assert shelf.named("内守", ("default",)) is None
    assert shelf.numbered("临政发〔2021〕7号", ("内部",)) == ()


def test_a_later_view_reads_only_what_is_new(shelves: Shelves) -> None:
    """Moving on by a change reads the names of the cards it brought, and forgets what it removed."""
    before = shelves.at(Cards(10, CARDS))  # type: ignore[arg-type]
    later = Cards(11, [*CARDS[1:], card(9, "临江市桥梁规定")])
    shelf = shelves.at(later)  # type: ignore[arg-type]

    assert all(shelf.by_row[row] is before.by_row[row] for row in shelf.by_row if row != 9)
    assert rows(shelf.named("桥梁规定")) == [9]
    assert rows(shelf.named("护林员保护法")) == [2]


@pytest.mark.parametrize(
    ("query", "title", "markers", "paragraph"),
    [
        ("《护林员保护法》第二十三条", "护林员保护法", ("第二十三条",), None),
        ("护林员保护法23条", "护林员保护法", ("第二十三条",), None),
        ("新修订的护林员保护法第２３条怎么说", "护林员保护法", ("第二十三条",), None),
        ("护保法二十三条 巡护补贴", "护保法", ("第二十三条",), None),
        ("《护林员保护法》（2022年修订）第二十三条第一款", "护林员保护法", ("第二十三条",), 1),
        ("护林员保护法第23条第2款第（三）项", "护林员保护法", ("第二十三条", "（三）"), 2),
        ("《没有的条例》第三条之一", "没有的条例", ("第三条之一",), None),
        ("临江市河道管理条例第4条", "临江市河道管理条例", ("第四条",), None),
    ],
)
def test_an_article_is_read_after_a_title(
    shelf: Shelf, query: str, title: str, markers: tuple[str, ...], paragraph: int | None
) -> None:
    """Title in brackets, whole, short or abbreviated; number in either figures, with or without 第."""
    found = reference(query, shelf)

    assert found is not None
    assert (found.title, found.markers, found.paragraph) == (title, markers, paragraph)


@pytest.mark.parametrize(
    "query",
    [
        "三条建议",
        "职业教育20条",
        "第三条是什么",
        "河道管理条例4条",
        "违反护林员保护法第二十三条怎么处罚",
        "第零条",
        "护林员保护法第九九九九九九九九九条",
    ],
)
def test_no_article_is_read_where_none_is_asked_for(shelf: Shelf, query: str) -> None:
    """Counts, numbers without a title, unsure names without 第, and breaches of an article are no look-ups."""
    assert reference(query, shelf) is None


def reference(query: str, shelf: Shelf) -> Reference | None:
    fold = FORMS.loose.plain
    read = find_references(query, lambda title: shelf.named(fold(title)) or shelf.abbreviated(fold(title)))
    return read.found[0] if read.found else None


def test_a_title_of_a_hundred_characters_is_read_before_its_article(shelf: Shelf) -> None:
    """Notices of several bodies have long titles; the reference behind one is found all the same."""
    title = (
        "临江市"
        + "、".join(f"第{n}协作片区联合工作办公室" for n in "一二三四五六")
        + "关于印发河渠巡护实施办法的通知"
    )
    found = shelf_of([card(1, title)])
    read = reference(f"{title}第６条是什么", found)

    assert read is not None
    assert (len(title) > 60, read.markers, rows(read.named)) == (True, ("第六条",), [1])
    assert shelf.named(title) is None
