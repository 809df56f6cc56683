"""Facts corrected by hand."""

import pytest
from store_samples import Ticking, document, ids_at, plan, put

from corpus.store.catalogue import Catalogue
from corpus.store.errors import DocumentUnknown, InvalidCorrection, InvalidDocument
from corpus.store.identity import document_id

ID = document_id("default", "a.txt", 0)


def test_a_correction_is_shown_under_its_own_change(catalogue: Catalogue) -> None:
    """The earlier view keeps the extracted fact; text, passages and codes stay."""
    put(catalogue, "a.txt", plan(doc_type="通知"))
    before = catalogue.view()

    change = catalogue.correct(ID, {"doc_type": "要点", "date_written": "2024-01-09"})
    after = catalogue.view()
    old = {one.text: one for one in before.citations(list(ids_at(catalogue, 1).values())).values()}
    now = {one.text: one for one in after.citations(list(ids_at(catalogue, 2).values())).values()}

    assert 2 == change == after.number
    assert (before.facts_of(ID).doc_type, before.facts_of(ID).date) == ("通知", None)
    assert (after.facts_of(ID).doc_type, after.facts_of(ID).date) == ("要点", "2024-01-09")
    assert after.document(ID).corrected == ("doc_type", "date_written")
    assert {text: one.code for text, one in old.items()} == {text: one.code for text, one in now.items()}
    assert {"要点"} == {one.doc_type for one in now.values()}
    assert before.stored(ID).sections == after.stored(ID).sections
    assert before.stored(ID).passages == after.stored(ID).passages


def test_followers_learn_of_a_correction(catalogue: Catalogue) -> None:
    """The corrected columns reach the indexes as rows added and removed."""
    put(catalogue, "a.txt", plan())
    catalogue.correct(ID, {"date_effective": "2024-03-01", "title": "云岭市〔2024〕要点"})
    first, second = catalogue.change_sets(0, 10)

    assert tuple(row.id for row in first.added) == second.removed
    assert [row.body for row in first.added] == [row.body for row in second.added]
    assert [row.embed_hash for row in first.added] == [row.embed_hash for row in second.added]
    assert {(20240301, "云岭市〔2024〕要点")} == {(row.columns[3], row.title) for row in second.added}


def test_a_correction_is_kept_when_the_file_is_indexed_again(catalogue: Catalogue) -> None:
    """What was corrected stays corrected, what was not follows the new version; null says unknown."""
    put(catalogue, "a.txt", plan(doc_type="通知", issuer="误识的机关"))
    catalogue.correct(ID, {"issuer": None, "doc_type": "要点"})
    put(catalogue, "a.txt", plan(doc_type="通知", issuer="误识的机关", region="云岭市"))
    facts = catalogue.view().facts_of(ID)

    assert (facts.doc_type, facts.issuer, facts.region) == ("要点", None, "云岭市")


def test_a_withdrawn_correction_shows_the_extracted_fact(catalogue: Catalogue, clock: Ticking) -> None:
    """The extracted fact was never lost, and is that of the newest version."""
    put(catalogue, "a.txt", plan(doc_type="通知"))
    catalogue.correct(ID, {"doc_type": "要点"})
    put(catalogue, "a.txt", plan(doc_type="意见"))

    assert catalogue.withdraw_corrections(ID, ["doc_type"]) == 4
    assert catalogue.view().facts_of(ID).doc_type == "意见"
    assert catalogue.view().document(ID).corrected == ()


def test_a_correction_that_changes_nothing_makes_no_change(catalogue: Catalogue) -> None:
    """Correcting to what stands is recorded, and readers see no new version."""
    put(catalogue, "a.txt", plan(doc_type="要点"))

    assert catalogue.correct(ID, {"doc_type": "要点"}) == 1
    put(catalogue, "a.txt", plan(doc_type="通知"))
    assert catalogue.view().facts_of(ID).doc_type == "要点"


def test_one_article_is_corrected_alone(catalogue: Catalogue) -> None:
    """Other documents of the same file keep their rows."""
    put(catalogue, "a.txt", *[document(f"第{n}篇", [("", "", [f"正文{n}。"])], n) for n in range(2)])
    catalogue.correct(ID, {"title": "改"})

    assert len(catalogue.change_sets(1, 1)[0].removed) == 1
    assert [catalogue.view().document(document_id("default", "a.txt", n)).title for n in range(2)] == [
        "改",
        "第1篇",
    ]


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        ("doc_type", "檄文", "“檄文”不在文种词表中"),
        ("validity", "有效", "现行有效"),
        ("date_written", "2024-02-30", "“2024-02-30”不是有效日期"),
        ("date_written", "20240201", "日期"),
        ("title", "  ", "空白"),
        ("amended", "2020-01-01", "没有这一项"),
        ("color", "red", "没有这一项"),
    ],
)
def test_wrong_corrections_are_refused(catalogue: Catalogue, fact: str, value: str, told: str) -> None:
    """The error names the fact, the value and what can stand; nothing is corrected."""
    put(catalogue, "a.txt", plan(doc_type="要点"))
    with pytest.raises(InvalidCorrection, match=told) as error:
        catalogue.correct(ID, {"issuer": "云岭市", fact: value})

    assert fact == error.value.fact
    assert catalogue.view().facts_of(ID).issuer is None
    assert catalogue.head() == 1


def test_only_what_is_there_can_be_corrected(catalogue: Catalogue) -> None:
    """An unknown document is told, and no correction is left behind for it; nor is a NUL stored."""
    with pytest.raises(DocumentUnknown):
        catalogue.correct(ID, {"title": "改"})
    put(catalogue, "a.txt", plan())
    with pytest.raises(InvalidDocument):
        catalogue.correct(ID, {"title": "改\0"})

    assert catalogue.view().facts_of(ID).title == "云岭市2024年工作要点"
