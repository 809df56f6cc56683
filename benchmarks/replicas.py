"""Services over one catalogue: how many searches a second one, two and three of them answer on one machine.

    python -m benchmarks.replicas [FOLDER] [--database URL] [--seconds 15] [--clients 8]

Indexes FOLDER (default: the examples) into a catalogue, PostgreSQL by its URL or an SQLite file, starts one `chuchu
serve` after the other, each with indexes of its own, and asks them in turn for texts that nobody asked before. Says
what bounds the rate: the processor time of the services beside what the machine has. JSON on the last line.
"""

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from embeddings.openvino_encoder import available_cores

CHUCHU = Path(sys.executable).with_name("chuchu")
MOST = 3
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Service:
    """One process of `chuchu serve`."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Give the processor time of the process and of the parts of it that ended."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return sum(int(stat[place]) for place in (11, 12, 13, 14)) / TICKS

    def memory_mb(self) -> float:
        """Give the resident memory."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("ascii", "replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@dataclass
class Times:
    """How long searches took, in seconds, and how many were refused or failed."""

    took: list[float] = field(default_factory=list)
    failed: int = 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("examples/documents"))
    parser.add_argument("--database", help="URL of an empty PostgreSQL database; an SQLite file without")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    texts = _texts(given.folder)
    figures: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="chuchu-replicas-") as made:
        home = Path(made)
        settings = _settings(home, given.database)
        subprocess.run(
            [CHUCHU, "index", str(given.folder)], env={**settings, "CHUCHU_DATA": str(home / "1")}, check=True
        )
        with _services() as services:
            for count in range(1, MOST + 1):
                services.append(_start(home / str(count), settings))
                figures.append(_measured(services, texts, given.seconds, given.clients))
                print(figures[-1], flush=True)
    print(json.dumps(figures))


def _settings(home: Path, database: str | None) -> dict[str, str]:
    shared = home / "shared"
    shared.mkdir()
    own = {
        "CHUCHU_SHARED": str(shared),
        "CHUCHU_MODELS_FOLDER": os.environ.get("CHUCHU_MODELS_FOLDER", str(home / "models")),
        "CHUCHU_DATABASE_URL": database or f"sqlite:///{home / 'catalogue.sqlite'}",
    }
    return {**os.environ, **own}


@contextmanager
def _services() -> Iterator[list[Service]]:
    started: list[Service] = []
    try:
        yield started
    finally:
        for service in started:
            service.process.terminate()
            service.process.wait(30)


def _start(data: Path, settings: dict[str, str]) -> Service:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [CHUCHU, "serve", "--port", str(port)]
    process = subprocess.Popen(command, env={**settings, "CHUCHU_DATA": str(data)}, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            if _asked(port, "GET", "/readyz", None) == 200:
                return Service(port, process)
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError("chuchu serve")


def _asked(port: int, method: str, path: str, body: bytes | None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _texts(folder: Path) -> str:
    """Give what queries are cut from: no two clients ask alike, so that no answer comes from memory."""
    found = [path.read_text("utf-8", "ignore") for path in sorted(folder.rglob("*.txt"))]
    return "".join("".join(found).split()) or "".join(chr(0x4E00 + number) for number in range(5000))


def _ask(services: list[Service], texts: str, until: float, seed: int, times: Times) -> None:
    chance = random.Random(seed)
    while time.monotonic() < until:
        start = chance.randrange(len(texts) - 30)
        query = json.dumps({"query": texts[start : start + chance.randint(8, 20)]}).encode()
        began = time.monotonic()
        try:
            status = _asked(chance.choice(services).port, "POST", "/api/v1/search", query)
        except OSError:
            status = 0
        if status == 200:
            times.took.append(time.monotonic() - began)
        else:
            times.failed += 1


def _measured(services: list[Service], texts: str, seconds: float, clients: int) -> dict[str, float]:
    for seed in range(4):  # the first searches of a process are slower
        _ask(services, texts, time.monotonic() + 0.5, 1000 + seed, Times())
    times, before = [Times() for _ in range(clients)], sum(one.cpu_seconds() for one in services)
    began = time.monotonic()
    threads = [
        threading.Thread(target=_ask, args=(services, texts, began + seconds, seed, one))
        for seed, one in enumerate(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, cpu = time.monotonic() - began, sum(one.cpu_seconds() for one in services) - before
    took = np.array([second for one in times for second in one.took])
    return {
        "services": len(services),
        "searches_per_second": round(len(took) / wall, 1),
        "p50_ms": round(float(np.percentile(took, 50)) * 1000, 1),
        "p99_ms": round(float(np.percentile(took, 99)) * 1000, 1),
        "failed": sum(one.failed for one in times),
        "cpu_ms_per_search": round(cpu / max(1, len(took)) * 1000, 1),
        "cores_used": round(cpu / wall, 2),
        "cores": available_cores(),
        "memory_mb": round(sum(one.memory_mb() for one in services)),
    }


if __name__ == "__main__":
    main()
