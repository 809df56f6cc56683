"""The outline beside a document: links to its sections, long runs of articles folded."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Section

FOLD = 12  # more children than this are folded away, unless the cited place is among them


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A section and those within it; `index` is its index in the document, `current` says it holds the place cited."""

    index: int
    marker: str
    title: str
    current: bool
    children: tuple["OutlineNode", ...]

    @property
    def folded(self) -> bool:
        """Whether the children stand behind a fold."""
        return bool(self.children)

    @property
    def open(self) -> bool:
        """Whether the fold is open from the start."""
        return self.current or len(self.children) <= FOLD


def outline(sections: Sequence[Section], cited_at: int | None = None) -> tuple[OutlineNode, ...]:
    """The sections as a tree, outermost first; `cited_at` is an offset."""
    children: dict[int | None, list[int]] = {}
    for index, section in enumerate(sections):
        children.setdefault(section.parent, []).append(index)
    nodes: dict[int, OutlineNode] = {}
    # A parent stands before its children, so going backwards every child is ready.
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        nodes[index] = OutlineNode(
            index=index,
            marker=section.marker_raw or section.marker,
            title=section.title,
            current=cited_at is not None and section.start <= cited_at < section.end,
            children=tuple(nodes[child] for child in children.get(index, ())),
        )
    return tuple(nodes[index] for index in children.get(None, ()))
