"""What a search is restricted to, as conditions on the documents table and on the indexes' integer columns."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, func, not_, or_, select
from sqlalchemy.sql import ColumnElement

from corpus.filters import Condition, SearchFilters
from corpus.store.changes import visible_at
from corpus.store.errors import InvalidFilter
from corpus.store.facts import date_number
from corpus.store.membership import among, among_texts
from corpus.store.standing import REPEALED, Standing
from corpus.store.tables import documents
from corpus.store.terms import COLLECTION, DOC_TYPE, ISSUER, known_terms

_FIRST_DATE = 1  # an unknown date is 0 and lies in no range
_LAST_DATE = 99991231


def conditions(
    connection: Connection,
    number: int,
    filters: SearchFilters,
    standing: Sequence[ColumnElement[bool]] = (),
) -> tuple[Condition, ...] | None:
    """The filters as tests on `corpus.filters.COLUMNS`; None when no document can match.

    What the indexes carry no column for (ids, regions, numbers, paths, and what `standing` tests) becomes a set
    of document rows. Raises InvalidFilter for a malformed date.
    """
    found: list[Condition] = []
    for column, kind, values in (
        ("collection", COLLECTION, filters.collections),
        ("doc_type", DOC_TYPE, filters.doc_types),
        ("issuer", ISSUER, filters.issuers),
    ):
        if values:
            codes = frozenset(known_terms(connection, kind, values).values())
            if not codes:
                return None
            found.append(Condition(column, values=codes))
    span = _date_span(filters)
    if span is not None:
        found.append(Condition("date", low=span[0], high=span[1]))
    others = [*_without_column(filters), *standing]
    if others:
        query = select(documents.c.row).where(visible_at(number), *others)
        rows = frozenset(connection.scalars(query))
        if not rows:
            return None
        found.append(Condition("document", values=rows))
    return tuple(found)


def document_tests(filters: SearchFilters) -> list[ColumnElement[bool]]:
    """The filters as tests on the documents table. Raises InvalidFilter for a malformed date."""
    tests = _without_column(filters)
    for column, values in (
        (documents.c.collection, filters.collections),
        (documents.c.doc_type, filters.doc_types),
        (documents.c.issuer, filters.issuers),
    ):
        if values:
            tests.append(among_texts(column, values))
    span = _date_span(filters)
    if span is not None:
        tests.append(documents.c.date.between(*span))
    return tests


def starts_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """A test that a text begins with the very characters of `prefix`; `%`, `_` and case are data."""
    return func.substr(column, 1, len(prefix)) == prefix


def contains(column: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """A test that a text holds `part`; `%` and `_` are data. Latin letters match in either case."""
    return func.lower(column).like(f"%{_escaped(part.lower())}%", escape="\\")


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _date_span(filters: SearchFilters) -> tuple[int, int] | None:
    if filters.date_from is None and filters.date_to is None:
        return None
    low = _date("date_from", filters.date_from) or _FIRST_DATE
    high = _date("date_to", filters.date_to) or _LAST_DATE
    return low, high


def _date(field: str, value: str | None) -> int:
    try:
        return date_number(value)
    except ValueError as error:
        raise InvalidFilter(field, str(value), "应为有效日期，形如 2024-04-01") from error


def _without_column(filters: SearchFilters) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    for column, values in (
        (documents.c.document_id, filters.document_ids),
        (documents.c.region, filters.regions),
        (documents.c.doc_number, filters.doc_numbers),
    ):
        if values:
            tests.append(among_texts(column, values))
    if filters.source_path_prefix:
        tests.append(starts_with(documents.c.source_path, filters.source_path_prefix))
    return tests


def standing_tests(filters: SearchFilters, standing: Standing, today: int) -> list[ColumnElement[bool]]:
    """The filters on what is in force: `as_of` its day, `validity` as it is today. Raises InvalidFilter.

    Others that put a document out of force count as far as they lie within `filters.collections`.
    """
    tests: list[ColumnElement[bool]] = []
    if filters.as_of is not None:
        tests.append(_in_force(filters.as_of, standing, filters.collections))
    if filters.validity:
        tests.append(_valid(filters, standing, today))
    return tests


def _in_force(as_of: str, standing: Standing, collections: Sequence[str]) -> ColumnElement[bool]:
    """In force on a day, as far as the facts tell.

    Effective (else written, else published) by then, and neither replaced nor repealed. Of one that is marked as
    repealed and that nothing here repeals, the day is not known, so it is left out.
    """
    day = _date("as_of", as_of)
    since = func.coalesce(documents.c.date_effective, documents.c.date_written, documents.c.date_published)
    lasting = among(documents.c.row, standing.lasting_rows(day, collections))
    not_repealed = or_(documents.c.validity.is_(None), documents.c.validity != REPEALED, lasting)
    others = standing.ended_rows(day, collections) | standing.later_rows(day, collections)
    return and_(since <= as_of, not_repealed, not_(among(documents.c.row, others)))


def _valid(filters: SearchFilters, standing: Standing, today: int) -> ColumnElement[bool]:
    """Of one of the wanted validities: as others make the document, else as it is marked."""
    changed = standing.changed(today, filters.collections)
    told = [row for row, validity in changed.items() if validity in filters.validity]
    marked = documents.c.validity.in_(filters.validity)
    return or_(among(documents.c.row, told), and_(marked, not_(among(documents.c.row, list(changed)))))
