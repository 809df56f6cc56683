"""`/feedback`: judgements of hits and answers, kept for evaluation."""

from typing import Annotated

from fastapi import APIRouter, Query

from corpus.citations import Citation
from corpus.filters import Reach
from corpus.store.feedback import Judgement
from corpus.store.view import View
from service.api.dependencies import Caller, CurrentReach, CurrentView, Service
from service.api.schemas.feedback import FeedbackBody, FeedbackList, KeptJudgement
from service.errors import CitationUnknown

router = APIRouter(prefix="/feedback", tags=["feedback"])


@router.post("", status_code=201)
def judge(
    body: FeedbackBody, chuchu: Service, view: CurrentView, reach: CurrentReach, caller: Caller
) -> KeptJudgement:
    """Keep a judgement of a hit or an answer. A code that the caller may not read is unknown, as one never issued."""
    cited = _cited(body.code, view, reach) if body.code else None
    made_by = caller.mark if caller.is_known else None
    judgement = Judgement(body.query, body.verdict, body.kind, cited, body.note or None, made_by)
    return KeptJudgement.of(chuchu.feedback.keep(judgement))


@router.get("")
def judgements(
    chuchu: Service,
    reach: CurrentReach,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> FeedbackList:
    """Judgements, the newest first, of passages that the caller may read."""
    return FeedbackList.of(chuchu.feedback.page(limit, offset, reach.collections))


def _cited(code: str, view: View, reach: Reach) -> Citation:
    resolved = view.resolve_code(code, reach.collections)
    if resolved is None or resolved.citation is None:
        raise CitationUnknown(code)
    return resolved.citation
