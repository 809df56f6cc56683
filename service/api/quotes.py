"""`/quotes`: the quotations of a draft, each judged."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from drafting.drafts import Draft, draft_of_text
from drafting.file_forms import FileForm
from service.api.dependencies import CurrentReach, Served
from service.api.exports import FILES, asked_form, file_response
from service.api.schemas.common import WRITTEN
from service.api.schemas.quotes import CheckAnswer, CheckBody
from service.api.schemas.search import Filters, WordFormat
from service.bootstrap import Chuchu
from service.errors import UploadEmpty
from service.sent_drafts import read_draft

router = APIRouter(prefix="/quotes", tags=["quotes"])
MULTIPART = "multipart/form-data"
_HALVES = re.compile("[\ud800-\udfff]")
BODY: dict[str, object] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["text"],
                "properties": {"text": {"type": "string", **WRITTEN}, "filters": {"type": "object"}},
            }
        },
        MULTIPART: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "filters": {"type": "string", "description": "the same filters, as JSON"},
                },
            }
        },
    },
}


@dataclass(frozen=True, slots=True)
class Given:
    """What came to be checked: a text, or a file under its name."""

    filters: Filters
    text: str | None = None
    name: str = ""
    data: bytes = b""


@router.post(
    "/check",
    response_model=CheckAnswer,
    openapi_extra={"requestBody": BODY},
    responses={200: {"content": {FileForm.DOCX.media_type: FILES}}},
)
async def check(
    request: Request,
    served: Served,
    reach: CurrentReach,
    file_format: Annotated[
        WordFormat | None, Query(alias="format", description="docx: the draft with comments")
    ] = None,
) -> Response:
    """The quotations of a text or of an uploaded draft judged against the sources, and the documents it names."""
    form = asked_form(request, file_format, (FileForm.DOCX,))
    given = await _given(request)

    def work() -> Response:
        draft = _read(served.chuchu, given)
        checked = served.chuchu.desk.checker.check(draft, reach.within(given.filters.values()))
        if form is None:  # written here: a long draft gives megabytes, and the event loop is for everyone
            told = CheckAnswer.of(checked, with_text=given.text is None)
            return Response(told.model_dump_json(), media_type="application/json")
        from drafting.annotating import annotated  # python-docx costs every start a tenth of a second

        original = given.data if draft.is_word else None
        name = f"{Path(given.name).stem or '稿件'}-核对"
        return file_response(annotated(checked, draft, original), form, name)

    return await served.admission.run(work)


async def _given(request: Request) -> Given:
    """Read the request: a form with a file, else JSON. Raises RequestValidationError, UploadEmpty."""
    try:
        if not request.headers.get("content-type", "").startswith(MULTIPART):
            body = _body(await request.body() or b"{}")
            return Given(body.filters, text=body.text)
        async with request.form(max_files=1, max_fields=4) as form:
            file, filters = form.get("file"), form.get("filters")
            if not isinstance(file, UploadFile):
                raise UploadEmpty
            restricted = Filters.model_validate_json(filters if isinstance(filters, str) else "{}")
            return Given(restricted, name=file.filename or "", data=await file.read())
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def _body(raw: bytes) -> CheckBody:
    """Read JSON whose text may hold lone surrogates, as half a character of a cut text is. Raises ValidationError."""
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        return CheckBody.model_validate_json(raw)  # says what is wrong
    if isinstance(given, dict) and isinstance(given.get("text"), str):
        given["text"] = _HALVES.sub("\ufffd", given["text"])
    return CheckBody.model_validate(given)


def _read(chuchu: Chuchu, given: Given) -> Draft:
    if given.text is not None:
        return draft_of_text(given.text)
    return read_draft(chuchu, given.name, given.data)
