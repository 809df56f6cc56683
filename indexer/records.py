"""Documents given as records, id, title and text, in place of files: the corpora of benchmarks."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Block, ParsedFile
from corpus.documents import Document
from corpus.store.catalogue import Catalogue
from corpus.store.records import FileState, NewDocument
from indexer.embed_text import embed_texts
from indexer.run import ENCODE_BATCH, IndexRun

COLLECTION = "default"
MEDIA_TYPE = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Record:
    """One document of a corpus; `id` becomes its source path."""

    id: str
    title: str
    text: str

    @property
    def sha256(self) -> str:
        """The hash of the record, as a file's would be."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


def index_records(
    records: Iterable[Record],
    catalogue: Catalogue,
    run: IndexRun,
    structure: Callable[[ParsedFile, str], tuple[Document, ...]],
    pipeline: str,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Store and embed the records that are new or changed; how many. `progress` is told each batch's number."""
    states, count = catalogue.file_states(COLLECTION), 0
    for batch in _batches(r for r in records if states.get(r.id) != FileState(r.sha256, pipeline)):
        new = [_documents(record, structure) for record in batch]
        run.embed([text for documents in new for one in documents for text in one.embed_texts])
        for record, documents in zip(batch, new, strict=True):
            catalogue.put_file(
                collection=COLLECTION,
                source_path=record.id,
                sha256=record.sha256,
                media_type=MEDIA_TYPE,
                size=len(record.text.encode()),
                pipeline=pipeline,
                documents=documents,
            )
        count += len(batch)
        progress(len(batch))
    return count


def _documents(
    record: Record, structure: Callable[[ParsedFile, str], tuple[Document, ...]]
) -> tuple[NewDocument, ...]:
    blocks = tuple(Block(line) for line in record.text.splitlines() if line.strip())
    found = structure(ParsedFile(blocks, MEDIA_TYPE, line_based=False), record.id)
    titled = [replace(d, facts=replace(d.facts, title=record.title or d.facts.title)) for d in found]
    return tuple(NewDocument(d, embed_texts(d)) for d in titled)


def _batches(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) >= ENCODE_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
