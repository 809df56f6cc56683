"""The articles of a magazine issue, told apart by its contents page. Rules 5, 9 and 10.

A block that is still open when a title comes waits on a stack for the unmarked line that goes on with it behind
the end of the article that cut in. A body that stands before its own title is given to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from corpus.blocks import BlockKind
from indexer.contents import ContentsPage, Entry, Wording, magazine_contents
from indexer.issue import issue_name
from indexer.line_kinds import LineKind, ends_open, line_kind
from indexer.paragraphs import Paragraph
from indexer.title import bare

_ALIKE = 0.8  # share of common character pairs from which two titles are the same
_TITLE_LINE = 60
_OPEN = 40  # characters from which an open line is a cut sentence and not a heading
_MOST_ENTRIES = 200  # of a contents page; each is held against every title, and no issue has so many articles
_BODY = 60
_NAME = 24  # characters of an author or unit on the contents page
_COLUMN = 14
_KICKER_ENDS = ("强调", "指出", "要求", "会议", "讲话")
_CLOSING = (LineKind.SOURCE, LineKind.BYLINE_AND_SOURCE, LineKind.EDITOR)
_BELONGS_ABOVE = (
    *_CLOSING,
    LineKind.BYLINE,
    LineKind.CAPTION,
    LineKind.PAGE_NUMBER,
    LineKind.DISPATCH,
    LineKind.EDITOR_NOTE,
)


class Role(StrEnum):
    """What a document is of its file."""

    WHOLE = "whole"
    ISSUE = "issue"  # contents page and masthead of a magazine
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Article:
    """The lines of one document; `title` is None where the contents page does not name it.

    `author` and `column` are those of the contents page. `masthead` counts the lines of an issue's document
    that stand above its contents page.
    """

    title: str | None
    lines: tuple[Paragraph, ...]
    role: Role = Role.WHOLE
    author: str | None = None
    column: str | None = None
    masthead: int = 0


@dataclass(frozen=True, slots=True)
class Issue:
    """A magazine issue: its name, and its documents, contents page and masthead first."""

    container: str | None
    articles: tuple[Article, ...]


@dataclass(slots=True)
class _Draft:
    title: str | None
    author: str | None = None
    column: str | None = None
    lines: list[Paragraph] = field(default_factory=list)
    body_first: int = 0  # lines that stood before the title

    def in_order(self) -> tuple[Paragraph, ...]:
        """Return the lines with the title first."""
        return (*self.lines[self.body_first :], *self.lines[: self.body_first])

    def is_open(self) -> bool:
        """Whether the last line of prose breaks off in mid sentence."""
        for line in reversed(self.lines):
            if line.kind is not BlockKind.CAPTION and line_kind(line.text) is LineKind.PARAGRAPH:
                return len(line.text) >= _OPEN and ends_open(line.text) and line.text[-1] not in "”』）)"
        return False


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an article begins: its title, the lines that print it, and what the contents page adds."""

    title: str
    count: int
    author: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """Lines that may be a title."""

    index: int
    count: int
    text: str
    pairs: frozenset[str]


def split_articles(lines: Sequence[Paragraph]) -> Issue | None:
    """Split a magazine issue into its articles; None where the file has no magazine's contents page."""
    contents = magazine_contents(lines)
    if contents is None or len(contents.entries) > _MOST_ENTRIES:
        return None
    starts = _starts(lines, contents)
    if 2 * len(starts) < len(contents.entries):
        return None  # the titles of a magazine come again above their articles
    masthead = _masthead(lines, contents, starts)
    page = ContentsPage(contents.start - masthead, contents.end, contents.entries)
    drafts = _Splitter(lines, page, starts).split()
    issue = Article(None, tuple(lines[page.start : page.end]), Role.ISSUE, masthead=masthead)
    articles = (Article(d.title, d.in_order(), Role.ARTICLE, d.author, d.column) for d in drafts if d.lines)
    return Issue(issue_name([line.text for line in issue.lines], masthead), (issue, *articles))


