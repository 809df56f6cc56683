"""A flood under one key, and a thousand connections that say little: whether others are served all the while.

    python -m benchmarks.reliability.load [--only 14|17] [--seconds 10] [--held-seconds 60] [--idle 1000] [--slow 100]

The real server runs on a folder of its own filled with the examples, with its limits as they are by default.

Matrix 17: so many idle connections (half of which had an answer before) and so many each with a slow head and a slow
body, a byte a second; whatever the server closes is opened again. `/healthz` is asked five times a second, each time
on a new connection: it answers within a second, and no connection is held longer than 15 s.

Matrix 14: one key sends 200 searches a second, another one searches at 10 a second, before and beside. The flood gets
429 with Retry-After; the other's 95th percentile is at most twice that without it.

One line of JSON each. Exits with 1 where a promise is broken.
"""

import argparse
import asyncio
import http.client
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.reliability.soak import PROGRAM, QUESTIONS, free_port, started

HEALTH_SECONDS = 1.0
HELD_SECONDS = 15.0
FLOOD_RATE = 200.0
CALM_RATE = 10.0
SENDERS = 48
AGAIN_SECONDS = 2.0
"""How long a client that was closed waits before it comes again."""
HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
FIRST = {
    "silent": b"",
    "used": HEAD + b"\r\n",
    "slow head": HEAD + b"X-Slow: ",
    "slow body": b"POST /api/v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100000\r\n\r\n",
}
DRIPPING = {"slow head": b"x", "slow body": b" "}


@dataclass
class Held:
    """How long connections were held, and what the probe of health saw."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in FIRST})
    refused: int = 0
    health: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    descriptors: int = 0


@dataclass
class Answers:
    """What one key saw."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    without_retry: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def p95(self) -> float:
        """The 95th percentile, milliseconds."""
        return round(float(np.percentile(self.milliseconds, 95)), 1) if self.milliseconds else 0.0


async def hold(kind: str, port: int, until: float, seen: Held) -> None:
    """Keep one connection of a kind open, and open it again whenever the server closes it."""
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            seen.refused += 1
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        began = time.monotonic()
        try:
            writer.write(FIRST[kind])
            while time.monotonic() < until:
                try:
                    if not await asyncio.wait_for(reader.read(4096), 1):
                        break
                except TimeoutError:
                    writer.write(DRIPPING.get(kind, b""))
        except OSError:
            pass
        # Those that are still open at the end count too: the server has held them so long.
        seen.seconds[kind].append(time.monotonic() - began)
        writer.transport.abort()
        await asyncio.sleep(AGAIN_SECONDS if time.monotonic() < until else 0)


async def probe(port: int, until: float, seen: Held) -> None:
    """Ask for health five times a second, each time on a new connection."""
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(HEAD + b"Connection: close\r\n\r\n")
                answer = await reader.read()
                writer.close()
            if not answer.startswith(b"HTTP/1.1 200"):
                seen.failures[answer[:12].decode("latin-1") or "closed"] += 1
        except OSError as error:  # a TimeoutError is one
            seen.failures[type(error).__name__] += 1
        seen.health.append(time.monotonic() - began)
        await asyncio.sleep(max(0.0, 0.2 - (time.monotonic() - began)))


async def crowd(port: int, process: int, given: argparse.Namespace) -> Held:
    """Hold all connections at once while the probe runs."""
    seen, until = Held(), time.monotonic() + given.held_seconds
    counts = {"silent": given.idle // 2, "used": given.idle - given.idle // 2}
    counts |= dict.fromkeys(DRIPPING, given.slow)

    async def watch() -> None:
        while time.monotonic() < until:
            open_files = sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())
            seen.descriptors = max(seen.descriptors, open_files)
            await asyncio.sleep(1)

    holders = [hold(kind, port, until, seen) for kind, count in counts.items() for _ in range(count)]
    await asyncio.gather(probe(port, until, seen), watch(), *holders)
    return seen


