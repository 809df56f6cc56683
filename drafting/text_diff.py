"""What changed between two texts, character by character, in pieces that people can read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafting.differences import CELLS, Span, differences, shared_head


class Change(StrEnum):
    """What became of a piece of text."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


SHORT = 2
"""Characters; so few that are equal between two changes are told as changed with them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that stands in both texts, only in the old, or only in the new."""

    change: Change
    text: str


def diff(old: str, new: str, cells: int = CELLS) -> tuple[Piece, ...]:
    """Give the pieces in order: those not inserted make the old text, those not deleted the new.

    `cells` bounds memory and time, as `differences` tells; pieces of texts beyond it are coarser.
    """
    changed: list[Span] = []
    for span in differences(old, new, cells):
        if changed and span.a - changed[-1].b <= SHORT:
            last = changed.pop()
            changed.append(Span(last.a, span.b, last.c, span.d))
        else:
            changed.append(span)
    pieces: list[Piece] = []
    at = 0
    for span in changed:
        pieces += _equal(old[at : span.a]) + _changed(old[span.a : span.b], new[span.c : span.d])
        at = span.b
    return (*pieces, *_equal(old[at:]))


def side(pieces: Sequence[Piece], change: Change) -> Iterator[Piece]:
    """Give the pieces of the old text (DELETE) or of the new (INSERT)."""
    return (piece for piece in pieces if piece.change in (Change.EQUAL, change))


def _equal(text: str) -> list[Piece]:
    return [Piece(Change.EQUAL, text)] if text else []


def _changed(removed: str, added: str) -> list[Piece]:
    """Give what was taken out and put in, without what both begin or end with."""
    head = shared_head(removed, added)
    tail = shared_head(removed[head:][::-1], added[head:][::-1])
    parts = [
        (Change.EQUAL, removed[:head]),
        (Change.DELETE, removed[head : len(removed) - tail]),
        (Change.INSERT, added[head : len(added) - tail]),
        (Change.EQUAL, removed[len(removed) - tail :]),
    ]
    return [Piece(change, text) for change, text in parts if text]
