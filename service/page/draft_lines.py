"""A checked draft as the page shows it: its lines, what is quoted marked, each verdict beside its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from drafting.verdicts import (
    CheckedDraft,
    CheckedQuote,
    CheckedReference,
    DiffOp,
    Found,
    ReferenceStatus,
    Verdict,
)
from service.page.address import Address

AROUND = 60
"""Characters of a long equal stretch that are shown on either side of a difference."""
SHOWN = 3  # other places of a quotation


@dataclass(frozen=True, slots=True)
class DiffStretch:
    """A stretch of one side of a diff; `differs` says that the other side has not got it so."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place in the sources: both sides of the diff, the words to insert, and the way to it.

    `start` and `end` are what the words would take the place of, in the draft. `change` is False where they stand
    there already. `part` is the stretch of a quotation put together from several.
    """

    title: str
    facts: str
    validity: str
    reference: str
    href: Address
    draft: tuple[DiffStretch, ...]
    source: tuple[DiffStretch, ...]
    start: int
    end: int
    words: str
    change: bool
    part: str = ""


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quotation with its verdict; `number` is what it is marked with, `nearest` what is most like one not found.

    `following` is the next quotation that is not exact.
    """

    number: int
    text: str
    verdict: Verdict
    kind: str
    places: tuple[ShownPlace, ...]
    nearest: ShownPlace | None
    others: tuple[ShownPlace, ...]
    named: str
    note: str
    following: int | None = None


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many quotations have a verdict, and the number of the first."""

    verdict: Verdict
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class ShownReference:
    """A document that is named and with which something is wrong."""

    text: str
    status: ReferenceStatus
    note: str
    documents: tuple[tuple[str, Address], ...]


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A stretch of a line; `number` and `verdict` are those of the quotation it belongs to, `first` says it begins it."""

    text: str
    number: int | None = None
    verdict: Verdict | None = None
    first: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of the draft with the verdicts on what begins in it."""

    pieces: tuple[DraftPiece, ...]
    quotes: tuple[ShownQuote, ...]
    references: tuple[ShownReference, ...]


def draft_lines(checked: CheckedDraft) -> tuple[DraftLine, ...]:
    """Give the lines that hold anything, in order."""
    numbered = list(enumerate(checked.quotes, start=1))
    doubtful = [one for one in checked.references if one.status is not ReferenceStatus.KNOWN]
    wanting = [number for number, quote in numbered if quote.verdict is not Verdict.EXACT]
    lines: list[DraftLine] = []
    start = 0
    for text in checked.text.split("\n"):
        end = start + len(text)
        if text.strip():
            quotes = tuple(_quote(n, q, wanting) for n, q in numbered if start <= q.start <= end)
            references = tuple(_reference(one) for one in doubtful if start <= one.start <= end)
            lines.append(DraftLine(_pieces(checked.text, start, end, numbered, doubtful), quotes, references))
        start = end + 1
    return tuple(lines)


def counts(checked: CheckedDraft) -> list[VerdictCount]:
    """How many quotations have each verdict, those that need a look first."""
    order = (
        Verdict.ALTERED,
        Verdict.MISATTRIBUTED,
        Verdict.NOT_FOUND,
        Verdict.STITCHED,
        Verdict.PUNCTUATION,
        Verdict.EXACT,
    )
    numbers = {
        verdict: [number for number, quote in enumerate(checked.quotes, start=1) if quote.verdict is verdict]
        for verdict in order
    }
    return [VerdictCount(verdict, len(found), found[0]) for verdict, found in numbers.items() if found]


def inserted(text: str, start: int, end: int, words: str) -> str:
    """A draft with `words` in the place of `[start, end)`; as it was where that is no place in it."""
    return text[:start] + words + text[end:] if 0 <= start <= end <= len(text) else text


def _pieces(
    text: str,
    start: int,
    end: int,
    quotes: Sequence[tuple[int, CheckedQuote]],
    references: Sequence[CheckedReference],
) -> tuple[DraftPiece, ...]:
    here = [(number, q) for number, q in quotes if q.start < end and q.end > start]
    named = [one for one in references if one.start < end and one.end > start]
    edges = {edge for _, q in here for edge in (q.start, q.end)} | {
        e for one in named for e in (one.start, one.end)
    }
    cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    pieces = []
    for low, high in pairwise(cuts):
        # Of quotations within each other the inner one is meant.
        within = [(q.end - q.start, number, q) for number, q in here if q.start <= low < q.end]
        _, number, quote = min(within, key=lambda one: one[:2], default=(0, None, None))
        doubtful = any(one.start <= low < one.end for one in named)
        begins = quote is not None and quote.start == low
        pieces.append(DraftPiece(text[low:high], number, quote.verdict if quote else None, begins, doubtful))
    return tuple(pieces)


def _quote(number: int, quote: CheckedQuote, wanting: Sequence[int]) -> ShownQuote:
    places: list[ShownPlace] = []
    if quote.parts:
        places = [replace(_place(part.found, part.start, part.end), part=part.text) for part in quote.parts]
    elif quote.found is not None:
        places = [_place(quote.found, quote.start, quote.end)]
    others = [_place(found, quote.start, quote.end) for found in quote.candidates[:SHOWN]]
    nearest = others.pop(0) if others and not places else None
    return ShownQuote(
        number=number,
        text=quote.text,
        verdict=quote.verdict,
        kind=quote.kind,
        places=tuple(places),
        nearest=nearest,
        others=tuple(others),
        named=quote.named.text if quote.named else "",
        note=quote.note,
        following=next((one for one in wanting if one > number), None),
    )


def _place(found: Found, start: int, end: int) -> ShownPlace:
    place, cited = found.place, found.citation
    facts = (place.doc_number, place.date)
    # The diff, not the whole quotation, says what of the draft the source's words stand for.
    parts = found.diff
    if parts:
        start, end = parts[0].draft_start, parts[-1].draft_end
    return ShownPlace(
        title=place.title,
        facts=" ".join(fact for fact in facts if fact),
        validity=place.validity or "",
        reference=cited.reference if cited else f"《{place.title}》",
        href=Address(cited.url) if cited else Address(f"/documents/{place.document_id}"),
        draft=tuple(_side((part.op, part.draft) for part in parts)),
        source=tuple(_side((part.op, part.source) for part in parts)),
        start=start,
        end=end,
        words=place.text,
        change=found.verdict is not Verdict.EXACT and bool(parts),
    )


def _side(parts: Iterator[tuple[DiffOp, str]]) -> Iterator[DiffStretch]:
    """One side of a diff; long stretches that are equal are cut in the middle."""
    for op, text in parts:
        if op is not DiffOp.EQUAL:
            if text:
                yield DiffStretch(text, True)
        elif len(text) > 3 * AROUND:
            yield DiffStretch(f"{text[:AROUND]}……{text[-AROUND:]}", False)
        else:
            yield DiffStretch(text, False)


def _reference(one: CheckedReference) -> ShownReference:
    documents = tuple((f"《{doc.title}》", Address(f"/documents/{doc.document_id}")) for doc in one.documents)
    return ShownReference(one.text, one.status, one.note, documents[:SHOWN])
