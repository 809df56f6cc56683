"""What is in force: versions of one work, repeals, and the days from which they count."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from store_samples import document, put

from corpus.filters import SearchFilters
from corpus.store.cards import DocumentCard
from corpus.store.catalogue import Catalogue
from corpus.store.filtering import standing_tests
from corpus.store.standing import Standing
from corpus.store.tables import documents
from corpus.works import is_normative, work_key


def card(row: int, title: str, **facts: object) -> DocumentCard:
    given = {
        "document_id": f"{row:016}", "collection": "default", "source_path": f"{row}.txt", "container": None,
        "doc_type": "条例", "issuer": None, "region": None, "doc_number": None, "date": 0,
    }  # fmt: skip
    return DocumentCard(row=row, title=title, **(given | facts))  # type: ignore[arg-type]


OLD = card(1, "云岭省河湖保护条例（２０１９年）", date_written="2019-05-30", date_effective="2019-08-01")
NEW = card(2, "云岭省河湖保护条例(2023年修正)", date_written="2023-09-28", date_effective="2023-12-01")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("云岭省河湖保护条例（2019年）", "云岭省河湖保护条例(２０２３年修正)", True),
        ("中华人民共和国青苔法", "青苔法（试行）", True),
        ("关于审理𠮷案的解释（一）", "关于审理𠮷案的解释（二）", False),
        ("云岭省河湖保护条例（草案）", "云岭省河湖保护条例", False),
    ],
)
def test_versions_of_a_work_share_its_key(one: str, other: str, same: bool) -> None:
    """The edition and the state do not count; a draft is no version, a numbered part is a work of its own."""
    assert same == (work_key(one) == work_key(other))


def test_reports_of_one_title_stand_side_by_side() -> None:
    """Rules replace one another, and notices that issue rules; reports do not."""
    assert [True, True, False, False] == [
        is_normative("条例", "云岭省河湖保护条例"),
        is_normative("通知", "关于印发《云岭市落户管理办法》的通知"),
        is_normative("通知", "关于做好春耕备耕工作的通知"),
        is_normative("报告", "政府工作报告"),
    ]


def test_the_newer_version_replaces_the_older_from_the_day_it_takes_effect() -> None:
    """The day before, the older is in force; on the day, it is revised and the newer stands in its place."""
    standing = Standing([OLD, NEW])

    assert None is standing.validity(OLD, 2023_11_30)
    assert "已修改" == standing.validity(OLD, 2023_12_01)
    assert "尚未生效" == standing.validity(NEW, 2023_11_30)
    successor = standing.successor(OLD.row, 2023_12_01)
    assert (NEW.row, 2023_12_01, False) == (successor.row, successor.day, successor.repealed)  # type: ignore[union-attr]
    assert None is standing.successor(NEW.row, 2030_01_01)


def test_an_amended_text_begins_when_it_was_amended() -> None:
    """A law that keeps its first day of effect through a revision is replaced on the day of the revision."""
    before = card(1, "青苔法", date_written="2016-03-16", date_effective="2010-01-01")
    after = card(2, "青苔法", amended=("2016-03-16", "2022-12-30"), date_effective="2010-01-01")
    assert {1: "已修改"} == Standing([before, after]).changed(2022_12_30)
    assert {} == Standing([before, after]).changed(2022_12_29)


def test_copies_of_one_version_do_not_replace_each_other() -> None:
    """Files of one text, their days told a little differently, are one version."""
    copy = card(3, "云岭省河湖保护条例", date_published="2023-10-08", date_effective="2023-12-01")
    assert frozenset() == Standing([NEW, copy]).ended_rows(2030_01_01)


def test_a_repeal_ends_what_it_names_and_not_what_came_after() -> None:
    """The repealed work ends on the repealing one's day; a work of that name made anew later is in force."""
    old = card(1, "云岭省城市河湖管理办法", doc_type="办法", date_written="2001-04-01")
    again = card(2, "云岭省城市河湖管理办法", doc_type="办法", date_written="2025-01-10")
    repealing = card(
        3, "云岭省河湖保护条例", date_written="2019-05-30", date_effective="2019-08-01",
        repeals=("云岭省城市河湖管理办法",),
    )  # fmt: skip
    standing = Standing([old, again, repealing])
    assert [None, "已废止", None] == [
        standing.validity(old, 2019_07_31),
        standing.validity(old, 2019_08_01),
        standing.validity(again, 2025_02_01),
    ]


