"""The catalogue on SQLite beside the catalogue on PostgreSQL, in one run: writing, and what a search joins.

    python -m benchmarks.catalogues DATA... [--passages 100000] [--rounds 200] [--url postgresql://user@host/empty]

Each DATA is an indexed data folder; its catalogue is copied, for opening one may migrate it. Their documents are
stored on both engines, shuffled, and where they are too few again under other paths (`distinct_passages` tells how
many there are), through the catalogue itself: one durable transaction a document, a vector for each passage. Without
--url a PostgreSQL of the system's binaries is started on a socket, with its own settings (fsync on). The engines take
turns, document by document and query by query, so that other load on the machine falls on both. Last line: JSON.
"""

import argparse
import itertools
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.needed import needed
from corpus.documents import Document
from corpus.filters import SearchFilters
from corpus.store.catalogue import Catalogue
from corpus.store.identity import embed_hash
from corpus.store.records import DocumentSort, NewDocument
from indexer.embed_text import embed_texts

DIMENSION = 384
MODEL = "benchmark"


@dataclass
class Engine:
    """A catalogue and what it took. Times in seconds; `cpu` is this process's own while it wrote."""

    catalogue: Catalogue
    wrote: float = 0.0
    cpu: float = 0.0
    asked: dict[str, list[float]] = field(default_factory=dict)


