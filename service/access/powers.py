"""What roles may do."""

from enum import StrEnum

from corpus.store.keys import Role


class Power(StrEnum):
    """What a route asks for."""

    OPEN = "open"  # nothing: the probes, static files, the sign-in page
    NAMES = "names"  # which collections there are, of one's own
    READ = "read"  # documents within one's collections, and what is made from them
    WRITE = "write"  # upload, correct, remove within one's collections
    COLLECTIONS = "collections"  # make, describe and remove collections
    KEYS = "keys"
    AUDIT = "audit"
    WATCH = "watch"  # figures of the whole service


POWERS: dict[Role, frozenset[Power]] = {
    Role.READER: frozenset({Power.NAMES, Power.READ}),
    Role.EDITOR: frozenset({Power.NAMES, Power.READ, Power.WRITE}),
    Role.ADMIN: frozenset(Power) - {Power.OPEN},
    Role.SYSTEM: frozenset({Power.NAMES, Power.COLLECTIONS, Power.WATCH}),
    Role.SECURITY: frozenset({Power.KEYS}),
    Role.AUDIT: frozenset({Power.AUDIT}),
}
WHOLE = frozenset({Power.KEYS, Power.AUDIT, Power.WATCH})
"""Powers over the whole service: who holds only some collections does not have them."""


def powers_of(role: Role, *, everywhere: bool, separated: bool) -> frozenset[Power]:
    """Give what a role may do.

    `everywhere` says that it holds all collections. Where the three administrators are `separated` (三员分立),
    no one is all of them: an admin is then an editor.
    """
    held = POWERS[Role.EDITOR if separated and role is Role.ADMIN else role]
    return held if everywhere else held - WHOLE
