"""Brings a catalogue's tables to the newest migration when it is opened."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from corpus.store.engine import Database
from corpus.store.errors import CatalogueTooNew
from corpus.store.tables import HEAD_REVISION

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Create the tables or bring them up to date, in one transaction; two processes may do so at once.

    Raises CatalogueTooNew when a newer program wrote the catalogue.
    """
    with database.read() as connection:
        if _revision(connection) == HEAD_REVISION:
            return
    with database.write() as connection:
        if _revision(connection) != HEAD_REVISION:
            _upgrade(connection, database.place or "")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection, place: str) -> None:
    # Alembic costs a quarter of a second to import; a catalogue that is up to date does not pay it.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = _revision(connection)
    if found is not None and found not in known:
        raise CatalogueTooNew(place, found, HEAD_REVISION)
    command.upgrade(config, "head")
