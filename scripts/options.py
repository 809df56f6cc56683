"""Options that several commands share, and the opened data folder behind them."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.output import Output
from service.bootstrap import Chuchu
from service.settings import read_settings

Data = Annotated[
    Path | None, typer.Option("--data", help="数据文件夹（默认 CHUCHU_DATA 或 ./data）", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="输出一行 JSON，供程序读取")]
To = Annotated[
    Path | None,
    typer.Option("--output", "-o", dir_okay=False, help="写入文件，格式由扩展名决定", show_default=False),
]
Device = Annotated[
    str | None,
    typer.Option(
        "--device", help="向量模型的设备：cpu、cuda、cuda:1（默认 CHUCHU_DEVICE）", show_default=False
    ),
]
Collection = Annotated[str, typer.Option("--collection", help="文件集")]


def opened(data: Path | None, output: Output, device: str | None = None) -> Chuchu:
    """Open the data folder; what takes long is said on standard error."""
    return Chuchu(read_settings(data=data, device=device), output.note)
