"""`chuchu index`: files and folders into the catalogue and the indexes."""

import time
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from corpus.store.job_records import FileOutcome, IndexRequest, Job, JobState
from indexer.files import check_there
from indexer.run import FileReport, IndexRun
from scripts.options import AsJson, Collection, Data, Device, opened
from scripts.output import Output
from service.bootstrap import Chuchu

SOME_FAILED = 3
NAME = 20  # characters of a file's name beside the bar

_WORDS = {
    FileOutcome.INDEXED: "已索引",
    FileOutcome.UNCHANGED: "未变化",
    FileOutcome.IGNORED: "已忽略",
    FileOutcome.FAILED: "失败",
    FileOutcome.REMOVED: "已移除",
}


class ProgressWatcher:
    """A progress bar over files, with the passages so far; failures are printed as they come."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[passages]} 段"),
            console=output.progress,
        )
        self._task = self._bar.add_task("索引", total=None, passages=0)
        self.outcomes: Counter[FileOutcome] = Counter()
        self.passages = 0

    def __enter__(self) -> "ProgressWatcher":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def expect(self, files: int) -> None:
        """Set the length of the bar."""
        self._bar.update(self._task, total=files)

    def record(self, report: FileReport) -> None:
        """Move the bar by a file."""
        self.outcomes[report.outcome] += 1
        self.passages += report.passages
        self._bar.update(self._task, advance=1, passages=self.passages)
        self._bar.update(self._task, description="索引")
        if report.outcome is FileOutcome.FAILED:
            self._output.note(f"失败 {report.source_path}：{report.message}")

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """Say in front of the bar which page is being recognised."""
        name = source_path.rpartition("/")[2][:NAME]
        self._bar.update(self._task, description=f"识别 {name} 第 {page}/{pages} 页")


def index(
    paths: Annotated[list[Path], typer.Argument(help="要索引的文件或文件夹", metavar="路径…")],
    collection: Collection = "default",
    as_name: Annotated[str | None, typer.Option("--as", help="来源路径以此名开头，代替文件夹名")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="移除文件夹中已不存在的文件")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="索引后继续监视，有变化就再索引")] = False,
    ray: Annotated[
        str | None,
        typer.Option("--ray", help="在 Ray 集群上读取和计算向量，主机:端口；入库仍由本机", metavar="地址"),
    ] = None,
    device: Device = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """索引文件或文件夹；未变化的跳过，中断后再运行即可继续。"""
    if as_name is not None and len(paths) != 1:
        raise typer.BadParameter("--as 只能与一个路径同用", param_hint="--as")
    check_there(paths)  # before the model is made, which takes a minute on a new machine
    output = Output(as_json=as_json)
    request = IndexRequest(tuple(str(p) for p in paths), collection, as_name, remove_missing=prune)
    with opened(data, output, device) as chuchu:
        run = (
            chuchu.index_run(ray) if ray else None
        )  # a cluster that cannot be used is told of before any job
        failed = run_request(chuchu, request, output, run)
        if watch:
            _watch(chuchu, paths, request, output, run)
    if failed:
        raise typer.Exit(failed)


def run_request(chuchu: Chuchu, request: IndexRequest, output: Output, run: IndexRun | None = None) -> int:
    """Run one request, by `run` if given, bring the indexes level and print what came of it; gives the exit code."""
    began = time.monotonic()
    job = chuchu.jobs.create(request)
    with ProgressWatcher(output) as watcher:
        job = chuchu.runner(index_run=run).run(job.id, watcher)
    chuchu.follower.catch_up()
    seconds = time.monotonic() - began
    _print_summary(output, job, watcher, seconds)
    if job.state is not JobState.DONE:
        return 1
    return SOME_FAILED if watcher.outcomes[FileOutcome.FAILED] else 0


def _print_summary(output: Output, job: Job, watcher: ProgressWatcher, seconds: float) -> None:
    counts = {outcome.value: watcher.outcomes[outcome] for outcome in FileOutcome}
    rate = watcher.passages / seconds if seconds else 0.0
    output.result(
        {
            "job": job.id,
            "state": job.state,
            "files": counts,
            "passages": watcher.passages,
            "seconds": round(seconds, 1),
            "passages_per_second": round(rate, 1),
            "reason": job.reason,
            "message": job.message,
        }
    )
    said = "，".join(
        f"{word} {watcher.outcomes[outcome]}" for outcome, word in _WORDS.items() if watcher.outcomes[outcome]
    )
    output.line(f"{said or '没有文件'}；{watcher.passages} 段，{seconds:.1f} 秒，每秒 {rate:.1f} 段。")
    if job.state is not JobState.DONE:
        output.line(f"任务 {job.id} 未完成（{job.state.value}）：{job.message or '可再次运行继续。'}")


def _watch(
    chuchu: Chuchu, paths: list[Path], request: IndexRequest, output: Output, run: IndexRun | None
) -> None:
    from watchfiles import watch as changes

    output.note("正在监视，按 Ctrl+C 结束。")
    for _ in changes(*paths, raise_interrupt=False):
        run_request(chuchu, request, output, run)
