"""PostgreSQL killed under load, with kill -9 of every process of the server: what was acknowledged is there."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from store_samples import document, plan, put, texts_at

from corpus.store.catalogue import Catalogue
from corpus.store.errors import CatalogueUnreachable

KILLS = 5
WRITERS = 2

WRITER = """
import sys, time
from corpus.store.catalogue import Catalogue
from corpus.store.errors import CatalogueUnreachable
sys.path.insert(0, sys.argv[2])
from store_samples import document, put
me, number = sys.argv[3], 0
with Catalogue.open(sys.argv[1]) as catalogue:
    print("ready", flush=True)
    while True:
        number += 1
        outline = [("一、", "题", [f"{me}{number}之{part}。" * 20 for part in range(20)])]
        try:
            change = put(catalogue, f"{me}{number}.txt", document(f"文{me}{number}", outline))
            print(f"{change} {me}{number}", flush=True)
        except CatalogueUnreachable as error:
            print("away", flush=True)
            time.sleep(0.05)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own that syncs every commit."""
    made = PostgresServer(durable=True)
    yield made
    made.stop()


class Load:
    """Processes that write without a pause, and what they were told was stored."""

    def __init__(self, url: str) -> None:
        self.acknowledged: dict[int, str] = {}
        self.away = 0
        self.strange: list[str] = []
        self._processes = [self._start(url, name) for name in "甲乙"[:WRITERS]]
        self._readers = [threading.Thread(target=self._read, args=(one,)) for one in self._processes]
        for reader in self._readers:
            reader.start()

    def _start(self, url: str, name: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", WRITER, url, str(Path(__file__).parent), name]
        root = Path(__file__).resolve().parents[3]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root
        )

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            change, _, name = line.strip().partition(" ")
            if name and change.isdecimal():
                self.acknowledged[int(change)] = name
            elif change == "away":
                self.away += 1
            elif change != "ready" and not line.startswith("error ignored"):  # psycopg's own log line
                self.strange.append(line)

    def wait_for(self, more: int) -> None:
        """Wait until so many more were acknowledged."""
        until, wanted = time.monotonic() + 60, len(self.acknowledged) + more
        while len(self.acknowledged) < wanted and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.acknowledged) >= wanted, self.strange

    def stop(self) -> None:
        """Kill the writers and read what they still said."""
        for process in self._processes:
            process.kill()
            process.wait()
        for reader in self._readers:
            reader.join()


@pytest.mark.slow
def test_every_acknowledged_change_survives_kills_of_the_server(server: PostgresServer) -> None:
    """Two processes write on through five kills of the server: none is lost, none comes twice, all is whole."""
    url, chance = server.url(server.new_database()), random.Random(20261122)
    Catalogue.open(url).close()
    load = Load(url)
    for _ in range(KILLS):
        load.wait_for(8)
        time.sleep(chance.uniform(0, 0.1))
        server.kill()
        server.start()
    load.wait_for(8)
    load.stop()

    assert load.strange == []
    assert load.away >= KILLS
    with Catalogue.open(url) as catalogue:
        head = catalogue.head()
        shown = texts_at(catalogue, head)
        sets = {one.number: one for one in catalogue.change_sets(0, head)}
        assert catalogue.check() == []
    assert list(range(1, head + 1)) == sorted(sets)
    assert len(load.acknowledged) >= 8 * (KILLS + 1)
    for change, name in load.acknowledged.items():
        assert [f"{name}之{part}。" * 20 for part in range(20)] == shown[f"{name}.txt"]
        assert [f"{name}之{part}。" * 20 for part in range(20)] == [row.body for row in sets[change].added]


def test_an_open_catalogue_goes_on_after_a_restart(server: PostgresServer) -> None:
    """While the server is away every call says so with its cure; afterwards the same object reads and writes on."""
    url = server.url(server.new_database())
    with Catalogue.open(url) as catalogue:
        put(catalogue, "a.txt", plan())
        server.kill()
        for ask in (catalogue.head, lambda: put(catalogue, "b.txt", plan()), catalogue.stats):
            with pytest.raises(CatalogueUnreachable, match="CHUCHU_DATABASE_URL"):
                ask()
        server.start()

        assert catalogue.head() == 1
        assert put(catalogue, "b.txt", document("乙", [("", "", ["第２条。"])])) == 2


def test_a_reader_in_the_midst_is_told(server: PostgresServer) -> None:
    """A transaction whose server dies ends with the same sentence, never with a driver's error."""
    url = server.url(server.new_database())
    with Catalogue.open(url) as catalogue:
        put(catalogue, "a.txt", plan())
        with catalogue.database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
            server.kill()
            with pytest.raises(CatalogueUnreachable):
                connection.exec_driver_sql("SELECT 1")
        with pytest.raises(CatalogueUnreachable), catalogue.database.write() as connection:
            connection.exec_driver_sql("SELECT 1")
        server.start()
        assert catalogue.head() == 1
