"""Full disks, bounded files and read-only folders: the job says why it stopped, queries go on, and so does the job.

    python -m benchmarks.reliability.full_disk [--sizes 6 8 12 16 24 32] [--limits 0 256 1024 4096]

For each size in MB a file system in memory (tmpfs, in a mount namespace of its own: root or `unshare -rm`) holds a
data folder that is indexed until it is full; then a query is asked, room is made, and the job is run again without
any repair. Then the same under RLIMIT_FSIZE (KB), which stops the growth of each single file, and with 0 all writing.
Last a data folder, and the indexes alone, on a file system that is mounted read-only at the next start: what is wrong is
named, and when it may be written again the work goes on. The encoder is the quick one. A line of JSON each, and one for
all; exits with 1 where a promise is broken.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from api_tests.small_world import SmallChuchu, notice, small_chuchu
from corpus.errors import ChuchuError
from corpus.store.job_records import FileOutcome, IndexRequest, JobState
from embeddings.errors import EmbeddingError
from retrieval.results import Mode, SearchRequest

KIBIBYTE = 1 << 10
READ_ONLY = ("data", "data/indexes")
"""What is mounted read-only, under the folder of a case."""
FILES = 400
FEWER = 12
"""Files that are gone on with: those that were written, their indexes and logs have room in the least of the disks."""
LEASE_SECONDS = 2
BALLAST = 0.75  # of the file system, in a file that is removed to make room
FIRST = "第0项防汛抗旱"


def write_files(folder: Path, count: int) -> None:
    """Notices of some length."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        paragraphs = [
            f"第{number}之{part}件：各单位要高度重视，明确责任分工，按月报送进展。" * 6 for part in range(20)
        ]
        (folder / f"{number:04}.txt").write_text(
            notice(number, f"第{number}项防汛抗旱", *paragraphs), "utf-8"
        )


def indexed(chuchu: SmallChuchu, folder: Path) -> tuple[JobState, str | None, int]:
    """Index a folder; gives state and reason of the job, and how many of its files failed."""
    job = chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(folder),))).id)
    failed = chuchu.jobs.outcomes(job.id).get(FileOutcome.FAILED, 0)
    follow(chuchu)
    return job.state, job.reason, failed


def follow(chuchu: SmallChuchu) -> str | None:
    """Bring the indexes level; what keeps them, or None."""
    try:
        chuchu.follower.catch_up()
        chuchu.follower.save(force=True)
    except (ChuchuError, EmbeddingError, OSError) as error:
        return str(error)
    return None


def answers(chuchu: SmallChuchu) -> bool:
    """Whether a query finds what was there before."""
    hits = chuchu.search.search(SearchRequest(FIRST, mode=Mode.KEYWORD)).hits
    return bool(hits) and FIRST in hits[0].citation.title


def tried(home: Path, folder: Path, fill: str) -> dict[str, object]:
    """Index, run out of room, ask, make room, go on."""
    ballast = home / "ballast"
    told: dict[str, object] = {}
    write_files(folder, 1)
    with small_chuchu(home, keep_removed_seconds=0, lease_seconds=LEASE_SECONDS) as chuchu:
        indexed(chuchu, folder)
        write_files(folder, FILES)
        if fill == "tmpfs":
            with ballast.open("wb") as out:
                out.write(b"\0" * int(os.statvfs(home).f_bavail * os.statvfs(home).f_frsize * BALLAST))
        else:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(fill) * KIBIBYTE, resource.RLIM_INFINITY))
        try:
            told["full"] = [str(value) for value in indexed(chuchu, folder)]
        except (ChuchuError, OSError) as error:
            told["full"] = [type(error).__name__, str(error)]
        told["follows_when_full"] = follow(chuchu)
        told["answers_when_full"] = answers(chuchu)
        ballast.unlink(missing_ok=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return told


def went_on(home: Path, folder: Path) -> dict[str, object]:
    """Open again with room, without repair, and finish."""
    time.sleep(LEASE_SECONDS + 1)  # of the job whose end could not be written
    with small_chuchu(home) as chuchu:
        write_files(folder, FEWER)
        for path in sorted(folder.iterdir())[FEWER:]:
            path.unlink()
        state, reason, failed = indexed(chuchu, folder)
        problems = [problem.message for problem in chuchu.catalogue.check()]
        level = chuchu.follower.current().number == chuchu.catalogue.head()
        return {
            "then": [state.value, reason, failed],
            "problems": problems,
            "level": level,
            "answers": answers(chuchu),
        }


def case(home: Path, sources: Path, fill: str) -> dict[str, object]:
    """One case; `ok` says whether all was as promised."""
    told = tried(home, sources, fill) | went_on(home, sources)
    stopped = told["full"] != ["done", "None", "0"]
    told["ran_out"] = stopped
    told["ok"] = bool(
        stopped
        and told["answers_when_full"]
        and told["then"] == ["done", None, 0]
        and not told["problems"]
        and told["level"]
        and told["answers"]
    )
    return told


def read_only(home: Path, sources: Path, part: str) -> dict[str, object]:
    """Start where a part of the folder may not be written, then where it may again."""
    write_files(sources, 1)
    with small_chuchu(home) as chuchu:
        indexed(chuchu, sources)
    place = str(home / part)
    subprocess.run(["mount", "--bind", place, place], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
    told: dict[str, object] = {"refused": None}
    try:
        with small_chuchu(home) as chuchu:
            told["answers_when_full"] = answers(chuchu)
    except (ChuchuError, EmbeddingError) as error:
        told["refused"] = [type(error).__name__, str(error)]
    subprocess.run(["umount", place], check=True)
    told |= went_on(home, sources)
    told["ok"] = bool(
        (told["refused"] or told.get("answers_when_full"))
        and told["then"] == ["done", None, 0]
        and not told["problems"]
        and told["level"]
        and told["answers"]
    )
    return told


def mounted(size: int, part: str = "") -> dict[str, object]:
    """Run a case on a tmpfs of so many MB in a mount namespace of its own."""
    with tempfile.TemporaryDirectory() as place:
        program = f"exec {sys.executable} -m {__spec__.name} --within {place} --read-only '{part}'"
        script = f"mount -t tmpfs -o size={size}m none {place} && {program}"
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return {"ok": False, "error": done.stderr[-600:]}
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Try each case and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[6, 8, 12, 16, 24, 32], help="MB of the file systems"
    )
    parser.add_argument("--limits", type=int, nargs="*", default=[0, 256, 1024, 4096], help="KB of a file")
    parser.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--read-only", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as other:
        sources = Path(other) / "通知"
        if given.within:
            part = given.read_only
            told = read_only(given.within, sources, part) if part else case(given.within, sources, "tmpfs")
            print(json.dumps(told, ensure_ascii=False))
            return
    results = {f"tmpfs {size} MB": mounted(size) for size in given.sizes}
    results |= {f"read-only {part}": mounted(64, part) for part in READ_ONLY}
    for limit in given.limits:
        with tempfile.TemporaryDirectory() as other:
            results[f"RLIMIT_FSIZE {limit} KB"] = case(Path(other), Path(other) / "通知", str(limit))
    for name, told in results.items():
        print(json.dumps({"case": name, **told}, ensure_ascii=False))
    failed = sum(not told["ok"] for told in results.values())
    print(json.dumps({"matrix": 6, "cases": len(results), "failed": failed}))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