def held_row(port: int, process: int, given: argparse.Namespace) -> dict[str, object]:
    """Run matrix 17."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)  # of this process: the server has its own as it was
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, given.idle + 2 * given.slow + 512), most))
    seen = asyncio.run(crowd(port, process, given))
    longest = {kind: round(max(found, default=0.0), 1) for kind, found in seen.seconds.items()}
    return {
        "matrix": 17,
        "seconds": given.held_seconds,
        "idle": given.idle,
        "slow": 2 * given.slow,
        "opened": {kind: len(found) for kind, found in seen.seconds.items()},
        "refused": seen.refused,
        "longest_s": longest,
        "health_asked": len(seen.health),
        "health_failures": dict(seen.failures),
        "health_longest_s": round(max(seen.health, default=99.0), 3),
        "descriptors": seen.descriptors,
        "ok": not seen.failures
        and max(seen.health, default=99.0) <= HEALTH_SECONDS
        and max(longest.values()) <= HELD_SECONDS,
    }


def asked(port: int, secret: str, rate: float, seconds: float, senders: int) -> Answers:
    """Search at a rate, each request at its time, whether those before it are answered or not."""
    seen, numbers, began = Answers(), itertools.count(), time.monotonic()

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
        while (due := began + (number := next(numbers)) / rate) < began + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            body = json.dumps({"query": f"{QUESTIONS[number % len(QUESTIONS)]}{number}"})
            sent, status, retry = time.perf_counter(), 599, ""
            try:
                connection.request("POST", "/api/v1/search", body.encode(), headers)
                answer = connection.getresponse()
                answer.read()
                status, retry = answer.status, answer.headers.get("Retry-After", "")
            except (OSError, http.client.HTTPException):
                connection.close()
            with seen.lock:
                seen.milliseconds.append((time.perf_counter() - sent) * 1000)
                seen.statuses[status] += 1
                seen.without_retry += status == 429 and not retry

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def key(data: Path, name: str) -> str:
    """Make a reader's key by the command line, beside the server."""
    command = [*PROGRAM, "keys", "create", name, "--role", "reader", "--data", str(data), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return str(json.loads(done.stdout.splitlines()[-1])["secret"])


def flood_row(port: int, data: Path, given: argparse.Namespace) -> dict[str, object]:
    """Run matrix 14."""
    loud, calm = key(data, "flood"), key(data, "calm")
    time.sleep(3)  # until the server has seen that there are keys now
    asked(port, calm, CALM_RATE, 3, 2)
    idle = asked(port, calm, CALM_RATE, given.seconds, 4)
    found: list[Answers] = []
    flood = threading.Thread(
        target=lambda: found.append(asked(port, loud, FLOOD_RATE, given.seconds, SENDERS))
    )
    began = time.monotonic()
    flood.start()
    beside = asked(port, calm, CALM_RATE, given.seconds, 4)
    flood.join()
    took = time.monotonic() - began
    (flooded,) = found
    ratio = round(beside.p95() / max(idle.p95(), 0.1), 2)
    others = {*idle.statuses, *beside.statuses}
    return {
        "matrix": 14,
        "seconds": given.seconds,
        "flood_a_second": round(sum(flooded.statuses.values()) / took, 1),
        "flood_statuses": {str(status): count for status, count in sorted(flooded.statuses.items())},
        "without_retry_after": flooded.without_retry,
        "other_statuses": {str(status): count for status, count in sorted(beside.statuses.items())},
        "p95_idle_ms": idle.p95(),
        "p95_ms": beside.p95(),
        "ratio": ratio,
        "ok": others == {200}
        and flooded.statuses[429] > 0
        and set(flooded.statuses) <= {200, 429}
        and not flooded.without_retry
        and ratio <= 2,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", type=int, choices=(14, 17))
    parser.add_argument("--seconds", type=float, default=10, help="of the flood")
    parser.add_argument("--held-seconds", type=float, default=60)
    parser.add_argument("--idle", type=int, default=1000)
    parser.add_argument("--slow", type=int, default=100, help="of slow heads, and of slow bodies")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        data, port = Path(own) / "data", free_port()
        server = started(data, port)
        rows = []
        try:
            # While the service is open; with keys a body would be refused before it is read.
            if given.only != 14:
                rows.append(held_row(port, server.pid, given))
                print(json.dumps(rows[-1]), flush=True)
                time.sleep(3)
            if given.only != 17:
                rows.append(flood_row(port, data, given))
                print(json.dumps(rows[-1]), flush=True)
        finally:
            server.terminate()
            server.wait(60)
    sys.exit(0 if all(row["ok"] for row in rows) else 1)


if __name__ == "__main__":
    main()
