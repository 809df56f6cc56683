"""Whether the service can answer, asked of its parts."""

from corpus.errors import ChuchuError
from service.api.schemas.health import IndexState, Ready
from service.bootstrap import Chuchu
from service.serving import Serving


def index_states(chuchu: Chuchu, head: int) -> dict[str, IndexState]:
    """Each index of the published snapshot, and how many changes it lacks."""
    snapshot = chuchu.follower.current()
    at = {"vectors": snapshot.vectors.change, "words": snapshot.words.change, "texts": snapshot.texts.change}
    return {name: IndexState(change=change, behind=max(0, head - change)) for name, change in at.items()}


def readiness(serving: Serving) -> Ready:
    """Whether queries are answered.

    An index that is a few changes behind answers, at an earlier view; one that cannot go on is not ready.
    """
    chuchu = serving.chuchu
    if not serving.started:
        return Ready(ready=False, change=None, indexes={}, encoder=None, problem="starting")
    try:
        head = chuchu.catalogue.head()
    except ChuchuError as error:
        return Ready(ready=False, change=None, indexes={}, encoder=None, problem=error.code)
    return Ready(
        ready=serving.problem is None,
        change=head,
        indexes=index_states(chuchu, head),
        encoder=str(chuchu.encoder.fingerprint),
        problem=serving.problem,
    )
