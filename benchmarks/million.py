"""One million passages through the product's own vector and word index: built once, then searched and changed.

    python -m benchmarks.million DATA… --work FOLDER [--lines PEERS] [--queries FILE…] [--count 1000000]

DATA are indexed data folders (copies: opening one may migrate it); their passages are the real ones. With --lines the
single paragraphs that benchmarks.peers encoded in its work folder count as real too. `million_rows.py` says how the
rest are made. Each stage tells a line of JSON and is not done again in the same work folder: rows, vector index, word
index (in batches, taken up where it stopped). Searching runs in a process of its own, whose memory is told. Not part:
the catalogue, whose reading of thirty hits by key does not grow with their number.
"""

import argparse
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.beside.million_rows import BLOCK, Million, Real, joined, read_catalogues, read_lines, unit
from benchmarks.needed import needed
from corpus.filters import COLUMNS, Condition
from corpus.forms import TextForms
from corpus.index.word_index import WordIndex, WordQuery, WordSearcher
from corpus.words import Segmenter
from embeddings.builtin_model import ensure_builtin
from embeddings.encoder import Fingerprint
from embeddings.factory import BUILTIN
from embeddings.faiss_snapshot import FaissSnapshot
from embeddings.faiss_store import FaissStore
from embeddings.openvino_encoder import OpenVinoEncoder
from embeddings.recall import share_found
from embeddings.vectors import VectorBatch
from retrieval.fusion import fuse
from retrieval.metrics import percentile

LIMIT = 100
FILTERS: dict[str, tuple[Condition, ...]] = {
    "none": (),
    "a collection": (Condition("collection", values=frozenset({1})),),
    "a type": (Condition("doc_type", values=frozenset({1, 2, 3})),),
    "since 2020": (Condition("date", low=20200101),),
    "one document": (Condition("document", values=frozenset({777})),),
    "ten documents": (Condition("document", values=frozenset(range(5000, 5010))),),
}
PLAIN_QUERIES = 300


@dataclass(frozen=True, slots=True)
class Told:
    """Where lines go: to the screen and, for the end, into one object."""

    figures: dict[str, object]

    def __call__(self, step: str, **values: object) -> None:
        """Tell a step."""
        self.figures[step] = values
        print(json.dumps({"step": step, **values}, ensure_ascii=False), flush=True)


def main() -> None:
    """Make, build, search."""
    given = _options()
    needed(given.data, "DATA…, indexed data folders with real passages, a hundred thousand or more")
    given.work.mkdir(parents=True, exist_ok=True)
    model = ensure_builtin(given.models, print, BUILTIN[given.model])
    context = get_context("spawn")
    stages = (_search,) if given.search_only else (_build_vectors, _build_words, _search)
    for stage in stages:
        process = context.Process(target=stage, args=(given, model))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(process.exitcode)


def _real(given: argparse.Namespace, fingerprint: Fingerprint) -> Real:
    kept = given.work / "real.npz"
    if not kept.exists():
        parts = [read_catalogues(given.data, fingerprint.key)]
        if given.lines:
            parts.append(read_lines(given.lines))
        real = joined(parts)
        np.savez(
            kept,
            vectors=real.vectors,
            columns=real.columns,
            titles=np.array(real.titles, dtype=object),
            texts=np.array(real.texts, dtype=object),
        )
    with np.load(kept, allow_pickle=True) as held:
        return Real(held["vectors"], held["titles"].tolist(), held["texts"].tolist(), held["columns"])


def _build_vectors(given: argparse.Namespace, model: Path) -> None:
    tell, fingerprint = Told({}), OpenVinoEncoder(model).fingerprint
    if FaissStore.open(given.work / "vectors", fingerprint, COLUMNS).applied:
        return
    real = _real(given, fingerprint)
    rows = Million(real, given.count, given.work)
    tell("rows", real=len(real.vectors), count=given.count)
    store = FaissStore.create(given.work / "vectors", fingerprint, COLUMNS)
    began = time.perf_counter()
    batches = [VectorBatch(*block) for block in rows.blocks()]
    tell("made", seconds=round(time.perf_counter() - began, 1), **_nearness(real, batches))
    began = time.perf_counter()
    store.rebuild(1, batches)
    built = time.perf_counter() - began
    began = time.perf_counter()
    store.save()
    facts = store.facts
    tell(
        "vectors", build_s=round(built, 1), save_s=round(time.perf_counter() - began, 1), kind=facts.kind,
        nprobe=facts.nprobe, recall_of_its_own=round(facts.recall, 4), **_memory(),
    )  # fmt: skip