def main() -> None:
    """Write to both, ask both, print both."""
    given = _options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = given.url or _own_server(stack)
        engines = {
            "sqlite": Engine(stack.enter_context(Catalogue.open(folder / "catalogue.sqlite"))),
            "postgresql": Engine(stack.enter_context(Catalogue.open(url))),
        }
        found = _gathered(given.data, given.passages, folder, random.Random(given.seed))
        distinct = min(given.passages, sum(len(one.passages) for one in found))
        documents, passages = _write(given, found, list(engines.values()))
        told = {name: _written(engine, documents, passages) for name, engine in engines.items()}
        _ask(engines, given.rounds, random.Random(given.seed))
        for name, engine in engines.items():
            told[name]["ms"] = {what: _spread(times) for what, times in engine.asked.items()}
        told["ratio_p50"] = {
            what: round(_median(engines["postgresql"].asked[what]) / _median(times), 2)
            for what, times in engines["sqlite"].asked.items()
        }
        told["ratio_write"] = {"": round(engines["postgresql"].wrote / engines["sqlite"].wrote, 2)}
    facts = {"documents": documents, "passages": passages, "distinct_passages": distinct}
    print(json.dumps({**facts, **told}, ensure_ascii=False))


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("data", type=Path, nargs="*")
    options.add_argument("--passages", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seed", type=int, default=20261122)
    options.add_argument("--url", help="an empty database; its server is yours")
    given = options.parse_args()
    needed(given.data, "DATA…, indexed data folders, and a PostgreSQL")
    return given


def _own_server(stack: ExitStack) -> str:
    sys.path.append(str(Path(__file__).resolve().parents[1] / "api_tests"))
    from postgres_server import PostgresServer

    server = PostgresServer(durable=True)
    stack.callback(server.stop)
    return str(server.url(server.new_database()))


def _documents(data: Path, folder: Path) -> Iterator[Document]:
    """The documents of a data folder, read from a copy of its catalogue that goes when they are read."""
    with tempfile.TemporaryDirectory(dir=folder) as copies:
        copy = Path(copies) / "catalogue.sqlite"
        with (
            closing(sqlite3.connect(f"file:{data / 'catalogue.sqlite'}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        with Catalogue.open(copy) as catalogue:
            view = catalogue.view()
            for row in view.document_rows():
                yield view.stored(view.document_by_row(row).document_id)


def _gathered(folders: Sequence[Path], passages: int, folder: Path, chance: random.Random) -> list[Document]:
    """As many documents as make the passages wanted, folder after folder, in no order: one folder's are much alike."""
    found: list[Document] = []
    for data in folders:
        for one in _documents(data, folder):
            if passages <= 0:
                break
            found.append(one)
            passages -= len(one.passages)
    chance.shuffle(found)
    return found


def _write(given: argparse.Namespace, found: list[Document], engines: list[Engine]) -> tuple[int, int]:
    chance = np.random.default_rng(given.seed)
    documents = passages = 0
    for turn in itertools.count():
        for number, one in enumerate(found):
            # Another edition has other words: embedded texts and codes are new, as they are for new documents.
            texts = tuple(f"{turn}\n{text}" for text in embed_texts(one))
            vectors = chance.standard_normal((len(texts), DIMENSION)).astype(np.float16)
            for engine in engines[:: 1 if documents % 2 else -1]:
                _store(engine, replace(one, ordinal=0), f"{turn:03}/{number:05}.txt", texts, vectors)
            documents, passages = documents + 1, passages + len(one.passages)
            if passages >= given.passages:
                return documents, passages
        print(f"{passages} passages", file=sys.stderr)
    raise AssertionError


def _store(
    engine: Engine, document: Document, path: str, texts: tuple[str, ...], vectors: np.ndarray
) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    engine.catalogue.put_vectors(MODEL, [embed_hash(text).hex() for text in texts], vectors)
    engine.catalogue.put_file(
        collection="default",
        source_path=path,
        sha256=embed_hash(path).hex(),
        media_type="text/plain",
        size=len(document.text),
        pipeline="1",
        documents=[NewDocument(document, texts)],
    )
    engine.wrote += time.perf_counter() - began
    engine.cpu += time.process_time() - cpu


def _ask(engines: dict[str, Engine], rounds: int, chance: random.Random) -> None:
    ids = [row.id for row in engines["sqlite"].catalogue.live_passages(10**9, 0, 10**9)]
    hashes = [row.embed_hash for row in engines["sqlite"].catalogue.live_passages(10**9, 0, 20_000)]
    first = {name: engine.catalogue.live_passages(10**9, 0, 1)[0].id for name, engine in engines.items()}
    assert len(set(first.values())) == 1, "ids differ: the database was not empty"
    views = {name: engine.catalogue.view() for name, engine in engines.items()}
    issuers = [facet.value for facet in views["sqlite"].documents().facets.issuer[:20]] or [""]
    for name, view in views.items():
        began = time.perf_counter()
        view.holding()
        engines[name].asked["cards of all documents"] = [time.perf_counter() - began]
    for turn in range(rounds):
        hundred, some = chance.sample(ids, 100), chance.sample(hashes, 100)
        issuer, offset = chance.choice(issuers), chance.randrange(0, 100)
        for name in list(engines)[:: 1 if turn % 2 else -1]:
            view, catalogue = views[name], engines[name].catalogue
            rows = [place.document_row for place in view.places(hundred).values()]
            filters = SearchFilters(issuers=(issuer,))
            asks: dict[str, Callable[[], object]] = {
                "100 passages with facts": lambda v=view, h=hundred: v.citations(h),  # type: ignore[misc]
                "facts of their documents": lambda v=view, r=rows: v.documents_by_row(r),  # type: ignore[misc]
                "list with facets": lambda v=view, o=offset: v.documents(offset=o, sort=DocumentSort.DATE),  # type: ignore[misc]
                "list by issuer": lambda v=view, f=filters: v.documents(f),  # type: ignore[misc]
                "100 vectors": lambda c=catalogue, s=some: c.vectors(s, MODEL),  # type: ignore[misc]
                "head": catalogue.head,
            }
            for what, ask in asks.items():
                began = time.perf_counter()
                ask()
                engines[name].asked.setdefault(what, []).append(time.perf_counter() - began)


def _written(engine: Engine, documents: int, passages: int) -> dict[str, object]:
    return {
        "documents_per_second": round(documents / engine.wrote, 1),
        "passages_per_second": round(passages / engine.wrote),
        "client_cpu_seconds": round(engine.cpu, 1),
        "wall_seconds": round(engine.wrote, 1),
    }


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50": round(1000 * _median(times), 2),
        "p99": round(1000 * ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], 2),
    }


if __name__ == "__main__":
    main()
