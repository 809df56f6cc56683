"""The thread that keeps a process level with the catalogue, when a step of it goes wrong."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, small_chuchu, write_notices
from corpus.store.job_records import IndexRequest
from service.following import FollowingThread

FORESEEN = OSError(28, "磁盘已满：〔数据〕")
UNFORESEEN = IndexError("列表下标越界")


class Stumbling:
    """The follower of a service, with a fault until that is repaired."""

    def __init__(self, chuchu: SmallChuchu, fault: Exception) -> None:
        self._follower, self._fault = chuchu.follower, fault
        self.current, self.save = self._follower.current, self._follower.save
        self.failures = 0
        self.repaired = threading.Event()

    def catch_up(self) -> int:
        if not self.repaired.is_set():
            self.failures += 1
            raise self._fault
        return self._follower.catch_up()


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[int, bool]]:
    """The level of each line of the log, and whether it brings a traceback."""
    lines = [one for one in caplog.records if one.name == "service.following"]
    return [(one.levelno, bool(one.exc_info)) for one in lines]


@pytest.mark.parametrize(
    ("error", "told", "lines"),
    [
        (FORESEEN, "[Errno 28] 磁盘已满：〔数据〕", [(logging.WARNING, False)]),
        (
            UNFORESEEN,
            "internal_error：跟随目录时发生程序内部错误（IndexError），稍后会再试；详情见日志",
            [(logging.ERROR, True)],
        ),
    ],
)
def test_following_goes_on_after_whatever_went_wrong(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    told: str,
    lines: list[tuple[int, bool]],
) -> None:
    """A step that fails again and again is told, logged once, and what it left undone is followed when it is repaired."""
    with small_chuchu(tmp_path) as chuchu:
        folder = write_notices(tmp_path / "通知", ("㐂村水利",))
        chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(folder),))).id)
        follower = Stumbling(chuchu, error)
        following = FollowingThread(follower, lambda: None, 0.01)
        following.start()
        until(lambda: follower.failures > 3)
        while_faulty = following.problem, chuchu.follower.current().number
        follower.repaired.set()
        until(lambda: following.problem is None)
        was_alive = following.is_alive
        following.stop()
        afterwards = following.problem, chuchu.follower.current().number > 0

        assert ((told, 0), (None, True)) == (while_faulty, afterwards)
        assert (True, False) == (was_alive, following.is_alive)
    assert lines == logged(caplog)
