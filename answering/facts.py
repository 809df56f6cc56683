"""Answers to a fact: the sentence that says it, and a second where it adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from answering.compose import Chosen
from answering.evidence import Evidence
from answering.sentence_scores import ScoredSentence, SentenceWeights
from answering.spans import Span, clauses
from corpus.citations import Citation

ALSO = 3
"""Further documents cited for the same words at most."""


@dataclass(frozen=True, slots=True)
class FactLimits:
    """How long an answer may be, in characters, and how near a second sentence must come to the first."""

    sentence: int = 140
    answer: int = 200
    sentences: int = 3
    near: float = 0.76
    weights: SentenceWeights = field(default_factory=SentenceWeights)


def fact_answer(evidence: Evidence, scored: Sequence[ScoredSentence], limits: FactLimits) -> list[Chosen]:
    """Choose the sentences that say it, best first, of `scored`, which holds the best first."""
    kept: list[ScoredSentence] = []
    chosen: list[Chosen] = []
    for one in scored[:12]:
        if kept and (one.score < limits.near * kept[0].score or any(_repeats(one, other) for other in kept)):
            continue
        span = focused(evidence, one, limits.sentence)
        length = sum(len(each.text) for each in chosen) + span[1] - span[0]
        if kept and length > limits.answer:
            continue
        kept.append(one)
        marked = tuple(m for m in one.marked if span[0] <= m[0] and m[1] <= span[1])
        chosen.append(Chosen(one.read.citation, span, marked[:6], also_standing(evidence, one, span)))
        if len(kept) == limits.sentences:
            break
    return chosen


def also_standing(evidence: Evidence, one: ScoredSentence, span: Span) -> tuple[Citation, ...]:
    """Give other documents that hold the very words, white space apart: the nearest two."""
    words = "".join(one.read.text[span[0] : span[1]].split())
    others = (citation for read in evidence.passages for citation in (read.citation, *read.twins))
    found: dict[str, Citation] = {}
    for citation in (*one.read.twins, *others):
        if citation.document_id != one.read.citation.document_id and words in "".join(citation.text.split()):
            found.setdefault(citation.document_id, citation)
    return tuple(found.values())[:ALSO]


def focused(evidence: Evidence, one: ScoredSentence, limit: int) -> Span:
    """Give the sentence, or of one longer than `limit` the run of clauses that holds most of what was asked."""
    start, end = one.span
    if end - start <= limit:
        return one.span
    pieces = clauses(one.read.text, one.span)
    runs = [
        (pieces[i][0], pieces[j][1])
        for i in range(len(pieces))
        for j in range(i, len(pieces))
        if pieces[j][1] - pieces[i][0] <= limit
    ]
    if not runs:
        return start, start + limit
    return max(runs, key=lambda run: _worth(evidence, one, run))


def _worth(evidence: Evidence, one: ScoredSentence, run: Span) -> tuple[float, int]:
    held = evidence.coverage(one.read.text[run[0] : run[1]])
    kinds = sum(run[0] <= a and b <= run[1] for a, b in one.marked)
    return held + 0.1 * min(kinds, 2), run[1] - run[0]


def _repeats(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Tell whether two sentences say nearly the same: most pairs of characters of the shorter are in the other."""
    a, b = _pairs(one.text), _pairs(other.text)
    return len(a & b) >= 0.6 * max(1, min(len(a), len(b)))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
