"""Filters as conditions on columns, and lists of documents."""

from dataclasses import replace

import pytest
from store_samples import Ticking, document, ids_at, put

from corpus.filters import COLUMNS, Condition, SearchFilters
from corpus.store.catalogue import Catalogue
from corpus.store.errors import InvalidFilter
from corpus.store.listing import count_facets
from corpus.store.records import DocumentSort, FacetValue, PassageRow


@pytest.fixture
def filled(catalogue: Catalogue, clock: Ticking) -> Catalogue:
    """Six documents of which every filter picks some."""
    body = [("", "", ["正文。"])]
    for path, title, facts in (
        (
            "通知/100%_a.txt",
            "关于甲事的通知",
            {"doc_type": "通知", "issuer": "云岭市", "date_written": "2023-05-01"},
        ),
        (
            "通知/1000a.txt",
            "关于乙事的通知",
            {"doc_type": "通知", "issuer": "青溪县", "date_written": "2024-05-01"},
        ),
        (
            "条例.txt",
            "云岭市节水条例",
            {"doc_type": "条例", "date_effective": "2022-01-01", "validity": "现行有效"},
        ),
        (
            "旧条例.txt",
            "云岭市用水条例",
            {"doc_type": "条例", "date_effective": "2010-01-01", "validity": "已废止"},
        ),
        ("令.txt", "云岭市人民政府令", {"doc_number": "云岭市人民政府令第12号", "region": "云岭市"}),
    ):
        clock.forward(1)
        put(catalogue, path, document(title, body, **facts))
    put(
        catalogue,
        "b.txt",
        document("另集通知", body, doc_type="通知", date_written="2024-05-01"),
        collection="乙",
    )
    return catalogue


def passes(row: PassageRow, conditions: tuple[Condition, ...]) -> bool:
    """The plainest reading of conditions."""
    for one in conditions:
        value = row.columns[COLUMNS.index(one.column)]
        if one.values is not None and value not in one.values:
            return False
        if one.values is None and not (one.low or 0) <= value <= (one.high or 10**9):
            return False
    return True


CASES = [
    (SearchFilters(), {"甲", "乙", "节", "用", "令", "另"}),
    (SearchFilters(collections=("乙",)), {"另"}),
    (SearchFilters(collections=("乙", "无此集")), {"另"}),
    (SearchFilters(collections=("无此集",)), set()),
    (SearchFilters(doc_types=("通知",)), {"甲", "乙", "另"}),
    (SearchFilters(doc_types=("通知", "条例"), collections=("default",)), {"甲", "乙", "节", "用"}),
    (SearchFilters(issuers=("青溪县",)), {"乙"}),
    (SearchFilters(regions=("云岭市",)), {"令"}),
    (SearchFilters(doc_numbers=("云岭市人民政府令第12号",)), {"令"}),
    (SearchFilters(doc_numbers=("云岭市人民政府令第1_号",)), set()),
    (SearchFilters(date_from="2023-05-01"), {"甲", "乙", "另"}),
    (SearchFilters(date_to="2023-05-01"), {"甲", "节", "用"}),
    (SearchFilters(date_from="2023-05-02", date_to="2024-04-30"), set()),
    (SearchFilters(source_path_prefix="通知/"), {"甲", "乙"}),
    (SearchFilters(source_path_prefix="通知/100%"), {"甲"}),
    (SearchFilters(source_path_prefix="通知/100%_"), {"甲"}),
    (SearchFilters(source_path_prefix="通知/100_"), set()),
    (SearchFilters(source_path_prefix="B"), set()),
    (SearchFilters(validity=("已废止",)), {"用"}),
    (SearchFilters(as_of="2022-06-01"), {"节"}),
    (SearchFilters(as_of="2023-05-01"), {"甲", "节"}),
    (SearchFilters(as_of="2021-12-31"), set()),
    (SearchFilters(doc_types=("' OR 1=1 --",)), set()),
]


@pytest.mark.parametrize(("filters", "expected"), CASES)
def test_conditions_pick_what_the_filters_say(
    filled: Catalogue, filters: SearchFilters, expected: set[str]
) -> None:
    """The conditions on integer columns choose the same passages as the list of documents does.

    An unknown date lies in no range; `%` and `_` of a path are data.
    """
    conditions = filled.view().conditions(filters)
    rows = filled.live_passages(filled.head(), 0, 100)

    picked = set() if conditions is None else {_short(row.title) for row in rows if passes(row, conditions)}

    assert expected == picked
    listed = filled.view().documents(filters, limit=100)
    assert expected == {_short(one.title) for one in listed.documents}
    assert len(expected) == listed.total


