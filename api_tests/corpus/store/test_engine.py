"""Opening, migrating, and faults of the database file."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, insert, text, update
from sqlalchemy.exc import IntegrityError
from store_samples import document, ids_at, plan, put

from corpus.filters import SearchFilters
from corpus.store import migrations
from corpus.store.catalogue import Catalogue
from corpus.store.errors import (
    CatalogueBusy,
    CatalogueDamaged,
    CatalogueFull,
    CatalogueTooNew,
    CatalogueUnwritable,
    InvalidText,
    VerbatimError,
)
from corpus.store.tables import HEAD_REVISION, changes, metadata, passages, texts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an SQLite catalogue is made."""
    return tmp_path / "catalogue.sqlite3"


def test_the_migrations_make_the_tables(catalogue: Catalogue) -> None:
    """Alembic finds no difference between a migrated database and the tables' metadata."""
    with catalogue.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_migrations_make_the_very_statements(path: Path) -> None:
    """Row ids that are never reused and tables without them, which Alembic does not compare, are equal too."""
    Catalogue.open(path).close()
    made = create_engine("sqlite://")
    metadata.create_all(made)
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL"

    with made.connect() as connection:
        expected = {name: _normal(sql) for name, sql in connection.execute(text(query))}
    with sqlite3.connect(path) as connection:
        actual = {name: _normal(sql) for name, sql in connection.execute(query)}

    assert expected == actual
    assert any("AUTOINCREMENT" in line for line in actual["passages"])


def _normal(sql: str) -> list[str]:
    """The columns and constraints of a statement, sorted: their order and lines say nothing."""
    inside = sql.replace('"', "").partition("(")[2].rpartition(")")
    parts = re.split(r",(?![^()]*\))", inside[0])
    return sorted(" ".join(part.split()) for part in (*parts, inside[2]))


def test_the_head_revision_is_known() -> None:
    """The constant by which an up-to-date catalogue is told without Alembic names the newest migration."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD_REVISION]


def test_the_migrations_are_packaged() -> None:
    """The modules and the template lie beside the code that runs them."""
    folder = Path(migrations.__file__).parent

    assert {"env.py", "script.py.mako", "versions"} <= {one.name for one in folder.iterdir()}


def test_the_database_is_set_for_durability(sqlite_catalogue: Catalogue) -> None:
    """WAL, every commit synced, foreign keys held."""
    with sqlite_catalogue.database.read() as connection:
        told = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert told == ["wal", 2, 1, 30000]


def test_opening_again_keeps_all(empty_url: str) -> None:
    """A catalogue is the same after its process ended."""
    with Catalogue.open(empty_url) as first:
        put(first, "a.txt", plan())
    with Catalogue.open(empty_url) as second:
        assert second.head() == 1
        assert plan() == second.view().stored(second.view().documents().documents[0].document_id)


def test_an_up_to_date_catalogue_opens_without_alembic(empty_url: str) -> None:
    """A service that starts does not pay for the library of migrations."""
    Catalogue.open(empty_url).close()
    program = (
        "import sys; from corpus.store.catalogue import Catalogue;"
        f"Catalogue.open({empty_url!r}).close(); print('alembic' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


def test_many_open_a_new_catalogue_at_once(empty_url: str) -> None:
    """One of them makes the tables, the others wait."""
    numbers: list[int] = []

    def open_it(number: int) -> None:
        with Catalogue.open(empty_url) as catalogue:
            numbers.append(put(catalogue, f"{number}.txt", plan()))

    threads = [threading.Thread(target=open_it, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    with Catalogue.open(empty_url) as catalogue:
        assert (catalogue.head(), catalogue.view().documents().total) == (6, 6)


def test_a_new_file_that_another_is_writing_is_waited_for(path: Path) -> None:
    """SQLite refuses at once to switch the log of a file in which another has begun to write; it is asked again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    let_go = threading.Timer(0.3, other.execute, ("COMMIT",))
    let_go.start()
    with Catalogue.open(path) as catalogue:
        assert catalogue.head() == 0
    let_go.join()
    other.close()


