"""Brings a catalogue's tables to the newest migration when it is opened."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from corpus.store.dialect import check_server
from corpus.store.engine import Database
from corpus.store.errors import CatalogueHalfMoved, CatalogueTooNew, RevisionUnknown
from corpus.store.tables import HEAD_REVISION

if TYPE_CHECKING:
    from alembic.config import Config

MOVING = "moving"
"""What the revision begins with while a catalogue is moved here: any program, older ones too, refuses it."""
_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Create the tables or bring them up to date, in one transaction; two processes may do so at once.

    Raises CatalogueTooNew when a newer program wrote the catalogue, CatalogueHalfMoved, ServerUnfit.
    """
    with database.read() as connection:
        check_server(connection, database.place)
        found = revision_of(connection)
    if found is not None and found.startswith(MOVING):
        raise CatalogueHalfMoved(database.place)
    if found == HEAD_REVISION:
        return
    with database.write() as connection:
        if revision_of(connection) != HEAD_REVISION:
            create_tables(connection, database.place)


def downgrade(database: Database, revision: str) -> None:
    """Take an open catalogue back to an earlier revision (`0001`, …), for an older program; all or nothing.

    Documents, passages, vectors, codes and jobs stay; what later revisions added is lost: a backup comes first.
    Nothing here reads the catalogue after. Raises RevisionUnknown for one that is not before the newest.
    """
    from alembic import command

    with database.write() as connection:
        config, known = _scripts(connection)
        if revision not in known or revision > HEAD_REVISION:
            raise RevisionUnknown(revision, tuple(sorted(known)))
        command.downgrade(config, revision)


def revision_of(connection: Connection) -> str | None:
    """The revision of a database's tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def create_tables(connection: Connection, place: str) -> None:
    """Create the tables or bring them up to date, in the transaction at hand. Raises CatalogueTooNew."""
    # Alembic costs a quarter of a second to import; a catalogue that is up to date does not pay it.
    from alembic import command

    config, known = _scripts(connection)
    found = revision_of(connection)
    if found is not None and found not in known:
        raise CatalogueTooNew(place, found, HEAD_REVISION)
    command.upgrade(config, "head")


def _scripts(connection: Connection) -> "tuple[Config, set[str]]":
    """Give alembic's configuration on a connection, and the revisions that this program knows."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config, {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
