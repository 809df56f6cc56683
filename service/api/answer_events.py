"""The steps of an answer as server-sent events: `evidence`, `delta`, `cited`, `done`, `failed`."""

import threading
from collections.abc import Callable, Iterator

from pydantic import BaseModel
from starlette.requests import Request

from answering.results import AnswerEvent, AskRequest, Done, EvidenceFound, Failed, SentenceCited, TextDelta
from corpus.errors import ChuchuError
from service.api.leaving import EventStream, while_there
from service.api.schemas.ask import AnswerBody
from service.api.schemas.ask_events import CitedEvent, DeltaEvent, EvidenceEvent, FailedEvent
from service.api.turns import turn_for
from service.languages import Language, accepted_language
from service.replies import told
from service.serving import Serving

Encode = Callable[[Iterator[AnswerEvent]], Iterator[bytes]]


async def event_stream(request: Request, served: Serving, asked: AskRequest, encode: Encode) -> EventStream:
    """Give a question's answer as a stream.

    What comes before the first event (a question that cannot be asked) fails as any request does; what comes
    after is the event `failed`. No connection to the database is held between events.
    """
    gone = threading.Event()
    events = served.chuchu.answers.events(asked, gone.is_set)
    async with turn_for(served, asked) as threads:
        first = await while_there(request, lambda _: next(events), threads)
    return EventStream(encode(_never_failing(first, events, request)), gone, threads)


def encoded(events: Iterator[AnswerEvent], language: Language) -> Iterator[bytes]:
    """The events on the wire, what they say of themselves in a language; JSON holds no line break."""
    for event in events:
        name, body = _named(event, language)
        yield f"event: {name}\ndata: {body.model_dump_json()}\n\n".encode()


def _named(event: AnswerEvent, language: Language) -> tuple[str, BaseModel]:
    match event:
        case EvidenceFound():
            return "evidence", EvidenceEvent.of(event)
        case TextDelta():
            return "delta", DeltaEvent(text=event.text)
        case SentenceCited():
            return "cited", CitedEvent.of(event)
        case Done():
            return "done", AnswerBody.of(event.answer, language)
        case Failed():
            return "failed", FailedEvent(code=event.code, message=event.message)


def _never_failing(
    first: AnswerEvent, events: Iterator[AnswerEvent], request: Request
) -> Iterator[AnswerEvent]:
    language = accepted_language(request.headers.get("accept-language", ""))
    yield first
    try:
        yield from events
    except ChuchuError as error:
        _, code, message, _ = told(error, language)
        yield Failed(code, message)
    except Exception as error:
        _, code, message, _ = told(error, language)
        yield Failed(code, message)
        raise
