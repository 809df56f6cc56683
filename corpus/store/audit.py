"""The audit trail: who did what to which address, and how it ended. No word of a query and no key is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.sql import ColumnElement

from corpus.store.catalogue import Catalogue
from corpus.store.clock import stamp
from corpus.store.tables import audit

_BATCH = 1000


class Action(StrEnum):
    """What is told of."""

    READ = "read"
    SEARCH = "search"
    ASK = "ask"
    UPLOAD = "upload"
    CHANGE = "change"
    DELETE = "delete"
    KEYS = "keys"
    AUDIT = "audit"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"


@dataclass(frozen=True, slots=True)
class Deed:
    """One request: `at` is UTC, ISO 8601; `path` has no query string; `key` is the id of a key, never the key."""

    at: str
    who: str
    key: str | None
    action: Action
    method: str
    path: str
    status: int
    address: str
    request_id: str


@dataclass(frozen=True, slots=True)
class DeedFilters:
    """Which deeds are asked for; None does not restrict. Times as in `Deed.at`, `until` excluded."""

    since: str | None = None
    until: str | None = None
    who: str | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class DeedPage:
    """A page of deeds, the newest first; `total` counts all that were asked for."""

    total: int
    deeds: tuple[Deed, ...]


EVERY_DEED = DeedFilters()


class Audit:
    """The audit trail of a catalogue; deeds are added and grow old, none is changed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database, self._clock = catalogue.database, catalogue.clock

    def add(self, deeds: Sequence[Deed]) -> None:
        """Write deeds down, all or none."""
        if deeds:
            with self._database.write() as connection:
                connection.execute(insert(audit), [asdict(deed) for deed in deeds])

    def page(self, filters: DeedFilters = EVERY_DEED, limit: int = 50, offset: int = 0) -> DeedPage:
        """Give deeds, the newest first."""
        tests = _tests(filters)
        query = select(audit).where(*tests).order_by(audit.c.number.desc()).limit(limit).offset(offset)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(audit).where(*tests)).scalar_one()
            return DeedPage(total, tuple(_deed(row) for row in connection.execute(query)))

    def all(self, filters: DeedFilters = EVERY_DEED) -> Iterator[Deed]:
        """Give every deed asked for, the oldest first; no connection is held between two pages."""
        last = 0
        while True:
            query = select(audit).where(*_tests(filters), audit.c.number > last).order_by(audit.c.number)
            with self._database.read() as connection:
                rows = connection.execute(query.limit(_BATCH)).all()
            yield from (_deed(row) for row in rows)
            if len(rows) < _BATCH:
                return
            last = rows[-1].number

    def purge(self, days: float) -> int:
        """Delete deeds older than some days; gives how many."""
        before = stamp(self._clock() - timedelta(days=days))
        with self._database.write() as connection:
            return connection.execute(delete(audit).where(audit.c.at < before)).rowcount


def _tests(filters: DeedFilters) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if filters.since is not None:
        tests.append(audit.c.at >= filters.since)
    if filters.until is not None:
        tests.append(audit.c.at < filters.until)
    if filters.who is not None:
        tests.append(audit.c.who == filters.who)
    if filters.action is not None:
        tests.append(audit.c.action == filters.action.value)
    return tests


def _deed(row: Row[Any]) -> Deed:
    values = {name: row._mapping[name] for name in Deed.__dataclass_fields__}
    return Deed(**{**values, "action": Action(row.action)})
