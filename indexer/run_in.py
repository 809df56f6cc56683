"""How a marked line words its heading: standing alone, run into its paragraph, or as a mere item of a list."""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.markers import Marker

LONGEST_TITLE = 80  # characters of a sentence that still serves as a heading
LONGEST_LINE = 60  # a heading line longer than this is a sentence worth finding: it stays in a passage
_END = re.compile(r"[。！？!?]")
_NAMED = re.compile(r"[【\[〔]([^】\]〕]{1,30})[】\]〕]")


class Form(StrEnum):
    """The form of a marked line."""

    STANDALONE = "heading"
    RUN_IN = "runin"
    DOUBLE = "headings"  # two headings in one line: 五、民主政治要再深化。要支持人大工作
    ITEM = "item"
    BROKEN = "broken"  # the first part of a line that a page or column break cut


@dataclass(frozen=True, slots=True)
class Wording:
    """A marked line taken apart.

    `title` is the heading without marker (with its 。 where it runs into a body, as printed), `cut` the offset
    in the line where the heading ends and `tail` what follows it.
    """

    marker: Marker
    title: str
    cut: int
    tail: str

    @property
    def has_sentence(self) -> bool:
        """Whether a sentence ends in the line."""
        return self.title[-1:] in ("。", "！", "？", "!", "?")

    @property
    def ends_as_item(self) -> bool:
        """Whether the line ends as an item of a list does."""
        text = (self.title + self.tail).rstrip()
        return text.endswith(("；", ";", "，", ",", "、", "；或者", "；和", "；以及", "；或"))


def read_wording(text: str, marker: Marker) -> Wording:
    """Take a marked line apart at its first sentence end; without one the whole line is the title."""
    rest = text[marker.length :]
    end = _sentence_end(rest)
    if end is None:
        return Wording(marker, rest.strip(), len(text), "")
    return Wording(marker, rest[:end].strip(), marker.length + end, rest[end:])


def section_title(wording: Wording) -> str:
    """Return the title of a run-in heading; empty where its first sentence is too long to be one."""
    return wording.title if len(wording.title) <= LONGEST_TITLE else ""


def article_title(rest: str) -> str:
    """Return the title that some articles carry in brackets: 第一条【立法目的】."""
    named = _NAMED.match(rest)
    return named[1] if named else ""


def _sentence_end(rest: str) -> int | None:
    """Return the end of the first sentence of a text, closing quotes with it."""
    match = _END.search(rest)
    if not match:
        return None
    end = match.end()
    while end < len(rest) and rest[end] in "”’」』）)":
        end += 1
    return end
