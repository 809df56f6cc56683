"""Where a text counts: 一是…二是…, 第一，…, （一）…, 1.…, ——…, or lines that all begin alike. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answering.spans import Span
from corpus.numbering import to_number

MOST = 40
"""Items of one list at most."""

_N = r"[一二三四五六七八九十]{1,3}"
_BOUNDARY = r"(?:(?<=[。；;：:，,\n！？”])|(?<=\A)|^)[ \t\u3000]*"
_ORDINALS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_BOUNDARY + rf"(?P<mark>{mark})", re.MULTILINE))
    for kind, mark in (
        ("is", rf"(?P<n>{_N})(?:是|则)"),
        ("must", rf"(?P<n>{_N})要"),
        ("by", rf"(?P<n>{_N})(?:靠|抓|看|为|个)"),
        ("ordinal", rf"第(?P<n>{_N})(?:，|,|、|是|个|，|。|：)"),
        ("bracket", rf"[（(](?P<n>{_N})[）)]"),
        ("figure", r"(?P<n>[0-9]{1,2})(?:[.．、](?![0-9]))"),
        ("figure_bracket", r"[（(](?P<n>[0-9]{1,2})[）)]"),
        ("comma", rf"(?P<n>{_N})、"),
    )
)
_CIRCLED = re.compile(r"(?P<mark>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])")
_DASHED = re.compile(r"^[ \t\u3000]*(?P<mark>——|—|●|•|■|▪|◆|★)", re.MULTILINE)
_AFTER_COLON = re.compile(r"[：:]([^：:。！？\n]+[。\n]?)")
_SEMICOLON = re.compile(r"[；;]")
_ALIKE = 4
"""Characters that lines share at their beginning to be taken for a list."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Items of a text in order; `marks` counts the characters of each item's mark, 0 where it has none."""

    kind: str
    items: tuple[Span, ...]
    marks: tuple[int, ...]


def enumerations(text: str, start: int, end: int) -> Iterator[Enumeration]:
    """Give the lists that stand in `text[start:end]`; offsets are of the whole text."""
    for kind, pattern in _ORDINALS:
        found = [
            (m.start("mark"), m.end("mark"), to_number(m["n"]) or 0)
            for m in pattern.finditer(text, start, end)
        ]
        yield from _counted(kind, text, found, end)
    circled = [
        (m.start("mark"), m.end("mark"), ord(m["mark"]) - 0x245F) for m in _CIRCLED.finditer(text, start, end)
    ]
    yield from _counted("circled", text, circled, end)
    yield from _divided(text, start, end)
    dashed = [(m.start("mark"), m.end("mark")) for m in _DASHED.finditer(text, start, end)]
    for group in _neighbouring(text, dashed):
        yield _enumeration("dash", text, group, end)
    yield from _alike(text, start, end)


def _counted(kind: str, text: str, found: Sequence[tuple[int, int, int]], end: int) -> Iterator[Enumeration]:
    """Give the runs at line starts, those within one line, and those over both: lists nest, and marks repeat."""
    told: set[tuple[Span, ...]] = set()
    begins = [one for one in found if not text[text.rfind("\n", 0, one[0]) + 1 : one[0]].strip()]
    lines: dict[int, list[tuple[int, int, int]]] = {}
    for one in found:
        lines.setdefault(text.rfind("\n", 0, one[0]), []).append(one)
    for group in (begins, *lines.values(), found):
        for run in _runs(group):
            made = _enumeration(kind, text, run, end)
            if made.items not in told:
                told.add(made.items)
                yield made


def _divided(text: str, start: int, end: int) -> Iterator[Enumeration]:
    """Give what stands between semicolons after a colon, in one sentence (包括：…；…；…)."""
    for match in _AFTER_COLON.finditer(text, start, end):
        cuts = [match.start(1), *(m.end() for m in _SEMICOLON.finditer(text, *match.span(1))), match.end(1)]
        items = [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
        if len(items) > 2:  # two parts are a sentence, not a list
            yield Enumeration("divided", tuple(items[:MOST]), (0,) * len(items[:MOST]))


def _runs(found: Sequence[tuple[int, int, int]]) -> Iterator[list[Span]]:
    """Give runs that count 1, 2, 3 …, of two or more."""
    run: list[Span] = []
    for begin, stop, number in found:
        if number == len(run) + 1 and (run or number == 1):
            run.append((begin, stop))
        elif number == 1:
            if len(run) > 1:
                yield run
            run = [(begin, stop)]
    if len(run) > 1:
        yield run


def _neighbouring(text: str, found: Sequence[Span]) -> Iterator[list[Span]]:
    """Give marks of lines that follow each other without a line between."""
    run: list[Span] = []
    for one in found:
        if run and text.count("\n", run[-1][1], one[0]) != 1:
            if len(run) > 1:
                yield run
            run = []
        run.append(one)
    if len(run) > 1:
        yield run


def _enumeration(kind: str, text: str, marks: Sequence[Span], end: int) -> Enumeration:
    """Make items of marks: each goes to the next mark, the last to the end of its line, without trailing blanks."""
    kept = marks[:MOST]
    items = []
    for number, (begin, _) in enumerate(kept):
        after = kept[number + 1][0] if number + 1 < len(kept) else _line_end(text, begin, end)
        items.append((begin, begin + len(text[begin:after].rstrip())))
    return Enumeration(kind, tuple(items), tuple(stop - begin for begin, stop in kept))


def _line_end(text: str, begin: int, end: int) -> int:
    at = text.find("\n", begin, end)
    return end if at < 0 else at


def _alike(text: str, start: int, end: int) -> Iterator[Enumeration]:
    """Give runs of lines that begin with the same characters (希望大家…, 必须坚持…)."""
    lines = [line for line in _lines(text, start, end) if line[1] - line[0] >= 2 * _ALIKE]
    run: list[Span] = []
    for one, other in pairwise([*lines, (end, end)]):
        run.append(one)
        if text[one[0] : one[0] + _ALIKE] != text[other[0] : other[0] + _ALIKE]:
            if len(run) > 2:  # two lines begin alike by chance
                yield Enumeration("alike", tuple(run[:MOST]), (0,) * len(run[:MOST]))
            run = []


def _lines(text: str, start: int, end: int) -> Iterable[Span]:
    at = start
    while at < end:
        stop = _line_end(text, at, end)
        line = text[at:stop]
        lead = len(line) - len(line.lstrip())
        if line.strip():
            yield at + lead, at + lead + len(line.strip())
        at = stop + 1
