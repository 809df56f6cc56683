"""Judgements of hits and answers."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from corpus.store import feedback
from corpus.store.feedback import Judged, Verdict
from service.api.schemas.common import Shape

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


CODE_NEEDED: dict[str, JsonValue] = {
    "if": {"properties": {"verdict": {"enum": ["right", "wrong"]}}},
    "then": {"required": ["code"], "properties": {"code": {"type": "string"}}},
}


class FeedbackBody(Shape):
    """A judgement: `right` and `wrong` are of the passage of a citation code, `missing` says that none answers."""

    model_config = ConfigDict(json_schema_extra=CODE_NEEDED)

    query: Question = Field(
        description="the query or question, as it was asked", examples=["河道里能倒渣土吗"]
    )
    verdict: Verdict
    code: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="the citation judged; may be left out where something is missing"
    )
    kind: Judged = Judged.SEARCH
    note: Note | None = Field(default=None, description="in the judge's own words")

    @model_validator(mode="after")
    def _names_what_it_judges(self) -> Self:
        if self.code is None and self.verdict is not Verdict.MISSING:
            raise PydanticCustomError("code_needed", "a citation code is needed")
        return self


class KeptJudgement(Shape):
    """A judgement as it is kept, with the words cited as they stood then. `made_at` is UTC, ISO 8601.

    `made_by` is the key or user (`key:…`, `user:…`); null where the service is open to everyone.
    """

    id: str
    kind: Judged
    query: str
    verdict: Verdict
    code: str | None
    collection: str | None
    source_path: str | None
    text: str | None
    note: str | None
    made_by: str | None
    made_at: str

    @classmethod
    def of(cls, kept: feedback.KeptJudgement) -> "KeptJudgement":
        """The shape of a kept judgement."""
        return cls.model_validate(kept)


class FeedbackList(Shape):
    """Judgements, the newest first; `total` counts all."""

    total: int
    judgements: list[KeptJudgement]

    @classmethod
    def of(cls, page: feedback.FeedbackPage) -> "FeedbackList":
        """The shape of a page of judgements."""
        return cls.model_validate(page)
