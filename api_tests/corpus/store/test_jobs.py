"""Jobs and leases."""

import threading

import pytest
from store_samples import Ticking

from corpus.store.catalogue import Catalogue
from corpus.store.errors import InvalidDocument
from corpus.store.job_errors import JobStateConflict, JobUnknown, LeaseHeld, LeaseLost
from corpus.store.job_records import FileOutcome, IndexRequest, JobKind, JobState, RemoveRequest
from corpus.store.jobs import Jobs
from corpus.store.leases import LONGEST_SECONDS, Leases

REQUEST = IndexRequest(paths=("/资料/云岭",), collection="默认", as_name="云岭", remove_missing=True)


@pytest.fixture
def jobs(catalogue: Catalogue) -> Jobs:
    """The jobs of an empty catalogue."""
    return Jobs(catalogue)


@pytest.fixture
def leases(catalogue: Catalogue) -> Leases:
    """The leases of an empty catalogue."""
    return Leases(catalogue)


def test_a_request_comes_back_as_it_was_made(jobs: Jobs) -> None:
    """The frozen parameters survive the way through JSON."""
    remove = RemoveRequest(document_ids=("a" * 16,), source_paths=("云岭/a.txt",))

    assert (jobs.create(REQUEST).kind, jobs.list()[0].request) == (JobKind.INDEX, REQUEST)
    assert (JobKind.REMOVE, remove) == (jobs.create(remove).kind, jobs.list()[0].request)
    with pytest.raises(InvalidDocument):
        jobs.create(IndexRequest(paths=("a\0b",)))


def test_a_job_runs_to_its_end(jobs: Jobs, clock: Ticking) -> None:
    """States, counts, outcomes and throughput."""
    job = jobs.create(REQUEST)
    assert (job.state, job.passages_per_second(clock())) == (JobState.QUEUED, None)
    jobs.start(job.id, "甲机:1")
    clock.forward(2)
    jobs.progress(job.id, files_total=3, current_path="云岭/b.txt")
    jobs.record_file(job.id, "云岭/a.txt", FileOutcome.INDEXED, documents=1, passages=30)
    jobs.record_file(job.id, "云岭/b.txt", FileOutcome.FAILED, "encrypted", "文件已加密，请先解除密码。")
    clock.forward(1)
    job = jobs.record_file(job.id, "云岭/c.txt", FileOutcome.UNCHANGED)

    assert (job.files_total, job.files_done, job.passages_done, job.passages_per_second(clock())) == (
        3,
        3,
        30,
        10.0,
    )
    done = jobs.finish(job.id, JobState.DONE)
    clock.forward(100)
    assert (done.state, done.current_path, done.passages_per_second(clock())) == (JobState.DONE, None, 10.0)
    assert [one.outcome for one in jobs.files(job.id)] == ["indexed", "failed", "unchanged"]
    failed = jobs.files(job.id, outcome=FileOutcome.FAILED)
    assert [(one.reason, one.message) for one in failed] == [("encrypted", "文件已加密，请先解除密码。")]
    assert jobs.outcomes(job.id) == {FileOutcome.INDEXED: 1, FileOutcome.FAILED: 1, FileOutcome.UNCHANGED: 1}


def test_watchers_are_told_what_is_new(jobs: Jobs) -> None:
    """Versions grow with every update of any job, so that nothing is missed or told twice."""
    first, second = jobs.create(REQUEST), jobs.create(REQUEST)
    assert [first.id, second.id] == [one.id for one in jobs.changed_since(0)]
    jobs.start(first.id, "甲")
    recorded = jobs.record_file(first.id, "a.txt", FileOutcome.INDEXED)

    assert [first.id] == [one.id for one in jobs.changed_since(second.version)]
    assert jobs.changed_since(second.version, second.id) == []
    assert jobs.changed_since(recorded.version) == []
    assert [one.path for one in jobs.files(first.id, after_version=second.version)] == ["a.txt"]
    assert jobs.files(first.id, after_version=recorded.version) == []


def test_cancelling(jobs: Jobs) -> None:
    """A waiting job ends at once, a running one is asked to stop, an ended one cannot be."""
    waiting, running = jobs.create(REQUEST), jobs.create(REQUEST)
    jobs.start(running.id, "甲")

    assert jobs.cancel(waiting.id).state == JobState.CANCELLED
    assert jobs.cancel(running.id).state == JobState.RUNNING
    assert jobs.cancel_requested(running.id)
    jobs.finish(running.id, JobState.CANCELLED)
    with pytest.raises(JobStateConflict):
        jobs.cancel(running.id)
    assert not jobs.resume(running.id).cancel_requested


def test_steps_that_a_state_does_not_allow(jobs: Jobs) -> None:
    """Unknown jobs and wrong steps are told."""
    job = jobs.create(REQUEST)
    with pytest.raises(JobUnknown):
        jobs.get("0" * 16)
    with pytest.raises(JobUnknown):
        jobs.files("0" * 16)
    with pytest.raises(JobStateConflict, match="queued"):
        jobs.finish(job.id, JobState.DONE)
    jobs.start(job.id, "甲")
    with pytest.raises(JobStateConflict, match="running"):
        jobs.start(job.id, "乙")
    with pytest.raises(JobStateConflict):
        jobs.resume(job.id)


