"""Batches are stored behind the one that is prepared, in order, and told in the caller's thread."""

import threading
from collections.abc import Iterator

import pytest

from corpus.store.job_records import FileOutcome
from indexer.reports import FileReport
from indexer.storing import Storing


def report(name: str) -> FileReport:
    return FileReport(f"青松镇/{name}.txt", FileOutcome.INDEXED)


def stored(batch: str) -> Iterator[FileReport]:
    yield from (report(name) for name in batch)


def test_every_file_is_told_once_in_order_and_by_the_caller() -> None:
    """Files of all batches are recorded in order, in the thread that adds batches."""
    told: list[tuple[str, int]] = []
    with Storing(stored, lambda one: told.append((one.source_path, threading.get_ident()))) as storing:
        for batch in ("甲乙", "", "丙", "𠮷〔丁〕"):
            storing.add(batch)
    here = threading.get_ident()
    assert [(report(name).source_path, here) for name in "甲乙丙𠮷〔丁〕"] == told


def test_the_caller_goes_on_while_a_batch_is_stored() -> None:
    """`add` returns before the batch is durable, and the next `add` waits for it."""
    may_end, begun = threading.Event(), threading.Event()
    told: list[FileReport] = []

    def slow(batch: str) -> Iterator[FileReport]:
        begun.set()
        assert may_end.wait(20)
        yield report(batch)

    with Storing(slow, told.append) as storing:
        storing.add("甲")
        assert begun.wait(20)
        storing.tell()
        assert told == []
        may_end.set()
        storing.add("乙")
        assert told == [report("甲")]
    assert told == [report("甲"), report("乙")]


def test_an_error_while_storing_reaches_the_caller_and_what_was_durable_is_told() -> None:
    """The files before the one that failed are recorded; the error is raised on leaving."""
    told: list[FileReport] = []

    def failing(batch: str) -> Iterator[FileReport]:
        yield report(batch)
        raise OSError("磁盘已满")

    with pytest.raises(OSError, match="磁盘已满"), Storing(failing, told.append) as storing:
        storing.add("甲")
    assert told == [report("甲")]


def test_an_error_of_the_caller_loses_no_report() -> None:
    """When preparing the next batch fails, the batch under way is still stored and told."""
    told: list[FileReport] = []

    def prepare() -> None:
        with Storing(stored, told.append) as storing:
            storing.add("甲")
            raise ValueError("编码失败")

    with pytest.raises(ValueError, match="编码"):
        prepare()
    assert told == [report("甲")]
