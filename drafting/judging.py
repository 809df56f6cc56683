"""One quotation judged: what stands where, how it differs, and whether the named source is the right one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.forms import MappedText
from corpus.store.cards import DocumentCard
from drafting.alignment import diff_parts, read_masks, similarity
from drafting.attribution import Naming, documents_of, naming_of
from drafting.finding import Quotation
from drafting.matching import Match, Placed, exact_places, loose_text, match_altered
from drafting.sources import Sources
from drafting.verdicts import (
    CheckedQuote,
    DiffOp,
    DiffPart,
    Found,
    NamedSource,
    QuoteKind,
    QuotePart,
    Verdict,
)

CANDIDATES = 3
JUDGED_PLACES = 6
LEAST_PART = 4
LAWS = frozenset({"法律", "条例", "规定", "办法", "规则", "细则", "解释"})
_ELLIPSIS = re.compile(r"…+|\.{3,}|。{3,}|⋯+")
_TELLING_ENDS = "？！?!"
_RANK = {Verdict.EXACT: 0, Verdict.PUNCTUATION: 1, Verdict.ALTERED: 2}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the draft that is looked for: `text` is `[start, end)` of it, `loose` its form for looking."""

    start: int
    end: int
    text: str
    loose: MappedText


@dataclass(frozen=True, slots=True)
class _Judged:
    """A place before it is cited: spans of the stored text and of the draft, with the diff between them."""

    placed: Placed
    verdict: Verdict
    start: int
    end: int
    diff: tuple[DiffPart, ...]
    similarity: float