def test_a_newer_catalogue_is_refused(path: Path) -> None:
    """A catalogue of a later program is left alone, and both versions are named."""
    Catalogue.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogueTooNew, match="9999") as error:
        Catalogue.open(path)

    assert (error.value.found, error.value.known) == ("9999", HEAD_REVISION)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    """The error names the file and the cure, and the file is left as it is."""
    path.write_bytes("这不是数据库".encode() * 400)
    before = path.read_bytes()
    with pytest.raises(CatalogueDamaged, match="chuchu restore") as error:
        Catalogue.open(path)

    assert str(path) == error.value.path
    assert before == path.read_bytes()


def test_damaged_pages_are_told_and_not_shown(path: Path) -> None:
    """Flipped bytes in the pages of a table come as CatalogueDamaged, also from the check."""
    with Catalogue.open(path) as catalogue:
        for number in range(30):
            put(catalogue, f"{number}.txt", document("甲", [("", "", ["正文" * 200 + f"{number}。"])]))
    content = bytearray(path.read_bytes())
    for begin in range(4096, len(content), 4096):
        content[begin : begin + 64] = b"\xff" * 64
    path.write_bytes(content)

    with pytest.raises(CatalogueDamaged), Catalogue.open(path) as catalogue:
        catalogue.live_passages(30, 0, 1000)


def test_a_truncated_file_is_told(path: Path) -> None:
    """A file that lost its end is damaged, and no raw error of the driver comes out."""
    with Catalogue.open(path) as catalogue:
        for number in range(30):
            put(catalogue, f"{number}.txt", plan())
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])

    with pytest.raises(CatalogueDamaged), Catalogue.open(path) as catalogue:
        catalogue.live_passages(30, 0, 1000)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    """What cannot be opened is named."""
    with pytest.raises(CatalogueUnwritable, match="无法打开"):
        Catalogue.open(tmp_path)


def test_a_lone_surrogate_is_told(catalogue: Catalogue) -> None:
    """Values that no database takes come as an error of ours from every read."""
    put(catalogue, "a.txt", plan())
    view = catalogue.view()

    for ask in (
        lambda: view.resolve_code("\ud800"),
        lambda: view.documents(query="\ud800"),
        lambda: view.conditions(SearchFilters(issuers=("\ud800",))),
    ):
        with pytest.raises(InvalidText):
            ask()


def test_a_passage_that_differs_from_its_text_is_never_cited(catalogue: Catalogue) -> None:
    """One changed character in the stored passage, or in the text, stops the citation and names both."""
    put(catalogue, "a.txt", plan())
    ids = ids_at(catalogue, 1)
    wanted = ids["加强组织领导。"]
    with catalogue.database.write() as connection:
        change = update(passages).where(passages.c.id == wanted).values(text="加强组织领异。")
        connection.execute(change)
    with pytest.raises(VerbatimError) as error:
        catalogue.view().citations(list(ids.values()))

    assert wanted == error.value.passage_id
    assert [one.kind for one in catalogue.check()] == ["verbatim"]


def test_a_shifted_text_is_never_cited(catalogue: Catalogue) -> None:
    """A text that lost a character no longer carries its passages."""
    put(catalogue, "a.txt", plan())
    with catalogue.database.write() as connection:
        connection.execute(update(texts).values(text=plan().text[1:]))
    with pytest.raises(VerbatimError):
        catalogue.view().citations(list(ids_at(catalogue, 1).values()))

    assert {"count", "partition", "verbatim"} == {one.kind for one in catalogue.check()}


def test_a_whole_catalogue_has_no_problems(catalogue: Catalogue) -> None:
    """Versions, corrections and purges leave the catalogue whole."""
    for number in range(3):
        put(catalogue, "a.txt", plan(), document(f"乙{number}", [], 1))
    catalogue.correct(catalogue.view().documents().documents[0].document_id, {"title": "改"})
    catalogue.purge(2, 0)

    assert catalogue.check() == []


