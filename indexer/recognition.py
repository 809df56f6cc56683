"""Recognising the pages that files do not hold as text: page by page, stopped and resumed between any two."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from corpus.blocks import ParsedFile
from corpus.store.files import SourceFiles
from corpus.store.job_records import FileOutcome
from indexer.page_store import PageStore
from indexer.partition import PartitionError
from indexer.preparation import PreparedFile, Structure, structured
from indexer.reports import FileReport
from parsing.errors import FailureReason, ParseError
from parsing.recognised import RecognisedPage, given_up
from parsing.scanned import with_recognised


class PageParser(Protocol):
    """Recognises pages in a guarded child process."""

    def recognise(self, source: Path, pages: Sequence[int]) -> tuple[RecognisedPage, ...]:
        """Give the text of pages by their numbers, or raise `parsing.errors.ParseError`."""
        ...


class PageWatch(Protocol):
    """Who is told how recognition goes, and may stop it."""

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """The `page`-th of so many pages of a file is to be recognised."""
        ...

    def cancelled(self) -> bool:
        """Whether to stop before the next page."""
        ...


class Recognition:
    """Completes files from the pages that are kept, and recognises the others.

    Each page has a child process and limits of its own. A page that is over them is given up and named in a
    warning; it is not kept, so that another run tries it again.
    """

    def __init__(self, parser: PageParser, pages: PageStore) -> None:
        self._parser, self._pages = parser, pages

    def complete(
        self, source: Path, sha256: str, source_path: str, parsed: ParsedFile, watch: PageWatch
    ) -> ParsedFile | None:
        """The file with all of its pages; None where it was stopped before the last.

        Raises:
            ParseError: no page has any text, or all were given up.
            OSError: a page cannot be kept, e.g. because the disk is full.
        """
        pages: list[RecognisedPage] = []
        for done, number in enumerate(parsed.unread, start=1):
            page = self._pages.get(sha256, number)
            if page is None:
                if watch.cancelled():
                    return None
                watch.recognising(source_path, done, len(parsed.unread))
                page = self._recognised(source, sha256, number)
            pages.append(page)
        return with_recognised(parsed, pages)

    def forget(self, sha256: str) -> None:
        """Keep nothing of a file's pages."""
        self._pages.forget(sha256)

    def _recognised(self, source: Path, sha256: str, number: int) -> RecognisedPage:
        try:
            (page,) = self._parser.recognise(source, [number])
        except ParseError as error:
            return given_up(number, error)
        self._pages.put(sha256, page)
        return page


def recognised(
    file: PreparedFile,
    recognition: Recognition,
    source_files: SourceFiles,
    structure: Structure,
    watch: PageWatch,
) -> PreparedFile | FileReport | None:
    """A waiting file with its documents, or why it failed; None where it was stopped.

    It is read from where it is kept: a member of an archive lies nowhere else by now.
    """
    path = file.found.source_path
    try:
        source = source_files.path(file.sha256)
        parsed = recognition.complete(source, file.sha256, path, file.parsed, watch)
        return None if parsed is None else structured(file, parsed, structure)
    except ParseError as error:
        if error.reason is FailureReason.CLASSIFIED:
            # What may not be here is not kept either: neither its bytes nor what was read of it.
            source_files.remove(file.sha256)
            recognition.forget(file.sha256)
        return FileReport(path, FileOutcome.FAILED, error.reason, str(error))
    except PartitionError as error:
        return FileReport(path, FileOutcome.FAILED, "structure", str(error))
