"""Judgements of users as judged questions: the layout that `chuchu evaluate` reads."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.store.feedback import Judged, KeptJudgement, Verdict


@dataclass(frozen=True, slots=True)
class Exported:
    """How many questions have a right passage, and how many are open: nothing right is known of them."""

    questions: int
    open: int


def export_judgements(judgements: Iterable[KeptJudgement], folder: Path) -> Exported:
    """Write queries.jsonl, qrels.tsv and answers.jsonl into a folder, made where it is not there.

    Judgements of one question count together; of one passage the last counts. Questions without a right passage
    are written to open.jsonl, with what was said of them. Raises OSError where the folder cannot be written.
    """
    asked: dict[str, list[KeptJudgement]] = {}
    for one in judgements:
        asked.setdefault(" ".join(one.query.split()), []).append(one)
    judged = {query: _last(said) for query, said in asked.items()}
    known = {query: said for query, said in judged.items() if any(map(_right, said))}
    folder.mkdir(parents=True, exist_ok=True)
    _lines(folder / "queries.jsonl", [{"id": _id(query), "text": query, "kind": said[0].kind.value}
                                      for query, said in known.items()])  # fmt: skip
    _lines(folder / "answers.jsonl", [_answer(query, said) for query, said in known.items()])
    _lines(folder / "open.jsonl", [_open(query, asked[query]) for query in judged if query not in known])
    (folder / "qrels.tsv").write_text(_qrels(known), "utf-8")
    return Exported(len(known), len(judged) - len(known))


def _last(said: Sequence[KeptJudgement]) -> list[KeptJudgement]:
    """Give the last judgement of each passage; what cites none says nothing of a passage."""
    return list({one.code: one for one in said if one.code}.values())


def _right(one: KeptJudgement) -> bool:
    return one.verdict is Verdict.RIGHT


def _answer(query: str, said: Sequence[KeptJudgement]) -> dict[str, object]:
    first, *others = ({"doc": one.source_path, "answer": one.text} for one in said if _right(one))
    kind = Judged.ANSWER if said[0].kind is Judged.ANSWER else Judged.SEARCH
    return {"query_id": _id(query), "kind": kind.value, **first, "alternatives": others}


def _open(query: str, said: Sequence[KeptJudgement]) -> dict[str, object]:
    notes = [one.note for one in said if one.note]
    return {"id": _id(query), "text": query, "verdicts": [one.verdict.value for one in said], "notes": notes}


def _qrels(known: Mapping[str, Sequence[KeptJudgement]]) -> str:
    """A document is right where one of its passages is, whatever was said of its others."""
    rows = ["query-id\tcorpus-id\tscore"]
    for query, said in known.items():
        paths = dict.fromkeys(one.source_path for one in said)
        right = {one.source_path for one in said if _right(one)}
        rows += [f"{_id(query)}\t{path}\t{int(path in right)}" for path in paths]
    return "\n".join(rows) + "\n"


def _id(query: str) -> str:
    return "f" + hashlib.sha256(query.encode()).hexdigest()[:10]


def _lines(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
