"""Joining the lines of files that have lines, not paragraphs (.txt, .pdf): rule 4 of the structure rules.

Blank lines and page breaks do not count. A page number or caption that cuts a sentence is set behind it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.blocks import BlockKind
from indexer.line_kinds import LineKind, ends_open, line_kind
from indexer.paragraphs import Paragraph
from indexer.run_in import Form
from indexer.siblings import Voted, vote

_PUNCTUATION = re.compile(r"[。，,；;！？]")
_TITLE_LIKE = 46
_LONG = 60
_CAPTION = 45
_CLAUSE = 24
_APART = frozenset(
    {
        LineKind.SOURCE,
        LineKind.CAPTION,
        LineKind.BYLINE,
        LineKind.BYLINE_AND_SOURCE,
        LineKind.EDITOR,
        LineKind.WATERMARK,
        LineKind.SALUTATION,
        LineKind.DATE,
        LineKind.PAGE_NUMBER,
        LineKind.DOC_NUMBER,
        LineKind.NOTE,
        LineKind.DISPATCH,
        LineKind.IMPRINT,
        LineKind.ATTACHMENT_LIST,
        LineKind.BOILERPLATE,
    }
)


def repair(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Join the lines that one paragraph was broken into; every character is kept, in order but for page numbers."""
    kinds = [line_kind(line.text) for line in lines]
    votes = vote(lines)
    width = wrapped_width(lines)
    joined: list[Paragraph] = []
    waiting: list[Paragraph] = []
    last = -1  # the line that the paragraph being built ends with
    for index, line in enumerate(lines):
        if last >= 0 and kinds[index] is LineKind.PAGE_NUMBER:
            waiting.append(line)
            continue
        if last >= 0 and _cuts_in(lines, kinds, votes, width, last, index):
            waiting.append(replace(line, kind=BlockKind.CAPTION))
            continue
        if last >= 0 and _goes_on(lines, kinds, votes, width, last, index):
            joined[-1] = joined[-1].joined(line)
        else:
            joined += waiting
            waiting = []
            joined.append(line)
        last = index
    return joined + waiting


def wrapped_width(lines: Sequence[Paragraph]) -> int | None:
    """Return the width of a page's full lines in characters where lines are wrapped by the page, else None."""
    lengths = Counter(len(line.text) for line in lines if not line.is_table and len(line.text) >= 12)
    total = sum(lengths.values())
    if total < 12:
        return None
    width, _ = max(lengths.items(), key=lambda item: (sum(lengths[item[0] + d] for d in (-1, 0, 1)), item[0]))
    near = sum(count for length, count in lengths.items() if width - 3 <= length <= width + 2)
    longer = sum(count for length, count in lengths.items() if length > width + 4)
    return width if width <= _LONG and near >= 0.35 * total and longer <= 0.05 * total else None


def _cuts_in(
    lines: Sequence[Paragraph],
    kinds: list[LineKind],
    votes: dict[int, Voted],
    width: int | None,
    last: int,
    index: int,
) -> bool:
    """Whether a line is a caption that cuts a sentence: title-like, between its open half and its other half."""
    text, following = lines[index].text, index + 1
    if following >= len(lines) or width is not None or not 6 <= len(text) <= _CAPTION:
        return False
    if _PUNCTUATION.search(text) or index in votes or kinds[index] is not LineKind.PARAGRAPH:
        return False
    cut = len(lines[last].text) >= _CLAUSE and lines[last].text[-1] not in "；;，,、"
    return (
        cut and len(lines[following].text) >= _LONG and _goes_on(lines, kinds, votes, width, last, following)
    )


def _goes_on(
    lines: Sequence[Paragraph],
    kinds: list[LineKind],
    votes: dict[int, Voted],
    width: int | None,
    last: int,
    following: int,
) -> bool:
    """Whether the line at `following` continues the one at `last`."""
    if lines[last].is_table or lines[following].is_table or _is_styled(lines[last], lines[following]):
        return False
    if following in votes or kinds[following] in _APART or not _is_open(lines, kinds, votes, width, last):
        return False
    if width is not None and len(lines[last].text) >= width - 3:
        return True
    text = lines[following].text
    title_like = not _PUNCTUATION.search(text) and len(text) < _TITLE_LIKE
    return not title_like


def _is_styled(one: Paragraph, other: Paragraph) -> bool:
    return one.style_level is not None or other.style_level is not None


def _is_open(
    lines: Sequence[Paragraph],
    kinds: list[LineKind],
    votes: dict[int, Voted],
    width: int | None,
    last: int,
) -> bool:
    text = lines[last].text
    if kinds[last] in _APART:
        return False
    if text[-1] in "；;，,、":
        return True
    voted = votes.get(last)
    if voted is not None and voted.form is Form.BROKEN:
        return True
    full = width is not None and len(text) >= width - 3
    if voted is not None and voted.form in (Form.STANDALONE, Form.DOUBLE) and not full:
        return False
    if not ends_open(text) or (text[-1] in "”』）)" and not full):
        return False
    return (
        full
        or "。" in text
        or (len(text) >= _CLAUSE and _PUNCTUATION.search(text) is not None)
        or len(text) >= _LONG
    )


def joins(lines: Sequence[str]) -> list[bool]:
    """Say for each line but the first whether it continues the one before it."""
    paragraphs = [Paragraph(line.strip()) for line in lines]
    kinds = [line_kind(line) for line in lines]
    votes = vote(paragraphs)
    return [_goes_on(paragraphs, kinds, votes, None, i, i + 1) for i in range(len(lines) - 1)]
