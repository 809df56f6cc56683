"""A Ray cluster on loopback, of processes of our own: a head without work, and nodes that can be killed."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from api_tests.small_world import CharacterEncoder
from embeddings.encoder import Encoder, Vectors

LOOPBACK = "127.0.0.2"
"""Of this machine alone; the library puts the address of a network card in the place of 127.0.0.1."""
STORE_BYTES = 100 << 20
PAUSE = 0.05
"""Seconds a text."""


class UnhurriedEncoder(CharacterEncoder):
    """The quick encoder with time to die in."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(PAUSE * len(texts))
        return super().encode_passages(texts)


@dataclass(frozen=True)
class OtherModel:
    """Loads a model of another name than the machine that commits has."""

    def __call__(self) -> Encoder:
        return CharacterEncoder("别的模型")


class RayNodes:
    """The nodes of one cluster."""

    def __init__(self, cluster: object) -> None:
        self._cluster = cluster
        self.nodes = [self._add(), self._add()]

    @property
    def address(self) -> str:
        return str(self._cluster.address)

    def _add(self) -> object:
        return self._cluster.add_node(
            num_cpus=2, node_ip_address=LOOPBACK, object_store_memory=STORE_BYTES, wait=True
        )

    def kill_worker(self, number: int) -> int | None:
        """Kill one worker of a node with -9; gives its process id, None where none runs."""
        for pid in _children(self._raylet(number)):
            if b"ray::ClusterWorker" in _command(pid):
                os.kill(pid, signal.SIGKILL)
                return pid
        return None

    def kill_node(self, number: int) -> int:
        """Kill the raylet of a node and all processes of it with -9, as the loss of the machine does; gives its id."""
        pid = self._raylet(number)
        for one in (pid, *_children(pid)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        return pid

    def restore(self, number: int) -> None:
        """Put a node in the place of one that was killed."""
        self._cluster.remove_node(self.nodes[number], allow_graceful=False)
        self.nodes[number] = self._add()

    def _raylet(self, number: int) -> int:
        return int(self.nodes[number].all_processes["raylet"][0].process.pid)


@contextmanager
def ray_nodes(ray: ModuleType) -> Iterator[RayNodes]:
    """Start a cluster and end it, and nothing that is not of it."""
    from ray.cluster_utils import Cluster

    assert ray.__name__ == "ray"
    head = {"num_cpus": 0, "node_ip_address": LOOPBACK, "object_store_memory": STORE_BYTES}
    cluster = Cluster(initialize_head=True, head_node_args={**head, "include_dashboard": False})
    try:
        yield RayNodes(cluster)
    finally:
        cluster.shutdown()


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            status = (entry / "stat").read_text("utf-8", "replace")
        except OSError:  # it ended meanwhile
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent:
            found.append(int(entry.name))
    return found


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
