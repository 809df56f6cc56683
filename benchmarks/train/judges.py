"""The judges: questions that nothing is trained on, as pools for `measuring`."""

import csv
import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from pathlib import Path

from benchmarks.train.measuring import Asked, Pool
from benchmarks.train.pairs import rows


def passages_of(data: Path) -> dict[str, tuple[str, str]]:
    """(source path, text as embedded) of every passage of a data folder's catalogue, by its id."""
    found = {}
    with sqlite3.connect(f"file:{data / 'catalogue.sqlite'}?mode=ro", uri=True) as base:
        for name, path, title, sections, text in base.execute(
            "SELECT p.id, d.source_path, coalesce(d.title, ''), coalesce(s.path, '[]'), p.text FROM passages p"
            " JOIN documents d ON d.row = p.document_row AND d.removed_change IS NULL"
            " LEFT JOIN sections s ON s.document_row = p.document_row AND s.ordinal = p.section"
        ):
            headings = [(marker + name).strip()[:120] for marker, name, *_ in json.loads(sections)]
            parts = (title, *(h for h in headings if not text.startswith(h)), text)
            found[str(name)] = (path, "\n".join(part for part in parts if part))
    return found


def of_passages(bench: Path, passages: dict[str, tuple[str, str]]) -> Pool:
    """policy-qa and hard-qa over indexed documents: a passage is right that is of the document and holds the answer."""
    by_document: dict[str, list[str]] = defaultdict(list)
    for name, (path, _) in passages.items():
        by_document[path.removeprefix("corpus/")].append(name)
        by_document[path].append(name)
    folded = {name: _folded(text) for name, (_, text) in passages.items()}
    kinds = {row["id"]: row.get("kind", bench.name) for row in rows(bench / "queries.jsonl")}
    texts = {row["id"]: row["text"] for row in rows(bench / "queries.jsonl")}
    queries = []
    for row in rows(bench / "answers.jsonl"):
        right = {
            name
            for gold in (row, *(row.get("alternatives") or ()))
            if isinstance(gold, dict) and gold.get("answer") and row["query_id"] in texts
            for name in by_document[gold.get("doc") or row["doc"]]
            if _folded(gold["answer"]) in folded[name] and _shares(gold.get("passage"), folded[name])
        }
        if right:
            queries.append(Asked(kinds[row["query_id"]], texts[row["query_id"]], frozenset(right)))
    return Pool(tuple(queries), {name: text for name, (_, text) in passages.items()})


def of_records(bench: Path, part: str | None = None, every: int = 1) -> Pool:
    """A folder with corpus.jsonl and qrels.tsv; `part` picks by split.tsv, `every` takes each n-th question."""
    right: dict[str, set[str]] = defaultdict(set)
    for row in _table(bench / "qrels.tsv"):
        right[row["query-id"]].add(row["corpus-id"])
    kept = None if part is None else {r["query-id"] for r in _table(bench / "split.tsv") if r["part"] == part}
    texts = {
        row["id"]: f"{row.get('title') or ''}\n{row['text']}".strip() for row in rows(bench / "corpus.jsonl")
    }
    questions = [row for row in rows(bench / "queries.jsonl") if kept is None or row["id"] in kept][::every]
    return Pool(
        tuple(
            Asked(bench.name, row["text"], frozenset(right[row["id"]] & set(texts)))
            for row in questions
            if right[row["id"]] & texts.keys()
        ),
        texts,
    )


def _shares(passage: str | None, folded: str) -> bool:
    """Whether a passage as cut by the service overlaps with the judged one: an answer may stand twice."""
    if not passage:
        return True
    wanted = _folded(passage)
    return any(wanted[at : at + 12] in folded for at in range(0, max(1, len(wanted) - 12), 6))


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))
