"""`chuchu serve`: the HTTP API and the page."""

from pathlib import Path
from typing import Annotated

import typer

from corpus.store.job_records import IndexRequest
from scripts.index import run_request
from scripts.options import Data
from scripts.output import Output
from service.bootstrap import Chuchu
from service.settings import read_settings


def serve(
    host: Annotated[str | None, typer.Option("--host", help="监听地址（默认 127.0.0.1）")] = None,
    port: Annotated[int | None, typer.Option("--port", help="端口（默认 8000）")] = None,
    examples: Annotated[Path | None, typer.Option("--examples", help="目录为空时，先索引这个文件夹")] = None,
    questions: Annotated[
        Path | None,
        typer.Option("--questions", help="页面上的示例问题，每行一个", exists=True, dir_okay=False),
    ] = None,
    data: Data = None,
) -> None:
    """启动服务：检索页面与 HTTP 接口。"""
    # Imported here: FastAPI is of no use to the other commands and costs them half a second.
    from service.server import serve as serve_http

    output = Output(as_json=False)
    settings = read_settings(data=data, host=host, port=port, questions=questions)
    with Chuchu(settings, output.note) as chuchu:
        if examples is not None and not chuchu.catalogue.stats().documents:
            run_request(chuchu, IndexRequest((str(examples),)), output)
        output.note(f"出处 Chuchu：http://{settings.host}:{settings.port}")
        serve_http(chuchu)
