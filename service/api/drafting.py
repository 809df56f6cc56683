"""`/batch`, `/dossier`: long work for drafters, as jobs; `/jobs/{id}/result`: what came of it; `/documents/…/compare/…`."""

from collections.abc import Callable
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse

from drafting.batch_columns import chosen_columns
from drafting.comparison_files import COMPARE_FORMS, export_comparison
from drafting.dossier_files import DOSSIER_FORMS
from drafting.file_forms import named_form
from drafting.outlines import OutlineEmpty
from service.access.jobs import seen_job
from service.api.dependencies import Caller, CurrentReach, Served
from service.api.downloads import attachment
from service.api.exports import FILES, asked_form, base_of, file_response
from service.api.schemas.drafting import BatchBody, ComparisonBody, DossierBody
from service.api.schemas.jobs import JobBody
from service.api.schemas.search import WordFormat
from service.api.sent import read_sent, request_body

router = APIRouter(tags=["drafting"])


async def _accepted(accept: Callable[[], JobBody], response: Response) -> JobBody:
    job = await run_sync(accept)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return job


@router.post("/batch", status_code=202, openapi_extra=request_body(BatchBody))
async def batch(
    request: Request, response: Response, served: Served, reach: CurrentReach, caller: Caller
) -> JobBody:
    """Ask many questions: a list, or a file (.txt, .csv, .xlsx, .docx) in a form. A job does it, one row a question."""
    sent = await read_sent(request, BatchBody)
    form = named_form(sent.body.format)
    chosen_columns(sent.body.columns)
    order = sent.body.order(form, reach.within(sent.body.filters.values()), base_of(request))

    def accept() -> JobBody:
        if sent.name is None:
            job = served.drafts.accept_questions(sent.body.questions, order, reach, caller.mark)
        else:
            job = served.drafts.accept(sent.name, sent.data, order, reach, caller.mark)
        return JobBody.whole(job, (), {})

    return await _accepted(accept, response)


@router.post("/dossier", status_code=202, openapi_extra=request_body(DossierBody))
async def dossier(
    request: Request, response: Response, served: Served, reach: CurrentReach, caller: Caller
) -> JobBody:
    """Gather material for an outline: its text, or a file (.docx, .md, .txt) in a form. A job does it."""
    sent = await read_sent(request, DossierBody)
    form = named_form(sent.body.format, DOSSIER_FORMS)
    order = sent.body.order(form, reach.within(sent.body.filters.values()), base_of(request))
    if sent.name is None and not sent.body.outline.strip():
        raise OutlineEmpty

    def accept() -> JobBody:
        name, data = sent.name or "outline.md", sent.data or sent.body.outline.encode("utf-8", "replace")
        return JobBody.whole(served.drafts.accept(name, data, order, reach, caller.mark), (), {})

    return await _accepted(accept, response)


@router.get("/jobs/{job_id}/result", response_class=FileResponse)
def result(job_id: str, served: Served, reach: CurrentReach, caller: Caller) -> Response:
    """The file that a batch or a dossier gave; 409 where there is none."""
    found = served.drafts.result(seen_job(served.chuchu.jobs, job_id, caller), reach)
    headers = {
        "Content-Disposition": attachment(f"结果-{job_id}.{found.form}"),
        "Cache-Control": "private, no-cache",
    }
    return FileResponse(found.path, media_type=found.form.media_type, headers=headers)


@router.get(
    "/documents/{document_id}/compare/{other}",
    response_model=ComparisonBody,
    responses={200: {"content": {form.media_type: FILES for form in COMPARE_FORMS}}},
)
async def compare(
    document_id: str,
    other: str,
    request: Request,
    served: Served,
    reach: CurrentReach,
    file_format: Annotated[WordFormat | None, Query(alias="format", description="docx: two columns")] = None,
) -> Response:
    """Two versions article by article, `other` taken for the newer; renumbered articles find each other."""
    form = asked_form(request, file_format, COMPARE_FORMS)

    def work() -> Response:
        made = served.chuchu.compare(document_id, other, reach)
        if form is None:  # written here: it may be long, and the event loop is for everyone
            return Response(ComparisonBody.of(made).model_dump_json(), media_type="application/json")
        return file_response(export_comparison(made), form, f"{made.new.title[:60]}-新旧对照")

    return await served.comparing.run(work)
