"""An address of the page with its parameters, from which the links on it are made."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

Items = tuple[tuple[str, str], ...]
UNKEPT = frozenset({"lang", "theme", "judged"})  # what a cookie remembers, and what is said once


@dataclass(frozen=True, slots=True)
class Address:
    """A path and its parameters, in order; a name may stand several times."""

    path: str
    items: Items = ()
    fragment: str = ""

    @classmethod
    def of(cls, path: str, items: Iterable[tuple[str, str]]) -> "Address":
        """The address of a request, without empty parameters and those that a cookie remembers."""
        return cls(path, tuple((name, value) for name, value in items if value and name not in UNKEPT))

    def __str__(self) -> str:
        query = f"?{urlencode(self.items)}" if self.items else ""
        return f"{self.path}{query}{f'#{self.fragment}' if self.fragment else ''}"

    def to(self, fragment: str) -> "Address":
        """The same, at a place on the page."""
        return Address(self.path, self.items, fragment)

    def with_(self, **changes: object) -> "Address":
        """The same with each named parameter set to one value, or left out where it is None."""
        kept = tuple(item for item in self.items if item[0] not in changes)
        added = tuple((name, str(value)) for name, value in changes.items() if value is not None)
        return Address(self.path, kept + added)

    def adding(self, name: str, value: str) -> "Address":
        """The same with one more value of a parameter."""
        return self if (name, value) in self.items else Address(self.path, (*self.items, (name, value)))

    def dropping(self, name: str, value: str) -> "Address":
        """The same without one value of a parameter."""
        return Address(self.path, tuple(item for item in self.items if item != (name, value)))

    def without(self, *names: str) -> "Address":
        """The same without some parameters."""
        return Address(self.path, tuple(item for item in self.items if item[0] not in names))

    def only(self, *names: str) -> Items:
        """The values of some parameters."""
        return tuple(item for item in self.items if item[0] in names)
