"""A batch from a file of questions to a file of results."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.filters import SearchFilters
from drafting.batch import Progress, batch_key, replies, run_batch
from drafting.batch_columns import chosen_columns
from drafting.batch_files import export_batch
from drafting.file_forms import FileForm
from drafting.journal import Journal
from drafting.questions import MOST, Questions, read_questions
from drafting.replies import Respond
from parsing.parser import Parser

SOURCE_FORMS = (".txt", ".csv", ".tsv", ".xlsx", ".xls", ".ods", ".docx", ".md")


class BatchMode(StrEnum):
    """What is done with each question."""

    SEARCH = "search"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """How a batch is to be done.

    `limit` bounds the passages of a row, `columns` names those of the result (empty: the usual ones), `filters`
    are those of every row, within what the caller may read. `base` is the address of the service, for links.
    """

    form: FileForm
    mode: BatchMode = BatchMode.SEARCH
    limit: int = 3
    columns: tuple[str, ...] = ()
    filters: SearchFilters = field(default_factory=SearchFilters)
    base: str = ""


class Batches:
    """Does batches. `responders` gives what replies in a mode, for a number of passages."""

    def __init__(
        self, parser: Parser, responders: Mapping[BatchMode, Callable[[int], Respond]], workers: int
    ) -> None:
        self._parser, self._responders, self._workers = parser, responders, workers

    def read(self, source: Path, most: int = MOST) -> Questions:
        """Read a file of questions. Raises ParseError, NoQuestions, TooManyQuestions."""
        return read_questions(self._parser.parse(source), most)

    def run(
        self,
        questions: Questions,
        order: BatchOrder,
        journal_path: Path,
        watch: Callable[[Progress], None],
        stopping: Callable[[], bool] = lambda: False,
        workers: int | None = None,
    ) -> bytes | None:
        """Do what the journal does not hold, and give the result; None where `stopping` ended it early.

        The journal stays: whoever has set the result down removes it.

        Raises:
            ColumnUnknown: a column that there is not.
            JournalOfAnother, JournalInUse, JournalUnwritable: the journal cannot be used.
            ChuchuError: the catalogue or the indexes fail; run again to go on.
        """
        columns = chosen_columns(order.columns)
        respond = self._responders[order.mode](order.limit)
        journal = Journal(journal_path, batch_key(questions, order.filters, order.mode, order.limit))
        try:
            done = run_batch(
                questions,
                order.filters,
                respond,
                journal,
                workers=workers or self._workers,
                watch=watch,
                stopping=stopping,
            )
            if not done:
                return None
            rows = replies(questions, journal)
            whole = not order.columns
            return export_batch(questions, rows, order.form, columns, whole=whole, base=order.base)
        finally:
            journal.close()


def order_to_json(order: BatchOrder) -> str:
    """An order as text, to be kept beside its questions."""
    return json.dumps(asdict(order), ensure_ascii=False)


def order_from_json(text: str) -> BatchOrder:
    """The inverse of `order_to_json`."""
    stored: dict[str, Any] = json.loads(text)
    return BatchOrder(
        form=FileForm(stored["form"]),
        mode=BatchMode(stored["mode"]),
        limit=stored["limit"],
        columns=tuple(stored["columns"]),
        filters=filters_from_json(stored["filters"]),
        base=stored["base"],
    )


def filters_from_json(stored: dict[str, Any]) -> SearchFilters:
    """Filters as `asdict` and JSON made them."""
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in stored.items()}
    return SearchFilters(**values)
