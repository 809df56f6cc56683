"""Sixty questions whose answers differ only in spelling: masks, scripts, figures, brackets and widths.

    python -m benchmarks.variants [--write FOLDER] [--misses] [--baseline FILE]

Indexes the invented documents of `variant_documents.py` in a folder of its own and asks each question, by kind and by
way of searching. `--write` leaves a judged folder for other systems: documents/, queries.jsonl, qrels.tsv,
answers.jsonl. Last line: JSON. Exits with 1 where fewer are right at the first hit or in five than are stored in
benchmarks/baseline.json, which `python -m benchmarks.moved --record` writes.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.stored import BASELINE, Move, Stored, compared
from benchmarks.variant_documents import Asked, Paper, make
from corpus.store.job_records import IndexRequest
from retrieval.benchmark import Question, measure, read_questions
from retrieval.results import Mode, SearchRequest
from service.bootstrap import Chuchu
from service.settings import read_settings

_TOLD = ("passage_hit@1", "passage_hit@5", "mrr@10", "hit@1")
_KEPT = ("passage_hit@1", "passage_hit@5")
"""What may not fall at all: the documents are invented so that spelling alone decides."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, index, ask, tell; give 1 where something fell, else 0."""
    given = _options(arguments)
    papers, asked = make()
    with tempfile.TemporaryDirectory(prefix="chuchu-variants-") as folder:
        bench = given.write or Path(folder) / "bench"
        write(bench, papers, asked)
        data = read_settings(data=Path(folder) / "data")
        with Chuchu(data, lambda line: print(line, file=sys.stderr)) as chuchu:
            chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(bench / "documents"),))).id)
            chuchu.follower.catch_up()
            figures = _measured(chuchu, bench, asked)
            if given.misses:
                _tell_misses(chuchu, asked)
    below = fallen(Stored.read(given.baseline), figures[Mode.HYBRID.value], asked)
    for move in below:
        print(f"FELL {move.place:18} {move.name:16} {move.before:.4f} -> {move.now:.4f}", file=sys.stderr)
    print(json.dumps({"questions": len(asked), "documents": len(papers), **figures}, ensure_ascii=False))
    return 1 if below else 0


def fallen(stored: Stored, figures: Mapping[str, Mapping[str, float]], asked: Sequence[Asked]) -> list[Move]:
    """Give what is below its stored figure, by however little: of all questions, and of each kind."""
    counts = Counter(one.kind for one in asked)
    measured = {
        "variants" if kind == "all" else f"variants/{kind}": {
            "questions": counts.get(kind, len(asked)),
            **means,
        }
        for kind, means in figures.items()
    }
    return [move for move in compared(stored.sets, measured) if move.name in _KEPT and move.now < move.before]


def write(bench: Path, papers: Sequence[Paper], asked: Sequence[Asked]) -> None:
    """Write the judged folder: one file a document, questions, judgements, answers."""
    documents = bench / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    for paper in papers:
        (documents / paper.name).write_text("\n".join(paper.lines) + "\n", "utf-8")
    names = [f"v{at:02d}" for at in range(len(asked))]
    rows = list(zip(names, asked, strict=True))
    _write_lines(bench / "queries.jsonl", [{"id": n, "text": a.text, "kind": a.kind} for n, a in rows])
    answers = [{"query_id": n, "doc": a.paper, "answer": a.answer, "kind": a.kind} for n, a in rows]
    _write_lines(bench / "answers.jsonl", answers)
    judged = ["query-id\tcorpus-id\tscore", *(f"{name}\t{one.paper}\t1" for name, one in rows)]
    (bench / "qrels.tsv").write_text("\n".join(judged) + "\n", "utf-8")


def _measured(chuchu: Chuchu, bench: Path, asked: Sequence[Asked]) -> dict[str, dict[str, dict[str, float]]]:
    """Give each way's measures, of all questions and by kind."""
    questions = read_questions(bench)
    kinds: dict[str, list[Question]] = {"all": questions}
    for question, one in zip(questions, asked, strict=True):
        kinds.setdefault(one.kind, []).append(question)
    return {
        mode.value: {kind: _told(measure(many, chuchu.search.search, mode)) for kind, many in kinds.items()}
        for mode in Mode
    }


def _told(figures: dict[str, float]) -> dict[str, float]:
    return {name: figures[name] for name in _TOLD}


def _tell_misses(chuchu: Chuchu, asked: Sequence[Asked]) -> None:
    for one in asked:
        hits = chuchu.search.search(SearchRequest(one.text, 5)).hits
        first = hits[0].citation if hits else None
        if first is None or one.answer not in first.text or not first.source_path.endswith(one.paper):
            print(
                one.kind,
                one.text,
                "| wanted",
                one.paper,
                "| got",
                first and first.source_path,
                file=sys.stderr,
            )


def _write_lines(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", type=Path, help="folder that is left for other systems")
    parser.add_argument("--misses", action="store_true", help="print those not right at the first hit")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
