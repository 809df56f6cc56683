"""Which files a request names, and the source path each goes by."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ChuchuError

IGNORED_NAMES = frozenset({"Thumbs.db", "desktop.ini"})
IGNORED_PREFIXES = (".", "~$", "._")


class PathNotFound(ChuchuError):
    """A path to index does not exist."""

    code = "path_not_found"

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        super().__init__(f"找不到要索引的文件或文件夹：{path}。请检查路径是否写对。")


class SourcePathClash(ChuchuError):
    """Two files of one request would go by the same source path."""

    code = "source_path_clash"

    def __init__(self, source_path: str, first: Path, second: Path) -> None:
        self.source_path, self.first, self.second = source_path, str(first), str(second)
        super().__init__(
            f"两个来源同名：{first} 与 {second} 都会记作“{source_path}”。请分开索引，并用 --as 给其中一个另取名字。"
        )


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to index: where it lies, and `source_path`, which begins with the name of the indexed folder."""

    path: Path
    source_path: str


def find_files(paths: Sequence[Path], as_name: str | None = None) -> list[FoundFile]:
    """The regular files under `paths`, in a stable order; links that lead out of a folder are not followed.

    A file given alone goes by its name, a folder's files by the folder's name and the path within it.
    `as_name` takes the place of that first name; it needs a single path.

    Raises:
        PathNotFound: a path does not exist.
        SourcePathClash: two files would go by the same source path.
    """
    if as_name is not None and len(paths) != 1:
        raise ValueError("--as 只能与一个路径同用")
    check_there(paths)
    found: dict[str, FoundFile] = {}
    for root in paths:
        for file in _under(root, as_name):
            other = found.setdefault(file.source_path, file)
            if other.path.resolve() != file.path.resolve():
                raise SourcePathClash(file.source_path, other.path, file.path)
    return list(found.values())


def check_there(paths: Sequence[Path]) -> None:
    """Raise PathNotFound for the first path that does not exist."""
    for path in paths:
        if not path.exists():
            raise PathNotFound(path)


def root_name(path: Path, as_name: str | None = None) -> str:
    """The first part of the source paths of what lies under `path`."""
    return as_name or _as_text(path.resolve().name)


def _under(root: Path, as_name: str | None) -> Iterator[FoundFile]:
    name = root_name(root, as_name)
    if root.is_file():
        yield FoundFile(root, name)
        return
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            path = Path(folder, file)
            if not is_ignored(file) and path.is_file() and not path.is_symlink():
                within = "/".join(map(_as_text, path.relative_to(root).parts))
                yield FoundFile(path, f"{name}/{within}")


def _as_text(name: str) -> str:
    r"""A name as text: one in GBK, as old disks and archives have, is decoded; other bytes become `\xff`."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def is_ignored(name: str) -> bool:
    """Whether a file of this name is none of the user's documents: hidden, a lock file of Word, a thumbnail."""
    return name in IGNORED_NAMES or name.startswith(IGNORED_PREFIXES)
