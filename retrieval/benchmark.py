"""Judged questions and how a searcher does on them: the measures that `chuchu evaluate` prints."""

import csv
import json
import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, TextIO

from corpus.citations import Citation
from corpus.errors import ChuchuError
from retrieval.metrics import hit, ndcg, percentile, recall, reciprocal_rank
from retrieval.results import Mode, SearchRequest, SearchResult

DEPTH = 100
PASSAGES = 200
"""Passages fetched a question: enough for a hundred documents where a document has two passages in them."""


class BenchmarkUnreadable(ChuchuError):
    """A folder of judged questions that lacks a file or holds a line that cannot be read."""

    code = "benchmark_unreadable"

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = str(path), problem
        super().__init__(f"评测文件 {path} 无法读取：{problem}。需要 queries.jsonl（id、text）与 qrels.tsv。")


@dataclass(frozen=True, slots=True)
class Gold:
    """A passage that answers: words that a hit of the document must hold."""

    document: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the graded documents, and the passages that answer it where these are given.

    `kind` is what the set says of the question, empty where it says nothing.
    """

    id: str
    text: str
    gains: Mapping[str, int]
    golds: tuple[Gold, ...] = ()
    kind: str = ""


def read_questions(folder: Path) -> list[Question]:
    """Read queries.jsonl, qrels.tsv and, where there is one, answers.jsonl; questions unjudged or without words are left out.

    Raises:
        BenchmarkUnreadable: a file is missing or not of this layout.
    """
    gains: dict[str, dict[str, int]] = {}
    with _read(folder / "qrels.tsv") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            try:
                gains.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
            except (KeyError, TypeError, ValueError) as error:
                raise BenchmarkUnreadable(
                    folder / "qrels.tsv", f"第 {len(gains) + 1} 个问题附近 {error}"
                ) from error
    golds = _golds(folder / "answers.jsonl", gains) if (folder / "answers.jsonl").exists() else {}
    return [
        Question(
            row["id"], row["text"], gains[row["id"]], golds.get(row["id"], ()), str(row.get("kind") or "")
        )
        for row in _rows(folder / "queries.jsonl")
        if row["id"] in gains and row["text"].strip()
    ]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way of searching did on judged questions: means over all, and over those of each kind.

    Times are milliseconds a question and are given for all alone: they say as much of the machine.
    """

    figures: Mapping[str, float]
    kinds: Mapping[str, Mapping[str, float]]
    times: Mapping[str, float]


def measure(
    questions: Sequence[Question], search: Callable[[SearchRequest], SearchResult], mode: Mode
) -> dict[str, float]:
    """Ask every question and give the means of the measures and the times."""
    measured = measure_kinds(questions, search, mode)
    return {**measured.figures, **measured.times}


def measure_kinds(
    questions: Sequence[Question], search: Callable[[SearchRequest], SearchResult], mode: Mode
) -> Measured:
    """Ask every question and average the measures.

    A document's rank is its best passage's, be it a hit or grouped under one. `passage_hit@k` and `passage_mrr@10`
    are there where the questions name answers: a passage is right that holds the answer, or has one grouped under it
    that does.
    """
    judged: dict[str, list[dict[str, float]]] = {}
    took: list[float] = []
    for question in questions:
        began = time.perf_counter()
        found = search(SearchRequest(question.text[:500], PASSAGES, mode=mode))
        took.append((time.perf_counter() - began) * 1000)
        judged.setdefault(question.kind, []).append(_judged(question, found))
    kinds = {kind: _means(each) | {"questions": len(each)} for kind, each in judged.items() if kind}
    every = [one for each in judged.values() for one in each]
    times = {"p50_ms": round(percentile(took, 0.5), 1), "p99_ms": round(percentile(took, 0.99), 1)}
    return Measured(_means(every), kinds, times)


def _means(judged: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Average each measure over the questions that have it."""
    names = dict.fromkeys(name for one in judged for name in one)
    return {name: round(fmean(one[name] for one in judged if name in one), 4) for name in names}


def _judged(question: Question, found: SearchResult) -> dict[str, float]:
    hits = [(hit.citation, *hit.similar) for hit in found.hits]
    entries = _entries(hits, question.gains)
    ranking = [max(entry, key=lambda one: question.gains.get(one, 0)) for entry in entries]
    shown = [document for entry in entries[:DEPTH] for document in entry]
    judged = {
        "ndcg@10": ndcg(ranking, question.gains, 10),
        "recall@100": recall(shown, question.gains, len(shown)),
        "mrr@10": reciprocal_rank(ranking, question.gains, 10),
        "hit@1": hit(ranking, question.gains, 1),
        "hit@5": hit(ranking, question.gains, 5),
    }
    if question.golds:
        right = [any(_answers(c, gold) for c in group for gold in question.golds) for group in hits[:10]]
        judged |= {f"passage_hit@{k}": float(any(right[:k])) for k in (1, 5, 10)}
        judged["passage_mrr@10"] = 1 / (right.index(True) + 1) if any(right) else 0.0
    return judged


def _entries(hits: Sequence[Sequence[Citation]], gains: Mapping[str, int]) -> list[list[str]]:
    """Give the documents that each place of the list shows first: a hit's own and those of the like grouped under it.

    A place counts once, by its best document. Corpora hold one text under several ids of which one is judged; which
    of equal texts stands on top is chance, and a reader is shown them as one.
    """
    seen: set[str] = set()
    entries: list[list[str]] = []
    for group in hits:
        new = [one for one in dict.fromkeys(_judged_id(c, gains) for c in group) if one not in seen]
        seen.update(new)
        if new:
            entries.append(new)
    return entries


def _judged_id(citation: Citation, gains: Mapping[str, int]) -> str:
    """Give the judged id that a citation's source path is or ends with, else the path."""
    path = citation.source_path
    return next((i for i in gains if path == i or path.endswith("/" + i)), path)


def _answers(citation: Citation, gold: Gold) -> bool:
    if not ("/" + citation.source_path).endswith("/" + gold.document):
        return False
    headings = "\n".join(step.marker + step.title for step in citation.section_path)
    return any(_bare(gold.answer) in _bare(shown) for shown in (citation.text, headings))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _golds(path: Path, gains: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[Gold, ...]]:
    """Read what answers each question: words of a named document, or a list of spans of the graded ones.

    An answer in free words that names no document is no span, and nothing is judged by it.
    """
    golds: dict[str, tuple[Gold, ...]] = {}
    for row in _rows(path):
        if isinstance(row.get("answer"), list):
            documents = [one for one, grade in gains.get(row["query_id"], {}).items() if grade > 0]
            golds[row["query_id"]] = tuple(Gold(one, span) for one in documents for span in row["answer"])
            continue
        named = [row, *row.get("alternatives", [])]
        golds[row["query_id"]] = tuple(
            Gold(one["doc"], one["answer"]) for one in named if one.get("doc") and one.get("answer")
        )
    return golds


def _rows(path: Path) -> list[dict[str, Any]]:
    with _read(path) as lines:
        try:
            return [json.loads(line) for line in lines if line.strip()]
        except ValueError as error:
            raise BenchmarkUnreadable(path, str(error)) from error


def _read(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8")
    except OSError as error:
        raise BenchmarkUnreadable(path, error.strerror or str(error)) from error
