"""Errors of the word and text index: each names the index, its folder and the cure."""

from pathlib import Path
from typing import ClassVar

from corpus.errors import ChuchuError


class IndexDamaged(ChuchuError):
    """Files of an index are damaged, missing or of another format version; the catalogue can rebuild it."""

    code: ClassVar[str] = "index_damaged"

    def __init__(self, name: str, folder: Path, reason: str) -> None:
        self.name = name
        self.folder = folder
        self.reason = reason
        super().__init__(
            f"{name}索引（{folder}）不能使用：{reason}。请运行 chuchu reindex 重建，资料不会丢失。"
        )


class IndexMissing(IndexDamaged):
    """No index stands in the folder yet, and opening it read-only does not make one."""

    code: ClassVar[str] = "index_missing"


class IndexUnwritable(ChuchuError):
    """What an index is to be told cannot be written; it stays as it is, and the next try may succeed."""

    code: ClassVar[str] = "index_unwritable"

    def __init__(self, name: str, folder: Path, reason: str) -> None:
        self.name = name
        self.folder = folder
        self.reason = reason
        super().__init__(
            f"{name}索引（{folder}）写不进去：{reason}。磁盘可能已满；腾出空间后会自动继续，检索不受影响。"
        )


class IndexBusy(ChuchuError):
    """Another process writes to the index."""

    code: ClassVar[str] = "index_busy"

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        super().__init__(f"{name}索引（{folder}）正由另一个进程写入。请等它结束，或先停掉那个进程。")