def test_the_check_finds_what_is_missing(path: Path) -> None:
    """Lost passages, texts and change numbers are told."""
    with Catalogue.open(path) as catalogue:
        for name in ("a.txt", "b.txt"):
            put(catalogue, name, plan())
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM passages WHERE id = 1")
        connection.execute("DELETE FROM texts WHERE document_row = 2")
        connection.execute("UPDATE documents SET removed_change = 1, removed_at = 'x' WHERE row = 2")
        connection.execute("DELETE FROM codes")
    with Catalogue.open(path) as catalogue:
        kinds = {one.kind for one in catalogue.check()}

    assert {"database", "count", "orphan", "code", "partition"} == kinds


def test_foreign_keys_are_held(catalogue: Catalogue) -> None:
    """A row that refers to nothing is not taken, and the transaction leaves no trace."""
    with pytest.raises(IntegrityError):
        _write_orphan(catalogue)

    assert catalogue.head() == 0


def _write_orphan(catalogue: Catalogue) -> None:
    with catalogue.database.write() as connection:
        connection.execute(insert(changes), {"number": 1, "kind": "put", "made_at": "x"})
        connection.execute(insert(texts), {"document_row": 77, "furniture": [], "text": ""})


def test_a_full_disk_loses_nothing(sqlite_catalogue: Catalogue) -> None:
    """When no page is left, the write is refused with its cure, reading goes on, and later writes succeed."""
    catalogue = sqlite_catalogue
    put(catalogue, "a.txt", plan())
    large = document("大", [("", "", ["正文" * 300 + str(number) for number in range(400)])])
    with catalogue.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(CatalogueFull, match="腾出空间"):
        put(catalogue, "b.txt", large)

    assert (catalogue.head(), catalogue.view().documents().total) == (1, 1)
    with catalogue.database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert put(catalogue, "b.txt", large) == 2
    assert catalogue.check() == []


def test_a_write_lock_held_too_long_is_told(path: Path) -> None:
    """Another process that does not let go is named as the cause, and reading goes on."""
    with Catalogue.open(path) as catalogue, sqlite3.connect(path, isolation_level=None) as other:
        put(catalogue, "a.txt", plan())
        with catalogue.database.read() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 20")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogueBusy, match="另一个进程"):
            put(catalogue, "b.txt", plan())
        assert catalogue.view().documents().total == 1
        other.execute("ROLLBACK")
        assert put(catalogue, "b.txt", plan()) == 2


def _statements(catalogue: Catalogue, act: Callable[[], object]) -> int:
    """How many statements an act sends to the database, transaction control aside."""
    sent: list[str] = []

    def count(_: Connection, __: object, statement: str, *___: object) -> None:
        if not statement.startswith(("BEGIN", "SET TRANSACTION")):
            sent.append(statement)

    engine = catalogue.database._engine  # not the class: other catalogues of the process are polled meanwhile
    event.listen(engine, "before_cursor_execute", count)
    act()
    event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def test_citations_are_one_query(catalogue: Catalogue) -> None:
    """200 passages of many documents cost one statement, 201 two."""
    for number in range(3):
        put(catalogue, f"{number}.txt", document("甲", [("一、", "题", [f"第{n}段。" for n in range(70)])]))
    ids = [row.id for row in catalogue.live_passages(3, 0, 210)]
    view = catalogue.view()

    assert _statements(catalogue, lambda: view.citations(ids[:200])) == 1
    assert _statements(catalogue, lambda: view.citations(ids[:201])) == 2


def test_a_long_document_costs_no_more_statements(catalogue: Catalogue) -> None:
    """Rows go in by the batch: 300 passages take as many statements as 30."""
    short, long = (
        document("甲", [("一、", "题", [f"第{n}段。" for n in range(count)])]) for count in (30, 300)
    )

    put(catalogue, "a.txt", short)  # makes the collection
    of_short = _statements(catalogue, lambda: put(catalogue, "b.txt", short))

    assert _statements(catalogue, lambda: put(catalogue, "c.txt", long)) == of_short > 3
