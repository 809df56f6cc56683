"""Texts without vectors and words: for what looks wording up and asks no model."""

from dataclasses import dataclass
from typing import Protocol

from corpus.index.text_index import TextIndex, TextSearcher


class TextSnapshot(Protocol):
    """The text index at change `number`; that of all three indexes is one too."""

    @property
    def number(self) -> int:
        """The change it stands at, the view of a request."""
        ...

    @property
    def texts(self) -> TextSearcher:
        """Which documents hold a wording."""
        ...


class TextFollower(Protocol):
    """What those who read texts ask of whoever follows the catalogue."""

    def current(self) -> TextSnapshot:
        """The published snapshot."""
        ...


@dataclass(frozen=True, slots=True)
class TextsAlone:
    """The text index as of one commit."""

    texts: TextSearcher

    @property
    def number(self) -> int:
        """The change it stands at."""
        return self.texts.change


class TextReader:
    """Reads the text index at its last commit and changes nothing. Safe to share between threads."""

    def __init__(self, index: TextIndex) -> None:
        self._index = index

    def current(self) -> TextsAlone:
        """Give the newest commit."""
        return TextsAlone(self._index.searcher())
