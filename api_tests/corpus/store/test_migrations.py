"""The schema up and down on data of every released revision: nothing of a document changes on the way."""

import pytest
from sqlalchemy import inspect
from store_samples import PLAN, document, put

from corpus.store.catalogue import Catalogue
from corpus.store.errors import RevisionUnknown
from corpus.store.job_records import IndexRequest
from corpus.store.jobs import Jobs
from corpus.store.migrating import downgrade
from corpus.store.tables import HEAD_REVISION, metadata

RELEASED = [f"{number:04}" for number in range(1, int(HEAD_REVISION) + 1)]


def fill(catalogue: Catalogue) -> None:
    """Two documents, one replaced once, a removed one, a job."""
    put(catalogue, "云岭.txt", document("云岭市２０２４年工作要点", PLAN))
    put(catalogue, "旧.txt", document("旧文", [("一、", "题", ["旧。"])]))
    put(catalogue, "云岭.txt", document("云岭市２０２４年工作要点（修订）", PLAN))
    catalogue.remove_paths("default", ["旧.txt"])
    Jobs(catalogue).create(IndexRequest(("通知",)))


def shown(catalogue: Catalogue) -> list[object]:
    """All that does not depend on the revision: every view, code and job."""
    found: list[object] = [catalogue.stats(), Jobs(catalogue).list()]
    for at in range(catalogue.head() + 1):
        rows = catalogue.live_passages(at, 0, 1000)
        cited = catalogue.view(at).citations([row.id for row in rows])
        found.append([(row, cited[row.id]) for row in rows])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("revision", RELEASED)
def test_the_data_of_every_revision_is_brought_up_to_date(empty_url: str, revision: str) -> None:
    """A catalogue taken back to a revision, as an older program left it, opens with all it held, whole."""
    with Catalogue.open(empty_url) as catalogue:
        fill(catalogue)
        before = shown(catalogue)
        downgrade(catalogue.database, revision)

    with Catalogue.open(empty_url) as catalogue:
        assert before == shown(catalogue)
        assert catalogue.check() == []
        put(catalogue, "新.txt", document("新文", PLAN))
        assert catalogue.head() == 5


def test_downgrades_take_back_what_upgrades_made(empty_url: str) -> None:
    """Down to the first revision and up again, the tables and columns are those of the program."""
    with Catalogue.open(empty_url) as catalogue:
        downgrade(catalogue.database, "0001")
        with catalogue.database.read() as connection:
            first = set(inspect(connection).get_table_names())
            columns = {one["name"] for one in inspect(connection).get_columns("passages")}
    assert {"documents", "passages", "jobs"} <= first
    assert not first & {"feedback", "keys", "audit", "sessions"}
    assert not columns & {"header", "ocr"}

    with Catalogue.open(empty_url) as catalogue, catalogue.database.read() as connection:
        seen = inspect(connection)
        for table in metadata.sorted_tables:
            assert {c.name for c in table.columns} == {c["name"] for c in seen.get_columns(table.name)}


@pytest.mark.parametrize("revision", ["0000", "9999", "base", "head", "", "0001; DROP TABLE documents"])
def test_a_revision_that_is_none_is_refused(empty_url: str, revision: str) -> None:
    """Only a revision that a program had can be gone back to; the catalogue stays as it is."""
    with Catalogue.open(empty_url) as catalogue:
        fill(catalogue)
        before = shown(catalogue)

        with pytest.raises(RevisionUnknown, match="没有结构版本"):
            downgrade(catalogue.database, revision)

        assert before == shown(catalogue)
