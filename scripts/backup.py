"""`chuchu backup` and `chuchu restore`."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.options import AsJson, Data
from scripts.output import Output
from service import backups
from service.settings import read_settings

Target = Annotated[Path, typer.Argument(help="新的备份文件夹，不存在或为空", show_default=False)]
Source = Annotated[Path, typer.Argument(help="备份文件夹", show_default=False)]
Replace = Annotated[bool, typer.Option("--replace", help="替换已有的目录数据库；原有的改名保留")]
CheckOnly = Annotated[bool, typer.Option("--check", help="只核对备份是否完整，不恢复")]


def backup(target: Target, data: Data = None, as_json: AsJson = False) -> None:
    """备份目录、原始文件、识别结果与等待中的上传；服务可以照常运行。写完后逐个核对校验值。"""
    output = Output(as_json=as_json)
    facts = backups.back_up(read_settings(data=data), target, output.note)
    output.result(facts)
    output.line(
        f"已备份到 {facts.folder}：变更 {facts.change}，{facts.files} 个文件，{facts.size / 1e6:.1f} MB，已核对。"
    )
    if facts.missing:
        output.line(f"数据文件夹中原已缺少 {facts.missing} 个原始文件，备份中也没有；请重新索引它们。")


def restore(
    source: Source,
    data: Data = None,
    replace: Replace = False,
    check: CheckOnly = False,
    as_json: AsJson = False,
) -> None:
    """把备份恢复到数据文件夹（须先停止服务）；不完整或有改动的备份不会被采用。索引在下次打开时自动重建。"""
    output = Output(as_json=as_json)
    settings = read_settings(data=data)
    facts = (
        backups.check(source)
        if check
        else backups.restore(settings, source, replacing=replace, report=output.note)
    )
    output.result(facts)
    told = "备份完整" if check else f"已恢复到 {settings.data}"
    output.line(f"{told}：{facts.made_at} 的备份，变更 {facts.change}，{facts.files} 个文件。")
