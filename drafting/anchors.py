"""Where stretches of a quotation stand in a text, and how they chain to one place or several. Pure, on folded texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

JUMP = 8
"""What it costs, in edited characters, to go on in another place: less is an edit, more is a stitch."""
SEEDS = (6, 4)
"""Characters of a stretch by which places are found: longer ones first, since they are rarer."""
MOST_PLACES = 32
MOST_ANCHORS = 64
LEFT_OUT = 12
"""Characters of the source that an alteration leaves out at most; who leaves out more, stitches."""
PUT_IN = 40
"""Characters of the draft between two stretches of one place at most."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A stretch that quotation and text have in common, as long as it can be: `quote[at:at+length]`."""

    row: int
    quote: int
    source: int
    length: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Anchors in the order of the quotation and what they leave uncovered, in edited characters, jumps included."""

    anchors: tuple[Anchor, ...]
    cost: int

    @property
    def places(self) -> tuple[tuple[Anchor, ...], ...]:
        """The anchors, those of one place together."""
        groups: list[list[Anchor]] = []
        for anchor in self.anchors:
            if groups and _edit_gap(groups[-1][-1], anchor) is not None:
                groups[-1].append(anchor)
            else:
                groups.append([anchor])
        return tuple(map(tuple, groups))


def find_anchors(row: int, quote: str, source: str) -> list[Anchor]:
    """Find the stretches of `quote` that stand in `source`, the longest first."""
    for seed in SEEDS:
        found = _with_seeds(row, quote, source, min(seed, len(quote)))
        if sum(anchor.length for anchor in found) * 2 >= len(quote):
            break
    return sorted(found, key=lambda a: (-a.length, a.quote, a.source))[:MOST_ANCHORS]


def _with_seeds(row: int, quote: str, source: str, seed: int) -> list[Anchor]:
    found: dict[tuple[int, int], Anchor] = {}
    at = 0
    while at + seed <= len(quote):
        covered = at
        place, places = source.find(quote[at : at + seed]), 0
        while place >= 0 and places < MOST_PLACES:
            anchor = _grown(row, quote, source, at, place, seed)
            found.setdefault((anchor.quote, anchor.source), anchor)
            covered = max(covered, anchor.quote + anchor.length)
            place, places = source.find(quote[at : at + seed], place + 1), places + 1
        at = max(at + 1 + seed // 4, covered - seed + 2)
    return list(found.values())


def _grown(row: int, quote: str, source: str, at: int, place: int, length: int) -> Anchor:
    """Make a common stretch as long as it can be, to both sides."""
    while at and place and quote[at - 1] == source[place - 1]:
        at, place, length = at - 1, place - 1, length + 1
    most = min(len(quote) - at, len(source) - place)
    while length < most and quote[at + length] == source[place + length]:
        length += 1
    return Anchor(row, at, place, length)


def best_chain(quote: str, anchors: Sequence[Anchor], *, jumps: bool = True) -> Chain | None:
    """Give the chain of anchors that covers a quotation at the least cost; None where there is no anchor.

    Without `jumps` all anchors are of one place.
    """
    ordered = sorted(anchors, key=lambda a: (a.quote, a.quote + a.length, a.row, a.source))
    costs: list[int] = []
    before: list[int] = []
    for at, anchor in enumerate(ordered):
        cost, previous = anchor.quote, -1
        for other in range(at):
            step = _step(ordered[other], anchor, jumps=jumps)
            if step is not None and costs[other] + step < cost:
                cost, previous = costs[other] + step, other
        costs.append(cost)
        before.append(previous)
    ends = [costs[i] + len(quote) - a.quote - a.length for i, a in enumerate(ordered)]
    if not ends:
        return None
    last = min(range(len(ends)), key=lambda i: (ends[i], -ordered[i].length))
    cost, chosen = ends[last], []
    while last >= 0:
        chosen.append(ordered[last])
        last = before[last]
    return Chain(tuple(reversed(chosen)), cost)


def _step(left: Anchor, right: Anchor, *, jumps: bool) -> int | None:
    """Give what it costs to go on from one anchor to another; None where it cannot be done."""
    if right.quote + right.length <= left.quote + left.length or right.quote < left.quote:
        return None
    edits = _edit_gap(left, right)
    if not jumps:
        return edits
    leap = JUMP + max(0, right.quote - left.quote - left.length)
    return leap if edits is None else min(edits, leap)


def _edit_gap(left: Anchor, right: Anchor) -> int | None:
    """Give the edits between two anchors of one place; None where they are of two."""
    if left.row != right.row or right.source <= left.source:
        return None
    quote = right.quote - left.quote - left.length
    source = right.source - left.source - left.length
    overlap = max(0, -quote, -source)
    quote, source = quote + overlap, source + overlap
    if overlap >= right.length or source - quote > LEFT_OUT or quote > PUT_IN:
        return None
    return max(quote, source)


def anchors_within(quote: str, texts: Mapping[int, str]) -> dict[int, list[Anchor]]:
    """Find the anchors of a quotation in each of several texts, by row; a text without any is absent."""
    found = {row: find_anchors(row, quote, text) for row, text in texts.items()}
    return {row: anchors for row, anchors in found.items() if anchors}


def clusters(anchors: Sequence[Anchor]) -> list[list[Anchor]]:
    """Group the anchors of one text by the place they speak for: those of about the same shift."""
    groups: list[list[Anchor]] = []
    for anchor in sorted(anchors, key=lambda a: a.source - a.quote):
        last = groups[-1][-1] if groups else None
        if last is not None and anchor.source - anchor.quote - last.source + last.quote <= PUT_IN:
            groups[-1].append(anchor)
        else:
            groups.append([anchor])
    return groups
