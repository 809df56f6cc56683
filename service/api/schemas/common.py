"""What several resources share: strictness, dates, errors, facets."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from corpus.store import records

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAX_ID = (1 << 53) - 1


class Shape(BaseModel):
    """A request or answer: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


def real_date(value: str) -> str:
    """A date `YYYY-MM-DD` that the calendar has."""
    if DATE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise PydanticCustomError("date_invalid", "not a date")


Date = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2024-04-01"])]
Word = Annotated[str, Field(max_length=200)]
PassageId = Annotated[int, Field(ge=1, le=MAX_ID)]


class ErrorDetail(BaseModel):
    """What went wrong: `code` is stable, `message` is for people, `detail` depends on the code."""

    code: str
    message: str
    detail: dict[str, Any]


class ErrorBody(BaseModel):
    """Every error has this shape."""

    error: ErrorDetail


class FacetValue(Shape):
    """A value and how many carry it."""

    value: str
    count: int


class Facets(Shape):
    """Counts over everything found, within the filter."""

    doc_type: list[FacetValue] = Field(default_factory=list)
    issuer: list[FacetValue] = Field(default_factory=list)
    year: list[FacetValue] = Field(default_factory=list)

    @classmethod
    def of(cls, facets: records.Facets) -> "Facets":
        """The shape of counted facets."""
        return cls.model_validate(facets)
