"""Vectors of the current model for everything that is stored: after a change of the model."""

from collections.abc import Callable, Iterator

from corpus.store.catalogue import Catalogue
from indexer.embed_text import embed_texts
from indexer.run import ENCODE_BATCH, IndexRun

PAGE = 100
ROWS = 5000


def fill_vectors(
    catalogue: Catalogue, run: IndexRun, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Encode every live passage that has no vector of the run's model; how many there were.

    What is done stays done: an interrupted filling goes on where it stopped. `progress` is told the passages
    looked at since it was last told.
    """
    if not _any_missing(catalogue, run):
        return 0
    filled, texts = 0, list[str]()
    for text in _embed_texts(catalogue):
        texts.append(text)
        if len(texts) >= ENCODE_BATCH:
            filled += run.embed(texts)
            progress(len(texts))
            texts.clear()
    filled += run.embed(texts)
    progress(len(texts))
    return filled


def _any_missing(catalogue: Catalogue, run: IndexRun) -> bool:
    """Tell by hashes alone, so that nothing is read and cut again where nothing is missing."""
    at, after = catalogue.head(), 0
    while rows := catalogue.live_passages(at, after, ROWS):
        if run.lacks([row.embed_hash for row in rows]):
            return True
        after = rows[-1].id
    return False


def _embed_texts(catalogue: Catalogue) -> Iterator[str]:
    view, offset = catalogue.view(), 0
    while page := view.documents(limit=PAGE, offset=offset).documents:
        for stored in page:
            document = view.stored(stored.document_id)
            yield from embed_texts(document)
        offset += len(page)
