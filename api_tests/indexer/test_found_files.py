"""Which files a request names, and the source path each goes by."""

import os
from pathlib import Path

import pytest

from indexer.files import PathNotFound, SourcePathClash, find_files


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("关于印发〔2024〕工作要点的通知", "utf-8")
    return folder


def test_source_paths_begin_with_the_folders_name(tmp_path: Path) -> None:
    """A folder's files go by the folder's name and the path within, in a stable order."""
    folder = make(tmp_path / "政策", "通知/２０２４.txt", "办法.md")

    assert [f.source_path for f in find_files([folder])] == ["政策/办法.md", "政策/通知/２０２４.txt"]


def test_a_file_alone_goes_by_its_name(tmp_path: Path) -> None:
    """A file that is named itself has no folder in its source path."""
    folder = make(tmp_path / "政策", "办法.md")

    assert [f.source_path for f in find_files([folder / "办法.md"])] == ["办法.md"]


def test_another_name_takes_the_place_of_the_folders(tmp_path: Path) -> None:
    """--as NAME replaces the first part of the source paths."""
    folder = make(tmp_path / "政策", "办法.md")

    assert [f.source_path for f in find_files([folder], "省级")] == ["省级/办法.md"]


def test_two_folders_of_one_name_are_refused(tmp_path: Path) -> None:
    """Files that would share a source path are named, with the cure."""
    first, second = make(tmp_path / "甲" / "政策", "办法.md"), make(tmp_path / "乙" / "政策", "办法.md")

    with pytest.raises(SourcePathClash, match="--as"):
        find_files([first, second])


def test_the_same_folder_given_twice_is_one(tmp_path: Path) -> None:
    """A path repeated is no clash."""
    folder = make(tmp_path / "政策", "办法.md")

    assert len(find_files([folder, folder])) == 1


def test_what_is_no_document_is_passed_over(tmp_path: Path) -> None:
    """Hidden files and folders, lock files of Word and thumbnails are not the user's documents."""
    folder = make(tmp_path / "政策", "办法.md", ".git/config", ".DS_Store", "~$办法.docx", "Thumbs.db")

    assert [f.source_path for f in find_files([folder])] == ["政策/办法.md"]


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    """Neither a linked file nor a linked folder is followed."""
    outside = make(tmp_path / "外面", "机密.txt")
    folder = make(tmp_path / "政策", "办法.md")
    (folder / "链接.txt").symlink_to(outside / "机密.txt")
    (folder / "链接夹").symlink_to(outside)

    assert [f.source_path for f in find_files([folder])] == ["政策/办法.md"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A wrong path is an error with the path in it."""
    with pytest.raises(PathNotFound, match="没有这个"):
        find_files([tmp_path / "没有这个"])


def test_a_name_that_is_no_utf8_is_read_as_gbk(tmp_path: Path) -> None:
    """Names from old disks go by the text they stand for; bytes of no encoding are written out. Files stay where they are."""
    folder = make(tmp_path / "政策", "办法.md")
    for raw in ("龙潭公告㎡.txt".encode("gb18030"), b"\xff\xfe.txt"):
        (folder / os.fsdecode(raw)).write_text("古井", "utf-8")

    found = find_files([folder])

    assert sorted(f.source_path for f in found) == [
        "政策/\\xff\\xfe.txt",
        "政策/办法.md",
        "政策/龙潭公告㎡.txt",
    ]
    assert all(f.path.exists() for f in found)
