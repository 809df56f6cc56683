"""What can go wrong when a bundle is made."""

from pathlib import Path
from typing import ClassVar

from corpus.errors import ChuchuError


class BundleFailed(ChuchuError):
    """A bundle that could not be made; nothing is left of it."""

    code: ClassVar[str] = "bundle_failed"

    def __init__(self, target: Path, cause: str) -> None:
        super().__init__(f"离线安装包未能生成：{target}：{cause}")
        self.target, self.cause = str(target), cause
