"""Sixty questions whose answers differ only in spelling: masks, scripts, figures, brackets and widths.

    python -m benchmarks.variants [--write FOLDER] [--misses]

Indexes the invented documents of `variant_documents.py` in a folder of its own and asks each question, by kind and by
way of searching. `--write` leaves a judged folder for other systems: documents/, queries.jsonl, qrels.tsv,
answers.jsonl. Last line: JSON.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.variant_documents import Asked, Paper, make
from corpus.store.job_records import IndexRequest
from retrieval.benchmark import Question, measure, read_questions
from retrieval.results import Mode, SearchRequest
from service.bootstrap import Chuchu
from service.settings import read_settings

_TOLD = ("passage_hit@1", "passage_hit@5", "mrr@10", "hit@1")


def main() -> None:
    """Write, index, ask, tell."""
    given = _options()
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
    print(json.dumps({"questions": len(asked), "documents": len(papers), **figures}, ensure_ascii=False))


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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", type=Path, help="folder that is left for other systems")
    parser.add_argument("--misses", action="store_true", help="print those not right at the first hit")
    return parser.parse_args()


if __name__ == "__main__":
    main()
