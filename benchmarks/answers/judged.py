"""Judged questions, and what the answerer says to them."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answering.answerer import Answerer, Gathered
from answering.results import AskRequest
from corpus.filters import SearchFilters
from service.bootstrap import Chuchu


@dataclass(frozen=True)
class Judged:
    """A question; `answers` are gold words, none where the documents do not say. `bench` names its set."""

    bench: str
    id: str
    text: str
    answers: tuple[str, ...]
    document: str | None
    items: tuple[str, ...] = ()


def bare(text: str) -> str:
    """Give a text with widths folded and without white space, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def rows(path: Path) -> list[dict[str, Any]]:
    """Read a file of one JSON object a line; none where it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_bench(folder: Path) -> list[Judged]:
    """Read queries.jsonl, answers.jsonl and unanswerable.jsonl of a folder."""
    texts = {row["id"]: row["text"] for row in rows(folder / "queries.jsonl")}
    found = [
        Judged(
            folder.name,
            row["query_id"],
            texts[row["query_id"]],
            tuple(row["answer"]) if isinstance(row["answer"], list) else (row["answer"],),
            row.get("doc"),
            tuple(row.get("items") or ()),
        )
        for row in rows(folder / "answers.jsonl")
        if row.get("answerable", True)
    ]
    none = [
        Judged(folder.name, row["id"], row["text"], (), None) for row in rows(folder / "unanswerable.jsonl")
    ]
    return found + none


class Removal:
    """Filters that leave out every document that holds a gold answer: what was answerable no longer is."""

    def __init__(self, chuchu: Chuchu) -> None:
        view = chuchu.view()
        total = view.documents(limit=1).total
        documents = view.documents(limit=total).documents
        self._texts = {d.document_id: (d.source_path, bare(view.text(d.document_id))) for d in documents}

    def filters(self, question: Judged) -> SearchFilters:
        """Give the filters that leave the documents with the answer out."""
        golds = [bare(answer) for answer in question.answers]
        stem = Path(question.document or "").stem
        kept = [
            document_id
            for document_id, (path, text) in self._texts.items()
            if not (stem and stem in path) and not any(gold in text for gold in golds if len(gold) >= 4)
        ]
        return SearchFilters(document_ids=tuple(kept))


def gathered(
    answerer: Answerer, questions: Sequence[Judged], removal: Removal | None = None
) -> Iterator[tuple[Judged, Gathered]]:
    """Ask every question; with `removal` of the documents that do not hold its answer."""
    for question in questions:
        filters = removal.filters(question) if removal else SearchFilters()
        yield question, answerer.gather(AskRequest(question.text[:500], filters=filters))
