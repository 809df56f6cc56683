"""`chuchu documents` and `chuchu remove`: what the catalogue holds, and taking out of it."""

from typing import Annotated

import typer

from corpus.store.job_records import FileOutcome, JobState, RemoveRequest
from corpus.store.records import DocumentSort
from scripts.filters import Collections, filters_of
from scripts.index import ProgressWatcher
from scripts.options import AsJson, Collection, Data, opened_to_read
from scripts.output import Output


def documents(
    query: Annotated[str | None, typer.Argument(help="标题、路径或文号中的词")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="条数")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="跳过的条数")] = 0,
    sort: Annotated[
        DocumentSort, typer.Option(help="path 路径，title 标题，date 日期，indexed 索引时间")
    ] = DocumentSort.PATH,
    collection: Collections = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """列出目录中的文件。"""
    output = Output(as_json=as_json)
    with opened_to_read(data, output) as chuchu:
        filters = filters_of(collection)
        page = chuchu.catalogue.view().documents(filters, limit, offset, query, sort)
    output.result({"total": page.total, "documents": page.documents})
    output.table(
        ("编号", "标题", "文种", "文号", "日期", "段", "来源"),
        [
            (
                d.document_id,
                d.title,
                d.facts.doc_type or "",
                d.facts.doc_number or "",
                d.facts.date or "",
                str(d.passages),
                d.source_path,
            )
            for d in page.documents
        ],
    )
    output.line(f"共 {page.total} 份，列出 {len(page.documents)} 份。")


def remove(
    documents: Annotated[list[str], typer.Argument(help="文件编号或来源路径", metavar="编号或路径…")],
    collection: Collection = "default",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """从目录中移除文件；原文件不动。"""
    output = Output(as_json=as_json)
    with opened_to_read(data, output) as chuchu:
        known = chuchu.catalogue.file_states(collection)
        paths = tuple(name for name in documents if name in known)
        request = RemoveRequest(tuple(d for d in documents if d not in known), paths, collection)
        with ProgressWatcher(output) as watcher:
            job = chuchu.runner().run(chuchu.jobs.create(request).id, watcher)
        chuchu.follower.catch_up()
    removed, failed = watcher.outcomes[FileOutcome.REMOVED], watcher.outcomes[FileOutcome.FAILED]
    output.result({"job": job.id, "state": job.state, "removed": removed, "failed": failed})
    output.line(f"已移除 {removed}，未找到 {failed}。")
    if failed or job.state is not JobState.DONE:
        raise typer.Exit(1)
