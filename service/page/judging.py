"""`/judge`: whether a hit or an answer is of use, from a page without script."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from service.api.dependencies import Caller, CurrentReach, CurrentView, Service
from service.api.feedback import judge
from service.api.schemas.feedback import FeedbackBody
from service.page.signing import own_path

router = APIRouter(include_in_schema=False)
LENGTH = 4000


@router.post("/judge")
def judged(
    chuchu: Service,
    view: CurrentView,
    reach: CurrentReach,
    caller: Caller,
    query: Annotated[str, Form(max_length=2000)] = "",
    verdict: Annotated[str, Form(max_length=20)] = "",
    kind: Annotated[str, Form(max_length=20)] = "search",
    code: Annotated[str, Form(max_length=40)] = "",
    goal: Annotated[str, Form(alias="next", max_length=LENGTH)] = "/",
) -> Response:
    """Keep a judgement, as the API does, and go back to the page, which says thanks."""
    sent = {"query": query, "verdict": verdict, "kind": kind, "code": code or None}
    try:
        body = FeedbackBody.model_validate(sent)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    judge(body, chuchu, view, reach, caller)
    address, _, fragment = own_path(goal).partition("#")
    back = f"{address}{'&' if '?' in address else '?'}judged={verdict}"
    return RedirectResponse(f"{back}#{fragment}" if fragment else back, 303)
