"""Where an answer is made: in its turn among the searches, or, where it waits for a model, in a thread of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter

from answering.results import AskRequest, Generator
from service.serving import Serving


@asynccontextmanager
async def turn_for(served: Serving, asked: AskRequest) -> AsyncIterator[CapacityLimiter]:
    """Wait until a question may be answered; gives the threads in which to do it.

    An answer in the sources' own words is a search and waits as one. A model may take a minute to write: it would
    keep searches from their turn, and takes none.

    Raises:
        Overloaded: too many wait already, or its turn did not come in time.
    """
    if asked.generator is Generator.MODEL and served.chuchu.answers.has_model:
        yield served.admission.patient_threads
        return
    async with served.admission.turn():
        yield served.admission.threads
