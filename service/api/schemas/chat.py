"""The OpenAI-compatible face of `/ask`: what chat clients send and read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from answering.results import Status
from service.api.schemas.ask import AnswerCitation
from service.api.schemas.search import Filters


class Lenient(BaseModel):
    """Clients of this protocol send many options that mean nothing here; unknown ones are passed over."""

    model_config = ConfigDict(extra="ignore")


class ContentPart(Lenient):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class ChatMessage(Lenient):
    """A message of the conversation; only those of user and assistant count."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        """The message's words."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(part.text for part in self.content if part.type == "text")


class ChatBody(Lenient):
    """The body of `POST /v1/chat/completions`; `filters` is ours."""

    model: str
    messages: list[ChatMessage] = Field(min_length=1, max_length=1000)
    stream: bool = False
    filters: Filters = Field(default_factory=Filters)


class ReplyMessage(BaseModel):
    """What is answered."""

    role: Literal["assistant"] = "assistant"
    content: str


class Choice(BaseModel):
    """The one answer."""

    index: int = 0
    message: ReplyMessage
    finish_reason: Literal["stop"] = "stop"


class Extension(BaseModel):
    """What the protocol has no place for."""

    status: Status
    reason: str | None
    question_understood: str
    confidence: float
    citations: list[AnswerCitation]


class ChatCompletion(Extension):
    """An answer in the protocol's shape."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]


class Delta(BaseModel):
    """Further text."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(BaseModel):
    """A step of the one answer."""

    index: int = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None


class ChatChunk(BaseModel):
    """A step of an answer; the last one carries the extension."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]


class LastChunk(ChatChunk, Extension):
    """The last step, with what the protocol has no place for."""


class ModelCard(BaseModel):
    """A name under which questions are answered."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: Literal["chuchu"] = "chuchu"


class ModelList(BaseModel):
    """The names."""

    object: Literal["list"] = "list"
    data: list[ModelCard]
