"""kill -9 at named points of the program: what was acknowledged is there whole afterwards, nothing is half there.

    python -m benchmarks.reliability.kills [--kills 20] [--points NAME…] [--seed 1] [--list]

At each point a process that uploads, indexes, replaces, removes, embeds anew, merges, purges, checkpoints, migrates
and backs up is killed `--kills` times, at a random run of the point, half of the times at once and half up to
30 ms later. After each kill another process opens the folder, looks whether it is whole, goes on with what was left
and looks for everything that the dead one had told of. The catalogue, files, jobs, indexes and parsers are the real
ones; the encoder is a quick one (pairs of characters), for the model is not the point here. One line of JSON a
point, and one for all. Exits with 1 where a promise is broken.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from api_tests.small_world import CharacterEncoder, SmallChuchu, notice, small_chuchu
from benchmarks.reliability import traps
from corpus.store.backup import check_backup, restore_backup
from corpus.store.backup_errors import BackupDamaged
from corpus.store.job_records import ENDED, IndexRequest, JobState
from corpus.store.migrating import downgrade
from service.backups import back_up
from service.uploads import Incoming, Uploads

FILES = 6
ROUNDS = 3
LONGEST_SECONDS = 120
OPEN_SECONDS = 5.0
FIRST_REVISION = "0001"


@dataclass(slots=True)
class Told:
    """What the processes told of: the newest state of each source path, None for removed; and what was under way."""

    stands: dict[str, str | None] = field(default_factory=dict)
    begun: dict[str, set[str | None]] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Take note of a line."""
        what, *rest = line.split()
        if what == "begin":
            self.begun.setdefault(rest[0], set()).add(rest[1] if rest[1] != "-" else None)
        elif what == "done":
            self.stands[rest[0]] = rest[1] if rest[1] != "-" else None
            self.begun.pop(rest[0], None)
        elif what == "job":
            self.jobs.append(rest[0])
        elif what == "backup":
            self.backups.append(rest[0])


@dataclass(slots=True)
class Result:
    """What was seen at one point. opened: the longest seconds until the folder answered again."""

    point: str
    kills: int = 0
    missed: int = 0
    lost: int = 0
    half: int = 0
    told: int = 0
    opened_s: float = 0.0
    problems: list[str] = field(default_factory=list)

    def line(self) -> dict[str, object]:
        """As it is printed."""
        return {name: getattr(self, name) for name in Result.__slots__} | {"problems": self.problems[:5]}


class Work:
    """What the process that is to be killed does."""

    def __init__(self, home: Path, name: str, chance: random.Random, tell: Callable[[str], None]) -> None:
        self.home, self.name, self.chance, self.tell = home, name, chance, tell

    def run(self) -> None:
        """Work until killed, for some rounds at most."""
        if self.name == "during migration":
            with small_chuchu(self.home) as chuchu:
                downgrade(chuchu.catalogue.database, FIRST_REVISION)
        self.killer = traps.arm(self.name, self.chance)
        with small_chuchu(self.home, keep_removed_seconds=0) as chuchu:
            for _ in range(ROUNDS):
                self._round(chuchu)

    def _round(self, chuchu: SmallChuchu) -> None:
        folder = self.home / "通知"
        self._write(folder)
        self._index(chuchu, folder)
        chuchu.follower.catch_up()
        chuchu.follower.save(force=True)
        self._upload(chuchu)
        self._remove(chuchu)
        chuchu.follower.catch_up()
        chuchu.vectors.compact()
        chuchu.follower.save(force=True)
        chuchu.upkeep()
        self._embed_anew(chuchu)
        self._checkpoint(chuchu)
        if "backup" in self.name:
            self._back_up(chuchu)

    def _write(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for number in self.chance.sample(range(1, FILES + 1), FILES // 2):
            topic = f"第{number}项防汛抗旱之{self.chance.randrange(10**6)}"
            (folder / f"{number:02}.txt").write_text(notice(number, topic), "utf-8")

    def _index(self, chuchu: SmallChuchu, folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            self.tell(f"begin {folder.name}/{path.name} {_mark(path.read_bytes())}")
        job = chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(folder),))).id)
        assert job.state is JobState.DONE, job
        for path in sorted(folder.iterdir()):
            self.tell(f"done {folder.name}/{path.name} {_mark(path.read_bytes())}")

    def _upload(self, chuchu: SmallChuchu) -> None:
        uploads = uploads_of(chuchu)
        for _ in range(2):
            name = f"{self.chance.randrange(10**9):09}.txt"
            content = notice(7, f"上传件{name}").encode()
            job = uploads.accept([Incoming(name, BytesIO(content))])
            self.tell(f"done uploads/{name} {_mark(content)}")
            uploads.discard(chuchu.runner().run(job))

    def _remove(self, chuchu: SmallChuchu) -> None:
        listed = chuchu.catalogue.view().documents(limit=100).documents
        uploaded = [one for one in listed if one.source_path.startswith("uploads/")]
        for one in uploaded[:1]:
            self.tell(f"begin {one.source_path} -")
            chuchu.catalogue.remove_documents([one.document_id])
            self.tell(f"done {one.source_path} -")

    def _embed_anew(self, chuchu: SmallChuchu) -> None:
        usual = chuchu.encoder
        chuchu.__dict__["encoder"] = CharacterEncoder(f"other-{self.chance.randrange(10**6)}")
        chuchu.fill_vectors(lambda _: None)
        chuchu.__dict__["encoder"] = usual

    def _checkpoint(self, chuchu: SmallChuchu) -> None:
        with chuchu.catalogue.database.read() as connection:
            connection.rollback()
            if self.name == "mid checkpoint":
                self.killer.reached()
            raw = connection.connection.cursor()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _back_up(self, chuchu: SmallChuchu) -> None:
        target = self.home / f"backup-{self.chance.randrange(10**9)}"
        self.tell(f"backup {target.name}")
        back_up(chuchu.settings, target, lambda _: None)


