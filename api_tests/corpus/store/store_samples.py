"""Documents of invented places, small enough to be read in a test, and a clock that tests move."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from corpus.documents import Document, Facts, Family, Furniture, FurnitureKind, Passage, Section
from corpus.store.catalogue import Catalogue
from corpus.store.records import NewDocument

Outline = Sequence[tuple[str, str, Sequence[str]]]
"""Sections of one level: marker, title, paragraphs. An empty marker and title: paragraphs before any heading."""


@dataclass
class Ticking:
    """A clock that stands still unless it is told to move."""

    now: datetime = field(default=datetime(2026, 1, 5, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        """The present."""
        return self.now

    def forward(self, seconds: float) -> None:
        """Move on."""
        self.now += timedelta(seconds=seconds)


def document(
    title: str, outline: Outline, ordinal: int = 0, container: str | None = None, **facts: str
) -> Document:
    """A document with the title as furniture and one passage a paragraph; `paragraph|paragraph` is cut in parts."""
    text = title
    furniture = (Furniture(FurnitureKind.TITLE, 0, len(title)),)
    sections: list[Section] = []
    passages: list[Passage] = []
    for marker, heading, paragraphs in outline:
        section = None
        if marker or heading:
            section = len(sections)
            start = len(text) + 1
            text += f"\n{marker}{heading}"
            sections.append(
                Section(marker, marker, heading, 1, Family.ENUMERATED, None, start, len(text), len(text))
            )
        for number, paragraph in enumerate(paragraphs, start=1):
            text += "\n"
            for part in paragraph.split("|"):
                passages.append(Passage(len(text), len(text) + len(part), section, number))
                text += part
        if section is not None:
            last = sections[section]
            sections[section] = Section(
                *(getattr(last, name) for name in list(Section.__slots__)[:-1]),
                len(text),  # type: ignore[arg-type]
            )
    return Document(
        text=text,
        facts=Facts(title=title, **facts),  # type: ignore[arg-type]
        sections=tuple(sections),
        passages=tuple(passages),
        furniture=furniture,
        ordinal=ordinal,
        container=container,
    )


def new(*documents: Document) -> list[NewDocument]:
    """Documents as they are put, the embed text of each passage being the passage."""
    return [
        NewDocument(one, tuple(one.text[passage.start : passage.end] for passage in one.passages))
        for one in documents
    ]


def put(
    catalogue: Catalogue, path: str, *documents: Document, collection: str = "default", sha: str = "ab"
) -> int:
    """Put documents as the file at a path."""
    return catalogue.put_file(
        collection=collection,
        source_path=path,
        sha256=(sha * 64)[:64],
        media_type="text/plain",
        size=1,
        pipeline="1",
        documents=new(*documents),
        warnings=["编码可疑"],
    )


def texts_at(catalogue: Catalogue, at: int) -> dict[str, list[str]]:
    """The passages that a reader at a change sees, by source path, in order; read through citations."""
    rows = catalogue.live_passages(at, 0, 10_000)
    cited = catalogue.view(at).citations([row.id for row in rows])
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(cited[row.id].source_path, []).append(cited[row.id].text)
    return found


def ids_at(catalogue: Catalogue, at: int) -> dict[str, int]:
    """Passage ids by text, of what a reader at a change sees."""
    return {row.body: row.id for row in catalogue.live_passages(at, 0, 10_000)}


PLAN: Outline = (
    ("", "", ["云岭市各单位：现将２０２４年工作要点印发给你们。"]),
    ("一、", "夯实基础", ["坚持以人民为中心,办好民生实事。", "完善𠮷祥社区治理（试点）。|推广“一网通办”。"]),
    ("二、", "强化保障", ["加强组织领导。", "加强组织领导。"]),
)
"""Full-width digits, half-width punctuation, an astral character, a paragraph in two parts, equal paragraphs."""


def plan(title: str = "云岭市2024年工作要点", **facts: str) -> Document:
    """The plan as a document."""
    return document(title, PLAN, **facts)
