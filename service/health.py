"""Whether the service can answer, asked of its parts."""

from corpus.errors import ChuchuError
from service.api.schemas.health import IndexState, LanguageModel, Ready
from service.bootstrap import Chuchu
from service.serving import Serving


def index_states(chuchu: Chuchu, head: int) -> dict[str, IndexState]:
    """Each index of the published snapshot, and how many changes it lacks."""
    snapshot = chuchu.follower.current()
    at = {"vectors": snapshot.vectors.change, "words": snapshot.words.change, "texts": snapshot.texts.change}
    return {name: IndexState(change=change, behind=max(0, head - change)) for name, change in at.items()}


def language_model(chuchu: Chuchu) -> LanguageModel:
    """The language model, as far as is known without asking it."""
    settings = chuchu.settings.answers
    if settings.problem is not None:
        return LanguageModel(configured=False, problem=f"model_misconfigured：{settings.problem}")
    if settings.endpoint is None:
        return LanguageModel(configured=False)
    return LanguageModel(configured=True, problem=chuchu.answers.model_problem)


def readiness(serving: Serving) -> Ready:
    """Whether queries are answered.

    An index that is a few changes behind answers, at an earlier view; one that cannot go on is not ready.
    """
    chuchu = serving.chuchu
    if not serving.started:
        return _unready("starting", LanguageModel(configured=chuchu.settings.answers.endpoint is not None))
    model = language_model(chuchu)
    try:
        head = chuchu.catalogue.head()
    except ChuchuError as error:
        return _unready(error.code, model)
    return Ready(
        ready=serving.problem is None,
        change=head,
        indexes=index_states(chuchu, head),
        encoder=str(chuchu.encoder.fingerprint),
        problem=serving.problem,
        language_model=model,
    )


def _unready(problem: str, model: LanguageModel) -> Ready:
    return Ready(ready=False, change=None, indexes={}, encoder=None, problem=problem, language_model=model)