class Judge:
    """Looks at a folder after a kill, in a process of its own."""

    def __init__(self, home: Path, told: Told) -> None:
        self.home, self.told = home, told
        self.problems: list[str] = []
        self.lost = 0

    def look(self) -> dict[str, object]:
        """Give what was found, as JSON holds it."""
        began = time.perf_counter()
        with small_chuchu(self.home) as chuchu:
            head = chuchu.catalogue.head()
            opened = time.perf_counter() - began
            self._whole(chuchu, head)
            self._finish(chuchu)
            self._compare(_stands(chuchu))
            self._again(chuchu)
            self._whole(chuchu, chuchu.catalogue.head())
            stands = _stands(chuchu)
        for name in self.told.backups:
            self._backup(self.home / name)
        return {
            "opened": opened,
            "problems": self.problems,
            "lost": self.lost,
            "stands": stands,
        }

    def _whole(self, chuchu: SmallChuchu, head: int) -> None:
        self.problems += [f"{p.where}: {p.message}" for p in chuchu.catalogue.check()]
        chuchu.follower.catch_up()
        now, stats = chuchu.follower.current(), chuchu.catalogue.stats()
        found = (now.number, now.vectors.count, now.words.passages, now.texts.documents)
        wanted = (head, stats.passages, stats.passages, stats.documents)
        if found != wanted:
            self.problems.append(f"indexes {found}, catalogue {wanted}")

    def _finish(self, chuchu: SmallChuchu) -> None:
        """Go on with the jobs that were accepted, as the service does when it starts."""
        uploads = uploads_of(chuchu)
        with chuchu.catalogue.database.write() as connection:  # the dead process's lease, half a minute early
            connection.exec_driver_sql("DELETE FROM leases")
        for job in chuchu.jobs.interrupted():
            chuchu.jobs.resume(job.id)
        for job in chuchu.jobs.changed_since(0):
            if job.state not in ENDED and uploads.holds(job):
                uploads.discard(chuchu.runner().run(job.id))
        uploads.clear()
        chuchu.follower.catch_up()

    def _compare(self, there: dict[str, str]) -> None:
        for path, sha in self.told.stands.items():
            if there.get(path) not in {sha, *self.told.begun.get(path, set())}:
                self.lost += 1
                self.problems.append(f"{path}: told {sha}, found {there.get(path)}")

    def _again(self, chuchu: SmallChuchu) -> None:
        """The same job run twice leaves the same ids."""
        folder, ids = self.home / "通知", []
        for _ in range(2):
            chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(folder),))).id)
            head = chuchu.catalogue.head()
            ids.append([row.id for row in chuchu.catalogue.live_passages(head, 0, 10_000)])
        if ids[0] != ids[1]:
            self.problems.append("the second run of a job gave other ids")

    def _backup(self, backup: Path) -> None:
        """A backup that was cut short is refused; one that was finished can be restored."""
        if not backup.exists():
            return
        try:
            check_backup(backup)
        except BackupDamaged:
            return
        with tempfile.TemporaryDirectory() as other:
            data = Path(other) / "data"
            restore_backup(backup, data, data / "catalogue.sqlite", replacing=False, now="0")
            with small_chuchu(Path(other)) as chuchu:
                self.problems += [f"restored: {p.where}: {p.message}" for p in chuchu.catalogue.check()]


