"""The manifest of a saved vector index: the one file that says which files belong together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from embeddings.vector_errors import IndexDamaged

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the index: its name in the folder, size in bytes and sha256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a saved index is.

    generation: rises with each save. model: the fingerprint in words, model_key: its key. kind: `exact` or
    `ivf`; nprobe, recall and trained are of the inverted lists (0, 1.0 and 0 where exact). files: by role.
    """

    generation: int
    change: int
    model: str
    model_key: str
    dimension: int
    columns: tuple[str, ...]
    kind: str
    nprobe: int
    recall: float
    trained: int
    files: Mapping[str, FileEntry]

    def encoded(self) -> bytes:
        """The manifest with a checksum over itself, as UTF-8 JSON."""
        body = {"format": FORMAT, **asdict(self), "columns": list(self.columns)}
        whole = {"sha256": _checksum(body), **body}
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read the manifest of a folder, None where there is none. Raises IndexDamaged."""
        try:
            content = (folder / NAME).read_bytes()
        except FileNotFoundError:
            return None
        try:
            body = json.loads(content)
            checksum = body.pop("sha256")
            form = body.pop("format")
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise IndexDamaged(NAME, folder, "不是有效的清单") from error
        if form != FORMAT:
            raise IndexDamaged(NAME, folder, f"格式版本为 {form}，本版本只能读取 {FORMAT}")
        if checksum != _checksum({"format": form, **body}):
            raise IndexDamaged(NAME, folder, "校验和不符，内容已被改动")
        files = {role: FileEntry(**entry) for role, entry in body.pop("files").items()}
        return cls(columns=tuple(body.pop("columns")), files=files, **body)


def _checksum(body: Mapping[str, object]) -> str:
    plain = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
