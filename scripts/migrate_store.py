"""`chuchu migrate-store`: the catalogue from SQLite to PostgreSQL and back."""

import time
from pathlib import Path
from typing import Annotated

import typer

from scripts.options import AsJson, Data
from scripts.output import Output, plain
from service import store_moves
from service.settings import read_settings

Target = Annotated[
    str,
    typer.Argument(
        help="新的目录：postgresql://用户:密码@主机/数据库（须是空的数据库），或一个不存在的 SQLite 文件",
        show_default=False,
    ),
]
Shared = Annotated[
    Path | None,
    typer.Option(
        "--shared", help="同时把原始文件、上传、识别结果复制到这个各服务共用的文件夹", show_default=False
    ),
]


def migrate_store(target: Target, data: Data = None, shared: Shared = None, as_json: AsJson = False) -> None:
    """把目录（含向量）迁移到另一个数据库并逐行核对；须先停止服务。中断后再运行一次即可继续，原来的目录不改动。"""
    output = Output(as_json=as_json)
    started = time.monotonic()
    moved = store_moves.move_store(read_settings(data=data), target, output.note, shared)
    seconds = time.monotonic() - started
    output.result({**dict_of(moved), "seconds": round(seconds, 1)})
    facts = moved.catalogue
    output.table(
        ("表", "行", "SHA-256"), [(one.table, str(one.rows), one.sha256[:16]) for one in facts.tables]
    )
    output.line(
        f"已迁移到 {facts.target}：变更 {facts.change}，{facts.rows} 行，逐行核对一致，{seconds:.1f} 秒"
        f"（每秒 {facts.rows / max(seconds, 0.1):.0f} 行）。"
    )
    if moved.missing:
        output.line(f"有 {moved.missing} 个原始文件不在文件夹中；请重新索引它们。")
    output.line(
        f"原来的目录 {facts.source} 没有改动。请把 CHUCHU_DATABASE_URL 设为新地址后再启动服务，不要再写入原来的目录。"
    )


def dict_of(moved: store_moves.StoreMove) -> dict[str, object]:
    """Give what was moved as the fields of one object."""
    told = plain(moved)
    return told if isinstance(told, dict) else {}
