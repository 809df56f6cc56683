"""What is looked up of a serving data folder when its metrics are asked for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import Metric

from corpus.errors import ChuchuError
from service.health import readiness
from service.metrics import Values, counter, gauge
from service.serving import Serving


def figures(serving: Serving) -> Iterator[Metric]:
    """Give readiness by part, index lag, jobs by state, the queues, memory, descriptors, disk."""
    chuchu = serving.chuchu
    state = readiness(serving)
    yield gauge("ready", "1 where queries are answered", {(): float(state.ready)})
    yield gauge(
        "part_ready", "1 where a part is well", {(n,): float(p.ok) for n, p in state.parts.items()}, ("part",)
    )
    if state.change is not None:
        yield gauge("catalogue_change", "newest change of the catalogue", {(): float(state.change)})
        lags: Values = {(name,): float(index.behind) for name, index in state.indexes.items()}
        yield gauge("index_lag_changes", "changes that an index lacks", lags, ("index",))
        old = state.seconds_behind or 0.0
        yield gauge("index_lag_seconds", "age of the first change that searches do not see", {(): old})
        yield from _held(serving)
    yield from _queues(serving)
    calls: Values = {(outcome,): float(count) for outcome, count in chuchu.answers.model_calls.items()}
    yield counter("model_calls", "calls of the language model by outcome", calls, ("outcome",))
    refused: Values = {(code,): float(count) for code, count in serving.access.refused.items()}
    yield counter("refused", "requests refused for their key or for want of room", refused, ("code",))
    yield from _process(chuchu.settings.data)


def _queues(serving: Serving) -> Iterator[Metric]:
    """Who has a turn, who waits for one, and who was told to come again; searches and comparisons wait apart."""
    queues = {"searches": serving.admission, "comparisons": serving.comparing}
    for name, queue in queues.items():
        running, waiting = queue.load
        yield gauge(name, f"{name} now", {("running",): running, ("waiting",): waiting}, ("state",))
    refused: Values = {(name,): float(queue.refused) for name, queue in queues.items()}
    yield counter("queue_refused", "refused because their queue was full or too slow", refused, ("queue",))


def _held(serving: Serving) -> Iterator[Metric]:
    try:
        jobs = serving.chuchu.jobs.counts()
        stats = serving.chuchu.catalogue.stats()
    except ChuchuError:
        return  # `chuchu_part_ready` tells of it
    yield gauge("jobs", "jobs by state", {(s.value,): float(n) for s, n in jobs.items()}, ("state",))
    yield gauge("documents", "documents that can be found", {(): float(stats.documents)})
    yield gauge("passages", "passages that can be found", {(): float(stats.passages)})


def _process(data: Path) -> Iterator[Metric]:
    yield gauge(
        "disk_free_bytes", "space left for the data folder", {(): float(shutil.disk_usage(data).free)}
    )
    wal = data / "catalogue.sqlite-wal"
    yield gauge("wal_bytes", "size of the catalogue's log", {(): float(_size(wal))})
    status = Path("/proc/self/status")
    if status.is_file():  # Linux
        lines = dict(line.split(":", 1) for line in status.read_text("ascii", "replace").splitlines())
        kibibytes = float(lines.get("VmRSS", "0 kB").split()[0])
        yield gauge("memory_bytes", "resident memory", {(): kibibytes * 1024})
        descriptors = sum(1 for _ in Path("/proc/self/fd").iterdir())
        yield gauge("open_descriptors", "open files and sockets", {(): float(descriptors)})


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
