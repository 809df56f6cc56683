"""Finds what a draft quotes: by quotation marks, by the form of a paragraph, by the words that lead up to it. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from drafting.drafts import Draft, Paragraph
from drafting.verdicts import QuoteKind

TERM = 8
"""Characters below which words in quotation marks are a term: “放管服”."""
SHORTEST = 2
LONGEST = 3000
LEAST_CLAIM = 10
"""Characters of a claim without quotation marks at least; shorter ones say nothing of their own."""
MOST_LINES = 12
"""Printed lines over which a quotation may run."""

SAYS = (
    r"(?:(?:深刻|明确|特别|反复|再次|多次|郑重|曾|还|也|进一步|专门|对此)*"
    r"(?:强调|指出|提出|要求|规定|明确|写道|表示|告诫|号召|阐明|阐述|论述|宣告|提到|讲到|讲|说))"
)
_CLAIMS = r"(?:(?:深刻|明确|特别|反复|再次|多次|郑重)*(?:强调|指出|写道|告诫|号召|(?P<ruled>规定)))"
_SPEAKER = re.compile(
    r"总书记|主席|总理|书记|省长|市长|县长|部长|主任|同志|会议|全会|大会|报告|讲话|公报|决议|决定|通知|意见|条例|办法|规定|纲要|规划|宪法|党章"
    r"|中央|国务院|》"
)
_LEAD = re.compile(rf"{_CLAIMS}(?P<mark>[，,：:])\s*")
_LEAD_END = re.compile(rf"{SAYS}(?:的那样|的是)?\s*[：:]\s*$")
_RULE_NAMED = re.compile(r"》[^，。；\n]{0,24}$")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_SENTENCE_BREAK = "。！？!?；;\n"
_PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", "〝": "〞"}
_STRAIGHT = '"＂'
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a draft quotes: `[start, end)` of its text, quotation marks left out.

    `before` ends what leads up to it: where the opening mark stands, or where the paragraph before ends.
    `after` begins what follows it.
    """

    start: int
    end: int
    kind: QuoteKind
    before: int
    after: int


def find_quotations(draft: Draft) -> tuple[Quotation, ...]:
    """Find all quotations of a draft, in order of place; a term may stand within an attributed sentence."""
    marked = [*_marked(draft.text), *_straight(draft.text)]
    marked = _outermost(sorted(marked, key=lambda q: (q.start, -q.end)))
    blocks = [block for block in _blocks(draft) if not _is_covered(block, marked)]
    found = [*(q for q in marked if not _within(q, blocks)), *blocks]
    full = sorted((q for q in found if q.kind is not QuoteKind.TERM), key=lambda q: q.start)
    found += [claim for claim in _claims(draft.text) if not _touches(claim, full)]
    return tuple(sorted(found, key=lambda q: (q.start, q.end)))


def _marked(text: str) -> Iterator[Quotation]:
    """Find what stands between paired quotation marks, the outermost pair only."""
    at = 0
    opening = re.compile("[" + "".join(_PAIRS) + "]")
    while match := opening.search(text, at):
        start, end, closed = match.end(), *_closing(text, match.start())
        at = end + 1 if closed else start
        if _quotes_something(text, start, end) and (closed or end - start >= TERM):
            yield _quotation(text, start, end, match.start(), end + 1 if closed else end)
            at = max(at, end)


def _closing(text: str, opening: int) -> tuple[int, bool]:
    """Give where a quotation ends and whether by its closing mark; else it ends with its paragraph."""
    left, right = text[opening], _PAIRS[text[opening]]
    depth, lines = 0, 0
    for place in range(opening, min(len(text), opening + LONGEST)):
        character = text[place]
        if character == left:
            depth += 1
        elif character == right:
            depth -= 1
            if depth == 0:
                return place, True
        elif character == "\n":
            lines += 1
            if lines > MOST_LINES or _ends_quotation(text, place, left):
                break
    end = text.find("\n", opening)
    return (end if end >= 0 else len(text)), False