def test_each_queued_job_is_claimed_once_in_order(jobs: Jobs, clock: Ticking) -> None:
    """Many workers never run one job twice."""
    made = []
    for _ in range(8):
        clock.forward(1)
        made.append(jobs.create(REQUEST).id)
    assert made[0] == jobs.claim("甲").id  # type: ignore[union-attr]
    claimed: list[str] = []

    def work(number: int) -> None:
        while (job := jobs.claim(f"工{number}")) is not None:
            claimed.append(job.id)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made[1:]) == sorted(claimed)


def test_a_dead_process_leaves_an_interrupted_job(jobs: Jobs, leases: Leases, clock: Ticking) -> None:
    """A running job without a live lease of its holder is interrupted, and goes on where it stopped."""
    job = jobs.create(REQUEST)
    leases.acquire("index", "甲机:1", seconds=30)
    jobs.start(job.id, "甲机:1")
    jobs.record_file(job.id, "a.txt", FileOutcome.INDEXED, passages=7)
    clock.forward(29)
    assert jobs.interrupted() == []
    clock.forward(2)

    assert [job.id] == [one.id for one in jobs.interrupted()]
    assert jobs.get(job.id).state == JobState.INTERRUPTED
    again = jobs.start(jobs.resume(job.id).id, "甲机:2")
    clock.forward(1)
    again = jobs.record_file(job.id, "a.txt", FileOutcome.UNCHANGED)
    again = jobs.record_file(job.id, "b.txt", FileOutcome.INDEXED, passages=5)
    assert (
        again.files_done, again.passages_done, again.passages_before, again.passages_per_second(clock())
    ) == (2, 12, 7, 5.0)  # fmt: skip


def test_only_who_runs_a_job_ends_it(jobs: Jobs, leases: Leases, clock: Ticking) -> None:
    """Who lost its lease changes nothing, whether another runs the job by then, is to run it, or has ended it."""
    job = jobs.create(REQUEST)
    leases.acquire("index", "甲机:1", seconds=30)
    jobs.start(job.id, "甲机:1")
    clock.forward(31)
    jobs.interrupted()
    told = []
    for step in (
        lambda: jobs.resume(job.id),
        lambda: jobs.start(job.id, "乙机:2"),
        lambda: jobs.finish(job.id, JobState.DONE, holder="乙机:2"),
    ):
        before = step()
        assert jobs.finish(job.id, JobState.FAILED, "os_error", "磁盘〔甲〕", holder="甲机:1") == before
        told.append((before.state, before.reason))

    assert told == [(JobState.QUEUED, None), (JobState.RUNNING, None), (JobState.DONE, None)]


def test_a_lease_has_one_holder(leases: Leases, clock: Ticking) -> None:
    """Another is refused with holder and time, until the lease is released or has expired."""
    lease = leases.acquire("index", "甲", 30)
    with pytest.raises(LeaseHeld, match="甲") as error:
        leases.acquire("index", "乙", 30)
    assert ("index", "甲", lease.expires_at) == (error.value.name, error.value.holder, error.value.expires_at)
    assert leases.acquire("other", "另", 30).holder == "另"
    leases.release(lease)

    assert leases.acquire("index", "乙", 30).holder == "乙"
    clock.forward(30)
    assert leases.holder("index") is None
    assert leases.acquire("index", "丙", 30).holder == "丙"


def test_a_clock_that_was_set_back_holds_up_nobody(jobs: Jobs, leases: Leases, clock: Ticking) -> None:
    """A dead process's lease from a time to come is free at once, and its job interrupted; a live one's is kept."""
    job = jobs.create(REQUEST)
    leases.acquire("index", "甲机:1", seconds=30)
    jobs.start(job.id, "甲机:1")
    clock.forward(-LONGEST_SECONDS + 31)
    with pytest.raises(LeaseHeld):
        leases.acquire("index", "乙机:2", seconds=30)
    clock.forward(-365 * 86400)

    assert [job.id] == [one.id for one in jobs.interrupted()]
    assert leases.holder("index") is None
    lease = leases.acquire("index", "乙机:2", seconds=30)
    clock.forward(-86400)
    assert leases.renew(lease, 30).holder == "乙机:2"
    assert leases.holder("index") == leases.renew(lease, 30)


def test_a_heartbeat_keeps_a_lease(leases: Leases, clock: Ticking) -> None:
    """Renewed in time it is kept; expired it is lost, whether or not another took it."""
    lease = leases.acquire("index", "甲", 30)
    clock.forward(20)
    lease = leases.renew(lease, 30)
    clock.forward(20)
    assert lease == leases.holder("index")
    clock.forward(20)
    with pytest.raises(LeaseLost):
        leases.renew(lease, 30)
    other = leases.acquire("index", "乙", 30)
    with pytest.raises(LeaseLost):
        leases.renew(lease, 30)
    leases.release(lease)

    assert other == leases.holder("index")


def test_one_of_many_takes_a_lease(leases: Leases) -> None:
    """Taking is atomic."""
    won: list[str] = []

    def take(number: int) -> None:
        try:
            won.append(leases.acquire("index", f"{number}", 30).holder)
        except LeaseHeld:
            return

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