def _short(title: str) -> str:
    return title.removeprefix("关于").removeprefix("云岭市").removeprefix("人民政府")[0]


def test_what_no_document_can_match_is_none(filled: Catalogue) -> None:
    """None spares the search: unknown terms, and sets of documents that are empty."""
    view = filled.view()

    assert view.conditions(SearchFilters(issuers=("无",))) is None
    assert view.conditions(SearchFilters(source_path_prefix="无/")) is None
    assert view.conditions(SearchFilters()) == ()
    assert (Condition("date", low=20230501, high=99991231),) == view.conditions(
        SearchFilters(date_from="2023-05-01")
    )


def test_sets_of_documents_are_of_the_view(filled: Catalogue) -> None:
    """A document id leads to the version that the view sees."""
    view = filled.view()
    identity = view.by_title("云岭市节水条例")[0].document_id
    old = view.conditions(SearchFilters(document_ids=(identity,)))
    put(filled, "条例.txt", document("云岭市节水条例", [("", "", ["新。"])]))

    assert old == view.conditions(SearchFilters(document_ids=(identity,)))
    assert old != filled.view().conditions(SearchFilters(document_ids=(identity,)))


@pytest.mark.parametrize("field", ["date_from", "date_to", "as_of"])
@pytest.mark.parametrize("value", ["2023", "2023-13-01", "２０２３-01-01", "", "\0"])
def test_malformed_dates_are_told(filled: Catalogue, field: str, value: str) -> None:
    """The error names the field and the value."""
    with pytest.raises(InvalidFilter) as error:
        filled.view().conditions(SearchFilters(**{field: value}))  # type: ignore[arg-type]

    assert (field, value) == (error.value.field, error.value.value)


def test_a_list_is_sorted_paged_and_counted(filled: Catalogue) -> None:
    """Total and facets count the whole list, not the page; unknown dates come last."""
    view = filled.view()
    in_default = SearchFilters(collections=("default",))

    by_date = view.documents(in_default, limit=2, offset=0, sort=DocumentSort.DATE)
    rest = view.documents(in_default, limit=9, offset=2, sort=DocumentSort.DATE)
    newest = view.documents(in_default, limit=1, sort=DocumentSort.INDEXED)

    assert [one.title for one in by_date.documents] == ["关于乙事的通知", "关于甲事的通知"]
    assert [one.title for one in rest.documents] == ["云岭市节水条例", "云岭市用水条例", "云岭市人民政府令"]
    assert [one.title for one in newest.documents] == ["云岭市人民政府令"]
    assert 5 == by_date.total == rest.total
    assert (FacetValue("条例", 2), FacetValue("通知", 2)) == by_date.facets.doc_type
    assert (FacetValue("云岭市", 1), FacetValue("青溪县", 1)) == by_date.facets.issuer
    assert [one.value for one in by_date.facets.year] == ["2024", "2023", "2022", "2010"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("条例", 2),
        ("云岭 条例", 2),
        ("节水", 1),
        ("100%", 1),
        ("_", 1),
        ("第12号", 1),
        ("'", 0),
        ("B.TXT", 1),
    ],
)
def test_a_query_on_titles(filled: Catalogue, query: str, expected: int) -> None:
    """All words of the query stand in title, path or number; wildcards are data."""
    assert expected == filled.view().documents(query=query).total


def test_facets_count_what_is_known() -> None:
    """Types and issuers by falling count, years newest first; what is unknown counts nothing."""
    facets = count_facets(
        [
            ("通知", "㙍县人民政府", 20240301, 2),
            ("办法", None, 0, 3),
            (None, None, 20230101, 1),
            ("通知", None, 0, 1),
        ]
    )

    assert (FacetValue("办法", 3), FacetValue("通知", 3)) == facets.doc_type
    assert (FacetValue("㙍县人民政府", 2),) == facets.issuer
    assert (FacetValue("2024", 2), FacetValue("2023", 1)) == facets.year


def test_look_ups_by_number_and_title(filled: Catalogue) -> None:
    """A canonical number leads to its documents; a title to the equal ones first, within the filters."""
    view = filled.view()

    assert [one.source_path for one in view.by_doc_number("云岭市人民政府令第12号")] == ["令.txt"]
    assert view.by_doc_number("云岭市人民政府令第12号", SearchFilters(collections=("乙",))) == []
    assert [one.title for one in view.by_title("节水条例")] == ["云岭市节水条例"]
    assert view.by_title("节水条例", SearchFilters(collections=("乙",))) == []
    assert len(view.by_title("条例")) == 2


