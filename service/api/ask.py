"""`/ask`: a question answered in the sources' own words, or a model's, each sentence checked."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answer_events import encoded, event_stream
from service.api.dependencies import CurrentReach, Served
from service.api.leaving import while_there
from service.api.schemas.ask import AnswerBody, AskBody
from service.api.turns import turn_for
from service.languages import accepted_language

router = APIRouter(prefix="/ask", tags=["ask"])
STREAMED: dict[int | str, dict[str, object]] = {
    200: {
        "content": {"text/event-stream": {}},
        "description": "the answer, or with `stream` the events evidence, delta, cited, and last done or failed",
    }
}


@router.post("", response_model=AnswerBody, responses=STREAMED)
async def ask(request: Request, body: AskBody, served: Served, reach: CurrentReach) -> AnswerBody | Response:
    """An answer in which every sentence is a source's own words or was checked against them, or why there is none."""
    asked = body.request(reach.within(body.filters.values()))
    language = accepted_language(request.headers.get("accept-language", ""))
    if body.stream:
        return await event_stream(request, served, asked, partial(encoded, language=language))
    answers = served.chuchu.answers
    async with turn_for(served, asked) as threads:
        with served.metrics.stage("answer"):
            answer = await while_there(request, lambda stopped: answers.answer(asked, stopped), threads)
    return AnswerBody.of(answer, language)
