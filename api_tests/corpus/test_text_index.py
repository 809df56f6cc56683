"""The text index against brute force, and both indexes against kill -9."""

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api_tests.replaced import replace
from corpus.filters import COLUMNS, Condition
from corpus.forms import TextForms
from corpus.index.errors import IndexDamaged
from corpus.index.tantivy_store import TantivyStore
from corpus.index.text_index import TextIndex

FORMS = TextForms()


@dataclass(frozen=True)
class Row:
    document_row: int
    text: str

    @property
    def columns(self) -> tuple[int, ...]:
        """The type alternates between 1 and 2; the rest is unknown."""
        return tuple(1 + self.document_row % 2 if name == "doc_type" else 0 for name in COLUMNS)


def made(folder: Path, texts: list[str]) -> TextIndex:
    """Make an index of these texts, rows from 1, as change 1."""
    index = TextIndex.open(folder, FORMS, writable=True)
    index.apply(1, [Row(row, text) for row, text in enumerate(texts, start=1)], [])
    return index


TEXTS = st.text(st.sampled_from("青岭县乡村振兴１2３.，。“” \n*𠮷"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8), TEXTS, st.integers(0, 25), st.integers(1, 8))
@pytest.mark.slow
def test_phrases_equal_brute_force(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], other: str, start: int, length: int
) -> None:
    """A phrase finds exactly the documents whose folded text holds the folded phrase."""
    index = made(tmp_path_factory.mktemp("text"), texts)
    searcher = index.searcher()
    for phrase in (texts[0][start : start + length], other[:length], other[:1], texts[-1]):
        folded = FORMS.loose.plain(phrase)
        holding = [
            row for row, text in enumerate(texts, start=1) if folded and folded in FORMS.loose.plain(text)
        ]
        assert searcher.phrase(phrase, 100) == holding
    index.close()


def test_phrases_of_every_length(tmp_path: Path) -> None:
    """One character or a hundred, across punctuation, line breaks, script and width."""
    long = "".join(chr(0x4E00 + 7 * n) for n in range(101))
    index = made(tmp_path, ["推进鄉村振興，\n开创新局面。", "乡村要振兴", f"附：{long}", "增长３．５%", "振"])
    searcher = index.searcher()

    assert searcher.phrase("乡村振兴开创", 9) == [1]
    assert searcher.phrase("“乡村 振兴”", 9) == [1]
    assert searcher.phrase("振", 9) == [1, 2, 5]
    assert searcher.phrase("振", 2) == [1, 2]
    assert searcher.phrase(long, 9) == searcher.phrase(long[1:], 9) == searcher.phrase(long[:99], 9) == [3]
    assert searcher.phrase(long[:50] + long[51:], 9) == []
    assert (searcher.phrase("3.5%", 9), searcher.phrase("35%", 9)) == ([4], [])
    assert searcher.phrase("，。", 9) == searcher.phrase("", 9) == searcher.phrase("振", 0) == []


def test_conditions_restrict_documents(tmp_path: Path) -> None:
    """Phrases and similar wording are looked for within the rows and columns asked for; others are an error."""
    searcher = made(tmp_path, ["乡村振兴"] * 4).searcher()
    within = Condition("document", values=frozenset({2, 4, 9}))

    assert searcher.phrase("乡村", 9, [within]) == [2, 4]
    assert [hit.document_row for hit in searcher.similar("乡村振兴", 9, [within])] == [2, 4]
    assert searcher.phrase("村", 9, [within, Condition("document", low=3)]) == [4]
    assert searcher.phrase("乡村", 9, [Condition("document", values=frozenset())]) == []
    assert searcher.phrase("乡村", 9, [Condition("doc_type", values=frozenset({2}))]) == [1, 3]
    assert searcher.phrase("乡村", 9, [within, Condition("doc_type", low=2)]) == []
    with pytest.raises(ValueError, match="weather"):
        searcher.phrase("乡村", 9, [Condition("weather", low=1)])


