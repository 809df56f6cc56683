"""Options that several commands share, and the opened data folder behind them."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.output import Output
from service.bootstrap import Chuchu
from service.settings import Settings

Data = Annotated[
    Path | None, typer.Option("--data", help="数据文件夹（默认 CHUCHU_DATA 或 ./data）", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="输出一行 JSON，供程序读取")]
Collection = Annotated[str, typer.Option("--collection", help="文件集")]


def settings_for(data: Path | None, **overrides: object) -> Settings:
    """Give the settings of the environment, with what the command line says instead."""
    given = {name: value for name, value in {"data": data, **overrides}.items() if value is not None}
    return Settings.model_validate({**Settings().model_dump(), **given})


def opened(data: Path | None, output: Output) -> Chuchu:
    """Open the data folder; what takes long is said on standard error."""
    return Chuchu(settings_for(data), output.note)
