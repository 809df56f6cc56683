"""The folders of uploads: cleared of what no job knows, while other services work in them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api_tests.service.worker_harness import Harness
from corpus.store.job_records import JobState

CLEARS = """
import os, sys
print("läuft", flush=True)
places = [os.path.join(sys.argv[1], f"0badcafe-{number}") for number in range(20)]
while True:
    for place in places:
        os.makedirs(place, exist_ok=True)
    for place in places:
        if os.path.isdir(place):
            try:
                os.rmdir(place)
            except FileNotFoundError:
                pass
"""
ENDS_UPLOADS = """
import os, sys
os.makedirs(os.path.join(sys.argv[1], "uploads"))
kept, coming = os.path.join(sys.argv[1], "part"), os.path.join(sys.argv[1], "uploads", "x.txt")
with open(kept, "w") as out:
    out.write("x.txt")
print("läuft", flush=True)
while True:
    os.link(kept, coming)
    os.unlink(coming)
"""


@contextmanager
def another_service(program: str, folder: Path) -> Iterator[None]:
    """A process that does something to a folder again and again, until left."""
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def test_folders_that_no_job_knows_are_cleared(harness: Harness) -> None:
    """What a crash left between setting down and queueing goes at the next start; a waiting upload stays."""
    harness.upload("x.txt")
    stray = harness.uploads._folder / "0badcafe-0000"
    (stray / "uploads").mkdir(parents=True)

    assert harness.uploads.clear() == 1
    assert not stray.exists()


@pytest.mark.slow
def test_what_another_service_clears_first_is_no_error(harness: Harness) -> None:
    """A folder that is gone between two looks is passed over; a waiting upload stays."""
    harness.upload("x.txt")
    kept = set(harness.uploads._folder.iterdir())
    with another_service(CLEARS, harness.uploads._folder):
        for _ in range(200):
            harness.uploads.clear()
    harness.uploads.clear()

    assert set(harness.uploads._folder.iterdir()) == kept


@pytest.mark.slow
def test_an_upload_that_is_done_with_holds_up_no_other(harness: Harness) -> None:
    """A file of the same name that goes while it is looked at stands in nobody's way."""
    harness.upload("x.txt")
    mark = next(harness.uploads._folder.iterdir()).name.partition("-")[0]
    with another_service(ENDS_UPLOADS, harness.uploads._folder / f"{mark}-fremd"):
        for _ in range(300):
            job = harness.jobs.cancel(harness.upload("x.txt"))
            harness.uploads.discard(job)

    assert harness.jobs.counts()[JobState.CANCELLED] == 300
