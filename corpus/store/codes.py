"""Citation codes: issued with each version of a document, kept for ever, resolved to what stands there now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select
from sqlalchemy.sql import ColumnElement

from corpus.citations import CodeState
from corpus.store.dialect import insert_new
from corpus.store.preparation import PreparedDocument
from corpus.store.sketch import likeness
from corpus.store.tables import codes, documents, passages

ALIKE = 0.5
"""Two texts whose sketches agree this far count as one edited into the other."""

_BATCH = 400
_IDENTITY = ("document_id", "path", "paragraph", "part", "text_hash")


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a code leads: the passage that stands there, None when the place is gone."""

    state: CodeState
    passage_id: int | None


def issue_codes(connection: Connection, prepared: PreparedDocument) -> list[str]:
    """The code of each passage, recorded where new; equal places and texts have equal codes, always.

    Where two places meet in 60 bits, the later is given another code; since codes are kept for ever, the same
    place meets the same obstacle next time and gets the same code again.
    """
    found = [""] * len(prepared.places)
    pending = list(range(len(prepared.places)))
    salt = 0
    while pending:
        for number in pending:
            found[number] = prepared.places[number].code(salt)
        insert_new(connection, codes, [{"code": found[n], **prepared.codes[n]} for n in pending])
        holders = _holders(connection, [found[number] for number in pending])
        pending = [n for n in pending if holders[found[n]] != tuple(prepared.codes[n][c] for c in _IDENTITY)]
        salt += 1
    return found


def _holders(connection: Connection, wanted: Sequence[str]) -> dict[str, tuple[object, ...]]:
    columns = [codes.c[name] for name in _IDENTITY]
    held: dict[str, tuple[object, ...]] = {}
    for begin in range(0, len(wanted), _BATCH):
        query = select(codes.c.code, *columns).where(codes.c.code.in_(wanted[begin : begin + _BATCH]))
        held.update((row[0], tuple(row[1:])) for row in connection.execute(query))
    return held


def resolve(connection: Connection, code: str, visible: ColumnElement[bool]) -> Resolution | None:
    """Where a code leads among the documents that are `visible`; None for a code that was never issued."""
    issued = connection.execute(select(codes).where(codes.c.code == code)).one_or_none()
    if issued is None:
        return None
    here = (
        select(passages.c.id, *codes.c)
        .join(documents, documents.c.row == passages.c.document_row)
        .join(codes, codes.c.code == passages.c.code)
        .where(visible)
    )
    current = connection.execute(here.where(passages.c.code == code)).first()
    if current is not None:
        return Resolution(CodeState.CURRENT, current.id)
    standing = connection.execute(here.where(documents.c.document_id == issued.document_id)).all()
    successor = _successor(issued, standing)
    return Resolution(CodeState.GONE if successor is None else CodeState.CHANGED, successor)


def lay_in(connection: Connection, code: str, collections: Collection[str]) -> bool:
    """Whether a document that a code was issued for is or was, as far as is known, in one of some collections."""
    held = (
        select(documents.c.row)
        .join(codes, codes.c.document_id == documents.c.document_id)
        .where(codes.c.code == code, documents.c.collection.in_(sorted(collections)))
    )
    return connection.execute(held.limit(1)).first() is not None


def _successor(issued: Row[tuple[object, ...]], standing: Sequence[Row[tuple[object, ...]]]) -> int | None:
    """What stands now for a passage that is no more where it was.

    In this order: the same words in its section; the same words elsewhere in the document; an edited form in
    its section; whatever stands at the same paragraph; an edited form elsewhere (its section was renamed).
    Of several, the nearest paragraph.
    """
    section = [row for row in standing if row.path == issued.path]
    best = (
        _nearest(issued, [row for row in section if row.text_hash == issued.text_hash])
        or _nearest(issued, [row for row in standing if row.text_hash == issued.text_hash])
        or _most_alike(issued, section)
        or _nearest(issued, [row for row in section if row.paragraph == issued.paragraph])
        or _most_alike(issued, standing)
    )
    return None if best is None else int(best.id)


def _nearest(
    issued: Row[tuple[object, ...]], candidates: Sequence[Row[tuple[object, ...]]]
) -> Row[tuple[object, ...]] | None:
    def distance(row: Row[tuple[object, ...]]) -> tuple[int, int, int]:
        return abs(row.paragraph - issued.paragraph), abs(row.part - issued.part), row.id

    return min(candidates, key=distance, default=None)


def _most_alike(
    issued: Row[tuple[object, ...]], candidates: Sequence[Row[tuple[object, ...]]]
) -> Row[tuple[object, ...]] | None:
    scored = [(likeness(row.sketch, issued.sketch), row) for row in candidates]
    best = max((score for score, _ in scored), default=0.0)
    if best < ALIKE:
        return None
    return _nearest(issued, [row for score, row in scored if score == best])
