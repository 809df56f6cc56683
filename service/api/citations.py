"""`/citations`: a code resolved, for ever."""

from fastapi import APIRouter

from service.api.dependencies import CurrentReach, CurrentView, Service
from service.api.schemas.citations import ResolvedCode
from service.api.standing import resolved_now

router = APIRouter(prefix="/citations", tags=["citations"])


@router.get("/{code}")
def citation(code: str, chuchu: Service, view: CurrentView, reach: CurrentReach) -> ResolvedCode:
    """What stands now at the place of a citation code: `current`, `changed` or `gone`."""
    return ResolvedCode.of(resolved_now(code, view, reach, chuchu.today()))
