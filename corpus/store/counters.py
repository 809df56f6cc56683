"""The counters that give row ids: they go on where they stood, so that no id is ever given twice."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, func, select, text

from corpus.store.tables import audit, documents, files, passages, terms

COUNTED: Mapping[str, Table] = {table.name: table for table in (terms, files, documents, passages, audit)}


def counters(connection: Connection) -> dict[str, int]:
    """The last id given in each counted table, also where its row is gone; 0 where none was."""
    return {name: _last(connection, table) for name, table in COUNTED.items()}


def set_counters(connection: Connection, values: Mapping[str, int]) -> None:
    """Let the next id in each table be the one after."""
    for name, last in values.items():
        if connection.dialect.name == "sqlite":
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            row = {"name": name, "last": last}
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), row)
        else:
            given = {"sequence": _sequence(COUNTED[name]), "last": max(last, 1), "used": last > 0}
            connection.execute(text("SELECT setval(CAST(:sequence AS regclass), :last, :used)"), given)


def _last(connection: Connection, table: Table) -> int:
    (key,) = table.primary_key.columns
    held = connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one()
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return max(int(held), int(connection.execute(query, {"name": table.name}).scalar() or 0))
    query = text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {_sequence(table)}")  # noqa: S608
    return max(int(held), int(connection.execute(query).scalar_one()))


def _sequence(table: Table) -> str:
    (key,) = table.primary_key.columns
    return f"{table.name}_{key.name}_seq"
