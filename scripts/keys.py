"""`chuchu keys`: make, list and revoke keys."""

from typing import Annotated

import typer

from corpus.store.keys import Key, Role
from scripts.options import AsJson, Data, opened, opened_to_read
from scripts.output import Output


def build_app() -> typer.Typer:
    """Give the subcommands."""
    app = typer.Typer(no_args_is_help=True)
    app.command("create")(create)
    app.command("list")(list_)
    app.command("revoke")(revoke)
    return app


def create(
    name: Annotated[str, typer.Argument(help="给谁或给什么用，如 综合处、OA系统")],
    role: Annotated[
        Role,
        typer.Option(
            "--role", help="reader 查阅，editor 还能上传修改，admin 管理；system、security、audit 为三员"
        ),
    ] = Role.READER,
    collection: Annotated[
        list[str] | None, typer.Option("--collection", help="只限这些文件集，可多次给出；不给为全部")
    ] = None,
    days: Annotated[float | None, typer.Option("--days", help="有效天数；不给为长期")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """建立一个密钥。密钥只显示这一次，系统只保存它的散列值。"""
    output = Output(as_json=as_json)
    with opened(data, output) as chuchu:
        made = chuchu.keys.create(name, role, collection or None, days=days, created_by="命令行")
    output.result({"key": made.key, "secret": made.secret})
    output.line(made.secret)
    output.note(f"以上密钥只显示这一次，请现在记下。编号 {made.key.id}，角色 {role}，{_where(made.key)}。")


def list_(data: Data = None, as_json: AsJson = False) -> None:
    """列出全部密钥（不含密钥本身），新的在前。"""
    output = Output(as_json=as_json)
    with opened_to_read(data, output) as chuchu:
        found, now = chuchu.keys.all(), chuchu.catalogue.clock()
    output.result({"keys": found})
    rows = [
        (key.id, key.name, key.role, _where(key), key.created_at[:10], _until(key, valid=key.holds_at(now)))
        for key in found
    ]
    output.table(("编号", "名称", "角色", "文件集", "建立", "有效期"), rows)


def revoke(
    key_id: Annotated[str, typer.Argument(help="密钥编号，见 chuchu keys list")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """吊销一个密钥，立即且永久；用它登录的浏览器同时退出。"""
    output = Output(as_json=as_json)
    with opened_to_read(data, output) as chuchu:
        revoked = chuchu.keys.revoke(key_id)
    output.result({"key": revoked})
    output.line(f"已吊销：{revoked.id}（{revoked.name}）。")


def _where(key: Key) -> str:
    return "全部文件集" if key.collections is None else "文件集 " + "、".join(key.collections)


def _until(key: Key, *, valid: bool) -> str:
    if key.revoked_at is not None:
        return f"已吊销（{key.revoked_at[:10]}）"
    if key.expires_at is None:
        return "长期"
    return f"至 {key.expires_at[:10]}" if valid else f"已过期（{key.expires_at[:10]}）"
