"""The outline: which paragraphs are headings or begin a section, and how sections nest.

Families nest by their rank, levels are depths: a skipped family leaves no gap (一、 → 1. is level 1 → 2). Items
under an article are its paragraphs. Numbers never decide: they run on across parents and start anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.documents import Family, FurnitureKind
from corpus.markers import Marker
from indexer.paragraphs import Paragraph
from indexer.run_in import Form, article_title, section_title
from indexer.siblings import RANKS, Voted, family_ranks, vote
from indexer.title import ends_as_title
from indexer.unnumbered import unnumbered_headings

_UNNUMBERED_STEP = 0.5  # an unnumbered heading ranks just below the heading it stands under
_TITLE = 60
_WRAPPED = 30  # characters of the second line of a chapter's title
_BELOW_SIGNATURE = (FurnitureKind.NOTE, FurnitureKind.ATTACHMENT_LIST, FurnitureKind.IMPRINT)
_OF_LAW = (Family.PART, Family.CHAPTER, Family.DIVISION)


@dataclass(frozen=True, slots=True)
class Node:
    """A section before it has offsets in the text.

    `first` and `last` are the paragraphs that its heading stands in, `start` and `end` the heading's place in
    them (equal where the heading runs into its paragraph). `parent` is an index into the same list.
    """

    family: Family
    marker: str
    marker_raw: str
    title: str
    parent: int | None
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections in order, and for each paragraph the innermost section it stands in."""

    nodes: tuple[Node, ...]
    section_of: tuple[int | None, ...]
    headings: frozenset[int]  # paragraphs that are heading text whole
    items: Mapping[int, Marker]  # paragraphs that are items of a list, with their marker


@dataclass(slots=True)
class _Open:
    """A section that is still open while the outline is read."""

    node: int
    rank: float
    style_level: int | None
    has_text: bool = False


