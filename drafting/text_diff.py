"""What changed between two texts, character by character, in pieces that people can read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel


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


def diff(old: str, new: str) -> tuple[Piece, ...]:
    """Give the pieces in order: those not inserted make the old text, those not deleted the new."""
    steps = [(op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end) for op in Indel.opcodes(old, new)]
    pieces: list[Piece] = []
    removed = added = ""
    for number, (tag, a, b, c, d) in enumerate(steps):
        inside = 0 < number < len(steps) - 1
        if tag == "equal" and not (inside and b - a <= SHORT and (removed or added)):
            pieces += _changed(removed, added)
            pieces.append(Piece(Change.EQUAL, old[a:b]))
            removed = added = ""
        else:
            removed, added = removed + old[a:b], added + new[c:d]
    return (*pieces, *_changed(removed, added))


def side(pieces: Sequence[Piece], change: Change) -> Iterator[Piece]:
    """Give the pieces of the old text (DELETE) or of the new (INSERT)."""
    return (piece for piece in pieces if piece.change in (Change.EQUAL, change))


def _changed(removed: str, added: str) -> list[Piece]:
    """Give what was taken out and put in, without what both begin or end with."""
    head = 0
    while head < min(len(removed), len(added)) and removed[head] == added[head]:
        head += 1
    tail = 0
    while tail < min(len(removed), len(added)) - head and removed[-1 - tail] == added[-1 - tail]:
        tail += 1
    parts = [
        (Change.EQUAL, removed[:head]),
        (Change.DELETE, removed[head : len(removed) - tail]),
        (Change.INSERT, added[head : len(added) - tail]),
        (Change.EQUAL, removed[len(removed) - tail :]),
    ]
    return [Piece(change, text) for change, text in parts if text]
