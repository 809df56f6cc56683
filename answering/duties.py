"""Answers to a duty or a prohibition: the article, whole where it is short, else the paragraph (款) that says it."""

import re

from answering.compose import Chosen
from answering.evidence import Evidence, Read

_ARTICLE = re.compile("第?[0-9]+条")
WHOLE = 240
"""Characters of an article that is told whole."""


def duty_answer(evidence: Evidence) -> list[Chosen]:
    """Give an article that was looked up, in its paragraphs; else nothing: the sentence that says it will do."""
    exact = evidence.result.interpretation.exact
    if exact is None or exact.kind != "article" or not exact.found or not for_article_alone(evidence):
        return []
    first = evidence.passages[0]
    article = [read for read in evidence.passages if _same_article(read, first)]
    article.sort(key=lambda read: read.citation.start)
    chosen: list[Chosen] = []
    room = WHOLE
    for read in article:
        if chosen and len(read.text) > room:
            break
        chosen.append(Chosen(read.citation, (0, len(read.text))))
        room -= len(read.text)
    return chosen


def for_article_alone(evidence: Evidence) -> bool:
    """Tell whether the question asks for the article as such: no word of it is left over."""
    first = evidence.passages[0]
    place = " ".join((first.title, first.headings, first.source))
    # A word across the number's end (第2条|是) says nothing.
    asked = _ARTICLE.sub(" ", evidence.question_spelled)
    rest = [
        word
        for word in evidence.words
        if word.share(place) == 0 and not word.word[0].isdigit() and word.word in asked
    ]
    return sum(word.weight for word in rest) < 0.35 * evidence.weight


def _same_article(read: Read, other: Read) -> bool:
    a, b = read.citation, other.citation
    article = [step.marker for step in b.section_path if step.marker.endswith("条")]
    return (
        a.document_id == b.document_id
        and bool(article)
        and article == [step.marker for step in a.section_path if step.marker.endswith("条")]
    )
