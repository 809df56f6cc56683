"""Answers to a fact: the sentence that says it, and a second where it adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from answering.compose import Chosen
from answering.evidence import Evidence
from answering.sentence_scores import ScoredSentence, SentenceWeights, score_sentences
from answering.spans import Span, clauses


@dataclass(frozen=True, slots=True)
class FactLimits:
    """How long an answer may be, in characters, and how near a second sentence must come to the first."""

    sentence: int = 140
    answer: int = 150
    sentences: int = 3
    near: float = 0.93
    weights: SentenceWeights = field(default_factory=SentenceWeights)


def fact_answer(evidence: Evidence, limits: FactLimits) -> list[Chosen]:
    """Choose the sentences that say it, best first; empty where nothing was found."""
    scored = score_sentences(evidence, limits.weights)
    if not scored:
        return []
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
        chosen.append(Chosen(one.read.citation, span, marked[:6]))
        if len(kept) == limits.sentences:
            break
    return chosen


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


def nearest(evidence: Evidence, count: int = 3) -> Sequence[Chosen]:
    """Give the passages that come nearest, whole."""
    return [Chosen(read.citation, (0, len(read.text))) for read in evidence.passages[:count]]
