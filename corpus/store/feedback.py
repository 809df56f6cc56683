"""Judgements of hits and answers by those who asked: kept, listed, and made judged questions again."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, or_, select
from sqlalchemy.sql import ColumnElement

from corpus.citations import Citation
from corpus.store.catalogue import Catalogue
from corpus.store.clock import stamp
from corpus.store.preparation import check_plain
from corpus.store.tables import feedback


class Verdict(StrEnum):
    """What someone says of what was found: it answers, it does not, or what answers was not found."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"


class Judged(StrEnum):
    """What was judged: a hit of a search, or an answer."""

    SEARCH = "search"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement as it comes in; `cited` is what was judged, None where nothing was found."""

    query: str
    verdict: Verdict
    kind: Judged = Judged.SEARCH
    cited: Citation | None = None
    note: str | None = None
    made_by: str | None = None


@dataclass(frozen=True, slots=True)
class KeptJudgement:
    """A judgement as it is kept, with the cited words as they stood then. `made_at` is UTC, ISO 8601."""

    id: str
    kind: Judged
    query: str
    verdict: Verdict
    code: str | None
    collection: str | None
    source_path: str | None
    text: str | None
    note: str | None
    made_by: str | None
    made_at: str


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """A page of judgements; `total` counts all that may be told."""

    total: int
    judgements: tuple[KeptJudgement, ...]


class Feedback:
    """The judgements of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database, self._clock = catalogue.database, catalogue.clock

    def keep(self, judgement: Judgement) -> KeptJudgement:
        """Keep a judgement. Raises InvalidDocument when a text holds a NUL or a lone surrogate."""
        cited = judgement.cited
        check_plain("反馈", [text for text in (judgement.query, judgement.note, judgement.made_by) if text])
        values = {
            "id": secrets.token_hex(8),
            "kind": judgement.kind.value,
            "query": judgement.query,
            "verdict": judgement.verdict.value,
            "code": cited.code if cited else None,
            "collection": cited.collection if cited else None,
            "source_path": cited.source_path if cited else None,
            "text": cited.text if cited else None,
            "note": judgement.note,
            "made_by": judgement.made_by,
            "made_at": stamp(self._clock()),
        }
        with self._database.write() as connection:
            last = connection.scalar(select(func.max(feedback.c.number))) or 0
            connection.execute(insert(feedback), values | {"number": last + 1})
            return _kept(connection.execute(select(feedback).where(feedback.c.id == values["id"])).one())

    def page(
        self, limit: int = 50, offset: int = 0, collections: Collection[str] | None = None
    ) -> FeedbackPage:
        """Give judgements, the newest first; of passages in `collections` alone where these are given."""
        tests: list[ColumnElement[bool]] = []
        if collections is not None:
            tests.append(feedback.c.collection.in_(list(collections)))
        query = select(feedback).where(*tests).order_by(feedback.c.number.desc())
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(feedback).where(*tests)).scalar_one()
            rows = connection.execute(query.limit(limit).offset(offset)).all()
        return FeedbackPage(total, tuple(_kept(row) for row in rows))

    def all(self, collections: Collection[str] = ()) -> list[KeptJudgement]:
        """Give every judgement, the oldest first; those of other collections left out where some are named."""
        tests = []
        if collections:
            inside = feedback.c.collection.in_(list(collections))
            tests.append(or_(inside, feedback.c.collection.is_(None)))
        with self._database.read() as connection:
            rows = connection.execute(select(feedback).where(*tests).order_by(feedback.c.number)).all()
        return [_kept(row) for row in rows]


def _kept(row: Row[Any]) -> KeptJudgement:
    return KeptJudgement(
        id=row.id,
        kind=Judged(row.kind),
        query=row.query,
        verdict=Verdict(row.verdict),
        code=row.code,
        collection=row.collection,
        source_path=row.source_path,
        text=row.text,
        note=row.note,
        made_by=row.made_by,
        made_at=row.made_at,
    )