def test_another_place_or_issuer_replaces_nothing() -> None:
    """Two cities' rules of one title are two works; a congress and its committee are of one hand."""
    here = card(1, "公共数据管理办法", region="云岭市", date_written="2020-01-01")
    there = card(2, "公共数据管理办法", region="青溪市", date_written="2023-01-01")
    bureau = card(3, "公共数据管理办法", region="云岭市", issuer="云岭市统计局", date_written="2022-01-01")
    office = card(4, "公共数据管理办法", region="云岭市", issuer="云岭市政府", date_written="2024-01-01")
    assert frozenset({1}) == Standing([here, there, bureau, office]).ended_rows(2030_01_01) - {2}
    assert frozenset() == Standing([there, bureau]).ended_rows(2030_01_01)
    assert frozenset() == Standing([bureau, office]).ended_rows(2030_01_01)


def test_days_that_no_calendar_has_are_unknown() -> None:
    """A damaged date neither ends anything nor stops the reading."""
    odd = card(2, OLD.title or "", date_written="2023-02-31", date_effective="二〇二三年")
    assert frozenset() == Standing([OLD, odd]).ended_rows(2030_01_01)


def test_nothing_is_told_of_other_collections() -> None:
    """A newer version that the caller may not read leaves the older as it is marked."""
    hidden = card(2, NEW.title or "", collection="内部", date_written="2023-09-28")
    standing = Standing([OLD, hidden])
    assert (None, "已修改") == (
        standing.validity(OLD, 2024_01_01, ["default"]),
        standing.validity(OLD, 2024_01_01, ["default", "内部"]),
    )
    assert frozenset() == standing.ended_rows(2024_01_01, ["default"])


def test_as_of_picks_the_version_of_the_day_at_each_view(catalogue: Catalogue) -> None:
    """One version or the other is in force, never both; before the newer was stored, the older still is."""
    old = document("云岭省河湖保护条例（2019年）", [("", "", ["保护河湖。"])], doc_type="条例",
                   date_written="2019-05-30", date_effective="2019-08-01")  # fmt: skip
    new = document("云岭省河湖保护条例（2023年修正）", [("", "", ["保护河湖〔新〕。"])], doc_type="条例",
                   date_written="2023-09-28", date_effective="2023-12-01")  # fmt: skip
    first = put(catalogue, "旧.txt", old)
    second = put(catalogue, "新.txt", new)

    def paths(at: int, **filters: object) -> list[str]:
        page = catalogue.view(at).documents(SearchFilters(**filters))  # type: ignore[arg-type]
        return [one.source_path for one in page.documents]

    assert ["旧.txt"] == paths(second, as_of="2023-11-30")
    assert ["新.txt"] == paths(second, as_of="2023-12-01")
    assert ["旧.txt"] == paths(first, as_of="2023-12-01")
    assert [] == paths(second, as_of="2019-07-31")
    assert ["旧.txt"] == paths(second, validity=("已修改",))
    rows = catalogue.view(second).conditions(SearchFilters(as_of="2024-01-01"))
    assert rows is not None
    assert 1 == len(rows[0].values or ())


def test_places_are_those_of_the_view(catalogue: Catalogue) -> None:
    """Each passage's document is told from memory as the catalogue has it, and removed ones are not told."""
    put(catalogue, "甲.txt", document("甲", [("", "", ["一。", "二。"])]))
    put(catalogue, "乙.txt", document("乙", [("", "", ["三。"])]))
    before = catalogue.view()
    ids = [row.id for row in catalogue.live_passages(before.number, 0, 10)]
    rows = [row.document_row for row in catalogue.live_passages(before.number, 0, 10)]
    put(catalogue, "甲.txt", document("甲", [("", "", ["四。"])]))

    assert rows == [before.places(ids)[id_].document_row for id_ in ids]
    assert ids[2:] == list(catalogue.view().places([*ids, 0, 10**9]))
    assert rows == [before.places(ids)[id_].document_row for id_ in ids]


