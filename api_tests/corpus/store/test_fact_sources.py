"""Where facts were read is kept with the document, and the facts of articles with it."""

from dataclasses import replace

import pytest

from api_tests.corpus.store.store_samples import document, plan, put
from corpus.documents import FactSource
from corpus.store.catalogue import Catalogue
from corpus.store.errors import InvalidDocument
from corpus.store.migrating import downgrade

TITLE = FactSource("title", 0, 12, None, 0.95)
DATE = FactSource("date_published", None, None, "发布日期", 0.99)


def test_sources_come_back_with_the_document(catalogue: Catalogue) -> None:
    """Places and labels are the same in the list and in the whole document."""
    put(catalogue, "要点.txt", replace(plan(), fact_sources=(TITLE, DATE)))
    view = catalogue.view()
    (stored,) = view.documents().documents

    assert (TITLE, DATE) == stored.fact_sources
    assert (TITLE, DATE) == view.stored(stored.document_id).fact_sources


def test_a_correction_leaves_the_places_that_were_read(catalogue: Catalogue) -> None:
    """A corrected fact is named as such; its source is still that of the value which was read."""
    put(catalogue, "要点.txt", replace(plan(), fact_sources=(TITLE,)))
    (before,) = catalogue.view().documents().documents
    catalogue.correct(before.document_id, {"title": "云岭市２０２４年要点"})
    (after,) = catalogue.view().documents().documents

    assert (("title",), (TITLE,)) == (after.corrected, after.fact_sources)


def test_facts_of_an_article_are_kept(catalogue: Catalogue) -> None:
    """Author, column, source line and meeting are facts like the others, and can be corrected."""
    facts = {"author": "何　玥", "column": "卷首", "source": "（来源：云岭学习）", "meeting": "第一次会议"}
    put(catalogue, "刊.txt", document("垚镇的“板凳会”", [("", "", ["开会。"])], 1, "2024年第3期", **facts))
    (before,) = catalogue.view().documents().documents
    catalogue.correct(before.document_id, {"column": None})
    (after,) = catalogue.view().documents().documents

    assert ("何　玥", "（来源：云岭学习）", "第一次会议", "卷首") == (
        before.facts.author,
        before.facts.source,
        before.facts.meeting,
        before.facts.column,
    )
    assert (None, ("column",)) == (after.facts.column, after.corrected)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(TITLE, end=10_000),
        replace(TITLE, start=None),
        replace(TITLE, start=5, end=5),
        replace(TITLE, fact="标题"),
        replace(TITLE, confidence=1.5),
        replace(DATE, label="发布\0日期"),
    ],
)
def test_a_place_outside_the_text_is_refused(catalogue: Catalogue, wrong: FactSource) -> None:
    """A source names a fact, lies within the text whole or not at all, and has a share as confidence."""
    with pytest.raises(InvalidDocument, match="出处"):
        put(catalogue, "要点.txt", replace(plan(), fact_sources=(wrong,)))


def test_a_catalogue_from_before_is_brought_up_to_date(empty_url: str) -> None:
    """Documents of the first version's tables are read, without sources."""
    with Catalogue.open(empty_url) as catalogue:
        put(catalogue, "要点.txt", plan())
        downgrade(catalogue.database, "0001")
    with Catalogue.open(empty_url) as catalogue:
        (stored,) = catalogue.view().documents().documents
        assert ((), None, "云岭市2024年工作要点") == (
            stored.fact_sources,
            stored.facts.author,
            stored.title,
        )
