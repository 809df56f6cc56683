"""Services over one PostgreSQL behind nginx, each in a process of its own; their vectors their own, or in one Milvus."""

import http.client
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from api_tests.nginx import program, write_main
from corpus.store.catalogue import Catalogue
from corpus.store.leases import Leases
from retrieval.shared_followers import LEASE

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "deploy" / "nginx" / "replicas.conf"
PORTS = (8001, 8002, 8003)
"""The ports of the shipped configuration, in place of which the test puts free ones."""
QUESTIONS = ("防汛抗旱责任分工", "谁统筹协调古井保护", "渡口值守", "㐂村水利由谁负责", "临政办发〔2024〕3号")
PROGRAM = """
import json, sys
from pathlib import Path
from api_tests.small_world import small_chuchu
from service.server import serve

folder, settings = sys.argv[1:]
with small_chuchu(Path(folder), **json.loads(settings)) as chuchu:
    serve(chuchu)
"""


@dataclass
class Replica:
    """One service, in a process and a data folder of its own."""

    folder: Path
    settings: dict[str, object]
    process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        return int(str(self.settings["port"]))

    def start(self) -> None:
        command = [sys.executable, "-c", PROGRAM, str(self.folder), json.dumps(self.settings)]
        with (self.folder.with_suffix(".log")).open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def is_ready(self) -> bool:
        """Whether it says so. Raises RuntimeError with the end of its log where it has ended."""
        if self.process is not None and self.process.poll() is not None:
            log = self.folder.with_suffix(".log").read_text("utf-8")
            raise RuntimeError(f"{self.folder.name}: {log[-2000:]}")
        return self.get("/readyz")["ready"] is True

    def get(self, path: str) -> dict[str, object]:
        status, body = asked(self.port, "GET", path)
        assert status == 200, body
        return dict(json.loads(body))


@dataclass
class World:
    """The services and the port of nginx before them; what was uploaded to them, and where, by name."""

    replicas: list[Replica]
    port: int
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, object]:
        """What all services were told, and the port of one."""
        return self.replicas[0].settings

    def upload(self, name: str, text: str) -> str:
        """Upload a file through nginx until it is taken; gives the job."""
        self.texts[name] = text
        return uploaded(self.port, name, text)

    def without(self, victim: Replica) -> "World":
        """The services that are left when one is dead."""
        return World([one for one in self.replicas if one is not victim], self.port)

    def applier(self) -> Replica:
        """The service that writes the shared vectors now."""
        found: list[Replica] = []
        with Catalogue.open(str(self.settings["database_url"])) as catalogue:

            def held() -> bool:
                lease = Leases(catalogue).holder(LEASE)
                pid = 0 if lease is None else int(lease.holder.split(":")[-2])
                found.extend(one for one in self.replicas if one.process and one.process.pid == pid)
                return bool(found)

            until(held)
        return found[0]

    def passages(self) -> int:
        """How many passages the catalogue holds."""
        with Catalogue.open(str(self.settings["database_url"])) as catalogue:
            return catalogue.stats().passages


def asked(
    port: int, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
) -> tuple[int, bytes]:
    """One request on a connection of its own; gives status and body. Raises OSError, HTTPException."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def searched(port: int, query: str) -> tuple[int, bytes]:
    return asked(port, "POST", "/api/v1/search", json.dumps({"query": query}).encode())


def uploaded(port: int, name: str, text: str) -> str:
    """Upload a file until it is taken, as a program would that was cut off; gives the job."""
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + text.encode() + b"\r\n--x--\r\n"
    seen: object = None
    for _ in range(20):
        try:
            status, answer = asked(port, "POST", "/api/v1/documents", body, "multipart/form-data; boundary=x")
        except (OSError, http.client.HTTPException) as error:
            seen = error
        else:
            if status == 202:
                return str(json.loads(answer)["id"])
            seen = (status, answer)
        time.sleep(0.5)  # one service is dead and another may still be starting
    raise AssertionError(seen)


def until(done: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something to come true. Raises TimeoutError with what stood in the way last."""
    end, seen = time.monotonic() + seconds, "it was false"
    while time.monotonic() < end:
        try:
            if done():
                return
            seen = "it was false"
        except (OSError, AssertionError, http.client.HTTPException) as error:
            seen = repr(error)
        time.sleep(0.1)
    raise TimeoutError(seen)