class Judge:
    """Judges quotations of one draft against the sources of one check."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._loose, self._matching = sources.forms.loose, sources.forms.matching

    def judge(self, text: str, quotation: Quotation) -> CheckedQuote | None:
        """Judge one quotation of a draft's text; None where nothing but punctuation is quoted."""
        stretch = self._stretch(text, quotation.start, quotation.end)
        if not stretch.loose.text:
            return None
        naming = naming_of(text, quotation)
        named = documents_of(naming, self._sources) if naming else ()
        checked = CheckedQuote(
            start=quotation.start,
            end=quotation.end,
            text=stretch.text,
            kind=quotation.kind,
            verdict=Verdict.NOT_FOUND,
            found=None,
            candidates=(),
            parts=(),
            named=_named(naming, named),
            note="",
        )
        return self._judged(checked, stretch, naming, named)

    def _judged(
        self, checked: CheckedQuote, stretch: Stretch, naming: Naming | None, named: Sequence[DocumentCard]
    ) -> CheckedQuote:
        rows = frozenset(card.row for card in named)
        exact = exact_places(stretch.loose.text, self._sources, rows)
        if exact:
            return self._stands(checked, stretch, exact, naming, named)
        if len(parts := self._split(stretch)) > 1:
            abridged = self._abridged(checked, parts, rows)
            if abridged is not None:
                return abridged
        match = match_altered(stretch.loose.text, self._sources, rows)
        if match.pieces:
            return self._stitched(checked, stretch, match.pieces)
        if match.whole:
            return self._stands(checked, stretch, match.whole, naming, named)
        return self._not_found(checked, stretch, match)

    # Words that stand in one place.

    def _stands(
        self,
        checked: CheckedQuote,
        stretch: Stretch,
        places: Sequence[Placed],
        naming: Naming | None,
        named: Sequence[DocumentCard],
    ) -> CheckedQuote:
        rows = {card.row for card in named}
        article = naming.article if naming else None
        ranked = self._ranked(stretch, places, rows)
        if rows and article:
            ranked = self._article_first(ranked, rows, article)
        found = [self._found(one) for one in ranked[: 1 + CANDIDATES]]
        best = found[0]
        verdict, note = best.verdict, ""
        if rows and verdict is not Verdict.ALTERED:
            if ranked[0].placed.row not in rows:
                verdict, note = (
                    Verdict.MISATTRIBUTED,
                    f"原话不在{_told(naming)}中，见于《{best.place.title}》。",
                )
            elif article and not self._in_article(ranked[0], article):
                verdict, note = Verdict.MISATTRIBUTED, f"原话不在{article}，见于{self._where(ranked[0])}。"
        elif rows and ranked[0].placed.row not in rows:
            note = f"相近的原文不在{_told(naming)}中，见于《{best.place.title}》。"
        return replace(
            checked,
            verdict=verdict,
            found=best,
            candidates=tuple(found[1:]),
            note=note or _validity_note(best),
        )

    def _ranked(self, stretch: Stretch, places: Sequence[Placed], rows: set[int]) -> list[_Judged]:
        """Judge places and order them: the named source, the nearest wording, then the source to be preferred."""
        judged = [self._compare(stretch, placed) for placed in places[: JUDGED_PLACES * 2]]
        return sorted(judged, key=lambda one: self._order(one, rows))

    def _order(self, one: _Judged, rows: set[int]) -> tuple[bool, int, float, bool, int]:
        card = self._sources.card(one.placed.row)
        # Of a law the version in force is quoted, of anything else the document that said it first.
        age = -card.date if card.doc_type in LAWS else card.date or 99_999_999
        repealed = self._sources.validity(card) == "已废止"
        return one.placed.row not in rows, _RANK[one.verdict], -one.similarity, repealed, age

    def _article_first(self, ranked: list[_Judged], rows: set[int], article: str) -> list[_Judged]:
        inside = [one for one in ranked if one.placed.row in rows and self._in_article(one, article)]
        return [*inside, *(one for one in ranked if one not in inside)]

    def _in_article(self, one: _Judged, article: str) -> bool:
        citation = self._sources.citation(one.placed.row, one.start, one.end)
        return citation is not None and any(step.marker == article for step in citation.section_path)

    def _where(self, one: _Judged) -> str:
        citation = self._sources.citation(one.placed.row, one.start, one.end)
        return citation.reference if citation else f"《{self._sources.card(one.placed.row).shown}》"

    # Words from several places.

    def _split(self, stretch: Stretch) -> list[Stretch]:
        """Give the stretches between ellipses; those that say too little to be looked for are left out."""
        edges = [0]
        for match in _ELLIPSIS.finditer(stretch.text):
            edges += [match.start(), match.end()]
        edges.append(len(stretch.text))
        pairs = zip(edges[::2], edges[1::2], strict=True)
        parts = [self._part(stretch, a, b) for a, b in pairs]
        return [part for part in parts if len(part.loose.text) >= LEAST_PART]

    def _abridged(
        self, checked: CheckedQuote, parts: Sequence[Stretch], rows: frozenset[int]
    ) -> CheckedQuote | None:
        """Judge a quotation with ellipses by its parts, from one document where that is possible."""
        held = [{p.row for p in exact_places(part.loose.text, self._sources, rows)} for part in parts]
        common = frozenset.intersection(*map(frozenset, held)) or rows
        found: list[QuotePart] = []
        for part in parts:
            places: Sequence[Placed] = exact_places(part.loose.text, self._sources, common)
            places = places or match_altered(part.loose.text, self._sources, common).whole
            if not places:
                return None
            best = self._ranked(part, places, set(common))[0]
            found.append(QuotePart(part.start, part.end, part.text, self._found(best)))
            common = common or frozenset({best.placed.row})
        return self._of_parts(checked, found, "引文有省略，各部分分别核对。")

    def _stitched(self, checked: CheckedQuote, stretch: Stretch, pieces: Sequence[Placed]) -> CheckedQuote:
        found = []
        for piece in pieces:
            start, end = stretch.loose.source_span(piece.quote_start, piece.quote_end)
            part = self._part(stretch, start, end)
            moved = replace(piece, quote_start=0, quote_end=len(part.loose.text))
            found.append(QuotePart(part.start, part.end, part.text, self._found(self._compare(part, moved))))
        documents = {part.found.place.document_id for part in found}
        where = "同一文件的几处" if len(documents) == 1 else f"{len(documents)}份文件"
        return self._of_parts(checked, found, f"引文由{where}拼接而成，没有用省略号标明。")

    def _of_parts(self, checked: CheckedQuote, parts: Sequence[QuotePart], note: str) -> CheckedQuote:
        return replace(checked, verdict=Verdict.STITCHED, found=parts[0].found, parts=tuple(parts), note=note)

    # Words that stand nowhere.

    def _not_found(self, checked: CheckedQuote, stretch: Stretch, match: Match) -> CheckedQuote:
        near = [self._compare(stretch, placed) for placed in match.near]
        ranked = sorted(near, key=lambda one: -one.similarity)[:CANDIDATES]
        told = {
            QuoteKind.ATTRIBUTED: "没有用引号，可能是转述；资料中未见这样的原话。",
            QuoteKind.ARTICLE: "没有用引号，可能是转述；该条没有这样的原话。",
        }
        note = told.get(checked.kind, "资料中未见这样的原话。")
        return replace(checked, candidates=tuple(self._found(one) for one in ranked), note=note)

    # From loose forms to what is written.

    def _stretch(self, text: str, start: int, end: int) -> Stretch:
        inside = text[start:end]
        loose = read_masks(self._loose.fold(inside), inside, self._loose.plain)
        return Stretch(start, end, inside, loose)

    def _part(self, stretch: Stretch, start: int, end: int) -> Stretch:
        """Give a stretch of a stretch; `start` and `end` count in it."""
        inside = stretch.text[start:end]
        return Stretch(
            stretch.start + start, stretch.start + end, inside, self._stretch(inside, 0, len(inside)).loose
        )

    def _compare(self, stretch: Stretch, placed: Placed) -> _Judged:
        """Compare what is written with what is stored, punctuation and all but at the ends."""
        folded = self._sources.folded(placed.row)
        assert folded is not None
        start, end = loose_text(placed.row, self._sources).source_span(placed.start, placed.end)
        first, last = stretch.loose.source_span(0, len(stretch.loose.text))
        first, start = self._same_before(stretch.text, first, folded.text, start)
        last, end = self._same_behind(stretch.text, last, folded.text, end)
        ours, theirs = stretch.text[first:last], folded.text[start:end]
        draft = self._read(ours, theirs)
        source = self._read(theirs, ours)
        diff = diff_parts(ours, draft, stretch.start + first, theirs, source, start)
        diff = _with_ends(diff, stretch, first, last)
        same_words = self._loose.plain(draft.text) == self._loose.plain(source.text)
        verdict = Verdict.PUNCTUATION if same_words else Verdict.ALTERED
        if draft.text == source.text:
            verdict = Verdict.EXACT
            diff = (DiffPart(DiffOp.EQUAL, stretch.text, theirs, stretch.start, stretch.end, start, end),)
        alike = similarity(self._loose.plain(draft.text), self._loose.plain(source.text))
        return _Judged(placed, verdict, start, end, diff, alike)

    def _same_before(self, draft: str, first: int, source: str, start: int) -> tuple[int, int]:
        """Take in the punctuation in front that both sides have."""
        while first and start and self._alike(draft[first - 1], source[start - 1]):
            first, start = first - 1, start - 1
        return first, start

    def _same_behind(self, draft: str, last: int, source: str, end: int) -> tuple[int, int]:
        """Take in the punctuation behind that both sides have."""
        while last < len(draft) and end < len(source) and self._alike(draft[last], source[end]):
            last, end = last + 1, end + 1
        return _with_telling_end(draft, last, source, end)

    def _alike(self, one: str, other: str) -> bool:
        folded = self._matching.plain(one)
        return bool(folded) and folded == self._matching.plain(other)

    def _read(self, text: str, beside: str) -> MappedText:
        plain = self._matching.plain
        return read_masks(self._matching.fold(text), text, plain, plain(beside))

    def _found(self, one: _Judged) -> Found:
        place = self._sources.place(one.placed.row, one.start, one.end)
        return Found(one.verdict, place, None, one.diff, round(one.similarity, 4))


