"""The second training: half of the network, an anchor, and no wrong answers that are right."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from benchmarks.train import finishing
from benchmarks.train.finishing import Finisher
from benchmarks.train.likeness import alike
from benchmarks.train.network import Encoder, pack
from benchmarks.train.packing import between
from benchmarks.train.pairs import Gathered, Pair
from benchmarks.train.trainer import Plan
from benchmarks.train.upper import UpperEncoder
from embeddings.sentence_folder import LINEAR, NORM
from embeddings.tokenizer import TextTokenizer
from embeddings.tokenizer_file import SPECIAL, build_tokenizer

HIDDEN, INNER, LAYERS = 24, 48, 3
CHARACTERS = "▁渡船每日六时开航学童免收资大风停退还的应当娃坐要钱吗刮不乡镇报告０１〔〕queryasg:"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of three small layers, made by chance, with a piece for each character."""
    target = tmp_path_factory.mktemp("model")
    pieces = [*SPECIAL, *dict.fromkeys(CHARACTERS)]
    build_tokenizer([(piece, -float(at)) for at, piece in enumerate(pieces)]).save(
        str(target / "tokenizer.json")
    )
    chance = np.random.default_rng(7)

    def some(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.2, shape).astype(np.float32)

    tensors = {
        "embeddings.word_embeddings.weight": some(len(pieces), HIDDEN),
        "embeddings.position_embeddings.weight": some(64, HIDDEN),
        "embeddings.token_type_embeddings.weight": some(1, HIDDEN),
        "embeddings.LayerNorm.weight": 1 + some(HIDDEN),
        "embeddings.LayerNorm.bias": some(HIDDEN),
    }
    sizes = {"fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}
    for layer in range(LAYERS):
        for short, name in LINEAR.items():
            size = sizes.get(short, (HIDDEN, HIDDEN))
            tensors[f"encoder.layer.{layer}.{name}.weight"] = some(*size)
            tensors[f"encoder.layer.{layer}.{name}.bias"] = some(size[0])
        for name in NORM.values():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = 1 + some(HIDDEN)
            tensors[f"encoder.layer.{layer}.{name}.bias"] = some(HIDDEN)
    save_file(tensors, str(target / "model.safetensors"))
    return target


def upper(folder: Path) -> UpperEncoder:
    """The encoder of which the topmost layer is trained."""
    return UpperEncoder(folder, below=LAYERS - 1)


@pytest.mark.slow
def test_what_is_remembered_gives_the_vectors_of_the_whole_network(folder: Path) -> None:
    """Lower layers worked out once and upper ones after them are the network, whatever the lengths and order."""
    chance = random.Random(3)
    texts = {f"t{at}": "".join(chance.choices(CHARACTERS[1:30], k=chance.randint(1, 40))) for at in range(21)}
    encoder, whole = upper(folder), Encoder(folder)
    encoder.learn(texts, most=30)
    tokenizer = TextTokenizer(folder / "tokenizer.json", 30)
    names = sorted(texts, reverse=True)
    with torch.no_grad():
        wanted = whole(pack([tokenizer.encode(texts[name]) for name in names]))

    assert float((encoder.vectors(names) * wanted).sum(1).min()) > 0.999


def test_dropout_is_for_training_alone(folder: Path) -> None:
    """Vectors are the same twice; rows of a step in training are not."""
    encoder = upper(folder)
    encoder.learn({"t": "渡船每日六时开航"}, most=30)
    encoder.train()

    assert torch.equal(encoder.vectors(["t"]), encoder.vectors(["t"]))
    assert not torch.equal(encoder.rows(["t"]), encoder.rows(["t"]))


def gathered() -> Gathered:
    """Two questions with articles, and two headings with passages to hold on to."""
    texts = {
        "a1": "渡船条\n学童免收船资",
        "a2": "渡船条\n大风停航的应当退还船资",
        "b1": "乡镇报告",
        "b2": "船开风停",
    }
    pairs = (
        Pair("stard", "娃坐船要钱吗", ("a1",), ("a2",)),
        Pair("stard", "刮风不开船退钱吗", ("a2",), ("a1",)),
        Pair("heading", "报告", ("b1",)),
        Pair("sentence", "风停", ("b2",)),
    )
    assert not any(pair.held_out for pair in pairs)
    return Gathered(pairs, texts)


def finisher(folder: Path, target: Path, steps: int) -> tuple[UpperEncoder, Finisher]:
    """A training of few steps of two pairs."""
    torch.manual_seed(5)
    encoder = upper(folder)
    plan = Plan(steps=steps, batch=2, rate=1e-2, warm_up=1)
    tokenizer = TextTokenizer(folder / "tokenizer.json", 64)
    return encoder, Finisher(encoder, tokenizer, gathered(), {"a1": frozenset({"a9"})}, target, plan)


@pytest.mark.slow
def test_only_the_upper_layers_are_trained(folder: Path, tmp_path: Path) -> None:
    """After two steps the topmost layer is another one and the lower ones are what they were."""
    before = Encoder(folder).state()
    encoder, training = finisher(folder, tmp_path / "run", steps=2)
    training.run()
    changed = {
        name.split(".")[2]
        for name, tensor in encoder.state().items()
        if not torch.equal(tensor, before[name])
    }

    assert (training.step, changed) == (2, {str(LAYERS - 1)})


@pytest.mark.slow
def test_weights_of_chosen_steps_are_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights of a chosen step are there afterwards, and what lies halfway to them is their half."""
    monkeypatch.setattr(finishing, "KEPT", (1,))
    _, training = finisher(folder, tmp_path / "run", steps=2)
    training.run()
    kept = finishing.kept_at(tmp_path / "run", 1)
    between(folder / "model.safetensors", kept, 0.5, tmp_path / "half")
    name = f"encoder.layer.{LAYERS - 1}.output.dense.weight"
    begun, ended = load_file(str(folder / "model.safetensors"))[name], load_file(str(kept))[name]

    assert np.abs(ended - begun).max() > 0
    assert np.allclose(load_file(str(tmp_path / "half"))[name], (begun + ended) / 2, atol=1e-6)


@pytest.mark.slow
def test_training_goes_on_where_it_stood(folder: Path, tmp_path: Path) -> None:
    """A second run with more steps starts at the step and with the weights of the first."""
    encoder, training = finisher(folder, tmp_path / "run", steps=1)
    training.run()
    again, following = finisher(folder, tmp_path / "run", steps=1)

    assert following.step == 1
    assert all(
        torch.equal(a, b) for a, b in zip(encoder.state().values(), again.state().values(), strict=True)
    )


@pytest.mark.slow
def test_a_copy_of_the_right_article_is_not_wrong(folder: Path, tmp_path: Path) -> None:
    """Copies and other right answers are hidden from the loss, a wrong passage is not."""
    _, training = finisher(folder, tmp_path / "run", steps=1)
    training._texts |= {"a9": "旧渡船条\n学童免收船资。"}
    first, second = gathered().pairs[:2]

    assert training._not_wrong([first, second], ["a1", "a2", "a9"]).tolist() == [
        [False, False, True],
        [False, False, False],
    ]


@pytest.mark.slow
def test_wrong_passages_nearer_than_the_right_one_are_passed_by(folder: Path, tmp_path: Path) -> None:
    """Of two wrong passages that were seen, the one far nearer than the right one is never drawn."""
    _, training = finisher(folder, tmp_path / "run", steps=1)
    pair = Pair("stard", "娃坐船要钱吗", ("a1",), ("b1", "b2"))
    query, half, tenth = torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.866]), torch.tensor([0.1, 0.995])
    training._seen = {"? 娃坐船要钱吗": query, "a1": half, "b1": query, "b2": tenth}

    assert {name for _ in range(30) for name in training._wrong(pair)} == {"b2"}


@pytest.mark.slow
def test_articles_that_say_nearly_the_same_are_found() -> None:
    """A copy under another title with a word more is alike; another article of the law is not, nor is the text itself."""
    texts = {
        "a": "青岚市渡船条例第三条\n渡船每日六时开航，学童凭证免收船资，老人半价，大风停航。",
        "b": "青岚市渡船办法（旧）第五条\n渡船每日六时开航，学童凭证免收船资，老人半价，大风时停航。",
        "c": "青岚市渡船条例第四条\n停航的，应当在三日内退还船资。",
    }

    assert alike(texts, ["a", "c"]) == {"a": frozenset({"b"})}
