"""`chuchu doctor`: what is installed, how each part is, and how to repair it."""

import typer

from scripts.options import AsJson, Data, opened
from scripts.output import Output
from service.diagnosis import Health, diagnose

_MARKS = {Health.GOOD: "正常", Health.LAGGING: "落后", Health.BAD: "有误"}


def doctor(data: Data = None, as_json: AsJson = False) -> None:
    """检查程序、模型、目录、各索引与磁盘，并说明如何修复。"""
    output = Output(as_json=as_json)
    with opened(data, output) as chuchu:
        findings = diagnose(chuchu)
    output.result({"findings": findings})
    output.table(
        ("部分", "状态", "详情", "修复"),
        [(f.part, _MARKS[f.health], f.detail, f.cure or "") for f in findings],
    )
    if any(finding.health is Health.BAD for finding in findings):
        raise typer.Exit(1)
