"""Damage to each part of a data folder: found when it is opened or first used, named, and repaired by one command."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api_tests.replaced import replace
from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from corpus.errors import ChuchuError
from corpus.index.errors import IndexDamaged as WordsDamaged
from corpus.store.errors import CatalogueDamaged
from embeddings.errors import EmbeddingError
from retrieval.followers import IndexAhead
from retrieval.results import SearchRequest
from retrieval.writer_lock import IndexesUnwritable
from service.backups import back_up, restore
from service.settings import Settings

TOPICS = ("古井保护", "春耕备耕", "防汛抗旱", "安全生产", "义务教育")
QUERIES = ("古井保护", "责任分工", "每月５日前", "临政办发〔2024〕3号", "𠮷田")
FLIPS = 15


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five notices, indexed, saved and closed."""
    home = tmp_path_factory.mktemp("完好")
    with small_chuchu(home) as chuchu:
        index(chuchu, write_notices(home / "通知", TOPICS))
        index(chuchu, write_notices(home / "通知", (*TOPICS[:2], "防汛抗旱（修订）", *TOPICS[3:])))
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy of it that may be harmed."""
    shutil.copytree(whole, tmp_path / "家")
    return tmp_path / "家"


def found(chuchu: SmallChuchu) -> list[tuple[str, ...]]:
    """What the queries find, in order."""
    return [tuple(hit.citation.code for hit in chuchu.search.search(SearchRequest(q)).hits) for q in QUERIES]


def opened_and_asked(home: Path) -> list[tuple[str, ...]]:
    with small_chuchu(home) as chuchu:
        chuchu.follower.catch_up()
        return found(chuchu)


def reindexed(home: Path) -> list[tuple[str, ...]]:
    """As `chuchu reindex` does."""
    with small_chuchu(home) as chuchu:
        chuchu.fill_vectors(lambda _: None)
        chuchu.erase_indexes()
        chuchu.follower.catch_up()
        return found(chuchu)


@pytest.fixture(scope="module")
def expected(whole: Path) -> list[tuple[str, ...]]:
    result = opened_and_asked(whole)
    assert all(result)
    return result


def index_files(home: Path, folder: str) -> Iterator[Path]:
    for path in sorted((home / "data" / "indexes" / folder).iterdir()):
        if path.is_file() and path.stat().st_size and not path.name.startswith("."):
            yield path


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 0x55
    replace(path, bytes(content))


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["vectors", "words", "texts"])
def test_a_flipped_byte_of_an_index_is_found_and_repaired(
    home: Path, folder: str, expected: list[tuple[str, ...]]
) -> None:
    """Whichever file and byte, opening names the damage and the command, and that command gives equal results."""
    chance = random.Random(folder)
    files = [path for path in index_files(home, folder) if path.name not in ("writer.lock",)]
    for number in range(FLIPS):
        path = files[number % len(files)]
        kept = path.read_bytes()
        flip(path, chance.randrange(len(kept)))

        # What holds no content (a lock, a list of files to delete) may be harmed without harm.
        told = ""
        try:
            assert expected == opened_and_asked(home), f"wrong results, {path.name} harmed"
        except (ChuchuError, EmbeddingError) as error:
            told = str(error)
        assert not told or "chuchu reindex" in told
        replace(path, kept)
    flip(files[-1], 100)
    assert expected == reindexed(home)


@pytest.mark.parametrize(
    ("folder", "name"), [("words", "meta.json"), ("texts", "meta.json"), ("vectors", "base-ids")]
)
@pytest.mark.slow
def test_a_missing_index_file_is_found_and_repaired(
    home: Path, folder: str, name: str, expected: list[tuple[str, ...]]
) -> None:
    """A file that is gone is named; nothing is answered from what is left."""
    gone = next(path for path in index_files(home, folder) if path.name.startswith(name))
    gone.unlink()

    with pytest.raises((WordsDamaged, EmbeddingError), match="chuchu reindex"):
        opened_and_asked(home)

    assert expected == reindexed(home)


@pytest.mark.slow
def test_a_damaged_catalogue_is_found_and_restored(
    home: Path, tmp_path: Path, expected: list[tuple[str, ...]]
) -> None:
    """Overwritten pages are told of, never answered from, and the backup brings equal results."""
    settings = Settings(data=home / "data")
    back_up(settings, tmp_path / "备份", lambda _: None)
    place = home / "data" / "catalogue.sqlite"
    size = place.stat().st_size
    with place.open("r+b") as file:
        for page in range(1, size // 4096):
            file.seek(page * 4096)
            file.write(os.urandom(64))

    with pytest.raises(CatalogueDamaged, match="chuchu restore"):
        opened_and_asked(home)
    restore(settings, tmp_path / "备份", replacing=True)

    assert expected == opened_and_asked(home)


@pytest.mark.slow
def test_a_catalogue_that_lost_its_log_is_found(home: Path, expected: list[tuple[str, ...]]) -> None:
    """A damaged WAL, which SQLite passes over in silence, shows in indexes that are ahead; nothing is answered."""
    place = home / "data" / "catalogue.sqlite"
    held = sqlite3.connect(place)  # keeps the log from being checkpointed when the writer closes
    held.execute("PRAGMA wal_autocheckpoint = 0")
    held.execute("BEGIN").execute("SELECT count(*) FROM files").fetchall()
    with small_chuchu(home) as chuchu:
        index(chuchu, write_notices(home / "新", ("古城修缮",)))
    wal = place.with_name(place.name + "-wal")
    kept = wal.read_bytes()
    assert len(kept) > 4096
    harmed = home / "harmed"
    shutil.copytree(home / "data", harmed / "data")
    held.close()
    (harmed / "data" / wal.name).write_bytes(kept[:40] + b"\xff" * 64 + kept[104:])
    (harmed / "data" / f"{place.name}-shm").unlink(missing_ok=True)

    with pytest.raises(IndexAhead, match="chuchu restore"):
        opened_and_asked(harmed)

    assert expected == reindexed(harmed)


def test_indexes_that_cannot_be_written_are_named(home: Path) -> None:
    """Something else in the place of their folder, as rights that lack: the folder and the cure, no traceback."""
    indexes = home / "data" / "indexes"
    indexes.rename(home / "weg")
    indexes.write_text("x")

    with pytest.raises(IndexesUnwritable, match=r"indexes（.+）。请检查"):
        opened_and_asked(home)


@pytest.mark.parametrize("harm", [lambda p: p.write_bytes(b""), lambda p: p.write_bytes(b"x" * 99)])
def test_a_catalogue_replaced_by_rubbish_is_never_overwritten(
    home: Path, harm: Callable[[Path], None]
) -> None:
    """Rubbish in the catalogue's place is told of; an empty file, which is an empty database, too: indexes are ahead."""
    harm(home / "data" / "catalogue.sqlite")

    with pytest.raises((CatalogueDamaged, IndexAhead), match="chuchu restore"):
        opened_and_asked(home)


@pytest.mark.slow
def test_indexes_built_anew_weigh_no_word_by_what_was_removed(tmp_path: Path) -> None:
    """Of 6 documents 5 are removed; indexes built anew weigh a word by the 3 passages that are left, not by all 18."""
    topics = [
        "安全生产",
        "安全生产（第２次）",
        "安全生产检查",
        "安全生产责任",
        "安全生产培训",
        "安全生产宣传",
    ]
    folder = write_notices(tmp_path / "文件", topics)
    with small_chuchu(tmp_path) as chuchu:
        index(chuchu, folder)
        for path in sorted(folder.iterdir())[1:]:
            path.unlink()
        index(chuchu, folder, remove_missing=True)
        before = chuchu.follower.current().words

    with small_chuchu(tmp_path, keep_removed_seconds=0) as chuchu:
        chuchu.erase_indexes()
        chuchu.follower.catch_up()
        words = chuchu.follower.current().words

    assert (before.passages, before.holding("安全生产")) == (3, 18)
    assert (words.passages, words.holding("安全生产")) == (3, 3)
