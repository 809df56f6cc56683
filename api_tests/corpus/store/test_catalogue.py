"""What the catalogue takes, shows and refuses."""

from dataclasses import replace

import pytest
from store_samples import Ticking, document, ids_at, plan, put, texts_at

from corpus.citations import PathStep
from corpus.documents import Document, Facts, Furniture, FurnitureKind, Passage
from corpus.store.catalogue import Catalogue
from corpus.store.errors import DocumentUnknown, InvalidCollection, InvalidDocument, PassageUnknown
from corpus.store.identity import document_id
from corpus.store.records import FileState, NewDocument


def test_a_document_reads_back_as_it_was_put(catalogue: Catalogue) -> None:
    """Text, facts, outline, passages and furniture survive the way through the tables unchanged."""
    given = replace(plan(doc_type="要点", issuer="云岭市人民政府", date_written="2024-01-09"), pages=3)
    put(catalogue, "云岭/要点.txt", given)

    identity = document_id("default", "云岭/要点.txt", 0)

    assert given == catalogue.view().stored(identity)
    assert given.sections == catalogue.view().outline(identity)
    assert given.text == catalogue.view().text(identity)


def test_the_public_id_is_of_collection_path_and_ordinal() -> None:
    """The id is the first 16 hexadecimal digits of a SHA-256 that anyone can compute again."""
    import hashlib

    expected = hashlib.sha256(b"default\0a.txt\x000").hexdigest()[:16]

    assert expected == document_id("default", "a.txt", 0)


def test_a_citation_tells_the_exact_place(catalogue: Catalogue) -> None:
    """A citation carries facts, section path, paragraph and the verbatim text with its offsets."""
    put(catalogue, "云岭/要点.txt", plan(doc_number="云政发〔2024〕3号", date_published="2024-02-01"))

    ids = ids_at(catalogue, 1)
    citation = catalogue.view().passage(ids["推广“一网通办”。"])

    assert citation.text == "推广“一网通办”。"
    assert (PathStep("一、", "夯实基础"),) == citation.section_path
    assert citation.paragraph == 2
    assert citation.doc_number == "云政发〔2024〕3号"
    assert citation.date == "2024-02-01"
    assert citation.title == "云岭市2024年工作要点"
    assert citation.text == plan().text[citation.start : citation.end]


def test_offsets_are_code_points_in_the_database_too(catalogue: Catalogue) -> None:
    """After characters beyond the basic plane the database cuts where Python cuts."""
    given = document("𠮷𠮷𠮷县通知", [("一、", "𡃁𠀀", ["甲𠮷乙。", "丙。"])])
    put(catalogue, "a.txt", given)
    identity = document_id("default", "a.txt", 0)

    view = catalogue.view()
    shown = {one.text for one in view.citations(list(ids_at(catalogue, 1).values())).values()}

    assert {"甲𠮷乙。", "丙。"} == shown
    for start in range(len(given.text)):
        assert given.text[start : start + 3] == view.text(identity, start, start + 3)


def test_replacing_a_file_is_one_change(catalogue: Catalogue) -> None:
    """The earlier version is seen before the number, the later from it on, with other passage ids."""
    put(catalogue, "a.txt", document("旧", [("", "", ["旧文一。", "旧文二。"])]))
    first = ids_at(catalogue, 1)
    change = put(catalogue, "a.txt", document("新", [("", "", ["新文。"])]))

    assert 2 == change == catalogue.head()
    assert texts_at(catalogue, 1) == {"a.txt": ["旧文一。", "旧文二。"]}
    assert texts_at(catalogue, 2) == {"a.txt": ["新文。"]}
    assert catalogue.view(2).citations(list(first.values())) == {}
    assert set() == set(first.values()) & set(ids_at(catalogue, 2).values())


