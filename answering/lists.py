"""Answers to a list: the headings or counted points of the place that fits, in order and complete."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from answering.compose import Chosen
from answering.enumerations import enumerations
from answering.evidence import Evidence
from answering.lexicon import Lexicon
from answering.spans import Span, clauses, sentences
from corpus.citations import Citation
from corpus.documents import Family, Section
from corpus.store.view import View

DOCUMENTS = 4
"""Documents whose outline is read."""
PLACES = 8
"""Passages around which lists are sought."""
ROOM = 1400
"""Characters that all items may take; of longer ones only the first sentence, then the first clause is told."""
SENTENCE = 170
"""Characters of a sentence that is told whole when all items stand in it."""
_LEAD = 160
_IN_MOST = 0.7
_SMALL = 6000
"""Characters of a section in which lists are sought under its sub-headings too."""
_LEADS = re.compile(r"(?:下列|以下|如下|包括|是|有|要求|任务|方式|措施|原则|提出)?[^。]{0,12}[：:]\s*$")
_COUNTED = re.compile(
    r"哪(?:(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|几)(?:个|大|项|条|种|类)|些)([\u4e00-\u9fff]{2})"
)
_NOT = re.compile(r"不得|不予|不需|不受理|不能|不可|不应|禁止|严禁|不允许")
_QUOTED = re.compile(r"[“\"「『]([^“”\"「」『』]{1,10})[”\"」』]")


@dataclass(frozen=True, slots=True)
class ListWeights:
    """What counts for a list; `items` and `above` are shares of the words of the question in what leads to it."""

    covered: float = 1.5
    items: float = 0.7
    above: float = 0.5
    found: float = 0.3
    count: float = 0.5
    quoted: float = 0.6
    length: float = 0.06
    leads: float = 0.1
    against: float = 0.25
    headings: float = 0.05


@dataclass(frozen=True)
class Listed:
    """A list in a document, scored. `items` are spans of the text; `score` compares only within one question.

    `covered` is how much of the question leads to it, in [0, 1]. `firm`: it has as many items as were asked for,
    or what was asked for stands in each.
    """

    document_id: str
    text: str
    items: tuple[Span, ...]
    score: float
    lead: str
    firm: bool
    covered: float


@dataclass(frozen=True, slots=True)
class _Region:
    """A part of a document in which a list may stand; `above` are the titles that lead to it."""

    start: int
    end: int
    title: str
    above: str
    children: tuple[Section, ...]


class ListFinder:
    """Finds the list that a question asks for around the passages that were found."""

    def __init__(
        self, lexicon: Lexicon, view: Callable[[int], View], weights: ListWeights | None = None
    ) -> None:
        self._lexicon, self._view = lexicon, view
        self._weights = weights or ListWeights()

    def best(self, evidence: Evidence) -> Listed | None:
        """Give the list that fits best, None where there is none."""
        return max(self._all(evidence), key=lambda listed: listed.score, default=None)

    def told(self, evidence: Evidence, listed: Listed) -> list[Chosen]:
        """Give the items of a list, each with its own citation."""
        view = self._view(evidence.result.view)
        row = view.document(listed.document_id).row
        shown = _in_one_sentence(listed) or _shortened(listed.text, listed.items)
        return [one for span in shown if (one := _cited(view, row, listed.text, span)) is not None]

    def _all(self, evidence: Evidence) -> Iterator[Listed]:
        view = self._view(evidence.result.view)
        by_document: dict[str, list[Span]] = {}
        scores: dict[Span, float] = {}
        best = max((read.score for read in evidence.passages), default=0.0) or 1.0
        for read in evidence.passages[:PLACES]:
            span = (read.citation.start, read.citation.end)
            by_document.setdefault(read.citation.document_id, []).append(span)
            scores[span] = read.score / best
        titles = {read.citation.document_id: read.title for read in evidence.passages}
        for document_id, spans in list(by_document.items())[:DOCUMENTS]:
            text, outline = view.text(document_id), view.outline(document_id)
            held = [(span, scores[span]) for span in spans]
            for region in _regions(text, outline, spans, titles[document_id]):
                yield from self._in_region(evidence, document_id, text, region, held)

    def _in_region(
        self,
        evidence: Evidence,
        document_id: str,
        text: str,
        region: _Region,
        held: Sequence[tuple[Span, float]],
    ) -> Iterator[Listed]:
        weights = self._weights
        if len(region.children) > 1:
            items = tuple(_heading(text, child) for child in region.children)
            whole = (region.start, region.end)
            yield self._scored(evidence, document_id, text, region, items, whole, held, weights.headings)
        own_end = region.end if not region.children else region.children[0].start
        if region.end - region.start <= _SMALL:
            own_end = region.end
        for one in enumerations(text, region.start, own_end):
            whole = (one.items[0][0], one.items[-1][1])
            yield self._scored(evidence, document_id, text, region, one.items, whole, held, 0.0)

    def _scored(
        self,
        evidence: Evidence,
        document_id: str,
        text: str,
        region: _Region,
        items: tuple[Span, ...],
        whole: Span,
        held: Sequence[tuple[Span, float]],
        bonus: float,
    ) -> Listed:
        weights, asked = self._weights, evidence.asked
        lead = text[max(region.start, items[0][0] - _LEAD) : items[0][0]]
        lead = lead[lead.rstrip().rfind("\n") + 1 :]  # the line before, not the article before
        if items[0][0] - region.start < 3:
            lead = ""
        told = " ".join(text[a : min(b, a + 60)] for a, b in items)
        places = (
            (self._lexicon.normal(f"{region.title} {lead}"), 1.0),
            (self._lexicon.normal(told), weights.items),
            (region.above, weights.above),
        )
        covered = sum(
            word.weight * max(share * word.share(where) for where, share in places) for word in evidence.words
        )
        covered /= evidence.weight
        # A passage right before the first item leads to the list as much as one inside it.
        inside = [score for (a, b), score in held if b > whole[0] - _LEAD and a < whole[1]]
        score = weights.covered * covered + bonus + weights.found * max(inside, default=0.0)
        if lead and bool(_NOT.search(lead)) != bool(_NOT.search(asked.text)):
            score -= weights.against  # what is not allowed is no list of what is
        score += weights.leads if _LEADS.search(lead) else 0.0
        score -= weights.length * math.log(1 + (whole[1] - whole[0]) / 500)
        firm = asked.count == len(items)
        if asked.count:
            score += weights.count if firm else -weights.count / 2
        for quoted in {*_QUOTED.findall(asked.text), *_COUNTED.findall(asked.text)}:
            share = sum(quoted in text[a : min(b, a + 80)] for a, b in items) / len(items)
            firm = firm or share > _IN_MOST
            score += weights.quoted * share if share > _IN_MOST else 0.0
        return Listed(document_id, text, items, score, lead, firm, covered)


def _regions(text: str, outline: Sequence[Section], spans: Sequence[Span], title: str) -> Iterator[_Region]:
    """Give every section that holds one of the spans, and the document whole, once each."""
    top = tuple(section for section in outline if section.parent is None)
    yield _Region(0, len(text), title, "", _same_family(top))  # its title leads to what stands in it
    for index, section in enumerate(outline):
        if any(section.start < b and a < section.end for a, b in spans):
            above = " ".join((title, *_titles_above(outline, section)))
            children = tuple(one for one in outline[index + 1 :] if one.parent == index)
            yield _Region(section.start, section.end, section.title, above, _same_family(children))
    for a, b in spans:
        yield _Region(a, b, "", title, ())


def _titles_above(outline: Sequence[Section], section: Section) -> Iterator[str]:
    while section.parent is not None:
        section = outline[section.parent]
        yield section.title


def _same_family(children: Sequence[Section]) -> tuple[Section, ...]:
    """Give the children of the family that most of them are of."""
    families = [child.family for child in children]
    most = max(families, key=families.count, default=None)
    # The articles of a law are no list of anything: they are the law.
    return () if most is Family.ARTICLE else tuple(child for child in children if child.family is most)


def _heading(text: str, section: Section) -> Span:
    """Give the words that name a section: its heading line, or the line that its marker runs into."""
    if section.heading_end > section.start:
        end = section.heading_end
    else:
        at = text.find("\n", section.start, section.end)
        end = section.end if at < 0 else at
    return section.start, section.start + len(text[section.start : end].rstrip())


def _in_one_sentence(listed: Listed) -> list[Span]:
    """Give the sentence that holds all items, with what leads to them, where it is short enough to read at once."""
    first, last = listed.items[0][0], listed.items[-1][0]
    line = listed.text.rfind("\n", 0, first) + 1
    for a, b in sentences(listed.text[line : line + 2 * SENTENCE + first - line]):
        if line + a <= first and last < line + b and b - a <= SENTENCE:
            return [(line + a, line + b)]
    return []


def _shortened(text: str, items: Sequence[Span]) -> list[Span]:
    """Give the items whole, or cut alike to their first line, sentence or clause, so that all have room."""
    for cut in (lambda span: span, _first_line(text), _first_sentence(text), _first_clause(text)):
        shown = [cut(span) for span in items]
        if sum(b - a + 6 for a, b in shown) <= ROOM:
            break
    return shown


def _first_line(text: str) -> Callable[[Span], Span]:
    def cut(span: Span) -> Span:
        at = text.find("\n", *span)
        return span if at < 0 else (span[0], at)

    return cut


def _first_sentence(text: str) -> Callable[[Span], Span]:
    def cut(span: Span) -> Span:
        first = sentences(text[slice(*_first_line(text)(span))])
        return (span[0] + first[0][0], span[0] + first[0][1]) if first else span

    return cut


def _first_clause(text: str) -> Callable[[Span], Span]:
    def cut(span: Span) -> Span:
        whole = _first_sentence(text)(span)
        first = clauses(text, whole)
        return (whole[0], first[0][1]) if first else whole

    return cut


def _cited(view: View, row: int, text: str, span: Span) -> Chosen | None:
    """Cite an item: by the passage that holds it, or a heading by its own words with the passage under it."""
    start, end = span
    ids = view.passages_at(row, start, end) or view.passages_at(row, start, min(len(text), end + 2000))[:1]
    for citation in view.citations(ids).values():
        if citation.start <= start and end <= citation.end:
            return Chosen(citation, (start - citation.start, end - citation.start))
    found = list(view.citations(ids).values())
    return Chosen(_place(found[0], text, span), (0, end - start)) if found else None


def _place(citation: Citation, text: str, span: Span) -> Citation:
    """Give the citation of a heading: the words of the line, with the code of the first passage under it."""
    return replace(citation, start=span[0], end=span[1], text=text[span[0] : span[1]])
