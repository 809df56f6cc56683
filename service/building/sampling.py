"""A sample of the vectors of a catalogue, to measure with."""

import numpy as np
from numpy.typing import NDArray

from corpus.store.catalogue import Catalogue
from embeddings.encoder import Fingerprint

SAMPLE_FROM = 20_000
"""Passages from which a sample is spread."""


def sample_vectors(catalogue: Catalogue, fingerprint: Fingerprint, count: int) -> NDArray[np.float32]:
    """Give up to `count` vectors of a model, spread over the corpus, (n, dim) float32."""
    rows = catalogue.live_passages(catalogue.head(), 0, SAMPLE_FROM)
    chosen = rows[:: max(1, len(rows) // count)][:count]
    return catalogue.vectors([row.embed_hash for row in chosen], fingerprint.key).astype(np.float32)
