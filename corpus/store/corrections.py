"""Corrections of facts by hand: kept apart from what was extracted, and over it when a file is indexed again."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, insert

from corpus.store.changes import head, next_change
from corpus.store.document_rows import (
    copy_version,
    corrected_facts,
    extracted_facts,
    fact_columns,
    live_rows,
    remove_versions,
)
from corpus.store.errors import DocumentUnknown, InvalidCorrection
from corpus.store.facts import CORRECTABLE, FactRules
from corpus.store.preparation import check_plain
from corpus.store.tables import corrections, documents


def check_corrections(wanted: Mapping[str, str | None], rules: FactRules) -> None:
    """Raise InvalidCorrection for an unknown fact or a value it cannot take, InvalidDocument for NUL."""
    for fact, value in wanted.items():
        if fact not in CORRECTABLE:
            raise InvalidCorrection(fact, f"没有这一项，可更正的有：{'、'.join(CORRECTABLE)}")
        check_plain(fact, [] if value is None else [value])
        problem = rules.problem(fact, value)
        if problem is not None:
            raise InvalidCorrection(fact, problem)


def put_corrections(
    connection: Connection, document_id: str, wanted: Mapping[str, str | None], now: str
) -> int:
    """Record corrections (None: corrected to unknown) and show them; gives the change number."""
    _drop(connection, document_id, wanted)
    rows = [
        {"document_id": document_id, "fact": fact, "value": value, "made_at": now}
        for fact, value in wanted.items()
    ]
    if rows:
        connection.execute(insert(corrections), rows)
    return _show(connection, document_id, now)


def withdraw_corrections(connection: Connection, document_id: str, facts: Collection[str], now: str) -> int:
    """Show again what was extracted; gives the change number."""
    _drop(connection, document_id, facts)
    return _show(connection, document_id, now)


def _drop(connection: Connection, document_id: str, facts: Collection[str]) -> None:
    connection.execute(
        delete(corrections).where(
            corrections.c.document_id == document_id, corrections.c.fact.in_(list(facts))
        )
    )


def _show(connection: Connection, document_id: str, now: str) -> int:
    mine = documents.c.document_id == document_id
    old = live_rows(connection, mine)
    if not old:
        raise DocumentUnknown(document_id)
    facts = corrected_facts(connection, document_id, extracted_facts(old[0]))
    shown = fact_columns(connection, old[0]["collection"], facts)
    if all(old[0][name] == value for name, value in shown.items()):
        return head(connection)
    change = next_change(connection, "correct", now)
    # The file's version stays: only the document's is replaced, so it is added before the old one goes.
    copy_version(connection, old[0], facts, change)
    remove_versions(connection, mine & (documents.c.row == old[0]["row"]), change, now)
    return change
