"""The language model: one call as a stream of text, bounded in time, number and length.

Each call runs in an event loop of its own, so that a reader who leaves and a deadline that passes end it within
a twentieth of a second, whatever the other side does. The client library is imported with the first call.
"""

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ssl import SSLContext, create_default_context
from typing import TYPE_CHECKING, TypeVar

from answering.model.errors import (
    ModelBroken,
    ModelBusy,
    ModelFailed,
    ModelGarbled,
    ModelRefused,
    ModelTimedOut,
    ModelUnreachable,
    Stopped,
)
from answering.model.probe import Probe
from answering.model.settings import ModelSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.05
MOST_CHARACTERS = 8000
"""Characters after which an answer is taken for runaway and cut."""
NO_KEY = "none"

T = TypeVar("T")
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to the model; `role` is `system` or `user`."""

    role: str
    content: str


class ModelClient:
    """Calls one endpoint. Safe to use from several threads; at most `concurrent` calls run at a time."""

    def __init__(self, settings: ModelSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self._clock = clock
        self._turns = threading.BoundedSemaphore(settings.concurrent)
        self._last: str | None = None
        self._calls: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._probe = Probe(settings.url)
        self._certificates: SSLContext | None = None

    @property
    def problem(self) -> str | None:
        """The code of what keeps it from answering: what the last call failed for, or that nobody listens."""
        return self._last or ("model_unreachable" if self._probe.reachable is False else None)

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls came to what: `ok`, `stopped`, or the code of what they failed for."""
        with self._counting:
            return dict(self._calls)

    def _count(self, outcome: str) -> None:
        with self._counting:
            self._calls[outcome] += 1

    def text(self, messages: Sequence[Message], stopped: Stop) -> str:
        """Give an answer whole. Raises as `pieces` does."""
        return "".join(self.pieces(messages, stopped))

    def pieces(self, messages: Sequence[Message], stopped: Stop) -> Iterator[str]:
        """Give an answer as it is written.

        Raises:
            ModelFailed: it came to nothing, or stopped before its end; what came before is then worth nothing.
            Stopped: `stopped` said so.
        """
        _load_library()
        deadline = self._clock() + self.settings.timeout_s
        with self._turn(deadline, stopped):
            try:
                yield from self._called(messages, deadline, stopped)
            except Stopped:
                self._count("stopped")
                raise
            except ModelFailed as error:
                self._count(error.code)
                logger.warning("the language model failed: %s", error.code)
                self._last = error.code
                raise
            self._last = None
            self._count("ok")

    @contextmanager
    def _turn(self, deadline: float, stopped: Stop) -> Iterator[None]:
        until = min(deadline, self._clock() + self.settings.queue_s)
        while not self._turns.acquire(timeout=POLL_SECONDS):
            if stopped():
                raise Stopped
            if self._clock() >= until:
                raise ModelBusy
        try:
            yield
        finally:
            self._turns.release()

    def _called(self, messages: Sequence[Message], deadline: float, stopped: Stop) -> Iterator[str]:
        """Drive the call piece by piece; closing this generator closes the connection."""
        with asyncio.Runner() as runner:
            stream = self._stream(messages)
            try:
                while (piece := runner.run(self._next(stream, deadline, stopped))) is not None:
                    yield piece
            finally:
                runner.run(_closed(stream))

    async def _next(self, stream: AsyncIterator[str], deadline: float, stopped: Stop) -> str | None:
        return await self._watched(anext(stream, None), deadline, stopped)

    async def _watched(self, work: Awaitable[T], deadline: float, stopped: Stop) -> T:
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                left = deadline - self._clock()
                await asyncio.wait({task}, timeout=max(0.0, min(POLL_SECONDS, left)))
                if stopped():
                    raise Stopped
                if left <= 0 and not task.done():
                    raise ModelTimedOut(self.settings.timeout_s)
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError, ModelFailed):
                    await task

    async def _stream(self, messages: Sequence[Message]) -> AsyncIterator[str]:
        settings, received = self.settings, _Received()
        with _failures(settings.timeout_s, received):
            async with self._client() as client:
                answer = await client.chat.completions.create(
                    model=settings.model,
                    messages=_as_sent(messages),
                    stream=True,
                    temperature=0,
                    max_tokens=settings.answer_tokens,
                )
                async for chunk in answer:
                    for piece in received.read(chunk):
                        yield piece
                    if received.ended or received.length > MOST_CHARACTERS:
                        break
        if not received.length:
            raise ModelGarbled
        if not received.ended:
            raise ModelBroken

    def _client(self) -> "AsyncOpenAI":
        import openai

        settings = self.settings
        if self._certificates is None:
            self._certificates = create_default_context()
        # No redirects: the passages go where the administrator said, and nowhere else.
        http = openai.DefaultAsyncHttpxClient(follow_redirects=False, verify=self._certificates)
        return openai.AsyncOpenAI(
            api_key=settings.key or NO_KEY,
            base_url=settings.url,
            timeout=settings.timeout_s,
            max_retries=settings.retries,
            http_client=http,
        )


class _Received:
    """What has come of an answer."""

    def __init__(self) -> None:
        self.length = 0
        self.ended = False

    def read(self, chunk: "ChatCompletionChunk") -> Iterator[str]:
        for choice in (chunk.choices or ())[:1]:
            self.ended = self.ended or choice.finish_reason is not None
            piece = choice.delta.content if choice.delta else None
            if piece is not None:
                self.length += len(piece)
                yield piece + ""  # a value that is no text fails here, not at the reader


@contextmanager
def _failures(timeout_s: float, received: _Received) -> Iterator[None]:
    """Name what the client library raises in our own terms."""
    import openai

    try:
        yield
    except openai.APITimeoutError as error:
        raise ModelTimedOut(timeout_s) from error
    except openai.APIConnectionError as error:
        raise (ModelBroken if received.length else ModelUnreachable) from error
    except openai.APIStatusError as error:
        raise _refusal(error.status_code) from error
    except openai.OpenAIError as error:
        raise ModelBroken from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        # The library builds its values unchecked: what is no answer of the protocol fails where it is read.
        raise ModelGarbled from error


def _load_library() -> None:
    """Import the client library, a third of a second once, before the clock of a call runs."""
    import openai

    assert openai.VERSION


def _as_sent(messages: Sequence[Message]) -> "list[ChatCompletionMessageParam]":
    sent: list[ChatCompletionMessageParam] = []
    for one in messages:
        if one.role == "system":
            sent.append({"role": "system", "content": one.content})
        else:
            sent.append({"role": "user", "content": one.content})
    return sent


def _refusal(status: int) -> ModelFailed:
    if status == 429:
        return ModelBusy()
    return ModelRefused(status) if status < 500 else ModelBroken()


async def _closed(stream: AsyncIterator[str]) -> None:
    close = getattr(stream, "aclose", None)
    if close is not None:
        with suppress(ModelFailed):
            await close()
