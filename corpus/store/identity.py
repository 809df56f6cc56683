"""What makes a document the same document, and a passage's place the same place."""

import hashlib
from base64 import b32encode
from collections import Counter
from dataclasses import dataclass

from corpus.documents import Document

_CODE_LENGTH = 12  # 60 bits


def document_id(collection: str, source_path: str, ordinal: int) -> str:
    """The stable public id of a document: 16 hexadecimal digits."""
    identity = f"{collection}\0{source_path}\0{ordinal}"
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def embed_hash(embed_text: str) -> bytes:
    """The 32 bytes by which a vector is found again."""
    return hashlib.sha256(embed_text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Place:
    """A place within a document that can hold a passage, and what it held.

    `path` names the sections from the outermost down, each by its marker, or its title where it has none, and
    by its ordinal among siblings of the same name, so that no two sections of a document share a path. `part`
    counts the passages of one paragraph from 1. So no two passages of a version share a place.
    """

    document_id: str
    path: str
    paragraph: int
    part: int
    text: str

    def code(self, salt: int = 0) -> str:
        """The citation code of the place and its text. `salt` is above 0 only where codes collide."""
        parts = [self.document_id, self.path, str(self.paragraph), str(self.part), self.text]
        if salt:
            parts.append(str(salt))
        digest = hashlib.sha256("\0".join(parts).encode()).digest()
        return b32encode(digest).decode().lower()[:_CODE_LENGTH]

    @property
    def text_hash(self) -> bytes:
        """The first 16 bytes of the text's SHA-256."""
        return hashlib.sha256(self.text.encode()).digest()[:16]


def places(document: Document, identity: str) -> list[Place]:
    """The place of each passage of a document, in the order of its passages."""
    paths = _section_paths(document)
    parts: Counter[tuple[int | None, int]] = Counter()
    found: list[Place] = []
    for passage in document.passages:
        at = (passage.section, passage.paragraph)
        parts[at] += 1
        found.append(
            Place(
                document_id=identity,
                path="" if passage.section is None else paths[passage.section],
                paragraph=passage.paragraph,
                part=parts[at],
                text=document.text[passage.start : passage.end],
            )
        )
    return found


def _section_paths(document: Document) -> list[str]:
    siblings: Counter[tuple[int | None, str]] = Counter()
    paths: list[str] = []
    for section in document.sections:
        name = section.marker or section.title
        siblings[section.parent, name] += 1
        ordinal = siblings[section.parent, name]
        step = name if ordinal == 1 else f"{name}\t{ordinal}"
        paths.append(step if section.parent is None else f"{paths[section.parent]}\n{step}")
    return paths
