"""`chuchu evaluate`: how the search does on judged questions."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corpus.store.job_records import IndexRequest, JobState
from indexer.records import Record
from retrieval.benchmark import BenchmarkUnreadable, Measured, measure_kinds, read_questions
from retrieval.results import Mode
from scripts.index import ProgressWatcher
from scripts.options import Data
from scripts.output import Output
from service.bootstrap import Chuchu
from service.settings import read_settings


def evaluate(
    bench: Annotated[
        Path, typer.Argument(help="评测文件夹：queries.jsonl、qrels.tsv，可有 corpus.jsonl、answers.jsonl")
    ],
    documents: Annotated[
        list[Path] | None,
        typer.Option("--documents", help="要索引的文件或文件夹，代替 corpus.jsonl；可多次给出"),
    ] = None,
    mode: Annotated[list[Mode] | None, typer.Option(help="只评测这些方式，可多次给出")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="只用前若干个问题")] = None,
    data: Data = None,
) -> None:
    """评测检索质量与用时；最后一行是 JSON。

    给出 --data 时索引保留，可再次使用；没有 corpus.jsonl 也没有 --documents 时，评测其中已有的文件。
    """
    output = Output(as_json=False)
    questions = read_questions(bench)[:limit]
    with _folder(data) as folder, Chuchu(read_settings(data=folder), output.note) as chuchu:
        _index(chuchu, bench, documents or [], output)
        chuchu.follower.catch_up()
        measured = {m.value: measure_kinds(questions, chuchu.search.search, m) for m in mode or list(Mode)}
    _tell(output, measured)
    figures = {name: {**one.figures, **one.times, "kinds": one.kinds} for name, one in measured.items()}
    print(json.dumps({"questions": len(questions), **figures}, ensure_ascii=False))


def _tell(output: Output, measured: Mapping[str, Measured]) -> None:
    """Print a line for each way of searching, and one for each kind of question."""
    names = [*next(iter(measured.values())).figures, "p50_ms", "p99_ms"]
    rows = []
    for way, one in measured.items():
        rows.append((way, *(f"{({**one.figures, **one.times})[name]:.4g}" for name in names)))
        for kind, means in one.kinds.items():
            told = (f"{means[name]:.4g}" if name in means else "" for name in names)
            rows.append((f"　{kind}（{means['questions']}）", *told))
    output.table(("方式", *names), rows)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="chuchu-evaluate-") as folder:
        yield Path(folder)


def _index(chuchu: Chuchu, bench: Path, documents: list[Path], output: Output) -> None:
    if documents:
        job = chuchu.jobs.create(IndexRequest(tuple(str(path) for path in documents)))
        with ProgressWatcher(output) as watcher:
            job = chuchu.runner().run(job.id, watcher)
        if job.state is not JobState.DONE:
            raise BenchmarkUnreadable(bench, f"--documents 没有索引完成：{job.message or job.state.value}")
    elif (bench / "corpus.jsonl").exists():
        done = 0

        def told(count: int) -> None:
            nonlocal done
            done += count
            output.note(f"已索引 {done} 条")

        chuchu.index_records(_records(bench / "corpus.jsonl"), told)
    elif not chuchu.catalogue.stats().documents:
        raise BenchmarkUnreadable(
            bench, "没有 corpus.jsonl，也没有用 --documents 给出文件，数据文件夹也是空的"
        )


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                    yield Record(str(row["id"]), str(row.get("title", "")), str(row["text"]))
                except (KeyError, ValueError) as error:
                    raise BenchmarkUnreadable(path, f"第 {number} 行 {error}") from error
