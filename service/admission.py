"""How many searches run at once, how many wait and how long: more are told to come again.

Beyond one a core, searches only take the processor from each other, and all become slow at once.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from math import inf
from typing import TypeVar

from anyio import CapacityLimiter, move_on_after, to_thread

from service.errors import Overloaded
from service.settings_load import LoadSettings

Result = TypeVar("Result")
LEAVING = 16
"""Threads beyond the turns: work whose client has gone gives its turn back before it ends."""
PATIENT = 64
"""Answers that wait for a language model at once."""


class Admission:
    """A bounded queue in front of what is dear. Used from the event loop alone."""

    def __init__(self, settings: LoadSettings, cores: int, asker: ContextVar[str] | None = None) -> None:
        """`asker` tells who asks, where that is known."""
        self._turns = CapacityLimiter(settings.at_once or cores)
        self._asker, self._of_askers = asker, dict[str, CapacityLimiter]()
        self._entered = self._refused = 0
        self._waiting, self._seconds = settings.waiting, settings.wait_ms / 1000
        # Threads apart from those of other requests, so that waiting for a language model never uses up either.
        self.threads = CapacityLimiter(self._turns.total_tokens + LEAVING)
        self.patient_threads = CapacityLimiter(PATIENT)

    @property
    def load(self) -> tuple[int, int]:
        """How many searches run, and how many wait."""
        state = self._turns.statistics()
        return state.borrowed_tokens, max(0, self._entered - state.borrowed_tokens)

    @property
    def refused(self) -> int:
        """How many were told to come again since the start."""
        return self._refused

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do a piece of work in a thread when its turn comes. Raises as `turn` does."""
        async with self.turn():
            return await to_thread.run_sync(work, limiter=self.threads)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and keep it until left. Whoever has one must not ask for another: two could wait for ever.

        One asker stands in the queue no more often than there are turns, and waits for more apart: whoever sends
        a hundred searches at once keeps another waiting for one or two of them.

        Raises:
            Overloaded: too many wait already, or its turn did not come in time.
        """
        if self._entered >= self._turns.total_tokens + self._waiting:
            raise self._overloaded()
        turn = object()
        with self._place_of_asker() as place:
            try:
                with move_on_after(self._seconds) as patience:
                    await place.acquire_on_behalf_of(turn)
                    await self._turns.acquire_on_behalf_of(turn)
                if patience.cancelled_caught:
                    raise self._overloaded()
                yield
            finally:
                for limiter in (self._turns, place):
                    if turn in limiter.statistics().borrowers:
                        limiter.release_on_behalf_of(turn)

    def _overloaded(self) -> Overloaded:
        self._refused += 1
        return Overloaded(self._seconds)

    @contextmanager
    def _place_of_asker(self) -> Iterator[CapacityLimiter]:
        """What bounds how often who asks now stands in the queue; where nobody is known, nothing does."""
        asker = self._asker.get("") if self._asker else ""
        place = self._of_askers.setdefault(asker, CapacityLimiter(self._turns.total_tokens if asker else inf))
        self._entered += 1
        try:
            yield place
        finally:
            self._entered -= 1
            state = place.statistics()
            if not state.borrowed_tokens and not state.tasks_waiting:
                self._of_askers.pop(asker, None)
