"""`/citations`: a code resolved, for ever."""

from dataclasses import replace

from fastapi import APIRouter

from service.api.dependencies import CurrentReach, CurrentView, Service
from service.api.schemas.citations import ResolvedCode
from service.api.standing import told_now
from service.errors import CitationUnknown

router = APIRouter(prefix="/citations", tags=["citations"])


@router.get("/{code}")
def citation(code: str, chuchu: Service, view: CurrentView, reach: CurrentReach) -> ResolvedCode:
    """What stands now at the place of a citation code: `current`, `changed` or `gone`."""
    resolved = view.resolve_code(code)
    if resolved is None:
        raise CitationUnknown(code)
    if resolved.citation is not None:
        (cited,) = told_now([resolved.citation], view, reach, chuchu.today())
        resolved = replace(resolved, citation=cited)
    return ResolvedCode.of(resolved)
