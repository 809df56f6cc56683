"""`/phrases`: the history of formulations, and what rose and fell."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from drafting.chart import chart_of
from drafting.chart_svg import svg
from drafting.phrase_tables import TABLE_FORMS, write_histories, write_trends
from drafting.phrases import PhraseHistories
from service.api.dependencies import CurrentReach, Served
from service.api.downloads import attachment
from service.api.exports import FILES, asked_form, file_response
from service.api.schemas.phrases import HistoryAnswer, HistoryParameters, TrendAnswer, TrendParameters

router = APIRouter(prefix="/phrases", tags=["phrases"])
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
KINDS: dict[int | str, dict[str, object]] = {
    200: {
        "content": {
            **{form.media_type: FILES for form in TABLE_FORMS},
            **{PICTURES[form]: FILES for form in PICTURES},
        }
    }
}
TABLES: dict[int | str, dict[str, object]] = {
    200: {"content": {form.media_type: FILES for form in TABLE_FORMS}}
}


@router.get("/history", response_model=HistoryAnswer, responses=KINDS)
async def history(
    parameters: Annotated[HistoryParameters, Query()], request: Request, served: Served, reach: CurrentReach
) -> HistoryAnswer | Response:
    """How often phrases stand in the documents, by year and type, since when, and what stands beside them."""
    filters = reach.within(parameters.filters().values())
    picture = (parameters.format or "").lower()
    form = None if picture in PICTURES else asked_form(request, parameters.format, TABLE_FORMS)

    def work() -> HistoryAnswer | Response:
        told = served.chuchu.desk.phrases.histories(parameters.phrase, filters, parameters.examples)
        if picture in PICTURES:
            return _picture(told, picture)
        if form is not None:
            return file_response(write_histories(told, form), form, "提法沿革")
        return HistoryAnswer.of(told)

    return await served.admission.run(work)


@router.get("/trend", response_model=TrendAnswer, responses=TABLES)
async def trend(
    parameters: Annotated[TrendParameters, Query()], request: Request, served: Served, reach: CurrentReach
) -> TrendAnswer | Response:
    """The formulations whose share of documents rose or fell most between two periods."""
    filters = reach.within(parameters.filters().values())
    form = asked_form(request, parameters.format, TABLE_FORMS)

    def work() -> TrendAnswer | Response:
        told = served.chuchu.desk.trends.find(*parameters.periods(), filters, parameters.limit)
        if form is not None:
            return file_response(write_trends(told, form), form, "提法升降")
        return TrendAnswer.of(told)

    return await served.admission.run(work)


def _picture(told: PhraseHistories, kind: str) -> Response:
    chart = chart_of(told)
    if kind == "svg":
        data = svg(chart)
    else:
        from drafting.chart_png import png  # Pillow is of use here only

        data = png(chart)
    headers = {
        "Content-Disposition": attachment(f"提法沿革.{kind}"),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type=PICTURES[kind], headers=headers)
