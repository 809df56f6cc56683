"""A saved vector index: whole after a crash, found out when damaged, refused under another model."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from vector_samples import COLUMNS, NONE, Model, batch, clustered_rows, unit_rows

from embeddings.errors import FingerprintMismatch
from embeddings.faiss_build import BuildOptions
from embeddings.faiss_store import FaissStore
from embeddings.vector_errors import IndexDamaged, IndexUnwritable
from embeddings.vector_files import VectorFiles
from embeddings.vector_manifest import NAME, FileEntry, Manifest
from embeddings.vectors import VectorBatch

LISTS = BuildOptions(exact_limit=100, sample=32)
QUERY = unit_rows(1, seed=4)[0]
ROLES = (
    "base-ids",
    "base-vectors",
    "base-columns",
    "base-lists",
    "delta-ids",
    "delta-vectors",
    "delta-columns",
    "dead",
)


def saved(folder: Path, options: BuildOptions = LISTS) -> FaissStore:
    """A store of 500 vectors at change 3 with base, delta and removals, saved."""
    store = FaissStore.open(folder, Model(), COLUMNS, options)
    store.apply(1, batch(range(1, 481), clustered_rows(480, 8, 12)), NONE)
    store.compact()
    store.apply(2, batch(range(500, 522)), NONE)
    store.apply(3, batch([]), np.array([7, 501]))
    store.save()
    return store


def entry(folder: Path, role: str) -> FileEntry:
    """What the manifest says about a file."""
    manifest = Manifest.read(folder)
    assert manifest is not None
    return manifest.files[role]


@pytest.mark.parametrize("options", [LISTS, BuildOptions()], ids=["ivf", "exact"])
def test_what_was_saved_is_opened(tmp_path: Path, options: BuildOptions) -> None:
    """A store opened again gives the same facts and the same hits, and goes on from its change."""
    store = saved(tmp_path, options)

    again = FaissStore.open(tmp_path, Model(), COLUMNS, options)

    assert store.snapshot().search(QUERY, 40) == again.snapshot().search(QUERY, 40)
    # A removed row of the delta is not saved: 22 rows were added, one of them removed again.
    expected = (3, store.facts.kind, 480, 21, 1, store.facts.recall)
    facts = again.facts
    assert expected == (facts.change, facts.kind, facts.base, facts.delta, facts.removed, facts.recall)
    again.apply(4, batch([7]), np.array([8]))
    assert again.snapshot().count == 500


def test_an_empty_store_is_saved_and_opened(tmp_path: Path) -> None:
    """Nothing is a state too."""
    FaissStore.open(tmp_path, Model(), COLUMNS).save()

    store = FaissStore.open(tmp_path, Model(), COLUMNS)

    assert (store.applied, store.snapshot().count, store.snapshot().search(QUERY, 5)) == (0, 0, [])


def test_an_unchanged_base_is_not_written_again(tmp_path: Path) -> None:
    """A save writes the base anew only after a merge, and keeps no file of an earlier one."""
    store = saved(tmp_path)
    before = entry(tmp_path, "base-vectors")
    store.apply(4, batch([600]), NONE)
    store.save()

    assert before == entry(tmp_path, "base-vectors")
    assert entry(tmp_path, "delta-ids").name == "delta-ids-00000002"

    store.compact()
    store.save()

    assert entry(tmp_path, "base-vectors").name == "base-vectors-00000003"
    names = {entry(tmp_path, role).name for role in ROLES} | {NAME}
    assert names == {path.name for path in tmp_path.iterdir()}


def test_a_snapshot_outlives_its_files(tmp_path: Path) -> None:
    """A snapshot of lists whose vectors are mapped from a file still answers when a save removed that file."""
    saved(tmp_path)
    store = FaissStore.open(tmp_path, Model(), COLUMNS, LISTS)
    snapshot = store.snapshot()
    before = snapshot.search(QUERY, 40)
    store.apply(4, batch(range(700, 900)), NONE)
    store.compact()
    store.save()

    assert not (tmp_path / "base-vectors-00000001").exists()
    assert before == snapshot.search(QUERY, 40)


@pytest.mark.parametrize("role", ROLES)
def test_a_flipped_byte_is_found(tmp_path: Path, role: str) -> None:
    """One bit of any file, and the file is named with its folder and the cure."""
    saved(tmp_path)
    path = tmp_path / entry(tmp_path, role).name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(IndexDamaged) as raised:
        FaissStore.open(tmp_path, Model(), COLUMNS)

    assert (path.name, tmp_path) == (raised.value.name, raised.value.folder)
    expected = (
        f"向量索引文件 {path.name} 不可用（位于 {tmp_path}）：校验和不符，内容已被改动。"
        "索引可由目录库完整重建，不需重新计算向量：请运行 `chuchu reindex`。"
    )
    assert expected == str(raised.value)


@pytest.mark.parametrize("role", ROLES)
def test_a_truncated_file_is_found(tmp_path: Path, role: str) -> None:
    """A file cut short is named with both sizes."""
    saved(tmp_path)
    told = entry(tmp_path, role)
    path = tmp_path / told.name
    path.write_bytes(path.read_bytes()[:-3])

    with pytest.raises(IndexDamaged, match=f"应有 {told.size} 字节，实有 {told.size - 3} 字节") as raised:
        FaissStore.open(tmp_path, Model(), COLUMNS)

    assert path.name == raised.value.name


@pytest.mark.parametrize("role", ROLES)
def test_a_missing_file_is_found(tmp_path: Path, role: str) -> None:
    """A file that is gone is named."""
    saved(tmp_path)
    path = tmp_path / entry(tmp_path, role).name
    path.unlink()

    with pytest.raises(IndexDamaged, match="文件缺失") as raised:
        FaissStore.open(tmp_path, Model(), COLUMNS)

    assert path.name == raised.value.name


@pytest.mark.slow
def test_any_flipped_bit_of_the_manifest_is_found(tmp_path: Path) -> None:
    """Wherever a bit of the manifest flips, it is not believed, unless only white space has changed."""
    saved(tmp_path)
    path = tmp_path / NAME
    whole = path.read_bytes()
    meaning = json.loads(whole)

    def believed(content: bytes) -> bool:
        path.write_bytes(content)
        try:
            Manifest.read(tmp_path)
        except IndexDamaged as error:
            return error.name != NAME
        return json.loads(content) != meaning

    damaged = {
        at: whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in range(len(whole))
    }

    assert [at for at, content in damaged.items() if believed(content)] == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"sha256": 1, "format": 1}'])
def test_a_manifest_of_nonsense_is_found(tmp_path: Path, content: bytes) -> None:
    """What is no manifest is named, not followed."""
    (tmp_path / NAME).write_bytes(content)

    with pytest.raises(IndexDamaged) as raised:
        FaissStore.open(tmp_path, Model(), COLUMNS)

    assert raised.value.name == NAME


def test_another_format_is_refused(tmp_path: Path) -> None:
    """An index of another format version says so, and how to get one of this version."""
    saved(tmp_path)
    told = json.loads((tmp_path / NAME).read_text())
    (tmp_path / NAME).write_text(json.dumps({**told, "format": 2}))

    with pytest.raises(IndexDamaged, match=r"格式版本为 2，本版本只能读取 1。.*chuchu reindex"):
        FaissStore.open(tmp_path, Model(), COLUMNS)


def test_another_model_is_refused(tmp_path: Path) -> None:
    """Vectors of another model are never searched: the error names both models and the cure."""
    saved(tmp_path)

    with pytest.raises(FingerprintMismatch) as raised:
        FaissStore.open(tmp_path, Model(name="云岭向量－大〔２０２４〕"), COLUMNS)

    assert (str(Model()), "云岭向量－大〔２０２４〕, 8 维") == (raised.value.stored, raised.value.wanted)
    assert "chuchu reindex" in str(raised.value)
    with pytest.raises(FingerprintMismatch):
        FaissStore.open(tmp_path, Model(dimension=9), COLUMNS)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    """Columns by other names would answer other questions."""
    saved(tmp_path)

    with pytest.raises(IndexDamaged, match="列为 文种、date，应为 date、文种"):
        FaissStore.open(tmp_path, Model(), ("date", "文种"))


def test_a_damaged_index_is_replaced_by_a_rebuild(tmp_path: Path) -> None:
    """What cannot be opened can be created anew in the same folder, and nothing of it is left."""
    saved(tmp_path)
    (tmp_path / NAME).write_text("坏了")
    store = FaissStore.create(tmp_path, Model(), COLUMNS)
    store.rebuild(9, [batch([1, 2, 3])])
    store.save()

    again = FaissStore.open(tmp_path, Model(), COLUMNS)

    assert (again.applied, again.snapshot().count) == (9, 3)
    assert len(list(tmp_path.iterdir())) == 8


def test_a_save_during_a_load_does_not_look_like_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader whose files a writer has just replaced reads the new manifest instead of giving up."""
    store = saved(tmp_path)
    stale = Manifest.read(tmp_path)
    store.apply(4, batch([800]), NONE)
    store.save()
    read = Manifest.read
    answers = iter([stale])
    monkeypatch.setattr(Manifest, "read", lambda folder: next(answers, None) or read(folder))

    loaded = VectorFiles(tmp_path, Model(), COLUMNS).load()

    assert loaded is not None
    assert loaded.change == 4


