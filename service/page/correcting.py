"""`/documents/{id}/facts`, `/documents/{id}/remove`: a document's facts put right, and a document removed."""

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from corpus.errors import ChuchuError
from corpus.store.records import StoredDocument
from service.access.writing import own_document
from service.api.dependencies import Caller, Service
from service.api.schemas.documents import Corrections
from service.page.dependencies import Pages
from service.page.forms import SentForm, read_form
from service.page.library import VALIDITY
from service.page.renderer import Renderer
from service.replies import told

router = APIRouter(include_in_schema=False)
FACTS = tuple(Corrections.model_fields)
DATES = ("date_written", "date_published", "date_effective")
FORM_BYTES = 1 << 16


@router.get("/documents/{document_id}/facts")
def facts(request: Request, document_id: str, chuchu: Service, caller: Caller, pages: Pages) -> Response:
    """The facts in a form."""
    return _form(pages, request, own_document(chuchu, caller, document_id))


@router.post("/documents/{document_id}/facts")
async def correct(
    request: Request, document_id: str, chuchu: Service, caller: Caller, pages: Pages
) -> Response:
    """Keep what differs from what stood there; with `withdraw` show again what was extracted."""
    sent = await read_form(request, FORM_BYTES)

    def work() -> Response:
        stored = own_document(chuchu, caller, document_id)
        try:
            if withdrawn := sent.text("withdraw"):
                chuchu.catalogue.withdraw_corrections(document_id, [withdrawn])
                return RedirectResponse(f"/documents/{document_id}/facts", 303)
            changed = _changed(stored, sent)
            if changed:
                chuchu.catalogue.correct(document_id, _checked(changed).values())
        except (ChuchuError, RequestValidationError) as error:
            status, _, message, _ = told(error, pages.language(request))
            if status >= 500:
                raise
            return _form(pages, request, stored, status, sent, message)
        return RedirectResponse(f"/documents/{document_id}", 303)

    return await run_sync(work)


@router.get("/documents/{document_id}/remove")
def ask(request: Request, document_id: str, chuchu: Service, caller: Caller, pages: Pages) -> Response:
    """Whether the document is to be removed."""
    stored = own_document(chuchu, caller, document_id)
    return pages.page(request, "remove.html", here="library", document=stored)


@router.post("/documents/{document_id}/remove")
def remove(document_id: str, chuchu: Service, caller: Caller) -> Response:
    """Remove it, and go back to the library."""
    own_document(chuchu, caller, document_id)
    chuchu.catalogue.remove_documents([document_id])
    return RedirectResponse("/documents?sort=indexed", 303)


def _changed(stored: StoredDocument, sent: SentForm) -> dict[str, str | None]:
    """The facts that the form gives otherwise; a blank one is unknown."""
    given = {name: value.strip() or None for name, value in sent.fields if name in FACTS}
    return {name: value for name, value in given.items() if value != getattr(stored.facts, name)}


def _checked(changed: dict[str, str | None]) -> Corrections:
    try:
        return Corrections.model_validate(changed)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def _form(
    pages: Renderer,
    request: Request,
    stored: StoredDocument,
    status: int = 200,
    sent: SentForm | None = None,
    problem: str | None = None,
) -> Response:
    given = dict(sent.fields) if sent else {}
    lines = [
        {
            "name": name,
            "value": given.get(name, getattr(stored.facts, name) or ""),
            "type": "date" if name in DATES else "text",
            "corrected": name in stored.corrected,
        }
        for name in FACTS
    ]
    return pages.page(
        request,
        "facts.html",
        status,
        here="library",
        document=stored,
        lines=lines,
        problem=problem,
        validities=VALIDITY,
    )
