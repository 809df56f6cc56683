"""A model folder of ours: its manifest, its checksums, and carrying it to another machine."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from embeddings.durable_files import sync_folder
from embeddings.errors import EmbeddingError, ModelDamaged, ModelNotFound

MANIFEST = "manifest.json"
FORMAT = 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_COPY_BYTES = 1 << 20


class ModelBundleRefused(EmbeddingError):
    """A bundle that is no model of ours, or that would write outside its folder."""

    code = "model_bundle_refused"

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"模型包 {source} 不可导入：{reason}。请用 `chuchu model export` 重新导出。")
        self.source = source
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the folder: its path below the folder with "/", size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """What the folder is and which files it must hold."""

    folder: str
    name: str
    revision: str
    dimension: int
    query_prefix: str
    passage_prefix: str
    files: tuple[ModelFile, ...]
    precision: str = "int4-weights"  # manifests of the first release do not say it
    format: int = FORMAT

    def to_json(self) -> str:
        """The text of manifest.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def read_manifest(folder: Path) -> ModelManifest:
    """Read the manifest of a model folder.

    Raises ModelNotFound when there is no folder, ModelDamaged when its manifest is absent or unreadable.
    """
    if not folder.is_dir():
        raise ModelNotFound(folder.name, f"文件夹 {folder} 不存在")
    try:
        return _parse((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelDamaged(MANIFEST, str(folder)) from error


def write_manifest(folder: Path, manifest: ModelManifest) -> None:
    """Make every file of the folder durable and write its manifest last."""
    for entry in manifest.files:
        _sync_file(folder / entry.path)
    path = folder / MANIFEST
    path.write_text(manifest.to_json(), encoding="utf-8")
    _sync_file(path)
    for inner in (folder, *(child for child in folder.iterdir() if child.is_dir())):
        sync_folder(inner)


def list_files(folder: Path) -> tuple[ModelFile, ...]:
    """Every file below the folder but the manifest, in the order of their paths, with size and checksum."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return tuple(
        ModelFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path)) for path in paths
    )


def verify(folder: Path, manifest: ModelManifest, *, unread: frozenset[str] = frozenset()) -> None:
    """Raise ModelDamaged naming the first file that is absent, of another size or of other content.

    Of the paths in `unread` only the size is compared: an engine that never opens a file need not read it.
    """
    for entry in manifest.files:
        path = folder / entry.path
        if not path.is_file() or path.stat().st_size != entry.size:
            raise ModelDamaged(entry.path, str(folder))
        if entry.path not in unread and sha256_of(path) != entry.sha256:
            raise ModelDamaged(entry.path, str(folder))


def export_model(folder: Path, target: Path) -> Path:
    """Write a checked copy of the model to `target`: a .tar file if so named, a folder otherwise.

    Returns `target`. Raises ModelDamaged when the model is, ModelBundleRefused when the folder is there already.
    """
    manifest = read_manifest(folder)
    verify(folder, manifest)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".tar":
        _write_tar(folder, manifest, target)
    elif target.exists():
        raise ModelBundleRefused(str(target), "目标已存在")
    else:
        with temporary_folder(target) as part:
            _copy_files(folder, manifest, part)
            part.rename(target)
            sync_folder(target.parent)
    return target


def import_model(source: Path, models_folder: Path) -> Path:
    """Bring an exported model (folder or .tar) in, checked, and return its new folder.

    A folder of the same name is replaced unless it is whole and equal. Nothing is written but the files that
    the manifest names, below the new folder. Raises ModelNotFound, ModelBundleRefused or ModelDamaged.
    """
    if not source.exists():
        raise ModelNotFound(source.name, f"{source} 不存在")
    models_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=models_folder) as work:
        part = Path(work) / "model"
        part.mkdir()
        manifest = read_manifest(source) if source.is_dir() else _unpack_tar(source, part)
        if source.is_dir():
            _copy_files(source, manifest, part)
        verify(part, manifest)
        write_manifest(part, manifest)
        target = models_folder / manifest.folder
        with folder_lock(target):
            if not _is_whole(target, manifest):
                _replace(target, part, Path(work) / "old")
    return target


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold off other processes that make or replace this folder; released when the process ends, however."""
    with (folder.parent / f".{folder.name}.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def temporary_folder(target: Path) -> Iterator[Path]:
    """A new folder beside `target`, to be renamed to it; removed if it is still there at the end."""
    part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    part.chmod(0o755)  # mkdtemp makes it private, but a model is read by other users too
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parse(content: bytes) -> ModelManifest:
    fields = json.loads(content)
    if fields["format"] != FORMAT:
        raise ValueError(f"format {fields['format']}")
    files = tuple(ModelFile(**entry) for entry in fields.pop("files"))
    manifest = ModelManifest(files=files, **fields)
    if not _NAME.fullmatch(manifest.folder) or not all(_is_inside(entry.path) for entry in files):
        raise ValueError("a path leaves the folder")
    return manifest


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return (
        bool(parts) and "\\" not in path and all(_NAME.fullmatch(part) for part in parts) and path != MANIFEST
    )


def _is_whole(folder: Path, manifest: ModelManifest) -> bool:
    try:
        if read_manifest(folder) != manifest:
            return False
        verify(folder, manifest)
    except (ModelNotFound, ModelDamaged):
        return False
    return True


def _replace(target: Path, new: Path, aside: Path) -> None:
    if target.exists():
        target.rename(aside)
    new.rename(target)
    sync_folder(target.parent)


def _copy_files(folder: Path, manifest: ModelManifest, target: Path) -> None:
    for entry in manifest.files:
        path = target / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (folder / entry.path).is_file():
            raise ModelDamaged(entry.path, str(folder))
        shutil.copyfile(folder / entry.path, path)
    write_manifest(target, manifest)


def _write_tar(folder: Path, manifest: ModelManifest, target: Path) -> None:
    part = target.with_name(target.name + ".part")
    with tarfile.open(part, "w") as archive:
        for name in (MANIFEST, *(entry.path for entry in manifest.files)):
            archive.add(folder / name, arcname=f"{manifest.folder}/{name}", recursive=False)
    _sync_file(part)
    part.replace(target)
    sync_folder(target.parent)


def _unpack_tar(source: Path, target: Path) -> ModelManifest:
    """Copy what the manifest names; members with other names, links and devices are never looked at."""
    try:
        with tarfile.open(source, "r:") as archive:
            members = {member.name: member for member in archive if member.isreg()}
            found = [name for name in members if PurePosixPath(name).name == MANIFEST]
            if len(found) != 1:
                raise ModelBundleRefused(str(source), f"应有一个 {MANIFEST}，实有 {len(found)} 个")
            manifest = _parse(_member(archive, members[found[0]]).read())
            base = PurePosixPath(found[0]).parent
            for entry in manifest.files:
                member = members.get(str(base / entry.path))
                if member is None or member.size != entry.size:
                    raise ModelDamaged(entry.path, str(source))
                _copy_member(_member(archive, member), target / entry.path)
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError) as error:
        raise ModelBundleRefused(str(source), "不是有效的模型包") from error
    return manifest


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    assert content is not None, "a regular file has content"
    return content


def _copy_member(content: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(content, file, _COPY_BYTES)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
