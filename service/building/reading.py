"""Builds what reads files: parser, recognition of pages, and the structure of what was read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from corpus.blocks import ParsedFile
from corpus.documents import Document
from indexer.classified import refusing_marked
from indexer.page_store import PageStore
from indexer.preparation import hash_file
from indexer.recognition import PageWatch, Recognition
from indexer.structure import build_documents
from parsing.parser import Parser
from service.settings import Settings


def build_parser(settings: Settings) -> Parser:
    """Give the guarded reader of files, within the limits that are set."""
    limits = replace(
        settings.limits, file_bytes=settings.max_upload_bytes, recognition_threads=settings.ocr_threads
    )
    return Parser(limits, recognises=settings.ocr == "auto", confine=settings.confine)


def build_recognition(settings: Settings, parser: Parser) -> Recognition | None:
    """Give what reads pages that are pictures, None where that is turned off."""
    if not parser.recognises:
        return None
    return Recognition(parser, PageStore(settings.shared_home / "ocr", parser.recogniser))


def read_file(
    file: Path, parser: Parser, recognition: Callable[[], Recognition | None], watch: PageWatch
) -> ParsedFile:
    """Give the blocks of a file; `recognition` is asked for where pages must be recognised.

    Raises:
        ParseError: it cannot be read, or was stopped; the error says why.
    """
    parsed = parser.parse(file)
    recogniser = recognition() if parsed.unread else None
    if recogniser is None:
        return parsed
    complete = recogniser.complete(file, hash_file(file), file.name, parsed, watch)
    return parsed if complete is None else complete


def structuring(settings: Settings) -> Callable[[ParsedFile, str], tuple[Document, ...]]:
    """Give what makes documents of a parsed file; it raises ParseError for a mark of secrecy that is not allowed."""
    return build_documents if settings.access.allow_classified else refusing_marked(build_documents)
