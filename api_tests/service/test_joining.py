"""Indexes that are opened among services of one catalogue: what they read stays there until they have seen it removed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api_tests.between_transactions import between_transactions
from api_tests.small_world import SmallChuchu, index, notice, small_chuchu
from corpus.documents import Document, Facts, Furniture, FurnitureKind
from corpus.store.catalogue import Catalogue
from corpus.store.passed import Passed
from corpus.store.records import NewDocument
from retrieval.followers import BATCH

KEPT = 600
"""Seconds that what was removed is kept for: longer than a test runs."""


def titles_stored(catalogue: Catalogue, times: int) -> None:
    """So many changes, each of a document without a passage."""
    for number in range(times):
        title = f"古井名录（{number}）"
        furniture = (Furniture(FurnitureKind.TITLE, 0, len(title)),)
        document = Document(title, Facts(title=title), (), (), furniture)
        catalogue.put_file(
            collection="default",
            source_path=f"名录/{number}.txt",
            sha256=f"{number:064}",
            media_type="text/plain",
            size=1,
            pipeline="1",
            documents=[NewDocument(document, ())],
        )


def held(chuchu: SmallChuchu) -> set[int]:
    """How many documents or passages lack in an index, or are too many: {0} where all hold what is live."""
    now, stats = chuchu.follower.current(), chuchu.catalogue.stats()
    return {
        now.words.passages - stats.passages,
        now.vectors.count - stats.passages,
        now.texts.documents - stats.documents,
    }


def replaced(chuchu: SmallChuchu, file: Path) -> None:
    """A file anew: its first version is removed, and every index is saved at the change that does so."""
    file.write_text(notice(1, "秋收冬种（第１２条）"), "utf-8")
    index(chuchu, file)
    chuchu.follower.save(force=True)
    chuchu.upkeep()


def erase_all(chuchu: SmallChuchu) -> None:
    """As `chuchu reindex` does."""
    chuchu.erase_indexes()


def erase_words(chuchu: SmallChuchu) -> None:
    """As an administrator does who has heard that indexes may be deleted."""
    shutil.rmtree(chuchu.settings.index_home / "words")


def erase_texts(chuchu: SmallChuchu) -> None:
    """Another of the indexes."""
    shutil.rmtree(chuchu.settings.index_home / "texts")


@pytest.mark.parametrize("erase", [erase_all, erase_words, erase_texts])
@pytest.mark.slow
def test_nothing_is_purged_that_a_rebuild_has_read(
    tmp_path: Path, erase: Callable[[SmallChuchu], None]
) -> None:
    """While one service builds indexes anew, another purges nothing that these hold and have still to see removed."""
    file = tmp_path / "01.txt"
    file.write_text(notice(1, "春耕备耕"), "utf-8")
    with small_chuchu(tmp_path, keep_removed_seconds=KEPT) as first:
        index(first, file)
        titles_stored(first.catalogue, BATCH)
        replaced(first, file)
        head = first.catalogue.head()
    looked: list[int] = []

    with (
        small_chuchu(tmp_path, keep_removed_seconds=KEPT) as again,
        Catalogue.open(tmp_path / "data" / "catalogue.sqlite") as other,
    ):
        missing = ("words", "texts") if erase is erase_all else (erase.__name__.removeprefix("erase_"),)

        def purge() -> None:
            """What another service does when some of the index is built."""
            if all(any((again.settings.index_home / name).glob("*.idx")) for name in missing):
                looked.append(Passed(other).purge("乙", head, 0))

        Passed(other).tell("乙", head)
        erase(again)
        with between_transactions(purge):
            again.follower.catch_up()
        left = held(again)
        again.follower.save(force=True)
        again.upkeep()

        assert (left, sum(looked)) == ({0}, 0)
        assert len(looked) > 1
        assert Passed(other).purge("乙", head, 0) == 1


@pytest.mark.slow
def test_indexes_put_back_from_a_copy_are_built_anew(tmp_path: Path) -> None:
    """What was removed and purged since the copy was made is in none of them; nothing is encoded again."""
    file, home = tmp_path / "01.txt", tmp_path / "data" / "indexes"
    file.write_text(notice(1, "春耕备耕"), "utf-8")
    with small_chuchu(tmp_path, keep_removed_seconds=0) as first:
        index(first, file)
        first.follower.save(force=True)
    shutil.copytree(home, tmp_path / "副本")
    with small_chuchu(tmp_path, keep_removed_seconds=0) as second:
        replaced(second, file)
        titles_stored(second.catalogue, 1)
    for name in ("vectors", "words", "texts"):
        shutil.rmtree(home / name)
        shutil.copytree(tmp_path / "副本" / name, home / name)

    with small_chuchu(tmp_path, keep_removed_seconds=0) as again:
        again.follower.catch_up()

        assert held(again) == {0}
        assert (again.follower.current().number, again.encoder.encoded) == (again.catalogue.head(), 0)  # type: ignore[attr-defined]
    with small_chuchu(tmp_path) as later:
        assert held(later) == {0}
