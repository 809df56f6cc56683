"""Whether the service can answer, asked of its parts."""

import re

from corpus.errors import ChuchuError
from service.api.schemas.health import IndexState, LanguageModel, Part, Ready
from service.bootstrap import Chuchu
from service.serving import Serving

_CODE = re.compile(r"[a-z_]+(?=：|$)")


def index_states(chuchu: Chuchu, head: int) -> dict[str, IndexState]:
    """Each index of the published snapshot, and how many changes it lacks."""
    snapshot = chuchu.follower.current()
    at = {"vectors": snapshot.vectors.change, "words": snapshot.words.change, "texts": snapshot.texts.change}
    return {name: IndexState(change=change, behind=max(0, head - change)) for name, change in at.items()}


def seconds_behind(chuchu: Chuchu) -> float:
    """How old the first change is that searches here do not see yet; 0 where they see all."""
    return round(chuchu.catalogue.seconds_behind(chuchu.follower.current().number), 3)


def language_model(chuchu: Chuchu) -> LanguageModel:
    """The language model, as far as is known without asking it."""
    settings = chuchu.settings.answers
    if settings.problem is not None:
        return LanguageModel(configured=False, problem=f"model_misconfigured：{settings.problem}")
    if settings.endpoint is None:
        return LanguageModel(configured=False)
    return LanguageModel(configured=True, problem=chuchu.answers.model_problem)


def readiness(serving: Serving) -> Ready:
    """Whether queries are answered, and how each part is.

    An index that is a few changes behind answers, at an earlier view; one that cannot go on is not ready. Where
    nothing can be written, a thread has died, or shared vectors are out of reach, queries are answered still: that is
    degraded.
    """
    chuchu = serving.chuchu
    if not serving.started:
        return _unready(
            "starting", LanguageModel(configured=chuchu.settings.answers.endpoint is not None), {}
        )
    model = language_model(chuchu)
    parts = _parts(serving, model)
    try:
        head = chuchu.catalogue.head()
        behind = seconds_behind(chuchu)
    except ChuchuError as error:
        return _unready(error.code, model, {**parts, "catalogue": Part(ok=False, problem=error.code)})
    stale = chuchu.settings.stale_seconds
    problem = serving.problem
    if problem is None and 0 < stale < behind:
        problem = f"stale：落后 {behind:.0f} 秒，超过 CHUCHU_STALE_SECONDS 的 {stale:g} 秒"
        parts["indexes"] = Part(ok=False, problem=problem)
    is_ready = problem is None
    return Ready(
        ready=is_ready,
        change=head,
        indexes=index_states(chuchu, head),
        seconds_behind=behind,
        encoder=str(chuchu.encoder.fingerprint),
        problem=problem,
        language_model=model,
        degraded=is_ready and not all(part.ok for part in parts.values()),
        parts={"catalogue": Part(ok=True), **parts},
    )


def outlined(state: Ready) -> Ready:
    """The same for those who may not watch over the service: what is well and the codes of what is not, no more.

    The number of a change tells how much is done in every collection, and what follows a code may name a place.
    """
    model = state.language_model
    return state.model_copy(
        update={
            "change": None,
            "indexes": {},
            "seconds_behind": None,
            "encoder": None,
            "problem": _code(state.problem),
            "language_model": model.model_copy(update={"problem": _code(model.problem)}),
            "parts": {
                name: part.model_copy(update={"problem": _code(part.problem)})
                for name, part in state.parts.items()
            },
        }
    )


def _code(problem: str | None) -> str | None:
    """The code that a problem begins with; one told in words alone is only told to be there."""
    if problem is None:
        return None
    code = _CODE.match(problem)
    return code.group() if code else "unwell"


def _parts(serving: Serving, model: LanguageModel) -> dict[str, Part]:
    settings = serving.chuchu.settings
    storage = serving.probe.state()
    parts = {
        "storage": Part(ok=storage.problem is None, problem=storage.problem),
        "indexes": Part(ok=serving.problem is None, problem=serving.problem),
        "encoder": Part(ok=True),
    }
    if settings.vectors.url:
        lost = serving.chuchu.follower.current().lost
        parts["vectors"] = Part(
            ok=lost is None, problem=None if lost is None else f"vectors_unavailable：{lost}"
        )
    for name, lives in serving.threads.items():
        parts[name] = Part(ok=lives, problem=None if lives else "stopped")
    if model.configured or model.problem:
        parts["language_model"] = Part(ok=model.problem is None, problem=model.problem)
    return parts


def _unready(problem: str, model: LanguageModel, parts: dict[str, Part]) -> Ready:
    return Ready(
        ready=False,
        change=None,
        indexes={},
        encoder=None,
        problem=problem,
        language_model=model,
        parts=parts,
    )