def _masthead(lines: Sequence[Paragraph], contents: ContentsPage, starts: dict[int, _Start]) -> int:
    """Return how many lines above the contents page belong to it: all of them, or none where an article begins there."""
    above = lines[: contents.start]
    prose = any(len(line.text) >= _BODY and "。" in line.text for line in above)
    return 0 if prose or any(start < contents.start for start in starts) else len(above)


def _starts(lines: Sequence[Paragraph], contents: ContentsPage) -> dict[int, _Start]:
    """Find where the entries' titles stand, by the index of their first line."""
    heads = list(_heads(lines, contents))
    starts: dict[int, _Start] = {}
    column: str | None = None
    for entry in contents.entries:
        found = _best(entry, [head for head in heads if head.index not in starts])
        column = _column(found[1].before if found else entry.lines[:1]) or column
        if found is None:
            continue
        head, wording = found
        count = head.count + _subtitle(entry, lines, head.index + head.count)
        title = "".join(line.text for line in lines[head.index : head.index + count])
        author = entry.author or _author(wording.behind)
        starts[head.index] = _Start(title, count, author, column)
    return dict(sorted(starts.items()))


def _heads(lines: Sequence[Paragraph], contents: ContentsPage) -> Iterator[_Head]:
    for index, line in enumerate(lines):
        if contents.start <= index < contents.end or not _is_title_line(line):
            continue
        yield _Head(index, 1, line.text, _pairs(line.text))
        if index + 1 < len(lines) and _is_title_line(lines[index + 1]):
            text = line.text + lines[index + 1].text
            yield _Head(index, 2, text, _pairs(text))


def _best(entry: Entry, heads: Sequence[_Head]) -> tuple[_Head, Wording] | None:
    wanted = [(_pairs(wording.title), wording) for wording in entry.wordings()]
    best: tuple[tuple[float, int, int, int], _Head, Wording] | None = None
    for head in heads:
        for pairs, wording in wanted:
            key = (_alike(pairs, head.pairs), -head.count, -head.index, len(wording.title))
            if best is None or key > best[0]:
                best = (key, head, wording)
    return best[1:] if best is not None and best[0][0] >= _ALIKE else None


def _subtitle(entry: Entry, lines: Sequence[Paragraph], index: int) -> int:
    """Return 1 where the line below a title is a dash line that the contents page prints too, else 0."""
    line = lines[index] if index < len(lines) else None
    if line is None or line.text[0] not in "—―─" or not _is_title_line(line):
        return 0
    return int(bare(line.text) in bare("".join(entry.lines)))


def _author(behind: str) -> str | None:
    """Return what stands behind a title on the contents page, without its dash line, if it can be an author."""
    name = re.sub(r"^[—―─]+\S*\s*", "", behind).strip()
    return name if name and len(name) <= _NAME else None


def _column(before: Sequence[str]) -> str | None:
    """Return the column that the lines before a title name; slogans are longer or set in several words."""
    line = before[-1].strip() if before else ""
    return line if 2 <= len(line) <= _COLUMN and not re.search(r"[\s\d，。；：:、]", line) else None


def _is_title_line(line: Paragraph) -> bool:
    return len(line.text) <= _TITLE_LINE and line.text[-1] not in "。；：:，、" and "。" not in line.text


