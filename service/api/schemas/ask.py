"""A question asked and answered."""

from typing import Annotated

from pydantic import Field, field_validator

from answering import results
from answering.results import Generator, Role, Status, Turn
from corpus.filters import SearchFilters
from service.api.schemas.citations import Citation
from service.api.schemas.common import ASKED, Shape, json_flag, json_number
from service.api.schemas.search import Filters
from service.languages import Language
from service.sentences import said

MAX_LIMIT = 50
MAX_TURNS = 100


class Message(Shape):
    """One earlier turn of the conversation."""

    role: Role
    content: str


class AskBody(Shape):
    """The body of `POST /ask`."""

    question: str = Field(
        description="500 characters at most, a letter or digit among them",
        examples=["老年人优待凭证几年有效？"],
        json_schema_extra=ASKED,
    )
    messages: Annotated[list[Message], Field(max_length=MAX_TURNS)] = Field(
        default_factory=list, description="earlier turns, oldest first; 8000 characters together at most"
    )
    filters: Filters = Field(default_factory=Filters)
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="passages read at most")
    stream: bool = False
    generator: Generator = Generator.EXTRACTIVE

    @field_validator("limit", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        return json_number(value)

    @field_validator("stream", mode="before")
    @classmethod
    def _flags(cls, value: object) -> object:
        return json_flag(value)

    def request(self, filters: SearchFilters) -> results.AskRequest:
        """The question as answering takes it; `filters` are those the caller may ask for."""
        return results.AskRequest(
            question=self.question,
            messages=tuple(Turn(turn.role, turn.content) for turn in self.messages),
            filters=filters,
            limit=self.limit,
            generator=self.generator,
        )


class AnswerCitation(Citation):
    """A citation with its number in the answer; `marked` are half-open ranges of `text`: the words that answer."""

    number: int
    marked: list[tuple[int, int]]


class AnswerSentence(Shape):
    """A sentence and the numbers of the citations that support it.

    `verbatim`: it stands word for word in the first of them. `supported` is false for a model's sentence that
    failed the check.
    """

    text: str
    citations: list[int]
    verbatim: bool
    supported: bool


class AnswerBody(Shape):
    """The answer to a question, or why there is none."""

    status: Status
    reason: str | None = Field(description="what is missing, where the sources do not say")
    question_understood: str
    answer: str = Field(description="the sentences with the numbers of their citations, as …[1]…")
    sentences: list[AnswerSentence]
    citations: list[AnswerCitation]
    nearest: list[Citation] = Field(description="passages that come near but do not answer")
    confidence: float = Field(ge=0, le=1)
    generator_used: Generator
    took_ms: float

    @classmethod
    def of(cls, answer: results.Answer, language: Language = Language.ZH) -> "AnswerBody":
        """The shape of an answer, its reason in a language."""
        return cls(
            status=answer.status,
            reason=answer.reason and said(answer.reason, language),
            question_understood=answer.question_understood,
            answer=answer.text,
            sentences=[AnswerSentence.model_validate(sentence) for sentence in answer.sentences],
            citations=[numbered_citation(one) for one in answer.citations],
            nearest=[Citation.of(citation) for citation in answer.nearest],
            confidence=answer.confidence,
            generator_used=answer.generator_used,
            took_ms=answer.took_ms,
        )


def numbered_citation(one: results.NumberedCitation) -> AnswerCitation:
    """The shape of a citation in an answer."""
    citation = Citation.of(one.citation).model_dump()
    return AnswerCitation(**citation, number=one.number, marked=list(one.marked))
