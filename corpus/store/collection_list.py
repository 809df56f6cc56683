"""The collections of a catalogue."""

import unicodedata

from sqlalchemy import Connection, delete, func, insert, select, update

from corpus.store.changes import next_change
from corpus.store.document_rows import remove_versions
from corpus.store.errors import CollectionExists, CollectionNotEmpty, CollectionUnknown, InvalidCollection
from corpus.store.records import Collection
from corpus.store.tables import collections
from corpus.store.tables import documents as document_table
from corpus.store.terms import COLLECTION, give_terms

NAME_LENGTH = 80


def check_collection_name(name: str) -> None:
    """Raise InvalidCollection for a name that is blank, too long, or holds what cannot be shown or addressed."""
    if not name.strip() or name != name.strip():
        raise InvalidCollection(name, "名称不能为空，首尾不能有空格")
    if len(name) > NAME_LENGTH:
        raise InvalidCollection(name, f"不能超过{NAME_LENGTH}个字")
    if "/" in name or any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in name):
        raise InvalidCollection(repr(name), "不能含有斜杠、控制字符或无效字符")


def ensure_collection(connection: Connection, name: str, now: str) -> None:
    """Make a collection when it is not there."""
    found = connection.execute(select(collections.c.term).where(collections.c.name == name)).scalar()
    if found is None:
        _insert(connection, name, "", now)


def create_collection(connection: Connection, name: str, description: str, now: str) -> Collection:
    """Make a collection. Raises CollectionExists."""
    if connection.execute(select(collections.c.term).where(collections.c.name == name)).scalar() is not None:
        raise CollectionExists(name)
    _insert(connection, name, description, now)
    return Collection(name, description, now)


def list_collections(connection: Connection) -> list[Collection]:
    """All collections, by name."""
    query = select(collections.c.name, collections.c.description, collections.c.created_at)
    return [Collection(*row) for row in connection.execute(query.order_by(collections.c.name))]


def describe_collection(connection: Connection, name: str, description: str) -> Collection:
    """Change what is said of a collection. Raises CollectionUnknown."""
    mine = collections.c.name == name
    connection.execute(update(collections).where(mine).values(description=description))
    columns = select(collections.c.name, collections.c.description, collections.c.created_at)
    row = connection.execute(columns.where(mine)).one_or_none()
    if row is None:
        raise CollectionUnknown(name)
    return Collection(*row)


def remove_collection(connection: Connection, name: str, now: str, *, documents: bool) -> int:
    """Remove a collection, with its documents where these are not to be kept; gives how many they were.

    Raises CollectionUnknown, CollectionNotEmpty.
    """
    if connection.execute(select(collections.c.term).where(collections.c.name == name)).scalar() is None:
        raise CollectionUnknown(name)
    count = sizes(connection).get(name, 0)
    if count and not documents:
        raise CollectionNotEmpty(name, count)
    if count:
        change = next_change(connection, "remove", now)
        remove_versions(connection, document_table.c.collection == name, change, now)
    connection.execute(delete(collections).where(collections.c.name == name))
    return count


def sizes(connection: Connection) -> dict[str, int]:
    """How many documents are live in each collection that holds any."""
    live = select(document_table.c.collection, func.count()).where(document_table.c.removed_change.is_(None))
    rows = connection.execute(live.group_by(document_table.c.collection))
    return {row[0]: row[1] for row in rows}


def _insert(connection: Connection, name: str, description: str, now: str) -> None:
    term = give_terms(connection, COLLECTION, [name])[name]
    row = {"term": term, "name": name, "description": description, "created_at": now}
    connection.execute(insert(collections), row)
