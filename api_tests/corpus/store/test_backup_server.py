"""Backups of a catalogue on PostgreSQL while it is written to: one folder, put back on either engine."""

import threading
from pathlib import Path

import pytest
from migrated_databases import Databases
from store_samples import document, new

from corpus.store.backup import CATALOGUE, check_backup, restore_backup, restore_to_server, write_backup
from corpus.store.catalogue import Catalogue
from corpus.store.files import SourceFiles
from corpus.store.job_records import IndexRequest
from corpus.store.jobs import Jobs
from corpus.store.move_errors import MoveTargetTaken

NOW = "20310405T010203Z"


def silent(line: str) -> None:
    """Say nothing."""


def add(catalogue: Catalogue, files: SourceFiles, number: int) -> str:
    """Put a document and its source file; gives the path, which is then acknowledged."""
    text = f"第{number}号：龙潭镇〔２０３１〕{number}号,𠮷田。"
    catalogue.put_file(
        collection="default",
        source_path=f"{number:04}.txt",
        sha256=files.put(text.encode()),
        media_type="text/plain",
        size=len(text.encode()),
        pipeline="1",
        documents=new(document(f"通知{number}", [("一、", "题", [text])])),
    )
    return f"{number:04}.txt"


@pytest.fixture
def url(databases: Databases) -> str:
    """A catalogue without a document."""
    return databases.server.url(databases.take())


def paths_in(address: str | Path, files: Path) -> set[str]:
    """The documents of a restored catalogue, after it and its files were found whole."""
    with Catalogue.open(address) as catalogue:
        assert catalogue.check() == []
        for sha256 in catalogue.referenced_sources():
            SourceFiles(files).verify(sha256)
        return set(catalogue.file_states("default"))


def test_a_backup_under_a_writer_is_put_back_on_either_engine(
    url: str, databases: Databases, tmp_path: Path
) -> None:
    """What was acknowledged before it is in it; a server and a file give the same documents back."""
    shared, target, empty = tmp_path / "共用", tmp_path / "备份", databases.server.url(databases.take())
    over, acknowledged = threading.Event(), []
    with Catalogue.open(url) as catalogue:
        files = SourceFiles(shared / "files")
        acknowledged += [add(catalogue, files, number) for number in range(5)]

        def write() -> None:
            number = 5
            while not over.is_set():
                acknowledged.append(add(catalogue, files, number))
                number += 1

        writer = threading.Thread(target=write)
        writer.start()
        while len(acknowledged) < 8:
            over.wait(0.01)
        before = set(acknowledged)
        facts = write_backup(url, shared, target, silent)
        over.set()
        writer.join()

    assert check_backup(target) == facts
    restore_to_server(target, tmp_path / "新", empty, silent)
    restore_backup(target, tmp_path / "旧", tmp_path / "旧" / CATALOGUE, replacing=False, now=NOW)
    found = [
        paths_in(empty, tmp_path / "新/files"),
        paths_in(tmp_path / "旧" / CATALOGUE, tmp_path / "旧/files"),
    ]
    assert found[0] == found[1] >= before
    assert not list(tmp_path.rglob("*.restored"))


def test_waiting_uploads_are_pointed_to_where_they_stand(
    url: str, databases: Databases, tmp_path: Path
) -> None:
    """Jobs keep absolute paths: after restoring to another folder they name that one."""
    data, target = tmp_path / "甲地", tmp_path / "备份"
    waiting = data / "incoming/0a-1/uploads/龙潭.txt"
    waiting.parent.mkdir(parents=True)
    waiting.write_text("龙潭镇。", "utf-8")
    with Catalogue.open(url) as catalogue:
        Jobs(catalogue).create(IndexRequest((str(waiting.parent),)))
    write_backup(url, data, target, silent)
    there = databases.server.url(databases.take())
    restore_to_server(target, tmp_path / "乙地", there, silent)

    with Catalogue.open(there) as catalogue:
        (job,) = Jobs(catalogue).list()
    assert isinstance(job.request, IndexRequest)
    assert job.request.paths == (str(tmp_path / "乙地/incoming/0a-1/uploads"),)


def test_a_server_with_a_catalogue_is_not_restored_over(url: str, tmp_path: Path) -> None:
    """A catalogue on a server is never replaced: the cure is named, and no file was written."""
    with Catalogue.open(url) as catalogue:
        add(catalogue, SourceFiles(tmp_path / "数据/files"), 1)
    write_backup(url, tmp_path / "数据", tmp_path / "备份", silent)
    with pytest.raises(MoveTargetTaken, match="createdb"):
        restore_to_server(tmp_path / "备份", tmp_path / "新", url, silent)

    assert not (tmp_path / "新").exists()
