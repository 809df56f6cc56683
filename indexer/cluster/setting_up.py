"""A cluster put to use for a run: connected, its workers coming up, the parts of a run that stand on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.factory import EncoderChoice
from indexer.cluster.encoding import ClusterEncoder
from indexer.cluster.model import ModelByPath, ShippedModel, bundle
from indexer.cluster.pool import Workers
from indexer.cluster.ray_worker import Demand, RayWorker, Untyped, connect, room_for
from indexer.cluster.reading import ClusterPreparer
from indexer.cluster.worker import WorkerPlan
from indexer.run import ENCODE_BATCH, READ_AHEAD, Reading

MOST_ENCODED = 16_384
"""Texts of a batch: what is held in memory, and what a run that is stopped does again."""


@dataclass(frozen=True, slots=True)
class ClusterChoice:
    """How a cluster is used.

    `address` is host:port. Each worker takes `cpus` (at least 1) and `gpus` of its node; there are as many as
    fit, `workers` at most unless that is 0. `wait_seconds` is how long a run waits while no worker is up.
    `slots` pieces of work of a kind are with a worker at a time.
    """

    address: str
    cpus: int = 2
    gpus: float = 0
    workers: int = 0
    wait_seconds: float = 120
    slots: int = 2


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that the workers load. `folder` is the one to send to them, None where they find it by path."""

    choice: EncoderChoice
    models_folder: Path
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a run needs of a cluster."""

    encoder: ClusterEncoder[RayWorker]
    prepare: ClusterPreparer[RayWorker]
    workers: Workers[RayWorker]

    @property
    def reading(self) -> Reading:
        """As many files at a time as the workers take, and as many ahead for each as are for a machine alone."""
        threads = self.workers.count * self.workers.slots
        return Reading(self.prepare, threads, READ_AHEAD * self.workers.count)

    @property
    def encode_batch(self) -> int:
        """Texts encoded at once, of all workers together."""
        return min(ENCODE_BATCH * self.workers.count, MOST_ENCODED)


@contextmanager
def cluster(
    choice: ClusterChoice, model: Callable[[], Encoder], plan: Callable[[Untyped], WorkerPlan]
) -> Iterator[Cluster]:
    """Connect, and let go at the end.

    `model` gives the model here, `plan` what a worker is made of, given the library, connected.

    Raises:
        RayAbsent, RayAddressInvalid, ClusterUnreachable, ClusterTooSmall, ClusterUnfit, ClusterLost: it cannot be used.
    """
    ray = connect(choice.address)
    try:
        demand = Demand(choice.cpus, choice.gpus, choice.slots)
        count = room_for(ray, choice.cpus, choice.workers)
        encoder, made = model(), plan(ray)
        workers = Workers(
            lambda: RayWorker(ray, made, demand, encoder.fingerprint),
            count,
            slots=choice.slots,
            wait_seconds=choice.wait_seconds,
        )
        try:
            workers.ready()
            yield Cluster(ClusterEncoder(workers, encoder), ClusterPreparer(workers, made.limits), workers)
        finally:
            workers.close()
    finally:
        ray.shutdown()


def model_source(ray: Untyped, model: ModelChoice, cpus: int) -> Callable[[], Encoder]:
    """Give what loads the model on a node. Raises ModelNotShippable."""
    choice = replace(model.choice, threads=cpus)
    if model.folder is None:
        return ModelByPath(choice, model.models_folder)
    name, content = bundle(model.folder)
    return ShippedModel(name, choice, SharedBytes(ray.put(content)))


@dataclass(frozen=True, slots=True)
class SharedBytes:
    """Bytes in the cluster's store, fetched once a node."""

    reference: Untyped

    def __call__(self) -> bytes:
        """Fetch them."""
        from indexer.cluster.ray_worker import load_ray

        content: bytes = load_ray().get(self.reference)
        return content
