"""`/citations`: a code resolved, for ever."""

from fastapi import APIRouter

from service.api.dependencies import CurrentView
from service.api.schemas.citations import ResolvedCode
from service.errors import CitationUnknown

router = APIRouter(prefix="/citations", tags=["citations"])


@router.get("/{code}")
def citation(code: str, view: CurrentView) -> ResolvedCode:
    """What stands now at the place of a citation code: `current`, `changed` or `gone`."""
    resolved = view.resolve_code(code)
    if resolved is None:
        raise CitationUnknown(code)
    return ResolvedCode.of(resolved)
