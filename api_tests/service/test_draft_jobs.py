"""How much work for drafters one caller may leave waiting, under which names it is kept, and when it is cleared."""

import json
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_tests.service.served import LOCAL, bearer
from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from corpus.filters import Reach
from corpus.store.errors import CatalogueBusy
from corpus.store.held_lease import held, new_holder
from corpus.store.job_records import BatchRequest, DraftRequest, Job, JobState
from corpus.store.keys import Role
from corpus.store.leases import Leases
from drafting.batches import BatchOrder
from drafting.file_forms import FileForm
from service.access.errors import DraftsWaiting
from service.app import create_app
from service.draft_jobs import DAY, DRAFTING, DraftJobs
from service.serving import SPARED_SECONDS
from service.storage import Storage
from service.sweeping import Sweeping

ORDER = BatchOrder(FileForm.JSONL)


@pytest.fixture
def chuchu(tmp_path: Path) -> Iterator[SmallChuchu]:
    with small_chuchu(tmp_path, poll_seconds=0.05, drafts={"rows": 3}) as opened:
        index(opened, write_notices(tmp_path / "通知", ("古井保护",)))
        yield opened


def drafts_of(chuchu: SmallChuchu) -> DraftJobs:
    """What takes batches in, without the thread that does them."""
    home = chuchu.settings.shared_home
    return DraftJobs(chuchu, Storage(chuchu.catalogue, home, chuchu.settings.requests))


def folder_of(chuchu: SmallChuchu, job: Job) -> Path:
    assert isinstance(job.request, DraftRequest)
    return chuchu.settings.shared_home / "drafts" / job.request.folder