def test_a_change_set_tells_what_came_and_went(catalogue: Catalogue) -> None:
    """A replacement adds the new passages and texts and removes the old ones under one number."""
    put(catalogue, "a.txt", document("旧", [("一、", "旧题", ["旧文。"])]))
    put(catalogue, "a.txt", plan(doc_number="云政发〔2024〕3号", date_written="2024-01-09", doc_type="要点"))
    first, second = catalogue.change_sets(0, 10)

    assert [first.number, second.number] == [1, 2]
    assert [row.body for row in first.added] == ["旧文。"]
    assert [row.headings for row in first.added] == ["旧题"]
    assert tuple(row.id for row in first.added) == second.removed
    assert (first.added_texts[0].document_row,) == second.removed_documents
    assert [plan().text] == [row.text for row in second.added_texts]
    assert {"云政发〔2024〕3号"} == {row.doc_number for row in second.added}
    assert {20240109} == {row.columns[3] for row in second.added}
    assert {second.added_texts[0].document_row} == {row.columns[4] for row in second.added}
    assert first.removed == ()
    assert [second] == catalogue.change_sets(1, 10)
    assert [first] == catalogue.change_sets(0, 1)


def test_the_documents_of_one_file_come_and_go_together(catalogue: Catalogue) -> None:
    """A magazine issue with other articles leaves none of its earlier ones behind."""
    articles = [
        document(f"第{n}篇", [("", "", [f"正文{n}。"])], n, "《云岭通讯》2024年第1期") for n in range(3)
    ]
    put(catalogue, "刊.txt", *articles)
    put(catalogue, "刊.txt", *articles[:1])

    assert catalogue.view(1).documents().total == 3
    assert [one.title for one in catalogue.view().documents().documents] == ["第0篇"]


def test_equal_names_in_two_collections_are_two_documents(catalogue: Catalogue) -> None:
    """A collection is part of a document's identity."""
    put(catalogue, "a.txt", plan(), collection="甲")
    put(catalogue, "a.txt", plan(), collection="乙")

    assert catalogue.view().documents().total == 2
    assert [one.name for one in catalogue.collections()] == ["乙", "甲"]


def test_removing_hides_a_document_from_its_change_on(catalogue: Catalogue) -> None:
    """A removed document stays at earlier views; its file is indexed again when it comes back."""
    put(catalogue, "a.txt", plan())
    identity = document_id("default", "a.txt", 0)
    assert {"a.txt": FileState("ab" * 32, "1")} == catalogue.file_states("default")

    change = catalogue.remove_documents([identity])

    assert change == 2
    assert plan().text == catalogue.view(1).text(identity)
    with pytest.raises(DocumentUnknown):
        catalogue.view(2).text(identity)
    assert catalogue.file_states("default") == {}


def test_removing_one_article_keeps_the_file(catalogue: Catalogue) -> None:
    """A file that still holds a document counts as indexed, so its removed article does not come back."""
    put(catalogue, "刊.txt", *[document(f"第{n}篇", [("", "", ["正文。"])], n) for n in range(2)])

    catalogue.remove_documents([document_id("default", "刊.txt", 0)])

    assert list(catalogue.file_states("default")) == ["刊.txt"]


def test_removing_the_unknown_changes_nothing(catalogue: Catalogue) -> None:
    """All ids are removed or none; paths that hold nothing are passed over without a change."""
    put(catalogue, "a.txt", plan())
    known = document_id("default", "a.txt", 0)

    with pytest.raises(DocumentUnknown, match="0123456789abcdef"):
        catalogue.remove_documents([known, "0123456789abcdef"])
    assert catalogue.remove_paths("default", ["没有.txt"]) == 1
    assert catalogue.head() == 1
    assert plan().text == catalogue.view().text(known)


