"""`chuchu bundle`: one archive for machines without a registry."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.options import AsJson, Data
from scripts.output import Output
from service.bundling.bundle import write_bundle
from service.bundling.wheels import Machine
from service.settings import read_settings

Target = Annotated[Path, typer.Argument(help="归档文件，以 .tar、.tar.gz 或 .tgz 结尾", show_default=False)]
For = Annotated[Machine, typer.Option("--machine", help="目标机器的处理器")]
Project = Annotated[
    Path | None, typer.Option("--project", help="源码目录", show_default=False, file_okay=False)
]


def bundle(
    target: Target,
    machine: For = Machine.X86,
    project: Project = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """生成离线安装包：全部安装包、内置模型、页面与安装脚本。在目标机器上解开后运行 install.sh。"""
    output = Output(as_json=as_json)
    facts = write_bundle(read_settings(data=data), target, output.note, machine=machine, project=project)
    output.result(facts)
    output.line(
        f"已生成 {facts.archive}：{facts.size / 1e6:.0f} MB，{facts.wheels} 个安装包，模型 {facts.model}。"
    )
    output.line(
        f"适用于 {facts.machine}、Python {facts.python}、glibc {facts.glibc} 以上。SHA-256：{facts.sha256}"
    )
