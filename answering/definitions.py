"""Answers to what something is: the sentence that defines it (X是指…, 本办法所称X，是…)."""

import re
from collections.abc import Sequence

from answering.compose import Chosen
from answering.evidence import Evidence
from answering.sentence_scores import ScoredSentence

_TERM = re.compile(
    r"(?:什么是|何谓|何为|啥是|什么叫|啥叫)[“\"《]?(?P<after>[^”\"》？?，,。]{2,30})|"
    r"[“\"]?(?P<before>[^“”\"？?，,。]{2,30}?)[”\"]?(?:是指什么|指的是什么|指什么|的定义|的含义|(?:是|有)?什么意思|怎么定义|如何定义|怎样定义)"
)
_IN_CONTEXT = re.compile(r"^.*(?:里|中|所称的?|说的|的)(?=[^里中]{2,}$)")
_DEFINES = r"[”\"]?(?:[（(][^（）()]{1,30}[）)])?[，,]?\s*(?:是指|指的是|即|主要是指|就是|包括|是|指)"


def defined_term(question: str) -> str | None:
    """Give the term whose meaning is asked for."""
    match = _TERM.search(question)
    if match is None:
        return None
    term = (match["after"] or match["before"]).strip('“”"的 ')
    return re.sub(r"^(?:请问|所谓)", "", term) or None


def definition_answer(evidence: Evidence, scored: Sequence[ScoredSentence]) -> list[Chosen]:
    """Choose the sentence that defines the term; empty where none does."""
    term = defined_term(evidence.asked.text)
    if term is None:
        return []
    for cut in _shorter(term):
        pattern = re.compile(rf"(?P<named>(?:所称的?)?[“\"]?{re.escape(cut)}){_DEFINES}")
        found = [(match, one) for one in scored if (match := pattern.search(one.text))]
        found.sort(key=lambda pair: (_weak(pair[0][0]), -pair[1].score))
        if found:
            match, one = found[0]
            marked = (one.span[0] + match.start(), one.span[1])
            return [Chosen(one.read.citation, one.span, (marked,))]
    return []


def _shorter(term: str) -> list[str]:
    """Give the term and what remains when words that place it are taken off its beginning (本法里的X)."""
    forms = [term]
    for word in ("中的", "里的", "所称的", "所称", "说的", "讲的", "规定的", "的"):
        head, found, tail = term.rpartition(word)
        if found and head and len(tail) > 1:
            forms.append(tail)
    return list(dict.fromkeys(forms))


def _weak(text: str) -> int:
    """Rank a way of defining: 是指 before 指, both before a mere 是."""
    return 0 if re.search(r"是指|指的是|所称", text) else 1 if re.search(r"指|即|包括", text) else 2
