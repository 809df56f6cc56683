"""A data folder, opened: the catalogue in it, and what else is kept there."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.store.audit import Audit
from corpus.store.backup import refuse_unfinished
from corpus.store.catalogue import Catalogue
from corpus.store.clock import Clock, utc_now
from corpus.store.feedback import Feedback
from corpus.store.files import SourceFiles
from corpus.store.jobs import Jobs
from corpus.store.keys import Keys
from retrieval.judgements import Exported, export_judgements
from retrieval.writer_lock import WriterLock
from service.building.replica import check_shared
from service.settings import Settings

logger = logging.getLogger(__name__)


class DataFolder:
    """One data folder, opened. Parts are built when first used and closed in reverse order.

    All that asks what day it is goes by the one `clock`.
    """

    def __init__(
        self, settings: Settings, report: Callable[[str], None] = logger.info, clock: Clock = utc_now
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._report = report
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def today(self) -> date:
        """Give the present day where the service stands."""
        return self._clock().astimezone().date()

    def close(self) -> None:
        """Save what is only in memory and let everything go."""
        self._open.close()

    @cached_property
    def catalogue(self) -> Catalogue:
        """The truth."""
        check_shared(self.settings)
        self.settings.data.mkdir(parents=True, exist_ok=True)
        refuse_unfinished(self.settings.data)
        catalogue = Catalogue.open(self.settings.catalogue_url, self._clock)
        self._open.callback(catalogue.close)
        return catalogue

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs of the catalogue."""
        return Jobs(self.catalogue)

    @cached_property
    def feedback(self) -> Feedback:
        """The judgements of hits and answers."""
        return Feedback(self.catalogue)

    @cached_property
    def keys(self) -> Keys:
        """The keys of callers."""
        return Keys(self.catalogue)

    @cached_property
    def audit(self) -> Audit:
        """The audit trail."""
        return Audit(self.catalogue)

    def export_feedback(self, folder: Path, collections: tuple[str, ...] = ()) -> Exported:
        """Write judgements as judged questions; of some collections alone where these are named."""
        return export_judgements(self.feedback.all(collections), folder)

    @cached_property
    def files(self) -> SourceFiles:
        """The bytes that users gave."""
        return SourceFiles(self.settings.shared_home / "files")

    @cached_property
    def writer_lock(self) -> WriterLock:
        """The lock of the process that keeps this folder's indexes."""
        return WriterLock(self.settings.index_home / "writer.lock")
