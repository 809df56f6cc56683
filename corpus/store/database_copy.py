"""A copy of a living SQLite database through its own online backup, and what such a copy tells of itself."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.store.dialect import BUSY_SECONDS, translated

_SCHEMA = "SELECT version_num FROM alembic_version"
_HEAD = "SELECT coalesce(max(number), 0) FROM changes"
_SOURCES = "SELECT DISTINCT sha256 FROM files"


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What a copy holds: the revision of its tables, its newest change, the hashes of its source files."""

    schema: str
    change: int
    sources: frozenset[str]


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment; writers of other processes go on meanwhile.

    All pages are copied under one read transaction, which in WAL mode holds nobody up: copied in steps, each
    commit of another process would make the copy begin anew. Raises CatalogueDamaged, CatalogueFull,
    CatalogueUnwritable.
    """
    with _named(source), closing(_opened(source, "ro")) as old:
        with closing(sqlite3.connect(target)) as new:
            old.backup(new)
        made_one_file(target)


def made_one_file(path: Path) -> None:
    """Let a copy be one file, on the disk: no WAL beside it that could be forgotten."""
    with _named(path), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    _make_durable(path)


def copy_facts(path: Path) -> CopyFacts:
    """Read a copy whole, as SQLite checks it. Raises CatalogueDamaged with what is wrong."""
    with _named(path), closing(_opened(path, "ro")) as connection:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        if problems:
            error = sqlite3.DatabaseError("；".join(problems))
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
        (schema,) = connection.execute(_SCHEMA).fetchone() or ("",)
        (change,) = connection.execute(_HEAD).fetchone()
        return CopyFacts(str(schema), int(change), frozenset(r[0] for r in connection.execute(_SOURCES)))


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        told = translated(error, str(path))
        if told is None:
            raise
        raise told from error


def _make_durable(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
