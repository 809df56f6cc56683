"""Keys by which callers are known, and the sessions that browsers get for them.

A key is shown once, when it is made. Only its SHA-256 is kept: the key is 256 random bits, which no table and no
number of guesses leads back to, so that the slow hashes that passwords need would protect nothing and cost every
request. It is looked up by its public id, and its hash is compared in constant time.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from corpus.errors import ChuchuError
from corpus.store.catalogue import Catalogue
from corpus.store.clock import stamp
from corpus.store.collection_list import check_collection_name
from corpus.store.preparation import check_plain
from corpus.store.tables import keys, sessions

PREFIX = "chuchu"
KEY = re.compile(r"chuchu_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")
NAME_LENGTH = 80


class Role(StrEnum):
    """What a caller is. The last three are those of 三员分立: system, security and audit administration."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


OFFICERS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})
"""Roles that administer the whole service and read no document: they have no collections."""


class KeyUnknown(ChuchuError):
    """No key has this id."""

    code = "key_not_found"

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id[:40]
        super().__init__(f"没有编号为 {self.key_id} 的密钥。请用 chuchu keys list 查看现有密钥。")


class InvalidKey(ChuchuError):
    """A key that cannot be made so; `problem` in Chinese."""

    code = "invalid_key"

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"不能这样建立密钥：{problem}。")


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; times are UTC, ISO 8601. `collections` is None for all."""

    id: str
    name: str
    role: Role
    collections: tuple[str, ...] | None
    created_at: str
    created_by: str
    expires_at: str | None
    revoked_at: str | None

    def holds_at(self, now: datetime) -> bool:
        """Whether the key opens anything at a moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > stamp(now))


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made, and its secret, which is told this once."""

    key: Key
    secret: str


class Keys:
    """The keys of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database, self._clock = catalogue.database, catalogue.clock

    def create(
        self,
        name: str,
        role: Role,
        collections: Sequence[str] | None = None,
        *,
        days: float | None = None,
        created_by: str = "",
    ) -> NewKey:
        """Make a key for `collections` (None: all) that expires after `days` (None: never).

        Raises:
            InvalidKey: the name is blank or too long, an officer has collections, or the days are not positive.
            InvalidCollection: no collection can have one of the names.
        """
        _check(name, role, collections, days)
        check_plain("密钥", [name, created_by])
        key_id, secret, now = secrets.token_hex(8), secrets.token_urlsafe(32), self._clock()
        values = {
            "id": key_id,
            "name": name.strip(),
            "role": role.value,
            "collections": None if collections is None else sorted(set(collections)),
            "hash": _hash(secret),
            "created_at": stamp(now),
            "created_by": created_by,
            "expires_at": None if days is None else stamp(now + timedelta(days=days)),
        }
        with self._database.write() as connection:
            connection.execute(insert(keys), values)
            row = connection.execute(select(keys).where(keys.c.id == key_id)).one()
        return NewKey(_key(row), f"{PREFIX}_{key_id}_{secret}")

    def all(self) -> list[Key]:
        """All keys, the newest first, revoked and expired ones too."""
        with self._database.read() as connection:
            rows = connection.execute(select(keys).order_by(keys.c.created_at.desc(), keys.c.id))
            return [_key(row) for row in rows]

    def exist(self) -> bool:
        """Whether a key was ever made: then nothing is open, even when all are revoked."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(keys)) != 0

    def revoke(self, key_id: str) -> Key:
        """Make a key and its sessions worthless from now on; one revoked before stays as it was. Raises KeyUnknown."""
        with self._database.write() as connection:
            mine = keys.c.id == key_id
            live = update(keys).where(mine, keys.c.revoked_at.is_(None))
            connection.execute(live.values(revoked_at=stamp(self._clock())))
            connection.execute(delete(sessions).where(sessions.c.key == key_id))
            row = connection.execute(select(keys).where(mine)).one_or_none()
            if row is None:
                raise KeyUnknown(key_id)
            return _key(row)

    def find(self, secret: str) -> Key | None:
        """The key of a secret; None for one that is unknown, expired or revoked, without telling which."""
        parts = KEY.fullmatch(secret)
        if parts is None:
            return None
        with self._database.read() as connection:
            row = connection.execute(select(keys).where(keys.c.id == parts[1])).one_or_none()
        # An unknown id is compared too, so that it takes as long as a wrong secret.
        same = hmac.compare_digest(_hash(parts[2]), "" if row is None else row.hash)
        return _key(row) if row is not None and same and _key(row).holds_at(self._clock()) else None

    # Sessions of browsers.

    def sign_in(self, key: Key, hours: float) -> str:
        """Begin a session; gives what the cookie holds."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        until = stamp(now + timedelta(hours=hours))
        values = {"hash": _hash(secret), "key": key.id, "created_at": stamp(now), "expires_at": until}
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= stamp(now)))
            connection.execute(insert(sessions), values)
        return secret

    def of_session(self, secret: str) -> Key | None:
        """The key that a session was begun with; None when the session or the key holds no more."""
        now = self._clock()
        query = select(keys).join(sessions, sessions.c.key == keys.c.id)
        with self._database.read() as connection:
            mine = (sessions.c.hash == _hash(secret)) & (sessions.c.expires_at > stamp(now))
            row = connection.execute(query.where(mine)).one_or_none()
        return _key(row) if row is not None and _key(row).holds_at(now) else None

    def sign_out(self, secret: str) -> None:
        """End a session; an unknown one is passed over."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == _hash(secret)))


def _check(name: str, role: Role, collections: Sequence[str] | None, days: float | None) -> None:
    if not name.strip() or len(name) > NAME_LENGTH:
        raise InvalidKey(f"名称不能为空，且不超过 {NAME_LENGTH} 字")
    if role in OFFICERS and collections is not None:
        raise InvalidKey(f"角色 {role} 不看文件，不能限定文件集")
    if collections is not None and not collections:
        raise InvalidKey("至少要有一个文件集；不限定文件集时不要给出")
    if days is not None and not 0 < days <= 36_500:
        raise InvalidKey("有效天数应大于 0，不超过 36500")
    for collection in collections or ():
        check_collection_name(collection)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _key(row: Row[Any]) -> Key:
    collections = None if row.collections is None else tuple(row.collections)
    return Key(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        collections=collections,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