def test_paths_are_removed_in_one_change(catalogue: Catalogue) -> None:
    """However many paths are removed, readers see one step."""
    for number in range(3):
        put(catalogue, f"{number}.txt", plan())

    assert catalogue.remove_paths("default", ["0.txt", "2.txt", "没有.txt"]) == 4
    assert list(texts_at(catalogue, 4)) == ["1.txt"]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (Document("甲\0乙", Facts(), (), (Passage(0, 3, None, 1),), ()), "NUL"),
        (Document("甲\ud800", Facts(), (), (Passage(0, 2, None, 1),), ()), "Unicode"),
        (Document("甲乙", Facts(), (), (Passage(0, 1, None, 1),), ()), "不属于任何部分"),
        (Document("甲乙", Facts(), (), (Passage(0, 2, None, 1), Passage(1, 2, None, 1)), ()), "同时属于"),
        (Document("甲", Facts(), (), (Passage(0, 2, None, 1),), ()), "超出全文长度"),
        (Document("甲", Facts(), (), (Passage(0, 1, 0, 1),), ()), "不存在"),
        (
            Document("甲", Facts(date_written="2024-2-1"), (), (), (Furniture(FurnitureKind.NOTE, 0, 1),)),
            "日期",
        ),
        (Document("甲", Facts(doc_type="檄文"), (), (), (Furniture(FurnitureKind.NOTE, 0, 1),)), "文种"),
    ],
)
def test_what_breaks_an_invariant_is_refused_whole(catalogue: Catalogue, broken: Document, told: str) -> None:
    """A document that cannot be cited truly is not stored, nor is its file; the error says what is wrong."""
    fine = replace(plan(), ordinal=1)
    with pytest.raises(InvalidDocument, match=told):
        put(catalogue, "a.txt", broken, fine)

    assert catalogue.head() == 0
    assert catalogue.file_states("default") == {}


def test_embed_texts_match_the_passages(catalogue: Catalogue) -> None:
    """One embed text a passage, both counts told."""
    short = [NewDocument(plan(), ("一",))]
    with pytest.raises(InvalidDocument, match=r"6个.*1个") as told:
        catalogue.put_file(
            collection="default", source_path="a.txt", sha256="a" * 64, media_type="text/plain", size=1,
            pipeline="1", documents=short, warnings=(),
        )  # fmt: skip

    assert told.value.where == "a.txt第1篇"


@pytest.mark.parametrize("name", ["", " 甲", "甲/乙", "甲\n乙", "长" * 81, "\ud800"])
def test_names_that_no_collection_can_have(catalogue: Catalogue, name: str) -> None:
    """A collection's name can be shown and addressed."""
    with pytest.raises(InvalidCollection):
        put(catalogue, "a.txt", plan(), collection=name)


def test_neighbours_are_of_the_same_version(catalogue: Catalogue) -> None:
    """The passages before and after, None at the ends, and an unknown passage is told."""
    put(catalogue, "a.txt", document("甲", [("", "", ["一。", "二。", "三。"])]))
    put(catalogue, "a.txt", document("甲", [("", "", ["一。", "二。", "三。"])]))
    ids = ids_at(catalogue, 2)
    view = catalogue.view()

    assert (None, ids["二。"]) == view.neighbours(ids["一。"])
    assert (ids["一。"], ids["三。"]) == view.neighbours(ids["二。"])
    assert (ids["二。"], None) == view.neighbours(ids["三。"])
    with pytest.raises(PassageUnknown):
        view.neighbours(ids_at(catalogue, 1)["一。"])


def test_stats_count_what_is_live(catalogue: Catalogue, clock: Ticking) -> None:
    """Replaced versions are not counted."""
    put(catalogue, "a.txt", plan())
    put(catalogue, "a.txt", plan())
    put(catalogue, "b.txt", document("乙", [("", "", ["正文。"])]))
    stats = catalogue.stats()

    assert (stats.documents, stats.passages, stats.files, stats.collections, stats.change) == (2, 7, 2, 1, 3)
    assert len(plan().text) + len("乙\n正文。") == stats.characters


def test_live_rows_come_in_pages(catalogue: Catalogue) -> None:
    """Pages by id give every live row once, and only those of the view."""
    for number in range(4):
        put(catalogue, f"{number % 3}.txt", document("甲", [("", "", [f"甲{number}。", f"乙{number}。"])]))
    seen: list[str] = []
    last = 0
    while page := catalogue.live_passages(4, last, 2):
        seen += [row.body for row in page]
        last = page[-1].id

    assert seen == ["甲1。", "乙1。", "甲2。", "乙2。", "甲3。", "乙3。"]
    assert [row.text for row in catalogue.live_texts(4, 0, 1)] == ["甲\n甲1。\n乙1。"]
