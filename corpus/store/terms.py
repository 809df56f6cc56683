"""Integer codes of words that the indexes filter by; a code once given never changes its meaning."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from corpus.store.dialect import insert_new
from corpus.store.membership import among_texts
from corpus.store.tables import terms

COLLECTION = "collection"
DOC_TYPE = "doc_type"
ISSUER = "issuer"
FINGERPRINT = "fingerprint"


def known_terms(connection: Connection, kind: str, values: Collection[str]) -> dict[str, int]:
    """The codes of those values that have one."""
    query = select(terms.c.value, terms.c.id).where(terms.c.kind == kind, among_texts(terms.c.value, values))
    return {row.value: row.id for row in connection.execute(query)}


def give_terms(connection: Connection, kind: str, values: Iterable[str | None]) -> dict[str | None, int]:
    """The codes of values, made where missing; None has code 0. Needs a write transaction."""
    wanted = {value for value in values if value is not None}
    codes = known_terms(connection, kind, wanted)
    missing = [value for value in wanted if value not in codes]
    if missing:
        insert_new(connection, terms, [{"kind": kind, "value": value} for value in missing])
        codes = known_terms(connection, kind, wanted)
    given: dict[str | None, int] = {None: 0}
    given.update(codes)
    return given
