"""Backups while writing: whole, verified, put back elsewhere; a half or damaged one is refused."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from store_samples import document, new

from corpus.store.backup import (
    CATALOGUE,
    UNFINISHED,
    check_backup,
    refuse_unfinished,
    restore_backup,
    write_backup,
)
from corpus.store.backup_errors import (
    BackupDamaged,
    BackupTargetTaken,
    BackupTooNew,
    DataFolderTaken,
    RestoreUnfinished,
)
from corpus.store.backup_manifest import NAME
from corpus.store.catalogue import Catalogue
from corpus.store.files import SourceFiles

BACKUPS = 6
NOW = "20310405T010203Z"


def add(catalogue: Catalogue, files: SourceFiles, number: int) -> str:
    """Put a document and its source file; gives the path, which is then acknowledged."""
    text = f"第{number}号：龙潭镇〔２０３１〕{number}号，𠮷田。"
    path = f"{number:04}.txt"
    catalogue.put_file(
        collection="default",
        source_path=path,
        sha256=files.put(text.encode()),
        media_type="text/plain",
        size=len(text.encode()),
        pipeline="1",
        documents=new(document(f"通知{number}", [("一、", "题", [text])])),
    )
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with five documents, a recognised page and a waiting upload."""
    folder = tmp_path / "数据"
    with Catalogue.open(folder / CATALOGUE) as catalogue:
        for number in range(5):
            add(catalogue, SourceFiles(folder / "files"), number)
    for inside in ("ocr/ab/1.json", "incoming/0a-1/uploads/龙潭.txt"):
        (folder / inside).parent.mkdir(parents=True)
        (folder / inside).write_text("{}", "utf-8")
    return folder


def backed_up(data: Path, target: Path) -> Path:
    write_backup(data / CATALOGUE, data, target, lambda line: None)
    return target


def paths_in(folder: Path) -> set[str]:
    """The documents of a restored folder, after it was found whole."""
    files = SourceFiles(folder / "files")
    with Catalogue.open(folder / CATALOGUE) as catalogue:
        assert catalogue.check() == []
        for sha256 in catalogue.referenced_sources():
            files.verify(sha256)
        return set(catalogue.file_states("default"))


