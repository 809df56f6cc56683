"""Passages: the paragraphs of one section, short ones together, long ones cut at sentence ends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.documents import Family, Passage
from corpus.markers import InlineMarker, inline_markers
from indexer.outline import Outline
from indexer.text import Laid
from parsing.recognised import mean_score

_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
_CLAUSE = re.compile(r"[^；;]*[；;]+|[^；;]+$")
_PHRASE = re.compile(r"[^，,、：:]*[，,、：:]+|[^，,、：:]+$")
DEEPEST_SERIES = 6  # no text counts within counts deeper than that; a hostile one would without end


@dataclass(frozen=True, slots=True)
class PassageSizes:
    """Lengths of passages in characters.

    No passage is longer than `limit`. A paragraph longer than `part_high` is cut into parts that end with a
    sentence, new ones begun from `part_low` on where an enumeration (一是, 二是) goes on. Adjacent paragraphs of
    one section are one passage while they are at most `merged` together, of one article `article`; paragraphs
    that together are no longer than `stub` say too little alone (各位代表！主要工作如下：) and open the passage of
    the next one whatever its length;
    rows of one table make passages of `table` at most, and none together with prose.
    """

    limit: int = 600
    part_low: int = 200
    part_high: int = 400
    merged: int = 300
    article: int = 500
    table: int = 500
    stub: int = 24


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph or a part of one: its place in the text, and what leads to it."""

    start: int
    end: int
    section: int | None
    ordinal: int
    paragraph: int
    whole: bool
    inline: tuple[str, ...]
    table: int | None = None


def build_passages(
    laid: Laid, outline: Outline, skipped: frozenset[int], sizes: PassageSizes
) -> tuple[Passage, ...]:
    """Cut the paragraphs that are neither heading nor in `skipped` (furniture) into passages, in order."""
    pieces = _pieces(laid, outline, skipped, sizes)
    return tuple(_passage(laid, group) for group in _merged(pieces, outline, sizes, skipped))


def _pieces(laid: Laid, outline: Outline, skipped: frozenset[int], sizes: PassageSizes) -> Iterator[_Piece]:
    bodies = [i for i in range(len(laid.paragraphs)) if i not in skipped and i not in outline.headings]
    for section, group in groupby(bodies, key=lambda i: outline.section_of[i]):
        series = _SeriesStack()
        for ordinal, index in enumerate(group, start=1):
            yield from _parts(laid, outline, index, section, ordinal, series, sizes)


def _parts(
    laid: Laid,
    outline: Outline,
    index: int,
    section: int | None,
    ordinal: int,
    series: "_SeriesStack",
    sizes: PassageSizes,
) -> Iterator[_Piece]:
    """Yield the parts of one paragraph with the inline markers that lead to each."""
    text = laid.paragraphs[index].text
    begin = laid.spans[index][0]
    markers = () if laid.paragraphs[index].is_table else inline_markers(text)
    item = outline.items.get(index)
    table = laid.paragraphs[index].table if laid.paragraphs[index].is_table else None
    whole_limit = sizes.article if _in_article(outline, index) else sizes.part_high
    whole_limit = sizes.limit if laid.paragraphs[index].is_table else whole_limit
    spans = [(0, len(text))] if len(text) <= whole_limit else cut(text, markers, sizes)
    at = 0
    for start, end in spans:
        while at < len(markers) and markers[at].start <= start:
            series.read(markers[at], opens=markers[at].start == 0)
            at += 1
        inline = (item.canonical,) if item is not None else ()
        yield _Piece(
            begin + start,
            begin + end,
            section,
            ordinal,
            index,
            len(spans) == 1,
            inline + series.path(),
            table,
        )
    for marker in markers[at:]:
        series.read(marker, opens=False)


def cut(text: str, markers: Sequence[InlineMarker], sizes: PassageSizes) -> list[tuple[int, int]]:
    """Cut a long paragraph into `[start, end)` parts at sentence ends, then at ；, then ，, at worst anywhere."""
    starts = {marker.start for marker in markers}
    units = list(_units(text, 0, sizes.part_high, (_SENTENCE, _CLAUSE, _PHRASE)))
    parts: list[tuple[int, int]] = []
    begin = end = 0
    for start, stop in units:
        long_enough = end - begin >= sizes.part_low
        if end > begin and (stop - begin > sizes.part_high or (long_enough and start in starts)):
            parts.append((begin, end))
            begin = start
        end = stop
    parts.append((begin, len(text)))
    return _without_stub(parts, sizes)