def _nearness(real: Real, batches: Sequence[VectorBatch]) -> dict[str, object]:
    """Tell how far 500 real rows and 500 made ones are from the nearest other of all rows."""
    random = np.random.default_rng(3)
    first = random.permutation(min(len(real.vectors), len(batches[0].ids)))[:500]
    last = random.permutation(len(batches[-1].ids))[:500]
    sample = unit(np.vstack([batches[0].vectors[first], batches[-1].vectors[last]]))
    best = np.full((1000, 2), -1.0, dtype=np.float32)
    for batch in batches:
        scores = np.hstack([best, sample @ batch.vectors.astype(np.float32).T])
        best = -np.sort(-np.partition(scores, -2, axis=1)[:, -2:], axis=1)
    ends = (0.05, 0.5, 0.95)
    return {
        "real_to_nearest_p5_p50_p95": np.quantile(best[:500, 1], ends).round(4).tolist(),
        "made_to_nearest_p5_p50_p95": np.quantile(best[500:, 1], ends).round(4).tolist(),
    }


def _build_words(given: argparse.Namespace, model: Path) -> None:
    tell, index = Told({}), WordIndex.open(given.work / "words", Segmenter(TextForms()), writable=True)
    if index.applied * BLOCK >= given.count:
        index.close()
        return
    rows = Million(_real(given, OpenVinoEncoder(model).fingerprint), given.count, given.work)
    began, done = time.perf_counter(), index.applied
    for number in range(done, -(-given.count // BLOCK)):
        index.apply(number + 1, rows.rows(number * BLOCK), ())
    index.close()
    size = sum(path.stat().st_size for path in (given.work / "words").iterdir()) >> 20
    tell(
        "words",
        from_row=done * BLOCK,
        build_s=round(time.perf_counter() - began, 1),
        disk_mb=size,
        **_memory(),
    )


def _search(given: argparse.Namespace, model: Path) -> None:
    tell, began = Told({}), time.perf_counter()
    encoder = OpenVinoEncoder(model)
    store = FaissStore.open(given.work / "vectors", encoder.fingerprint, COLUMNS)
    segmenter = Segmenter(TextForms())
    words = WordIndex.open(given.work / "words", segmenter, writable=False).searcher()
    tell(
        "open",
        seconds=round(time.perf_counter() - began, 2),
        passages=store.snapshot().count,
        with_words=words.passages,
        **_memory(),
    )
    queries = _queries(given)
    vectors = np.stack([encoder.encode_query(segmenter.spelled(query)) for query in queries])
    path = _Path(encoder, segmenter, words, store.snapshot)
    for name, conditions in FILTERS.items():
        tell(f"search, filter: {name}", **path.timed(queries, conditions))
    tell("memory after", **_memory())
    snapshot = store.snapshot()
    best = snapshot.best_cosines(vectors, LIMIT)
    for depth in (10, LIMIT):
        tell(
            f"recall@{depth}",
            share=round(share_found(snapshot, vectors, best[:, :depth]), 4),
            queries=len(queries),
        )
    tell("recall of filtered", **_filtered_recall(snapshot, vectors[:60]))
    with _changing(store) as changes:
        tell("search while adding and removing", **path.timed(queries, ()))
    tell("changes meanwhile", **changes)
    tell("memory at the end", **_memory())
    (given.work / "million.json").write_text(json.dumps(tell.figures, ensure_ascii=False, indent=1))
    print(json.dumps(tell.figures, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class _Path:
    """A query's way: encoder, vectors, words, fusion."""

    encoder: OpenVinoEncoder
    segmenter: Segmenter
    words: WordSearcher
    snapshot: Callable[[], FaissSnapshot]

    def timed(self, queries: Sequence[str], conditions: Sequence[Condition]) -> dict[str, float]:
        """Ask each query once; milliseconds of the whole and, in the median, of the parts."""
        self._asked(queries[0], conditions)
        parts = np.array([self._asked(query, conditions) for query in queries]) * 1000
        whole = parts.sum(axis=1).tolist()
        names = ("encode", "vectors", "words", "fuse")
        medians = {f"{name}_p50": round(float(np.median(parts[:, at])), 2) for at, name in enumerate(names)}
        return {
            "p50_ms": round(percentile(whole, 0.5), 2),
            "p99_ms": round(percentile(whole, 0.99), 2),
            **medians,
        }

    def _asked(self, query: str, conditions: Sequence[Condition]) -> tuple[float, ...]:
        at = [time.perf_counter()]
        vector = self.encoder.encode_query(self.segmenter.spelled(query))
        at.append(time.perf_counter())
        dense = self.snapshot().search(vector, LIMIT, conditions)
        at.append(time.perf_counter())
        words = self.words.search(WordQuery(self.segmenter.weighted_terms(query)), LIMIT, conditions)
        at.append(time.perf_counter())
        fuse([(hit.id, hit.cosine) for hit in dense], [(hit.id, hit.bm25) for hit in words], 0.5, depth=LIMIT)
        at.append(time.perf_counter())
        return tuple(later - earlier for earlier, later in itertools.pairwise(at))


def _filtered_recall(snapshot: FaissSnapshot, vectors: NDArray[np.float32]) -> dict[str, float]:
    """Ten nearest within each filter, against a comparison with every row that meets it."""
    shares = {}
    for name, conditions in list(FILTERS.items())[1:]:
        kept = np.flatnonzero(_meets(snapshot, conditions[0]))
        if not len(kept):
            continue
        rows = snapshot.base.rows.vectors[kept].astype(np.float32)
        best = -np.sort(-(vectors @ rows.T), axis=1)[:, :10]
        found = sum(
            sum(hit.cosine >= least - 1e-5 for hit in snapshot.search(vector, best.shape[1], conditions))
            for vector, least in zip(vectors, best[:, -1], strict=True)
        )
        shares[f"{name}, {len(kept)} rows"] = round(found / best.size, 4)
    return shares


def _meets(snapshot: FaissSnapshot, condition: Condition) -> NDArray[np.bool_]:
    column = snapshot.base.rows.columns[:, COLUMNS.index(condition.column)]
    if condition.values is not None:
        return np.isin(column, list(condition.values))
    return np.asarray(column >= (condition.low or 0))


@contextmanager
def _changing(store: FaissStore) -> Iterator[dict[str, float]]:
    """Add 64 rows and remove 64 others four times a second, until the block ends."""
    done, told = threading.Event(), dict[str, float]()
    took: list[float] = []

    def change() -> None:
        random, rows = np.random.default_rng(4), store.snapshot().base.rows
        gone = random.permutation(rows.ids)
        while not done.wait(0.25):
            turn = len(took)
            vectors = unit(rows.vectors[random.integers(0, len(rows), 64)]).astype(np.float16)
            ids = np.arange(64, dtype=np.int64) + int(rows.ids[-1]) + 1 + 64 * turn
            columns = np.zeros((64, len(COLUMNS)), dtype=np.int64)
            began = time.perf_counter()
            store.apply(
                store.applied + 1, VectorBatch(ids, vectors, columns), gone[64 * turn : 64 * turn + 64]
            )
            took.append(time.perf_counter() - began)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield told
    finally:
        done.set()
        thread.join()
        told.update(changes=len(took), rows_each=64, apply_p50_ms=round(1000 * percentile(took, 0.5), 1))


def _queries(given: argparse.Namespace) -> list[str]:
    """The questions of files, or sentences of the real passages."""
    asked = [
        json.loads(line)["text"]
        for path in given.queries
        for line in path.read_text().splitlines()
        if line.strip()
    ]
    if asked:
        return list(dict.fromkeys(asked))[:PLAIN_QUERIES]
    with np.load(given.work / "real.npz", allow_pickle=True) as held:
        texts = held["texts"]
    at = np.random.default_rng(5).permutation(len(texts))[:PLAIN_QUERIES]
    return [f"{texts[i].strip()[:24]}有什么要求" for i in at]


def _memory() -> dict[str, int]:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    names = {"rss_mb": "VmRSS", "of_it_files_mb": "RssFile", "peak_mb": "VmHWM"}
    return {name: int(status[key].split()[0]) >> 10 for name, key in names.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="*")
    parser.add_argument("--work", type=Path, default=Path(".cache/million"))
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--queries", type=Path, nargs="+", default=[])
    parser.add_argument("--search-only", action="store_true", help="search what is built so far")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--models", type=Path, default=Path(".cache/models"))
    parser.add_argument(
        "--model", choices=BUILTIN, default="builtin", help="what the real vectors were made with"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
