"""Any sentence-transformers model: its fingerprint and its refusals (slow: torch takes seconds to import)."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import DeviceAbsent, ModelDamaged, ModelNotFound
from embeddings.factory import EncoderChoice, load_encoder
from embeddings.model_folder import MANIFEST, read_manifest
from embeddings.openvino_encoder import OpenVinoEncoder
from embeddings.torch_encoder import SentenceTransformersEncoder

pytestmark = pytest.mark.slow


@pytest.fixture
def foreign_folder(builtin_folder: Path, tmp_path: Path) -> Path:
    """The built-in weights as a folder that somebody else made: no manifest, no graph, no prompts."""
    folder = tmp_path / "别人的模型"
    shutil.copytree(builtin_folder, folder, ignore=shutil.ignore_patterns(MANIFEST, "openvino_*"))
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {}}), encoding="utf-8")
    return folder


def test_foreign_folder_runs_on_torch_without_prefixes(foreign_folder: Path, tmp_path: Path) -> None:
    """A folder is named by itself, its revision is the hash of its weights, absent prompts are empty prefixes."""
    encoder = load_encoder(EncoderChoice(model=str(foreign_folder)), tmp_path)
    weights = foreign_folder / "model.safetensors"
    found = encoder.fingerprint

    assert (found.name, found.precision, found.dimension) == ("别人的模型", "float32", 384)
    assert (found.query_prefix, found.passage_prefix) == ("", "")
    assert found.revision == hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
    assert np.allclose(
        np.linalg.norm(encoder.encode_passages(["松府发〔2023〕１２号", "㐂"]), axis=1), 1, atol=1e-5
    )
    assert encoder.encode_passages([]).shape == (0, 384)


def test_builtin_folder_is_one_model_on_both_engines(builtin_folder: Path) -> None:
    """The same weights have one fingerprint: what torch encodes on a GPU, OpenVINO searches on a CPU."""
    found = SentenceTransformersEncoder(str(builtin_folder)).fingerprint
    manifest = read_manifest(builtin_folder)

    assert (found.name, found.revision, found.query_prefix, found.passage_prefix, found.precision) == (
        manifest.name,
        manifest.revision,
        "query: ",
        "passage: ",
        manifest.precision,
    )
    assert OpenVinoEncoder(builtin_folder, threads=1).fingerprint == found


@pytest.mark.parametrize(("device", "said"), [("cuda", "CUDA"), ("cuda:7", "CUDA"), ("显卡", "没有这种设备")])
def test_a_device_that_is_not_there_is_named(builtin_folder: Path, device: str, said: str) -> None:
    """Without a GPU, and for what is no device, the error names the option, the setting and the cure."""
    import torch

    if device == "cuda" and torch.cuda.is_available():
        assert SentenceTransformersEncoder(str(builtin_folder), device).encode_query("防汛").shape == (384,)
        return
    with pytest.raises(
        DeviceAbsent, match=rf"{device} .*{said if device != 'cuda:7' else ''}.*--device.*CHUCHU_DEVICE"
    ):
        SentenceTransformersEncoder(str(builtin_folder), device)


def test_unknown_name_is_refused_offline(tmp_path: Path) -> None:
    """A name that is not on this machine is refused in Chinese, without asking the hub."""
    with pytest.raises(ModelNotFound, match=r"找不到向量模型 nobody/no-such-model.*本机没有下载过它"):
        load_encoder(EncoderChoice(model="nobody/no-such-model"), tmp_path)

    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """A folder without a model is named in the error."""
    folder = tmp_path / "空文件夹"
    folder.mkdir()
    with pytest.raises((ModelDamaged, ModelNotFound), match="空文件夹"):
        load_encoder(EncoderChoice(model=str(folder)), tmp_path)
