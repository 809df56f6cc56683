"""kill -9 of an indexing process at random moments: what was told of is there whole, nothing is half there."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api_tests.small_world import notice, small_chuchu
from corpus.store.job_records import FileOutcome, IndexRequest
from retrieval.results import Mode, SearchRequest

FILES = 40
KILLS = 12
TOLD = "told "

PROGRAM = """
import sys
from pathlib import Path
from api_tests.small_world import small_chuchu
from corpus.store.job_records import IndexRequest

class Teller:
    def expect(self, files): pass
    def record(self, report): print("told", report.source_path, report.outcome.value, flush=True)

with small_chuchu(Path(sys.argv[1])) as chuchu:
    index_run = chuchu.index_run()
    index_run._encode_batch = 1
    runner = chuchu.runner()
    runner._index_run = lambda: index_run
    print("ready", flush=True)
    while True:
        runner.run(chuchu.jobs.create(IndexRequest((sys.argv[2],))).id, Teller())
        chuchu.follower.catch_up()
        chuchu.follower.save(force=True)
        for path in sorted(Path(sys.argv[2]).iterdir()):
            path.write_text(path.read_text("utf-8") + "附则：本件由市政府办公室负责解释。\\n", "utf-8")
"""


def write_all(folder: Path) -> None:
    folder.mkdir()
    for number in range(1, FILES + 1):
        (folder / f"{number:02}.txt").write_text(notice(number, f"第{number}项防汛抗旱"), "utf-8")


def run_and_kill(home: Path, folder: Path, delay: float) -> set[str]:
    """Index until killed after `delay` seconds of work; gives the source paths told of as durable."""
    command = [sys.executable, "-c", PROGRAM, str(home), str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        process.kill()
        lines = process.stdout.read().splitlines()
    return {line.split()[1] for line in lines if line.startswith(TOLD)}


@pytest.mark.slow
def test_nothing_told_of_is_lost_and_nothing_is_half_there(tmp_path: Path) -> None:
    """After each of twelve kills all told documents are found whole, and all indexes meet the catalogue."""
    folder, told, at = tmp_path / "通知", set[str](), random.Random(20241121)
    write_all(folder)
    for _ in range(KILLS):
        told |= run_and_kill(tmp_path, folder, at.uniform(0.05, 2.5))
        with small_chuchu(tmp_path) as chuchu:
            assert chuchu.catalogue.check() == []
            chuchu.follower.catch_up()
            now, stats = chuchu.follower.current(), chuchu.catalogue.stats()
            assert now.number == chuchu.catalogue.head()
            assert (now.vectors.count, now.words.passages, now.texts.documents) == (
                stats.passages,
                stats.passages,
                stats.documents,
            )
            there = {d.source_path for d in chuchu.catalogue.view().documents(limit=100).documents}
            assert told - there == set()
    finish(tmp_path, folder)


def finish(home: Path, folder: Path) -> None:
    """The next run takes what was left and every document is found by its own words."""
    with small_chuchu(home) as chuchu:
        job = chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(folder),))).id)
        assert {f.outcome for f in chuchu.jobs.files(job.id)} <= {FileOutcome.INDEXED, FileOutcome.UNCHANGED}
        chuchu.follower.catch_up()
        for number in (1, FILES // 2, FILES):
            query = SearchRequest(f"第{number}项防汛抗旱", mode=Mode.KEYWORD)
            assert f"第{number}项防汛抗旱" in chuchu.search.search(query).hits[0].citation.title
