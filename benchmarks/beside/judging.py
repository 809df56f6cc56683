"""Right or wrong: hits against the judged passages and documents, the same measure for every system."""

import re
import unicodedata
from collections.abc import Sequence
from statistics import fmean

from benchmarks.beside.worker import Found
from retrieval.benchmark import Gold, Question
from retrieval.metrics import hit, ndcg, reciprocal_rank


def judge(question: Question, found: Sequence[Found]) -> dict[str, float]:
    """Judge at most ten hits. Passages are right when their words or the headings over them hold the answer."""
    ranking = list(dict.fromkeys(_judged_id(path, question) for path, _, _ in found))
    judged = {
        "document_first": hit(ranking, question.gains, 1),
        "ndcg@10": ndcg(ranking, question.gains, 10),
    }
    if question.golds:
        right = [any(_answers(one, gold) for gold in question.golds) for one in found[:10]]
        first = next((rank for rank, is_right in enumerate(right, 1) if is_right), 0)
        judged |= {
            "first": float(any(right[:1])),
            "in_five": float(any(right[:5])),
            "mrr@10": 1 / first if first else 0.0,
        }
    else:
        judged |= {
            "first": hit(ranking, question.gains, 1),
            "in_five": hit(ranking, question.gains, 5),
            "mrr@10": reciprocal_rank(ranking, question.gains, 10),
        }
    return judged


def means(judged: Sequence[dict[str, float]]) -> dict[str, float]:
    """Average the questions."""
    return {name: round(fmean(one[name] for one in judged), 4) for name in judged[0]}


def _judged_id(path: str, question: Question) -> str:
    return next((i for i in question.gains if path == i or path.endswith("/" + i)), path)


def _answers(found: Found, gold: Gold) -> bool:
    path, text, headings = found
    if not ("/" + path).endswith("/" + gold.document):
        return False
    return any(_bare(gold.answer) in _bare(shown) for shown in (text, headings))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