def test_an_article_is_found_by_its_markers(catalogue: Catalogue) -> None:
    """Markers lead to a section's passages; a paragraph number to one of them; a wrong path to none."""
    law = document(
        "云岭市节水条例",
        [("第十一条", "", ["第十一条的话。"]), ("第十二条", "", ["第一款。", "第二款。|其余。"])],
    )
    put(catalogue, "a.txt", law)
    view = catalogue.view()
    row = view.by_title("云岭市节水条例")[0].row
    ids = ids_at(catalogue, 1)

    assert [ids["第一款。"], ids["第二款。"], ids["其余。"]] == view.article(row, "第十二条")
    assert [ids["第二款。"], ids["其余。"]] == view.article(row, "第十二条", paragraph=2)
    assert view.article(row, "第十三条") == []
    assert view.article(row, "第十一条", "第十二条") == []
    assert [ids["第十一条的话。"], ids["第一款。"]] == view.passages_at(row, 10, law.text.index("一款。") + 1)


def test_a_section_is_the_outermost_of_its_markers(catalogue: Catalogue) -> None:
    """A chapter of the document, not of its annex; 二、 outside of articles and of chapters that are not named."""
    outline = [
        ("第一章", "", ["总则。"]),
        ("第二条", "", ["条文。"]),
        ("一、", "", ["条下。"]),
        ("二、", "", ["又一条下。"]),
        ("附件", "", ["所附。"]),
        ("第一章", "", ["附件总则。"]),
        ("二、", "", ["附件第二部分。"]),
        ("第三章", "", ["附件第三章。"]),
        ("第三章", "", ["附件又第三章，𠮷田。"]),
        ("三、", "", ["其中第三。"]),
    ]
    parents = (None, 0, 1, 1, None, 4, 4, 4, 4, 8)
    levels = (1, 2, 3, 3, 1, 2, 2, 2, 2, 3)
    flat = document("云岭市节水条例", outline)
    sections = [
        replace(one, parent=parent, level=level)
        for one, parent, level in zip(flat.sections, parents, levels, strict=True)
    ]
    for one in reversed(sections):
        if one.parent is not None:
            above = sections[one.parent]
            sections[one.parent] = replace(above, end=max(above.end, one.end))
    put(catalogue, "a.txt", replace(flat, sections=tuple(sections)))
    view = catalogue.view()
    row = view.by_title("云岭市节水条例")[0].row
    ids = ids_at(catalogue, 1)

    body = ["总则。", "条文。", "条下。", "又一条下。"]
    assert [ids[one] for one in body] == view.section(row, "第一章")
    third = ["附件第三章。", "附件又第三章，𠮷田。", "其中第三。"]
    assert [ids[one] for one in third] == view.section(row, "第三章")
    assert [ids["附件总则。"]] == view.section(row, "附件", "第一章")
    assert [ids["附件第二部分。"]] == view.section(row, "二、")
    assert [] == view.section(row, "一、") == view.section(row, "三、") == view.section(row, "第四章")
    assert [ids["其中第三。"]] == view.section(row, "第三章", "三、")


def test_any_number_of_ids_can_be_named(filled: Catalogue) -> None:
    """More ids and issuers than a statement takes parameters, 65,535 on PostgreSQL, are as well as few."""
    view = filled.view()
    known = {one.source_path: one.document_id for one in view.documents().documents}
    others = [f"{number:016x}" for number in range(70_000)]

    page = view.documents(SearchFilters(document_ids=(*others, known["条例.txt"], known["令.txt"])))
    assert {"条例.txt", "令.txt"} == {one.source_path for one in page.documents}
    rows = view.conditions(SearchFilters(document_ids=(*others, known["条例.txt"])))
    assert rows is not None
    assert 1 == len(rows[0].values or ())
    assert None is view.conditions(SearchFilters(document_ids=tuple(others)))
    page = view.documents(SearchFilters(issuers=(*others, "青溪县", "'); drop", '甲\\乙"丙')))
    assert ["通知/1000a.txt"] == [one.source_path for one in page.documents]
    issued = view.conditions(SearchFilters(issuers=(*others, "青溪县")))
    assert issued is not None
    assert 1 == len(issued[0].values or ())
