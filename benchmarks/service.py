"""The service as its users meet it: start, memory, and how fast distinct queries are answered over HTTP.

    python -m benchmarks.service [--data DATA] [--bench BENCH…] [--clients 8] [--rounds 1] [--suggest]

DATA is an indexed data folder, BENCH folders with queries.jsonl; without them the examples and the questions about
them, which are few. The real server is started on a free loopback port
and asked every query once by one client, and once more, in words that were not asked before, by several at a time;
each client keeps its connection, as a program would. Times are milliseconds from sending to the whole answer. Memory
is resident, in MB, at ready and at the end. With --suggest the titles found are typed again letter by letter. The last
line is JSON.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROGRAM = (sys.executable, "-c", "from scripts.main import main; main()")
JUDGED = Path(__file__).parent / "judged" / "examples"
EXAMPLES = Path(__file__).parent.parent / "examples" / "documents"
PATIENCE_SECONDS = 60
WARM_UP = 10
ADDED = ("？", "，请问", "。", "，谢谢")
"""Endings that make a query another one for every cache, and the same for a reader."""


@dataclass
class Times:
    """What clients saw: milliseconds a query, and answers that were none; and the server's own processor seconds.

    Processor time hardly depends on what else the machine does, so that it compares where times do not.
    """

    milliseconds: list[float] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0
    processor: float = 0.0

    def figures(self) -> dict[str, float]:
        """Give the figures that are printed."""
        return {
            "queries": len(self.milliseconds),
            "p50_ms": _percentile(self.milliseconds, 0.5),
            "p99_ms": _percentile(self.milliseconds, 0.99),
            "inside_p50_ms": _percentile(self.inside, 0.5),
            "per_second": round(len(self.milliseconds) / self.seconds, 1) if self.seconds else 0.0,
            "processor_ms": round(self.processor * 1000 / max(1, len(self.milliseconds)), 1),
            "refused": self.refused,
        }


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    def search(self, query: str, times: Times) -> list[str]:
        """Ask, and note how long it took; gives the titles of the hits."""
        body = json.dumps({"query": query}).encode()
        began = time.perf_counter()
        self._connection.request("POST", "/api/v1/search", body, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            times.refused += 1
            return []
        found = json.loads(content)
        times.milliseconds.append(took)
        times.inside.append(found["took_ms"])
        return [hit["citation"]["title"] for hit in found["hits"]]

    def suggest(self, letters: str, times: Times) -> None:
        """Ask for suggestions, and note how long it took."""
        began = time.perf_counter()
        self._connection.request("GET", "/api/v1/suggest?" + urllib.parse.urlencode({"q": letters}))
        self._connection.getresponse().read()
        times.milliseconds.append((time.perf_counter() - began) * 1000)


def main() -> None:
    """Start, ask, print."""
    parser = argparse.ArgumentParser(description="measure the service over HTTP")
    parser.add_argument("--data", type=Path, help="an indexed data folder")
    parser.add_argument("--bench", type=Path, nargs="+", default=[JUDGED], help="folders with queries.jsonl")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1, help="how often all queries are asked")
    parser.add_argument("--suggest", action="store_true", help="type titles letter by letter too")
    given = parser.parse_args()
    queries = [text for folder in given.bench for text in _queries(folder)]
    with ExitStack() as open_folders, served(given.data or _examples(open_folders)) as (port, pid, ready):
        figures: dict[str, object] = {"ready_s": round(ready, 2), "ready_mb": _resident(pid)}
        warm = Client(port)
        for query in queries[:WARM_UP]:
            warm.search(query[::-1], Times())
        one, titles = _ask(port, pid, [queries] * given.rounds, 1)
        figures["one_client"] = one.figures()
        many, _ = _ask(port, pid, [queries] * given.rounds, given.clients)
        figures[f"{given.clients}_clients"] = many.figures()
        if given.suggest:
            figures["suggest"] = _type(port, titles).figures()
        figures["end_mb"] = _resident(pid)
    for name, value in figures.items():
        print(f"{name:12} {value}")
    print(json.dumps(figures))


def _examples(open_folders: ExitStack) -> Path:
    """Index the examples into a folder that goes with the stack."""
    folder = Path(open_folders.enter_context(tempfile.TemporaryDirectory(prefix="chuchu-service-")))
    subprocess.run([*PROGRAM, "index", str(EXAMPLES), "--data", str(folder)], check=True)
    return folder


@contextmanager
def served(data: Path) -> Iterator[tuple[int, int, float]]:
    """A server over a data folder, until left; gives its port, its process and the seconds until it was ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    run = [*PROGRAM, "serve", "--port", str(port), "--data", str(data)]
    began = time.perf_counter()
    process = subprocess.Popen(run)
    try:
        while not _ready(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
                raise SystemExit("the service did not start")
            time.sleep(0.02)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _ask(port: int, pid: int, rounds: Sequence[Sequence[str]], clients: int) -> tuple[Times, list[str]]:
    """Ask the queries of every round, shared out among the clients; each ends its queries in a way of its own."""
    ending = ADDED[clients > 1]
    waiting = [
        f"{query}{ending}{'。' * number}" for number, queries in enumerate(rounds) for query in queries
    ]
    waiting.reverse()
    times, titles = Times(), list[str]()

    def work() -> None:
        client = Client(port)
        while waiting:
            try:
                query = waiting.pop()
            except IndexError:
                return
            titles.extend(client.search(query, times))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began, used = time.perf_counter(), _processor(pid)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.seconds, times.processor = time.perf_counter() - began, _processor(pid) - used
    return times, list(dict.fromkeys(titles))


def _type(port: int, titles: Sequence[str]) -> Times:
    times, client = Times(), Client(port)
    began = time.perf_counter()
    for title in titles[:100]:
        for end in range(1, min(len(title), 8) + 1):
            client.suggest(title[:end], times)
    times.seconds = time.perf_counter() - began
    return times


def _queries(folder: Path) -> list[str]:
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        return [str(json.loads(line)["text"]) for line in lines if line.strip()]


def _resident(pid: int) -> int:
    """Give the resident memory of a process in MB; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def _processor(pid: int) -> float:
    """Give the processor seconds that a process has used; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/stat")
    fields = status.read_text().rpartition(")")[2].split() if status.exists() else ["0"] * 20
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0


if __name__ == "__main__":
    main()
