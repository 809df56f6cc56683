"""What each part of the search gives on judged questions: one side alone, fused, with each kind of evidence.

    python -m benchmarks.contributions BENCH… --data FOLDER [--every 1] [--context]

BENCH are judged folders whose documents the data folder holds already (`chuchu evaluate BENCH --data FOLDER` or
`chuchu index` made it; a copy, for opening one may migrate it). Rows from `dense` to `all` add one part after the
other; then each weight is left out alone. `--context` embeds every passage once more without title and headings,
which takes as long as indexing, and compares the dense side with and without. Last line: JSON.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from benchmarks.needed import needed
from retrieval.benchmark import Question, measure, read_questions
from retrieval.candidates import CandidateFinder
from retrieval.metrics import hit, ndcg, recall
from retrieval.ranking import Weights
from retrieval.results import Mode, SearchRequest, SearchResult
from retrieval.search import Searcher, SearchSettings
from service.bootstrap import Chuchu
from service.settings import read_settings

_OF_WORDS = ("coverage", "nearness", "figure", "list")
_NONE = Weights(*[0.0] * len(fields(Weights)))
_TOLD = ("passage_hit@1", "passage_hit@5", "hit@1", "mrr@10", "ndcg@10", "recall@100", "p50_ms")

Search = Callable[[SearchRequest], SearchResult]


def main() -> None:
    """Ask every bench with every choice of parts."""
    given = _options()
    figures: dict[str, object] = {}
    with Chuchu(read_settings(data=given.data), lambda line: print(line, file=sys.stderr)) as chuchu:
        chuchu.follower.catch_up()
        for bench in given.bench:
            questions = read_questions(bench)[:: given.every]
            rows = {
                name: _row(questions, _searcher(chuchu, settings), mode, name)
                for name, (settings, mode) in choices().items()
            }
            if given.context:
                rows |= context_rows(chuchu, questions)
            figures[bench.name] = {"questions": len(questions), **rows}
    print(json.dumps(figures, ensure_ascii=False))


def choices() -> dict[str, tuple[SearchSettings, Mode]]:
    """Give the settings of each row: parts added one after the other, then each weight left out alone."""
    whole = SearchSettings()
    bare = replace(whole, weights=_NONE, abbreviation_weight=0.0, everyday_weight=0.0)
    expanded = replace(whole, weights=_NONE)
    of_words = dict.fromkeys(_OF_WORDS, 0.0)
    documents = replace(whole, weights=replace(whole.weights, **of_words))
    rows = {
        "dense": (bare, Mode.SEMANTIC),
        "words": (bare, Mode.KEYWORD),
        "fused": (bare, Mode.HYBRID),
        "+ expansion": (expanded, Mode.HYBRID),
        "+ evidence of documents": (documents, Mode.HYBRID),
        "all": (whole, Mode.HYBRID),
        "all, no expansion": (
            replace(whole, abbreviation_weight=0.0, everyday_weight=0.0),
            Mode.HYBRID,
        ),
    }
    for one in fields(Weights):
        without = replace(whole, weights=replace(whole.weights, **{one.name: 0.0}))
        rows[f"all, no {one.name}"] = (without, Mode.HYBRID)
    return rows


def context_rows(chuchu: Chuchu, questions: Sequence[Question]) -> dict[str, Mapping[str, float]]:
    """Compare the dense side on whole embedded texts and on the passages alone, by documents, searched exactly."""
    view = chuchu.catalogue.view(chuchu.follower.current().number)
    spans = view.passage_spans(view.document_rows())
    ids = [id_ for many in spans.values() for _, _, id_ in many]
    paths = {row: card.source_path for row, card in view.holding().by_row.items()}
    documents = [paths[row] for row, many in spans.items() for _ in many]
    texts = view.passage_texts(ids)
    alone = np.asarray(chuchu.encoder.encode_passages([texts[id_].text for id_ in ids]), np.float32)
    asked = np.stack([chuchu.encoder.encode_query(question.text[:500]) for question in questions])
    near = asked @ alone.T
    values = [_judged(documents, scores, question) for scores, question in zip(near, questions, strict=True)]
    means = {name: round(float(np.mean([one[name] for one in values])), 4) for name in values[0]}
    _tell("dense, no context", means)
    return {"dense, no context": means}


def _judged(documents: Sequence[str], scores: np.ndarray, question: Question) -> dict[str, float]:
    order = np.argsort(-scores, kind="stable")[:500]
    found = dict.fromkeys(_judged_id(documents[at], question.gains) for at in order)
    ranking = list(found)
    return {
        "hit@1": hit(ranking, question.gains, 1),
        "ndcg@10": ndcg(ranking, question.gains, 10),
        "recall@100": recall(ranking, question.gains, 100),
    }


def _judged_id(path: str, gains: Mapping[str, int]) -> str:
    return next((id_ for id_ in gains if path == id_ or path.endswith("/" + id_)), path)


def _searcher(chuchu: Chuchu, settings: SearchSettings) -> Search:
    finder = CandidateFinder(lambda: chuchu.encoder, chuchu.segmenter)
    return Searcher(
        chuchu.catalogue, chuchu.follower, finder, chuchu.segmenter, chuchu.forms, settings
    ).search


def _row(questions: Sequence[Question], search: Search, mode: Mode, name: str) -> dict[str, float]:
    measured = measure(questions, search, mode)
    told = {key: measured[key] for key in _TOLD if key in measured}
    _tell(name, told)
    return told


def _tell(name: str, figures: Mapping[str, float]) -> None:
    print(
        f"{name:28}", *(f"{key} {value:.4g}" for key, value in figures.items()), file=sys.stderr, flush=True
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path, nargs="*")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every so many-th question")
    parser.add_argument("--context", action="store_true", help="also embed passages without their context")
    given = parser.parse_args()
    needed(given.bench and given.data, "BENCH… --data FOLDER, judged questions and their documents, indexed")
    return given


if __name__ == "__main__":
    main()
