"""`/v1`: Chuchu as a model for chat clients, by the protocol that most of them speak."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from answering.results import Answer, AnswerEvent, AskRequest, Done, Failed, Generator, Role, Turn
from corpus.filters import SearchFilters
from service.api.answer_events import event_stream
from service.api.dependencies import CurrentReach, Served, Service
from service.api.leaving import while_there
from service.api.schemas.ask import numbered_citation
from service.api.schemas.chat import (
    ChatBody,
    ChatChunk,
    ChatCompletion,
    Choice,
    ChunkChoice,
    Delta,
    Extension,
    LastChunk,
    ModelCard,
    ModelList,
    ReplyMessage,
)
from service.api.turns import turn_for
from service.chat_text import Transcript, whole
from service.errors import ChatModelUnknown

router = APIRouter(prefix="/v1", tags=["chat"])
NAMES = {"chuchu": Generator.EXTRACTIVE, "chuchu-model": Generator.MODEL}
CONVERSATION = 8000
"""Characters of earlier turns that are read, the latest first: chat clients send all of them for ever."""
TURN = 2000


@router.get("/models")
def models(chuchu: Service) -> ModelList:
    """The names to ask under: `chuchu` for the sources' own words, `chuchu-model` where a model is configured."""
    names = [name for name, kind in NAMES.items() if kind is Generator.EXTRACTIVE or chuchu.answers.has_model]
    return ModelList(data=[ModelCard(id=name) for name in names])


@router.get("/models/{name}")
def model(name: str, chuchu: Service) -> ModelCard:
    """One name."""
    found = next((card for card in models(chuchu).data if card.id == name), None)
    if found is None:
        raise ChatModelUnknown(name)
    return found


@router.post("/chat/completions", response_model=ChatCompletion)
async def completions(
    request: Request, body: ChatBody, served: Served, reach: CurrentReach
) -> ChatCompletion | Response:
    """An answer to the last message; its citations are numbered references, and the field `citations`."""
    asked = question(body, reach.within(body.filters.values()))
    base_url = str(request.base_url)
    if body.stream:
        return await event_stream(
            request, served, asked, partial(_chunks, model=body.model, base_url=base_url)
        )
    answers = served.chuchu.answers
    async with turn_for(served, asked) as threads:
        answer = await while_there(request, lambda stopped: answers.answer(asked, stopped), threads)
    choice = Choice(message=ReplyMessage(content=whole(answer, base_url)))
    return ChatCompletion(
        id=_new_id(), created=int(time.time()), model=body.model, choices=[choice], **dict(extension(answer))
    )


def question(body: ChatBody, filters: SearchFilters) -> AskRequest:
    """The request: the last message of the user is the question, what comes before it the conversation.

    Raises:
        ChatModelUnknown: no such name.
    """
    if body.model not in NAMES:
        raise ChatModelUnknown(body.model)
    spoken = [one for one in body.messages if one.role in ("user", "assistant") and one.text.strip()]
    last = max((i for i, one in enumerate(spoken) if one.role == "user"), default=-1)
    turns = [Turn(Role(one.role), one.text[:TURN]) for one in spoken[: max(last, 0)]]
    asked = spoken[last].text if last >= 0 else ""
    return AskRequest(asked, tuple(_latest(turns)), filters, generator=NAMES[body.model])


def extension(answer: Answer) -> Extension:
    """What the protocol has no place for."""
    return Extension(
        status=answer.status,
        reason=answer.reason,
        question_understood=answer.question_understood,
        confidence=answer.confidence,
        citations=[numbered_citation(one) for one in answer.citations],
    )


def _latest(turns: list[Turn]) -> list[Turn]:
    kept: list[Turn] = []
    for turn in reversed(turns):
        if sum(len(one.content) for one in kept) + len(turn.content) > CONVERSATION:
            break
        kept.insert(0, turn)
    return kept


def _chunks(events: Iterator[AnswerEvent], model: str, base_url: str) -> Iterator[bytes]:
    transcript = Transcript(base_url)
    chunk: Callable[..., ChatChunk] = partial(ChatChunk, id=_new_id(), created=int(time.time()), model=model)
    yield _encoded(chunk(choices=[ChunkChoice(delta=Delta(role="assistant", content=""))]))
    for event in events:
        if isinstance(event, Failed):
            failed = {"error": {"code": event.code, "message": event.message, "detail": {}}}
            yield f"data: {json.dumps(failed, ensure_ascii=False)}\n\n".encode()
            return
        if text := transcript.text(event):
            yield _encoded(chunk(choices=[ChunkChoice(delta=Delta(content=text))]))
        if isinstance(event, Done):
            end = [ChunkChoice(delta=Delta(), finish_reason="stop")]
            told = chunk(choices=end).model_dump() | dict(extension(event.answer))
            yield _encoded(LastChunk.model_validate(told))
    yield b"data: [DONE]\n\n"


def _encoded(chunk: ChatChunk) -> bytes:
    return f"data: {chunk.model_dump_json(exclude_none=not isinstance(chunk, LastChunk))}\n\n".encode()


def _new_id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
