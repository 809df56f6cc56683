"""`/audit`: who did what, as a list or a file."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from corpus.store.audit import Action, Deed, DeedFilters
from service.api.dependencies import Served
from service.api.downloads import attachment
from service.api.exports import FILES
from service.api.schemas.access import AuditPage, DeedTold
from service.api.schemas.common import Date, Word

router = APIRouter(prefix="/audit", tags=["access"])
COLUMNS = tuple(field.name for field in fields(Deed))
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Form = Literal["json", "csv", "jsonl"]


@router.get(
    "",
    response_model=AuditPage,
    responses={200: {"content": {"text/csv": FILES, "application/x-ndjson": FILES}}},
)
def trail(
    served: Served,
    since: Annotated[Date | None, Query(description="from the beginning of this day, UTC")] = None,
    until: Annotated[Date | None, Query(description="to the end of this day, UTC")] = None,
    who: Word | None = None,
    action: Action | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    file_format: Annotated[Form, Query(alias="format", description="csv, jsonl: all of it")] = "json",
) -> AuditPage | Response:
    """Who read, searched, asked, uploaded, deleted, changed keys: the newest first; as a file whole, the oldest first."""
    asked = DeedFilters(
        since=f"{since}T00" if since else None, until=f"{until}T24" if until else None, who=who, action=action
    )
    served.access.trail.write()
    if file_format == "json":
        page = served.access.audit.page(asked, limit, offset)
        return AuditPage(total=page.total, deeds=[DeedTold.of(deed) for deed in page.deeds])
    deeds = served.access.audit.all(asked)
    lines = _csv(deeds) if file_format == "csv" else _json_lines(deeds)
    kind = "text/csv; charset=utf-8" if file_format == "csv" else "application/x-ndjson"
    headers = {"Content-Disposition": attachment(f"审计记录.{file_format}")}
    return StreamingResponse(lines, media_type=kind, headers=headers)


def _csv(deeds: Iterator[Deed]) -> Iterator[str]:
    yield "\ufeff" + _line(COLUMNS)
    for deed in deeds:
        yield _line(tuple(harmless(str(getattr(deed, name) or "")) for name in COLUMNS))


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: a path may be anything that someone sent."""
    return "'" + text if text.startswith(FORMULA) else text


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _json_lines(deeds: Iterator[Deed]) -> Iterator[str]:
    for deed in deeds:
        yield json.dumps(asdict(deed), ensure_ascii=False) + "\n"
