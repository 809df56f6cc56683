"""Who sends a request."""

from dataclasses import dataclass

from corpus.filters import Reach
from corpus.store.keys import Key, Role
from service.access.powers import Power, powers_of


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller: the name in the audit trail, the key where there is one, and what it may do and read.

    `collections` is None for all. `is_known` is False only where the service is open to everyone.
    """

    name: str
    role: Role
    powers: frozenset[Power]
    collections: frozenset[str] | None = None
    key_id: str | None = None
    is_known: bool = True

    @property
    def reach(self) -> Reach:
        """The collections whose documents may be read; none without the power to read."""
        return Reach(self.collections) if Power.READ in self.powers else Reach(frozenset())

    def holds(self, collection: str) -> bool:
        """Whether a collection is one of the caller's, to read or to look after."""
        return self.collections is None or collection in self.collections

    @property
    def mark(self) -> str:
        """What jobs and budgets know the caller by."""
        return f"key:{self.key_id}" if self.key_id else f"user:{self.name}"

    def may(self, power: Power) -> bool:
        """Whether a route that asks for this may be used."""
        return power is Power.OPEN or power in self.powers


def everyone() -> Principal:
    """Give the caller of a service that is open: it may do everything."""
    return Principal(
        "local", Role.ADMIN, powers_of(Role.ADMIN, everywhere=True, separated=False), is_known=False
    )


def holder_of(key: Key, *, separated: bool) -> Principal:
    """Give the caller that a key makes one."""
    collections = None if key.collections is None else frozenset(key.collections)
    powers = powers_of(key.role, everywhere=collections is None, separated=separated)
    return Principal(key.name, key.role, powers, collections, key.id)
