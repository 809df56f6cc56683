"""An indexing run: files to prepared files, to vectors, to the catalogue, with an outcome for every file.

One thread reads and structures ahead while the encoder works, and another writes what was encoded before, so that
the encoder never waits. A file's rows are committed in one short transaction, after its vectors; a run that is killed
loses only the files it had not yet told of, and the next run goes on with these.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from corpus.blocks import ParsedFile
from corpus.documents import Document
from corpus.store.catalogue import Catalogue
from corpus.store.errors import InvalidDocument
from corpus.store.files import SourceFiles
from corpus.store.identity import embed_hash
from corpus.store.job_records import FileOutcome, IndexRequest
from embeddings.encoder import Encoder, Vectors
from indexer.files import FoundFile, find_files, root_name
from indexer.known_files import KnownFiles
from indexer.preparation import FileParser, Prepare, PreparedFile, prepare
from indexer.reading import FileReader
from indexer.recognition import Recognition, recognised
from indexer.reports import FileReport as FileReport
from indexer.storing import Storing

T = TypeVar("T")
R = TypeVar("R")

READ_AHEAD = 64
"""Files read ahead of the encoder: more than one batch of texts takes, little in memory."""
ENCODE_BATCH = 512
"""Texts encoded at once: enough to sort by length, few enough that documents appear within seconds."""


class Journal(Protocol):
    """Who is told how a run goes, and may stop it."""

    def expect(self, files: int) -> None:
        """So many files are to be looked at."""
        ...

    def record(self, report: FileReport) -> None:
        """A file is done; what it says is durable."""
        ...

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """The `page`-th of so many pages of a file is to be recognised."""
        ...

    def cancelled(self) -> bool:
        """Whether the run should stop after the file at hand."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are prepared: by whom, in how many threads (at least 1), and how many ahead of the encoder."""

    prepare: Prepare
    threads: int = 1
    ahead: int = READ_AHEAD


