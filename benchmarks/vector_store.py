"""Speed, memory and recall of the vector store on synthetic clustered vectors.

    python -m benchmarks.vector_store                      30,000 vectors, exact
    python -m benchmarks.vector_store --count 1000000      a million, in inverted lists (minutes)

Synthetic clusters flatter inverted lists; `chuchu doctor` reports the recall on the vectors of a real corpus.
Prints one line of JSON a step. Queries run one at a time on one thread; a query is a row moved to a cosine of
about 0.9, as a question stands to its passage.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.faiss_build import BuildOptions
from embeddings.faiss_snapshot import FaissSnapshot
from embeddings.faiss_store import FaissStore
from embeddings.recall import measure_recall
from embeddings.vectors import Condition, VectorBatch

COLUMNS = ("collection", "doc_type", "issuer", "date", "document")
BLOCK = 50_000
QUERIES = 300


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Stands for the model that would have made the vectors."""

    dimension: int
    key: str = "synthetic"

    def __str__(self) -> str:
        return f"synthetic, {self.dimension} dimensions"


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on a column."""

    column: str
    values: frozenset[int] | None = None
    low: int | None = None
    high: int | None = None


FILTERS: dict[str, tuple[Condition, ...]] = {
    "none": (),
    "one type in ten": (Where("doc_type", values=frozenset({3})),),
    "type and year": (Where("doc_type", values=frozenset({3})), Where("date", low=20230101, high=20231231)),
    "one document": (Where("document", values=frozenset({17})),),
}


class Synthetic:
    """Vectors around centres that lie around wider centres, always the same for the same arguments.

    Three levels (topics, sub-topics, matters of 40 vectors), so that the hundredth neighbour is no stranger.
    """

    def __init__(self, count: int, dimension: int) -> None:
        self._count, self._dimension = count, dimension
        random = np.random.default_rng(0)
        centres = _unit(random.standard_normal((max(1, count // 8000), dimension), dtype=np.float32))
        for rows in (count // 400, count // 40):
            parents = centres[random.integers(0, len(centres), max(1, rows))]
            centres = self._moved(parents, 0.6, random)
        self._centres = centres

    def batches(self) -> Iterator[VectorBatch]:
        """All vectors, 50,000 at a time, float16."""
        for start in range(0, self._count, BLOCK):
            random = np.random.default_rng(start + 1)
            ids = np.arange(start, min(start + BLOCK, self._count), dtype=np.int64)
            centres = self._centres[random.integers(0, len(self._centres), len(ids))]
            yield VectorBatch(ids, self._moved(centres, 0.6, random).astype(np.float16), self._columns(ids))

    def queries(self, snapshot: FaissSnapshot) -> NDArray[np.float32]:
        """Rows of the store, moved."""
        random = np.random.default_rng(7)
        return self._moved(snapshot.sampled(QUERIES, seed=5), 0.48, random)

    def _moved(
        self, rows: NDArray[np.float32], by: float, random: np.random.Generator
    ) -> NDArray[np.float32]:
        noise = random.standard_normal(rows.shape, dtype=np.float32) * (by / np.sqrt(self._dimension))
        return _unit(rows + noise.astype(np.float32))

    def _columns(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        random = np.random.default_rng(int(ids[0]))
        dates = random.integers(2015, 2027, len(ids)) * 10_000 + 615
        return np.stack([ids * 0 + 1, random.integers(0, 10, len(ids)), ids % 50, dates, ids // 60], axis=1)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


def timed_queries(
    snapshot: FaissSnapshot, queries: NDArray[np.float32], limit: int, where: Sequence[Condition]
) -> dict[str, float]:
    """Milliseconds of a query at p50 and p99."""
    took = []
    for query in queries:
        started = time.perf_counter()
        snapshot.search(query, limit, where)
        took.append(1000 * (time.perf_counter() - started))
    return {f"p{share}_ms": round(float(np.percentile(took[5:], share)), 2) for share in (50, 99)}


def resident_mib() -> float:
    """Memory of this process that is its own, without files that are mapped."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("RssAnon"))
    return round(int(line.split()[1]) / 1024, 1)


def tell(step: str, **figures: object) -> None:
    """Print one step."""
    print(json.dumps({"step": step, **figures}, ensure_ascii=False), flush=True)


def built(folder: Path, data: Synthetic, dimension: int, options: BuildOptions) -> None:
    """Build and save a store."""
    store = FaissStore.create(folder, Fingerprint(dimension), COLUMNS, options)
    started = time.perf_counter()
    store.rebuild(1, data.batches())
    building = time.perf_counter() - started
    started = time.perf_counter()
    store.save()
    size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
    tell(
        "build",
        build_s=round(building, 2),
        save_s=round(time.perf_counter() - started, 2),
        disk_mib=round(size, 1),
    )


def asked(folder: Path, data: Synthetic, dimension: int, options: BuildOptions) -> None:
    """Open the store and ask it: alone, filtered, and beside a delta with removals."""
    before = resident_mib()
    started = time.perf_counter()
    store = FaissStore.open(folder, Fingerprint(dimension), COLUMNS, options)
    took = time.perf_counter() - started
    tell(
        "load", load_s=round(took, 3), anonymous_mib=round(resident_mib() - before, 1), **asdict(store.facts)
    )
    snapshot = store.snapshot()
    queries = data.queries(snapshot)
    for limit in (10, 100):
        for name, where in FILTERS.items():
            tell("query", limit=limit, filter=name, **timed_queries(snapshot, queries, limit, where))
    tell(
        "recall",
        **{
            f"recall@{depth}": round(measure_recall(snapshot, queries[:100], depth), 4) for depth in (10, 100)
        },
    )
    rows = next(data.batches())
    size = min(4000, len(rows.ids))
    ids = rows.ids[:size] + 10**9
    started = time.perf_counter()
    store.apply(2, VectorBatch(ids, rows.vectors[:size], rows.columns[:size]), rows.ids[: size // 4])
    tell("apply", added=size, removed=size // 4, ms=round(1000 * (time.perf_counter() - started), 1))
    tell("query beside a delta", limit=100, **timed_queries(store.snapshot(), queries, 100, ()))
    tell("memory", peak_mib=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    """Build in one folder, then ask."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--exact-limit", type=int, default=BuildOptions().exact_limit)
    arguments = parser.parse_args()
    options = BuildOptions(exact_limit=arguments.exact_limit)
    data = Synthetic(arguments.count, arguments.dimension)
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, so that the memory told below is that of asking alone.
        builder = get_context("spawn").Process(
            target=built, args=(Path(folder), data, arguments.dimension, options)
        )
        builder.start()
        builder.join()
        asked(Path(folder), data, arguments.dimension, options)


if __name__ == "__main__":
    main()
