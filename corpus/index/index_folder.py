"""The folder of an index: the file that tells what was written there, and what is said of damage."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.index.errors import IndexDamaged, IndexMissing
from corpus.index.layout import Layout
from corpus.index.segment_files import META, FileDamaged, write_durably

FORMAT = 1
"""The version of what is written to disk. Raise it when fields, tokens or their order change."""

FORMAT_FILE = "format.json"


def prepare(folder: Path, layout: Layout, *, writable: bool) -> None:
    """Check or write the format file; raises IndexDamaged or IndexMissing."""
    path = folder / FORMAT_FILE
    names = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    has_segments = any(name.endswith(".idx") for name in names)
    if META not in names and has_segments:
        raise IndexDamaged(layout.name, folder, f"缺少文件 {META}")
    if META in names and FORMAT_FILE not in names:
        raise IndexDamaged(layout.name, folder, f"缺少文件 {FORMAT_FILE}")
    if FORMAT_FILE in names:
        _check_format(path, layout, folder)
    if META not in names and not writable:
        raise IndexMissing(layout.name, folder, "尚未建立")
    if FORMAT_FILE not in names:
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, json.dumps(_format(layout), ensure_ascii=False).encode())


def _check_format(path: Path, layout: Layout, folder: Path) -> None:
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise IndexDamaged(layout.name, folder, f"文件 {FORMAT_FILE} 读不出") from error
    if found != _format(layout):
        reason = f"格式是 {found}，本程序需要 {_format(layout)}"
        raise IndexDamaged(layout.name, folder, reason)


def _format(layout: Layout) -> dict[str, str | int]:
    return {"format": FORMAT, "index": layout.name, "version": layout.version}


def erase(folder: Path) -> None:
    """Delete an index, damaged or not, so that it can be built again. Raises ValueError for any other folder."""
    if not folder.exists():
        return
    names = {path.name for path in folder.iterdir()}
    if names and not names & {FORMAT_FILE, META}:
        raise ValueError(f"{folder} 不是索引文件夹，没有删除")
    shutil.rmtree(folder)


@contextmanager
def named_damage(layout: Layout, folder: Path) -> Iterator[None]:
    """Turn what tantivy and the file checks say into an error that names the index and the cure."""
    try:
        yield
    except (FileDamaged, ValueError, OSError) as error:
        raise IndexDamaged(layout.name, folder, str(error)) from error
