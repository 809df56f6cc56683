"""The alignment of a quotation with its source: where it begins and ends there, and what differs. Pure.

rapidfuzz judges which characters differ; here stands which of equally good answers people expect, and how folded
places lead back to the texts as they are stored.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from corpus.forms import MappedText
from corpus.masks import CERTAIN, Alias, mask_aliases
from drafting.anchors import Anchor
from drafting.verdicts import DiffOp, DiffPart

SLACK = 6
"""Characters by which a quotation's beginning or end may be longer in the source than in the draft."""
_CONTEXT = 2
_EDGE = 7
"""What it weighs that a quotation begins, or ends, with the very character that stands there in the source.

A little more than leaving out SLACK characters behind a leading number costs; by chance it happens seldom.
"""

# rapidfuzz makes the source of the draft; we tell what the drafter did.
_OPS = {"insert": DiffOp.DELETE, "delete": DiffOp.INSERT, "replace": DiffOp.REPLACE, "equal": DiffOp.EQUAL}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an edit script: `draft[a:b]` beside `source[c:d]`, folded places."""

    op: DiffOp
    draft_start: int
    draft_end: int
    source_start: int
    source_end: int


def extent(quote: str, source: str, anchors: Sequence[Anchor]) -> tuple[int, int]:
    """Give where a quotation begins and ends in a source, from the anchors of one place, at the fewest edits."""
    first, last = anchors[0], anchors[-1]
    head = quote[: first.quote]
    start = first.source
    reach = min(start, len(head) + SLACK) if head else 0
    before = _best(head, (source[start - n : start] for n in range(reach + 1)), edge=0)
    tail = quote[last.quote + last.length :]
    end = last.source + last.length
    reach = min(len(source) - end, len(tail) + SLACK) if tail else 0
    behind = _best(tail, (source[end : end + n] for n in range(reach + 1)), edge=-1)
    return start - before, end + behind


def _best(wanted: str, offered: Iterable[str], edge: int) -> int:
    """Give the length of what people would say stands there: few edits, and rather left out than replaced.

    `edge` is the place of the outermost character, 0 or -1. Where nothing is in common, as many characters as
    are wanted.
    """
    offers = list(offered)
    shared = [LCSseq.similarity(wanted, offer) for offer in offers]
    if not any(shared):
        return min(len(wanted), len(offers) - 1)
    # A character in common outweighs two that must be put in or left out to reach it.
    scored = []
    for offer, common in zip(offers, shared, strict=True):
        edits = distance(wanted, offer) + Indel.distance(wanted, offer) - 2 * common
        if offer and offer[edge] == wanted[edge]:
            edits -= _EDGE
        scored.append((edits, abs(len(offer) - len(wanted)), len(offer)))
    return min(scored)[2]


def distance(one: str, other: str) -> int:
    """Give how many characters must be put in, left out or replaced to make one of the other."""
    return int(Levenshtein.distance(one, other))


def similarity(one: str, other: str) -> float:
    """Give 1 less the edits over the length of the longer, in [0, 1]."""
    return float(Levenshtein.normalized_similarity(one, other))


def edit_script(draft: str, source: str) -> list[Step]:
    """Give the shortest edit script; where one stretch explains the difference as cheaply as several, that one."""
    head = _common(draft, source)
    tail = _common(draft[head:][::-1], source[head:][::-1])
    middle, other = draft[head : len(draft) - tail], source[head : len(source) - tail]
    steps = [Step(DiffOp.EQUAL, 0, head, 0, head)] if head else []
    steps += [
        Step(op, a + head, b + head, c + head, d + head) for op, a, b, c, d in _middle_steps(middle, other)
    ]
    if tail:
        steps.append(Step(DiffOp.EQUAL, len(draft) - tail, len(draft), len(source) - tail, len(source)))
    return steps


def _common(one: str, other: str) -> int:
    most = min(len(one), len(other))
    return next((i for i in range(most) if one[i] != other[i]), most)


def _middle_steps(draft: str, source: str) -> Iterator[tuple[DiffOp, int, int, int, int]]:
    if not draft and not source:
        return
    whole = max(len(draft), len(source))
    if min(len(draft), len(source)) == 0 or Levenshtein.distance(draft, source) >= whole:
        op = DiffOp.INSERT if not source else DiffOp.DELETE if not draft else DiffOp.REPLACE
        yield op, 0, len(draft), 0, len(source)
        return
    joined: list[tuple[DiffOp, int, int, int, int]] = []
    for code in Levenshtein.opcodes(draft, source):
        op = _OPS[code.tag]
        step = (op, code.src_start, code.src_end, code.dest_start, code.dest_end)
        if joined and op is not DiffOp.EQUAL and joined[-1][0] is not DiffOp.EQUAL:
            left = joined.pop()
            step = (DiffOp.REPLACE, left[1], step[2], left[3], step[4])
        joined.append(step)
    yield from joined


def diff_parts(
    draft_text: str,
    draft: MappedText,
    draft_at: int,
    source_text: str,
    source: MappedText,
    source_at: int,
) -> tuple[DiffPart, ...]:
    """Give the diff of two stretches as they are written, from their folded forms.

    `draft_text` and `source_text` are the stretches; `draft_at` and `source_at` where they stand in the whole.
    """
    steps = edit_script(draft.text, source.text)
    cuts = [_cuts(draft, draft_text, [(s.op, s.draft_start, s.draft_end) for s in steps])]
    cuts.append(_cuts(source, source_text, [(s.op, s.source_start, s.source_end) for s in steps]))
    parts: list[DiffPart] = []
    a = c = 0
    for step, b, d in zip(steps, *cuts, strict=True):
        parts.append(
            DiffPart(
                step.op,
                draft_text[a:b],
                source_text[c:d],
                draft_at + a,
                draft_at + b,
                source_at + c,
                source_at + d,
            )
        )
        a, c = max(a, b), max(c, d)
    return tuple(parts)


def _cuts(mapped: MappedText, text: str, spans: Sequence[tuple[DiffOp, int, int]]) -> list[int]:
    """Give the places of the text at which folded stretches end; what folding drops belongs to equal ones."""
    places = [0]
    for op, start, end in spans:
        if op is not DiffOp.EQUAL:
            places.append(int(mapped.ends[end - 1]) if start < end else places[-1])
        else:
            places.append(int(mapped.starts[end]) if end < len(mapped.text) else len(text))
    return [*places[1:-1], len(text)]


def read_masks(mapped: MappedText, text: str, fold: Callable[[str], str], beside: str = "") -> MappedText:
    """Put what masks stand for in their place in a folded text, the map kept.

    Certain masks are read always; one of several readings only where it stands between the same characters in
    `beside`, the folded text it is compared with.
    """
    for alias in reversed(mask_aliases(text)):
        start, end = mapped.folded_span(alias.start, alias.end)
        word = _reading(alias, mapped.text, start, end, fold, beside)
        if word is not None:
            mapped = _replaced(mapped, start, end, word, alias)
    return mapped


def _reading(
    alias: Alias, folded: str, start: int, end: int, fold: Callable[[str], str], beside: str
) -> str | None:
    words = [fold(word) for word in alias.words]
    if alias.weight >= CERTAIN:
        return words[0]
    left, right = folded[max(0, start - _CONTEXT) : start], folded[end : end + _CONTEXT]
    return next((word for word in words if left + word + right in beside), None)


def _replaced(mapped: MappedText, start: int, end: int, word: str, alias: Alias) -> MappedText:
    here = np.full(len(word), 0, np.int32)
    return MappedText(
        mapped.text[:start] + word + mapped.text[end:],
        np.concatenate([mapped.starts[:start], here + np.int32(alias.start), mapped.starts[end:]]),
        np.concatenate([mapped.ends[:start], here + np.int32(alias.end), mapped.ends[end:]]),
    )
