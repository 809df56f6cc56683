"""Files that commands write: whole or not at all."""

import os
import secrets
from pathlib import Path

from corpus.errors import ChuchuError


class OutputUnwritable(ChuchuError):
    """A result cannot be written where it was asked for."""

    code = "output_unwritable"

    def __init__(self, path: Path, cause: str) -> None:
        self.path = str(path)
        super().__init__(
            f"无法写入“{path}”：{cause}。请检查文件夹是否存在、是否有写入权限，文件是否正被打开。"
        )


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its place holds the old content or the new, never a part.

    Raises:
        OutputUnwritable: the folder is missing, or may not be written, or the disk is full.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputUnwritable(path, error.strerror or str(error)) from error