def _pairs(text: str) -> frozenset[str]:
    plain = bare(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset({plain})


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


class _Splitter:
    """Reads the lines of an issue in order and deals them out to articles."""

    def __init__(self, lines: Sequence[Paragraph], contents: ContentsPage, starts: dict[int, _Start]) -> None:
        self.lines = lines
        self.starts = starts
        self.order = [i for i in range(len(lines)) if not contents.start <= i < contents.end]
        self.kinds = {i: line_kind(lines[i].text) for i in self.order}
        self.leads = {lead: start for start in starts for lead in self._leading(start)}
        self.drafts: list[_Draft] = []
        self.waiting: list[_Draft] = []
        self.early: dict[int, _Draft] = {}  # drafts whose body stood before their title, by title line
        self.current: _Draft | None = None
        self.ended = True

    def split(self) -> list[_Draft]:
        title_until = -1
        for place, index in enumerate(self.order):
            start = self.leads.get(index, index if index in self.starts else None)
            if index <= title_until:
                self._add(index)
                continue
            if start is not None:
                if index == min([start, *(lead for lead, s in self.leads.items() if s == start)]):
                    self._begin(start)
                title_until = start + self.starts[start].count - 1
                self._add(index)
                self.ended = False
            else:
                self._prose(place, index)
        return self.drafts

    def _leading(self, start: int) -> list[int]:
        """Return the lines above a title that belong to it: a kicker, an editor's note."""
        place = self.order.index(start) - 1
        if place < 0:
            return []
        above = self.order[place]
        text = self.lines[above].text
        kicker = text.endswith(_KICKER_ENDS) and len(text) <= _TITLE_LINE and "。" not in text
        return [above] if kicker or self.kinds[above] is LineKind.EDITOR_NOTE else []

    def _begin(self, start: int) -> None:
        """Open the article of a title; the one before it waits where its sentence is still open."""
        if self.current is not None and self.current.is_open() and self.current not in self.waiting:
            self.waiting.append(self.current)
        self.current = self.early.pop(start, None)
        if self.current is None:
            self.current = self._draft(start)
        else:
            self.current.body_first = len(self.current.lines)

    def _draft(self, start: int | None) -> _Draft:
        """Begin a draft: of the article whose title stands at `start`, or of one without a title."""
        found = self.starts[start] if start is not None else None
        draft = _Draft(found.title, found.author, found.column) if found else _Draft(None)
        self.drafts.append(draft)
        return draft

    def _add(self, index: int, *, caption: bool = False) -> None:
        line = self.lines[index]
        assert self.current is not None
        self.current.lines.append(replace(line, kind=BlockKind.CAPTION) if caption else line)

    def _prose(self, place: int, index: int) -> None:
        """Deal out a line that is no title."""
        text = self.lines[index].text
        if self.current is None or (self.ended and self.kinds[index] not in _BELONGS_ABOVE):
            self._after_end(place, index)
        self._add(index, caption=self._is_caption(place, index))
        if self.kinds[index] in _CLOSING or "□" in text[-8:] or text.endswith("■"):
            self.ended = True

    def _after_end(self, place: int, index: int) -> None:
        """Find the article of a line that stands behind the end of another."""
        text = self.lines[index].text
        if self._is_caption(place, index):
            return
        self.ended = False
        if self.waiting and any(c in text for c in "。，；,;"):
            self.current = self.waiting.pop()
            return
        following = self._next_start(place)
        empty = following if following is not None and self._is_empty(following) else None
        self.current = self._draft(empty)
        if empty is not None:
            self.early[empty] = self.current

    def _next_start(self, place: int) -> int | None:
        return next((i for i in self.order[place:] if i in self.starts), None)

    def _is_empty(self, start: int) -> bool:
        """Whether a title is followed by no body: another title comes, or the end."""
        place = self.order.index(start) + self.starts[start].count
        for index in self.order[place:]:
            if index in self.starts or index in self.leads:
                return True
            if len(self.lines[index].text) >= _BODY:
                return False
        return True

    def _is_caption(self, place: int, index: int) -> bool:
        """Whether a short line without punctuation stands between articles and belongs to neither."""
        text = self.lines[index].text
        if (
            len(text) > 45
            or any(c in text for c in "。，；：！？,;:")
            or self.kinds[index] is not LineKind.PARAGRAPH
        ):
            return False
        following = self.order[place + 1] if place + 1 < len(self.order) else None
        next_is_title = following is None or following in self.starts or following in self.leads
        body_above = self.current is not None and any(len(line.text) >= _BODY for line in self.current.lines)
        return next_is_title and body_above
