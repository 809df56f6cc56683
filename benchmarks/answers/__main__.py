"""How good and how quick the answers are: `fit` the confidence, `own` questions, `spans` of cmrc2018, `time`."""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from statistics import fmean, median

import numpy as np

from answering.answerer import Gathered
from answering.confidence import Features
from answering.results import AskRequest, Status
from benchmarks.answers.fitting import cross_validated, fit, reliability
from benchmarks.answers.judged import Judged, Removal, bare, gathered, read_bench, rows
from retrieval.results import SearchRequest
from service.bootstrap import Chuchu
from service.settings import read_settings

MODEL = Path("answering/data/confidence.json")
OWN = Path(__file__).with_name("questions.jsonl")
REMOVED = 0.5
"""The weight of a question whose documents were left out, against 1 for one asked as it is."""


def fit_confidence(chuchu: Chuchu, benches: Sequence[Path], answered: float) -> dict[str, object]:
    """Fit the model and write it; the threshold answers the share `answered` of what can be answered."""
    questions = [question for bench in benches for question in read_bench(bench)]
    removal = Removal(chuchu)
    can = [question for question in questions if question.answers]
    asked = [(q, g, bool(q.answers), 1.0) for q, g in gathered(chuchu.answerer, questions)]
    asked += [(q, g, False, REMOVED) for q, g in gathered(chuchu.answerer, can, removal)]
    judged = [row for row in asked if not row[1].lacking]  # what lacks a place or year is refused by rule
    features = np.array([astuple(g.features) for _, g, _, _ in judged])
    right = np.array([float(is_there) for _, _, is_there, _ in judged])
    importance = np.array([weight for *_, weight in judged])
    held_out = cross_validated(features, right, importance, [q.id for q, *_ in judged])
    model = fit(features, right, importance)
    threshold = float(np.quantile(held_out[right == 1], 1 - answered))
    names = [field.name for field in fields(Features)]
    told = {
        "intercept": round(model.intercept, 4),
        "weights": {name: round(float(w), 4) for name, w in zip(names, model.weights, strict=True)},
        "threshold": round(threshold, 3),
    }
    MODEL.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    print("confidence  right  questions (cross-validated, those refused by rule left out)")
    for mean, share, count in reliability(held_out, right):
        print(f"{mean:10.2f} {share:6.2f} {count:10d}")
    by_bench = {bench.name: _shares(bench.name, asked, judged, held_out >= threshold) for bench in benches}
    return {"threshold": round(threshold, 3), **by_bench}


def _shares(
    name: str,
    asked: Sequence[tuple[Judged, Gathered, bool, float]],
    judged: Sequence[tuple[Judged, Gathered, bool, float]],
    passed: np.ndarray,
) -> dict[str, float]:
    """Give the shares answered and refused of a bench, by the cross-validated confidence."""
    said = {id(row): bool(yes) for row, yes in zip(judged, passed, strict=True)}
    here = [(row, said.get(id(row), False)) for row in asked if row[0].bench == name]
    can = [yes for row, yes in here if row[2]]
    cannot = [not yes for row, yes in here if not row[0].answers]
    removed = [not yes for row, yes in here if row[0].answers and not row[2]]
    told = {"answered": can, "refused": cannot, "refused_when_removed": removed}
    return {key: round(fmean(values), 4) for key, values in told.items() if values}


def own_questions(chuchu: Chuchu, misses: bool) -> dict[str, object]:
    """Ask our own questions: complete lists in order, gold words in the answer of the others."""
    found: dict[str, list[bool]] = {}
    took = []
    for row in rows(OWN):
        began = time.perf_counter()
        answer = chuchu.answerer.answer(AskRequest(row["question"]))
        took.append((time.perf_counter() - began) * 1000)
        text = bare(answer.text)
        at = [text.find(bare(gold)) for gold in row["gold"]]
        right = answer.status is Status.ANSWERED and min(at) >= 0 and at == sorted(at)
        sources = [one.citation.source_path for one in answer.citations]
        right = right and any(path.endswith(row["source_path"]) for path in sources)
        found.setdefault(row["shape"], []).append(right)
        if misses and not right:
            print(
                row["shape"],
                row["question"],
                "\n   want",
                row["gold"],
                "\n   got",
                answer.reason,
                answer.text[:300],
            )
    shares = {shape: round(fmean(values), 4) for shape, values in found.items()}
    return {"questions": sum(map(len, found.values())), **shares, "p50_ms": round(median(took), 1)}


def spans(chuchu: Chuchu, bench: Path, limit: int | None) -> dict[str, object]:
    """Ask the questions of a folder of records: the gold span inside the first sentence of the answer."""
    first, anywhere, answered = [], [], []
    for question in read_bench(bench)[:limit]:
        if not question.text.strip():  # one or two of cmrc2018 are empty
            continue
        answer = chuchu.answerer.answer(AskRequest(question.text[:500]))
        golds = [bare(gold) for gold in question.answers]
        answered.append(answer.status is Status.ANSWERED)
        told = bare(answer.sentences[0].text) if answer.sentences else ""
        first.append(any(gold in told for gold in golds))
        anywhere.append(any(gold in bare(answer.text) for gold in golds))
    shares = {"answered": answered, "span_in_first_sentence": first, "span_in_answer": anywhere}
    return {"questions": len(first), **{name: round(fmean(values), 4) for name, values in shares.items()}}


def times(chuchu: Chuchu, benches: Sequence[Path], limit: int | None) -> dict[str, object]:
    """Ask every question once, after a few to warm up: milliseconds of the answer, then of its search again."""
    questions = [question.text for bench in benches for question in read_bench(bench)][:limit]
    took: dict[str, list[float]] = {"answer": [], "search": []}
    for text in (*questions[:5], *questions):
        for name, work in (
            ("answer", lambda asked: chuchu.answerer.answer(AskRequest(asked))),
            ("search", lambda asked: chuchu.search.search(SearchRequest(asked, 10, explain=True))),
        ):
            began = time.perf_counter()
            work(text)
            took[name].append((time.perf_counter() - began) * 1000)
    told: dict[str, object] = {"questions": len(questions)}
    for name, values in took.items():
        ordered = sorted(values[5:])
        told |= {
            f"{name}_p50_ms": round(median(ordered), 1),
            f"{name}_p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
        }
    return told


def main() -> None:
    """Read the command line and print the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["fit", "own", "spans", "time"])
    parser.add_argument("benches", nargs="*", type=Path, help="folders of judged questions")
    parser.add_argument("--data", type=Path, help="an indexed data folder")
    parser.add_argument("--answered", type=float, default=0.91, help="share of what can be answered that is")
    parser.add_argument("--limit", type=int, help="only so many questions")
    parser.add_argument("--misses", action="store_true", help="print what was missed")
    given = parser.parse_args()
    with Chuchu(read_settings(data=given.data)) as chuchu:
        chuchu.follower.catch_up()
        if given.what == "fit":
            figures = fit_confidence(chuchu, given.benches, given.answered)
        elif given.what == "own":
            figures = own_questions(chuchu, given.misses)
        elif given.what == "time":
            figures = times(chuchu, given.benches, given.limit)
        else:
            figures = spans(chuchu, given.benches[0], given.limit)
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
