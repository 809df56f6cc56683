"""Options that several commands share, and the opened data folder behind them."""

from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import ChuchuError
from scripts.output import Output
from service.bootstrap import Chuchu
from service.settings import Settings, read_settings

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


class DataFolderMissing(ChuchuError):
    """A command reads a data folder that nothing was ever indexed into: a wrong path, most likely."""

    code = "data_folder_missing"

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        super().__init__(
            f"“{folder}”不是数据文件夹，或其中还没有目录。请用 --data 或 CHUCHU_DATA 指明数据文件夹，"
            "或先运行 chuchu index。"
        )


def opened(data: Path | None, output: Output, device: str | None = None) -> Chuchu:
    """Open the data folder, which is made where it is not there; what takes long is said on standard error."""
    return Chuchu(read_settings(data=data, device=device), output.note)


def opened_to_read(data: Path | None, output: Output) -> Chuchu:
    """Open a data folder that is there.

    Raises:
        DataFolderMissing: it has no catalogue; nothing was made.
    """
    settings = read_settings(data=data)
    if not _has_catalogue(settings):
        raise DataFolderMissing(settings.data)
    return Chuchu(settings, output.note)


def _has_catalogue(settings: Settings) -> bool:
    """Whether there is a catalogue; one on a server answers for itself."""
    return settings.database_url is not None or settings.catalogue_file.exists()
