"""The built-in model on OpenVINO: what the service runs. Neither torch nor transformers is imported here."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

import numpy as np

from embeddings.batching import pad, plan_batches
from embeddings.builtin_model import GRAPH
from embeddings.encoder import Fingerprint, Vectors
from embeddings.errors import ModelDamaged
from embeddings.model_folder import read_manifest, verify
from embeddings.openvino_runtime import Untyped, load_openvino
from embeddings.texts import clean_text, clean_texts
from embeddings.tokenizer import TextTokenizer

MAX_TOKENS = 512
BATCH_TOKENS = 768  # measured: larger batches leave the cache, smaller ones waste calls
WINDOW = 2048  # texts that are tokenised and sorted together: bounds memory, and leaves little to gain
_PAD_ID = 1
_UNREAD = frozenset(
    {"model.safetensors"}
)  # only torch opens it; reading 153 MB would cost 0.1 s at each start


class OpenVinoEncoder:
    """An Encoder over a folder made by builtin_model.py.

    Two compiled networks share the folder's memory-mapped weights: one for single queries, where each call
    runs on one thread and as many calls as there are threads run at once; and one for many texts, compiled at
    the first use, where each thread takes a batch of its own. Neither pins threads to cores, so that several
    processes share a machine well.

    The precision of the fingerprint is that of the weights. Activations are bfloat16 where the processor has
    it and float32 elsewhere, and the multiplications may round them to 8 bits in groups of 32, as the
    processor favours. All four ways were measured on one processor with the 200 varied passages of the tests:
    the cosine between any two is at least 0.9998 (mean 0.9999), and each is as near to float32 torch. That is
    far above what reorders results, so vectors made on different processors count as one kind.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Check and load. Raises ModelNotFound or ModelDamaged naming the file.

        `threads` (at least 1) defaults to the processor cores this process may use.
        """
        manifest = read_manifest(folder)
        verify(folder, manifest, unread=_UNREAD)
        self.engine = f"OpenVINO {version('openvino')}"
        self.fingerprint = Fingerprint(
            name=manifest.name,
            revision=manifest.revision,
            precision=manifest.precision,
            dimension=manifest.dimension,
            query_prefix=manifest.query_prefix,
            passage_prefix=manifest.passage_prefix,
        )
        self._graph = folder / GRAPH
        self._threads = threads or available_cores()
        self._tokenizer = TextTokenizer(folder / "tokenizer.json", MAX_TOKENS)
        self._openvino = load_openvino()
        self._core = self._openvino.Core()
        self._requests = self._online_requests()
        self._bulk_lock = Lock()
        self._bulk_queue: Untyped = None
        # Two first inferences at a time wait for each other for ever: one is made before any thread can come.
        self.encode_query("出处")

    def encode_query(self, text: str) -> Vectors:
        """See Encoder. Waits while as many calls as there are threads are running."""
        ids, mask = pad([self._tokenizer.encode(self.fingerprint.query_prefix + clean_text(text))], _PAD_ID)
        with self._request() as request:
            results = request.infer({"input_ids": ids, "attention_mask": mask}, share_inputs=True)
            return np.array(results[0][0], np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See Encoder. One call at a time works; others wait for it."""
        cleaned = clean_texts(texts)
        vectors = np.empty((len(cleaned), self.fingerprint.dimension), np.float32)
        if not cleaned:
            return vectors
        with self._bulk_lock:
            queue = self._bulk()
            for start in range(0, len(cleaned), WINDOW):
                # The last batches of a window still run while the next window is tokenised.
                self._submit(queue, cleaned[start : start + WINDOW], vectors[start : start + WINDOW])
            queue.wait_all()
        return vectors

    def _submit(self, queue: Untyped, texts: Sequence[str], target: Vectors) -> None:
        prefix = self.fingerprint.passage_prefix
        tokens = self._tokenizer.encode_many([prefix + text for text in texts])
        for batch in plan_batches([len(ids) for ids in tokens], BATCH_TOKENS):
            ids, mask = pad([tokens[position] for position in batch], _PAD_ID)
            queue.start_async({"input_ids": ids, "attention_mask": mask}, (target, batch))

    def _bulk(self) -> Untyped:
        if self._bulk_queue is None:
            queue = self._openvino.AsyncInferQueue(self._compile(), self._threads)
            queue.set_callback(_store)
            self._bulk_queue = queue
        return self._bulk_queue

    def _online_requests(self) -> "SimpleQueue[Untyped]":
        compiled = self._compile()
        requests: SimpleQueue[Untyped] = SimpleQueue()
        for _ in range(self._threads):
            requests.put(compiled.create_infer_request())
        return requests

    @contextmanager
    def _request(self) -> Iterator[Untyped]:
        request = self._requests.get()
        try:
            yield request
        finally:
            self._requests.put(request)

    def _compile(self) -> Untyped:
        """The network with one stream of one thread per core."""
        settings = {
            "NUM_STREAMS": self._threads,
            "INFERENCE_NUM_THREADS": self._threads,
            "ENABLE_CPU_PINNING": False,
        }
        try:
            return self._core.compile_model(str(self._graph), "CPU", settings)
        except RuntimeError as error:  # the library's only kind: here the files are whole but not understood
            raise ModelDamaged(self._graph.name, str(self._graph.parent)) from error


def available_cores() -> int:
    """How many processor cores this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def _store(request: Untyped, place: tuple[Vectors, list[int]]) -> None:
    target, positions = place
    target[positions] = request.get_output_tensor(0).data
