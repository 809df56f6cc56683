"""Indexing beside the encoder alone, on the same texts in one run; and a service that answers meanwhile.

    python -m benchmarks.indexing FOLDER… [--data FOLDER] [--serve]

Prints passages a second of the whole run (reading, structure, embedding, storing, indexes level), passages a
second of the encoder alone on the same texts, their ratio, the peak memory, and the time of a second run that
finds nothing changed. With --serve a service runs on the same data folder: how long its searches take while the
index grows, and how long after its commit a change is seen. The last line is JSON.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.store.job_records import FileOutcome, IndexRequest
from indexer.embed_text import embed_texts
from indexer.run import ENCODE_BATCH, FileReport
from service.bootstrap import Chuchu
from service.settings import Settings

PORT = 8123
QUESTIONS = ("防汛抗旱工作有哪些要求", "如何优化营商环境", "党员教育管理", "农村人居环境整治", "安全生产责任")


@dataclass
class Counts:
    """What a run told of."""

    files: dict[str, int] = field(default_factory=dict)
    passages: int = 0

    def expect(self, files: int) -> None:
        """Take no note."""

    def record(self, report: FileReport) -> None:
        """Count a file."""
        self.files[report.outcome.value] = self.files.get(report.outcome.value, 0) + 1
        self.passages += report.passages
        if report.outcome is FileOutcome.FAILED:
            print("failed", report.source_path, report.reason, report.message, file=sys.stderr)

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """Take no note."""


@dataclass
class Served:
    """What a client saw of the service: search times in milliseconds, seconds from commit to sight."""

    times: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    errors: int = 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="+")
    parser.add_argument("--data", help="a data folder that is kept; by default a temporary one")
    parser.add_argument("--serve", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(given.folder, Path(given.data or temporary), serve=given.serve)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    print(json.dumps(figures, ensure_ascii=False))


def measure(folders: Sequence[str], data: Path, *, serve: bool) -> dict[str, object]:
    """Index, watch, encode alone, index again."""
    with Chuchu(Settings(data=data), print) as chuchu:
        assert chuchu.encoder  # made before the clock runs
        with _served(data, chuchu) if serve else _nothing() as seen:
            first, seconds = _index(chuchu, folders)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        texts = _embed_texts(chuchu)
        alone = _encode(chuchu, texts)
        second, again = _index(chuchu, folders)
    rate, own = len(set(texts)) / seconds, len(set(texts)) / alone
    figures: dict[str, object] = {
        "files": first.files,
        "passages": first.passages,
        "distinct_texts": len(set(texts)),
        "index_seconds": round(seconds, 1),
        "index_texts_per_second": round(rate, 1),
        "encoder_texts_per_second": round(own, 1),
        "share_of_encoder": round(rate / own, 3),
        "peak_memory_mb": round(memory),
        "second_run_files": second.files,
        "second_run_seconds": round(again, 1),
    }
    if seen is not None and seen.times:
        figures |= {
            "searches_meanwhile": len(seen.times),
            "search_errors": seen.errors,
            "search_p50_ms": round(statistics.median(seen.times), 1),
            "search_max_ms": round(max(seen.times), 1),
            "seen_after_p50_s": round(statistics.median(seen.lags), 2),
            "seen_after_max_s": round(max(seen.lags), 2),
        }
    return figures


def _index(chuchu: Chuchu, folders: Sequence[str]) -> tuple[Counts, float]:
    counts, began = Counts(), time.monotonic()
    chuchu.runner().run(chuchu.jobs.create(IndexRequest(tuple(folders))).id, counts)
    chuchu.follower.catch_up()
    return counts, time.monotonic() - began


def _embed_texts(chuchu: Chuchu) -> list[str]:
    view, texts = chuchu.catalogue.view(), list[str]()
    for offset in range(0, chuchu.catalogue.stats().documents, 100):
        for stored in view.documents(limit=100, offset=offset).documents:
            document = view.stored(stored.document_id)
            texts += embed_texts(document)
    return texts


def _encode(chuchu: Chuchu, texts: Sequence[str]) -> float:
    distinct, began = list(dict.fromkeys(texts)), time.monotonic()
    for start in range(0, len(distinct), ENCODE_BATCH):
        chuchu.encoder.encode_passages(distinct[start : start + ENCODE_BATCH])
    return time.monotonic() - began


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


@contextmanager
def _served(data: Path, chuchu: Chuchu) -> Iterator[Served]:
    """Run a service on the data folder, with a client that asks and looks, until the block ends."""
    command = [Path(sys.executable).with_name("chuchu"), "serve", "--port", str(PORT), "--data", str(data)]
    seen, done = Served(), threading.Event()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as service:
        _wait_until_ready()
        threads = [
            threading.Thread(target=_ask, args=(seen, done)),
            threading.Thread(target=_look, args=(seen, done, chuchu)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield seen
        finally:
            time.sleep(3)
            done.set()
            for thread in threads:
                thread.join()
            service.terminate()


def _wait_until_ready() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the service did not start")


def _ask(seen: Served, done: threading.Event) -> None:
    turn = 0
    while not done.wait(0.5):
        turn += 1
        query = urllib.parse.quote(f"{QUESTIONS[turn % len(QUESTIONS)]}{turn}")
        began = time.monotonic()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/v1/search?q={query}", timeout=30).read()
            seen.times.append((time.monotonic() - began) * 1000)
        except OSError:
            seen.errors += 1


def _look(seen: Served, done: threading.Event, chuchu: Chuchu) -> None:
    """Note when the catalogue's head moves, and when the service's view reaches it."""
    waiting: list[tuple[int, float]] = []
    while not done.wait(0.05):
        head, now = chuchu.catalogue.head(), time.monotonic()
        if not waiting or head > waiting[-1][0]:
            waiting.append((head, now))
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=30) as answer:
            view = json.load(answer)["change"]
        while waiting and waiting[0][0] <= view:
            seen.lags.append(time.monotonic() - waiting.pop(0)[1])


if __name__ == "__main__":
    main()