def test_altered_wording_is_found(tmp_path: Path) -> None:
    """A quotation with words changed finds its source before texts that share less with it."""
    texts = [
        "要把人民对美好生活的向往作为我们的奋斗目标，一件事情接着一件事情办。",
        "要把粮食安全作为头等大事，严守耕地红线，一年接着一年干。",
        "今天天气晴朗。",
    ]
    searcher = made(tmp_path, texts).searcher()

    hits = searcher.similar("要把群众对美好生活的盼望当作奋斗目标，一件一件事情办", 2)

    assert [hit.document_row for hit in hits] == [1, 2]
    assert hits[0].bm25 > hits[1].bm25 > 0
    assert searcher.similar("龘", 5) == searcher.similar("", 5) == []


def test_a_long_text_is_looked_for_by_its_rare_pairs(tmp_path: Path) -> None:
    """A page of text finds the one document that holds its rare words among many that share the common ones."""
    common = "".join(chr(0x4E00 + n) for n in range(300))
    searcher = made(tmp_path, [common] * 5 + ["瞫㵎鄠峧村" + common]).searcher()

    assert searcher.similar(common + "瞫㵎鄠峧村", 1)[0].document_row == 6


def test_replacing_a_document(tmp_path: Path) -> None:
    """A replaced text is gone and the new one is there, in one change; older searchers keep the old."""
    index = made(tmp_path, ["旧的提法", "别的"])
    before = index.searcher()
    index.apply(4, [Row(3, "新的提法")], [1])

    assert (before.phrase("提法", 9), index.searcher().phrase("提法", 9)) == ([1], [3])
    assert (before.change, index.applied, index.searcher().documents) == (1, 4, 2)


DIES_BEFORE_MERGING = """
import os, sys
from dataclasses import dataclass
from pathlib import Path
from corpus.filters import COLUMNS
from corpus.forms import TextForms
from corpus.index.text_index import TextIndex

@dataclass
class Row:
    document_row: int
    text: str
    columns: tuple[int, ...] = (0,) * len(COLUMNS)

index = TextIndex.open(Path(sys.argv[1]), TextForms(), writable=True)
for change in range(1, 9):
    rows = [Row(10 * change + part, f"渡口第{change}之{part}段。") for part in range(3)]
    index.apply(change, rows, [10, 20, 30, 41] if change == 8 else [])
os._exit(0)
"""


