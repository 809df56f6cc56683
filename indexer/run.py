"""An indexing run: files to prepared files, to vectors, to the catalogue, with an outcome for every file.

One thread reads and structures ahead while the encoder works, so that the encoder never waits. A file's rows
are committed in one short transaction, after its vectors; a run that is killed loses only the files it had not
yet told of, and the next run goes on with these.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from corpus.blocks import ParsedFile
from corpus.documents import Document
from corpus.store.catalogue import Catalogue
from corpus.store.errors import InvalidDocument
from corpus.store.files import SourceFiles
from corpus.store.identity import embed_hash
from corpus.store.job_records import FileOutcome, IndexRequest
from corpus.store.records import FileState
from embeddings.encoder import Encoder
from indexer.files import FoundFile, find_files, root_name
from indexer.partition import PartitionError
from indexer.preparation import FileParser, PreparedFile, hash_file, prepare
from parsing.errors import ParseError

T = TypeVar("T")
R = TypeVar("R")

READ_AHEAD = 64
"""Files read ahead of the encoder: more than one batch of texts takes, little in memory."""
ENCODE_BATCH = 512
"""Texts encoded at once: enough to sort by length, few enough that documents appear within seconds."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file, with a reason code and a sentence where it failed."""

    source_path: str
    outcome: FileOutcome
    reason: str | None = None
    message: str | None = None
    documents: int = 0
    passages: int = 0


class Journal(Protocol):
    """Who is told how a run goes, and may stop it."""

    def expect(self, files: int) -> None:
        """So many files are to be looked at."""
        ...

    def record(self, report: FileReport) -> None:
        """A file is done; what it says is durable."""
        ...

    def cancelled(self) -> bool:
        """Whether the run should stop after the file at hand."""
        ...


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
    ) -> None:
        self._catalogue, self._source_files = catalogue, source_files
        self._parser, self._encoder, self._structure = parser, encoder, structure
        self._pipeline, self._encode_batch = pipeline, encode_batch

    def run(self, request: IndexRequest, journal: Journal) -> None:
        """Bring the catalogue level with the files of the request; every file gets an outcome.

        Raises:
            PathNotFound, SourcePathClash: the request names nothing, or two files by one name.

        """
        found = find_files([Path(path) for path in request.paths], request.as_name)
        journal.expect(len(found))
        states = self._catalogue.file_states(request.collection)
        pending: list[PreparedFile] = []
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read") as reader:
            for result in _in_order(reader, found, lambda file: self._read(file, states)):
                if isinstance(result, FileReport):
                    journal.record(result)
                else:
                    pending.append(result)
                    if sum(file.passages for file in pending) >= self._encode_batch:
                        self._commit(request.collection, pending, journal)
                        pending = []
                if journal.cancelled():
                    reader.shutdown(cancel_futures=True)
                    break
        self._commit(request.collection, pending, journal)
        if request.remove_missing and not journal.cancelled():
            self._remove_missing(request, found, states, journal)

    def _read(self, found: FoundFile, states: Mapping[str, FileState]) -> PreparedFile | FileReport:
        path = found.source_path
        try:
            sha256 = hash_file(found.path)
            if states.get(path) == FileState(sha256, self._pipeline):
                return FileReport(path, FileOutcome.UNCHANGED)
            # Parsed first: what cannot be read is not kept.
            prepared = prepare(found, sha256, self._parser, self._structure)
            kept = self._source_files.put(found.path)
        except ParseError as error:
            return FileReport(path, FileOutcome.FAILED, error.reason, str(error))
        except PartitionError as error:
            # A fault of ours in one document must not keep the others out.
            return FileReport(path, FileOutcome.FAILED, "structure", str(error))
        except OSError as error:
            message = f"无法读取文件：{error.strerror or error}。请检查文件是否仍在原处、是否有读取权限。"
            return FileReport(path, FileOutcome.FAILED, "unreadable", message)
        if kept != sha256:
            message = "索引时文件正在被修改。请在保存完毕后再索引一次。"
            return FileReport(path, FileOutcome.FAILED, "changing", message)
        return prepared

    def _commit(self, collection: str, files: Sequence[PreparedFile], journal: Journal) -> None:
        self.embed([text for file in files for text in file.embed_texts])
        for file in files:
            journal.record(self._put(collection, file))

    def lacks(self, hashes: Sequence[str]) -> list[str]:
        """Give those of the hashes that have no vector of this run's model."""
        known = self._catalogue.known_vectors(hashes, self._encoder.fingerprint.key)
        return [h for h in hashes if h not in known]

    def embed(self, texts: Sequence[str]) -> int:
        """Encode and store the vectors of those texts that have none yet; how many there were."""
        by_hash = {embed_hash(text).hex(): text for text in texts}
        missing = self.lacks(list(by_hash))
        if missing:
            vectors = self._encoder.encode_passages([by_hash[h] for h in missing])
            self._catalogue.put_vectors(self._encoder.fingerprint.key, missing, vectors)
        return len(missing)

    def _put(self, collection: str, file: PreparedFile) -> FileReport:
        path = file.found.source_path
        try:
            self._catalogue.put_file(
                collection=collection,
                source_path=path,
                sha256=file.sha256,
                media_type=file.parsed.media_type,
                size=file.size,
                pipeline=self._pipeline,
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
        states: Mapping[str, FileState],
        journal: Journal,
    ) -> None:
        there = {file.source_path for file in found}
        folders = [Path(path) for path in request.paths if Path(path).is_dir()]
        roots = tuple(root_name(folder, request.as_name) + "/" for folder in folders)
        gone = [path for path in states if path.startswith(roots) and path not in there]
        if gone:
            self._catalogue.remove_paths(request.collection, gone)
        for path in gone:
            journal.record(FileReport(path, FileOutcome.REMOVED))


def _in_order(reader: ThreadPoolExecutor, items: Sequence[T], read: Callable[[T], R]) -> Iterator[R]:
    """The results of `read` in the order of the items, at most READ_AHEAD of them computed ahead."""
    ahead: deque[Future[R]] = deque()
    for item in items:
        ahead.append(reader.submit(read, item))
        if len(ahead) >= READ_AHEAD:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()
