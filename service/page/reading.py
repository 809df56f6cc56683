"""`/c/{code}` and `/documents/{id}`: the reader."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from corpus.citations import CodeState, ResolvedCode
from corpus.store.view import View
from service.api.dependencies import CurrentView
from service.errors import CitationUnknown
from service.page.address import Address
from service.page.copying import quotation
from service.page.dependencies import Pages
from service.page.facts import fact_lines
from service.page.outline import outline
from service.page.reader import lay_out

router = APIRouter(include_in_schema=False)


@router.get("/c/{code}")
def cited_place(
    request: Request,
    code: str,
    view: CurrentView,
    pages: Pages,
    q: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """The reader at the cited words.

    The address is that of the document, with the code and a fragment: so that a browser without script goes
    to the place too. A code whose place is gone says so.
    """
    citation = resolved(view, code).citation
    if citation is None:
        return pages.page(request, "gone.html", status_code=410, code=code)
    place = Address.of(f"/documents/{citation.document_id}", [("cite", code), ("q", q)])
    return RedirectResponse(f"{place}#cite", 303)


@router.get("/documents/{document_id}")
def reader(
    request: Request,
    document_id: str,
    view: CurrentView,
    pages: Pages,
    cite: Annotated[str | None, Query(max_length=40)] = None,
    q: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """A document, whole, with the cited words marked."""
    stored = view.document(document_id)
    document = view.stored(document_id)
    found = resolved(view, cite) if cite else None
    citation = found.citation if found and found.citation else None
    if citation is not None and citation.document_id != document_id:
        citation = None
    span = (citation.start, citation.end) if citation else None
    words = pages.words(request)
    return pages.page(
        request,
        "reader.html",
        query=q,
        printed=f"{str(request.base_url).rstrip('/')}{citation.url if citation else f'/documents/{document_id}'}",
        document=stored,
        facts=fact_lines(stored, words),
        blocks=lay_out(document, span),
        outline=outline(document.sections, citation.start if citation else None),
        citation=citation,
        copy=quotation(citation) if citation else "",
        changed=bool(citation and found and found.state is CodeState.CHANGED),
        back=Address("/", (("q", q),)) if q else None,
    )


def resolved(view: View, code: str) -> ResolvedCode:
    """What a code leads to.

    Raises:
        CitationUnknown: it was never issued.
    """
    found = view.resolve_code(code)
    if found is None:
        raise CitationUnknown(code)
    return found
