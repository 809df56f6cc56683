"""One file on its way into the catalogue: hashed, read, structured; not yet embedded."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from corpus.blocks import ParsedFile
from corpus.documents import Document
from corpus.store.records import NewDocument
from indexer.embed_text import embed_texts
from indexer.files import FoundFile
from parsing.limits import Limits
from parsing.members import Member


class FileParser(Protocol):
    """Reads one file in a guarded child process."""

    @property
    def limits(self) -> Limits:
        """What a file may cost."""
        ...

    def parse(self, source: Path) -> ParsedFile:
        """Give the file's blocks, or raise `parsing.errors.ParseError`."""
        ...

    def unpack(self, source: Path, folder: Path, limits: Limits) -> tuple[Member, ...]:
        """Write the files that a file holds to an empty folder, or raise `parsing.errors.ParseError`."""
        ...


UNREAD = "+unread"
"""Appended to the pipeline of a file with pages that only recognition could have read; with it, it is read again."""
Structure = Callable[[ParsedFile, str], tuple[Document, ...]]
"""Blocks and the file's name to documents."""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file whose documents are known; `size` in bytes. One that `waits` for text recognition has none yet.

    `mark` is appended to the pipeline in its state, `dropped` are the source paths of files that it held once and
    holds no more.
    """

    found: FoundFile
    sha256: str
    size: int
    parsed: ParsedFile
    documents: tuple[NewDocument, ...]
    mark: str = ""
    dropped: tuple[str, ...] = ()
    waits: bool = False

    @property
    def embed_texts(self) -> tuple[str, ...]:
        """What is embedded for the file's passages, in order."""
        return tuple(text for document in self.documents for text in document.embed_texts)

    @property
    def passages(self) -> int:
        """The number of passages in the file."""
        return sum(len(new.document.passages) for new in self.documents)


Prepare = Callable[[FoundFile, str], PreparedFile]
"""A file and its sha256 to the file with its documents; raises what `prepare` raises."""


def hash_file(path: Path) -> str:
    """The file's sha256 in hex.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prepare(
    found: FoundFile, sha256: str, parser: FileParser, structure: Structure, *, recognises: bool = False
) -> PreparedFile:
    """Read a file and find its structure, now or, where pages are to be recognised first, later.

    Raises:
        ParseError: the file cannot be read as a document; the error says why.
    """
    parsed = parser.parse(found.path)
    file = PreparedFile(found, sha256, found.path.stat().st_size, parsed, ())
    if parsed.unread and recognises:
        return replace(file, waits=True)
    return structured(replace(file, mark=UNREAD if parsed.unread else ""), parsed, structure)


def structured(file: PreparedFile, parsed: ParsedFile, structure: Structure) -> PreparedFile:
    """The file with its documents, from blocks that are complete."""
    documents = structure(parsed, file.found.source_path.rpartition("/")[2])
    new = tuple(NewDocument(document, embed_texts(document)) for document in documents)
    return replace(file, parsed=parsed, documents=new, waits=False)
