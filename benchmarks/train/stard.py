"""Pairs from STARD (MIT): lay questions of the training part and the articles that answer them.

Only questions that `split.tsv` calls `train` are read; the test questions and their answers never are. The
reference answers, written by lawyers in plain words, lead to the articles as well.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.train.pairs import Gathered, Pair, rows

QUESTION = "stard"
ANSWER = "stard-answer"
_ANSWER_LENGTH = 90
_GREETING = re.compile("^(您好|你好)[，,。！ ]*")
_ARTICLE = re.compile("第[一二三四五六七八九十百千零]+条(之[一二三四五])?$")


def read_articles(folder: Path) -> dict[str, str]:
    """Every article as it is embedded, title first, by its id."""
    return {row["id"]: f"{row.get('title') or ''}\n{row['text']}" for row in rows(folder / "corpus.jsonl")}


def law_of(article: str) -> str:
    """The title of the law that an article of `read_articles` belongs to."""
    return _ARTICLE.sub("", article.split("\n", 1)[0])


def test_articles(folder: Path) -> frozenset[str]:
    """The articles that answer the test questions: left out wherever pairs are made without questions."""
    kept = _part(folder, "test")
    return frozenset(
        a for question, articles in _answers(folder).items() if question in kept for a in articles
    )


def gather(folder: Path) -> Gathered:
    """Pairs of the training part with all articles as texts."""
    articles = read_articles(folder)
    right = {
        question: tuple(a for a in found if a in articles) for question, found in _answers(folder).items()
    }
    train = _part(folder, "train")
    pairs = [*_questions(folder, train, right), *_reference_answers(folder, train, right)]
    return Gathered(tuple(pairs), articles)


def _questions(folder: Path, train: frozenset[str], right: dict[str, tuple[str, ...]]) -> Iterator[Pair]:
    for row in rows(folder / "queries.jsonl"):
        if row["id"] in train:
            yield from _each(QUESTION, row["text"], right.get(row["id"], ()))


def _reference_answers(
    folder: Path, train: frozenset[str], right: dict[str, tuple[str, ...]]
) -> Iterator[Pair]:
    for row in rows(folder / "answers.jsonl"):
        if row["query_id"] in train and isinstance(row["answer"], str):
            answer = _GREETING.sub("", row["answer"])[:_ANSWER_LENGTH]
            yield from _each(ANSWER, answer, right.get(row["query_id"], ())[:1])


def _each(source: str, query: str, right: tuple[str, ...]) -> Iterator[Pair]:
    for article in right:
        yield Pair(source, query, (article, *(other for other in right if other != article)))


def _part(folder: Path, name: str) -> frozenset[str]:
    with (folder / "split.tsv").open(encoding="utf-8", newline="") as lines:
        return frozenset(r["query-id"] for r in csv.DictReader(lines, delimiter="\t") if r["part"] == name)


def _answers(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found[row["query-id"]].append(row["corpus-id"])
    return found
