"""The collections of a catalogue."""

import unicodedata

from sqlalchemy import Connection, insert, select

from corpus.store.errors import CollectionExists, InvalidCollection
from corpus.store.records import Collection
from corpus.store.tables import collections
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


def _insert(connection: Connection, name: str, description: str, now: str) -> None:
    term = give_terms(connection, COLLECTION, [name])[name]
    row = {"term": term, "name": name, "description": description, "created_at": now}
    connection.execute(insert(collections), row)
