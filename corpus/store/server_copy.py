"""The catalogue of a backup: copied from wherever it is into one file, and from that file into a database server."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from corpus.store.catalogue_urls import catalogue_url, is_sqlite
from corpus.store.database_copy import copy_database, made_one_file
from corpus.store.engine import open_database
from corpus.store.migrating import migrate
from corpus.store.moving import check_target, move_catalogue

Report = Callable[[str], None]


def copy_catalogue(address: str | Path, target: Path, report: Report) -> None:
    """Copy a catalogue as it is at one moment into an SQLite file; writers go on meanwhile."""
    url = catalogue_url(address)
    if is_sqlite(url):
        copy_database(Path(url.database or ""), target)
        return
    with closing(open_database(address)) as source, closing(open_database(target)) as copy:
        migrate(source)
        move_catalogue(source, copy, report, living=True)
    made_one_file(target)


def check_empty(url: str) -> None:
    """Raise MoveTargetTaken for a database that holds another catalogue, ServerUnfit for one that cannot hold any."""
    with closing(open_database(url)) as target:
        check_target(target)


def import_catalogue(file: Path, url: str, report: Report) -> None:
    """Move the catalogue of an SQLite file into a database server, or go on with it."""
    with closing(open_database(file)) as source, closing(open_database(url)) as target:
        migrate(source)
        move_catalogue(source, target, report)
