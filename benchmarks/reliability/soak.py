"""Load over minutes: readers and a writer at once, memory, descriptors and the catalogue's log watched.

    python -m benchmarks.reliability.soak [--minutes 30] [--share 0.7] [--readers 8] [--data DATA] [--burst 60]

The real server is started on DATA, or on a folder of its own filled with the examples. First `--burst` seconds of
8 readers without and with a writer that uploads, replaces and removes (matrix 5: 0 errors, p95 at most twice that
without). Then, for `--minutes`, mixed requests (search, ask, read, suggest, upload) at a share of the rate that the
burst reached (matrix 19: resident memory grows less than 1 MB a minute in the second half, descriptors stay, the log stays
below 64 MB). One line of JSON each. Exits with 1 where a promise is broken.
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
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

PROGRAM = (sys.executable, "-c", "from scripts.main import main; main()")
EXAMPLES = Path(__file__).parents[2] / "examples" / "documents"
QUESTIONS = (
    "古井保护由谁统筹",
    "防汛抗旱 应急预案",
    "安全生产 责任",
    "义务教育 经费",
    "营商环境",
    "“一网通办”",
    "每月报送进展",
)
WARM_SHARE = 0.5
"""Of the soak, during which memory may grow: what is removed is kept for ten minutes, and caches fill meanwhile."""
SLOPE_MB = 1.0
WAL_MB = 64
SAMPLED = ("second", "rss_mb", "descriptors", "wal_mb")  # one line each on standard error
PATIENCE = 30


@dataclass
class Seen:
    """What clients saw."""

    milliseconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, took: float, status: int, what: str) -> None:
        """Take note of an answer."""
        with self.lock:
            self.milliseconds.append(took * 1000)
            if status >= 400:
                self.errors[f"{what} {status}"] += 1

    def p95(self) -> float:
        """The 95th percentile, milliseconds."""
        return round(float(np.percentile(self.milliseconds, 95)), 1) if self.milliseconds else 0.0


class Client:
    """One user on one connection."""

    def __init__(self, port: int, chance: random.Random, seen: Seen) -> None:
        self._port, self._chance, self._seen = port, chance, seen
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def mixed(self) -> None:
        """One request of the mix."""
        draw = self._chance.random()
        query = f"{self._chance.choice(QUESTIONS)}{self._chance.randrange(50)}"
        if draw < 0.70:
            self.send("POST", "/api/v1/search", json.dumps({"query": query}).encode())
        elif draw < 0.80:
            self.send("POST", "/api/v1/ask", json.dumps({"question": query}).encode())
        elif draw < 0.90:
            self.send("GET", f"/api/v1/suggest?q={urllib.parse.quote(query[:2])}")
        elif draw < 0.97:
            self.send("GET", "/api/v1/documents?limit=20")
        else:
            self.write(self._chance.randrange(20))

    def search(self) -> None:
        """One search."""
        query = f"{self._chance.choice(QUESTIONS)}{self._chance.randrange(10**6)}"
        self.send("POST", "/api/v1/search", json.dumps({"query": query}).encode())

    def write(self, number: int) -> None:
        """Put a document in place of an older one of its name."""
        text = (
            f"关于第{number}项巡查的通知\n一、要求\n第{self._chance.randrange(10**9)}次修订，每周巡查一次。\n"
        )
        border = "chuchu-soak"
        head = f'--{border}\r\nContent-Disposition: form-data; name="files"; filename="soak-{number}.txt"\r\n\r\n'
        asked = f'--{border}\r\nContent-Disposition: form-data; name="replace"\r\n\r\ntrue\r\n'
        body = f"{asked}{head}{text}\r\n--{border}--\r\n".encode()
        kind = f"multipart/form-data; boundary={border}"
        self.send("POST", "/api/v1/documents", body, kind)

    def send(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> None:
        """Send a request and read its answer."""
        began, status = time.perf_counter(), 599
        try:
            self._connection.request(method, path, body, {"Content-Type": kind} if body else {})
            answer = self._connection.getresponse()
            answer.read()
            status = answer.status
        except OSError:
            self._connection.close()
        except http.client.HTTPException:
            self._connection.close()
        self._seen.note(time.perf_counter() - began, status, f"{method} {path.partition('?')[0]}")


def readers(port: int, count: int, seconds: float, *, writing: bool) -> tuple[Seen, Seen, float]:
    """Search with so many clients, beside a writer or not; gives what both saw, and searches a second."""
    until, seen, written = time.monotonic() + seconds, Seen(), Seen()

    def read(number: int) -> None:
        client = Client(port, random.Random(number), seen)
        while time.monotonic() < until:
            client.search()

    def write() -> None:
        client, number = Client(port, random.Random(-1), written), 0
        while time.monotonic() < until:
            client.write(number % 20)
            number += 1
            time.sleep(0.5)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(count)]
    threads += [threading.Thread(target=write)] if writing else []
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen, written, len(seen.milliseconds) / seconds


def soak(port: int, process: int, data: Path, rate: float, minutes: float) -> dict[str, object]:
    """Ask at a rate for so long; gives slopes and greatest values."""
    end, seen = time.monotonic() + minutes * 60, Seen()
    clients = max(2, min(8, round(rate)))

    def work(number: int) -> None:
        client, chance = Client(port, random.Random(number), seen), random.Random(-number)
        while time.monotonic() < end:
            client.mixed()
            time.sleep(chance.expovariate(rate / clients))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    samples = []
    while time.monotonic() < end:
        samples.append((time.monotonic(), *_state(process, data)))
        print(
            json.dumps(dict(zip(SAMPLED, map(round, samples[-1]), strict=True))), file=sys.stderr, flush=True
        )
        time.sleep(min(5.0, minutes * 60 / 20))
    for thread in threads:
        thread.join()
    late = np.array(samples[int(len(samples) * WARM_SHARE) :])
    slope = float(np.polyfit(late[:, 0] / 60, late[:, 1], 1)[0]) if len(late) > 2 else 0.0
    return {
        "matrix": 19,
        "minutes": minutes,
        "requests": len(seen.milliseconds),
        "rate": round(rate, 1),
        "errors": dict(seen.errors),
        "p95_ms": seen.p95(),
        "rss_mb": [round(float(late[0, 1])), round(float(late[-1, 1]))],
        "slope_mb_per_minute": round(slope, 2),
        "descriptors": [int(late[0, 2]), int(late[-1, 2]), int(late[:, 2].max())],
        "wal_mb": round(float(late[:, 3].max()), 1),
    }


def _state(process: int, data: Path) -> tuple[float, float, float]:
    lines = Path(f"/proc/{process}/status").read_text("ascii", "replace")
    kibibytes = float(next(line for line in lines.splitlines() if line.startswith("VmRSS")).split()[1])
    wal = data / "catalogue.sqlite-wal"
    size = wal.stat().st_size if wal.exists() else 0
    return kibibytes / 1024, float(len(os.listdir(f"/proc/{process}/fd"))), size / 1e6  # noqa: PTH208


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def started(data: Path, port: int) -> subprocess.Popen[bytes]:
    """The real server, ready."""
    # Rates per caller are another row; here one caller stands for an office.
    environment = {**os.environ, "CHUCHU_DATA": str(data), "CHUCHU_LOAD__WAITING": "256"}
    command = [*PROGRAM, "serve", "--port", str(port), "--examples", str(EXAMPLES)]
    server = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[2])
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.5)
    server.kill()
    raise SystemExit("the server did not become ready")


def measured(data: Path, given: argparse.Namespace) -> list[dict[str, object]]:
    """Run the burst and the soak against a server of its own."""
    port = free_port()
    server = started(data, port)
    try:
        readers(port, 2, 5, writing=False)
        idle, _, rate = readers(port, given.readers, given.burst, writing=False)
        busy, written, _ = readers(port, given.readers, given.burst, writing=True)
        burst: dict[str, object] = {
            "matrix": 5,
            "seconds": given.burst,
            "searches": len(busy.milliseconds),
            "writes": len(written.milliseconds),
            "errors": dict(idle.errors + busy.errors + written.errors),
            "p95_idle_ms": idle.p95(),
            "p95_ms": busy.p95(),
            "ratio": round(busy.p95() / max(idle.p95(), 0.1), 2),
        }
        print(json.dumps(burst), flush=True)
        long = soak(port, server.pid, data, given.share * rate, given.minutes)
        print(json.dumps(long), flush=True)
    finally:
        server.terminate()
        server.wait(60)
    return [burst, long]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--share", type=float, default=0.7, help="of the rate that the burst reached")
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--burst", type=float, default=60, help="seconds")
    parser.add_argument("--data", type=Path, help="an indexed data folder, which is written to")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        burst, long = measured(given.data or Path(own) / "data", given)
    first, last, _ = long["descriptors"]  # type: ignore[misc]
    is_well = (
        not burst["errors"]
        and not long["errors"]
        and float(str(burst["ratio"])) <= 2
        and float(str(long["slope_mb_per_minute"])) < SLOPE_MB
        and float(str(long["wal_mb"])) < WAL_MB
        and last <= first + 8
    )
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
