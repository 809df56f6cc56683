"""Followers and readers: all indexes at one change, whatever happens between their commits."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_tests.small_world import CharacterEncoder, SmallChuchu, index, notice, small_chuchu
from corpus.filters import COLUMNS
from corpus.index.text_index import TextIndex
from corpus.index.word_index import WordIndex, WordQuery
from corpus.store.errors import MissingVectors
from corpus.store.records import ChangeSet, PassageRow, TextRow
from embeddings.faiss_store import FaissStore
from retrieval.followers import Followers, merge
from retrieval.readers import Readers
from retrieval.results import SearchRequest

NONE = (0,) * len(COLUMNS)


def row(passage: int) -> PassageRow:
    return PassageRow(passage, passage, "正文", "", "", "", NONE, "")


@st.composite
def histories(draw: st.DrawFn) -> list[ChangeSet]:
    """Consecutive change sets that add new ids and remove live ones."""
    live: list[int] = []
    history, fresh = [], iter(range(1, 1000))
    for number in range(1, draw(st.integers(1, 8)) + 1):
        removed = tuple(i for i in live if draw(st.booleans()))
        added = tuple(next(fresh) for _ in range(draw(st.integers(0, 3))))
        live = [i for i in live if i not in removed] + list(added)
        texts = tuple(TextRow(i, "文", NONE) for i in added)
        history.append(ChangeSet(number, tuple(row(i) for i in added), removed, texts, removed))
    return history


@given(histories(), st.integers(0, 8))
def test_merged_changes_do_what_single_changes_do(history: list[ChangeSet], cut: int) -> None:
    """What is live after a merged step equals what is live after its changes one by one."""
    before, after = history[:cut], history[cut:]
    live: set[int] = set()
    for changes in before:
        live = (live - set(changes.removed)) | {row.id for row in changes.added}
    expected = set(live)
    for changes in after:
        expected = (expected - set(changes.removed)) | {row.id for row in changes.added}
    if after:
        step = merge(after)
        assert (live - set(step.removed)) | {row.id for row in step.added} == expected
        assert set(step.removed) <= live
        assert {text.document_row for text in step.added_texts} == {row.id for row in step.added}


def test_all_indexes_stand_at_the_catalogues_head(chuchu: SmallChuchu) -> None:
    """After catching up the snapshot and all three indexes are at the newest change."""
    now = chuchu.follower.current()

    head = chuchu.catalogue.head()
    assert (now.number, now.vectors.change, now.words.change, now.texts.change) == (head,) * 4


def test_a_snapshot_once_taken_never_changes(chuchu: SmallChuchu, folder: Path) -> None:
    """A request that began before a replacement still finds the old version, and only that."""
    old = chuchu.follower.current()
    conditions = chuchu.catalogue.view(old.number).conditions(SearchRequest("x").filters)
    before = chuchu.segmenter.weighted_terms("春耕备耕")
    (folder / "01-春耕备耕.txt").write_text(notice(1, "秋收冬种"), "utf-8")
    index(chuchu, folder)

    found = [hit.id for hit in old.words.search(WordQuery(before), 10, conditions or ())]
    texts = [c.text for c in chuchu.catalogue.view(old.number).citations(found).values()]
    assert any("春耕备耕" in text for text in texts)
    assert not any("秋收冬种" in text for text in texts)


def opened(chuchu: SmallChuchu, home: Path) -> tuple[FaissStore, WordIndex, TextIndex]:
    vectors = FaissStore.open(home / "vectors", chuchu.encoder.fingerprint, COLUMNS)
    words = WordIndex.open(home / "words", chuchu.segmenter, writable=True)
    return vectors, words, TextIndex.open(home / "texts", chuchu.forms, writable=True)


def followers(chuchu: SmallChuchu, *indexes: object, key: str | None = None) -> Followers:
    fingerprint = key or chuchu.encoder.fingerprint.key
    return Followers(chuchu.catalogue, *indexes, fingerprint=fingerprint, columns=len(COLUMNS))


def test_a_stop_between_two_commits_is_made_good(chuchu: SmallChuchu, tmp_path: Path) -> None:
    """Indexes left at different changes by a stop are at one change after opening, and hold the same passages."""
    vectors, words, texts = opened(chuchu, tmp_path / "other")
    sets = chuchu.catalogue.change_sets(0, 100)
    ahead, behind = merge(sets[:5]), merge(sets[:2])
    words.apply(ahead.change, ahead.added, ahead.removed)
    texts.apply(behind.change, behind.added_texts, behind.removed_documents)

    follower = followers(chuchu, vectors, words, texts)
    assert follower.current().number == 5

    follower.catch_up()
    now = follower.current()
    assert now.number == chuchu.catalogue.head()
    assert (now.vectors.count, now.words.passages) == (chuchu.catalogue.stats().passages,) * 2


def test_without_vectors_no_index_moves(chuchu: SmallChuchu, tmp_path: Path) -> None:
    """When a passage has no vector of the model, the step fails before any index commits."""
    indexes = opened(chuchu, tmp_path / "other")
    follower = followers(chuchu, *indexes, key=CharacterEncoder("another").fingerprint.key)

    with pytest.raises(MissingVectors):
        follower.catch_up()
    assert [part.applied for part in indexes] == [0, 0, 0]
    assert follower.current().number == 0


def test_a_second_process_reads_what_the_first_commits(
    chuchu: SmallChuchu, tmp_path: Path, folder: Path
) -> None:
    """A second opener of a data folder is a reader, level with the first after each catch-up."""
    with small_chuchu(tmp_path) as second:
        assert isinstance(second.follower, Readers)
        assert second.follower.current().number == chuchu.follower.current().number

        (folder / "99.txt").write_text(notice(26, "森林防火"), "utf-8")
        index(chuchu, folder)
        assert second.follower.catch_up() == 1
        hits = second.search.search(SearchRequest("森林防火")).hits
        assert "森林防火" in hits[0].citation.title


@pytest.mark.slow
def test_deleted_indexes_are_rebuilt_without_embedding(tmp_path: Path, folder: Path) -> None:
    """Without any index directory the next opening answers as before and encodes no passage."""
    with small_chuchu(tmp_path) as first:
        index(first, folder)
        expected = [hit.citation.code for hit in first.search.search(SearchRequest("河道罚款")).hits]
    with small_chuchu(tmp_path) as again:
        again.erase_indexes()
        again.follower.catch_up()
        found = [hit.citation.code for hit in again.search.search(SearchRequest("河道罚款")).hits]
        encoded = again.encoder.encoded  # type: ignore[attr-defined]

    assert (found, encoded) == (expected, 0)


@pytest.mark.slow
def test_purged_rows_are_gone_from_every_index(tmp_path: Path, folder: Path) -> None:
    """Replaced versions are purged once saved everywhere; a rebuild afterwards gives the same hits."""
    with small_chuchu(tmp_path, keep_removed_seconds=0) as opened_folder:
        index(opened_folder, folder)
        for path in sorted(folder.iterdir()):
            path.write_text(path.read_text("utf-8") + "附则：本件由市政府办公室负责解释。\n", "utf-8")
        index(opened_folder, folder)
        before = opened_folder.search.search(SearchRequest("防汛抗旱")).hits
        opened_folder.follower.save(force=True)
        opened_folder.upkeep()
        assert opened_folder.catalogue.check() == []
        after = opened_folder.search.search(SearchRequest("防汛抗旱")).hits

    assert [hit.citation.code for hit in before] == [hit.citation.code for hit in after]