@pytest.mark.parametrize("trial", range(4))  # whether the merge falls there is chance
@pytest.mark.slow
def test_a_merge_amid_the_first_commit_brings_nothing_back(tmp_path: Path, trial: int) -> None:
    """Documents removed first after opening stay removed though eight segments merge, some with removals before."""
    subprocess.run(
        [sys.executable, "-c", DIES_BEFORE_MERGING, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        check=True,
    )
    index = TextIndex.open(tmp_path, FORMS, writable=True)
    index.apply(9, [Row(90, "渡口新段。")], [11, 21, 31, 50, 60, 70])
    index.close()  # merges end

    with_all = TextIndex.open(tmp_path, FORMS, writable=True)
    with_all.apply(10, [Row(100, "渡口又一段。")], [])
    found = with_all.searcher().phrase("渡口", 100)
    with_all.close()

    gone = {10, 20, 30, 41, 11, 21, 31, 50, 60, 70}
    kept = [10 * change + part for change in range(1, 9) for part in range(3)]
    assert [row for row in kept if row not in gone] + [90, 100] == found


def test_what_a_dying_commit_left_is_in_nobodys_way(tmp_path: Path) -> None:
    """Killed before the rename of meta.json, a commit leaves files whose names the next process comes to again."""
    index = made(tmp_path / "文", ["青岭县修桥。", "渡口值守。", "古井保护。"])
    index.close()
    meta = tmp_path / "文" / "meta.json"
    before = meta.read_bytes()
    index = TextIndex.open(tmp_path / "文", FORMS, writable=True)
    index.apply(2, [Row(4, "𠮷田修渠。")], [1])
    index.close()
    named = {path.name for path in meta.parent.glob("*.del")}
    replace(meta, before)

    again = TextIndex.open(tmp_path / "文", FORMS, writable=True)
    assert (1, [1], []) == (
        again.applied,
        again.searcher().phrase("修桥", 9),
        again.searcher().phrase("修渠", 9),
    )
    assert named
    assert [] == list(meta.parent.glob("*.del"))
    again.apply(2, [Row(4, "𠮷田修渠。")], [1])
    assert (2, [], [4]) == (
        again.applied,
        again.searcher().phrase("修桥", 9),
        again.searcher().phrase("修渠", 9),
    )
    again.close()


def test_a_commit_that_could_not_be_read_is_not_written_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where reading fails after the commit, the change counts as written; documents stand there once."""
    index = made(tmp_path / "文", ["青岭县修桥。"])
    publish, failures = TantivyStore._read, [1]

    def fails_once(store: TantivyStore) -> object:
        if failures and failures.pop():
            raise OSError("缺少文件")
        return publish(store)

    monkeypatch.setattr(TantivyStore, "_read", fails_once)
    with pytest.raises(IndexDamaged, match="缺少文件"):
        index.apply(2, [Row(2, "渡口值守。")], [])

    assert 2 == index.applied
    with pytest.raises(ValueError, match="第 2 号变更"):
        index.apply(2, [Row(2, "渡口值守。")], [])
    assert [2] == index.searcher().phrase("渡口", 9)
    index.close()
    TextIndex.open(tmp_path / "文", FORMS, writable=False).close()


def test_a_flipped_position_is_found(tmp_path: Path) -> None:
    """A damaged file of positions is named at opening."""
    made(tmp_path, ["乡村振兴" * 50]).close()
    path = next(tmp_path.glob("*.pos"))
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    replace(path, content)

    with pytest.raises(IndexDamaged, match=path.name):
        TextIndex.open(tmp_path, FORMS, writable=False)


WRITER = """
import sys
from dataclasses import dataclass
from pathlib import Path
from corpus.filters import COLUMNS
from corpus.forms import TextForms
from corpus.index.text_index import TextIndex

@dataclass
class Row:
    document_row: int
    text: str
    columns: tuple[int, ...] = (0,) * len(COLUMNS)

index = TextIndex.open(Path(sys.argv[1]), TextForms(), writable=True)
for change in range(index.applied + 1, 100_000):
    rows = [Row(10 * change + part, f"第{change}号变更写入的文" + "甲乙丙丁" * 40) for part in range(5)]
    index.apply(change, rows, [10 * (change - 3) + part for part in range(5)] if change > 3 else [])
    print(change, flush=True)
"""


@pytest.mark.slow
def test_kill_at_any_point_leaves_a_whole_change(tmp_path: Path) -> None:
    """A writer killed at random moments: the index opens at a change not before the last told, and whole."""
    randomly = random.Random(20260)
    told = 0
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        ) as writer:
            assert writer.stdout is not None
            first = writer.stdout.readline()
            time.sleep(randomly.uniform(0, 0.25))
            writer.send_signal(signal.SIGKILL)
            lines = [first, *writer.stdout.readlines()]
        told = max([told, *(int(line) for line in lines if line.endswith("\n"))])
        searcher = TextIndex.open(tmp_path, FORMS, writable=False).searcher()
        kept = range(max(1, searcher.change - 2), searcher.change + 1)

        assert told <= searcher.change <= told + 1
        assert searcher.phrase("甲乙丙丁", 99) == [10 * change + part for change in kept for part in range(5)]
        assert searcher.phrase(f"第{searcher.change}号变更", 9) == [
            10 * searcher.change + part for part in range(5)
        ]
        told = searcher.change
    assert told > 6
