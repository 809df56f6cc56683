"""The canonical text: paragraphs joined by line breaks, nothing added and nothing changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.paragraphs import Paragraph


@dataclass(frozen=True, slots=True)
class Laid:
    """Paragraphs laid out as one text; `spans[i]` is the `[start, end)` of the i-th in it."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    spans: tuple[tuple[int, int], ...]


def lay_out(paragraphs: Sequence[Paragraph]) -> Laid:
    """Join paragraphs by line breaks and say where each stands."""
    spans: list[tuple[int, int]] = []
    at = 0
    for paragraph in paragraphs:
        spans.append((at, at + len(paragraph.text)))
        at += len(paragraph.text) + 1
    return Laid("\n".join(p.text for p in paragraphs), tuple(paragraphs), tuple(spans))