def _with_telling_end(draft: str, last: int, source: str, end: int) -> tuple[int, int]:
    """Take in a question or exclamation mark at a quotation's end: it changes what is said, a stop does not."""
    if draft[last : last + 1] not in tuple(_TELLING_ENDS):
        return last, end
    follows = source[end : end + 1]
    return last + 1, end + (1 if follows in tuple("。！？!?，；：、.,;:") else 0)


def _with_ends(diff: tuple[DiffPart, ...], stretch: Stretch, first: int, last: int) -> tuple[DiffPart, ...]:
    """Let the draft's own punctuation at the ends belong to the stretches beside it: the diff covers the quotation."""
    if not diff:
        return diff
    head, tail = stretch.text[:first], stretch.text[last:]
    begin = replace(diff[0], draft=head + diff[0].draft, draft_start=stretch.start)
    diff = (begin, *diff[1:])
    final = replace(diff[-1], draft=diff[-1].draft + tail, draft_end=stretch.end)
    return (*diff[:-1], final)


def _named(naming: Naming | None, cards: Sequence[DocumentCard]) -> NamedSource | None:
    if naming is None:
        return None
    return NamedSource(naming.start, naming.end, naming.text, bool(cards), naming.article)


def _told(naming: Naming | None) -> str:
    return "" if naming is None else naming.text + (naming.article or "")


def _validity_note(found: Found) -> str:
    validity = found.place.validity
    return f"《{found.place.title}》{validity}。" if validity in ("已废止", "尚未生效") else ""
