"""The work of a process that is killed amid it: it tells of each thing when it begins and when it is acknowledged."""

import hashlib
import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from api_tests.small_world import CharacterEncoder, SmallChuchu, notice, small_chuchu
from benchmarks.reliability import traps
from corpus.store.job_records import IndexRequest, JobState
from corpus.store.migrating import downgrade
from service.backups import back_up
from service.uploads import Incoming, Uploads

FILES = 6
ROUNDS = 3
FIRST_REVISION = "0001"


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


def uploads_of(chuchu: SmallChuchu) -> Uploads:
    """What takes uploads of a folder in."""
    settings = chuchu.settings
    return Uploads(settings.data / "incoming", chuchu.catalogue, chuchu.jobs, settings.max_upload_bytes)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
