"""Workers as actors of a Ray cluster, and the connection to it. Nothing else knows Ray."""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from embeddings.encoder import Fingerprint, Vectors
from indexer.cluster.errors import (
    ClusterTooSmall,
    ClusterUnfit,
    ClusterUnreachable,
    RayAbsent,
    RayAddressInvalid,
    WorkFailed,
)
from indexer.cluster.pool import WorkerGone
from indexer.cluster.worker import About, ClusterWorker, Refusal, SentFile, WorkerPlan
from indexer.preparation import PreparedFile
from indexer.version import PIPELINE

T = TypeVar("T")
Untyped = Any
"""The library, its references and handles: its types are not looked at, so that none need it installed."""
CONNECT_SECONDS = 5.0
LOOK_SECONDS = 1.0
KINDS = 2
"""Kinds of work that a worker does at once: it reads files while it encodes."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a worker takes of its node: logical CPUs and GPUs; `slots` calls of each kind at a time."""

    cpus: int
    gpus: float
    slots: int


def load_ray() -> Untyped:
    """Give the library, its reports to its makers turned off. Raises RayAbsent."""
    # Both are read once, when the library is imported.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault(
        "RAY_NUM_REDIS_GET_RETRIES", "1"
    )  # of 40 seconds each, where something else listens
    try:
        import ray
    except ImportError as error:
        raise RayAbsent from error
    return ray


def connect(address: str) -> Untyped:
    """Join the cluster at `host:port`; gives the library, connected.

    Raises:
        RayAbsent: the library is not installed.
        RayAddressInvalid, ClusterUnreachable: the address cannot be used; the error says what to do.
    """
    host, port = _parts(address)
    ray = load_ray()
    try:
        # The library itself would try for half a minute, and then say less.
        socket.create_connection((host, port), CONNECT_SECONDS).close()
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, configure_logging=False)
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        raise ClusterUnreachable(address, _first_line(error)) from error
    return ray


def room_for(ray: Untyped, cpus: int, most: int) -> int:
    """Give how many workers of so many CPUs the living nodes hold, `most` at most unless it is 0.

    Raises ClusterTooSmall where there is room for none.
    """
    sizes = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]
    room = sum(size // cpus for size in sizes)
    if room == 0:
        raise ClusterTooSmall(cpus, max(sizes, default=0))
    return min(room, most) if most else room


class RayWorker:
    """One worker on some node; the process of it ends with `stop`, or with the run."""

    def __init__(self, ray: Untyped, plan: WorkerPlan, demand: Demand, expected: Fingerprint) -> None:
        self._ray, self._expected = ray, expected
        made = ray.remote(ClusterWorker).options(
            num_cpus=demand.cpus,
            num_gpus=demand.gpus,
            max_concurrency=KINDS * demand.slots + 1,
            max_restarts=0,  # who lends the workers replaces them, and knows which are up
            scheduling_strategy="SPREAD",
        )
        self._actor = made.remote(plan)

    def start(self, given_up: Callable[[], bool]) -> None:
        """See PooledWorker. Raises WorkerGone or ClusterUnfit."""
        asked = self._actor.about.remote()
        while not self._ray.wait([asked], timeout=LOOK_SECONDS)[0]:
            if given_up():
                raise WorkerGone("not needed any more")
        try:
            about = cast("About", self._get(asked))
        except WorkFailed as error:
            raise ClusterUnfit("?", error.problem) from error
        self._check(about)

    def prepare(self, file: SentFile) -> PreparedFile | Refusal:
        """See ClusterWorker. Raises WorkerGone or WorkFailed."""
        return cast("PreparedFile | Refusal", self._get(self._actor.prepare.remote(file)))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See ClusterWorker. Raises WorkerGone or WorkFailed."""
        return cast("Vectors", self._get(self._actor.encode.remote(list(texts))))

    def stop(self) -> None:
        """End the worker's process."""
        if self._ray.is_initialized():
            self._ray.kill(self._actor)

    def _check(self, about: About) -> None:
        if about.problem is not None:
            raise ClusterUnfit(about.node, about.problem)
        if about.pipeline != PIPELINE:
            raise ClusterUnfit(about.node, f"那里的处理流程是 {about.pipeline}，本机是 {PIPELINE}")
        if about.fingerprint != self._expected:
            raise ClusterUnfit(about.node, f"那里的模型是“{about.fingerprint}”，本机是“{self._expected}”")

    def _get(self, reference: Untyped) -> object:
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:  # raised by our own code on the node
            raise WorkFailed(_first_line(error.cause or error)) from error
        except errors.RayActorError as error:
            if "creation task" in str(error) and "Error" in str(error):
                problem = str(error).strip().splitlines()[-1]
                raise WorkFailed(problem) from error
            raise WorkerGone(_first_line(error)) from error
        except errors.RayError as error:  # its node, its objects or its memory are gone
            raise WorkerGone(_first_line(error)) from error


def _parts(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise RayAddressInvalid(address)
    return host.strip("[]"), int(port)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
