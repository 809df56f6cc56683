"""Settings that lead to no catalogue: each error names the setting and the cure, and nothing was touched."""

import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from migrated_databases import Databases
from postgres_server import PASSWORD, USER, PostgresServer
from store_samples import plan, put

from corpus.store import catalogue_urls
from corpus.store import postgres as rules
from corpus.store.catalogue import Catalogue
from corpus.store.catalogue_urls import catalogue_url, is_sqlite, shown
from corpus.store.errors import (
    CatalogueAddressInvalid,
    CatalogueBusy,
    CatalogueRefused,
    CatalogueTooNew,
    CatalogueUnreachable,
    CatalogueUnwritable,
    DriverMissing,
    InvalidText,
    ServerUnfit,
)
from corpus.store.tables import HEAD_REVISION

SETTING = "CHUCHU_DATABASE_URL"


@pytest.fixture
def empty(postgres: PostgresServer) -> str:
    """The name of a database without tables."""
    return postgres.new_database()


def tables_of(server: PostgresServer, name: str) -> list[tuple[object, ...]]:
    """What stands in a database."""
    return server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://chuchu:x@host:port/policy",
        "mysql://chuchu:x@localhost/policy",
        "postgresql+asyncpg://chuchu:x@localhost/policy",
        "postgresql://chuchu:x@localhost",
        "云岭://",
        "://",
    ],
)
def test_what_is_no_address_is_told(address: str) -> None:
    """Schemes, drivers and ports that are none, and a missing database: the setting, a right form, no password."""
    with pytest.raises(CatalogueAddressInvalid, match="postgresql://用户:密码@主机") as error:
        Catalogue.open(address)

    assert SETTING in str(error.value)
    assert ":x@" not in str(error.value)


def test_addresses_are_read_as_people_write_them(tmp_path: Path) -> None:
    """The two usual schemes mean psycopg; a path is a file of SQLite."""
    drivers = {
        catalogue_url(f"{scheme}://a:b@h/d").drivername
        for scheme in ("postgres", "postgresql", "postgresql+psycopg")
    }

    assert drivers == {"postgresql+psycopg"}
    assert shown(catalogue_url("postgres://甲:%40x@h:5433/d?sslmode=require")).count("***") == 1
    assert "@x" not in shown(catalogue_url("postgres://甲:%40x@h:5433/d"))
    assert is_sqlite(catalogue_url(tmp_path / "目录.sqlite"))


def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the sentence says what to install."""
    monkeypatch.setattr(catalogue_urls, "find_spec", lambda name: None)
    assert find_spec("psycopg") is not None
    with pytest.raises(DriverMissing, match=r"chuchu\[postgres\]"):
        Catalogue.open("postgresql://chuchu@localhost/policy")


@pytest.mark.slow
def test_sqlite_never_loads_the_driver(tmp_path: Path) -> None:
    """Who does not use PostgreSQL does not need psycopg."""
    program = (
        "import sys; from corpus.store.catalogue import Catalogue;"
        f"Catalogue.open({str(tmp_path / 'c.sqlite')!r}).close(); print('psycopg' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("user", "password", "database"),
    [
        (USER, "错误的密码", None),
        ("没有的人", PASSWORD, None),
        (USER, PASSWORD, "没有的库"),
        (USER, "", None),
    ],
)
def test_a_server_that_refuses_is_told(
    postgres: PostgresServer, empty: str, user: str, password: str, database: str | None
) -> None:
    """A wrong password, an unknown user or database: the setting and the cure, never the password."""
    with pytest.raises(CatalogueRefused, match=SETTING) as error:
        Catalogue.open(postgres.url(database or empty, user, password))

    assert "createdb" in str(error.value)
    assert not password or password not in str(error.value)
    assert tables_of(postgres, empty) == []


def test_a_server_that_is_not_there_is_told() -> None:
    """A port on which nobody listens, and a socket that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for address in (f"postgresql://a:b@127.0.0.1:{port}/d", "postgresql://a:b@/d?host=/nowhere"):
        with pytest.raises(CatalogueUnreachable, match=SETTING):
            Catalogue.open(address)


def test_an_old_server_is_told(postgres: PostgresServer, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Older than the floor: both versions are named, and no table was made."""
    monkeypatch.setattr(rules, "OLDEST_SERVER", 990000)
    with pytest.raises(ServerUnfit, match=r"PostgreSQL 1\d，至少需要 99"):
        Catalogue.open(postgres.url(empty))

    assert tables_of(postgres, empty) == []


def test_a_database_that_does_not_keep_unicode_is_told(postgres: PostgresServer) -> None:
    """Another encoding is found before a table is made."""
    postgres.execute(f"CREATE DATABASE latin OWNER {USER} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(ServerUnfit, match=r"LATIN1.*UTF8"):
        Catalogue.open(postgres.url("latin"))

    assert tables_of(postgres, "latin") == []


def test_a_role_that_may_not_make_tables_is_told(postgres: PostgresServer, empty: str) -> None:
    """Who may connect and nothing else learns that rights are missing."""
    postgres.execute("CREATE ROLE guest LOGIN PASSWORD 'g'")
    with pytest.raises(CatalogueUnwritable, match="permission denied"):
        Catalogue.open(postgres.url(empty, "guest", "g"))

    assert tables_of(postgres, empty) == []


def test_a_read_only_server_is_told(postgres: PostgresServer, databases: Databases) -> None:
    """On a standby or a database set to reading alone, reading works and writing says why not."""
    name = databases.take()
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with Catalogue.open(postgres.url(name)) as catalogue:
        put(
            catalogue, "a.txt", plan()
        )  # the role's default is not the server's word: a write asks for writing

        assert catalogue.head() == 1
        with pytest.raises(CatalogueUnwritable), catalogue.database.read() as connection:
            connection.exec_driver_sql("CREATE TABLE 不行 (n integer)")


def test_a_newer_catalogue_is_refused(databases: Databases) -> None:
    """A schema newer than ours is left alone."""
    name = databases.take()
    databases.server.execute("UPDATE alembic_version SET version_num = '9999'", name)
    with pytest.raises(CatalogueTooNew, match="9999") as error:
        Catalogue.open(databases.server.url(name))

    assert (error.value.found, error.value.known) == ("9999", HEAD_REVISION)


def test_a_write_lock_held_too_long_is_told(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process that does not let go is named as the cause; reading goes on, and so does writing after it."""
    server, name = databases.server, databases.take()
    monkeypatch.setattr(rules, "_BEGIN_WRITE", rules._BEGIN_WRITE.replace("'30s'", "'50ms'"))
    with Catalogue.open(server.url(name)) as catalogue:
        with psycopg.connect(**server.login(name)) as other:
            other.execute(f"SELECT pg_advisory_xact_lock({rules._WRITE_LOCK})")
            with pytest.raises(CatalogueBusy, match="另一个进程"):
                put(catalogue, "a.txt", plan())
            assert catalogue.head() == 0
        assert put(catalogue, "a.txt", plan()) == 1


def test_what_no_text_of_the_server_holds_is_told(databases: Databases) -> None:
    """A NUL in what is looked for is an error of ours."""
    with Catalogue.open(databases.server.url(databases.take())) as catalogue, pytest.raises(InvalidText):
        catalogue.view().documents(query="云\0岭")


@pytest.fixture(autouse=True)
def _no_password_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own settings of libpq plays in."""
    for name in ("PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGHOST", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
