"""`/dossier`, `/batch`: long work for drafters, asked for by forms and done by jobs."""

import re
from collections import defaultdict
from collections.abc import Callable

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from corpus.errors import ChuchuError
from corpus.store.job_records import Job
from drafting.batches import BatchMode
from drafting.dossier_files import DOSSIER_FORMS
from drafting.file_forms import ALL as BATCH_FORMS
from drafting.file_forms import named_form
from drafting.outlines import OutlineEmpty
from service.api.dependencies import Caller, CurrentReach, Served
from service.api.exports import base_of
from service.api.schemas.drafting import BatchBody, DossierBody
from service.page.dependencies import Pages
from service.page.forms import SentForm, read_form
from service.page.renderer import Renderer
from service.replies import told

router = APIRouter(include_in_schema=False)
TEXT_BYTES = 4 << 20
LISTS = ("doc_types", "issuers")
DATES = ("date_from", "date_to")
SEPARATORS = re.compile(r"[、，,;；\s]+")


@router.get("/dossier")
def dossier_form(request: Request, pages: Pages) -> Response:
    """The form for an outline."""
    return _form(pages, request, "dossier.html")


@router.post("/dossier")
async def dossier(
    request: Request, served: Served, reach: CurrentReach, caller: Caller, pages: Pages
) -> Response:
    """Queue a dossier, and show how its job goes; the form again where it cannot be made so."""
    sent = await read_form(request, TEXT_BYTES)

    def accept() -> Job:
        fields = {
            name: sent.text(name) for name in ("format", "per_heading", "per_document") if sent.text(name)
        }
        body = DossierBody.model_validate({**fields, "outline": sent.text("text"), "filters": _filters(sent)})
        filters = reach.within(body.filters.values())
        order = body.order(named_form(body.format, DOSSIER_FORMS), filters, base_of(request))
        if not sent.file.name and not body.outline.strip():
            raise OutlineEmpty
        name, data = sent.file.name or "outline.md", sent.file.data or body.outline.encode("utf-8", "replace")
        return served.drafts.accept(name, data, order, reach, caller.mark)

    return await _queued(accept, sent, request, pages, "dossier.html")


@router.get("/batch")
def batch_form(request: Request, pages: Pages) -> Response:
    """The form for questions."""
    return _form(pages, request, "batch.html")


@router.post("/batch")
async def batch(
    request: Request, served: Served, reach: CurrentReach, caller: Caller, pages: Pages
) -> Response:
    """Queue a batch of questions, and show how its job goes; the form again where it cannot be done so."""
    sent = await read_form(request, TEXT_BYTES)

    def accept() -> Job:
        fields = {name: sent.text(name) for name in ("format", "mode", "limit") if sent.text(name)}
        questions = [] if sent.file.name else [line for line in sent.text("text").split("\n") if line.strip()]
        body = BatchBody.model_validate({**fields, "questions": questions, "filters": _filters(sent)})
        filters = reach.within(body.filters.values())
        order = body.order(named_form(body.format, BATCH_FORMS), filters, base_of(request))
        if sent.file.name:
            return served.drafts.accept(sent.file.name, sent.file.data, order, reach, caller.mark)
        return served.drafts.accept_questions(body.questions, order, reach, caller.mark)

    return await _queued(accept, sent, request, pages, "batch.html")


def _filters(sent: SentForm) -> dict[str, object]:
    lists = {name: [one for one in SEPARATORS.split(sent.text(name)) if one] for name in LISTS}
    return {**lists, **{name: sent.text(name) or None for name in DATES}}


async def _queued(
    accept: Callable[[], Job], sent: SentForm, request: Request, pages: Renderer, template: str
) -> Response:
    try:
        try:
            job = await run_sync(accept)
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error
    except (ChuchuError, RequestValidationError) as error:
        status, _, message, _ = told(error, pages.language(request))
        if status >= 500:
            raise
        request.state.refused = type(error)
        again = _form(pages, request, template, status, dict(sent.fields), message)
        again.headers.update(getattr(error, "headers", {}))
        return again
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _form(
    pages: Renderer,
    request: Request,
    template: str,
    status: int = 200,
    given: dict[str, str] | None = None,
    problem: str | None = None,
) -> Response:
    return pages.page(
        request,
        template,
        status,
        here="draft",
        given=defaultdict(str, given or {}),
        problem=problem,
        dossier_forms=DOSSIER_FORMS,
        batch_forms=BATCH_FORMS,
        modes=list(BatchMode),
    )
