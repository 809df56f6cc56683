"""`chuchu batch`: many questions from a file, their results to a file; killed, it goes on where it stopped."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from corpus.errors import ChuchuError
from drafting.batch import Progress as Standing
from drafting.batch_columns import chosen_columns
from drafting.batches import BatchMode, BatchOrder
from drafting.file_forms import form_of_file
from scripts.files import write_whole
from scripts.filters import Collections, DateFrom, DateTo, DocTypes, Issuers, filters_of
from scripts.options import AsJson, Data, opened_to_read
from scripts.output import Output

SOME_FAILED = 3


def batch(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="问题文件：.txt、.csv、.xlsx、.docx，每行一个问题"),
    ],
    to: Annotated[
        Path, typer.Option("--output", "-o", dir_okay=False, help="结果文件：.jsonl、.csv、.xlsx、.docx、.md")
    ],
    ask: Annotated[bool, typer.Option("--ask/--search", help="回答问题，或只检索段落")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=50, help="每行的段落数")] = 3,
    columns: Annotated[str | None, typer.Option(help="结果的列，以逗号分隔，例如 问题,回答,出处")] = None,
    collection: Collections = None,
    doc_type: DocTypes = None,
    issuer: Issuers = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="同时处理的行数")] = None,
    restart: Annotated[bool, typer.Option("--restart", help="丢弃上次的进度，从头做起")] = False,
    base: Annotated[str, typer.Option(help="服务地址，写进结果的链接，例如 http://10.0.0.8:8000")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """逐行检索或回答，结果连同出处写入文件。中途停下再运行一次即可接着做，不重不漏。"""
    output = Output(as_json=as_json)
    order = BatchOrder(
        form=form_of_file(to),
        mode=BatchMode.ASK if ask else BatchMode.SEARCH,
        limit=limit,
        columns=tuple(columns.replace("，", ",").split(",")) if columns else (),
        filters=filters_of(collection, doc_type, issuer, date_from, date_to),
        base=base,
    )
    chosen_columns(order.columns)
    journal = to.with_name(f"{to.name}.progress")
    if restart:
        journal.unlink(missing_ok=True)
    with opened_to_read(data, output) as chuchu, _Bar(output) as bar:
        questions = chuchu.batches.read(file)
        chuchu.follower.catch_up()
        result = chuchu.batches.run(questions, order, journal, bar.show, workers=workers)
        if result is None:
            raise Unfinished
        write_whole(to, result)
        journal.unlink()
    _tell(output, bar.last, to)


class Unfinished(ChuchuError):
    """The batch ended before its last row."""

    code = "batch_unfinished"

    def __init__(self) -> None:
        super().__init__("这一批没有做完。再运行一次即可接着做。")


class _Bar:
    """A progress bar with the time left."""

    def __init__(self, output: Output) -> None:
        words = TextColumn("{task.description}")
        self._bar = Progress(words, BarColumn(), MofNCompleteColumn(), console=output.progress)
        self._task = self._bar.add_task("读取问题", total=None)
        self.last = Standing(0, 0, 0, 0, None)

    def __enter__(self) -> "_Bar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, standing: Standing) -> None:
        """Show how far the batch has come."""
        self.last = standing
        left = "" if standing.seconds_left is None else f"，约剩 {standing.seconds_left:.0f} 秒"
        self._bar.update(
            self._task, description=f"处理中{left}", completed=standing.done, total=standing.total
        )


def _tell(output: Output, standing: Standing, to: Path) -> None:
    """Say what was written; the exit code tells of rows that failed."""
    output.result(
        {"output": to, "rows": standing.total, "errors": standing.errors, "resumed": standing.resumed}
    )
    output.line(_summary(standing, to))
    if standing.errors:
        raise typer.Exit(SOME_FAILED)


def _summary(standing: Standing, to: Path) -> str:
    resumed = f"，其中 {standing.resumed} 行接自上次" if standing.resumed else ""
    errors = f"，{standing.errors} 行出错（见“说明”列）" if standing.errors else ""
    return f"共 {standing.total} 行{resumed}{errors}，已写入 {to}。"
