"""A vector index on disk: a generation of files, and the manifest that names them, written last.

    manifest.json                    which files, their checksums, the change they stand at
    base-{ids,vectors,columns}-N     the base, written again only when a new one was built
    base-lists-N                     its inverted lists, where it has them
    delta-{ids,vectors,columns}-N    the living rows added since
    dead-N                           ids of the base that were removed since

Killed at any moment, the folder holds the last manifest and every file it names.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.durable_files import PART, Sink, verified, write_durably
from embeddings.errors import FingerprintMismatch
from embeddings.faiss_base import Base, ExactBase, IvfBase
from embeddings.faiss_snapshot import FaissSnapshot
from embeddings.rows import Rows, places
from embeddings.vector_delta import Delta
from embeddings.vector_errors import IndexDamaged, IndexUnwritable
from embeddings.vector_manifest import NAME, FileEntry, Manifest
from embeddings.vectors import Ids, Mask, ModelFingerprint

_FIELDS = ("ids", "vectors", "columns")
_NAME = re.compile(rf"(?:base|delta|dead)[a-z-]*-(\d+)(?:{re.escape(PART)})?")


@dataclass(slots=True)
class VectorFiles:
    """The folder of one vector index. One process writes, others may read.

    Remembers which base it wrote last, so that an unchanged base is not written again.
    """

    folder: Path
    fingerprint: ModelFingerprint
    columns: tuple[str, ...]
    _base: Base | None = None
    _base_files: dict[str, FileEntry] = field(default_factory=dict)

    def load(self) -> FaissSnapshot | None:
        """Read what was saved last, None where nothing was. Raises IndexDamaged, FingerprintMismatch."""
        manifest = Manifest.read(self.folder)
        while manifest is not None:
            try:
                return self._loaded(manifest)
            except IndexDamaged:
                # A writer may have saved in between and removed the files of the manifest we hold.
                newer = Manifest.read(self.folder)
                if newer is None or newer.generation == manifest.generation:
                    raise
                manifest = newer
        return None

    def _loaded(self, manifest: Manifest) -> FaissSnapshot:
        self._check(manifest)
        try:
            base = self._loaded_base(manifest)
            added = self._rows(manifest, "delta")
            dead = self._array(manifest, "dead")
        except KeyError as error:
            raise IndexDamaged(NAME, self.folder, f"清单缺少 {error.args[0]}") from error
        delta = Delta.empty(manifest.dimension, len(self.columns)).appended(added.batch())
        self._remember(manifest, base)
        return FaissSnapshot(manifest.change, self.columns, base, _alive(base, dead), delta)

    def _check(self, manifest: Manifest) -> None:
        wanted = self.fingerprint
        if (manifest.model_key, manifest.dimension) != (wanted.key, wanted.dimension):
            raise FingerprintMismatch(manifest.model, str(wanted))
        if manifest.columns != self.columns:
            reason = f"列为 {'、'.join(manifest.columns)}，应为 {'、'.join(self.columns)}"
            raise IndexDamaged(NAME, self.folder, reason)

    def _loaded_base(self, manifest: Manifest) -> Base:
        rows = self._rows(manifest, "base")
        if manifest.kind == ExactBase.kind:
            return ExactBase.of(rows)
        lists = faiss.read_index(str(verified(self.folder, manifest.files["base-lists"])))
        return IvfBase(rows, lists, manifest.nprobe, manifest.recall, manifest.trained)

    def _rows(self, manifest: Manifest, part: str) -> Rows:
        ids, vectors, columns = (self._array(manifest, f"{part}-{name}") for name in _FIELDS)
        return Rows(ids, vectors, columns)

    def _array(self, manifest: Manifest, role: str) -> NDArray[Any]:
        path = verified(self.folder, manifest.files[role])
        # Only these are large, and only re-scoring reads a few rows of them; the rest is wanted in memory.
        if role == "base-vectors":
            return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        return np.asarray(np.load(path, allow_pickle=False))

    def save(self, state: FaissSnapshot) -> Base:
        """Make the state durable: its files, then the manifest, then away with what no manifest names.

        Returns the base to go on with: one of inverted lists reads its vectors from the file from now on.
        Raises IndexUnwritable, as where the disk is full: the save before stands.
        """
        try:
            return self._saved(state)
        except OSError as error:
            raise IndexUnwritable(self.folder, error.strerror or str(error)) from error

    def _saved(self, state: FaissSnapshot) -> Base:
        self.folder.mkdir(parents=True, exist_ok=True)
        generation = 1 + max((_generation(path.name) for path in self.folder.iterdir()), default=0)
        files = self._base_written(state.base, generation)
        files |= self._rows_written("delta", state.delta.live(), generation)
        dead = state.base.rows.ids[:0] if state.alive is None else state.base.rows.ids[~state.alive]
        files["dead"] = self._written("dead", generation, dead)
        manifest = self._manifest(state, generation, files)
        write_durably(self.folder, NAME, lambda sink: sink.write(manifest.encoded()))
        base = self._mapped(state.base, manifest)
        self._remember(manifest, base)
        self._tidy(manifest)
        return base

    def _base_written(self, base: Base, generation: int) -> dict[str, FileEntry]:
        kept = {
            role: entry for role, entry in self._base_files.items() if (self.folder / entry.name).is_file()
        }
        if base is self._base and len(kept) == len(self._base_files):
            return kept
        files = self._rows_written("base", base.rows, generation)
        if isinstance(base, IvfBase):
            name = f"base-lists-{generation:08d}"
            files["base-lists"] = write_durably(
                self.folder, name, lambda sink: _write_index(base.index, sink)
            )
        return files

    def _rows_written(self, part: str, rows: Rows, generation: int) -> dict[str, FileEntry]:
        arrays: tuple[NDArray[Any], ...] = (
            rows.ids,
            rows.vectors.astype(np.float16, copy=False),
            rows.columns,
        )
        roles = [f"{part}-{name}" for name in _FIELDS]
        return {r: self._written(r, generation, array) for r, array in zip(roles, arrays, strict=True)}

    def _written(self, role: str, generation: int, array: NDArray[Any]) -> FileEntry:
        name = f"{role}-{generation:08d}"
        return write_durably(self.folder, name, lambda sink: np.save(sink, array, allow_pickle=False))

    def _manifest(self, state: FaissSnapshot, generation: int, files: dict[str, FileEntry]) -> Manifest:
        lists = state.base if isinstance(state.base, IvfBase) else None
        return Manifest(
            generation=generation,
            change=state.change,
            model=str(self.fingerprint),
            model_key=self.fingerprint.key,
            dimension=state.dimension,
            columns=self.columns,
            kind=state.base.kind,
            nprobe=lists.nprobe if lists else 0,
            recall=lists.recall if lists else 1.0,
            trained=lists.trained if lists else 0,
            files=files,
        )

    def _mapped(self, base: Base, manifest: Manifest) -> Base:
        if not isinstance(base, IvfBase) or base is self._base:
            return base
        path = self.folder / manifest.files["base-vectors"].name
        rows = Rows(base.rows.ids, np.load(path, mmap_mode="r", allow_pickle=False), base.rows.columns)
        return replace(base, rows=rows)

    def _remember(self, manifest: Manifest, base: Base) -> None:
        self._base = base
        self._base_files = {role: f for role, f in manifest.files.items() if role.startswith("base-")}

    def _tidy(self, manifest: Manifest) -> None:
        """Remove files of ours that the manifest does not name; a snapshot that maps one keeps its content."""
        named = {entry.name for entry in manifest.files.values()}
        for path in self.folder.iterdir():
            if _generation(path.name) and path.name not in named:
                path.unlink(missing_ok=True)


def _generation(name: str) -> int:
    """The generation in a file name of ours, 0 in any other."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0


def _alive(base: Base, dead: Ids) -> Mask | None:
    if not len(dead):
        return None
    alive = np.ones(len(base.rows), dtype=np.bool_)
    alive[places(base.rows.ids, dead)] = False
    return alive


def _write_index(index: Any, sink: Sink) -> None:  # noqa: ANN401 - FAISS has no types
    writer = faiss.PyCallbackIOWriter(sink.write)
    faiss.write_index(index, writer)
