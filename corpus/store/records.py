"""The values that go into the catalogue and come out of it: frozen, free of storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

from corpus.documents import Document, Facts, FactSource


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be stored, with the text that is embedded for each of its passages, without prefix."""

    document: Document
    embed_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A version of a document as listed. `row` is the version's number, never reused.

    `facts` have the corrections applied; `corrected` names the facts that were corrected. `characters` counts
    code points of the text, `passages` its passages. `indexed_at` is UTC, ISO 8601.
    """

    row: int
    document_id: str
    collection: str
    source_path: str
    ordinal: int
    container: str | None
    sha256: str
    media_type: str
    size: int
    pipeline: str
    pages: int | None
    characters: int
    passages: int
    facts: Facts
    corrected: tuple[str, ...]
    indexed_at: str
    warnings: tuple[str, ...]
    fact_sources: tuple[FactSource, ...] = ()

    @property
    def title(self) -> str:
        """The title to show: the fact, or the file's name without its ending."""
        return shown_title(self.facts.title, self.source_path)


def shown_title(title: str | None, source_path: str) -> str:
    """The title of a document, or the name of its file without its ending where it has none."""
    return title or PurePosixPath(source_path).stem or source_path


def section_titles(path: Sequence[Sequence[str]] | None) -> list[str]:
    """The titles on a section's stored path, outermost first; sections without one are left out."""
    return [title for _, title, _ in path or () if title]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """What the indexes need of a passage.

    `headings` are the titles of its sections, outermost first, and the header row of the table that it goes on
    with, joined by line breaks. `columns` are integers in the order of `corpus.filters.COLUMNS`. `embed_hash` is
    the SHA-256 of the embedded text, hexadecimal.
    """

    id: int
    document_row: int
    body: str
    headings: str
    title: str
    doc_number: str
    columns: tuple[int, ...]
    embed_hash: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """A version's whole text, for the text index. `columns` as in `PassageRow`."""

    document_row: int
    text: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A section that has a title: its version's row and its ordinal there."""

    document_row: int
    ordinal: int
    title: str


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one change did. Passage ids and document rows are never reused; a purged row is no longer told."""

    number: int
    added: tuple[PassageRow, ...]
    removed: tuple[int, ...]
    added_texts: tuple[TextRow, ...]
    removed_documents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FileState:
    """What a source file was when it was indexed: unchanged bytes and pipeline need no second reading."""

    sha256: str
    pipeline: str


class DocumentSort(StrEnum):
    """The order of a list of documents. DATE and INDEXED put the newest first, unknown dates last.

    PATH keeps the documents of one source file together, in their order: a magazine issue, then its articles.
    """

    PATH = "path"
    TITLE = "title"  # by code point
    DATE = "date"
    INDEXED = "indexed"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value and how many carry it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value, most frequent first; the year is of the document's date, newest first."""

    doc_type: tuple[FacetValue, ...] = ()
    issuer: tuple[FacetValue, ...] = ()
    year: tuple[FacetValue, ...] = ()


class DocumentPage(NamedTuple):
    """A page of a list of documents; `total` and `facets` count the whole list."""

    total: int
    documents: list[StoredDocument]
    facets: Facets


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of documents, the unit of access control."""

    name: str
    description: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of what is live. `characters` are code points, `vectors` counts rows of every model."""

    documents: int
    passages: int
    characters: int
    files: int
    collections: int
    vectors: int
    change: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the catalogue.

    `kind` is one of: damaged, database, orphan, count, partition, verbatim, code.
    """

    kind: str
    where: str
    message: str
