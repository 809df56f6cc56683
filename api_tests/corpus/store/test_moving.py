"""A catalogue moved between SQLite and PostgreSQL: whole, compared row by row, and never half."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from migrated_databases import Databases
from sqlalchemy import delete, insert, select, text, update
from store_samples import PLAN, document, ids_at, plan, put, texts_at

from corpus.store.audit import Deed
from corpus.store.catalogue import Catalogue
from corpus.store.engine import Database, open_database
from corpus.store.errors import CatalogueHalfMoved
from corpus.store.feedback import Feedback
from corpus.store.identity import embed_hash
from corpus.store.job_records import FileOutcome, IndexRequest
from corpus.store.jobs import Jobs
from corpus.store.keys import Keys, Role
from corpus.store.leases import Leases
from corpus.store.move_errors import MoveNowhere, MoveSourceChanged, MoveTargetTaken, MoveUnequal
from corpus.store.moving import MoveFacts, move_catalogue
from corpus.store.passed import Passed
from corpus.store.table_copy import MOVED
from corpus.store.tables import audit, codes, leases, metadata, passages, sections

MODEL = "模型 1"


def silent(line: str) -> None:
    """Say nothing."""


def fill(catalogue: Catalogue) -> None:
    """Versions, a purge that leaves gaps at the end, vectors, corrections, a job, a key, a lease."""
    put(catalogue, "云岭.txt", plan(issuer="云岭市人民政府", doc_number="云政发〔２０２４〕1号"))
    put(catalogue, "云岭.txt", plan("云岭市2024年工作要点（修订）"), document("附：𠮷祥社区名单", PLAN, 1))
    put(catalogue, "末.txt", document("末件", PLAN))
    catalogue.correct(catalogue.view().by_title("末件")[0].document_id, {"issuer": "龙潭镇"})
    catalogue.remove_paths("default", ["末.txt"])
    catalogue.purge(catalogue.head(), 0)
    hashes = [embed_hash(text).hex() for text in ids_at(catalogue, catalogue.head())]
    halves = np.arange(len(hashes) * 4, dtype=np.float16).reshape(-1, 4) / 7
    catalogue.put_vectors(MODEL, hashes, halves)
    Jobs(catalogue).record_file(
        Jobs(catalogue).create(IndexRequest(("通知",))).id, "云岭.txt", FileOutcome.INDEXED
    )
    Keys(catalogue).create("检索员", Role.READER, ("default",))
    Leases(catalogue).acquire("indexing", "那台机器:1:ab", 30)


def shown(catalogue: Catalogue) -> list[object]:
    """All that readers see at every change, and what stands beside the documents."""
    hashes = [embed_hash(text).hex() for text in ids_at(catalogue, catalogue.head())]
    views = [texts_at(catalogue, at) for at in range(catalogue.head() + 1)]
    given = [
        passage.code for passage in catalogue.view().citations(list(ids_at(catalogue, 2).values())).values()
    ]
    return [
        views,
        given,
        catalogue.stats(),
        catalogue.collections(),
        Jobs(catalogue).list(),
        [Jobs(catalogue).files(job.id) for job in Jobs(catalogue).list()],
        Feedback(catalogue).all(),
        Keys(catalogue).all(),
        catalogue.vectors(hashes, MODEL).tolist(),
    ]


Places = Callable[[str], str]
WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite")]


@pytest.fixture
def place(tmp_path: Path, databases: Databases) -> Places:
    """What gives the URL of a place without tables, on an engine."""
    numbers = iter(range(100))

    def made(engine: str) -> str:
        if engine == "sqlite":
            return f"sqlite:///{tmp_path}/目录{next(numbers)}.sqlite"
        return databases.server.url(databases.server.new_database())

    return made


def moved(source: str, target: str) -> MoveFacts:
    """Move between two places."""
    with Catalogue.open(source) as old:
        new = open_database(target)
        try:
            return move_catalogue(old.database, new, silent)
        finally:
            new.close()


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_all_of_a_catalogue_is_moved(place: Places, source: str, target: str) -> None:
    """Every view, code, vector, job and key is the same there; leases stay; each table is told with its rows."""
    here, there = place(source), place(target)
    with Catalogue.open(here) as old:
        fill(old)
        expected = shown(old)
    facts = moved(here, there)

    with Catalogue.open(there) as new:
        assert expected == shown(new)
        assert new.check() == []
        assert Leases(new).holder("indexing") is None
    with Catalogue.open(here) as old:
        assert expected == shown(old)
    assert {table.name for table in metadata.sorted_tables} - {"leases"} == {t.table for t in facts.tables}
    assert (facts.change, facts.resumed) == (5, False)
    assert facts.rows == sum(table.rows for table in facts.tables) > 40


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_there_and_back_is_the_same(place: Places, source: str, target: str) -> None:
    """The checksums of every table are equal after the way there and after the way back."""
    first, second, third = place(source), place(target), place(source)
    with Catalogue.open(first) as old:
        fill(old)

    assert moved(first, second).tables == moved(second, third).tables


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_ids_go_on_where_they_stood(place: Places, source: str, target: str) -> None:
    """Ids whose rows were purged before the move are not given again after it."""
    here, there = place(source), place(target)
    with Catalogue.open(here) as old:
        fill(old)
        held = max(ids_at(old, old.head()).values())
        put(old, "又.txt", document("又", PLAN))
        last = max(ids_at(old, old.head()).values())
        old.remove_paths("default", ["又.txt"])
        old.purge(old.head(), 0)
    moved(here, there)

    with Catalogue.open(there) as new:
        put(new, "新.txt", plan())
        fresh = [row.id for row in new.live_passages(new.head(), last, 100)]
    assert held < last < min(fresh)
    assert len(fresh) == 6


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_half_moved_catalogue_is_refused(place: Places, source: str, target: str) -> None:
    """Stopped in the midst, the target opens for nobody and names the cure; the same move goes on and ends."""
    here, there = place(source), place(target)
    with Catalogue.open(here) as old:
        fill(old)
        expected = shown(old)
    stop_before(here, there, sections.name)
    with pytest.raises(CatalogueHalfMoved, match="chuchu migrate-store"):
        Catalogue.open(there)

    assert moved(here, there).resumed
    with Catalogue.open(there) as new:
        assert expected == shown(new)


def stop_before(source: str, target: str, table: str) -> None:
    """Begin a move and stop it when a table is about to be written, as a kill would."""
    new = open_database(target)
    names = [one.name for one in MOVED]

    class Stopped(BaseException):
        pass

    def told(line: str) -> None:
        if line.startswith("已复制"):
            raise Stopped

    with Catalogue.open(source) as old, pytest.raises(Stopped):
        move_catalogue(old.database, new, told)
    with new.write() as connection:  # what a kill a little earlier had not written yet
        for name in reversed(names[names.index(table) :]):
            connection.execute(delete(metadata.tables[name]))
    new.close()


def test_a_source_that_changed_is_moved_anew(place: Places) -> None:
    """What was copied of an older state is not mixed with a newer one."""
    here, there = place("sqlite"), place("postgresql")
    with Catalogue.open(here) as old:
        fill(old)
    stop_before(here, there, passages.name)
    with Catalogue.open(here) as old:
        put(old, "新.txt", plan("新件"))
        expected = shown(old)

    assert not moved(here, there).resumed
    with Catalogue.open(there) as new:
        assert expected == shown(new)


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_service_that_ran_between_two_runs_is_no_hindrance(place: Places, source: str, target: str) -> None:
    """Started for a moment after a move was stopped, it changes what services tell: the move begins anew, and ends."""
    here, there = place(source), place(target)
    with Catalogue.open(here) as old:
        fill(old)
        Passed(old).tell("服务〔甲〕", 1)
    stop_before(here, there, MOVED[-1].name)
    with Catalogue.open(here) as old:
        Passed(old).tell("服务〔甲〕", 5)
        expected = shown(old)

    assert not moved(here, there).resumed
    with Catalogue.open(there) as new:
        assert (expected, 5) == (shown(new), Passed(new).tell("服务〔乙〕", 6))


def test_writes_during_a_move_are_told(place: Places) -> None:
    """A service that was left running is noticed: the target is not opened, the sentence names the cure."""
    here, there = place("postgresql"), place("sqlite")
    with Catalogue.open(here) as old:
        fill(old)
        new = open_database(there)

        def busy(line: str) -> None:
            if "核对" in line:
                put(old, "又.txt", plan())

        with pytest.raises(MoveSourceChanged, match="停止使用它的所有服务"):
            move_catalogue(old.database, new, busy)
        new.close()
    with pytest.raises(CatalogueHalfMoved):
        Catalogue.open(there)


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_one_changed_value_is_found(place: Places, source: str, target: str) -> None:
    """A single character that differs after copying names its table and row, and the next run begins anew."""
    here, there = place(source), place(target)
    with Catalogue.open(here) as old:
        fill(old)
        new = open_database(there)

        def spoil(line: str) -> None:
            if "核对" in line:
                with new.write() as connection:
                    one = select(codes.c.code).limit(1).scalar_subquery()
                    connection.execute(update(codes).where(codes.c.code == one).values(path="一、\n（二）"))

        with pytest.raises(MoveUnequal, match="表 codes"):
            move_catalogue(old.database, new, spoil)
        new.close()

    assert not moved(here, there).resumed


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_target_that_holds_something_is_left_alone(place: Places, engine: str) -> None:
    """Another catalogue, even with nothing but one audit line, is not written over."""
    here, there = place("sqlite"), place(engine)
    with Catalogue.open(here) as old:
        fill(old)
    with Catalogue.open(there) as other, other.database.write() as connection:
        row = dict.fromkeys(Deed.__dataclass_fields__, "x") | {"status": 200}
        connection.execute(insert(audit), row)
    with pytest.raises(MoveTargetTaken, match="已有内容"):
        moved(here, there)

    with Catalogue.open(there) as other, other.database.read() as connection:
        assert connection.execute(select(audit.c.who)).scalars().all() == ["x"]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_catalogue_is_not_moved_onto_itself(place: Places, engine: str) -> None:
    """The place it is at is no target."""
    here = place(engine)
    with Catalogue.open(here) as old:
        fill(old)
    with pytest.raises(MoveNowhere):
        moved(here, here)


def test_a_database_without_tables_of_ours_is_a_target(place: Places) -> None:
    """Tables of another program in the same database are left as they are."""
    here, there = place("sqlite"), place("postgresql")
    with Catalogue.open(here) as old:
        fill(old)
    others: Database = open_database(there)
    with others.write() as connection:
        connection.execute(text("CREATE TABLE 其他 (n integer)"))
    others.close()
    moved(here, there)

    with Catalogue.open(there) as new, new.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM 其他")).scalar() == 0
        assert connection.execute(select(leases)).all() == []