class IndexRun:
    """Runs requests against one catalogue with one encoder."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        source_files: SourceFiles,
        parser: FileParser,
        encoder: Encoder,
        structure: Callable[[ParsedFile, str], tuple[Document, ...]],
        pipeline: str,
        encode_batch: int = ENCODE_BATCH,
        recognition: Recognition | None = None,
        reading: Reading | None = None,
    ) -> None:
        """`reading` says how files are read where it is not done here, one after the other."""
        self._catalogue, self._source_files, self._structure = catalogue, source_files, structure
        self._recognition = recognition
        recognises = recognition is not None
        here = partial(prepare, parser=parser, structure=structure, recognises=recognises)
        self._reading = reading or Reading(here)
        self._reader = FileReader(
            parser, source_files, self._reading.prepare, pipeline, recognises=recognises
        )
        self._encoder, self._pipeline, self._encode_batch = encoder, pipeline, encode_batch

    def run(self, request: IndexRequest, journal: Journal) -> None:
        """Bring the catalogue level with the files of the request; every file gets an outcome.

        Raises:
            PathNotFound, SourcePathClash: the request names nothing, or two files by one name.

        """
        found = find_files([Path(path) for path in request.paths], request.as_name)
        expected = len(found)
        journal.expect(expected)
        known = KnownFiles(self._catalogue.file_states(request.collection))
        pending: list[PreparedFile] = []
        waiting: list[PreparedFile] = []
        with (
            ThreadPoolExecutor(self._reading.threads, thread_name_prefix="read") as reader,
            Storing(partial(self._stored, request.collection), journal.record) as storing,
        ):
            ahead = self._reading.ahead
            for results in _in_order(reader, found, lambda file: self._reader.read(file, known), ahead):
                if len(results) > 1:  # the members of an archive or a mail
                    expected += len(results) - 1
                    journal.expect(expected)
                for result in results:
                    if isinstance(result, FileReport):
                        journal.record(result)
                    elif result.waits:
                        waiting.append(result)
                    else:
                        pending.append(result)
                storing.tell()
                if sum(file.passages for file in pending) >= self._encode_batch:
                    storing.add(self._encoded(pending))
                    pending = []
                if journal.cancelled():
                    reader.shutdown(cancel_futures=True)
                    break
            storing.add(self._encoded(pending))
        self._recognise(request.collection, waiting, journal)
        if request.remove_missing and not journal.cancelled():
            self._remove_missing(request, found, known, journal)

    def _recognise(self, collection: str, waiting: Sequence[PreparedFile], journal: Journal) -> None:
        """Complete the files that wait for text recognition, after all others, until the run is stopped."""
        if self._recognition is None:
            return
        for file in waiting:
            if journal.cancelled():
                return
            result = recognised(file, self._recognition, self._source_files, self._structure, journal)
            if isinstance(result, FileReport):
                journal.record(result)
            elif result is not None:
                self._commit(collection, [result], journal)

    def _commit(self, collection: str, files: Sequence[PreparedFile], journal: Journal) -> None:
        for report in self._stored(collection, self._encoded(files)):
            journal.record(report)

    def _encoded(self, files: Sequence[PreparedFile]) -> "_Batch":
        return _Batch(files, *self._encode([text for file in files for text in file.embed_texts]))

    def _stored(self, collection: str, batch: "_Batch") -> Iterator[FileReport]:
        self._keep(batch.hashes, batch.vectors)
        for file in batch.files:
            yield self._put(collection, file)
            for path in file.dropped:
                yield FileReport(path, FileOutcome.REMOVED)

    def lacks(self, hashes: Sequence[str]) -> list[str]:
        """Give those of the hashes that have no vector of this run's model."""
        known = self._catalogue.known_vectors(hashes, self._encoder.fingerprint.key)
        return [h for h in hashes if h not in known]

    def embed(self, texts: Sequence[str]) -> int:
        """Encode and store the vectors of those texts that have none yet; how many there were."""
        hashes, vectors = self._encode(texts)
        self._keep(hashes, vectors)
        return len(hashes)

    def _encode(self, texts: Sequence[str]) -> tuple[list[str], Vectors | None]:
        """Give the hashes of those texts that have no vector yet, and their vectors; None for none."""
        by_hash = {embed_hash(text).hex(): text for text in texts}
        missing = self.lacks(list(by_hash))
        return missing, self._encoder.encode_passages([by_hash[h] for h in missing]) if missing else None

    def _keep(self, hashes: Sequence[str], vectors: Vectors | None) -> None:
        if vectors is not None:
            self._catalogue.put_vectors(self._encoder.fingerprint.key, hashes, vectors)

    def _put(self, collection: str, file: PreparedFile) -> FileReport:
        path = file.found.source_path
        if file.dropped:
            self._catalogue.remove_paths(collection, file.dropped)
        try:
            self._catalogue.put_file(
                collection=collection,
                source_path=path,
                sha256=file.sha256,
                media_type=file.parsed.media_type,
                size=file.size,
                pipeline=self._pipeline + file.mark,
                documents=file.documents,
                warnings=file.parsed.warnings,
            )
        except InvalidDocument as error:
            return FileReport(path, FileOutcome.FAILED, error.code, str(error))
        return FileReport(
            path,
            FileOutcome.INDEXED,
            documents=len(file.documents),
            passages=file.passages,
            message="；".join(file.parsed.warnings) or None,
        )

    def _remove_missing(
        self,
        request: IndexRequest,
        found: Sequence[FoundFile],
        known: KnownFiles,
        journal: Journal,
    ) -> None:
        there = {file.source_path for file in found}
        folders = [Path(path) for path in request.paths if Path(path).is_dir()]
        roots = tuple(root_name(folder, request.as_name) + "/" for folder in folders)
        gone = known.missing(there, roots)
        if gone:
            self._catalogue.remove_paths(request.collection, gone)
        for path in gone:
            journal.record(FileReport(path, FileOutcome.REMOVED))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Files whose texts are encoded: the hashes of those that were new, and their vectors, None where none was."""

    files: Sequence[PreparedFile]
    hashes: Sequence[str]
    vectors: Vectors | None


def _in_order(
    reader: ThreadPoolExecutor, items: Sequence[T], read: Callable[[T], R], most: int
) -> Iterator[R]:
    """The results of `read` in the order of the items, at most so many of them computed ahead."""
    ahead: deque[Future[R]] = deque()
    for item in items:
        ahead.append(reader.submit(read, item))
        if len(ahead) >= most:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()
