"""Where the words of a quotation stand: exactly, nearly, or in pieces. Places are of loose forms, from 0."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from corpus.forms import MappedText
from drafting.alignment import distance, extent
from drafting.anchors import Anchor, Chain, anchors_within, best_chain, clusters
from drafting.sources import Sources

HOLDERS = 12
"""Documents that hold a quotation word for word which are looked at."""
SHARERS = 12
"""Documents with altered wording which are looked at."""
OCCURRENCES = 6
TRIED = 40
"""Places at which a quotation is aligned whole, the most promising first."""
ALTERED = 0.25
"""Edits, as a share of the quotation, up to which wording counts as altered and not as other wording."""
FEW = 5
"""Edits that a quotation of a sentence's length may have in any case."""
STITCHED = 0.5
"""Cost of a chain over several places, as a share of the quotation, up to which it counts as stitched."""
PIECE = 8
"""Characters of a piece of a stitched quotation at least."""
NEAR = 0.3
"""Similarity of a nearest candidate at least."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch of the quotation beside one of a document's loose form, with the edits between them."""

    row: int
    quote_start: int
    quote_end: int
    start: int
    end: int
    edits: int


@dataclass(frozen=True, slots=True)
class Match:
    """What was found of a quotation, the best first: `whole` places of all of it, or `pieces` of it in order.

    `near` are places of other wording, where nothing else was found.
    """

    whole: tuple[Placed, ...] = ()
    pieces: tuple[Placed, ...] = ()
    near: tuple[Placed, ...] = ()


def allowed_edits(length: int) -> int:
    """Give how many characters of a quotation of that length may differ before its wording is another one.

    >>> [allowed_edits(n) for n in (3, 4, 8, 30)]
    [0, 1, 2, 7]
    """
    few = FEW if length > 2 * FEW + 2 else 0
    return max(few, int(length * ALTERED))


def exact_places(
    quote: str, sources: Sources, preferred: Collection[int] = (), occurrences: int = OCCURRENCES
) -> list[Placed]:
    """Find where a loose form stands word for word; documents of `preferred` rows are looked at first."""
    rows = list(sources.holding(quote, HOLDERS, preferred)) if preferred else []
    rows += [row for row in sources.holding(quote, HOLDERS) if row not in preferred]
    return [place for row in rows for place in _occurrences(row, quote, sources, occurrences)]


def _occurrences(row: int, quote: str, sources: Sources, most: int) -> Iterable[Placed]:
    folded = sources.folded(row)
    if folded is None:
        return
    at, found = folded.loose.text.find(quote), 0
    while at >= 0 and found < most:
        yield Placed(row, 0, len(quote), at, at + len(quote), 0)
        at, found = folded.loose.text.find(quote, at + len(quote)), found + 1


def match_altered(quote: str, sources: Sources, preferred: Collection[int] = ()) -> Match:
    """Find a loose form that stands nowhere word for word: altered in one place, or pieced together."""
    anchors = _anchors(quote, _candidates(quote, sources, preferred), sources)
    whole = _single_places(quote, anchors, sources, preferred)
    if not whole or whole[0].edits > allowed_edits(len(quote)):
        others = [row for row in sources.resembling(quote, SHARERS) if row not in anchors]
        anchors |= _anchors(quote, others, sources)
        whole = _single_places(quote, anchors, sources, preferred)
    edits = whole[0].edits if whole else len(quote)
    pieces: tuple[Placed, ...] = ()
    if edits > allowed_edits(len(quote)) or edits >= PIECE:
        pieces = _pieces(quote, anchors, sources, edits)
    if pieces:
        return Match(pieces=pieces, near=tuple(whole[:3]))
    near_enough = [place for place in whole if place.edits <= allowed_edits(len(quote))]
    if near_enough:
        return Match(whole=tuple(near_enough))
    return Match(near=tuple(place for place in whole if place.edits <= len(quote) * (1 - NEAR))[:3])


def _candidates(quote: str, sources: Sources, preferred: Collection[int]) -> list[int]:
    rows = sources.sharing(quote, 4, preferred) if preferred else []
    rows += sources.sharing(quote, SHARERS)
    return list(dict.fromkeys(rows))


