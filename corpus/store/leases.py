"""Leases: one holder of a name at a time, in any process; a dead holder's lease is free when it expires."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, delete, insert, select, update

from corpus.store.catalogue import Catalogue
from corpus.store.clock import stamp
from corpus.store.job_errors import LeaseHeld, LeaseLost
from corpus.store.tables import leases

LONGEST_SECONDS = 600.0
"""No lease is asked for longer: one that seems to run longer was written before the clock was set back."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as held. Times are UTC, ISO 8601."""

    name: str
    holder: str
    acquired_at: str
    expires_at: str


class Leases:
    """The leases of a catalogue. `holder` names a process so that no two are alike, e.g. host:pid:random."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database = catalogue.database
        self._clock = catalogue.clock

    def acquire(self, name: str, holder: str, seconds: float) -> Lease:
        """Take a lease that is free, expired, or held by `holder` already; `seconds` up to LONGEST_SECONDS.

        Raises LeaseHeld.
        """
        with self._database.write() as connection:
            present = self._clock()
            now, until = stamp(present), stamp(present + timedelta(seconds=seconds))
            held = _held(connection, name)
            if held is not None and held.holder != holder and _runs(held, present):
                raise LeaseHeld(name, held.holder, held.acquired_at, held.expires_at)
            connection.execute(delete(leases).where(leases.c.name == name))
            since = held.acquired_at if held is not None and held.holder == holder else now
            lease = Lease(name, holder, since, until)
            connection.execute(
                insert(leases),
                {"name": name, "holder": holder, "acquired_at": since, "expires_at": until},
            )
        return lease

    def renew(self, lease: Lease, seconds: float) -> Lease:
        """Hold a lease for some seconds from now. Raises LeaseLost when it expired or another holds it."""
        with self._database.write() as connection:
            present = self._clock()
            until = stamp(present + timedelta(seconds=seconds))
            mine = (leases.c.name == lease.name) & (leases.c.holder == lease.holder)
            kept = connection.execute(
                update(leases).where(mine, leases.c.expires_at > stamp(present)).values(expires_at=until)
            )
            if kept.rowcount != 1:
                raise LeaseLost(lease.name, lease.holder)
        return Lease(lease.name, lease.holder, lease.acquired_at, until)

    def release(self, lease: Lease) -> None:
        """Give a lease back; one that another took over meanwhile stays theirs."""
        with self._database.write() as connection:
            mine = (leases.c.name == lease.name) & (leases.c.holder == lease.holder)
            connection.execute(delete(leases).where(mine))

    def holder(self, name: str) -> Lease | None:
        """Who holds a lease now; None when it is free or expired."""
        with self._database.read() as connection:
            held = _held(connection, name)
        return held if held is not None and _runs(held, self._clock()) else None


def running_holders(present: datetime) -> Select[tuple[str]]:
    """A query for the holders of leases that run at a time."""
    after, until = stamp(present), stamp(present + timedelta(seconds=LONGEST_SECONDS))
    return select(leases.c.holder).where(leases.c.expires_at > after, leases.c.expires_at <= until)


def _runs(lease: Lease, present: datetime) -> bool:
    return stamp(present) < lease.expires_at <= stamp(present + timedelta(seconds=LONGEST_SECONDS))


def _held(connection: Connection, name: str) -> Lease | None:
    row = connection.execute(select(leases).where(leases.c.name == name)).one_or_none()
    return None if row is None else Lease(row.name, row.holder, row.acquired_at, row.expires_at)
