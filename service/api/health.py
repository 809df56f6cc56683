"""`/healthz` and `/readyz` for machines that watch, `/stats` for people who run the service."""

from fastapi import APIRouter, Response

from service.api.dependencies import CurrentReach, Served, Service, Watching
from service.api.schemas.health import Live, Ready, StatsBody
from service.health import index_states, outlined, readiness, seconds_behind
from service.version import version

probes = APIRouter(tags=["health"])
router = APIRouter(tags=["health"])


@probes.get("/healthz")
def live() -> Live:
    """The process lives and answers."""
    return Live()


@probes.get("/readyz", responses={503: {"model": Ready}})
def ready(served: Served, response: Response, watching: Watching) -> Ready:
    """Whether queries are answered: the catalogue reads, the indexes are published, the encoder is loaded.

    Anyone is told which part is well; numbers and what is wrong in words, those who may watch over the service.
    """
    state = readiness(served) if watching else outlined(readiness(served))
    response.status_code = 200 if state.ready else 503
    return state


@router.get("/stats")
def stats(chuchu: Service, reach: CurrentReach) -> StatsBody:
    """Counts of what is live within what the caller may read; to those who may read all, how level the indexes are."""
    counts = chuchu.catalogue.stats(reach)
    reads_all = reach.collections is None  # changes are counted over every collection
    return StatsBody(
        documents=counts.documents,
        passages=counts.passages,
        characters=counts.characters,
        files=counts.files,
        collections=counts.collections,
        change=counts.change if reads_all else None,
        indexes=index_states(chuchu, counts.change) if reads_all else {},
        seconds_behind=seconds_behind(chuchu) if reads_all else None,
        model=str(chuchu.encoder.fingerprint),
        version=version(),
    )
