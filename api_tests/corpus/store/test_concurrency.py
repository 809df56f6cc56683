"""Readers and writers at once, and processes killed while they write."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from migrated_databases import Databases
from store_samples import document, put, texts_at

from corpus.store.catalogue import Catalogue

REPLACEMENTS = 200
KILLS = 12

WRITER = """
import sys
from corpus.store.catalogue import Catalogue
sys.path.insert(0, sys.argv[2])
from store_samples import document, put
with Catalogue.open(sys.argv[1]) as catalogue:
    print("ready", flush=True)
    number = catalogue.head()
    while True:
        number += 1
        outline = [("一、", "题", [f"{number}之{part}。" * 20 for part in range(40)])]
        change = put(catalogue, f"{number % 5}.txt", document(f"文{number}", outline), document("附", [], 1))
        print(f"{change} {number}", flush=True)
"""


def version(number: int) -> list[str]:
    """The passages of a version; each names it."""
    return [f"{number}版第{part}段。" for part in range(5)]


def test_a_replacement_is_never_seen_half(catalogue: Catalogue) -> None:
    """While a document is replaced 200 times, every reader sees one whole version: never both, never none."""
    put(catalogue, "a.txt", document("文", [("", "", version(0))]))
    wrong: list[object] = []
    reads = [0, 0]
    over = threading.Event()

    def read(slot: int) -> None:
        while not over.is_set():
            at = catalogue.head()
            shown = texts_at(catalogue, at)
            listed = catalogue.view(at).documents()
            if shown != {"a.txt": version(at - 1)} or listed.total != 1:
                wrong.append((at, shown, listed.total))
            reads[slot] += 1

    readers = [threading.Thread(target=read, args=(slot,)) for slot in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, REPLACEMENTS + 1):
        put(catalogue, "a.txt", document("文", [("", "", version(number))]))
    over.set()
    for reader in readers:
        reader.join()

    assert wrong == []
    assert catalogue.head() == REPLACEMENTS + 1
    assert min(reads) > 0


def test_readers_do_not_hold_up_a_writer(catalogue: Catalogue) -> None:
    """A reader in the midst of a transaction reads its state on, and the writer does not wait for it."""
    put(catalogue, "a.txt", document("文", [("", "", version(0))]))
    with catalogue.database.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM passages").scalar()
        started = time.monotonic()
        put(catalogue, "b.txt", document("文", [("", "", version(1))]))
        waited = time.monotonic() - started
        still = connection.exec_driver_sql("SELECT count(*) FROM passages").scalar()

    assert still == 5
    assert waited < 5
    assert catalogue.head() == 2


def test_two_writers_take_numbers_without_a_gap(catalogue_url: str) -> None:
    """Writers of two connections to one catalogue never share or skip a change number."""
    numbers: list[int] = []

    def write(name: str) -> None:
        with Catalogue.open(catalogue_url) as mine:
            numbers.extend(
                put(mine, f"{name}.txt", document("文", [("", "", version(n))])) for n in range(15)
            )

    Catalogue.open(catalogue_url).close()
    writers = [threading.Thread(target=write, args=(name,)) for name in "甲乙丙"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert list(range(1, 46)) == sorted(numbers)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def killed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[tuple[int, int]]]:
    """A catalogue whose writers were killed at random points, and what they had acknowledged."""
    url = f"sqlite:///{tmp_path_factory.mktemp('killed')}/catalogue.sqlite3"
    if request.param == "postgresql":
        databases: Databases = request.getfixturevalue("databases")
        url = databases.server.url(databases.take())
    chance = random.Random(20260105)
    acknowledged: list[tuple[int, int]] = []
    for _ in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(Path(__file__).parent)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[3],
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        first = writer.stdout.readline()  # a kill before any work would test nothing
        time.sleep(chance.uniform(0.01, 0.25))
        writer.kill()
        for line in (first + writer.stdout.read()).splitlines():
            change, _, number = line.partition(" ")
            if number:
                acknowledged.append((int(change), int(number)))
        writer.wait()
        writer.stdout.close()
    return url, acknowledged


@pytest.mark.slow
def test_every_acknowledged_change_survives_a_kill(killed: tuple[str, list[tuple[int, int]]]) -> None:
    """After each of the kills the next process went on, and nothing that was acknowledged is lost."""
    url, acknowledged = killed
    with Catalogue.open(url) as catalogue:
        head = catalogue.head()
        sets = {one.number: one for one in catalogue.change_sets(0, head)}

    assert len(acknowledged) >= KILLS
    assert acknowledged == sorted(set(acknowledged))
    assert acknowledged[-1][0] <= head <= acknowledged[-1][0] + 1
    for change, number in acknowledged:
        assert [f"{number}之{part}。" * 20 for part in range(40)] == [row.body for row in sets[change].added]
        assert len(sets[change].added_texts) == 2


@pytest.mark.slow
def test_nothing_is_half_visible_after_a_kill(killed: tuple[str, list[tuple[int, int]]]) -> None:
    """At every change each of the five paths shows no or one whole version, and the database is whole."""
    url, _ = killed
    with Catalogue.open(url) as catalogue:
        head = catalogue.head()
        assert catalogue.check() == []
        for at in range(head, 0, -max(1, head // 20)):
            shown = texts_at(catalogue, at)
            assert min(at, 5) == len(shown)
            for name, texts in shown.items():
                number = max(n for n in range(1, at + 1) if f"{n % 5}.txt" == name)
                assert [f"{number}之{part}。" * 20 for part in range(40)] == texts
