"""The built-in encoder against sentence-transformers and against the processor's own limit, in one run.

    python -m benchmarks.encoder [--texts FOLDER] [--count 128] [--rounds 4] [--models FOLDER]

The ways take turns, round by round, and the best round of each counts: other load on the machine can only
slow a way down, and it slows torch far more than it slows us (its threads wait for each other). For queries,
medians and the 99th percentile. A table, and JSON on the last line. Tokenising counts.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

THREADS = len(os.sched_getaffinity(0))
LAYERS, HIDDEN, INNER = 12, 384, 1536
QUERIES = 200
MATRIX = 2048  # large enough to fill the units, small enough for the cache


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates are those of the best round; GFLOP/s counts the tokens of the texts, not the padding."""

    texts: int
    mean_tokens: float
    openvino_texts_per_s: float
    torch_fp32_texts_per_s: float
    times_torch: float
    openvino_gflops: float
    bf16_mm_gflops: float
    share_of_bf16_limit: float
    query_p50_ms: float
    query_p99_ms: float
    torch_query_p50_ms: float
    min_cosine: float
    load_s: float


def main() -> None:
    """Measure and print."""
    options = _options()
    texts = _read_texts(options.texts, options.count) if options.texts else _invent_texts(options.count)
    if not texts:
        sys.exit(f"{options.texts}: no paragraphs in .txt files")
    figures = measure(texts, options.models, options.rounds)
    for name, value in asdict(figures).items():
        print(f"{name:24s} {value:>12,.4g}")
    print(json.dumps(asdict(figures)))


def measure(texts: Sequence[str], models: Path, rounds: int) -> Figures:
    """Load both engines, warm them, and let them take turns on the same texts."""
    import numpy as np
    import torch
    from tokenizers import Tokenizer

    from embeddings.builtin_model import ensure_builtin
    from embeddings.openvino_encoder import OpenVinoEncoder
    from embeddings.torch_encoder import SentenceTransformersEncoder

    folder = ensure_builtin(models, print)
    started = time.perf_counter()
    ours = OpenVinoEncoder(folder, THREADS)
    load = time.perf_counter() - started
    torch.set_num_threads(THREADS)
    theirs = SentenceTransformersEncoder(str(folder))
    tokens = _count_tokens(Tokenizer.from_file(str(folder / "tokenizer.json")), texts)
    queries = _invent_queries(QUERIES)
    cosines = (ours.encode_passages(texts) * theirs.encode_passages(texts)).sum(axis=1)
    _seconds(lambda: [ours.encode_query(query) for query in _invent_queries(40, seed=99)])

    times: dict[str, list[float]] = {"ours": [], "theirs": [], "mm": [], "query": [], "their_query": []}
    matrix = torch.randn(MATRIX, MATRIX).to(torch.bfloat16)
    share = -(-len(queries) // rounds)
    for turn in range(rounds):
        times["mm"] += [_seconds(lambda: torch.mm(matrix, matrix)) for _ in range(5)]
        times["ours"].append(_seconds(lambda: ours.encode_passages(texts)))
        times["theirs"].append(_seconds(lambda: theirs.encode_passages(texts)))
        for query in queries[turn * share : (turn + 1) * share]:
            times["query"].append(_seconds(lambda query=query: ours.encode_query(query)))
        for query in queries[
            turn * share : (turn + 1) * share : 10
        ]:  # torch may take seconds on a busy machine
            times["their_query"].append(_seconds(lambda query=query: theirs.encode_query(query)))

    best = {name: min(values) for name, values in times.items()}
    gflops = sum(map(_flop, tokens)) / best["ours"] / 1e9
    limit = 2 * MATRIX**3 / best["mm"] / 1e9
    return Figures(
        texts=len(texts),
        mean_tokens=sum(tokens) / len(tokens),
        openvino_texts_per_s=len(texts) / best["ours"],
        torch_fp32_texts_per_s=len(texts) / best["theirs"],
        times_torch=best["theirs"] / best["ours"],
        openvino_gflops=gflops,
        bf16_mm_gflops=limit,
        share_of_bf16_limit=gflops / limit,
        query_p50_ms=1e3 * statistics.median(times["query"]),
        query_p99_ms=1e3 * float(np.quantile(times["query"], 0.99)),
        torch_query_p50_ms=1e3 * statistics.median(times["their_query"]),
        min_cosine=float(cosines.min()),
        load_s=load,
    )


def _flop(tokens: int) -> float:
    """Multiplications and additions of one text: 5.03e9 for 113 tokens."""
    linear = 2 * tokens * (4 * HIDDEN * HIDDEN + 2 * HIDDEN * INNER)
    attention = 2 * 2 * tokens * tokens * HIDDEN
    return float(LAYERS * (linear + attention))


def _count_tokens(tokenizer: object, texts: Sequence[str]) -> list[int]:
    encodings = tokenizer.encode_batch_fast(["passage: " + text for text in texts])  # type: ignore[attr-defined]
    return [min(512, len(encoding.ids)) for encoding in encodings]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _invent_texts(count: int) -> list[str]:
    """Paragraphs of mixed lengths, as documents have them: about 15 to 700 characters, middle 110."""
    source = random.Random(17)
    texts = []
    for _ in range(count):
        wanted = min(700, max(15, int(source.lognormvariate(4.8, 0.8))))
        text = ""
        while len(text) < wanted:
            text += _sentence(source)
        texts.append(text[:wanted])
    return texts


def _invent_queries(count: int, seed: int = 23) -> list[str]:
    source = random.Random(seed)
    ends = ("怎么落实", "由谁负责？", "的完成时限", "有哪些要求", "2026年的目标")
    return [
        f"{_sentence(source)[: source.randint(5, 22)]}{source.choice(ends)}{number}"
        for number in range(count)
    ]


def _sentence(source: random.Random) -> str:
    parts = (
        ("要坚持", "各镇要", "市直各部门应当", "（二）", "一是", "必须始终", "会议指出，"),
        (
            "把党的政治建设摆在首位",
            "深化基层减负",
            "抓实青松湖水库移民安置",
            "推动档案数字化",
            "压实安全生产责任",
        ),
        (
            "，健全常态化机制",
            "，完成率达到９５％以上",
            "，投入资金1,280.5万元",
            "，纳入年度考核",
            "，惠及村民3426户",
        ),
        (
            "，确保2027年6月底前完成。",
            "（松府发〔2026〕12号）。",
            "，切实让群众满意；",
            "，不断提升治理效能。",
        ),
    )
    return "".join(source.choice(part) for part in parts)


def _read_texts(folder: Path, count: int) -> list[str]:
    lines = [
        line.strip()
        for path in sorted(folder.rglob("*.txt"))
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    texts = sorted({line for line in lines if len(line) >= 15})
    return random.Random(17).sample(texts, min(count, len(texts)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--texts", type=Path, help="folder whose .txt paragraphs are embedded (default: invented)"
    )
    parser.add_argument("--count", type=int, default=128, help="how many texts")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument(
        "--models", type=Path, default=Path(".cache/models"), help="where the model is or is made"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
