"""FAISS beside Milvus on the vectors of real passages, in one run: filling, queries, recall, memory.

    python -m benchmarks.vector_stores FOLDER...            the passages of data folders (their model's vectors)
    python -m benchmarks.vector_stores --rows real.npz      arrays `vectors` (n, dim) and `columns` (n, 4)

Starts a Milvus server of its own (see api_tests/milvus_server.py) and asks it from within its network namespace. A
query is the middle of two passages, as a question lies between what it touches; truth is an exact scan. Filling is what
following the change log costs, in steps of 5,000 rows. One line of JSON a step.
"""

import argparse
import ctypes
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api_tests.milvus_namespace import PORT
from api_tests.milvus_server import TOKEN, MilvusServer
from benchmarks.beside.million_rows import read_catalogues
from benchmarks.needed import needed
from benchmarks.vector_store import Fingerprint, Where, resident_mib, tell
from corpus.store.catalogue import Catalogue
from embeddings.faiss_store import FaissStore
from embeddings.milvus_link import MilvusAddress
from embeddings.milvus_snapshot import WIDTH
from embeddings.milvus_store import MilvusStore
from embeddings.recall import between
from embeddings.vectors import Condition, VectorBatch, VectorSnapshot, VectorStore

COLUMNS = ("collection", "doc_type", "issuer", "date")
STEP = 5_000
QUERIES = 150
DEPTHS = (10, 100)
NONE = np.empty(0, dtype=np.int64)
CLONE_NEWNET = 0x40000000


def main() -> None:
    """Fill both, ask both."""
    given = _options()
    vectors, columns = _rows(given)
    told = np.random.default_rng(3).permutation(len(vectors))[: given.count]
    batch = VectorBatch(np.arange(len(told), dtype=np.int64), vectors[told], columns[told])
    queries = between(_unit(batch.vectors[np.random.default_rng(5).permutation(len(told))[:QUERIES]]))
    filters = _filters(batch)
    tell("rows", count=len(told), dimension=vectors.shape[1], **_shares(batch, filters))
    truth = {name: _exact(batch, queries, where) for name, where in filters.items()}
    fingerprint = Fingerprint(vectors.shape[1], "real")
    with tempfile.TemporaryDirectory() as folder:
        before = resident_mib()
        faiss = FaissStore.open(Path(folder), fingerprint, COLUMNS)
        _filled("faiss", faiss, batch)
        _timed("faiss", "compact", faiss.compact)
        tell("memory", store="faiss", mib=round(resident_mib() - before))
        _asked("faiss", faiss.snapshot(), queries, filters, truth)
    with tempfile.TemporaryDirectory() as folder, MilvusServer(Path(folder), session_seconds=60) as server:
        _enter(server.pid)
        store = MilvusStore.open(
            MilvusAddress(f"http://127.0.0.1:{PORT}", TOKEN, "bench", timeout_s=60), fingerprint, COLUMNS
        )
        tell("memory", store="milvus, empty", mib=server.resident_bytes >> 20)
        _filled("milvus", store, batch)
        _asked("milvus, just filled", store.snapshot(), queries, filters, truth)
        _timed("milvus", "index", lambda: _indexed(store))
        tell("memory", store="milvus", mib=server.resident_bytes >> 20)
        for width in sorted({64, 128, WIDTH}):
            _asked(f"milvus, ef {width}", replace(store.snapshot(), width=width), queries, filters, truth)
        _consistency(store, queries)


def _rows(given: argparse.Namespace) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    if given.rows:
        with np.load(given.rows, allow_pickle=True) as held:
            return held["vectors"], held["columns"]
    with Catalogue.open(given.folders[0] / "catalogue.sqlite") as catalogue:
        row = catalogue.live_passages(catalogue.head(), 0, 1)[0]
        key = next(k for k in given.fingerprints if catalogue.known_vectors([row.embed_hash], k))
    real = read_catalogues(given.folders, key)
    return real.vectors, real.columns


def _filters(batch: VectorBatch) -> dict[str, tuple[Condition, ...]]:
    kinds, dates = batch.columns[:, 1], batch.columns[:, 3]
    kind = int(np.bincount(kinds[kinds > 0]).argmax()) if (kinds > 0).any() else 0
    since = int(np.median(dates[dates > 0])) if (dates > 0).any() else 0
    typed, dated = Where("doc_type", values=frozenset({kind})), Where("date", low=since)
    return {"none": (), "a type": (typed,), "since a date": (dated,), "type and date": (typed, dated)}


def _mask(batch: VectorBatch, where: Sequence[Condition]) -> NDArray[np.bool_]:
    kept = np.ones(len(batch.ids), dtype=np.bool_)
    for condition in where:
        column = batch.columns[:, COLUMNS.index(condition.column)]
        kept &= np.isin(column, list(condition.values)) if condition.values else column >= condition.low
    return kept


