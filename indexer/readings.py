"""A fact as it was read: its value, the place it stands at, and how sure the reading is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.documents import FactSource
from indexer.text import Laid


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text with its place `[start, end)`; one joined from several lines is longer than its text."""

    text: str
    start: int
    end: int

    def part(self, start: int, end: int) -> "Line":
        """Return `[start, end)` of the line, or the line where it was joined and has no such place."""
        if self.end - self.start != len(self.text) or not 0 <= start < end <= len(self.text):
            return self
        return Line(self.text[start:end], self.start + start, self.start + end)

    def match(self, found: re.Match[str], group: str | int = 0) -> "Line":
        """Return the place of a match in the line."""
        return self.part(*found.span(group))


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a fact.

    `[start, end)` is its place in the text, or `label` the name of the file's own datum; neither is given for
    what follows from elsewhere. `confidence` is in [0, 1].
    """

    value: str
    confidence: float
    start: int | None = None
    end: int | None = None
    label: str | None = None

    def source(self, fact: str) -> FactSource:
        """Return where the fact of that name was read."""
        return FactSource(fact, self.start, self.end, self.label, self.confidence)

    def told(self, value: str, confidence: float | None = None) -> "Reading":
        """Return another value read at the same place."""
        return replace(self, value=value, confidence=self.confidence if confidence is None else confidence)


def read_at(value: str, line: Line, confidence: float) -> Reading:
    """Return a value read from a line."""
    return Reading(value, confidence, line.start, line.end)


def lines_of(laid: Laid) -> tuple[Line, ...]:
    """Return the paragraphs of a text as lines."""
    return tuple(Line(p.text, *span) for p, span in zip(laid.paragraphs, laid.spans, strict=True))


def joined(lines: Sequence[Line]) -> Line:
    """Return lines that follow each other as one, their texts put together."""
    if len(lines) == 1:
        return lines[0]
    return Line("".join(line.text for line in lines), lines[0].start, lines[-1].end)
