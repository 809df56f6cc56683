"""How sure it is that the sources say it: a few features of the evidence, weighed by a fitted logistic model.

A raw cosine says little (any two texts score near 0.82 on the built-in model); what tells is how much of the question
stands in the evidence, how much stands in the very sentence, and how far the best passage is from the rest.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from itertools import pairwise
from statistics import fmean

from answering.evidence import Evidence, Read
from answering.extract import Extract
from answering.kinds import beside
from answering.question import Shape, Wants
from answering.sentence_scores import asks_aim, tells_aim
from retrieval.results import WORK_OPEN

RARE = 7.0
"""The weight of a word that few passages hold."""
UNASKED = 0.5
"""What `near` is where no figure and no time is asked for."""
_MATERIAL = re.compile(
    r"素材|段落|表述|提法|论述|古话|古语|原话|(?:求|引|找|要|想)(?:用|引)?[几一两]?(?:段|句)|那句|的话$|怎么(?:讲|写|概括|定位|表述)"
)
_SPOKEN = re.compile(
    r"吗|啥|咋|了|着|呢|吧|儿|老(?:板|婆|公)|怎么|这么|那么|那种|那座|能不能|要不要|行不行|算不算|[管看交掏]不[管看交掏]|还|先|让|得|要是|谁家|哪家|跟"
)


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for the evidence, each in [0, 1] or near it; more is better.

    sentence: words of the question, by weight, in the sentence or right beside it. passage: in the passage, its
    headings or its document's facts. rarest: of the three heaviest words, how much is there. kind: a span of the
    kind asked for stands in the sentence. unit: of the very unit, where one is asked for. words: BM25 of the best
    passage against what all words of the question could score. margin: the cosine of the best passage above that
    of the background, tenfold. exact: the place asked for was looked up and found, or a list has as many items as
    were asked for. everyday: the share of words of the question that are rare in the documents: less of it can be
    expected to stand there. spoken: likewise, of words that are spoken and not written. material: words to quote
    are asked for, no fact. telling: of the words that few passages hold, how much stands in the best passage. pairs:
    of the question's pairs of characters. aim: an aim is told where one is asked for. near: of the words that the
    document's title and headings do not hold, how much stands in the clause of the figure or time told, or in the one
    before it.
    """

    sentence: float = 0.0
    passage: float = 0.0
    rarest: float = 0.0
    kind: float = 0.0
    unit: float = 0.0
    words: float = 0.0
    margin: float = 0.0
    exact: float = 0.0
    everyday: float = 0.0
    spoken: float = 0.0
    material: float = 0.0
    telling: float = 0.0
    pairs: float = 0.0
    aim: float = 0.0
    near: float = 0.0


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic model; `threshold` is the confidence from which an answer is given. Read from a data file."""

    intercept: float
    weights: dict[str, float]
    threshold: float

    @classmethod
    def builtin(cls) -> "ConfidenceModel":
        """Read the model that comes with the product."""
        told = json.loads((files("answering") / "data" / "confidence.json").read_text("utf-8"))
        return cls(float(told["intercept"]), dict(told["weights"]), float(told["threshold"]))

    def confidence(self, features: Features) -> float:
        """Give the share, in [0, 1], of answers with such features that are right."""
        z = self.intercept + sum(
            self.weights.get(f.name, 0.0) * getattr(features, f.name) for f in fields(features)
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def features_of(evidence: Evidence, extract: Extract, normal: Callable[[str], str]) -> Features:
    """Measure the evidence and what was chosen of it; `normal` gives the spelling in which words are compared."""
    if not extract.scored:
        return Features()
    best = extract.scored[0]
    read = best.read
    held = " ".join((*read.normal, read.headings, read.title))
    lookup = evidence.result.interpretation.exact
    is_open = WORK_OPEN in evidence.result.relaxed
    return Features(
        sentence=extract.covered,
        passage=evidence.coverage(held),
        rarest=_rarest(evidence, held),
        kind=1.0 if best.marked else 0.5 if evidence.asked.wants is Wants.ANYTHING else 0.0,
        unit=1.0 if evidence.asked.unit is None or best.marked else 0.0,
        words=_word_score(evidence),
        margin=_margin(evidence),
        exact=1.0 if extract.firm or (lookup is not None and lookup.found and not is_open) else 0.0,
        everyday=_everyday(evidence),
        spoken=min(1.0, len(_SPOKEN.findall(evidence.asked.text)) / 3),
        material=1.0 if _MATERIAL.search(evidence.asked.text) else 0.0,
        telling=_telling(evidence, held),
        pairs=_pairs(evidence.question_spelled, held),
        aim=1.0 if not asks_aim(evidence.asked.text) or tells_aim(best.text) else 0.0,
        near=_near(evidence, extract, normal),
    )


def _near(evidence: Evidence, extract: Extract, normal: Callable[[str], str]) -> float:
    """Give how much of the question stands beside the figure or time told; the half where none is asked for."""
    asked = evidence.asked
    if asked.wants not in (Wants.NUMBER, Wants.TIME) or asked.shape not in (Shape.FACT, Shape.DUTY):
        return UNASKED
    reads = {id(one.read.citation): one.read for one in extract.scored}
    shares = (
        evidence.apart(reads[id(one.citation)], normal(told))
        for one in extract.chosen
        if id(one.citation) in reads
        for told in beside(one.text, asked)
    )
    return max(shares, default=0.0)


def _everyday(evidence: Evidence) -> float:
    """Give the share of the question's words that are rare in the documents, or stand for others."""
    words = [word for word in evidence.words if len(word.word) > 1]
    return sum(word.weight > RARE or bool(word.others) for word in words) / len(words) if words else 0.0


def _rarest(evidence: Evidence, held: str) -> float:
    heaviest = sorted(evidence.words, key=lambda word: -word.weight)[:3]
    whole = sum(word.weight for word in heaviest)
    return sum(word.weight * word.share(held) for word in heaviest) / whole if whole else 0.0


def _telling(evidence: Evidence, held: str) -> float:
    telling = [word for word in evidence.words if word.telling]
    whole = sum(word.weight for word in telling)
    return sum(word.weight * word.share(held) for word in telling) / whole if whole else 1.0


def _pairs(question: str, held: str) -> float:
    pairs = {a + b for a, b in pairwise(question)}
    return sum(pair in held for pair in pairs) / len(pairs) if pairs else 0.0


def _word_score(evidence: Evidence) -> float:
    """Give the best BM25 against the question's weight; about 2.2 (k1 + 1) for a passage that repeats every word."""
    found = [
        hit.explanation.bm25 for hit in evidence.result.hits[:3] if hit.explanation and hit.explanation.bm25
    ]
    return min(1.5, max(found, default=0.0) / (2.2 * evidence.weight))


def _margin(evidence: Evidence) -> float:
    cosines = [
        hit.explanation.cosine for hit in evidence.result.hits if hit.explanation and hit.explanation.cosine
    ]
    if len(cosines) < 3:
        return 0.0
    ordered: Sequence[float] = sorted(cosines, reverse=True)
    return 10 * (ordered[0] - fmean(ordered[len(ordered) // 2 :]))


def holds(read: Read, text: str) -> bool:
    """Tell whether a passage, its place or its document's facts hold a text in normal spelling."""
    return any(text in where for where in (*read.normal, read.headings, read.title))
