"""Source files under the hash of their content."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from corpus.store.files import SourceDamaged, SourceFiles, SourceMissing

BYTES = "云岭市〔2024〕３号文件𠮷".encode("gb18030")
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> SourceFiles:
    """An empty folder of source files."""
    return SourceFiles(tmp_path / "源文件")


def all_paths(folder: Path) -> list[str]:
    """Every file below a folder, relative."""
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_the_very_bytes_come_back(files: SourceFiles, tmp_path: Path) -> None:
    """Bytes, a file and a stream of equal content are kept once, under their hash."""
    given = tmp_path / "恶意 ..名称.txt"
    given.write_bytes(BYTES)

    assert {SHA256} == {files.put(BYTES), files.put(given), files.put(BytesIO(BYTES))}
    assert files.path(SHA256).read_bytes() == BYTES
    with files.open(SHA256) as stream:
        assert stream.read() == BYTES
    assert [f"{SHA256[:2]}/{SHA256}"] == all_paths(tmp_path / "源文件")
    assert list(files.all()) == [SHA256]


def test_large_and_empty_files(files: SourceFiles) -> None:
    """Content beyond one chunk and content of nothing are kept alike."""
    large = bytes(range(256)) * 10_000

    assert large == files.path(files.put(large)).read_bytes()
    assert hashlib.sha256(b"").hexdigest() == files.put(b"")


def test_a_stream_that_fails_leaves_nothing(files: SourceFiles, tmp_path: Path) -> None:
    """An upload that breaks off is no file, and no part of it stays."""

    class Failing(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("broken off")
            return super().read(4)

    with pytest.raises(OSError, match="broken off"):
        files.put(Failing(BYTES))

    assert all_paths(tmp_path) == []


def test_damage_is_told_and_healed_by_the_same_bytes(files: SourceFiles) -> None:
    """A flipped byte is found; putting the bytes once more makes the file whole."""
    files.put(BYTES)
    files.verify(SHA256)
    files.path(SHA256).write_bytes(b"x" + BYTES[1:])
    with pytest.raises(SourceDamaged) as error:
        files.verify(SHA256)
    assert error.value.sha256 == SHA256

    files.put(BYTES)

    files.verify(SHA256)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "A" * 64, "0" * 64, "0" * 63 + "/", "0" * 64 + "\n", "\0"]
)
def test_only_hashes_are_names(files: SourceFiles, name: str) -> None:
    """What is no hash of a kept file is missing, whatever it spells."""
    files.put(BYTES)
    for ask in (files.path, files.open, files.verify):
        with pytest.raises(SourceMissing):
            ask(name)


def test_unreferenced_files_are_listed_and_removed(files: SourceFiles) -> None:
    """Files that no version refers to can be told from those in use."""
    kept, orphan = files.put(b"kept"), files.put(b"orphan")

    assert [orphan] == files.unreferenced({kept})
    files.remove(orphan)
    files.remove(orphan)
    assert [kept] == list(files.all())


def test_what_a_dead_process_left_is_cleared(files: SourceFiles, tmp_path: Path) -> None:
    """Parts of interrupted uploads are no files, and go."""
    files.put(BYTES)
    (tmp_path / "源文件" / "arriving" / "part").write_bytes(b"half")

    assert list(files.all()) == [SHA256]
    assert files.clear_arriving() == 1
    assert [f"{SHA256[:2]}/{SHA256}"] == all_paths(tmp_path / "源文件")
