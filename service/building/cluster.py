"""From settings to an indexing run on a Ray cluster."""

from collections.abc import Callable
from contextlib import ExitStack

from embeddings.builtin_model import ensure_builtin
from embeddings.encoder import Encoder
from embeddings.factory import BUILTIN, EncoderChoice
from indexer.cluster.ray_worker import Untyped
from indexer.cluster.setting_up import Cluster, ClusterChoice, ModelChoice, cluster, model_source
from indexer.cluster.worker import WorkerPlan
from parsing.parser import Parser
from service.settings import Settings


def open_cluster(
    open_parts: ExitStack, address: str, settings: Settings, encoder: Callable[[], Encoder], parser: Parser
) -> Cluster:
    """Connect to a cluster until `open_parts` is closed; the model and the limits are those of the settings.

    Raises:
        ChuchuError: the cluster cannot be used; each error names the option or setting, and the cure.
    """
    ray = settings.ray
    choice = ClusterChoice(address, ray.cpus_per_worker, ray.gpus_per_worker, ray.workers, ray.wait_s)

    def plan(library: Untyped) -> WorkerPlan:
        return WorkerPlan(
            model_source(library, _model(settings), ray.cpus_per_worker),
            parser.limits,
            recognises=parser.recognises,
            confine=settings.confine,
            allow_classified=settings.access.allow_classified,
        )

    return open_parts.enter_context(cluster(choice, encoder, plan))


def _model(settings: Settings) -> ModelChoice:
    choice = EncoderChoice(settings.model, settings.device, allow_hub=settings.allow_download)
    home = settings.model_home.resolve()
    if settings.ray.model == "path":
        return ModelChoice(choice, home, None)
    known = BUILTIN.get(settings.model)
    folder = ensure_builtin(home, _silent, known) if known else home / settings.model
    return ModelChoice(choice, home, folder)


def _silent(_line: str) -> None:
    """The encoder of this machine has said it already."""