@pytest.mark.slow
def test_what_was_acknowledged_before_a_backup_is_in_it(tmp_path: Path) -> None:
    """Six backups under a writer that never stops hold whatever was acknowledged before each began."""
    data, acknowledged, over = tmp_path / "data", list[str](), threading.Event()
    files = SourceFiles(data / "files")

    def write() -> None:
        with Catalogue.open(data / CATALOGUE) as catalogue:
            number = 0
            while not over.is_set():
                acknowledged.append(add(catalogue, files, number))
                number += 1
                over.wait(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    before: list[set[str]] = []
    while not acknowledged:
        over.wait(0.05)
    for number in range(BACKUPS):
        before.append(set(acknowledged))
        backed_up(data, tmp_path / f"backup-{number}")
    over.set()
    writer.join()

    for number in range(BACKUPS):
        restored = tmp_path / f"restored-{number}"
        restore_backup(
            tmp_path / f"backup-{number}", restored, restored / CATALOGUE, replacing=False, now=NOW
        )
        assert before[number] - paths_in(restored) == set()
    assert len(before[-1]) > len(before[0])


def test_a_backup_is_restored_to_another_place(data: Path, tmp_path: Path) -> None:
    """Documents, source files, recognised pages and waiting uploads stand in the new folder as in the old."""
    source = backed_up(data, tmp_path / "备份")

    facts = restore_backup(source, tmp_path / "别处", tmp_path / "别处" / CATALOGUE, replacing=False, now=NOW)

    assert (5, 0, 8) == (facts.change, facts.missing, facts.files)
    assert paths_in(data) == paths_in(tmp_path / "别处")
    held = {
        p.relative_to(tmp_path / "别处").as_posix() for p in (tmp_path / "别处").rglob("*") if p.is_file()
    }
    assert {"ocr/ab/1.json", "incoming/0a-1/uploads/龙潭.txt"} <= held
    assert UNFINISHED not in held


def test_a_backup_is_for_its_owner_alone(data: Path, tmp_path: Path) -> None:
    """The folder of a backup may be entered by nobody else."""
    assert backed_up(data, tmp_path / "备份").stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_something_is_not_written_to(data: Path, tmp_path: Path) -> None:
    """A backup never mixes with what is there."""
    source = backed_up(data, tmp_path / "备份")

    with pytest.raises(BackupTargetTaken, match="备份目标已有内容"):
        backed_up(data, source)


def drop_manifest(source: Path) -> None:
    (source / NAME).unlink()


def flip_in_catalogue(source: Path) -> None:
    content = bytearray((source / CATALOGUE).read_bytes())
    content[len(content) // 2] ^= 0x40
    (source / CATALOGUE).write_bytes(bytes(content))


def cut_catalogue(source: Path) -> None:
    content = (source / CATALOGUE).read_bytes()
    (source / CATALOGUE).write_bytes(content[: len(content) // 2])


def drop_source(source: Path) -> None:
    next(path for path in (source / "files").rglob("*") if path.is_file()).unlink()


def flip_in_source(source: Path) -> None:
    path = next(path for path in (source / "files").rglob("*") if path.is_file())
    path.write_bytes(b"X" + path.read_bytes()[1:])


def alter_manifest(source: Path) -> None:
    (source / NAME).write_text(
        (source / NAME).read_text("utf-8").replace('"change": 5', '"change": 4'), "utf-8"
    )


def garble_manifest(source: Path) -> None:
    (source / NAME).write_bytes(b"{\xff")


FAULTS: dict[Callable[[Path], None], str] = {
    drop_manifest: "备份没有做完",
    flip_in_catalogue: "校验和不符",
    cut_catalogue: "实有",
    drop_source: "缺少文件",
    flip_in_source: "校验和不符",
    alter_manifest: "清单 backup.json 的校验和不符",
    garble_manifest: "读不出",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_half_or_damaged_backup_is_refused(
    data: Path, tmp_path: Path, fault: Callable[[Path], None]
) -> None:
    """Whatever is wrong with a backup is named, and nothing is written where it was to go."""
    source = backed_up(data, tmp_path / "备份")
    fault(source)

    with pytest.raises(BackupDamaged, match=FAULTS[fault]):
        restore_backup(source, tmp_path / "新", tmp_path / "新" / CATALOGUE, replacing=False, now=NOW)

    assert not (tmp_path / "新").exists()


def test_a_list_that_points_outside_is_refused(data: Path, tmp_path: Path) -> None:
    """A backup made by hand cannot name files outside itself."""
    from corpus.store.backup_manifest import _checksum

    source = backed_up(data, tmp_path / "备份")
    whole = json.loads((source / NAME).read_bytes())
    whole["backup"]["files"].append({"path": "../数据/catalogue.sqlite", "size": 1, "sha256": "0"})
    (source / NAME).write_text(json.dumps({**whole, "sha256": _checksum(whole["backup"])}), "utf-8")

    with pytest.raises(BackupDamaged, match="不在备份之内"):
        check_backup(source)


def test_a_backup_of_a_newer_program_is_refused(data: Path, tmp_path: Path) -> None:
    """A backup of tables that this program does not know is named as such."""
    with Catalogue.open(data / CATALOGUE) as catalogue, catalogue.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(BackupTooNew, match="9999"):
        backed_up(data, tmp_path / "备份")


@pytest.mark.slow
def test_a_catalogue_that_is_there_is_kept(data: Path, tmp_path: Path) -> None:
    """Restoring over a catalogue is refused unless asked for, and then the old one is kept under another name."""
    source = backed_up(data, tmp_path / "备份")
    with Catalogue.open(data / CATALOGUE) as catalogue:
        add(catalogue, SourceFiles(data / "files"), 99)

    with pytest.raises(DataFolderTaken, match="--replace"):
        restore_backup(source, data, data / CATALOGUE, replacing=False, now=NOW)
    assert "0099.txt" in paths_in(data)
    restore_backup(source, data, data / CATALOGUE, replacing=True, now=NOW)

    assert {f"{n:04}.txt" for n in range(5)} == paths_in(data)
    with Catalogue.open(data / f"{CATALOGUE}-replaced-{NOW}") as old:
        assert "0099.txt" in old.file_states("default")


def test_a_damaged_catalogue_is_replaced(data: Path, tmp_path: Path) -> None:
    """A catalogue whose bytes and WAL are rubbish is replaced by that of the backup, WAL and all."""
    source = backed_up(data, tmp_path / "备份")
    for ending in ("", "-wal", "-shm"):
        (data / f"{CATALOGUE}{ending}").write_bytes(b"\x00rubbish" * 4096)

    restore_backup(source, data, data / CATALOGUE, replacing=True, now=NOW)

    assert {f"{n:04}.txt" for n in range(5)} == paths_in(data)


def test_an_interrupted_restore_is_not_taken_for_an_empty_folder(data: Path, tmp_path: Path) -> None:
    """A folder in which restoring was cut short says so, and the same command finishes it."""
    source = backed_up(data, tmp_path / "备份")
    (data / UNFINISHED).write_text(str(source), "utf-8")
    (data / CATALOGUE).unlink()

    with pytest.raises(RestoreUnfinished, match="恢复尚未完成"):
        refuse_unfinished(data)
    restore_backup(source, data, data / CATALOGUE, replacing=False, now=NOW)

    refuse_unfinished(data)
    assert {f"{n:04}.txt" for n in range(5)} == paths_in(data)


def test_a_source_file_that_was_lost_before_is_told(data: Path, tmp_path: Path) -> None:
    """A folder that lacks a source file is still backed up, and the backup says what it lacks."""
    drop_source(data)

    facts = write_backup(data / CATALOGUE, data, tmp_path / "备份", lambda line: None)

    assert 1 == facts.missing == check_backup(tmp_path / "备份").missing