def grow_old(folder: Path, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(folder, (at, at))


def test_who_has_enough_waiting_is_told_to_wait(chuchu: SmallChuchu) -> None:
    """Of one caller five may be unfinished, whichever kind; another's count apart, and one that ended makes room."""
    drafts = drafts_of(chuchu)
    jobs = [drafts.accept_questions(["渡口"], ORDER, Reach(), "key:甲") for _ in range(5)]
    with pytest.raises(DraftsWaiting, match="您已有 5 个") as refused:
        drafts.accept("清单.txt", "渡口".encode(), ORDER, Reach(), "key:甲")
    drafts.accept_questions(["渡口"], ORDER, Reach(), "key:乙")
    chuchu.jobs.cancel(jobs[0].id)
    drafts.accept_questions(["渡口"], ORDER, Reach(), "key:甲")
    folders = list((chuchu.settings.shared_home / "drafts").iterdir())

    assert {"Retry-After": "60"} == refused.value.headers
    assert 7 == len(folders)


def test_many_at_once_are_not_more_than_may_be(chuchu: SmallChuchu) -> None:
    """Twelve that come at the same time leave five jobs and five folders."""
    drafts, refused = drafts_of(chuchu), []

    def send() -> None:
        try:
            drafts.accept_questions(["渡口"], ORDER, Reach(), "key:甲")
        except DraftsWaiting as error:
            refused.append(error)

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (7, 5) == (len(refused), len(list((chuchu.settings.shared_home / "drafts").iterdir())))


@pytest.mark.slow
def test_a_full_disk_or_queue_refuses_batches_and_dossiers(tmp_path: Path) -> None:
    """Without room every door answers 507, with too many unfinished 429 and Retry-After; nothing is left behind."""
    full = {"free_bytes": 1 << 60}
    for settings, expected in (({"requests": full}, 507), ({"drafts": {"unfinished": 1}}, 429)):
        with small_chuchu(tmp_path / f"{expected}", poll_seconds=1000, **settings) as chuchu:
            key = chuchu.keys.create("读者", Role.READER)
            if expected == 429:
                chuchu.jobs.create(BatchRequest("无", "result.csv"), f"key:{key.key.id}")
            headers = bearer(key.secret)
            with (
                held(Leases(chuchu.catalogue), DRAFTING, new_holder(), 30),  # nothing is done meanwhile
                TestClient(create_app(chuchu), base_url=LOCAL, follow_redirects=False) as client,
            ):
                answers = [
                    client.post("/api/v1/batch", json={"questions": ["渡口"]}, headers=headers),
                    client.post("/api/v1/batch", files={"file": ("问.txt", b"1")}, headers=headers),
                    client.post("/api/v1/dossier", json={"outline": "# 渡口"}, headers=headers),
                    client.post("/batch", data={"text": "渡口"}, headers=headers),
                    client.post("/dossier", data={"text": "# 渡口"}, headers=headers),
                ]
            left = list((tmp_path / f"{expected}" / "data" / "drafts").glob("*"))

        assert ([expected] * 5, []) == ([one.status_code for one in answers], left)
        assert [expected == 429] * 5 == ["retry-after" in one.headers for one in answers]


@pytest.mark.parametrize("name", ["questions.json", "order.json", "journal", "result.jsonl", "..\\问题.TXT"])
def test_a_name_changes_nothing_of_what_is_done(chuchu: SmallChuchu, name: str) -> None:
    """A file called like one of ours is read as questions, and no longer one than the setting allows."""
    drafts = drafts_of(chuchu)
    lines, many = "古井保护\n㙍头镇渡口\n".encode(), "古井\n".encode() * 4
    done = drafts.run(drafts.accept(name, lines, ORDER, Reach()).id, lambda: False)
    refused = drafts.run(drafts.accept(name, many, ORDER, Reach()).id, lambda: False)
    rows = drafts.result(done, Reach()).path.read_text("utf-8").splitlines()

    assert ["古井保护", "㙍头镇渡口"] == [json.loads(row)["question"] for row in rows]
    assert (JobState.FAILED, "too_many_questions") == (refused.state, refused.reason)


@pytest.mark.parametrize("data", [b"17", b'{"a": 1}', b"[1, 2]", b"[" * 3000])
def test_json_of_any_kind_is_read_as_lines(chuchu: SmallChuchu, data: bytes) -> None:
    """A file of JSON is questions line by line like any other; no job of it ends in an internal error."""
    drafts = drafts_of(chuchu)

    assert JobState.DONE == drafts.run(drafts.accept("questions.json", data, ORDER, Reach()).id, bool).state


def test_a_batch_that_another_took_over_is_left_to_it(chuchu: SmallChuchu) -> None:
    """Told to stop after its lease was lost, a run neither ends the job nor says that it was interrupted."""
    drafts, leases = drafts_of(chuchu), Leases(chuchu.catalogue)
    job = drafts.accept_questions(["古井", "㙍头镇渡口"], ORDER, Reach())

    def taken_over() -> bool:
        mine = leases.holder(DRAFTING)
        assert mine is not None
        if mine.holder == drafts.holder:
            leases.release(mine)
            chuchu.jobs.interrupted()
            leases.acquire(DRAFTING, "另一台机器", 60)
            chuchu.jobs.start(job.id, "另一台机器")
        return True

    left = drafts.run(job.id, taken_over)

    assert (JobState.RUNNING, "另一台机器") == (left.state, left.holder)


def test_old_results_go_and_what_is_new_stays(chuchu: SmallChuchu) -> None:
    """Old results and old strays are cleared; what waits, a fresh result, and a folder without its job yet are not."""
    drafts = drafts_of(chuchu)
    old, fresh, waiting = (drafts.accept_questions(["古井"], ORDER, Reach()) for _ in range(3))
    for job in (old, fresh):
        drafts.ended(drafts.run(job.id, lambda: False))
    stray, new = (folder_of(chuchu, old).with_name(name) for name in ("无主", "将有"))
    for folder in (stray, new):
        folder.mkdir()
    for folder in (folder_of(chuchu, old), folder_of(chuchu, waiting)):
        grow_old(folder, 31 * DAY)
    grow_old(stray, SPARED_SECONDS + 60)

    drafts.clear(SPARED_SECONDS)
    left = set((chuchu.settings.shared_home / "drafts").iterdir())

    assert {folder_of(chuchu, fresh), folder_of(chuchu, waiting), new} == left


def test_services_that_start_together_clear_together(chuchu: SmallChuchu) -> None:
    """A folder that another is quicker to remove is no error; what waits stays."""
    drafts, starting = drafts_of(chuchu), threading.Barrier(4)
    waiting = folder_of(chuchu, drafts.accept_questions(["古井"], ORDER, Reach()))
    for number in range(300):
        (waiting.with_name(f"无主{number}")).mkdir()

    def clear() -> None:
        starting.wait()
        drafts.clear()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(clear) for _ in range(4)]:
            done.result()

    assert [waiting] == list(waiting.parent.iterdir())


def test_what_is_old_is_cleared_while_serving() -> None:
    """Again and again, whatever goes wrong in between; stopping ends it."""
    swept, enough = [], threading.Event()

    def clear() -> None:
        swept.append(1)
        if len(swept) == 1:
            raise CatalogueBusy("目录")
        enough.set()

    sweeping = Sweeping(clear, 0.01)
    sweeping.start()
    in_time = enough.wait(10)
    sweeping.stop()
    count = len(swept)
    time.sleep(0.05)

    assert (True, count) == (in_time, len(swept))
