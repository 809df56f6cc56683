"""The guarded child: whatever a file does, one reason comes back and the next file is read."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parsing.errors import SENTENCES, FailureReason, ParseError
from parsing.limits import MEBIBYTE, Limits
from parsing.parser import Parser

Give = Callable[..., str]
LIMITS = Limits(
    wall_seconds=0.5, cpu_seconds=5, result_bytes=MEBIBYTE, characters=4000, written_bytes=MEBIBYTE
)


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """A parser whose child does what the file says; not confined, so that process ids are those of this machine."""
    sys.path.insert(0, str(Path(__file__).parent))
    with Parser(LIMITS, entry="hostile_entries:obey", confine=False) as made:
        yield made
    sys.path.remove(str(Path(__file__).parent))


@pytest.fixture
def give(parser: Parser, tmp_path: Path) -> Give:
    """Parse a file of these words: its text, or the reason it failed with."""

    def parse(words: str, limits: Limits = LIMITS) -> str:
        file = tmp_path / f"文件{len(list(tmp_path.iterdir()))}.txt"
        file.write_text(words, encoding="utf-8")
        try:
            return parser.parse(file, limits).blocks[0].text
        except ParseError as error:
            return str(error.reason)

    return parse


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("abort", "crashed"),
        ("kill", "crashed"),
        ("loop", "timeout"),
        ("sleep", "timeout"),
        ("eat", "memory"),
        ("recurse", "hostile"),
        ("fail", "crashed"),
        ("exit_quietly", "crashed"),
        ("garbage", "crashed"),
        ("flood", "too_large"),
        ("long_text", "too_large"),
    ],
)
@pytest.mark.slow
def test_a_hostile_child_costs_one_file(give: Give, deed: str, reason: str) -> None:
    """The deed ends with its reason, and a good file is read right after it."""
    assert reason == give(deed)
    assert give("good 吉祥县人民政府〔2031〕") == "吉祥县人民政府〔2031〕"


@pytest.mark.slow
def test_processor_time_is_limited_too(give: Give) -> None:
    """A child that only computes is ended by its processor time, long before the wall clock."""
    begin = time.monotonic()

    assert give("loop", Limits(wall_seconds=60, cpu_seconds=1)) == "timeout"
    assert time.monotonic() - begin < 20


def test_a_killed_nursery_is_replaced(give: Give) -> None:
    """A child that kills the helper process fails itself; the helper starts again."""
    assert give("kill_nursery") == "crashed"
    assert give("good 照常") == "照常"


@pytest.mark.slow
def test_processes_a_child_started_are_killed_with_it(give: Give, tmp_path: Path) -> None:
    """After a timeout the whole process group is gone."""
    note = tmp_path / "pid"

    assert give(f"breed {note}") == "timeout"
    pid = int(note.read_text())
    for _ in range(50):
        if not _is_alive(pid):
            break
        time.sleep(0.02)
    assert not _is_alive(pid)


def _is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_cannot_fill_the_disk(give: Give, tmp_path: Path) -> None:
    """What a child writes is cut at the limit."""
    target = tmp_path / "big"

    assert give(f"write_file {target}") == "crashed"
    assert target.stat().st_size <= LIMITS.written_bytes


def test_a_child_holds_nothing_of_the_service(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child has its file, its pipe and three closed streams, and no secret of the environment."""
    monkeypatch.setenv("SECRET_OF_SERVICE", "x")

    assert give("look_around") == "4 False"  # 0, 1, 2 and the pipe: the file is read and closed


@pytest.mark.slow
def test_files_are_parsed_side_by_side(give: Give, parser: Parser, tmp_path: Path) -> None:
    """Threads share a parser; a slow file holds up no other, and each gets its own answer."""
    files = []
    for number in range(12):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text("sleep" if number == 0 else f"good 第{number}号")

    def text(file: Path) -> str:
        try:
            return parser.parse(file).blocks[0].text
        except ParseError as error:
            return str(error.reason)

    with ThreadPoolExecutor(4) as pool:
        assert ["timeout", *(f"第{number}号" for number in range(1, 12))] == list(pool.map(text, files))


@pytest.mark.slow
def test_closing_leaves_no_process(tmp_path: Path) -> None:
    """After close the helper process is gone; the parser can be used again."""
    file = tmp_path / "a.txt"
    file.write_text("和平村民委员会", encoding="utf-8")
    parser = Parser()
    assert parser.parse(file).blocks[0].text == "和平村民委员会"
    pid = parser._guard._process.pid

    parser.close()

    assert not _is_alive(pid)
    assert parser.parse(file).blocks[0].text == "和平村民委员会"
    parser.close()


@pytest.mark.slow
def test_descriptors_do_not_leak(give: Give) -> None:
    """A hundred parses leave as many open descriptors as one."""
    give("good 一")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(50):
        give("good 二")
        give("fail")

    assert before == len(list(Path("/proc/self/fd").iterdir()))


def test_files_that_are_none_are_unreadable(tmp_path: Path) -> None:
    """A missing file, a folder and a FIFO end as unreadable, an empty file as empty, a big one as too large."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "empty").touch()
    (tmp_path / "big").write_bytes(b"x" * 2000)
    reasons = []
    with Parser(Limits(file_bytes=1000)) as parser:
        for name in ("missing", ".", "fifo", "bad\0name", "empty", "big"):
            with pytest.raises(ParseError) as caught:
                parser.parse(tmp_path / name)
            reasons.append(str(caught.value.reason))

    assert reasons == ["unreadable", "unreadable", "unreadable", "unreadable", "empty", "too_large"]


def test_every_reason_has_a_sentence() -> None:
    """Each reason code has a Chinese sentence that ends as one."""
    assert set(FailureReason) == set(SENTENCES)
    assert all(sentence.endswith("。") for sentence in SENTENCES.values())


@pytest.fixture(params=[True, False], ids=["confined", "not confined"])
def reader(request: pytest.FixtureRequest) -> Iterator[Parser]:
    """A parser whose child does what the file says, with and without bubblewrap."""
    sys.path.insert(0, str(Path(__file__).parent))
    with Parser(LIMITS, entry="hostile_entries:obey", confine=request.param) as made:
        if request.param and not made.is_confined:
            pytest.skip("bubblewrap is not installed or not allowed here: only the limits guard this machine")
        yield made
    sys.path.remove(str(Path(__file__).parent))


def told(parser: Parser, folder: Path, words: str) -> str:
    """What the child answers to a file of these words."""
    file = folder / "文件.txt"
    file.write_text(words, "utf-8")
    return parser.parse(file).blocks[0].text


def test_a_confined_child_writes_nothing_outside(reader: Parser, tmp_path: Path) -> None:
    """Outside the folder for temporary files nothing can be written; without bubblewrap it could be."""
    canary = Path.home() / f".chuchu-canary-{os.getpid()}"
    try:
        answer = told(reader, tmp_path, f"write_outside {canary}")
        assert (answer == "written", canary.exists()) == (not reader.is_confined,) * 2
    finally:
        canary.unlink(missing_ok=True)


def test_a_confined_child_has_no_network(reader: Parser, tmp_path: Path) -> None:
    """Not even this machine's own ports can be reached; without bubblewrap they can."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = told(reader, tmp_path, f"call_out {server.getsockname()[1]}")

    assert answer == ("no way out" if reader.is_confined else "connected")
