"""What runs on the nodes of a cluster: reads files and encodes texts, and keeps nothing."""

import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import ChuchuError
from embeddings.encoder import Encoder, Fingerprint, Vectors
from embeddings.errors import EmbeddingError
from indexer.classified import refusing_marked
from indexer.files import FoundFile
from indexer.partition import PartitionError
from indexer.preparation import PreparedFile, prepare
from indexer.structure import build_documents
from indexer.version import PIPELINE
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.parser import Parser


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    """What a worker is made of: the settings of the machine that started the run, sent to each node."""

    encoder: Callable[[], Encoder]
    limits: Limits
    recognises: bool = False
    confine: bool = True
    allow_classified: bool = False


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file on its way to a node. `name` is what it is called on disk: the format of a text may hang on it."""

    name: str
    source_path: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file gave no documents: the reason of a ParseError, or the fault and place of a PartitionError."""

    message: str
    reason: FailureReason = FailureReason.CRASHED
    fault: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a worker is: checked against the machine that commits. `problem` says why it cannot work."""

    node: str
    pipeline: str
    fingerprint: Fingerprint | None
    problem: str | None = None


class ClusterWorker:
    """Reads and encodes. Made in a process of its own on a node; may be called from several threads."""

    def __init__(self, plan: WorkerPlan) -> None:
        self._plan, self._node = plan, platform.node()
        self._encoder, self._problem = _load(plan.encoder)
        self._parser = Parser(plan.limits, recognises=plan.recognises, confine=plan.confine)
        self._structure = build_documents if plan.allow_classified else refusing_marked(build_documents)

    def about(self) -> About:
        """Say what the worker is, once it is ready."""
        fingerprint = self._encoder.fingerprint if self._encoder else None
        return About(self._node, PIPELINE, fingerprint, self._problem)

    def prepare(self, file: SentFile) -> PreparedFile | Refusal:
        """Read a file and find its structure, as `indexer.preparation.prepare` does.

        The blocks are left behind unless the file waits for text recognition: their place is taken by documents.
        """
        with tempfile.TemporaryDirectory(prefix="chuchu-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, file.name)
            path.write_bytes(file.content)
            found = FoundFile(path, file.source_path)
            try:
                prepared = prepare(
                    found, file.sha256, self._parser, self._structure, recognises=self._plan.recognises
                )
            except ParseError as error:
                return Refusal(str(error), error.reason)
            except PartitionError as error:
                return Refusal(str(error), fault=(error.fault, error.place))
        return prepared if prepared.waits else replace(prepared, parsed=replace(prepared.parsed, blocks=()))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give the vectors of texts, (n, dimension) float32, in their order."""
        assert self._encoder is not None, "a worker that could not load its model is never used"
        return self._encoder.encode_passages(texts)


def _load(encoder: Callable[[], Encoder]) -> tuple[Encoder | None, str | None]:
    try:
        return encoder(), None
    except (ChuchuError, EmbeddingError, ImportError, OSError) as error:
        return None, str(error)
