"""`/ask`: a question answered in the sources' own words."""

from fastapi import APIRouter

from service.api.dependencies import CurrentReach, Service
from service.api.schemas.ask import AnswerBody, AskBody

router = APIRouter(prefix="/ask", tags=["ask"])


@router.post("")
def ask(body: AskBody, chuchu: Service, reach: CurrentReach) -> AnswerBody:
    """An answer in which every sentence is a source's own words, or why the sources do not say."""
    return AnswerBody.of(chuchu.answers.answer(body.request(reach.within(body.filters.values()))))
