"""Which change the indexes of each service have passed, and up to which one what was removed is deleted for good."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from corpus.store.catalogue import Catalogue
from corpus.store.clock import stamp
from corpus.store.purging import purge_documents
from corpus.store.tables import followers

PURGED = ""
"""The name under which the change up to which rows were deleted is kept, beside those of services."""


class Passed:
    """The services that keep indexes of a catalogue. A service goes by a name that stays with its indexes.

    One that was not seen for `forget_days` is not waited for: it builds its indexes anew when it comes back.
    """

    def __init__(self, catalogue: Catalogue, forget_days: float = 7) -> None:
        self._database, self._clock = catalogue.database, catalogue.clock
        self._forget = timedelta(days=forget_days)

    def tell(self, name: str, change: int) -> int:
        """Say that the indexes of a service are on disk up to a change.

        Gives the change up to which rows may be deleted: every service that lives has passed it.
        """
        with self._database.write() as connection:
            return self._told(connection, name, change)

    def forget(self, name: str) -> None:
        """Wait no more for a service whose indexes are gone."""
        with self._database.write() as connection:
            connection.execute(delete(followers).where(followers.c.name == name))

    def purge(self, name: str, change: int, older_than_seconds: float) -> int:
        """Delete what was removed long enough ago and what every service has passed; gives how many versions.

        `name` and `change` are those of the service that asks.
        """
        with self._database.write() as connection:
            safe = self._told(connection, name, change)
            if safe > _purged(
                connection
            ):  # before anything is gone, and before a service can join in between
                _put(connection, PURGED, safe, stamp(self._clock()))
        until = stamp(self._clock() - timedelta(seconds=older_than_seconds))
        # Asked again for each batch: a service that joins meanwhile builds its indexes of what is there.
        return purge_documents(self._database, lambda connection: min(safe, _passed(connection)), until)

    def join(self, name: str, change: int, standing: Sequence[int]) -> bool:
        """Have a service that opens its indexes waited for: tell `change`, the least that they have applied.

        `standing` are the changes that those of its own stand at, 0 for an empty one. False, and nothing is told,
        where rows that one of them would have to see removed may be gone: it must begin anew.
        """
        with self._database.write() as connection:
            query = select(followers.c.change).where(followers.c.name == name)
            told, purged = connection.execute(query).scalar(), _purged(connection)
            # Since a service told a change, nothing after it was purged; what was purged before, it never read.
            if any(0 < one < purged and (told is None or one < told) for one in standing):
                return False
            self._told(connection, name, change)
            return True

    def _told(self, connection: Connection, name: str, change: int) -> int:
        present = self._clock()
        _put(connection, name, change, stamp(present))
        forgotten = followers.c.seen_at < stamp(present - self._forget)
        connection.execute(delete(followers).where(followers.c.name != PURGED, forgotten))
        return _passed(connection)


def _put(connection: Connection, name: str, change: int, seen_at: str) -> None:
    connection.execute(delete(followers).where(followers.c.name == name))
    connection.execute(insert(followers), {"name": name, "change": change, "seen_at": seen_at})


def _purged(connection: Connection) -> int:
    found = connection.execute(select(followers.c.change).where(followers.c.name == PURGED)).scalar()
    return int(found or 0)


def _passed(connection: Connection) -> int:
    """The change that every service has passed, 0 where there is none."""
    found = connection.execute(
        select(func.min(followers.c.change)).where(followers.c.name != PURGED)
    ).scalar()
    return int(found or 0)
