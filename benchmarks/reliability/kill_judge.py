"""The judge of a folder after a kill: whether it is whole, goes on, and has what was told of."""

import tempfile
import time
from pathlib import Path

from api_tests.small_world import SmallChuchu, small_chuchu
from benchmarks.reliability.killed_work import uploads_of
from benchmarks.reliability.told import Told
from corpus.store.backup import check_backup, restore_backup
from corpus.store.backup_errors import BackupDamaged
from corpus.store.job_records import ENDED, IndexRequest


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
