"""Which catalogue this is: a random name that goes with it to other engines, into backups and back."""

import secrets

from sqlalchemy import Connection, insert, select

from corpus.store.catalogue import Catalogue
from corpus.store.tables import properties

IDENTITY = "identity"


def catalogue_identity(catalogue: Catalogue) -> str:
    """Give the catalogue's identity, 32 hexadecimal digits, made when it is first asked for.

    Whoever derives something from a catalogue and keeps it where other catalogues' are kept too writes this beside
    it. A copy has the identity of what it was copied from.
    """
    with catalogue.database.read() as connection:
        known = _read(connection)
    if known is not None:
        return known
    with catalogue.database.write() as connection:
        known = _read(connection)  # another process may have been first
        if known is None:
            known = secrets.token_hex(16)
            connection.execute(insert(properties), {"name": IDENTITY, "value": known})
    return known


def _read(connection: Connection) -> str | None:
    found = connection.execute(select(properties.c.value).where(properties.c.name == IDENTITY)).scalar()
    return None if found is None else str(found)
