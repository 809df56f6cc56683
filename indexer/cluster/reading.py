"""Files prepared by the workers of a cluster: sent with their bytes, so that no disk need be shared."""

import logging
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from indexer.cluster.errors import WorkFailed
from indexer.cluster.pool import PooledWorker, Workers
from indexer.cluster.worker import Refusal, SentFile
from indexer.files import FoundFile
from indexer.partition import PartitionError
from indexer.preparation import PreparedFile
from parsing.errors import FailureReason, ParseError
from parsing.limits import MEBIBYTE, Limits

logger = logging.getLogger(__name__)
READ = "read"


class ReadingWorker(PooledWorker, Protocol):
    """A worker that reads files."""

    def prepare(self, file: SentFile) -> PreparedFile | Refusal:
        """Give the file with its documents, or why there are none."""
        ...


R = TypeVar("R", bound=ReadingWorker)


class ClusterPreparer(Generic[R]):
    """Prepares files elsewhere. Bytes are read when a worker is free for them, so that few are held at a time."""

    def __init__(self, workers: Workers[R], limits: Limits) -> None:
        self._workers, self._limits = workers, limits

    def __call__(self, found: FoundFile, sha256: str) -> PreparedFile:
        """See `indexer.preparation.prepare`.

        Raises:
            ParseError: the file cannot be read as a document, or worker after worker died of it.
            PartitionError: what was made of it breaks the invariant.
            OSError: it is gone.
            ClusterLost: no worker is left.
        """
        self._check(found)
        try:
            answer = self._workers.do(READ, lambda worker: worker.prepare(_sent(found, sha256)))
        except WorkFailed as error:
            logger.warning("%s could not be read on the cluster: %s", found.source_path, error.problem)
            raise ParseError(FailureReason.CRASHED) from error
        if isinstance(answer, PreparedFile):
            return replace(answer, found=found)
        if answer.fault is not None:
            raise PartitionError(*answer.fault)
        raise ParseError(answer.reason, answer.message)

    def _check(self, found: FoundFile) -> None:
        """Refuse here what would be refused there, before its bytes are held in memory."""
        size = found.path.stat().st_size
        if size > self._limits.file_bytes:
            most = self._limits.file_bytes / MEBIBYTE
            raise ParseError(
                FailureReason.TOO_LARGE,
                f"文件有 {size / MEBIBYTE:.1f} MB，超过上限 {most:.1f} MB，请拆分后再收录。",
            )


def _sent(found: FoundFile, sha256: str) -> SentFile:
    return SentFile(found.path.name, found.source_path, sha256, found.path.read_bytes())
