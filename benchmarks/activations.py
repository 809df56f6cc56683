"""The built-in encoder with its activations kept in 16 bits, or rounded to 8 bits in groups: speed and cosine.

    python -m benchmarks.activations [--count 128] [--rounds 6] [--models FOLDER]

The ways take turns; the rate is the best round's, the cosine is to float32 arithmetic without any rounding. The
engine's own choice on a processor is one of these: the first line names it. The last line is JSON.
"""

import argparse
import json
import time
from pathlib import Path

from benchmarks.encoder import _invent_texts
from embeddings.builtin_model import ensure_builtin
from embeddings.openvino_encoder import OpenVinoEncoder
from embeddings.openvino_runtime import Untyped

PRECISION, GROUP = "INFERENCE_PRECISION_HINT", "DYNAMIC_QUANTIZATION_GROUP_SIZE"
EXACT = "float32, none"
WAYS: dict[str, dict[str, object]] = {
    "as it comes": {},
    EXACT: {PRECISION: "f32", GROUP: 0},
    "bfloat16, none": {PRECISION: "bf16", GROUP: 0},
    "bfloat16, groups of 32": {PRECISION: "bf16", GROUP: 32},
    "bfloat16, groups of 64": {PRECISION: "bf16", GROUP: 64},
    "float32, groups of 32": {PRECISION: "f32", GROUP: 32},
}


class _Set(OpenVinoEncoder):
    """The encoder compiled with settings of its own."""

    def __init__(self, folder: Path, extra: dict[str, object]) -> None:
        self._extra = extra
        super().__init__(folder)

    def _compile(self) -> Untyped:
        threads = {"NUM_STREAMS": self._threads, "INFERENCE_NUM_THREADS": self._threads}
        settings = {**threads, "ENABLE_CPU_PINNING": False, **self._extra}
        compiled = self._core.compile_model(str(self._graph), "CPU", settings)
        self.chosen = [str(compiled.get_property(name)) for name in (PRECISION, GROUP)]
        return compiled


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--models", type=Path, default=Path(".cache/models"))
    given = parser.parse_args()
    folder, texts = ensure_builtin(given.models, print), _invent_texts(given.count)
    encoders = {way: _Set(folder, extra) for way, extra in WAYS.items()}
    print("as it comes:", *encoders["as it comes"].chosen)
    vectors = {way: encoder.encode_passages(texts) for way, encoder in encoders.items()}
    took: dict[str, list[float]] = {way: [] for way in encoders}
    for _ in range(given.rounds):
        for way, encoder in encoders.items():
            began = time.perf_counter()
            encoder.encode_passages(texts)
            took[way].append(time.perf_counter() - began)
    figures = {}
    for way, seconds in took.items():
        cosines = (vectors[way] * vectors[EXACT]).sum(axis=1)
        rate = len(texts) / min(seconds)
        figures[way] = {"texts_per_s": round(rate, 1), "cosine_min": round(float(cosines.min()), 5)}
        print(f"{way:24} {rate:8.1f} texts/s   least cosine {cosines.min():.5f}   mean {cosines.mean():.5f}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
