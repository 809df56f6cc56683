"""How certain text recognition was of a passage: kept, cited, and unknown for what was stored before."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from api_tests.corpus.store.store_samples import plan, put
from corpus.documents import Document
from corpus.store.catalogue import Catalogue
from corpus.store.migrating import downgrade
from corpus.store.tables import passages

SCORES = (0.9731, None, 0.5)


def recognised_plan() -> Document:
    """The sample plan as if some of its passages had been read from a scan."""
    document = plan()
    scored = [
        replace(passage, ocr=SCORES[number % len(SCORES)]) for number, passage in enumerate(document.passages)
    ]
    return replace(document, passages=tuple(scored))


def cited(catalogue: Catalogue) -> list[float | None]:
    """The certainty that the citations of all passages tell, in order."""
    with catalogue.database.read() as connection:
        ids = list(connection.scalars(select(passages.c.id).order_by(passages.c.id)))
    return [citation.ocr for citation in catalogue.view().citations(ids).values()]


def test_a_citation_tells_how_certain_recognition_was(catalogue: Catalogue) -> None:
    """The mean score of a passage reaches its citation and its document as stored; null where there is none."""
    document = recognised_plan()
    put(catalogue, "扫描件〔2019〕.pdf", document)
    told = cited(catalogue)

    assert [SCORES[number % 3] for number in range(len(told))] == told
    (stored,) = catalogue.view().documents().documents
    assert document == catalogue.view().stored(stored.document_id)


def test_a_correction_keeps_the_scores(catalogue: Catalogue) -> None:
    """A corrected document's passages are rows of their own, with the certainty of the old ones."""
    put(catalogue, "扫描件.pdf", recognised_plan())
    before = cited(catalogue)
    (stored,) = catalogue.view().documents().documents
    catalogue.correct(stored.document_id, {"issuer": "云岭市人民政府"})
    after = cited(catalogue)

    assert before == after


@pytest.mark.parametrize("revision", ["0001", "0003"])
def test_a_catalogue_from_before_has_no_scores(empty_url: str, revision: str) -> None:
    """Catalogues of earlier versions are brought up to date with their documents; nothing in them is marked."""
    with Catalogue.open(empty_url) as catalogue:
        put(catalogue, "要点.txt", plan())
        downgrade(catalogue.database, revision)
    with Catalogue.open(empty_url) as catalogue:
        told = cited(catalogue)
        put(catalogue, "扫描件.pdf", recognised_plan())

        assert [None] * len(plan().passages) == told
        assert 0.9731 in cited(catalogue)
