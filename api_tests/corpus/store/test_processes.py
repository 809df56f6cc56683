"""Several processes on one catalogue, on each engine: leases, jobs, change numbers and views hold between them."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from store_samples import document, put, texts_at

from corpus.store.catalogue import Catalogue
from corpus.store.job_records import IndexRequest, JobState
from corpus.store.jobs import Jobs

PROCESSES = 3
BEGIN = """
import sys
sys.path.insert(0, sys.argv[2])
from corpus.store.catalogue import Catalogue
from corpus.store.job_records import JobState
from corpus.store.jobs import Jobs
from corpus.store.leases import Leases
from corpus.store.job_errors import LeaseHeld
from store_samples import document, put, texts_at
me = sys.argv[3]
with Catalogue.open(sys.argv[1]) as catalogue:
    print("ready", flush=True)
    sys.stdin.readline()
"""


def together(url: str, *programs: str) -> list[list[str]]:
    """Run programs in a process each, let go at one moment; gives the lines of each."""
    here = Path(__file__)
    started = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                BEGIN + textwrap.indent(program, "    "),
                url,
                str(here.parent),
                str(number),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=here.resolve().parents[3],
        )
        for number, program in enumerate(programs)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0] * len(started), [error for _, error in told]
    return [out.splitlines() for out, _ in told]


WRITE = """
for number in range(20):
    outline = [("一、", "题", [f"{me}之{number}。"])]
    change = put(catalogue, f"{me}.txt", document(f"文{me}", outline))
    print(change, number)
"""
READ = """
wrong, last = 0, 0
for _ in range(60):
    at = catalogue.head()
    shown = texts_at(catalogue, at)
    # One version of each path or none, the same twice, and never an older state than before.
    wrong += any(len(texts) != 1 for texts in shown.values()) or shown != texts_at(catalogue, at) or at < last
    last = at
print(wrong)
"""
TAKE = """
jobs = Jobs(catalogue)
while (job := jobs.claim(f"holder-{me}")) is not None:
    print(job.id)
    jobs.finish(job.id, JobState.DONE)
"""
HOLD = """
leases, got = Leases(catalogue), 0
while got < 5:
    try:
        lease = leases.acquire("indexing", f"holder-{me}", 30)
    except LeaseHeld:
        continue
    put(catalogue, "标记.txt", document(f"{me}进", []))
    put(catalogue, "标记.txt", document(f"{me}出", []))
    leases.release(lease)
    got += 1
"""


@pytest.mark.slow
def test_numbers_are_in_the_order_of_commits_and_views_hold(catalogue_url: str) -> None:
    """Three processes write and two read: no number is shared or skipped, no reader sees a half or an older state."""
    told = together(catalogue_url, *[WRITE] * PROCESSES, READ, READ)
    numbers = [int(line.split()[0]) for lines in told[:PROCESSES] for line in lines]

    assert list(range(1, 20 * PROCESSES + 1)) == sorted(numbers)
    assert [lines == sorted(lines, key=lambda line: int(line.split()[0])) for lines in told[:PROCESSES]] == [
        True
    ] * PROCESSES
    assert told[PROCESSES:] == [["0"], ["0"]]
    with Catalogue.open(catalogue_url) as catalogue:
        assert {f"{n}.txt": [f"{n}之19。"] for n in range(PROCESSES)} == texts_at(catalogue, catalogue.head())
        ids = [row.id for one in catalogue.change_sets(0, 100) for row in one.added]
        assert len(ids) == len(set(ids)) == 20 * PROCESSES
        assert catalogue.check() == []


@pytest.mark.slow
def test_each_job_is_taken_by_exactly_one(catalogue_url: str) -> None:
    """Three processes take thirty jobs as fast as they can: each is run once, by one of them."""
    with Catalogue.open(catalogue_url) as catalogue:
        made = [Jobs(catalogue).create(IndexRequest((f"通知{number}",))).id for number in range(30)]
    told = together(catalogue_url, *[TAKE] * PROCESSES)

    assert sorted(made) == sorted(job for lines in told for job in lines)
    with Catalogue.open(catalogue_url) as catalogue:
        assert {job.state for job in Jobs(catalogue).list(100)} == {JobState.DONE}


@pytest.mark.slow
def test_a_lease_has_one_holder_among_processes(catalogue_url: str) -> None:
    """What one process does under the lease is never interleaved with what another does."""
    together(catalogue_url, *[HOLD] * PROCESSES)
    with Catalogue.open(catalogue_url) as catalogue:
        sets = catalogue.change_sets(0, 100)
        titles = [text.text for one in sets for text in one.added_texts]

    assert len(titles) == 2 * 5 * PROCESSES
    for entered, left in zip(titles[::2], titles[1::2], strict=True):
        assert (entered[1:], left) == ("进", f"{entered[0]}出")


def test_ids_are_never_given_again(catalogue_url: str) -> None:
    """Purged to the last row and written by another connection: ids go on, below 2^53."""
    with Catalogue.open(catalogue_url) as catalogue:
        put(catalogue, "a.txt", document("甲", [("", "", ["第１段。", "第２段。"])]))
        last = max(row.id for row in catalogue.live_passages(1, 0, 10))
        catalogue.remove_paths("default", ["a.txt"])
        catalogue.purge(2, 0)
    with Catalogue.open(catalogue_url) as catalogue:
        put(catalogue, "a.txt", document("甲", [("", "", ["第１段。"])]))
        (row,) = catalogue.live_passages(3, 0, 10)

    assert last < row.id < 2**53
