"""A model's answer as it is written, cut into sentences with the numbers they cite."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from answering.model.plain_text import plain, without_thoughts

LONGEST = 600
"""Characters beyond which a sentence is given up: no passage is longer."""
_OPEN_BRACKETS, _CLOSED_BRACKETS = r"[\[［【〔]", r"[\]］】〕]"
_MARK = rf"{_OPEN_BRACKETS}\^?\s*(?:资料)?\s*\d{{1,3}}(?:\s*[,，、]\s*(?:资料)?\s*\d{{1,3}})*\s*{_CLOSED_BRACKETS}"
_MARKS = re.compile(rf"\s*{_MARK}(?:\s*{_MARK})*")
_NUMBER = re.compile(r"\d+")
_STOP = r"(?:[。！？!?]+[”’」』》）)]*|\n)"
_STOP_BEHIND = re.compile(rf"((?:\s*{_MARK})+)\s*([。！？!?]+[”’」』》）)]*)")
_ENDED = re.compile(rf"{_STOP}(?:\s*{_MARK})*(?=\s*[^\s\[［【〔\]］】〕\d。！？!?”’」』》）)])")
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence with the numbers cited at its end."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence of a model, unchecked: its parts in order."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The sentence without its numbers."""
        return "".join(part.text for part in self.parts)


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """Give the sentences as soon as each is whole; the last one when the pieces end."""
    held = ""
    for piece in without_thoughts(pieces):
        held += piece
        ready, held = _whole(held)
        for sentence in ready:
            yield from _read(sentence)
    yield from _read(held)


def _whole(held: str) -> tuple[list[str], str]:
    """Give the sentences that are surely whole, and the rest; a stop inside a quotation ends none."""
    ready, start = [], 0
    held = _STOP_BEHIND.sub(r"\2\1", held)
    for match in _ENDED.finditer(held):
        sentence = held[start : match.end()]
        if len(sentence) > LONGEST or all(sentence.count(a) <= sentence.count(b) for a, b in _QUOTES):
            ready.append(sentence)
            start = match.end()
    return ready, held[start:]


def _read(sentence: str) -> Iterator[Draft]:
    text = _STOP_BEHIND.sub(r"\2\1", plain(sentence)).strip()
    draft = Draft(tuple(_parts(text)))
    if len(text) <= LONGEST and any(c.isalnum() for c in draft.text):
        yield draft


def _parts(text: str) -> Iterator[Part]:
    at = 0
    for marks in _MARKS.finditer(text):
        if stretch := text[at : marks.start()].strip():
            yield Part(stretch, tuple(int(number) for number in _NUMBER.findall(marks.group())))
        at = marks.end()
    rest = text[at:].strip()
    if any(c.isalnum() for c in rest):
        yield Part(rest, ())
