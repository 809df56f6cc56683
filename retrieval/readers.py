"""A follower that writes nothing: for processes beside the one that keeps the indexes.

Words and texts are read at the writer's last commit. Vectors, which the writer saves more rarely, are brought
to the same change in memory from the catalogue.
"""

import threading
import time
from collections.abc import Callable

import numpy as np

from corpus.errors import ChuchuError
from corpus.index.text_index import TextIndex, TextSearcher
from corpus.index.word_index import WordIndex, WordSearcher
from corpus.store.catalogue import Catalogue
from embeddings.vectors import VectorStore
from retrieval.followers import BATCH, merge, vector_batch
from retrieval.snapshot import IndexSnapshot

PATIENCE_SECONDS = 5.0
"""How long word and text index may differ: the time between two commits of the writer, many times over."""


class IndexesBusy(ChuchuError):
    """The process that keeps the indexes did not bring them level in time."""

    code = "indexes_busy"

    def __init__(self, words: int, texts: int) -> None:
        self.words, self.texts = words, texts
        super().__init__(
            f"词索引（变更 {words}）与文本索引（变更 {texts}）正在由另一个进程更新，请稍后再试；"
            "若一直如此，请运行 chuchu doctor 查看。"
        )


def level_searchers(
    words: WordIndex,
    texts: TextIndex,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[WordSearcher, TextSearcher]:
    """Give both indexes at one change, though another process commits to one after the other. Raises IndexesBusy."""
    until = clock() + PATIENCE_SECONDS
    while True:
        word_searcher, text_searcher = words.searcher(), texts.searcher()
        if word_searcher.change == text_searcher.change:
            return word_searcher, text_searcher
        if clock() >= until:
            raise IndexesBusy(word_searcher.change, text_searcher.change)
        sleep(0.02)


class Readers:
    """Searchers of a data folder whose indexes another process keeps."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: VectorStore,
        words: WordIndex,
        texts: TextIndex,
        *,
        fingerprint: str,
        columns: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        # The vectors were opened first, so that they are never ahead of words and texts.
        self._catalogue, self._vectors, self._words, self._texts = catalogue, vectors, words, texts
        self._fingerprint, self._columns = fingerprint, columns
        self._clock, self._sleep = clock, sleep
        self._working = threading.Lock()
        self._snapshot = self._read()

    def current(self) -> IndexSnapshot:
        """Give the published snapshot."""
        return self._snapshot

    def catch_up(self) -> int:
        """Read what the writer has committed since; the number of changes.

        Raises:
            IndexesBusy: word and text index did not meet at one change.
            MissingVectors: a passage has no vector of this model.
        """
        before = self._snapshot.number
        with self._working:
            self._snapshot = self._read()
        return self._snapshot.number - before

    def save(self, *, force: bool = False) -> bool:
        """Save nothing: the writer does."""
        del force
        return False

    def _read(self) -> IndexSnapshot:
        words, texts = level_searchers(self._words, self._texts, self._clock, self._sleep)
        while self._vectors.applied < words.change:
            after = self._catalogue.change_sets(self._vectors.applied, BATCH)
            step = merge([changes for changes in after if changes.number <= words.change])
            batch = vector_batch(self._catalogue, step.added, self._fingerprint, self._columns)
            self._vectors.apply(step.change, batch, np.array(step.removed, dtype=np.int64))
        return IndexSnapshot(words.change, self._vectors.snapshot(), words, texts)
