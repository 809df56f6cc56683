"""`chuchu model`: the built-in model made, carried to another machine, and taken in there."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.options import AsJson, Data, opened
from scripts.output import Output


def build_app() -> typer.Typer:
    """Give the commands of `chuchu model`."""
    app = typer.Typer(no_args_is_help=True)
    app.command("make")(make)
    app.command("export")(export)
    app.command("import")(import_)
    return app


def make(data: Data = None, as_json: AsJson = False) -> None:
    """生成内置模型（已有则只校验）。"""
    output = Output(as_json=as_json)
    with opened(data, output) as chuchu:
        fingerprint = chuchu.encoder.fingerprint
    output.result({"fingerprint": fingerprint, "key": fingerprint.key})
    output.line(f"模型可用：{fingerprint}")


def export(
    target: Annotated[Path, typer.Argument(help="导出到此文件夹，或以 .tar 结尾的文件")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """导出内置模型，供没有软件源的机器使用。"""
    output = Output(as_json=as_json)
    with opened(data, output) as chuchu:
        written = chuchu.export_model(target)
    output.result({"exported": written})
    output.line(f"已导出：{written}")


def import_(
    source: Annotated[Path, typer.Argument(help="导出所得的文件夹或 .tar 文件")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """导入模型；逐个文件核对校验和。"""
    output = Output(as_json=as_json)
    with opened(data, output) as chuchu:
        folder = chuchu.import_model(source)
    output.result({"imported": folder})
    output.line(f"已导入：{folder}")
