"""The three indexes at one change number: what a request takes once and keeps."""

from dataclasses import dataclass

from corpus.index.text_index import TextSearcher
from corpus.index.word_index import WordSearcher
from embeddings.vectors import VectorSnapshot


@dataclass(frozen=True, slots=True)
class IndexSnapshot:
    """Immutable searchers that all stand exactly at change `number`, the view of a request.

    `lost` tells why the vectors take no part, as a sentence: their store does not answer, or is not level yet, which
    `filling` tells apart.
    """

    number: int
    vectors: VectorSnapshot
    words: WordSearcher
    texts: TextSearcher
    lost: str | None = None
    filling: bool = False