def _ends_quotation(text: str, place: int, left: str) -> bool:
    """Tell whether a quotation that is still open cannot go on after this line break."""
    following = text[place + 1 : place + 2]
    return following in ("", "\n", left) or text[place - 1] in "。！？："


def _straight(text: str) -> Iterator[Quotation]:
    """Find what stands between straight quotation marks, which open and close in turn within a line."""
    for line in re.finditer(r"[^\n]+", text):
        places = [line.start() + at for at, c in enumerate(line[0]) if c in _STRAIGHT]
        for left, right in zip(places[::2], places[1::2], strict=False):
            if _quotes_something(text, left + 1, right):
                yield _quotation(text, left + 1, right, left, right + 1)


def _quotation(text: str, start: int, end: int, before: int, after: int) -> Quotation:
    kind = QuoteKind.TERM if _length(text[start:end]) < TERM else QuoteKind.QUOTED
    return Quotation(start, end, kind, before, after)


def _blocks(draft: Draft) -> Iterator[Quotation]:
    """Find paragraphs set as quotations, and those that a line ending in 指出： leads up to."""
    before: Paragraph | None = None
    for paragraph in draft.paragraphs:
        text = draft.text[paragraph.start : paragraph.end]
        led = before is not None and _leads(draft.text[before.start : before.end])
        if (paragraph.quoted or led) and _length(text) >= LEAST_CLAIM:
            end = paragraph.start + len(text.rstrip())
            start = paragraph.start + len(text) - len(text.lstrip())
            yield Quotation(start, end, QuoteKind.BLOCK, before.end if before else start, paragraph.end)
        before = paragraph


def _leads(line: str) -> bool:
    return _LEAD_END.search(line) is not None and _SPEAKER.search(line) is not None


def _claims(text: str) -> Iterator[Quotation]:
    """Find what somebody is said to have said without quotation marks, to the end of the sentence."""
    for match in _LEAD.finditer(text):
        begin = max(text.rfind(mark, 0, match.start()) for mark in _SENTENCE_BREAK) + 1
        if not _SPEAKER.search(text, begin, match.start()):
            continue
        if match["ruled"] and not _RULE_NAMED.search(text[begin : match.start()]):
            continue  # a law that says what is so "法律另有规定，…" quotes nothing
        ending = _SENTENCE_END.search(text, match.end())
        end = ending.start() if ending else len(text)
        if _length(text[match.end() : end]) < LEAST_CLAIM or end - match.end() > LONGEST:
            continue
        named = _RULE_NAMED.search(text[begin : match.start()])
        articled = named is not None and "条" in named[0]
        kind = QuoteKind.ARTICLE if articled else QuoteKind.ATTRIBUTED
        yield Quotation(match.end(), end, kind, match.end(), end)


def _outermost(ordered: list[Quotation]) -> list[Quotation]:
    kept: list[Quotation] = []
    for quotation in ordered:
        if not kept or quotation.start >= kept[-1].end:
            kept.append(quotation)
    return kept


def _is_covered(block: Quotation, marked: list[Quotation]) -> bool:
    """Tell whether a block holds a quotation in marks that is more than a term: then that one is judged."""
    at = bisect_right(marked, block.end, key=lambda q: q.start)
    inside = (q for q in marked[:at] if q.end > block.start)
    return any(q.kind is not QuoteKind.TERM for q in inside)


def _within(quotation: Quotation, blocks: list[Quotation]) -> bool:
    return any(block.start <= quotation.start and quotation.end <= block.end for block in blocks)


def _touches(claim: Quotation, ordered: list[Quotation]) -> bool:
    at = bisect_right(ordered, claim.start, key=lambda q: q.end)
    return any(q.start < claim.end for q in ordered[at : at + 1])


def _quotes_something(text: str, start: int, end: int) -> bool:
    inside = text[start:end]
    return _length(inside) >= SHORTEST and _HAN.search(inside) is not None


def _length(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))
