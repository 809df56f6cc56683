"""The part of a passage that a result list shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.page.segments import Segment, Span, segments

WHOLE = 240  # a passage up to this length is shown whole
WINDOW = 180
STOPS = "。！？；"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The segments shown; `before` and `after` tell whether text was left out there."""

    shown: tuple[Segment, ...]
    before: bool
    after: bool

    @property
    def cut(self) -> bool:
        """Whether the passage is longer than what is shown."""
        return self.before or self.after


def excerpt(text: str, highlights: Sequence[Span]) -> Excerpt:
    """The passage, or about 180 characters of it around the place where the most is marked."""
    if len(text) <= WHOLE:
        return Excerpt(segments(text, 0, len(text), highlights), False, False)
    start = _sentence_start(text, _densest(text, highlights))
    start += len(text[start:]) - len(text[start:].lstrip())
    end = min(len(text), start + WINDOW)
    if len(text) - end < WINDOW // 6:
        end = len(text)
    return Excerpt(segments(text, start, end, highlights), start > 0, end < len(text))


def _densest(text: str, highlights: Sequence[Span]) -> int:
    """The start of the window that holds the most marked characters; windows begin at marks."""
    best, most = 0, -1
    for begin, _ in highlights:
        held = sum(
            min(high, begin + WINDOW) - low for low, high in highlights if begin <= low < begin + WINDOW
        )
        if held > most:
            best, most = begin, held
    return min(best, len(text))


def _sentence_start(text: str, at: int) -> int:
    """The start of the sentence at `at`, or a little before it when that lies too far back."""
    before = max(text.rfind(stop, 0, at) for stop in STOPS) + 1
    return before if at - before <= WINDOW // 3 else at - WINDOW // 6
