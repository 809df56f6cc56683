"""`/compare`: two versions of a law or a notice side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from corpus.errors import ChuchuError
from corpus.filters import Reach
from drafting.comparison import Comparison, Standing
from drafting.text_diff import Change, side
from service.api.dependencies import CurrentReach, CurrentView, Served
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.meant import Meant, meant
from service.replies import told
from service.serving import Serving

router = APIRouter(include_in_schema=False)
LONGEST = 2000


@router.get("/compare")
async def compare(
    request: Request,
    served: Served,
    view: CurrentView,
    reach: CurrentReach,
    pages: Pages,
    a: Annotated[str, Query(max_length=LONGEST)] = "",
    b: Annotated[str, Query(max_length=LONGEST)] = "",
    every: Annotated[bool, Query(alias="all")] = False,
) -> Response:
    """The two versions, by id, address, title or 文号; parts that are the same only where all are asked for.

    Comparisons take turns; the form, and finding what was meant, do not wait for them.
    """
    old, new = await run_in_threadpool(lambda: (meant(view, reach, a), meant(view, reach, b)))
    if not old.document_id or not new.document_id:
        return await run_in_threadpool(_form, request, pages, old, new)
    return await served.comparing.run(lambda: _answer(request, served, reach, pages, old, new, every))


def _answer(
    request: Request, served: Serving, reach: Reach, pages: Pages, old: Meant, new: Meant, every: bool
) -> Response:
    try:
        made = served.chuchu.compare(str(old.document_id), str(new.document_id), reach)
    except ChuchuError as error:
        status, _, problem, _ = told(error, pages.language(request))
        if status >= 500:
            raise
        return _form(request, pages, old, new, status, problem)
    return _compared(request, pages, made, every=every)


def _form(
    request: Request, pages: Pages, old: Meant, new: Meant, status: int = 200, problem: str | None = None
) -> Response:
    here = Address("/compare", (("a", old.document_id or old.said), ("b", new.document_id or new.said)))
    return pages.page(
        request,
        "compare.html",
        status,
        here="compare",
        made=None,
        here_said=here,
        asked=(("a", "compare.old", old), ("b", "compare.new", new)),
        problem=problem,
    )


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