def _anchors(quote: str, rows: Iterable[int], sources: Sources) -> dict[int, list[Anchor]]:
    texts = {row: folded.loose.text for row in rows if (folded := sources.folded(row)) is not None}
    return anchors_within(quote, texts)


def _single_places(
    quote: str, anchors: dict[int, list[Anchor]], sources: Sources, preferred: Collection[int]
) -> list[Placed]:
    """Give the best place of all of a quotation in each document, the fewest edits first."""
    groups = [(row, group) for row, found in anchors.items() for group in clusters(found)]
    chains = [(row, best_chain(quote, group, jumps=False)) for row, group in groups]
    ordered = sorted(
        ((c.cost, row not in preferred, row, c) for row, c in chains if c is not None), key=lambda o: o[:3]
    )
    best: dict[int, Placed] = {}
    for _, _, row, chain in ordered[:TRIED]:
        placed = _whole(row, quote, chain, sources)
        if row not in best or placed.edits < best[row].edits:
            best[row] = placed
    return sorted(best.values(), key=lambda p: (p.edits, p.row not in preferred, p.row))


def _whole(row: int, quote: str, chain: Chain, sources: Sources) -> Placed:
    text = loose_text(row, sources).text
    start, end = extent(quote, text, chain.anchors)
    return Placed(row, 0, len(quote), start, end, distance(quote, text[start:end]))


def _pieces(quote: str, anchors: dict[int, list[Anchor]], sources: Sources, edits: int) -> tuple[Placed, ...]:
    """Give the places of a quotation's pieces; none where one place with `edits` explains it as well."""
    anchors = dict(anchors)
    chain = _chain(quote, anchors)
    for start, end in _gaps(quote, chain):
        for row, found in _anchors(quote[start:end], sources.sharing(quote[start:end], 6), sources).items():
            moved = [Anchor(row, a.quote + start, a.source, a.length) for a in found]
            anchors[row] = list({*anchors.get(row, ()), *moved})
    chain = _chain(quote, anchors)
    if chain is None or chain.cost >= edits or chain.cost > STITCHED * len(quote):
        return ()
    pieces = _trimmed([_piece(place, quote, sources) for place in chain.places])
    if len(pieces) < 2 or any(piece.quote_end - piece.quote_start < PIECE for piece in pieces):
        return ()
    return tuple(pieces)


def _chain(quote: str, anchors: dict[int, list[Anchor]]) -> Chain | None:
    long_enough = [a for found in anchors.values() for a in found if a.length >= min(PIECE // 2, len(quote))]
    longest = sorted(long_enough, key=lambda a: -a.length)[:120]
    return best_chain(quote, longest)


def _gaps(quote: str, chain: Chain | None) -> list[tuple[int, int]]:
    """Give the stretches of a quotation that a chain leaves uncovered and that are long enough to be pieces."""
    covered = [(a.quote, a.quote + a.length) for a in chain.anchors] if chain else []
    edges = [0, *(edge for span in covered for edge in span), len(quote)]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= PIECE]


def _piece(anchors: Sequence[Anchor], quote: str, sources: Sources) -> Placed:
    first, last = anchors[0], anchors[-1]
    start, end = first.source, last.source + last.length
    q = quote[first.quote : last.quote + last.length]
    edits = distance(q, loose_text(first.row, sources).text[start:end])
    return Placed(first.row, first.quote, last.quote + last.length, start, end, edits)


def _trimmed(pieces: Sequence[Placed]) -> list[Placed]:
    """Cut what a piece has in common with the one before: a character of the draft belongs to one."""
    kept: list[Placed] = []
    for piece in pieces:
        over = max(0, kept[-1].quote_end - piece.quote_start) if kept else 0
        start = piece.quote_start + over
        kept.append(Placed(piece.row, start, piece.quote_end, piece.start + over, piece.end, piece.edits))
    return kept


def loose_text(row: int, sources: Sources) -> MappedText:
    """Give the loose form of a document that was looked at before."""
    folded = sources.folded(row)
    if folded is None:
        raise LookupError(f"row {row} is not live")
    return folded.loose