def free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def nginx(home: Path, ports: list[int]) -> Iterator[int]:
    """The shipped configuration with the ports of this test; gives the port it listens at."""
    home.mkdir()
    front, text = free_port(), SHIPPED.read_text("utf-8")
    for shipped, port in zip(PORTS, ports, strict=True):
        assert text.count(f"127.0.0.1:{shipped} ") == 2
        text = text.replace(f"127.0.0.1:{shipped} ", f"127.0.0.1:{port} ")
    (home / "replicas.conf").write_text(text.replace("listen 8080;", f"listen 127.0.0.1:{front};"), "utf-8")
    process = subprocess.Popen([program(), "-p", str(home), "-c", str(write_main(home, "replicas.conf"))])
    try:
        yield front
    finally:
        process.terminate()
        process.wait(10)


@dataclass
class Load:
    """Clients that search again and again; what they were answered, and what the answers say was left out."""

    port: int
    statuses: Counter[str] = field(default_factory=Counter)
    relaxed: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        chance = random.Random(20261122)
        while not self.over.is_set():
            try:
                status, body = searched(self.port, chance.choice(QUESTIONS))
                self.statuses[str(status)] += 1
                self.relaxed.update(json.loads(body)["relaxed"] if status == 200 else ())
            except (OSError, http.client.HTTPException) as error:
                self.statuses[type(error).__name__] += 1


@contextmanager
def load(port: int, clients: int = 2) -> Iterator[Load]:
    made = Load(port)
    threads = [threading.Thread(target=made.run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        made.over.set()
        for thread in threads:
            thread.join()


def level(world: World, jobs: list[str]) -> bool:
    """Whether all jobs are done, and every service sees what they stored, with nothing out of reach.

    Raises AssertionError with what stands in the way, for `until` to tell.
    """
    told = [replica.get("/readyz") for replica in world.replicas]
    assert not any(one["degraded"] for one in told), told
    states = {job: str(world.replicas[0].get(f"/api/v1/jobs/{job}")["state"]) for job in jobs}
    assert set(states.values()) == {"done"}, states
    stats = [replica.get("/api/v1/stats") for replica in world.replicas]
    seen = [(one["change"], one["seconds_behind"]) for one in stats]
    assert len(set(seen)) == 1, seen
    return seen[0][1] == 0


def answers(replica: Replica) -> list[object]:
    """What a service answers to each question: how much it finds, and the best hits with their citations.

    Scores are left out: the word index counts removed rows until it merges them away, each service at times of its
    own, which moves scores a little, the less the more there is.
    """
    found: list[object] = []
    for question in QUESTIONS:
        status, body = searched(replica.port, question)
        answer = json.loads(body)
        best = [hit["citation"] for hit in answer["hits"][:3]]
        found.append(
            (status, answer["relaxed"], answer["total"], answer["interpretation"], answer["facets"], best)
        )
    return found


def sources(replica: Replica, ids: list[str]) -> list[tuple[int, bytes]]:
    return [asked(replica.port, "GET", f"/api/v1/documents/{one}/source") for one in ids]


@contextmanager
def three_services(
    folder: Path, database_url: str, vectors: dict[str, object] | None = None
) -> Iterator[World]:
    """Three services that are ready, behind nginx."""
    shared = {
        "database_url": database_url,
        "shared": str(folder / "共享"),
        "poll_seconds": 0.1,
        "lease_seconds": 4,
        "ocr": "off",
        **({} if vectors is None else {"vectors": vectors}),
    }
    (folder / "共享").mkdir()
    replicas = [
        Replica(folder / f"副本{number}", {**shared, "port": free_port()}) for number in range(len(PORTS))
    ]
    try:
        for replica in replicas:
            replica.folder.mkdir()
            replica.start()
        for replica in replicas:
            until(replica.is_ready)
        with nginx(folder / "nginx", [replica.port for replica in replicas]) as port:
            until(lambda: asked(port, "GET", "/healthz")[0] == 200)
            yield World(replicas, port)
    finally:
        for replica in replicas:
            replica.stop()
