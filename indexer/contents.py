"""Contents pages: of a law (chapters named before they come) and of a magazine (titles, authors, pages). Rule 9."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Family
from corpus.markers import read_marker
from indexer.paragraphs import Paragraph

_HEADING = re.compile(r"(?:CONTENTS)?\s*目\s*[录次]\s*(?:CONTENTS)?$", re.IGNORECASE)
_LONG = 60
_LEADERS = re.compile(r"[.．…·‥•]{3,}")
_PAGE_LAST = re.compile(r"^(?P<words>.*?)[\s.．…·‥•]*(?:(?<=[^\d年第.\-—])|(?<=^))(?P<page>\d{1,3})$")
_PAGE_INSIDE = re.compile(r"^(?P<words>.*?\S)\s+(?P<page>\d{1,3})\s+(?P<author>[^\d\s].{1,24})$")
_SPACE = re.compile(r"\s+")
_NEAR = 5  # lines that a title and its author take on a contents page, at most
_LEAST = 5  # entries that make a contents page of a magazine


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a magazine's contents page.

    `lines` are the lines printed since the entry before, so that a column's name or a slogan may stand at their
    head and the author's at their foot; `author` is what stands behind leader dots or the page number, None where
    it cannot be told.
    """

    lines: tuple[str, ...]
    page: int
    author: str | None

    def wordings(self) -> list["Wording"]:
        """Return what the title may be: whole lines in sequence, or the same up to a space before the author."""
        found: list[Wording] = []
        for first in range(len(self.lines)):
            for last in range(first, len(self.lines)):
                above = "".join(self.lines[first:last])
                behind = self.lines[last + 1 :]
                line = self.lines[last]
                for cut in (len(line), *(match.start() for match in _SPACE.finditer(line))):
                    rest = (line[cut:].strip(), *behind)
                    found.append(
                        Wording(above + line[:cut], self.lines[:first], " ".join(filter(None, rest)))
                    )
        return sorted(found, key=lambda wording: -len(wording.title))


@dataclass(frozen=True, slots=True)
class Wording:
    """A title cut out of an entry, with the lines before it and the words behind it."""

    title: str
    before: tuple[str, ...]
    behind: str


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """The lines `[start, end)` of a magazine's contents page and masthead, and its entries in order."""

    start: int
    end: int
    entries: tuple[Entry, ...]


def contents_pages(paragraphs: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """Return the `[start, end)` of contents pages that name chapters: they end where the first one comes again."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(paragraphs):
        if _HEADING.match(paragraphs[at].text):
            end = _end_of_chapters(paragraphs, at + 1)
            if end > at + 2:
                found.append((at, end))
                at = end
        at += 1
    return found


def magazine_contents(lines: Sequence[Paragraph]) -> ContentsPage | None:
    """Find the contents page of a magazine; None where there is none or it names too few pages."""
    for start, line in enumerate(lines):
        if _HEADING.match(_plain(line.text)):
            entries, end = _entries(lines, start + 1)
            if len(entries) >= _LEAST and not _names_chapters(entries):
                return ContentsPage(start, end, tuple(entries))
    return None


def _names_chapters(entries: Sequence[Entry]) -> bool:
    """Whether a contents page is that of one long document: its entries are numbered."""
    numbered = sum(any(read_marker(line) is not None for line in entry.lines) for entry in entries)
    return 2 * numbered >= len(entries)


def _end_of_chapters(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Return where a list of chapters ends: before the line that repeats its first one, or at prose."""
    first: tuple[Family, int] | None = None
    for index in range(start, len(paragraphs)):
        text = paragraphs[index].text
        marker = read_marker(text)
        if len(text) > _LONG or "。" in text or (marker and marker.family is Family.ARTICLE):
            return start
        if marker is not None:
            key = (marker.family, marker.number)
            if first is None:
                first = key
            elif key == first and _bare(paragraphs[start].text) == _bare(text):
                return index
    return start


def _bare(text: str) -> str:
    return re.sub(r"[\s.．…·\d]", "", text)


def _entries(lines: Sequence[Paragraph], start: int) -> tuple[list[Entry], int]:
    """Read entries until prose comes; return them and the index after the last one."""
    entries: list[Entry] = []
    pending: list[str] = []
    end = start
    for index in range(start, len(lines)):
        text = _plain(lines[index].text)
        if len(text) >= _LONG:
            break
        entry = _entry(pending[-_NEAR:], text)
        if entry is None:
            pending.append(text)
            continue
        entries.append(entry)
        pending = []
        end = index + 1
    return entries, end


def _entry(pending: Sequence[str], text: str) -> Entry | None:
    """Read the line that closes an entry: it holds the page number."""
    leaders = _LEADERS.match(text)
    bare = _LEADERS.sub(" ", text).strip()
    inside = _PAGE_INSIDE.match(bare)
    if inside:
        return Entry((*pending, inside["words"].strip()), int(inside["page"]), inside["author"].strip())
    last = _PAGE_LAST.match(bare)
    if not last:
        return None
    words = last["words"].strip()
    if leaders:
        return Entry(tuple(pending), int(last["page"]), words or None) if pending else None
    return (
        Entry((*pending, words) if words else tuple(pending), int(last["page"]), None)
        if words or pending
        else None
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
