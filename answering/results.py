"""A question asked and answered: frozen values that pass between answering and the service."""

from dataclasses import dataclass, field
from enum import StrEnum

from corpus.citations import Citation
from corpus.filters import SearchFilters


class Generator(StrEnum):
    """What writes the answer."""

    EXTRACTIVE = "extractive"
    MODEL = "model"


class Status(StrEnum):
    """Whether the sources say."""

    ANSWERED = "answered"
    INSUFFICIENT = "insufficient_evidence"


class Role(StrEnum):
    """Who said a turn of a conversation."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question as asked; `messages` are earlier turns, oldest first. `limit` bounds the passages read."""

    question: str
    messages: tuple[Turn, ...] = ()
    filters: SearchFilters = field(default_factory=SearchFilters)
    limit: int = 10
    generator: Generator = Generator.EXTRACTIVE


@dataclass(frozen=True, slots=True)
class NumberedCitation:
    """A citation with the number that stands for it in the answer, from 1.

    `marked` are half-open ranges of the citation's text: the words that answer.
    """

    number: int
    citation: Citation
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence and the numbers of the citations that support it.

    `verbatim`: it stands word for word in the first of them; a model's own sentence was checked instead.
    `supported` is False only for a model's sentence that failed the check and is shown marked as such.
    """

    text: str
    citations: tuple[int, ...]
    verbatim: bool = True
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as answered.

    `reason` says why the sources do not suffice, or why the model was not used. `question_understood` is the
    question made whole from the conversation. `text` is the sentences with their marks, as `…[1]…`. `nearest`
    holds passages that are near but do not answer. `confidence` is calibrated, in [0, 1]. `took_ms`: milliseconds.
    """

    status: Status
    reason: str | None
    question_understood: str
    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[NumberedCitation, ...]
    nearest: tuple[Citation, ...]
    confidence: float
    generator_used: Generator
    took_ms: float


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """Event `evidence`: what the answer will be made from."""

    question_understood: str
    citations: tuple[NumberedCitation, ...]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Event `delta`: further text of the answer; a model's sentence comes when it is whole and was checked."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceCited:
    """Event `cited`: a finished sentence, checked."""

    index: int
    sentence: AnswerSentence


@dataclass(frozen=True, slots=True)
class Done:
    """Event `done`: the whole answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """Event `failed`: the answer could not be finished."""

    code: str
    message: str


AnswerEvent = EvidenceFound | TextDelta | SentenceCited | Done | Failed