def _without_stub(parts: list[tuple[int, int]], sizes: PassageSizes) -> list[tuple[int, int]]:
    """Give a last part too short to stand alone to the one before it."""
    if len(parts) > 1 and parts[-1][1] - parts[-1][0] < sizes.part_low // 2:
        start, end = parts[-2][0], parts[-1][1]
        if end - start <= sizes.limit:
            return [*parts[:-2], (start, end)]
    return parts


def _units(
    text: str, offset: int, limit: int, patterns: Sequence[re.Pattern[str]]
) -> Iterator[tuple[int, int]]:
    """Yield the smallest stretches a text is cut into, none longer than `limit`; they cover it."""
    if not patterns:
        for start in range(0, len(text), limit):
            yield offset + start, offset + min(start + limit, len(text))
        return
    at = 0
    for match in patterns[0].finditer(text):
        if match.end() > at:
            if match.end() - at <= limit:
                yield offset + at, offset + match.end()
            else:
                yield from _units(text[at : match.end()], offset + at, limit, patterns[1:])
            at = match.end()
    if at < len(text):
        yield from _units(text[at:], offset + at, limit, patterns[1:])


def _merged(
    pieces: Iterable[_Piece], outline: Outline, sizes: PassageSizes, skipped: frozenset[int]
) -> Iterator[list[_Piece]]:
    """Group adjacent whole paragraphs of one section while they are short together."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and _fits(group, piece, outline, sizes, skipped):
            group.append(piece)
            continue
        if group:
            yield group
        group = [piece]
    if group:
        yield group


def _fits(
    group: list[_Piece], piece: _Piece, outline: Outline, sizes: PassageSizes, skipped: frozenset[int]
) -> bool:
    last = group[-1]
    if last.section != piece.section or last.table != piece.table or not last.whole:
        return False
    if piece.paragraph != last.paragraph + 1 or last.paragraph in skipped:
        return False
    if last.end - group[0].start <= sizes.stub and last.table is None:
        return piece.end - group[0].start <= sizes.limit
    if not piece.whole:
        return False
    room = sizes.article if _in_article(outline, piece.paragraph) else sizes.merged
    room = sizes.table if piece.table is not None else room
    return piece.end - group[0].start <= room


def _in_article(outline: Outline, index: int) -> bool:
    section = outline.section_of[index]
    return section is not None and outline.nodes[section].family is Family.ARTICLE


def _passage(laid: Laid, group: list[_Piece]) -> Passage:
    first, last = laid.paragraphs[group[0].paragraph], laid.paragraphs[group[-1].paragraph]
    return Passage(
        group[0].start,
        group[-1].end,
        group[0].section,
        group[0].ordinal,
        group[0].inline,
        first.page_first,
        last.page_last if last.page_last is not None else first.page_last,
        mean_score([(laid.paragraphs[p.paragraph].ocr_score, p.end - p.start) for p in group]),
    )


class _SeriesStack:
    """The inline series that are open at a place: 第一， then 一是 in it.

    A series that begins anew inside a paragraph which itself began with its kind is one deeper; the outer one
    goes on at the next paragraph.
    """

    def __init__(self) -> None:
        self._open: list[InlineMarker] = []

    def read(self, marker: InlineMarker, *, opens: bool) -> None:
        """Take the next marker; `opens` says that it begins its paragraph."""
        places = [i for i, m in enumerate(self._open) if m.series == marker.series]
        going_on = [i for i in places if self._open[i].number + 1 == marker.number]
        if going_on:
            depth = going_on[0] if opens else going_on[-1]
        elif places and (opens or marker.number != 1):
            depth = places[0] if opens else places[-1]
        else:
            depth = len(self._open)
        self._open[min(depth, DEEPEST_SERIES) :] = [marker]

    def path(self) -> tuple[str, ...]:
        """Return the canonical markers that lead to here, outermost first."""
        return tuple(marker.canonical for marker in self._open)