def _shares(batch: VectorBatch, filters: dict[str, tuple[Condition, ...]]) -> dict[str, object]:
    return {"shares": {name: round(float(_mask(batch, where).mean()), 4) for name, where in filters.items()}}


def _exact(
    batch: VectorBatch, queries: NDArray[np.float32], where: Sequence[Condition]
) -> NDArray[np.float32]:
    """The greatest cosines of each query among the rows of a filter, falling, (m, 100)."""
    rows = batch.vectors[_mask(batch, where)]
    best = np.empty((len(queries), 0), dtype=np.float32)
    for start in range(0, len(rows), 20_000):
        best = np.concatenate([best, queries @ rows[start : start + 20_000].astype(np.float32).T], axis=1)
        best = -np.sort(-best, axis=1)[:, : max(DEPTHS)]
    return best


def _filled(name: str, store: VectorStore, batch: VectorBatch) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    for change, start in enumerate(range(0, len(batch.ids), STEP), start=1):
        part = slice(start, start + STEP)
        store.apply(change, VectorBatch(batch.ids[part], batch.vectors[part], batch.columns[part]), NONE)
    took = time.perf_counter() - began
    tell(
        "fill",
        store=name,
        seconds=round(took, 1),
        rows_a_second=round(len(batch.ids) / took),
        own_cpu_s=round(time.process_time() - cpu, 1),
    )


def _timed(name: str, step: str, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    tell(step, store=name, seconds=round(time.perf_counter() - began, 1))


def _asked(
    name: str,
    snapshot: VectorSnapshot,
    queries: NDArray[np.float32],
    filters: dict[str, tuple[Condition, ...]],
    truth: dict[str, NDArray[np.float32]],
) -> None:
    for kind, where in filters.items():
        for depth in DEPTHS:
            took, found, total = list[float](), 0, 0
            for query, best in zip(queries, truth[kind], strict=True):
                began = time.perf_counter()
                hits = snapshot.search(query, depth, where)
                took.append(1000 * (time.perf_counter() - began))
                wanted = best[:depth]
                total += len(wanted)
                found += sum(hit.cosine >= wanted[-1] - 1e-5 for hit in hits) if len(wanted) else 0
            tell(
                "query",
                store=name,
                filter=kind,
                limit=depth,
                **{f"p{share}_ms": round(float(np.percentile(took[5:], share)), 2) for share in (50, 99)},
                recall=round(found / max(1, total), 4),
            )


def _indexed(store: MilvusStore) -> None:
    """Have the server close its segments and wait until all are in the graph, and the graph is what it searches."""
    name = store.link.address.collection
    store.link.ask(lambda client: client.flush(name, timeout=120))
    while True:
        state = store.link.ask(lambda client: client.describe_index(name, "vector"))
        if state["state"] == "Finished" and not state["pending_index_rows"]:
            break
        time.sleep(1)
    store.link.ask(lambda client: client.refresh_load(name, timeout=300))
    time.sleep(5)


def _consistency(store: MilvusStore, queries: NDArray[np.float32]) -> None:
    """What each way of asking for fresh rows costs."""
    name, written = store.link.address.collection, store.snapshot().written
    levels: dict[str, dict[str, object]] = {
        "Strong": {"consistency_level": "Strong"},
        "Bounded": {"consistency_level": "Bounded"},
        "last write": {"consistency_level": "Customized", "guarantee_timestamp": written},
    }
    for level, options in levels.items():
        took = [1000 * seconds for seconds in _searched(store, name, queries[:60], options)]
        tell("consistency", level=level, p50_ms=round(float(np.median(took)), 2), p99_ms=round(max(took), 2))


def _searched(
    store: MilvusStore, name: str, queries: NDArray[np.float32], options: dict[str, object]
) -> Iterator[float]:
    for query in queries:
        began = time.perf_counter()
        store.link.ask(
            lambda client, query=query: client.search(
                name, [query], limit=10, search_params={"params": {"ef": WIDTH}}, timeout=30, **options
            )
        )
        yield time.perf_counter() - began


def _enter(pid: int) -> None:
    """Go into the network namespace of the server: what is measured is the server, not the door to it."""
    with Path(f"/proc/{pid}/ns/net").open() as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns: run as root")


def _unit(rows: NDArray[np.float16]) -> NDArray[np.float32]:
    whole = rows.astype(np.float32)
    return whole / np.linalg.norm(whole, axis=1, keepdims=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--fingerprints", nargs="*", default=[], help="keys of models, the one to take first")
    given = parser.parse_args()
    needed(given.folders or given.rows, "data folders or --rows FILE, and a Milvus")
    return given


if __name__ == "__main__":
    print(json.dumps({"benchmark": "vector_stores"}))
    main()
