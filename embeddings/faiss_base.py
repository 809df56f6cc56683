"""The large part of a vector store, never altered: exact while small, inverted lists when large.

Both search FAISS for candidates only; the cosine shown comes from the stored float16 vectors.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.rows import MARGIN, Rows
from embeddings.vectors import Mask, Vectors


class Base(Protocol):
    """Rows in rising order of id, and a way to the candidates among them."""

    kind: ClassVar[str]

    @property
    def rows(self) -> Rows:
        """The rows; vectors are float16."""

    def candidates(self, query: NDArray[np.float32], limit: int, mask: Mask | None) -> NDArray[np.int64]:
        """Places of rows of the mask (None: all) among which the `limit` nearest are looked for."""


def half_index(vectors: Vectors) -> Any:  # noqa: ANN401 - FAISS has no types
    """A FAISS index that scans the float16 vectors as they are: half the memory and time of float32."""
    dimension = vectors.shape[1]
    index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    if len(vectors):
        index.add_sa_codes(np.ascontiguousarray(vectors).view(np.uint8))
    return index


@dataclass(frozen=True, slots=True, eq=False)
class ExactBase:
    """A base that scans every row; its candidates hold the true answer."""

    rows: Rows
    index: Any = field(repr=False)
    kind: ClassVar[str] = "exact"

    @classmethod
    def of(cls, rows: Rows) -> "ExactBase":
        """Build from rows in rising order of id."""
        index = half_index(rows.vectors)
        return cls(Rows(rows.ids, _codes(index, rows.vectors), rows.columns), index)

    def candidates(self, query: NDArray[np.float32], limit: int, mask: Mask | None) -> NDArray[np.int64]:
        """Places among which the `limit` nearest of the mask surely are."""
        return scanned(self.index, query, limit, mask)


@dataclass(frozen=True, slots=True, eq=False)
class IvfBase:
    """A base of inverted lists over 8-bit codes: candidates come from the `nprobe` nearest lists.

    recall: of the ten nearest by exact scan, the share found, measured between vectors of the base when it was
    built. trained: how many rows there were when the lists were laid out.
    """

    rows: Rows
    index: Any = field(repr=False)
    nprobe: int
    recall: float
    trained: int
    kind: ClassVar[str] = "ivf"

    FEW: ClassVar[int] = 10_000
    """So many rows are compared one by one (about 3 ms) sooner than looked for in lists."""
    SPARE: ClassVar[int] = 4
    """Candidates for each row wanted; 8-bit codes misplace near ties."""

    def candidates(self, query: NDArray[np.float32], limit: int, mask: Mask | None) -> NDArray[np.int64]:
        """Places of the likely nearest rows of the mask."""
        allowed = len(self.rows) if mask is None else int(np.count_nonzero(mask))
        if mask is not None and allowed <= self.FEW:
            at = np.flatnonzero(mask)
            return at[scanned(half_index(self.rows.vectors[at]), query, limit, None)]
        wanted = min(allowed, self.SPARE * limit + 64)
        _, found = self.index.search(query[None], wanted, params=self._parameters(mask, allowed))
        at = found[0]
        return np.asarray(at[at >= 0], dtype=np.int64)

    def _parameters(self, mask: Mask | None, allowed: int) -> Any:  # noqa: ANN401 - FAISS has no types
        # A filter thins every list, so more lists are opened: about as many rows are compared as without one.
        thinning = len(self.rows) / max(allowed, 1)
        nprobe = min(self.index.nlist, int(np.ceil(self.nprobe * thinning)))
        if mask is None:
            return faiss.SearchParametersIVF(nprobe=nprobe)
        return faiss.SearchParametersIVF(nprobe=nprobe, sel=_selector(mask))


def scanned(index: Any, query: NDArray[np.float32], limit: int, mask: Mask | None) -> NDArray[np.int64]:  # noqa: ANN401
    """Scan an exact index: places of all rows of the mask that may belong to the `limit` nearest.

    Asks for a few more than wanted, and for more again until the last one is too far below to matter: so
    equal scores at the end of the list are never cut by chance.
    """
    allowed = int(index.ntotal) if mask is None else int(np.count_nonzero(mask))
    parameters = None if mask is None else faiss.SearchParameters(sel=_selector(mask))
    wanted = min(allowed, limit + 32)
    while wanted:
        scores, found = index.search(query[None], wanted, params=parameters)
        if wanted == allowed or scores[0, -1] < scores[0, limit - 1] - MARGIN:
            return np.asarray(found[0], dtype=np.int64)
        wanted = min(allowed, 4 * wanted)
    return np.empty(0, dtype=np.int64)


def _selector(mask: Mask) -> Any:  # noqa: ANN401 - FAISS has no types
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))


@dataclass(frozen=True, slots=True)
class _Codes:
    """The codes of an index, lent to numpy; an array made of this keeps the index in memory."""

    index: Any
    shape: tuple[int, ...]

    @property
    def __array_interface__(self) -> dict[str, object]:
        address = int(self.index.codes.data())
        return {"shape": self.shape, "typestr": "<f2", "data": (address, True), "version": 3}


def _codes(index: Any, vectors: Vectors) -> Vectors:  # noqa: ANN401 - FAISS has no types
    """The index's own copy of the vectors as a read-only array, so that they are held once."""
    return np.asarray(_Codes(index, vectors.shape)) if len(vectors) else vectors