class _Builder:
    """Reads paragraphs in order and keeps the stack of open sections."""

    def __init__(self, paragraphs: Sequence[Paragraph], furniture: Mapping[int, FurnitureKind]) -> None:
        self.paragraphs = paragraphs
        self.furniture = furniture
        self.voted = vote(paragraphs, frozenset(furniture))
        self.ranks = family_ranks({index: voted.marker for index, voted in self.voted.items()})
        self.unnumbered = unnumbered_headings(paragraphs, self.voted, furniture)
        self.nodes: list[Node] = []
        self.stack: list[_Open] = []
        self.section_of: list[int | None] = [None] * len(paragraphs)
        self.headings: set[int] = set()
        self.items: dict[int, Marker] = {}

    def read(self) -> Outline:
        index = 0
        while index < len(self.paragraphs):
            used = 1 if index in self.furniture else self.take(index)
            for at in range(index, index + used):
                self.section_of[at] = self.stack[-1].node if self.stack else None
            index += used
        return Outline(tuple(self.nodes), tuple(self.section_of), frozenset(self.headings), self.items)

    def take(self, index: int) -> int:
        """Read one paragraph, and say how many it took."""
        attached = self.attached(index)
        if attached:
            return attached
        voted = self.voted.get(index)
        if voted is not None and voted.form is not Form.ITEM:
            return self.numbered(index, voted)
        if index in self.unnumbered:
            self.heading_without_marker(index)
        else:
            if voted is not None:
                self.items[index] = voted.marker
            for section in self.stack[-1:]:
                section.has_text = True
        return 1

    def attached(self, index: int) -> int:
        """Read the head of an attached text: 附件N with its title, or a title below signature and date."""
        voted = self.voted.get(index)
        marked = voted is not None and voted.marker.family is Family.ATTACHMENT
        follows_date = self.is_below_date(index)
        if not marked and not (follows_date and self.is_title(index)):
            return 0
        last = index
        if (marked and self.is_title(index + 1)) or (
            not marked and self.is_title(index + 1) and not ends_as_title(self.paragraphs[index].text)
        ):
            last = index + 1
        if last > index and self.goes_on(last):
            last += 1
        title = "".join(p.text for p in self.paragraphs[index + marked : last + 1])
        marker = voted.marker if voted is not None and marked else None
        self.push(
            Node(
                Family.ATTACHMENT,
                marker.canonical if marker else "",
                marker.raw if marker else "",
                title,
                self.below(RANKS[Family.ATTACHMENT]),
                index,
                last,
                0,
                len(self.paragraphs[last].text),
            ),
            RANKS[Family.ATTACHMENT],
        )
        self.headings.update(range(index, last + 1))
        return last + 1 - index

    def is_below_date(self, index: int) -> bool:
        """Whether a signature's date stands above a paragraph, at most with notes between them."""
        above = index - 1
        while self.furniture.get(above) in _BELOW_SIGNATURE:
            above -= 1
        return self.furniture.get(above) is FurnitureKind.DATE

    def goes_on(self, index: int) -> bool:
        """Whether the title of an attached text goes on in the next line, which ends it with a genre."""
        if ends_as_title(self.paragraphs[index].text) or not self.is_title(index + 1):
            return False
        return ends_as_title(self.paragraphs[index + 1].text)

    def is_title(self, index: int) -> bool:
        if index >= len(self.paragraphs) or index in self.furniture or index in self.voted:
            return False
        paragraph = self.paragraphs[index]
        if paragraph.is_table or len(paragraph.text) > _TITLE:
            return False
        return paragraph.text[-1] not in "。；，：:！？、"

    def numbered(self, index: int, voted: Voted) -> int:
        marker, paragraph = voted.marker, self.paragraphs[index]
        rank = float(self.ranks[marker.family])
        parent = self.below(rank, marker.number)
        alone = voted.form in (Form.STANDALONE, Form.DOUBLE)
        title = voted.wording.title if alone else section_title(voted.wording)
        if voted.form is Form.DOUBLE:
            title = title.rstrip("。！？!?")
        if marker.family is Family.ARTICLE:
            title = article_title(paragraph.text[marker.length :])
        end = voted.wording.cut if voted.form is Form.DOUBLE else len(paragraph.text) if alone else 0
        last = index
        if alone and self.is_wrapped(index, marker):
            last = index + 1
            title += self.paragraphs[last].text
            end = len(self.paragraphs[last].text)
        node = Node(marker.family, marker.canonical, marker.raw, title, parent, index, last, 0, end)
        self.push(node, rank, paragraph.style_level, has_text=not alone)
        if alone:
            self.headings.update(range(index, last + 1))
        if voted.form is Form.DOUBLE:
            self.second_heading(index, end)
        return last + 1 - index

    def is_wrapped(self, index: int, marker: Marker) -> bool:
        """Whether the title of a chapter goes on in the next line: a short one right above the first article."""
        following = self.voted.get(index + 2)
        if marker.family not in _OF_LAW or following is None or not self.is_title(index + 1):
            return False
        short = len(self.paragraphs[index + 1].text) <= _WRAPPED and index + 1 not in self.unnumbered
        return short and RANKS[following.marker.family] <= RANKS[Family.ARTICLE]

    def second_heading(self, index: int, start: int) -> None:
        """Read the unmarked heading behind a marked one in the same line."""
        text = self.paragraphs[index].text
        top = self.stack[-1]
        node = Node(Family.UNNUMBERED, "", "", text[start:].strip(), top.node, index, index, start, len(text))
        self.push(node, top.rank + _UNNUMBERED_STEP)

    def heading_without_marker(self, index: int) -> None:
        paragraph = self.paragraphs[index]
        level = paragraph.style_level
        while self.stack and self.yields_to_unnumbered(self.stack[-1], level):
            self.stack.pop()
        top = self.stack[-1] if self.stack else None
        rank = top.rank + _UNNUMBERED_STEP if top else -_UNNUMBERED_STEP
        parent = top.node if top else None
        node = Node(Family.UNNUMBERED, "", "", paragraph.text, parent, index, index, 0, len(paragraph.text))
        self.push(node, rank, level)
        self.headings.add(index)

    def yields_to_unnumbered(self, section: _Open, level: int | None) -> bool:
        node = self.nodes[section.node]
        if level is not None:
            return section.style_level is None or section.style_level >= level
        return (
            node.family in (Family.UNNUMBERED, Family.ARTICLE)
            or self.ranks[node.family] > self.ranks[Family.ENUMERATED]
        )

    def below(self, rank: float, number: int = 0) -> int | None:
        """Close what a heading of this rank ends, and return what it stands under."""
        while self.stack:
            top = self.stack[-1]
            unnumbered = self.nodes[top.node].family is Family.UNNUMBERED
            # A new series right below an unnumbered heading belongs to it; after its text it does not.
            over = unnumbered and number != 0 and top.style_level is None and top.has_text
            if top.rank < rank and not over:
                break
            self.stack.pop()
        return self.stack[-1].node if self.stack else None

    def push(
        self, node: Node, rank: float, style_level: int | None = None, *, has_text: bool = False
    ) -> None:
        self.nodes.append(node)
        self.stack.append(_Open(len(self.nodes) - 1, rank, style_level, has_text))


def read_outline(paragraphs: Sequence[Paragraph], furniture: Mapping[int, FurnitureKind]) -> Outline:
    """Read the outline of a document's paragraphs; those in `furniture` are in no heading."""
    return _Builder(paragraphs, furniture).read()
