"""The parts of the page that a caller may use."""

from service.access.powers import Power
from service.access.principal import Principal

SECTIONS = (
    ("search", "/"),
    ("library", "/documents"),
    ("draft", "/draft"),
    ("phrases", "/phrases"),
    ("compare", "/compare"),
    ("mine", "/mine"),
)
"""What takes the power to read; a page says with `here` which it belongs to."""
ADMIN = (
    ("state", "/admin", Power.WATCH),
    ("keys", "/admin/keys", Power.KEYS),
    ("audit", "/admin/audit", Power.AUDIT),
)


def sections_of(caller: Principal | None) -> list[tuple[str, str]]:
    """Give the names and addresses for the navigation; who has not said who it is sees those of a reader."""
    reading = list(SECTIONS) if caller is None or caller.may(Power.READ) else []
    admin = admin_tabs(caller) if caller is not None else []
    return [*reading, ("admin", admin[0][1])] if admin else reading


def admin_tabs(caller: Principal) -> list[tuple[str, str]]:
    """Give the parts of the administration by name and address."""
    parts = [(name, href) for name, href, power in ADMIN if caller.may(power)]
    if caller.may(Power.COLLECTIONS) and not caller.may(Power.READ):
        parts.append(("collections", "/collections"))  # who reads has them beside the documents
    return parts
