"""What several resources share: strictness, dates, errors, facets."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator
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


def json_flag(value: object) -> object:
    """A flag of a JSON body: `true` or `false`, not the 0 or "yes" that an address may hold."""
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("bool_type", "not a boolean")


def json_number(value: object) -> object:
    """A number of a JSON body, not the `true` or "3" that could be read as one."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_parsing" if isinstance(value, str) else "int_type", "not a number")
    return value


ASKED: dict[str, JsonValue] = {"minLength": 1, "maxLength": 500, "pattern": r"[\p{L}\p{N}]"}
"""What OpenAPI says of a text that is searched for. The service looks itself: the most is a setting, and its
errors (`query_empty`, `query_too_long`) say more than that a pattern did not match."""
WRITTEN: dict[str, JsonValue] = {"minLength": 1, "pattern": r"\S"}
"""What OpenAPI says of a text that must not be blank, where the service has an error of its own for that."""
Date = Annotated[
    str, AfterValidator(real_date), Field(json_schema_extra={"format": "date"}, examples=["2024-04-01"])
]
Word = Annotated[str, Field(max_length=200)]
PassageId = Annotated[int, Field(ge=1, le=MAX_ID)]


class Span(Shape):
    """Days from which and to which, both included and either left open."""

    date_from: Date | None = None
    date_to: Date | None = Field(default=None, description="not before `date_from`")

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise PydanticCustomError("date_order", "dates the wrong way round")
        return self


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
