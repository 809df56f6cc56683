"""`chuchu feedback export`: judgements of users as judged questions."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.options import AsJson, Data, opened_to_read
from scripts.output import Output


def build_app() -> typer.Typer:
    """Give the subcommands."""
    app = typer.Typer(no_args_is_help=True)
    app.command("export")(export)
    return app


def export(
    folder: Annotated[Path, typer.Argument(help="写入的文件夹，没有则新建")],
    collection: Annotated[list[str] | None, typer.Option(help="只导出这些文件集的评价，可多次给出")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """把用户的评价导出为评测题（queries.jsonl、qrels.tsv、answers.jsonl），供 chuchu evaluate 使用。"""
    output = Output(as_json=as_json)
    with opened_to_read(data, output) as chuchu:
        exported = chuchu.export_feedback(folder, tuple(collection or ()))
    output.result({"folder": folder, "questions": exported.questions, "open": exported.open})
    output.line(
        f"已导出 {exported.questions} 题到 {folder}；另有 {exported.open} 题尚无正确段落，见 open.jsonl。"
    )
