"""The folder of a word index: one change after the other, reopened, damaged, erased."""

from pathlib import Path

import pytest

from api_tests.corpus.word_rows import SEGMENTER, Row, ids, made
from api_tests.replaced import replace
from corpus.index.errors import IndexBusy, IndexDamaged, IndexMissing
from corpus.index.word_index import WordIndex


def answers(folder: Path) -> list[int] | str:
    """Give what a reader finds, or the cure where it refuses to open."""
    try:
        return ids(WordIndex.open(folder, SEGMENTER, writable=False), "粮食")
    except IndexDamaged as error:
        return "chuchu reindex" if "chuchu reindex" in str(error) else str(error)


def test_replaying_a_change_is_refused(tmp_path: Path) -> None:
    """A change number not above the last one raises and changes nothing; an empty change only moves the number."""
    index = made(tmp_path, [Row(1, "粮食")])
    with pytest.raises(ValueError, match="1"):
        index.apply(1, [Row(2, "粮食")], [])
    index.apply(2, [], [])

    assert (index.applied, ids(index, "粮食")) == (2, [1])


def test_a_failed_change_leaves_nothing(tmp_path: Path) -> None:
    """When a row fails half way, none of the change is seen, now or after the next change."""
    index = made(tmp_path, [Row(1, "粮食")])
    with pytest.raises(ValueError):
        index.apply(2, [Row(2, "粮食"), Row(3, "粮食", columns=(1,))], [1])
    index.apply(2, [Row(4, "粮食")], [])

    assert (index.applied, ids(index, "粮食")) == (2, [1, 4])


def test_reopening_and_readers(tmp_path: Path) -> None:
    """What was applied is there after reopening; a reader beside the writer sees its commits; writers exclude."""
    with pytest.raises(IndexMissing, match="chuchu reindex"):
        WordIndex.open(tmp_path / "none", SEGMENTER, writable=False)
    writer = made(tmp_path, [Row(1, "粮食")])
    reader = WordIndex.open(tmp_path, SEGMENTER, writable=False)
    with pytest.raises(IndexBusy, match=str(tmp_path)):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)
    writer.apply(2, [Row(2, "粮食")], [])
    seen = (reader.applied, ids(reader, "粮食"))
    with pytest.raises(ValueError, match="只读"):
        reader.apply(3, [], [])
    writer.close()

    again = WordIndex.open(tmp_path, SEGMENTER, writable=True)
    assert (2, [1, 2]) == seen == (again.applied, ids(again, "粮食"))
    again.close()


def test_every_flipped_byte_is_found(tmp_path: Path) -> None:
    """One flipped bit anywhere in a file of the index: opening names the index and the cure, or nothing is lost."""
    index = made(tmp_path, [Row(n, f"粮食产量第{n}次") for n in range(1, 40)])
    index.apply(2, [Row(50, "水利")], [3, 4])
    index.close()
    expected = answers(tmp_path)
    missed: list[tuple[str, int]] = []
    for path in sorted(p for p in tmp_path.iterdir() if p.suffix != ".lock"):
        content = path.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 9)):
            replace(path, content[:at] + bytes([content[at] ^ 0x04]) + content[at + 1 :])
            if answers(tmp_path) not in (expected, "chuchu reindex"):
                missed.append((path.name, at))
        replace(path, content)

    assert missed == []


@pytest.mark.parametrize("lost", ["meta.json", "format.json", ".idx", ".store", ".del"])
def test_a_missing_or_cut_file_is_named(tmp_path: Path, lost: str) -> None:
    """A file that is gone or cut short is named; erasing the index lets it be built again."""
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食")])
    index.apply(2, [], [1])
    index.close()
    path = next(p for p in tmp_path.iterdir() if p.name.endswith(lost))
    replace(path, path.read_bytes()[:-3])
    with pytest.raises(IndexDamaged, match=path.name):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)
    path.unlink()
    with pytest.raises(IndexDamaged, match=path.name):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)

    WordIndex.erase(tmp_path)
    assert made(tmp_path, [Row(9, "粮食")]).applied == 1


def test_altered_counts_are_found(tmp_path: Path) -> None:
    """meta.json has no sum of its own; a count that was altered in it is noticed all the same."""
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食"), Row(3, "粮食")])
    index.close()
    meta = tmp_path / "meta.json"
    altered = meta.read_text("utf-8").replace('"max_doc": 4', '"max_doc": 3')
    assert altered != meta.read_text("utf-8")
    meta.write_text(altered, "utf-8")

    with pytest.raises(IndexDamaged, match="应有 3 条，实有 2 条"):
        WordIndex.open(tmp_path, SEGMENTER, writable=False)


def test_another_dictionary_needs_a_rebuild(tmp_path: Path) -> None:
    """An index cut with other rules than ours refuses to open and says what repairs it."""
    made(tmp_path, [Row(1, "粮食")]).close()
    path = tmp_path / "format.json"
    path.write_text(path.read_text("utf-8").replace(SEGMENTER.fingerprint, "0" * 12), "utf-8")

    with pytest.raises(IndexDamaged, match="chuchu reindex"):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)


def test_only_an_index_is_erased(tmp_path: Path) -> None:
    """A folder that holds other files is not deleted."""
    (tmp_path / "报告.txt").write_text("粮食", "utf-8")
    with pytest.raises(ValueError, match="没有删除"):
        WordIndex.erase(tmp_path)

    assert (tmp_path / "报告.txt").exists()
