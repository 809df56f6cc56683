"""Many questions asked, some at a time, each set down when it is done."""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from itertools import islice

from corpus.errors import ChuchuError
from corpus.filters import SearchFilters
from corpus.store.errors import (
    CatalogueBusy,
    CatalogueDamaged,
    CatalogueFull,
    CatalogueUnwritable,
    MissingVectors,
)
from drafting.journal import Journal
from drafting.questions import Question, Questions
from drafting.replies import Reply, Respond, RowStatus
from retrieval.readers import IndexesBusy

logger = logging.getLogger(__name__)
# What ails the service and not a row: the batch stops, its journal stands, and it goes on when run again.
STOPPING = (CatalogueBusy, CatalogueDamaged, CatalogueFull, CatalogueUnwritable, MissingVectors, IndexesBusy)
INTERNAL = "internal_error"
BROKEN = "处理这一行时程序内部出错，其他行不受影响。请把这一行告诉管理员。"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come. `resumed` rows were done by earlier runs; `seconds_left` is None until it is known."""

    total: int
    done: int
    errors: int
    resumed: int
    seconds_left: float | None


def batch_key(questions: Questions, base: SearchFilters, *options: object) -> str:
    """Give what tells this batch from others: the rows, the filters, and whatever else changes the replies."""
    told = [
        [asdict(row) for row in questions.rows],
        questions.columns,
        asdict(base),
        [str(o) for o in options],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def run_batch(
    questions: Questions,
    base: SearchFilters,
    respond: Respond,
    journal: Journal,
    *,
    workers: int,
    watch: Callable[[Progress], None],
    stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Ask what the journal does not hold yet, `workers` at a time; True when every row is done.

    A row that cannot be asked is a row with an error. `stopping` ends the run after the rows at hand.

    Raises:
        ChuchuError: the catalogue or the indexes fail, or the journal cannot be written; run again to go on.
    """
    left = [row for row in questions.rows if row.number not in journal.done]
    pace = _Pace(len(questions.rows), journal)
    watch(pace.progress())
    with ThreadPoolExecutor(workers, thread_name_prefix="batch") as pool:
        waiting = iter(left)
        asked: dict[Future[Reply], Question] = {}
        while True:
            room = 0 if stopping() else 2 * workers - len(asked)
            asked.update({pool.submit(_ask, row, base, respond): row for row in islice(waiting, room)})
            if not asked:
                break
            ended, _ = wait(asked, return_when=FIRST_COMPLETED)
            # Those that ended together are synced together.
            done = [(asked.pop(one).number, _reply(one)) for one in ended]
            journal.append(done)
            pace.count(reply for _, reply in done)
            watch(pace.progress())
    return len(journal.done) == len(questions.rows)


def replies(questions: Questions, journal: Journal) -> Iterator[tuple[Question, Reply]]:
    """Give every row with its reply, in the order of the file. Raises KeyError where one is not done."""
    for row in questions.rows:
        yield row, journal.done[row.number]


def _ask(row: Question, base: SearchFilters, respond: Respond) -> Reply:
    if row.problem is not None:
        return Reply(RowStatus.ERROR, error="filter_invalid", note=row.problem)
    return respond(row.text, row.within(base))


def _reply(ended: Future[Reply]) -> Reply:
    error = ended.exception()
    if error is None:
        return ended.result()
    if isinstance(error, STOPPING) or not isinstance(error, Exception):
        raise error
    if isinstance(error, ChuchuError):
        return Reply(RowStatus.ERROR, error=error.code, note=str(error))
    logger.error("a row of a batch failed", exc_info=error)
    return Reply(RowStatus.ERROR, error=INTERNAL, note=BROKEN)


class _Pace:
    """How fast this run goes; rows of earlier runs do not count."""

    def __init__(self, total: int, journal: Journal) -> None:
        self._total, self._journal = total, journal
        self._resumed, self._began = len(journal.done), time.monotonic()
        self._errors = 0
        self.count(journal.done.values())

    def count(self, replies: Iterable[Reply]) -> None:
        """Take note of rows that are done."""
        self._errors += sum(reply.status is RowStatus.ERROR for reply in replies)

    def progress(self) -> Progress:
        """Tell how far the batch has come."""
        done = len(self._journal.done)
        now = done - self._resumed
        left = (time.monotonic() - self._began) / now * (self._total - done) if now else None
        return Progress(self._total, done, self._errors, self._resumed, left)
