"""Passages of one paragraph beside passages of short paragraphs joined, on judged questions.

    python -m benchmarks.passages BENCH FOLDER [--all]

BENCH holds queries.jsonl, qrels.tsv and answers.jsonl; FOLDER the documents that it names. Each way indexes the
same files into a temporary folder of its own (only those that the questions name, unless --all), and answers the
same questions. The last line is JSON.
"""

import argparse
import json
import shutil
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.needed import needed
from corpus.store.job_records import IndexRequest
from indexer.job_runner import JobRunner
from indexer.passages import PassageSizes
from indexer.run import IndexRun
from indexer.structure import build_documents
from retrieval.benchmark import Question, measure, read_questions
from retrieval.results import Mode
from service.bootstrap import Chuchu
from service.settings import Settings

WAYS = {
    "one paragraph": PassageSizes(merged=0, article=0, stub=0),
    "short ones joined": PassageSizes(),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path, nargs="?")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--all", action="store_true", help="index every file of the folder")
    given = parser.parse_args()
    needed(given.bench and given.folder, "BENCH FOLDER, judged questions and their documents")
    questions = read_questions(given.bench)
    named = {document for question in questions for document in question.gains}
    figures = {}
    for way, sizes in WAYS.items():
        with tempfile.TemporaryDirectory() as data:
            folder = given.folder if given.all else _copied(given.folder, named, Path(data) / "files")
            figures[way] = _measured(Path(data) / "data", folder, sizes, questions)
        print(way, figures[way])
    print(json.dumps(figures, ensure_ascii=False))


def _copied(folder: Path, named: set[str], target: Path) -> Path:
    """Give a folder of the same layout with the named files alone."""
    for name in sorted(named):
        if (folder / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, target / name)
    return target


def _measured(data: Path, folder: Path, sizes: PassageSizes, questions: list[Question]) -> dict[str, float]:
    with Chuchu(Settings(data=data), print) as chuchu:
        run = IndexRun(
            catalogue=chuchu.catalogue,
            source_files=chuchu.files,
            parser=chuchu.parser,
            encoder=chuchu.encoder,
            structure=partial(build_documents, sizes=sizes),
            pipeline=str(sizes),
        )
        runner = JobRunner(chuchu.catalogue, chuchu.jobs, lambda: run)
        runner.run(chuchu.jobs.create(IndexRequest((str(folder),))).id)
        chuchu.follower.catch_up()
        passages = float(chuchu.catalogue.stats().passages)
        return {"passages": passages, **measure(questions, chuchu.search.search, Mode.HYBRID)}


if __name__ == "__main__":
    main()
