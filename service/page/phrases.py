"""`/phrases`: the history of phrases, as a chart with its table."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field, model_validator
from starlette.responses import Response

from corpus.errors import ChuchuError
from drafting.chart import COLOURS, INK, Chart, Dot, Label, Line, chart_of
from drafting.phrase_tables import TABLE_FORMS
from drafting.phrases import PhraseHistories, PhraseHistory
from service.api.dependencies import CurrentReach, Served
from service.api.schemas.search import Filters
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.parameters import without_blanks
from service.page.words import Words
from service.replies import told

router = APIRouter(include_in_schema=False)
API = "/api/v1/phrases/history"
MOST = 4
MOST_CHARACTERS = 400
PICTURES = ("png", "svg")


class PhraseParameters(Filters):
    """The parameters of the page; empty phrases are passed over."""

    model_config = ConfigDict(extra="ignore")

    phrase: Annotated[list[str], Field(max_length=8)] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: object) -> object:
        return without_blanks(values)


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year with the occurrences and documents of each phrase; `year` is None where it is not known."""

    year: str | None
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ChartShape:
    """A shape of the chart for the template: `kind` is line, dot or label, `series` the place of its phrase or None."""

    kind: str
    series: int | None
    shape: object
    points: str = ""
    text: str = ""


@router.get("/phrases")
async def phrases(
    request: Request,
    parameters: Annotated[PhraseParameters, Query()],
    served: Served,
    reach: CurrentReach,
    pages: Pages,
) -> Response:
    """The form; with phrases, how often each stands in the documents, year by year."""
    asked = list(dict.fromkeys(one.strip()[:MOST_CHARACTERS] for one in parameters.phrase if one.strip()))[
        :MOST
    ]
    filters = reach.within(parameters.values())

    def work() -> Response:
        status, problem, found = 200, None, None
        try:
            found = served.chuchu.desk.phrases.histories(asked, filters, 5) if asked else None
        except ChuchuError as error:
            status, _, problem, _ = told(error, pages.language(request))
            if status >= 500:
                raise
        chart = chart_of(found) if found else None
        address = Address.of("/phrases", request.query_params.multi_items())
        return pages.page(
            request,
            "phrases.html",
            status,
            here="phrases",
            asked=[*asked, *[""] * (MOST - len(asked))],
            dates=(parameters.date_from, parameters.date_to),
            problem=problem,
            told=found,
            chart=chart,
            shapes=chart_shapes(chart, found, pages.words(request)) if chart and found else [],
            rows=year_rows(found) if found else [],
            exports=_exports(address, pages.words(request)),
        )

    return await served.admission.run(work)


def year_rows(told: PhraseHistories) -> list[YearRow]:
    """The counts of all phrases by year, from the first year of use to the last as in the chart; no year comes last."""
    counts = [count for history in told.histories for count in history.years]
    years = {count.key for count in counts}
    used = [count.key for count in counts if count.key is not None and count.occurrences]
    known = sorted(
        year for year in years if year is not None and min(used, default="") <= year <= max(used, default="")
    )
    ordered: list[str | None] = [*known, *([None] if None in years else [])]
    return [YearRow(year, tuple(_count(history, year) for history in told.histories)) for year in ordered]


def chart_shapes(chart: Chart, told: PhraseHistories, words: Words) -> list[ChartShape]:
    """The shapes of a chart, with the place of the phrase whose colour they have.

    The page has its own colours, and says in its own language what the legend and the points say.
    """
    shapes = []
    for shape in chart.shapes:
        if isinstance(shape, Label) and (shape.text == chart.title or shape.colour not in (INK, *COLOURS)):
            continue  # title and note: the page says them in its own language
        series = COLOURS.index(shape.colour) if shape.colour in COLOURS else None
        told_by = told.histories[series] if series is not None else None
        if isinstance(shape, Line):
            points = " ".join(f"{x:g},{y:g}" for x, y in shape.points)
            shapes.append(ChartShape("line", series, shape, points))
        elif isinstance(shape, Dot):
            text = _point(shape, told_by, words) if told_by else ""
            shapes.append(ChartShape("dot", series, shape, text=text))
        else:
            text = _legend(shape, told_by, words) if told_by else shape.text
            shapes.append(ChartShape("label", series, shape, text=text))
    return shapes


def _legend(shape: Label, history: PhraseHistory, words: Words) -> str:
    """A name of the legend, cut as it was."""
    return words("phrases.legend", phrase=shape.text.rpartition(" ")[0], occurrences=history.occurrences)


def _point(shape: Dot, history: PhraseHistory, words: Words) -> str:
    """What a point says; its own text begins with its year, that of the legend's dot is the phrase."""
    if shape.title == history.phrase:
        return history.phrase
    year = shape.title[:4]
    occurrences, documents = _count(history, year)
    return words(
        "phrases.point", year=year, phrase=history.phrase, occurrences=occurrences, documents=documents
    )


def _count(history: PhraseHistory, year: str | None) -> tuple[int, int]:
    return next(((c.occurrences, c.documents) for c in history.years if c.key == year), (0, 0))


def _exports(address: Address, words: Words) -> list[dict[str, object]]:
    kept = tuple(item for item in address.items if item[0] != "format" and item[1].strip())
    return [
        {"text": words(f"phrases.export.{form}"), "href": Address(API, (*kept, ("format", form)))}
        for form in (*TABLE_FORMS, *PICTURES)
    ]