def _stands(chuchu: SmallChuchu) -> dict[str, str]:
    """What is there: the mark of the content of each source path."""
    listed = chuchu.catalogue.view().documents(limit=1000).documents
    return {one.source_path: one.sha256[:16] for one in listed}


def uploads_of(chuchu: SmallChuchu) -> Uploads:
    """What takes uploads of a folder in."""
    settings = chuchu.settings
    return Uploads(settings.data / "incoming", chuchu.catalogue, chuchu.jobs, settings.max_upload_bytes)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def forked(act: Callable[[Callable[[str], None]], None]) -> tuple[list[str], int]:
    """Run in a child; gives the lines it told and its exit status, negative for a signal."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            os.setpgid(0, 0)
            act(lambda line: _tell(writing, line))
            status = 0
        except BaseException as error:  # noqa: BLE001 - told to the parent, which ends the run
            _tell(writing, f"error {type(error).__name__}: {error}")
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as lines:
        told = lines.read().splitlines()
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # parsers that outlived it
    return told, os.waitstatus_to_exitcode(status)


def _tell(writing: int, line: str) -> None:
    os.write(writing, f"{line}\n".encode())


def at_point(name: str, kills: int, seed: int) -> Result:
    """Kill so many times at a point, in one data folder that lives on from kill to kill."""
    result, told = Result(name), Told()
    home = Path(tempfile.mkdtemp(prefix="chuchu-kills-"))
    try:
        for number in range(kills * 3):
            if result.kills >= kills:
                break
            _one(result, told, home, random.Random(f"{seed} {name} {number}"))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return result


def _one(result: Result, told: Told, home: Path, chance: random.Random) -> None:
    lines, status = forked(lambda tell: Work(home, result.point, chance, tell).run())
    for line in lines:
        if line.startswith("error "):
            result.problems.append(line)
        told.take(line)
    if status != -signal.SIGKILL:
        result.missed += 1
        return
    result.kills += 1
    answer, status = forked(lambda tell: tell(json.dumps(Judge(home, told).look())))
    if status or not answer:
        result.half += 1
        result.problems.append(f"not opened: {answer}")
        return
    found = json.loads(answer[-1])
    result.lost += found["lost"]
    result.half += len(found["problems"]) - found["lost"]
    result.problems += found["problems"]
    result.told += len(told.stands)
    result.opened_s = round(max(result.opened_s, found["opened"]), 2)
    # From here on what stands is what was found: what was under way is decided.
    told.stands = {path: found["stands"].get(path) for path in {*told.stands, *told.begun}}
    told.begun.clear()
    for name in told.backups:
        shutil.rmtree(home / name, ignore_errors=True)
    told.backups.clear()


def main() -> None:
    """Kill at every point and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="at each point")
    parser.add_argument("--points", nargs="*", choices=sorted(traps.POINTS), default=list(traps.POINTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="print the points and end")
    given = parser.parse_args()
    if given.list:
        print("\n".join(traps.POINTS))
        return
    began, results = time.monotonic(), []
    for name in given.points:
        results.append(at_point(name, given.kills, given.seed))
        print(json.dumps(results[-1].line(), ensure_ascii=False), flush=True)
    short = sum(result.kills < given.kills for result in results)
    whole = {
        "matrix": 3,
        "points": len(results),
        "kills": sum(result.kills for result in results),
        "lost": sum(result.lost for result in results),
        "half": sum(result.half for result in results),
        "points_not_reached_often_enough": short,
        "opened_s": max(result.opened_s for result in results),
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(whole))
    broken = any(result.problems for result in results) or whole["opened_s"] > OPEN_SECONDS or short
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
