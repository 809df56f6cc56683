"""A model folder: damage found, carried to another machine, hostile bundles refused."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from embeddings.errors import ModelDamaged, ModelNotFound
from embeddings.factory import EncoderChoice, load_encoder
from embeddings.model_folder import (
    MANIFEST,
    ModelBundleRefused,
    ModelManifest,
    export_model,
    import_model,
    list_files,
    read_manifest,
    verify,
    write_manifest,
)
from embeddings.openvino_encoder import OpenVinoEncoder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A tiny model folder with a manifest."""
    folder = tmp_path / "made" / "small-1"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "weights.bin").write_bytes(bytes(range(256)) * 8)
    (folder / "1_Pooling" / "config.json").write_text('{"说明": "〔2023〕"}', encoding="utf-8")
    write_manifest(
        folder, ModelManifest("small-1", "小模型", "abc", 4, "query: ", "", files=list_files(folder))
    )
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_whole_folder_passes(small: Path) -> None:
    """A folder as written is accepted, and its manifest says what was put in."""
    manifest = read_manifest(small)
    verify(small, manifest)

    assert (manifest.name, [entry.path for entry in manifest.files]) == (
        "小模型",
        ["1_Pooling/config.json", "weights.bin"],
    )


def test_flipped_bit_is_found(small: Path) -> None:
    """One changed bit is found, the file named and the cure said."""
    path = small / "weights.bin"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"weights\.bin 已损坏.*chuchu model import"):
        verify(small, read_manifest(small))


def test_size_counts_even_for_files_not_read(small: Path) -> None:
    """Of a file the engine never opens the size is still compared."""
    unread = frozenset({"weights.bin"})
    verify(small, read_manifest(small), unread=unread)
    os.truncate(small / "weights.bin", 2047)
    with pytest.raises(ModelDamaged, match=r"weights\.bin"):
        verify(small, read_manifest(small), unread=unread)


