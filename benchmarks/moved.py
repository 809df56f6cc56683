"""What moved since the stored figures: quality on judged questions beside benchmarks/baseline.json.

    python -m benchmarks.moved [BENCH…] [--documents PATH…] [--data FOLDER] [--baseline FILE] [--record]

Without BENCH the questions over examples/documents, which are part of the repository. BENCH are folders as `chuchu
evaluate` reads them, by whose names the figures are stored; --documents is what they are asked of, or --data names an
indexed data folder, else each folder's own corpus.jsonl is. Only quality is compared, which no machine changes. A
figure that fell by more than a question and a half of the set and a hundredth exits with 1; --record stores what was
measured in place of what was stored. The last line is JSON.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.store.job_records import IndexRequest
from indexer.records import Record
from retrieval.benchmark import measure_kinds, read_questions
from retrieval.results import Mode
from service.bootstrap import Chuchu
from service.settings import read_settings

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
JUDGED = HERE / "judged" / "examples"
EXAMPLES = HERE.parent / "examples" / "documents"
SLACK = 0.01
"""A fall that is let pass in any set."""
QUESTIONS = 1.5
"""Questions whose turning is let pass: one may hang by a hair."""

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Move:
    """A figure of a set, before and now."""

    place: str
    name: str
    before: float
    now: float
    questions: int

    @property
    def fell(self) -> bool:
        """Whether it fell by more than is let pass."""
        return self.before - self.now > SLACK + QUESTIONS / self.questions


def main() -> None:
    """Measure, compare, print; exit with 1 where something fell."""
    parser = argparse.ArgumentParser(description="compare quality with the stored figures")
    parser.add_argument("bench", type=Path, nargs="*", help="folders of judged questions")
    parser.add_argument("--documents", type=Path, nargs="+", help="what the questions are asked of")
    parser.add_argument("--data", type=Path, help="an indexed data folder")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    parser.add_argument("--record", action="store_true", help="store what was measured")
    given = parser.parse_args()
    benches = given.bench or [JUDGED]
    documents = given.documents or ([] if given.bench else [EXAMPLES])
    stored = json.loads(given.baseline.read_text("utf-8")) if given.baseline.exists() else {"sets": {}}
    measured, model = measured_sets(benches, documents, given.data)
    moves = compared(stored["sets"], measured)
    tell(moves, stored.get("model"), model)
    if given.record:
        record(given.baseline, stored, measured, model)
    fallen = [f"{move.place} {move.name}" for move in moves if move.fell]
    print(json.dumps({"model": model, "sets": measured, "fell": fallen}, ensure_ascii=False))
    sys.exit(1 if fallen and not given.record else 0)


def measured_sets(
    benches: Sequence[Path], documents: Sequence[Path], data: Path | None
) -> tuple[dict[str, Figures], str]:
    """Ask the questions of every set; gives figures by set, kinds as `set/kind`, and the model's fingerprint."""
    found: dict[str, Figures] = {}
    model = ""
    for bench in benches:
        with _opened(bench, documents, data) as chuchu:
            model = str(chuchu.encoder.fingerprint)
            questions = read_questions(bench)
            told = measure_kinds(questions, chuchu.search.search, Mode.HYBRID)
        found[bench.name] = {"questions": len(questions), **told.figures}
        found |= {f"{bench.name}/{kind}": dict(means) for kind, means in sorted(told.kinds.items())}
    return found, model


def compared(stored: Mapping[str, Figures], measured: Mapping[str, Figures]) -> list[Move]:
    """Give each figure that both have, of sets that were asked as many questions."""
    return [
        Move(place, name, before, measured[place][name], int(figures["questions"]))
        for place, figures in stored.items()
        if place in measured and measured[place]["questions"] == figures["questions"]
        for name, before in figures.items()
        if name != "questions" and name in measured[place]
    ]


def tell(moves: Sequence[Move], before: str | None, model: str) -> None:
    """Print what moved; what stands where it stood is counted."""
    if before is not None and before != model:
        print(f"another model: stored {before}, now {model}")
    for move in moves:
        if move.now != move.before:
            mark = "FELL" if move.fell else "    "
            print(f"{mark} {move.place:28} {move.name:16} {move.before:.4f} -> {move.now:.4f}")
    print(f"{sum(move.now == move.before for move in moves)} of {len(moves)} figures stand where they stood")


def record(path: Path, stored: Mapping[str, object], measured: Mapping[str, Figures], model: str) -> None:
    """Store the figures; those of sets that were not asked stay."""
    kept = stored["sets"]
    sets = {**(kept if isinstance(kept, dict) else {}), **measured}
    content = {"date": datetime.now(UTC).date().isoformat(), "model": model, "sets": sets}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


@contextmanager
def _opened(bench: Path, documents: Sequence[Path], data: Path | None) -> Iterator[Chuchu]:
    if data is not None:
        with Chuchu(read_settings(data=data)) as chuchu:
            chuchu.follower.catch_up()
            yield chuchu
        return
    with (
        tempfile.TemporaryDirectory(prefix="chuchu-moved-") as folder,
        Chuchu(read_settings(data=Path(folder))) as chuchu,
    ):
        if documents:
            job = chuchu.jobs.create(IndexRequest(tuple(str(path) for path in documents)))
            chuchu.runner().run(job.id)
        else:
            chuchu.index_records(_records(bench / "corpus.jsonl"), lambda _: None)
        chuchu.follower.catch_up()
        yield chuchu


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, filter(str.strip, lines)):
            yield Record(str(row["id"]), str(row.get("title", "")), str(row["text"]))


if __name__ == "__main__":
    main()
