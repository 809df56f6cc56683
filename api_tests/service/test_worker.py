"""The worker: jobs one by one, resumable, and none of them ends it."""

import time

import pytest

from api_tests.service.worker_harness import Harness
from corpus.store.job_errors import LeaseHeld
from corpus.store.job_records import IndexRequest, Job, JobState


def test_jobs_run_one_by_one_in_the_order_they_came(harness: Harness) -> None:
    """The oldest first; what was set down for a job goes when it has ended."""
    ids = [harness.upload(f"{n}.txt") for n in range(3)]
    foreign = harness.jobs.create(IndexRequest(("anderswo",)))
    worker = harness.worker()
    worker.start()
    for job_id in ids:
        harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert harness.ran == ids
    assert harness.jobs.get(foreign.id).state is JobState.QUEUED
    assert list(harness.uploads._folder.glob("*")) == []


def test_a_crash_of_a_job_does_not_end_the_worker(harness: Harness) -> None:
    """A job that raises anything at all ends as failed, in words; the next one runs."""
    bad, good = harness.upload("bad.txt"), harness.upload("good.txt")
    harness.raises[bad] = ZeroDivisionError("geheimnis")
    worker = harness.worker()
    worker.start()
    failed, done = harness.wait(bad, JobState.FAILED), harness.wait(good, JobState.DONE)
    worker.stop()

    assert (failed.reason, done.reason) == ("internal_error", None)
    assert "geheimnis" not in (failed.message or "")


def test_a_folder_that_cannot_be_cleared_does_not_end_the_worker(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a job leaves on a disk that fails stays there; the job is done, and the next one runs."""
    failing = [OSError(5, "输入／输出错误：〔共享〕")]
    discard = harness.uploads.discard

    def fail_once(job: Job) -> None:
        if failing:
            raise failing.pop()
        discard(job)

    monkeypatch.setattr(harness.uploads, "discard", fail_once)
    first, second = harness.upload("甲.txt"), harness.upload("乙.txt")
    worker = harness.worker()
    worker.start()
    done = [harness.wait(job_id, JobState.DONE).reason for job_id in (first, second)]
    lives = worker.is_alive
    worker.stop()

    assert (done, lives, failing) == ([None, None], True, [])
    assert [path.name for path in harness.uploads._folder.rglob("*.txt")] == ["甲.txt"]


@pytest.mark.parametrize("crashes", [False, True])
def test_a_job_that_another_goes_on_with_is_left_to_it(harness: Harness, crashes: bool) -> None:
    """Who slept past the end of its lease neither ends the job nor removes what the other still reads."""
    taken, own = harness.upload("甲.txt"), harness.upload("乙.txt")
    harness.stolen.add(taken)
    if crashes:
        harness.raises[taken] = ZeroDivisionError("geheimnis")
    worker = harness.worker()
    worker.start()
    harness.wait(own, JobState.DONE)
    worker.stop()
    job = harness.jobs.get(taken)

    assert (job.state, job.holder, job.reason) == (JobState.RUNNING, "anderer", None)
    assert [path.name for path in harness.uploads._folder.rglob("*.txt")] == ["甲.txt"]


def test_a_held_lease_only_delays(harness: Harness) -> None:
    """While another process indexes, the job waits and is tried again."""
    job_id = harness.upload("x.txt")
    harness.raises[job_id] = LeaseHeld("indexing", "anderer", "…", "…")
    worker = harness.worker()
    worker.start()
    harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert harness.ran == [job_id, job_id]


def test_a_job_whose_lease_was_lost_goes_on_by_itself(harness: Harness) -> None:
    """Interrupted while nothing stops, and taken up by nobody else, it is run again after a while."""
    job_id = harness.upload("x.txt")
    harness.lost.add(job_id)
    worker = harness.worker()
    worker.start()
    harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert harness.ran == [job_id, job_id]


def test_an_interrupted_job_goes_on_at_the_next_start(harness: Harness) -> None:
    """A job that a dead process left running is run again by the next worker; its files are still there."""
    job_id = harness.upload("x.txt")
    harness.jobs.start(job_id, "toter Prozess")
    kept = harness.uploads.clear()
    worker = harness.worker()
    worker.start()
    done = harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert kept == 0
    assert done.files_done == 1


@pytest.mark.slow
def test_a_job_that_another_run_called_interrupted_goes_on(harness: Harness) -> None:
    """A process dies while this one works; the next run says that its job is interrupted, and it goes on all the same."""
    worker = harness.worker(poll_seconds=1)
    first = harness.upload("先.txt")
    worker.start()
    harness.wait(first, JobState.DONE)
    time.sleep(0.1)  # now it waits for more
    left = harness.upload("后.txt")
    harness.jobs.start(left, "死去的进程")
    assert left in [job.id for job in harness.jobs.interrupted()]
    harness.wait(left, JobState.DONE)
    worker.stop()

    assert harness.ran == [first, left]


def test_a_job_that_waits_can_be_cancelled(harness: Harness) -> None:
    """A cancelled job is not run, and what was set down for it goes."""
    job_id = harness.upload("x.txt")
    harness.jobs.cancel(job_id)
    worker = harness.worker()
    worker.start()
    harness.wait(harness.upload("y.txt"), JobState.DONE)
    worker.stop()

    assert job_id not in harness.ran
