"""`/compare`: two versions of a law or a notice side by side."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from drafting.comparison import Comparison, Standing
from drafting.text_diff import Change, side
from service.api.dependencies import CurrentReach, Served
from service.page.address import Address
from service.page.dependencies import Pages

router = APIRouter(include_in_schema=False)
LONGEST = 2000
_IN_ADDRESS = re.compile(r"/documents/([0-9a-z]+)")


@router.get("/compare")
async def compare(
    request: Request,
    served: Served,
    reach: CurrentReach,
    pages: Pages,
    a: Annotated[str, Query(max_length=LONGEST)] = "",
    b: Annotated[str, Query(max_length=LONGEST)] = "",
    every: Annotated[bool, Query(alias="all")] = False,
) -> Response:
    """The two versions, by id or address; parts that are the same only where all are asked for."""
    old, new = document_of(a), document_of(b)
    if not old or not new:
        return pages.page(request, "compare.html", here="compare", made=None, a=a, b=b)
    return await served.comparing.run(
        lambda: _compared(request, pages, served.chuchu.compare(old, new, reach), every=every)
    )


def document_of(said: str) -> str:
    """Give the id in the address of a document's page, as copied from the browser; what is none is an id already."""
    found = _IN_ADDRESS.search(said)
    return found[1] if found else said.strip()


def _compared(request: Request, pages: Pages, made: Comparison, *, every: bool) -> Response:
    a, b = made.old.document_id, made.new.document_id
    rows = [
        {
            "standing": unit.standing,
            "old": list(side(unit.pieces, Change.DELETE)),
            "new": list(side(unit.pieces, Change.INSERT)),
        }
        for unit in made.units
        if every or unit.standing is not Standing.SAME
    ]
    here = Address("/compare", (("a", a), ("b", b)))
    return pages.page(
        request,
        "compare.html",
        here="compare",
        made=made,
        a=a,
        b=b,
        rows=rows,
        every=every,
        counts=[(standing, made.count(standing)) for standing in Standing if made.count(standing)],
        toggle=here if every else here.with_(all="true"),
        swap=Address("/compare", (("a", b), ("b", a))),
        word=Address(f"/api/v1/documents/{a}/compare/{b}", (("format", "docx"),)),
    )