def test_what_is_in_force_among_any_number_of_documents(catalogue: Catalogue) -> None:
    """More rows out of force than a statement takes parameters (65,535 on PostgreSQL) are left out all the same."""
    old = document("云岭省河湖保护条例（2019年）", [("", "", ["保护河湖。"])], doc_type="条例",
                   date_written="2019-05-30", date_effective="2019-08-01")  # fmt: skip
    new = document("云岭省河湖保护条例（2023年修正）", [("", "", ["保护河湖〔新〕。"])], doc_type="条例",
                   date_written="2023-09-28", date_effective="2023-12-01")  # fmt: skip
    put(catalogue, "旧.txt", old)
    put(catalogue, "新.txt", new)
    row = {one.source_path: one.row for one in catalogue.view().cards(catalogue.view().document_rows())}
    names = [f"云岭市节水之{number}条例" for number in range(70_000)]
    many = [card(10**6 + at, name, date_written="1999-01-01") for at, name in enumerate(names)]
    many.append(card(10**7, "云岭市清理条例", date_written="2009-01-01", repeals=tuple(names)))
    kept = [
        replace(card(row["旧.txt"], OLD.title or "", date_written="2019-05-30"), date_effective="2019-08-01"),
        replace(card(row["新.txt"], NEW.title or "", date_written="2023-09-28"), date_effective="2023-12-01"),
    ]
    standing = Standing([*kept, *many])
    assert 70_001 == len(standing.ended_rows(2024_01_01))

    def paths(filters: SearchFilters) -> list[str]:
        tests = standing_tests(filters, standing, 2024_01_01)
        with catalogue.database.read() as connection:
            return sorted(connection.scalars(select(documents.c.source_path).where(*tests)))

    assert ["新.txt"] == paths(SearchFilters(as_of="2024-01-01"))
    assert ["旧.txt"] == paths(SearchFilters(as_of="2023-11-30"))
    assert ["旧.txt"] == paths(SearchFilters(validity=("已修改",)))
    assert [] == paths(SearchFilters(validity=("已废止",)))


COMING = card(3, "云岭省河湖保护条例（2027年修订）", date_written="2026-10-01", date_effective="2027-03-01")


def test_the_newest_version_is_that_of_the_day() -> None:
    """Of three versions one is the newest on each day; one that is not yet in force is not, nor is what has none."""
    speech = card(4, "在河湖长会议上的讲话", doc_type="讲话", date_written="2024-01-01")
    standing = Standing([OLD, NEW, COMING, speech])

    def newest(day: int) -> list[int]:
        return [one.row for one in (OLD, NEW, COMING, speech) if standing.newest(one, day)]

    assert [[1], [2], [3]] == [newest(day) for day in (2020_01_01, 2026_11_22, 2027_03_01)]


def test_rules_marked_as_out_of_force_are_not_the_newest() -> None:
    """What a document says of itself counts where nothing is held that replaced it."""
    marked = [card(1, "青苔法", validity=mark) for mark in ("已废止", "已修改", "现行有效", None)]
    assert [False, False, True, True] == [Standing([one]).newest(one, 2026_11_22) for one in marked]


def test_what_is_in_force_in_the_place_of_another_version() -> None:
    """The newest version for the older ones, the one before for one to come; for what is in force itself nothing."""
    standing = Standing([OLD, NEW, COMING])

    def current(row: int, day: int, *collections: str) -> int | None:
        end = standing.current(row, day, collections)
        return end.row if end else None

    assert [2, None, 2] == [current(row, 2026_11_22) for row in (1, 2, 3)]
    assert [3, 3, None] == [current(row, 2027_03_01) for row in (1, 2, 3)]
    assert [None, 1, 1] == [current(row, 2020_01_01) for row in (1, 2, 3)]
    assert None is current(1, 2026_11_22, "内部")


def test_what_repealed_a_newer_version_stands_for_the_older_ones_too() -> None:
    """A work that was revised and then repealed has nothing of its own in force."""
    repealing = card(5, "云岭省水法", date_written="2025-01-01", repeals=("云岭省河湖保护条例",))
    standing = Standing([OLD, NEW, repealing])
    assert [5, 5] == [end.row for row in (1, 2) if (end := standing.current(row, 2026_11_22))]


def test_a_mark_of_another_day_is_not_told() -> None:
    """已修改 on the older version does not hold before the newer took effect, nor 尚未生效 after the day of effect."""
    marked = replace(OLD, validity="已修改")
    coming = card(6, "青苔法", date_effective="2024-01-01", validity="尚未生效")
    standing = Standing([marked, NEW, coming])

    assert [None, "已修改"] == [standing.validity(marked, day) for day in (2020_01_01, 2024_01_01)]
    assert ["尚未生效", None] == [standing.validity(coming, day) for day in (2023_12_31, 2024_01_01)]
    assert [{1: None, 2: "尚未生效"}, {6: None}] == [
        standing.changed(day) for day in (2020_01_01, 2024_01_01)
    ]
