"""`/phrases/trend`: which phrases came to be used more, and which less, from one period to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, ValidationError, model_validator
from starlette.responses import Response

from corpus.filters import Reach, SearchFilters
from corpus.store.view import View
from drafting.phrase_tables import TABLE_FORMS
from drafting.phrases import PhraseTrends, Trend
from service.api.dependencies import CurrentReach, CurrentView, Served
from service.api.schemas.common import Shape
from service.api.schemas.phrases import TrendParameters, Year
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.parameters import without_blanks
from service.replies import told

router = APIRouter(include_in_schema=False)
API = "/api/v1/phrases/trend"
SPAN = 3
"""Years of each period that are proposed."""
SHOWN = 20
FIELDS = ("before_from", "before_to", "after_from", "after_to")


class AskedYears(Shape):
    """The years of both periods; those left out are proposed from what the library holds."""

    model_config = ConfigDict(extra="ignore")

    before_from: Year | None = None
    before_to: Year | None = None
    after_from: Year | None = None
    after_to: Year | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: object) -> object:
        return without_blanks(values)


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A phrase with the documents of each period that hold it, their share in per cent, and its history."""

    phrase: str
    before: tuple[str, int]
    after: tuple[str, int]
    href: Address


@router.get("/phrases/trend")
async def trend(
    request: Request,
    asked: Annotated[AskedYears, Query()],
    served: Served,
    view: CurrentView,
    reach: CurrentReach,
    pages: Pages,
) -> Response:
    """The form; once years were sent, what rose and what fell."""
    sent = asked.model_dump(exclude_none=True)

    def work() -> Response:
        years = proposed(view, reach) | sent
        status, problem, found = 200, None, None
        try:
            periods = TrendParameters.model_validate({**years, "limit": SHOWN}).periods() if sent else None
        except ValidationError as error:
            refused = RequestValidationError(error.errors())
            status, _, problem, _ = told(refused, pages.language(request))
            periods = None
        if periods is not None:
            found = served.chuchu.desk.trends.find(*periods, reach.within(SearchFilters()), SHOWN)
        kept = tuple((name, str(years[name])) for name in FIELDS if name in years)
        words = pages.words(request)
        return pages.page(
            request,
            "trends.html",
            status,
            here="phrases",
            years=years,
            problem=problem,
            told=found,
            changes=_changes(found) if found else [],
            exports=[
                {"text": words(f"phrases.export.{form}"), "href": Address(API, (*kept, ("format", form)))}
                for form in TABLE_FORMS
            ],
        )

    return await served.admission.run(work)


def proposed(view: View, reach: Reach) -> dict[str, int]:
    """The latest years of the library beside those before them; nothing where it has no dated documents."""
    facets = view.documents(reach.within(SearchFilters()), limit=1).facets
    known = [int(one.value) for one in facets.year if one.value.isdecimal()]
    if not known:
        return {}
    last = max(known)
    return dict(zip(FIELDS, (last - 2 * SPAN + 1, last - SPAN, last - SPAN + 1, last), strict=True))


def _changes(found: PhraseTrends) -> list[tuple[str, Sequence[TrendRow]]]:
    return [("rose", [_row(one) for one in found.rose]), ("fell", [_row(one) for one in found.fell])]


def _row(one: Trend) -> TrendRow:
    return TrendRow(
        one.phrase,
        (f"{100 * one.share_before:.1f}", one.documents_before),
        (f"{100 * one.share_after:.1f}", one.documents_after),
        Address("/phrases", (("phrase", one.phrase),)),
    )
