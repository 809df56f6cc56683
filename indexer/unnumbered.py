"""Headings without a marker: by the file's style, or short lines in parallel between long paragraphs."""

import re
from collections.abc import Mapping, Sequence

from corpus.blocks import BlockKind
from corpus.documents import FurnitureKind
from indexer.dates import dated
from indexer.line_kinds import LineKind, line_kind
from indexer.paragraphs import Paragraph
from indexer.repair import wrapped_width
from indexer.siblings import Voted

_LONGEST = 40
_BODY = 40
_LONE_BODY = 60
_STYLED = 60
_LIST = 4  # styled lines in a row that are a list
_CONJUNCTION = re.compile(r"^(?:其中|例如|比如|但|而且|并且|以及|即|注)")


def unnumbered_headings(
    paragraphs: Sequence[Paragraph],
    voted: Mapping[int, Voted],
    furniture: Mapping[int, FurnitureKind],
) -> frozenset[int]:
    """Return the indices of the paragraphs that are headings without a marker."""
    order = [i for i in range(len(paragraphs)) if i not in furniture]
    styled = _without_lists(
        [i for i in order if i not in voted and _is_styled(paragraphs[i])], paragraphs, order
    )
    if wrapped_width(paragraphs) is not None:
        return frozenset(styled)
    lines = {
        at
        for before, at, after in zip(order, order[1:], order[2:], strict=False)
        if at not in voted
        and _stands_alone(paragraphs[at])
        and _leads(paragraphs[after], after, voted)
        and not _is_open(paragraphs[before], before, voted)
    }
    lines = _spread(lines, order)
    alone = {i for i in lines if len(lines) >= 2 or _is_between(paragraphs, order, i)}
    return frozenset(styled | alone)


def _without_lists(styled: list[int], paragraphs: Sequence[Paragraph], order: list[int]) -> set[int]:
    """Drop runs of styled lines of one level with nothing between and below them: a list of links, no headings."""
    places = {index: place for place, index in enumerate(order)}
    kept: set[int] = set()
    run: list[int] = []
    for index in [*styled, -1]:
        same = (
            bool(run) and index >= 0 and places[index] == places[run[-1]] + 1
            and paragraphs[index].style_level == paragraphs[run[-1]].style_level
        )  # fmt: skip
        if not same:
            kept.update(run if len(run) < _LIST else run[-1:] if _has_body(run, order, places) else ())
            run = []
        run.append(index)
    return kept


def _has_body(run: list[int], order: list[int], places: Mapping[int, int]) -> bool:
    return places[run[-1]] + 1 < len(order)


def _is_styled(paragraph: Paragraph) -> bool:
    sentence = paragraph.text[-1] in "。；，！？"
    return paragraph.kind is BlockKind.HEADING and len(paragraph.text) <= _STYLED and not sentence


def _stands_alone(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if paragraph.is_table or not 3 <= len(text) <= _LONGEST or re.search(r"[。；！？：:;!?]|[，,、]$", text):
        return False
    if _CONJUNCTION.match(text) or any(start == 0 for start, _, _ in dated(text.lstrip("（("))):
        return False
    return line_kind(text) is LineKind.PARAGRAPH


def _leads(paragraph: Paragraph, index: int, voted: Mapping[int, Voted]) -> bool:
    """Whether a paragraph can stand below a heading: prose of some length, or a marked line."""
    if paragraph.is_table:
        return False
    return index in voted or (
        len(paragraph.text) >= _BODY and re.search(r"[。！？；]", paragraph.text) is not None
    )


def _is_open(paragraph: Paragraph, index: int, voted: Mapping[int, Voted]) -> bool:
    return index not in voted and not paragraph.is_table and paragraph.text[-1] in "，、；：:,;"


def _spread(lines: set[int], order: list[int]) -> set[int]:
    """Drop short lines that are one of a run of them: a list, not headings."""
    places = {index: place for place, index in enumerate(order)}
    return {
        i
        for i in lines
        if not any(order[p] in lines for p in (places[i] - 1, places[i] + 1) if 0 <= p < len(order))
    }


def _is_between(paragraphs: Sequence[Paragraph], order: list[int], index: int) -> bool:
    """Whether a lone short line stands between two long whole paragraphs."""
    place = order.index(index)
    before, after = paragraphs[order[place - 1]].text, paragraphs[order[place + 1]].text
    whole = before.rstrip("”’」』）)")[-1:] in ("。", "！", "？")
    return whole and min(len(before), len(after)) >= _LONE_BODY and len(paragraphs[index].text) <= 30
