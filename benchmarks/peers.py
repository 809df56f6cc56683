"""Chuchu beside txtai, LangChain, Haystack and plain rank fusion: the same documents, encoder, questions, one run.

    python -m benchmarks.peers [--bench FOLDER…] [--documents PATH…] [--work FOLDER] [--articles N] [--questions N]

Without --bench, the sixty questions of `variants.py` are asked. Each --bench holds queries.jsonl, qrels.tsv and
answers.jsonl; the documents are --documents, or the bench's own `documents` folder or corpus.jsonl. Each system runs
twice, in a process of its own: `own`, as its documentation says, and `ours`, given our passages and words. They take
turns, query by query, so that other load falls on all. Memory is the process's own. A work folder that is kept is
taken up again: indexed documents, vectors and finished systems are not done twice. Prints tables, writes peers.json
and peers.svg to the work folder; the last line is JSON.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.beside.judging import judge, means
from benchmarks.beside.pieces import load_pieces, load_sources, read_folder, save
from benchmarks.beside.report import draw, table
from benchmarks.beside.systems import SYSTEMS, Kit, versions
from benchmarks.beside.vector_book import VectorBook
from benchmarks.beside.worker import CHUCHU, OURS, OWN, Built, Place, work
from benchmarks.needed import pass_over
from benchmarks.variant_documents import make
from benchmarks.variants import write
from corpus.forms import TextForms
from corpus.store.identity import embed_hash
from corpus.store.job_records import IndexRequest
from corpus.words import Segmenter
from embeddings.builtin_model import ensure_builtin
from embeddings.openvino_encoder import OpenVinoEncoder
from indexer.records import Record
from retrieval.benchmark import Question, read_questions
from retrieval.metrics import percentile
from service.bootstrap import Chuchu
from service.settings import Settings

DEFAULT = Path(".cache/variants")


@dataclass(frozen=True, slots=True)
class Set:
    """Documents and the judged questions asked of them. `titled`: records, whose title belongs to their text."""

    name: str
    questions: dict[str, list[Question]]
    documents: tuple[Path, ...]
    corpus: Path | None
    articles: int

    @property
    def titled(self) -> bool:
        """Whether these are records."""
        return self.corpus is not None


def main() -> None:
    """Prepare, ask, tell."""
    given = _options()
    if given.bench == [DEFAULT]:
        write(DEFAULT, *make())
    if missing := [str(bench) for bench in given.bench if not (bench / "queries.jsonl").exists()]:
        pass_over(f"judged questions in {', '.join(missing)}")
    os.environ["OMP_NUM_THREADS"] = "1"  # kind to all: spinning threads collapse on shared cores
    with ExitStack() as stack:
        home = given.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home.mkdir(parents=True, exist_ok=True)
        model = ensure_builtin(given.models, print)
        results = [
            row
            for one in _sets(given)
            for way in given.ways
            for row in _compared(one, way, home, model, given)
        ]
    print(table(results))
    target = given.out or given.work
    if target:
        target.mkdir(parents=True, exist_ok=True)
        (target / "peers.json").write_text(json.dumps(results, ensure_ascii=False, indent=1))
        draw(results, target / "peers.svg")
    print(json.dumps({"versions": versions(), "results": results}, ensure_ascii=False))


def _compared(
    one: Set, way: str, home: Path, model: Path, given: argparse.Namespace
) -> list[dict[str, object]]:
    """Run the systems of a way that have no result yet, and give all results."""
    place = Place(home / one.name, home / "vectors.sqlite", home / f"{one.name}-data", model)
    place.folder.mkdir(exist_ok=True)
    systems = [CHUCHU, *given.systems]
    files = {system: place.folder / f"{system}-{way}.json" for system in systems}
    if missing := [system for system in systems if not files[system].exists()]:
        _prepare(one, way, place, missing)
        if missing != [CHUCHU]:
            missing = [CHUCHU, *(system for system in missing if system != CHUCHU)]
        for system, figures in _run(one, way, place, missing).items():
            files[system].write_text(json.dumps(figures, ensure_ascii=False))
    return [json.loads(files[system].read_text()) for system in systems]


def _prepare(one: Set, way: str, place: Place, systems: Sequence[str]) -> None:
    """Index the documents, write out what the systems are given, encode what is not encoded yet."""
    if not (place.folder / "passages.jsonl").exists():
        with Chuchu(Settings(data=place.data, models_folder=place.model.parent), print) as chuchu:
            if not chuchu.catalogue.stats().documents:
                seconds = _index(one, chuchu)
                (place.folder / "indexing.json").write_text(json.dumps({"seconds": seconds}))
            chuchu.follower.catch_up()
            sources, pieces = read_folder(chuchu)
        save(place.folder / "sources.jsonl", sources)
        save(place.folder / "passages.jsonl", pieces)
    book, encoder = VectorBook(place.book), OpenVinoEncoder(place.model)
    kit = Kit(encoder, Segmenter(TextForms()), ours=False)
    if way == OURS:
        texts = [piece.embedded for piece in load_pieces(place.folder / "passages.jsonl")]
        with Chuchu(Settings(data=place.data, models_folder=place.model.parent), print) as chuchu:
            key = encoder.fingerprint.key
            book.adopt(
                texts,
                encoder,
                lambda part: chuchu.catalogue.vectors([embed_hash(text).hex() for text in part], key),
            )
        return
    sources = load_sources(place.folder / "sources.jsonl")
    for system in systems:
        if system != CHUCHU:
            pieces = SYSTEMS[system](kit).pieces(sources, titled=one.titled)
            print(f"{one.name} {system}: {len(pieces)} pieces", flush=True)
            book.fill([piece.embedded for piece in pieces], encoder)


def _index(one: Set, chuchu: Chuchu) -> float:
    assert chuchu.encoder  # loaded before the clock runs
    began = time.perf_counter()
    if one.corpus:
        chuchu.index_records(_records(one), lambda _: None)
    else:
        chuchu.runner().run(chuchu.jobs.create(IndexRequest(tuple(str(path) for path in one.documents))).id)
    chuchu.follower.catch_up()
    return time.perf_counter() - began


def _records(one: Set) -> list[Record]:
    """The articles that answer, and others drawn by chance up to the number asked for."""
    assert one.corpus
    gold = {i for questions in one.questions.values() for question in questions for i in question.gains}
    rows = [json.loads(line) for line in one.corpus.read_text(encoding="utf-8").splitlines()]
    others = [row for row in rows if row["id"] not in gold]
    random.Random(7).shuffle(others)
    kept = {row["id"] for row in others[: max(0, one.articles - len(gold))]} | gold
    return [Record(row["id"], row.get("title", ""), row["text"]) for row in rows if row["id"] in kept]


def _run(one: Set, way: str, place: Place, systems: Sequence[str]) -> dict[str, dict[str, object]]:
    """Start the systems, ask each question of each in turn, and stop them."""
    context = get_context("spawn")
    lines: dict[str, Connection] = {}
    built: dict[str, Built] = {}
    for system in systems:
        lines[system], far = context.Pipe()
        context.Process(target=work, args=(far, system, way, place, one.titled), daemon=True).start()
        far.close()
        built[system] = lines[system].recv()  # one after the other: each builds alone
        print(f"{one.name} {way} {system}: built", flush=True)
    benches: dict[str, dict[str, dict[str, float]]] = {system: {} for system in systems}
    for name, questions in one.questions.items():
        for system, figures in _asked(questions, lines).items():
            benches[system][name] = figures
            print(f"{one.name} {way} {system} {name}: {figures}", flush=True)
    memory = {}
    for system, line in lines.items():
        line.send(None)
        memory[system] = line.recv()
    return {
        system: {
            "set": one.name, "system": system, "way": way, "pieces": built[system].pieces,
            "index_s": round(built[system].whole, 1), "encode_s": round(built[system].encoding, 1),
            "memory_mb": round(memory[system]), "benches": benches[system],
        }
        for system in systems
    }  # fmt: skip


def _asked(questions: Sequence[Question], lines: dict[str, Connection]) -> dict[str, dict[str, float]]:
    judged: dict[str, list[dict[str, float]]] = {system: [] for system in lines}
    took: dict[str, list[float]] = {system: [] for system in lines}
    for turn, question in enumerate(questions):
        order = list(lines)
        for system in order[turn % len(order) :] + order[: turn % len(order)]:
            lines[system].send(question.text)
            seconds, found = lines[system].recv()
            judged[system].append(judge(question, found))
            took[system].append(1000 * seconds)
    return {
        system: {
            "questions": len(questions),
            **means(judged[system]),
            "p50_ms": round(percentile(took[system], 0.5), 1),
            "p99_ms": round(percentile(took[system], 0.99), 1),
        }
        for system in lines
    }


def _sets(given: argparse.Namespace) -> list[Set]:
    """Give the benches that ask about --documents as one set, each other one as a set of its own."""
    shared: dict[str, list[Question]] = {}
    sets: list[Set] = []
    for bench in given.bench:
        questions = {bench.name: _tested(bench)[: given.questions]}
        if (bench / "documents").is_dir():
            sets.append(Set(bench.name, questions, (bench / "documents",), None, 0))
        elif given.documents and not (bench / "split.tsv").exists():
            shared |= questions
        else:
            sets.append(Set(bench.name, questions, (), bench / "corpus.jsonl", given.articles))
    if shared:
        sets.insert(0, Set("documents", shared, tuple(given.documents), None, 0))
    return sets


def _tested(bench: Path) -> list[Question]:
    """The questions of a bench; only those for testing where a split is given."""
    questions, split = read_questions(bench), bench / "split.tsv"
    if not split.exists():
        return questions
    rows = [line.split("\t") for line in split.read_text().splitlines()[1:]]
    tested = {row[0] for row in rows if row[1] == "test"}
    return [question for question in questions if question.id in tested]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bench", type=Path, nargs="+", default=[DEFAULT])
    parser.add_argument("--documents", type=Path, nargs="+", default=[])
    parser.add_argument("--work", type=Path, help="a folder that is kept and taken up again")
    parser.add_argument(
        "--out", type=Path, help="where peers.json and peers.svg go; by default the work folder"
    )
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS))
    parser.add_argument("--ways", nargs="+", choices=[OWN, OURS], default=[OWN, OURS])
    parser.add_argument(
        "--articles", type=int, default=6000, help="of a corpus.jsonl, all that answer among them"
    )
    parser.add_argument("--questions", type=int, help="only so many of each bench")
    parser.add_argument("--models", type=Path, default=Path(".cache/models"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
