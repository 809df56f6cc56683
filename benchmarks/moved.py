"""What moved since the stored figures: quality on judged questions beside benchmarks/baseline.json.

    python -m benchmarks.moved [BENCH…] [--documents PATH… | --data FOLDER] [--own BENCH…] [--alone] [--record]

Always asked, but with --alone: the questions over examples/documents and those of variants.py, which are part of the
repository. BENCH are further folders as `chuchu evaluate` reads them, by whose names the figures are stored;
--documents is what they are asked of, or --data names an indexed data folder, else each folder's own corpus.jsonl is;
the folders after --own are asked of their own corpus.jsonl in any case. Only quality is compared, which no machine
changes. A figure that fell by more than a question and a half of the set (half of a set of two) and a hundredth exits
with 1; --record stores what was measured in place of what was stored (--baseline names another file). The last line is
JSON.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stored import BASELINE, Figures, Stored, compared, record, tell
from benchmarks.variant_documents import make
from benchmarks.variants import write
from corpus.store.job_records import IndexRequest
from indexer.records import Record
from retrieval.benchmark import measure_kinds, read_questions
from retrieval.results import Mode
from service.bootstrap import Chuchu
from service.settings import read_settings

HERE = Path(__file__).parent
JUDGED = HERE / "judged" / "examples"
EXAMPLES = HERE.parent / "examples" / "documents"


@dataclass(frozen=True, slots=True)
class Judge:
    """A folder of judged questions and what they are asked of: files, else a data folder, else its own corpus."""

    bench: Path
    documents: tuple[Path, ...] = ()
    data: Path | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare, print; give 1 where something fell, else 0."""
    given = _options(arguments)
    stored = Stored.read(given.baseline)
    with tempfile.TemporaryDirectory(prefix="chuchu-judges-") as folder:
        judges = [] if given.alone else own_judges(Path(folder))
        judges += [Judge(bench, tuple(given.documents), given.data) for bench in given.bench]
        measured, model = measured_sets([*judges, *map(Judge, given.own)])
    moves = compared(stored.sets, measured)
    tell(moves, stored, measured, model)
    if given.record:
        record(given.baseline, stored, measured, model)
    fallen = [f"{move.place} {move.name}" for move in moves if move.fell]
    print(json.dumps({"model": model, "sets": measured, "fell": fallen}, ensure_ascii=False))
    return 1 if fallen and not given.record else 0


def own_judges(folder: Path) -> list[Judge]:
    """Give the judges of the repository; the folder of those that are made by code is written to `folder`."""
    variants = folder / "variants"
    write(variants, *make())
    return [Judge(JUDGED, (EXAMPLES,)), Judge(variants, (variants / "documents",))]


def measured_sets(judges: Sequence[Judge]) -> tuple[dict[str, Figures], str]:
    """Ask the questions of every set; gives figures by set, kinds as `set/kind`, and the model's fingerprint."""
    found: dict[str, Figures] = {}
    model = ""
    for judge in judges:
        with _opened(judge) as chuchu:
            model = str(chuchu.encoder.fingerprint)
            questions = read_questions(judge.bench)
            told = measure_kinds(questions, chuchu.search.search, Mode.HYBRID)
        name = judge.bench.resolve().name
        found[name] = {"questions": len(questions), **told.figures}
        found |= {f"{name}/{kind}": dict(means) for kind, means in sorted(told.kinds.items())}
    return found, model


@contextmanager
def _opened(judge: Judge) -> Iterator[Chuchu]:
    if judge.data is not None and not judge.documents:
        with Chuchu(read_settings(data=judge.data)) as chuchu:
            chuchu.follower.catch_up()
            yield chuchu
        return
    with (
        tempfile.TemporaryDirectory(prefix="chuchu-moved-") as folder,
        Chuchu(read_settings(data=Path(folder))) as chuchu,
    ):
        if judge.documents:
            job = chuchu.jobs.create(IndexRequest(tuple(str(path) for path in judge.documents)))
            chuchu.runner().run(job.id)
        else:
            chuchu.index_records(_records(judge.bench / "corpus.jsonl"), lambda _: None)
        chuchu.follower.catch_up()
        yield chuchu


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, filter(str.strip, lines)):
            yield Record(str(row["id"]), str(row.get("title", "")), str(row["text"]))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="compare quality with the stored figures")
    parser.add_argument("bench", type=Path, nargs="*", help="further folders of judged questions")
    parser.add_argument("--documents", type=Path, nargs="+", default=[], help="what they are asked of")
    parser.add_argument("--data", type=Path, help="or an indexed data folder")
    parser.add_argument(
        "--own", type=Path, nargs="+", default=[], help="further folders, asked of their corpus.jsonl"
    )
    parser.add_argument("--alone", action="store_true", help="leave out the judges of the repository")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    parser.add_argument("--record", action="store_true", help="store what was measured")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
