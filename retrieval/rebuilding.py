"""Following until nothing is missing: for whoever rebuilt the indexes, and must not say so before it is so."""

import time
from collections.abc import Callable
from typing import ClassVar

from corpus.errors import ChuchuError
from retrieval.followers import Follower
from retrieval.snapshot import IndexSnapshot

PATIENCE_SECONDS = 60.0
"""How long nothing may move while another service writes the vectors, beside the time that its lease runs."""
LOOK_SECONDS = 0.5


class IndexesIncomplete(ChuchuError):
    """The indexes were to be built whole and are not."""

    code: ClassVar[str] = "indexes_incomplete"

    def __init__(self, reason: str) -> None:
        super().__init__(f"索引没有建完：{reason}")
        self.reason = reason


def follow_whole(
    follower: Follower,
    goal: int,
    patience_seconds: float = PATIENCE_SECONDS,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> IndexSnapshot:
    """Follow until words, texts and vectors stand at change `goal` or after it; gives the snapshot.

    Where another service writes the shared vectors they are waited for, as long as something moves.

    Raises:
        IndexesIncomplete: the vectors are out of reach, nothing moved for so long, or the indexes hold unlike numbers.
    """
    reached, until = (-1, -1), 0.0
    while True:
        follower.catch_up()
        now = follower.current()
        if now.lost is None and now.number >= goal:
            return _compared(now)
        if now.lost is not None and not now.filling:
            raise IndexesIncomplete(f"词和文本已到第 {now.number} 号变更，向量没有。{now.lost}")
        if (now.number, now.vectors.change) > reached:
            reached, until = (now.number, now.vectors.change), clock() + patience_seconds
        elif clock() >= until:
            raise IndexesIncomplete(
                f"{patience_seconds:g} 秒没有进展，向量停在第 {now.vectors.change} 号变更，目录已有 {goal} 号。"
                "向量由另一个服务写入（租约 vectors）：请查看那个服务的日志，或停止它后再运行 chuchu reindex。"
            )
        sleep(LOOK_SECONDS)


def _compared(now: IndexSnapshot) -> IndexSnapshot:
    vectors, words = now.vectors.count, now.words.passages
    if vectors != words:
        raise IndexesIncomplete(
            f"词索引有 {words} 段，向量却有 {vectors} 个（第 {now.number} 号变更）。请再运行 chuchu reindex。"
        )
    return now
