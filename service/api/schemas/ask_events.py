"""The steps of an answer."""

from pydantic import Field

from answering import results
from service.api.schemas.ask import AnswerCitation, AnswerSentence, numbered_citation
from service.api.schemas.common import Shape


class EvidenceEvent(Shape):
    """`evidence`: what the answer is made from, under the numbers that `delta` and `cited` use."""

    question_understood: str
    citations: list[AnswerCitation]

    @classmethod
    def of(cls, event: results.EvidenceFound) -> "EvidenceEvent":
        """The shape of the event."""
        citations = [numbered_citation(one) for one in event.citations]
        return cls(question_understood=event.question_understood, citations=citations)


class DeltaEvent(Shape):
    """`delta`: further text of the answer, checked."""

    text: str


class CitedEvent(Shape):
    """`cited`: a finished sentence with the numbers of its citations."""

    index: int = Field(description="from 0")
    sentence: AnswerSentence

    @classmethod
    def of(cls, event: results.SentenceCited) -> "CitedEvent":
        """The shape of the event."""
        return cls(index=event.index, sentence=AnswerSentence.model_validate(event.sentence))


class FailedEvent(Shape):
    """`failed`: the answer could not be finished."""

    code: str
    message: str
