"""The service on machines that are set up oddly: locale, time zone, home folder, clock."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_tests.service.waiting import wait_for_job, wait_for_view
from api_tests.small_world import SmallChuchu, index, notice, write_notices
from corpus.store.catalogue import Catalogue
from corpus.store.keys import Role
from service.app import create_app
from service.settings import Settings

ROOT = Path(__file__).parents[1]
NOWHERE = "/proc/no-home"
"""A home folder that nobody can make, root neither."""
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from scripts.main import main
sys.argv = ["chuchu", *sys.argv[2:]]
main()
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two notices in a folder with a Chinese name."""
    return write_notices(tmp_path_factory.mktemp("机器") / "〔2024〕通知", ("古井保护", "春耕备耕"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        {"LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
        {"LANG": "POSIX", "TZ": "No/Such_Zone", "HOME": NOWHERE, "XDG_CACHE_HOME": f"{NOWHERE}/cache"},
        {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "COLUMNS": "20", "TERM": "dumb", "USER": ""},
    ],
    ids=["C locale", "no home", "Turkish"],
)
def test_commands_work_whatever_the_machine_says(
    tmp_path: Path, models_folder: Path, documents: Path, given: dict[str, str]
) -> None:
    """Indexing a Chinese folder, searching and asking give the same words in any locale, zone and home."""
    plain = {"PATH": os.environ["PATH"], "CHUCHU_DATA": str(tmp_path / "数据"), "OMP_NUM_THREADS": "1"}
    environment = {**plain, "CHUCHU_MODELS_FOLDER": str(models_folder), **given}

    def chuchu(*arguments: str) -> str:
        command = [sys.executable, "-c", PROGRAM, str(ROOT), *arguments]
        done = subprocess.run(
            command, env=environment, cwd="/proc", capture_output=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]
        return done.stdout.decode("utf-8")

    chuchu("index", str(documents), "--json")
    found = json.loads(chuchu("search", "古井保护由谁统筹", "--json"))
    shown = chuchu("search", "古井保护由谁统筹")

    first = found["hits"][0]["citation"]
    assert "〔2024〕通知/01.txt" == first["source_path"]
    assert "市政府办公室负责统筹协调古井保护，朱堃、𠮷田同志具体联系。" in [
        hit["citation"]["text"] for hit in found["hits"]
    ]
    assert "古井" in shown


class Clocked(SmallChuchu):
    """A data folder whose clock can be set."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.ahead = timedelta()

    @cached_property
    def catalogue(self) -> Catalogue:
        self.settings.data.mkdir(parents=True, exist_ok=True)
        catalogue = Catalogue.open(self.settings.catalogue_url, lambda: datetime.now(UTC) + self.ahead)
        self._open.callback(catalogue.close)
        return catalogue


@pytest.mark.parametrize("days", [-4000, -1, 1, 4000])
@pytest.mark.slow
def test_a_step_of_the_clock_loses_and_stops_nothing(tmp_path: Path, days: int) -> None:
    """After a step back or forward uploads are indexed, replaced and found, and keys hold by the new time."""
    settings = Settings(data=tmp_path / "data", poll_seconds=0.05, keep_removed_seconds=0)
    with Clocked(settings) as chuchu:
        index(chuchu, write_notices(tmp_path / "通知", ("古井保护",)))
        with TestClient(create_app(chuchu), base_url="http://127.0.0.1") as client:

            def put(topic: str) -> str:
                files = {"files": ("通知.txt", notice(7, topic).encode())}
                job = client.post("/api/v1/documents", files=files, data={"replace": "true"}).json()["id"]
                state = wait_for_job(client, job)["state"]
                wait_for_view(client)
                return str(state)

            assert "done" == put("渡口修缮")
            chuchu.ahead = timedelta(days=days)
            assert "done" == put("渡口值守")

            def titles(query: str) -> list[str]:
                hits = client.post("/api/v1/search", json={"query": query}).json()["hits"]
                return [hit["citation"]["title"] for hit in hits]

            assert any("渡口值守" in title for title in titles("渡口"))
            assert not any("渡口修缮" in title for title in titles("渡口"))
            assert any("古井保护" in title for title in titles("古井保护"))
            key = chuchu.keys.create("值守", Role.READER, days=1)
            assert chuchu.keys.find(key.secret) is not None
            chuchu.ahead += timedelta(days=2)
            assert chuchu.keys.find(key.secret) is None
        assert [] == chuchu.catalogue.check()