SAVE_FOREVER = """
import sys
from pathlib import Path
import numpy as np
from vector_samples import COLUMNS, Model, batch, NONE
from embeddings.faiss_build import BuildOptions
from embeddings.faiss_store import FaissStore

store = FaissStore.open(Path(sys.argv[1]), Model(), COLUMNS, BuildOptions(merge_rows=60))
while True:
    change = store.applied + 1
    removed = NONE if change == 1 else np.array([10 * change - 10])
    store.apply(change, batch(range(10 * change, 10 * change + 10)), removed)
    store.save()
    print(change, flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_last_save_stands(tmp_path: Path) -> None:
    """After kill -9 at random moments of a loop of saves the index opens, at the last change acknowledged.

    Or at the one that was just being saved; either way with exactly the vectors of that change.
    """
    folder = tmp_path / "index"
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    random = np.random.default_rng()
    acknowledged = 0
    for _ in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVE_FOREVER, str(folder)],
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        acknowledged = int([first, *process.stdout.read().split()][-1])
        process.wait()
        store = FaissStore.open(folder, Model(), COLUMNS)

        assert store.applied in (acknowledged, acknowledged + 1)
        assert 10 + 9 * (store.applied - 1) == store.snapshot().count


@pytest.mark.slow
def test_thirty_thousand_vectors_open_at_once(tmp_path: Path) -> None:
    """30,000 vectors of 384 dimensions are verified and ready in well under half a second."""
    rows = unit_rows(30_000, 384)
    ids = np.arange(30_000)
    store = FaissStore.create(tmp_path, Model(384), COLUMNS)
    store.rebuild(1, [VectorBatch(ids, rows, np.stack([ids, ids], axis=1))])
    store.save()

    started = time.perf_counter()
    opened = FaissStore.open(tmp_path, Model(384), COLUMNS)
    took = time.perf_counter() - started

    assert opened.snapshot().count == 30_000
    assert took < 0.5


def test_what_cannot_be_saved_is_said_and_the_last_save_stands(tmp_path: Path) -> None:
    """A folder that takes no more, as on a full disk, is named with the reason; the next save succeeds."""
    store = saved(tmp_path)
    obstacle = tmp_path / f"{NAME}.part"
    obstacle.mkdir()
    store.apply(4, batch([700]), NONE)

    with pytest.raises(IndexUnwritable, match=r"向量索引（.+）写不进去：.+。磁盘可能已满或只读"):
        store.save()

    before = FaissStore.open(tmp_path, Model(), COLUMNS, LISTS).facts.change
    obstacle.rmdir()
    store.save()
    assert (3, 4) == (before, FaissStore.open(tmp_path, Model(), COLUMNS, LISTS).facts.change)
