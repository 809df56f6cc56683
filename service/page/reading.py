"""`/c/{code}` and `/documents/{id}`: the reader."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from corpus.citations import Citation, CodeState
from service.api.dependencies import CurrentReach, CurrentView, Service
from service.api.exports import base_of
from service.api.standing import resolved_now, told_now
from service.page.address import Address
from service.page.copying import copy_forms
from service.page.dependencies import Pages
from service.page.facts import fact_lines
from service.page.filtering import FILTERS
from service.page.found import place
from service.page.hits import DocumentHit, document_hits, hit_bar
from service.page.outline import outline
from service.page.portions import Portions, Rest
from service.page.reader import Shown, lay_out
from service.page.surroundings import Surroundings

router = APIRouter(include_in_schema=False)
KEPT = ("q", *FILTERS, "sort", "mode", "page")
"""What the way back to the results keeps of their address."""
MOST_FIELDS = 200
LONG = 40_000
"""Characters from which a browser lays out only what is near."""


class Reading(BaseModel):
    """The parameters of the reader: a citation's code, a query, which of its hits is shown, and which portion."""

    cite: str | None = Field(None, max_length=40)
    q: str = Field("", max_length=500)
    hit: int | None = Field(None, ge=1, le=100_000)
    portion: int | None = Field(None, ge=1, le=100_000)
    rest: Rest | None = None


@router.get("/c/{code}")
def cited_place(
    request: Request,
    code: str,
    chuchu: Service,
    view: CurrentView,
    reach: CurrentReach,
    pages: Pages,
    q: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """The reader at the cited words.

    The address is that of the document, with the code and a fragment: so that a browser without script goes
    to the place too. A code whose place is gone says so.
    """
    citation = resolved_now(code, view, reach, chuchu.today()).citation
    if citation is None:
        return pages.page(request, "gone.html", status_code=410, code=code)
    target = Address.of(f"/documents/{citation.document_id}", [("cite", code), ("q", q)])
    return RedirectResponse(str(target.to("cite")), 303)


@router.get("/documents/{document_id}")
def reader(
    request: Request,
    document_id: str,
    chuchu: Service,
    view: CurrentView,
    reach: CurrentReach,
    pages: Pages,
    asked: Annotated[Reading, Query()],
) -> Response:
    """A document, whole: the cited words and the hits of a query marked, with links to the documents it names."""
    stored = view.document(document_id)
    document = view.stored(document_id)
    found = resolved_now(asked.cite, view, reach, chuchu.today()) if asked.cite else None
    citation = found.citation if found and found.citation else None
    if citation is not None and citation.document_id != document_id:
        citation = None
    hits = document_hits(chuchu, document_id, document, asked.q, reach)
    around = Surroundings.of(chuchu, view, reach, stored, document.text)
    shown = Shown(
        cited=(citation.start, citation.end) if citation else None,
        hits=[hit.spans for hit in hits.places],
        links=[(link.start, link.end) for link in around.links],
        targets=[f"/documents/{link.document_id}" for link in around.links],
    )
    words = pages.words(request)
    at = _at(asked, citation, hits.places)
    portions = Portions.of(lay_out(document, shown=shown), stored.characters, at, _here(document_id, asked))
    if asked.portion is not None:
        portions = replace(portions, number=asked.portion)
    if asked.rest is not None:
        rest = portions.rest(asked.rest)
        return pages.page(request, "reader_rest.html", document=stored, rest=rest)
    return pages.page(
        request,
        "reader.html",
        here="library",
        query=asked.q,
        printed=f"{base_of(request)}{citation.url if citation else f'/documents/{document_id}'}",
        document=stored,
        facts=fact_lines(stored, words),
        portions=portions,
        elsewhere=portions.sections(),
        long=stored.characters > LONG,
        outline=outline(document.sections, citation.start if citation else None),
        citation=citation,
        copies=copy_forms(citation, base_of(request), chuchu.today()) if citation else (),
        changed=bool(citation and found and found.state is CodeState.CHANGED),
        back=_back(request, asked),
        bar=hit_bar(hits, asked.hit, citation.start if citation else None, _here(document_id, asked)),
        similar=[
            (one, place(one, asked.q))
            for one in told_now(around.similar(citation), view, reach, chuchu.today())
        ],
        versions=around.versions,
    )


def _at(asked: Reading, citation: Citation | None, hits: Sequence[DocumentHit]) -> int:
    """The character that is read: the hit that was asked for, else the cited words, else the beginning."""
    if asked.hit is not None and hits:
        return hits[min(asked.hit, len(hits)) - 1].start
    return citation.start if citation else 0


def _back(request: Request, asked: Reading) -> Address | None:
    """The results that led here, with their filters and page where the browser tells; None without a query."""
    if not asked.q:
        return None
    try:
        came = urlsplit(request.headers.get("referer", ""))
        items = parse_qsl(came.query, max_num_fields=MOST_FIELDS) if came.path == "/" else []
    except ValueError:  # no address at all
        items = []
    kept = [item for item in items if item[0] in KEPT]
    return Address.of("/", kept if ("q", asked.q) in kept else [("q", asked.q)])


def _here(document_id: str, asked: Reading) -> Address:
    return Address.of(f"/documents/{document_id}", [("q", asked.q)])
