"""The history of phrases, and what rose and fell."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from drafting import phrases
from drafting.phrases import Period
from service.api.schemas.citations import Citation
from service.api.schemas.common import ASKED, Shape, Span, Word
from service.api.schemas.search import Filters

Phrase = Annotated[str, Field(max_length=400, json_schema_extra=ASKED | {"maxLength": 100})]
Year = Annotated[int, Field(ge=1000, le=2999)]
Format = Annotated[
    str, Field(max_length=20, json_schema_extra={"enum": ["json", "csv", "xlsx", "svg", "png"]})
]
TableFormat = Annotated[str, Field(max_length=20, json_schema_extra={"enum": ["json", "csv", "xlsx"]})]
Names = Annotated[list[Word], Field(max_length=100)]


class PhraseFilters(Span):
    """Filters as parameters of an address."""

    collections: Names = Field(default_factory=list)
    doc_types: Names = Field(default_factory=list)
    issuers: Names = Field(default_factory=list)
    regions: Names = Field(default_factory=list)

    def filters(self) -> Filters:
        """The filters, checked."""
        given = self.model_dump(include=set(Filters.model_fields))
        return Filters.model_validate(given)


class HistoryParameters(PhraseFilters):
    """Phrases to compare; `format` csv, xlsx, svg or png gives a file."""

    format: Format | None = None
    phrase: Annotated[list[Phrase], Field(min_length=1, max_length=8)]
    examples: Annotated[int, Field(ge=0, le=20)] = 5


class TrendParameters(PhraseFilters):
    """Two periods of years, both ends included."""

    format: TableFormat | None = None
    before_from: Year
    before_to: Year
    after_from: Year
    after_to: Year
    limit: Annotated[int, Field(ge=1, le=100)] = 20

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.before_from > self.before_to or self.after_from > self.after_to:
            raise PydanticCustomError("date_order", "dates the wrong way round")
        return self

    def periods(self) -> tuple[Period, Period]:
        """The earlier and the later period."""
        return Period(self.before_from, self.before_to), Period(self.after_from, self.after_to)


class PhraseCount(Shape):
    """Occurrences and documents of a year or a type, null where it is not known; `of_documents` counts all there."""

    key: str | None
    occurrences: int
    documents: int
    of_documents: int


class PhraseExample(Shape):
    """An occurrence at `[start, end)` of the document's text."""

    start: int
    end: int
    citation: Citation


class Variant(Shape):
    """A longer formulation that the phrase stands in."""

    text: str
    occurrences: int
    documents: int


class PhraseHistory(Shape):
    """The history of one phrase."""

    phrase: str
    counted_as: str
    occurrences: int
    documents: int
    years: list[PhraseCount]
    doc_types: list[PhraseCount]
    first: PhraseExample | None
    last: PhraseExample | None
    examples: list[PhraseExample]
    variants: list[Variant]


class HistoryAnswer(Shape):
    """Phrases beside each other. `folded` names the differences that do not count."""

    histories: list[PhraseHistory]
    folded: list[str]
    of_documents: int
    took_ms: float

    @classmethod
    def of(cls, told: phrases.PhraseHistories) -> "HistoryAnswer":
        """The shape of what was told."""
        return cls.model_validate(told)


class PeriodBody(Shape):
    """Years, both included."""

    first: int
    last: int


class Trend(Shape):
    """A formulation in two periods; `weight` is above 0 where it rose."""

    phrase: str
    documents_before: int
    documents_after: int
    occurrences_before: int
    occurrences_after: int
    share_before: float
    share_after: float
    weight: float


class TrendAnswer(Shape):
    """What rose and fell most, the surest first."""

    before: PeriodBody
    after: PeriodBody
    rose: list[Trend]
    fell: list[Trend]
    read_before: int
    read_after: int
    copies_before: int = Field(description="documents read that are near copies of others")
    copies_after: int
    sampled: bool
    took_ms: float

    @classmethod
    def of(cls, told: phrases.PhraseTrends) -> "TrendAnswer":
        """The shape of what was told."""
        return cls.model_validate(told)