def test_absent_file_is_named(small: Path) -> None:
    """A file that is gone is named."""
    (small / "1_Pooling" / "config.json").unlink()
    with pytest.raises(ModelDamaged, match=r"1_Pooling/config\.json"):
        verify(small, read_manifest(small))


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": 2, "files": []}', '{"format": 1, "files": [3]}']
)
def test_unreadable_manifest_is_damage(small: Path, content: str) -> None:
    """A manifest that is not one names itself."""
    (small / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(ModelDamaged, match=MANIFEST):
        read_manifest(small)


def test_absent_folder_is_not_found(tmp_path: Path) -> None:
    """A model folder that is not there is said to be absent, not damaged."""
    with pytest.raises(ModelNotFound, match="不存在"):
        read_manifest(tmp_path / "无")
    with pytest.raises(ModelNotFound, match="该文件夹不存在"):
        load_encoder(EncoderChoice(model=str(tmp_path / "无")), tmp_path)


@pytest.mark.parametrize("target", ["bundle.tar", "bundle"])
def test_export_and_import_give_the_same_bytes(small: Path, tmp_path: Path, target: str) -> None:
    """A model carried as a folder or as one file arrives byte for byte, under its own name."""
    bundle = export_model(small, tmp_path / "out" / target)
    arrived = import_model(bundle, tmp_path / "models")

    assert arrived == tmp_path / "models" / "small-1"
    assert contents(arrived) == contents(small)
    assert sorted(p.name for p in (tmp_path / "models").iterdir()) == [".small-1.lock", "small-1"]


def test_import_repairs_a_damaged_model(small: Path, tmp_path: Path) -> None:
    """Importing again replaces a damaged folder and leaves a whole one alone."""
    bundle = export_model(small, tmp_path / "b.tar")
    arrived = import_model(bundle, tmp_path / "models")
    before = (arrived / "weights.bin").stat().st_ino
    import_model(bundle, tmp_path / "models")
    untouched = (arrived / "weights.bin").stat().st_ino
    (arrived / "weights.bin").write_bytes(b"?")
    import_model(bundle, tmp_path / "models")

    assert (untouched, contents(arrived)) == (before, contents(small))


def test_damaged_model_is_not_exported(small: Path, tmp_path: Path) -> None:
    """A damaged model is not carried on."""
    (small / "weights.bin").write_bytes(b"")
    with pytest.raises(ModelDamaged, match=r"weights\.bin"):
        export_model(small, tmp_path / "b.tar")

    assert not (tmp_path / "b.tar").exists()


def test_export_overwrites_no_folder(small: Path, tmp_path: Path) -> None:
    """Exporting to a folder that is there is refused."""
    with pytest.raises(ModelBundleRefused, match="目标已存在"):
        export_model(small, tmp_path)


def _tar(path: Path, members: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, goal in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, goal
            archive.addfile(info)
    return path


def _manifest(small: Path, **changes: object) -> bytes:
    return json.dumps(json.loads((small / MANIFEST).read_text(encoding="utf-8")) | changes).encode()


@pytest.mark.parametrize(
    "path",
    [
        "../evil",
        "/etc/evil",
        "a/../../evil",
        "..",
        ".",
        "",
        "a\\..\\b",
        "manifest.json",
        ".hidden",
        "a//../b",
    ],
)
def test_paths_out_of_the_folder_are_refused(small: Path, tmp_path: Path, path: str) -> None:
    """A manifest whose paths leave the folder is refused before anything is written."""
    entry = {"path": path, "size": 1, "sha256": "0" * 64}
    bundle = _tar(tmp_path / "b.tar", {"m/manifest.json": _manifest(small, files=[entry]), f"m/{path}": b"x"})
    with pytest.raises(ModelBundleRefused, match="不可导入"):
        import_model(bundle, tmp_path / "models")

    assert list((tmp_path / "models").iterdir()) == []
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("folder", ["../evil", "", ".", "a/b", "..", "名"])
def test_folder_name_out_of_the_models_is_refused(small: Path, tmp_path: Path, folder: str) -> None:
    """A manifest that would put the model elsewhere is refused."""
    bundle = _tar(tmp_path / "b.tar", {"m/manifest.json": _manifest(small, folder=folder)})
    with pytest.raises(ModelBundleRefused):
        import_model(bundle, tmp_path / "models")


def test_links_in_a_bundle_are_never_followed(small: Path, tmp_path: Path) -> None:
    """A link in place of a file counts as an absent file."""
    members = {"m/manifest.json": _manifest(small), "m/weights.bin": (small / "weights.bin").read_bytes()}
    bundle = _tar(tmp_path / "b.tar", members, {"m/1_Pooling/config.json": "/etc/passwd"})
    with pytest.raises(ModelDamaged, match=r"1_Pooling/config\.json"):
        import_model(bundle, tmp_path / "models")


@pytest.mark.parametrize("content", [b"", b"not a tar at all" * 100])
def test_other_files_are_no_bundle(tmp_path: Path, content: bytes) -> None:
    """Any other file is refused as no model bundle."""
    source = tmp_path / "b.tar"
    source.write_bytes(content)
    with pytest.raises(ModelBundleRefused):
        import_model(source, tmp_path / "models")


def test_cut_bundle_is_refused(small: Path, tmp_path: Path) -> None:
    """A bundle whose copy was broken off is refused and leaves nothing behind."""
    bundle = export_model(small, tmp_path / "b.tar")
    os.truncate(bundle, 3000)
    with pytest.raises((ModelBundleRefused, ModelDamaged)):
        import_model(bundle, tmp_path / "models")

    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("name", ["openvino_model.bin", "openvino_model.xml", "tokenizer.json"])
def test_damaged_builtin_model_does_not_load(builtin_folder: Path, tmp_path: Path, name: str) -> None:
    """One changed byte in a file that the engine reads keeps the encoder from loading, and names the file."""
    folder = tmp_path / builtin_folder.name
    for path in builtin_folder.rglob("*"):
        target = folder / path.relative_to(builtin_folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            target.hardlink_to(path)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (folder / name).unlink()
    (folder / name).write_bytes(content)
    with pytest.raises(ModelDamaged, match=name):
        OpenVinoEncoder(folder, threads=1)
