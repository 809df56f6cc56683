"""What the systems are given: the documents' texts, and our own passages, read from an indexed data folder."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.embed_text import embed_texts
from service.bootstrap import Chuchu


@dataclass(frozen=True, slots=True)
class Source:
    """A document as any system may read it: its path, title and whole text, one paragraph a line."""

    path: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What is indexed and found: `text` is judged, with the `headings` over it; `embedded` is what is encoded."""

    path: str
    text: str
    embedded: str
    headings: str = ""


def read_folder(chuchu: Chuchu) -> tuple[list[Source], list[Piece]]:
    """Give the documents of a data folder and our passages of them."""
    view, sources, pieces = chuchu.catalogue.view(), list[Source](), list[Piece]()
    for offset in range(0, chuchu.catalogue.stats().documents, 100):
        for stored in view.documents(limit=100, offset=offset).documents:
            document = view.stored(stored.document_id)
            sources.append(Source(stored.source_path, document.facts.title or "", document.text))
            for passage, embedded in zip(document.passages, embed_texts(document), strict=True):
                headings = "\n".join(s.marker + s.title for s in document.section_chain(passage.section))
                text = document.text[passage.start : passage.end]
                pieces.append(Piece(stored.source_path, text, embedded, headings))
    return sources, pieces


def lines_of(sources: Sequence[Source], *, titled: bool) -> list[Piece]:
    """Give every paragraph as a piece; `titled` for records, whose title says what they are and is not in the text."""
    return [
        Piece(source.path, line, f"{source.title}\n{line}" if titled else line)
        for source in sources
        for line in _records(source, titled)
        if line.strip()
    ]


def _records(source: Source, titled: bool) -> list[str]:
    return [source.text] if titled else source.text.split("\n")


def save(path: Path, rows: Sequence[Source] | Sequence[Piece]) -> None:
    """Write rows as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def load_sources(path: Path) -> list[Source]:
    """Read what `save` wrote."""
    with path.open(encoding="utf-8") as file:
        return [Source(**json.loads(line)) for line in file]


def load_pieces(path: Path) -> list[Piece]:
    """Read what `save` wrote."""
    with path.open(encoding="utf-8") as file:
        return [Piece(**json.loads(line)) for line in file]
