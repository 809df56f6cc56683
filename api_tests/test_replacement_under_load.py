"""Replacing a document while others search it: never both versions, never none, never a part of one."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from corpus.filters import SearchFilters
from corpus.store.job_records import IndexRequest
from retrieval.results import Mode, SearchRequest
from service.following import FollowingThread

VERSIONS = ("甲版", "乙版")
SECTIONS = 6
REPLACEMENTS = 20
READERS = 4
MODES = (Mode.KEYWORD, Mode.SEMANTIC, Mode.HYBRID)


def text(version: str) -> str:
    """A plan whose every section names its version, each of its own length."""
    numerals = "一二三四五六"
    body = "\n".join(
        f"{numerals[i]}、第{i}项任务\n{version}要求：{'加强河道巡查，' * (i + 20)}压实各级河长责任〔{version}〕。"
        for i in range(SECTIONS)
    )
    return f"临江市河道巡查工作方案\n{body}\n"


@pytest.fixture
def chuchu(tmp_path: Path) -> Iterator[SmallChuchu]:
    """A plan among other notices, indexed, and a follower at work as in a service."""
    folder = write_notices(tmp_path / "文件", ("春耕备耕", "防汛抗旱"))
    (folder / "方案.txt").write_text(text(VERSIONS[0]), "utf-8")
    with small_chuchu(tmp_path, poll_seconds=0.01, keep_removed_seconds=3600) as opened:
        index(opened, folder)
        assert opened.search is not None
        following = FollowingThread(opened.follower, opened.upkeep, 0.01)
        following.start()
        yield opened
        following.stop()
        assert following.problem is None


def replace_again_and_again(chuchu: SmallChuchu, plan: Path) -> None:
    for turn in range(1, REPLACEMENTS + 1):
        plan.write_text(text(VERSIONS[turn % 2]), "utf-8")
        job = chuchu.jobs.create(IndexRequest((str(plan),), as_name="文件/方案.txt"))
        chuchu.runner().run(job.id)


def test_a_reader_sees_one_version_whole(chuchu: SmallChuchu, tmp_path: Path) -> None:
    """Each answer in each mode holds all sections of one version of the plan, whatever is being written."""
    plan, done = tmp_path / "文件" / "方案.txt", threading.Event()
    seen: Counter[tuple[Mode, str]] = Counter()
    filters = SearchFilters(source_path_prefix="文件/方案.txt")

    def read(mode: Mode) -> None:
        request = SearchRequest("河道巡查河长责任", 50, mode=mode, filters=filters, group_similar=False)
        while not done.is_set():
            found = Counter(
                version
                for hit in chuchu.search.search(request).hits
                for version in VERSIONS
                if f"〔{version}〕" in hit.citation.text
            )
            seen[mode, "、".join(f"{version}{count}" for version, count in sorted(found.items()))] += 1

    readers = [threading.Thread(target=read, args=(MODES[i % 3],)) for i in range(READERS)]
    for reader in readers:
        reader.start()
    replace_again_and_again(chuchu, plan)
    time.sleep(0.2)
    done.set()
    for reader in readers:
        reader.join()

    assert {what for _, what in seen} == {f"{version}{SECTIONS}" for version in VERSIONS}
    assert {mode for mode, _ in seen} == set(MODES)


def test_new_documents_are_seen_soon_after_their_commit(chuchu: SmallChuchu, tmp_path: Path) -> None:
    """What another thread commits is searchable within three seconds, without a request doing the work."""
    folder = write_notices(tmp_path / "新", ("㙍村防火",))
    job = chuchu.jobs.create(IndexRequest((str(folder),)))
    chuchu.runner().run(job.id)
    committed = time.monotonic()
    while not any(
        "㙍村" in hit.citation.title for hit in chuchu.search.search(SearchRequest("㙍村防火")).hits
    ):
        assert time.monotonic() - committed < 3
        time.sleep(0.02)
