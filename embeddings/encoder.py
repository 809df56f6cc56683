"""What turns texts into vectors, and the fingerprint that keeps vectors of different models apart."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from embeddings.errors import FingerprintMismatch

Vectors = npt.NDArray[np.float32]

KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Everything about a model that changes its vectors.

    `revision` identifies the weights, `precision` how the engine holds them, `dimension` counts the numbers of
    a vector, and the prefixes are put before each text by the encoder. Vectors may be compared with each
    other only where all six are equal.
    """

    name: str
    revision: str
    precision: str
    dimension: int
    query_prefix: str
    passage_prefix: str

    @property
    def key(self) -> str:
        """A short stable name for tables and folders: 16 hexadecimal digits of the SHA-256 of all fields."""
        fields = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(fields.encode("utf-8")).hexdigest()[:KEY_LENGTH]

    def require(self, stored: "Fingerprint") -> None:
        """Pass if `stored` vectors may be used with this model; raise FingerprintMismatch otherwise."""
        if stored != self:
            raise FingerprintMismatch(stored=str(stored), wanted=str(self))

    def __str__(self) -> str:
        prefixes = f"{self.query_prefix!r}/{self.passage_prefix!r}"
        return f"{self.name}@{self.revision} {self.precision} {self.dimension}d {prefixes} [{self.key}]"


class Encoder(Protocol):
    """A model that is ready for use. Safe to call from several threads at once."""

    @property
    def fingerprint(self) -> Fingerprint:
        """The identity of the vectors this encoder makes."""
        ...

    @property
    def engine(self) -> str:
        """What the model runs on, for people to read."""
        ...

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of one query, (dimension,) float32 of unit length, using one thread.

        The query prefix is added here. Raises TextError when nothing is left of the text after NUL and white
        space are taken off.
        """
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of many texts, (n, dimension) float32, unit rows, in the order given.

        Uses all cores. The passage prefix is added here; a text is cut at the model's limit of tokens. Raises
        TextError naming the first text that is empty.
        """
        ...
