"""Writing a sentence-transformers folder: float32 weights, settings and tokenizer of the built-in model."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from embeddings.adaptation import WeightSource
from embeddings.tokenizer_file import BEGIN, END, MASK, PAD, UNKNOWN, build_tokenizer

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
MAX_TOKENS = 512

Tensors = dict[str, npt.NDArray[np.float32]]

LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write_sentence_folder(source: WeightSource, kept: list[int], folder: Path) -> None:
    """Write everything that `SentenceTransformer(folder)` reads, with only the `kept` pieces."""
    save_file(_tensors(source, kept), folder / WEIGHTS, metadata={"format": "pt"})
    (folder / WEIGHTS).chmod(0o644)  # safetensors makes it private, but a model is read by other users too
    vocabulary = [(source.pieces[index], float(source.scores[index])) for index in kept]
    build_tokenizer(vocabulary).save(str(folder / TOKENIZER))
    pad = next(index for index, (piece, _) in enumerate(vocabulary) if piece == PAD)
    for name, settings in _settings(source, len(kept), pad).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(settings, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _tensors(source: WeightSource, kept: list[int]) -> Tensors:
    shape = source.shape
    hidden = shape.hidden
    tensors = {
        "embeddings.word_embeddings.weight": source.matrix("emb.word", shape.vocabulary, hidden)[kept],
        "embeddings.position_embeddings.weight": source.vector("emb.pos").reshape(shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": source.vector("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": source.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": source.vector("emb.ln.b"),
        # Unused, but a checkpoint without a pooler is reported as broken on every load.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(shape.layers):
        tensors |= _layer_tensors(source, layer)
    return tensors


def _layer_tensors(source: WeightSource, layer: int) -> Tensors:
    hidden, inner = source.shape.hidden, source.shape.feed_forward
    sizes = {"fi": (inner, hidden), "fo": (hidden, inner)}
    tensors = {}
    for short, name in LINEAR.items():
        prefix = f"encoder.layer.{layer}.{name}"
        tensors[f"{prefix}.weight"] = source.matrix(
            f"l{layer}.{short}.w", *sizes.get(short, (hidden, hidden))
        )
        tensors[f"{prefix}.bias"] = source.vector(f"l{layer}.{short}.b")
    for short, name in NORM.items():
        prefix = f"encoder.layer.{layer}.{name}"
        tensors[f"{prefix}.weight"] = source.vector(f"l{layer}.{short}.w")
        tensors[f"{prefix}.bias"] = source.vector(f"l{layer}.{short}.b")
    return tensors


def _settings(source: WeightSource, vocabulary: int, pad: int) -> dict[str, object]:
    """The small files of the folder by name, as transformers and sentence-transformers define them."""
    shape = source.shape
    special = _special_tokens()
    modules = (("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize"))
    return {
        "config.json": _config(source, vocabulary, pad),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            **special,
        },
        "special_tokens_map.json": special,
        "modules.json": [
            {"idx": index, "name": name, "path": path, "type": f"sentence_transformers.models.{kind}"}
            for index, (name, path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX, "document": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
    }


def _config(source: WeightSource, vocabulary: int, pad: int) -> dict[str, object]:
    """What transformers needs to build the network."""
    shape = source.shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "hidden_act": "gelu",
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": 1e-12,
        "pad_token_id": pad,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
    }


def _special_tokens() -> dict[str, str]:
    return {
        "bos_token": BEGIN,
        "eos_token": END,
        "cls_token": BEGIN,
        "sep_token": END,
        "unk_token": UNKNOWN,
        "pad_token": PAD,
        "mask_token": MASK,
    }
