"""The encoder in torch for training: one pass over texts of any lengths with next to no padding.

The texts of a step (questions and passages alike) are sorted by length and laid out in groups; each group is as
wide as its longest text, and all groups stand in one row of tokens. The matrix products run over the whole row,
and the attention over the groups, which are slices of it: nothing is gathered or scattered, which is what costs
on a CPU. Matrices are multiplied in bfloat16; the weights that are trained stay float32.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WEIGHTS = "model.safetensors"
EPSILON = 1e-12
HEADS = 12
GROUP = 8  # texts a group: smaller groups pad less, larger ones make fewer attention calls
PAD = 1
_LAYER = "encoder.layer."
_MASKED = -1e4


@dataclass(frozen=True, slots=True)
class Group:
    """Texts padded to one width: their tokens start at `first` of the row; `bias` hides the padding."""

    first: int
    texts: int
    width: int
    bias: Tensor

    @property
    def end(self) -> int:
        """Where the next group starts."""
        return self.first + self.texts * self.width


@dataclass(frozen=True, slots=True)
class Packed:
    """Texts in one row: `ids` and `places` (tokens,) int64; `order` says where each text went."""

    ids: Tensor
    places: Tensor
    groups: tuple[Group, ...]
    order: Tensor


def pack(texts: Sequence[Sequence[int]], group: int = GROUP) -> Packed:
    """Lay tokenised texts out by length."""
    order = sorted(range(len(texts)), key=lambda text: len(texts[text]))
    groups: list[Group] = []
    ids, places = [], []
    for start in range(0, len(order), group):
        chosen = [texts[text] for text in order[start : start + group]]
        width = len(chosen[-1])
        ids.append(torch.tensor([[*text, *[PAD] * (width - len(text))] for text in chosen]).reshape(-1))
        places.append(torch.arange(width).repeat(len(chosen)))
        groups.append(hiding([len(text) for text in chosen], groups[-1].end if groups else 0))
    return Packed(torch.cat(ids), torch.cat(places), tuple(groups), torch.argsort(torch.tensor(order)))


def hiding(lengths: Sequence[int], first: int) -> Group:
    """The group of texts of these lengths, the last the longest, whose tokens start at `first`."""
    shown = torch.arange(lengths[-1])[None, :] < torch.tensor(lengths)[:, None]
    return Group(first, len(lengths), lengths[-1], torch.zeros(shown.shape).masked_fill(~shown, _MASKED))


class Encoder(nn.Module):
    """The network of the built-in model with its embedding table frozen: only the layers are trained.

    Tensors are named as in the sentence-transformers folder. `layers` takes the first ones only.
    """

    def __init__(self, folder: Path, layers: int | None = None) -> None:
        super().__init__()
        tensors = load_file(str(folder / WEIGHTS))
        self.frozen = {name: tensors[name] for name in tensors if name.startswith("embeddings.")}
        count = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith(_LAYER))
        self.layers = count if layers is None else layers
        self.trained = nn.ParameterDict(
            {
                _key(name): nn.Parameter(tensor.clone())
                for name, tensor in tensors.items()
                if name.startswith(_LAYER) and int(name.split(".")[2]) < self.layers
            }
        )

    def state(self) -> dict[str, Tensor]:
        """The trained tensors by their names in the folder, copied."""
        return {name.replace("|", "."): tensor.detach().clone() for name, tensor in self.trained.items()}

    def load(self, state: dict[str, Tensor]) -> None:
        """Take over trained tensors as `state` gives them."""
        with torch.no_grad():
            for name, tensor in state.items():
                self.trained[_key(name)].copy_(tensor)

    def forward(self, packed: Packed) -> Tensor:
        """(texts, hidden) float32 rows of unit length: the mean over the tokens of each text."""
        return means(self.tokens(packed), packed.groups)[packed.order]

    def tokens(self, packed: Packed) -> Tensor:
        """The last layer's (tokens, hidden) bfloat16, in the order of the row."""
        return self.through(self.embedded(packed), packed.groups, range(self.layers))

    def through(self, hidden: Tensor, groups: Sequence[Group], layers: range) -> Tensor:
        """What some of the layers make of (tokens, hidden)."""
        for layer in layers:
            hidden = self._layer(hidden, groups, f"{_LAYER}{layer}.")
        return hidden

    def thinned(self, hidden: Tensor) -> Tensor:
        """What a block adds, before it is added: all of it, unless a kind of encoder leaves some out."""
        return hidden

    def embedded(self, packed: Packed) -> Tensor:
        """What goes into the first layer, (tokens, hidden) bfloat16."""
        table = self.frozen
        words = functional.embedding(packed.ids, table["embeddings.word_embeddings.weight"])
        words = words + table["embeddings.position_embeddings.weight"][packed.places]
        words = words + table["embeddings.token_type_embeddings.weight"][0]
        norm = "embeddings.LayerNorm"
        scale, offset = table[f"{norm}.weight"], table[f"{norm}.bias"]
        return functional.layer_norm(words, words.shape[-1:], scale, offset, EPSILON).bfloat16()

    def _layer(self, hidden: Tensor, groups: Sequence[Group], name: str) -> Tensor:
        mixed = self._attention(hidden, groups, f"{name}attention.self.")
        mixed = self._linear(mixed, f"{name}attention.output.dense")
        hidden = self._norm(hidden + self.thinned(mixed), f"{name}attention.output.LayerNorm")
        inner = functional.gelu(self._linear(hidden, f"{name}intermediate.dense"))
        added = self.thinned(self._linear(inner, f"{name}output.dense"))
        return self._norm(hidden + added, f"{name}output.LayerNorm")

    def _attention(self, hidden: Tensor, groups: Sequence[Group], name: str) -> Tensor:
        parts = ("query", "key", "value")
        weight = torch.cat([self.trained[_key(f"{name}{part}.weight")] for part in parts]).bfloat16()
        bias = torch.cat([self.trained[_key(f"{name}{part}.bias")] for part in parts]).bfloat16()
        joint = functional.linear(hidden, weight, bias)
        mixed = []
        for group, part in zip(groups, joint.split([g.texts * g.width for g in groups]), strict=True):
            heads = part.view(group.texts, group.width, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
            hide = group.bias[:, None, None, :].to(part.dtype)
            # Written out: the backward pass of torch's own attention takes as long as all else together.
            scores = heads[0] @ heads[1].transpose(-1, -2) * heads.shape[-1] ** -0.5
            out = torch.softmax(scores + hide, -1) @ heads[2]
            mixed.append(out.transpose(1, 2).reshape(-1, hidden.shape[1]))
        return torch.cat(mixed)

    def _linear(self, hidden: Tensor, name: str) -> Tensor:
        weight, bias = self.trained[_key(f"{name}.weight")], self.trained[_key(f"{name}.bias")]
        return functional.linear(hidden, weight.bfloat16(), bias.bfloat16())

    def _norm(self, hidden: Tensor, name: str) -> Tensor:
        scale, offset = self.trained[_key(f"{name}.weight")], self.trained[_key(f"{name}.bias")]
        return functional.layer_norm(hidden, hidden.shape[-1:], scale.bfloat16(), offset.bfloat16(), EPSILON)


def means(hidden: Tensor, groups: Sequence[Group]) -> Tensor:
    """(texts, hidden) float32 rows of unit length, in the order of the groups: the mean over each text's tokens."""
    found = []
    for group in groups:
        part = hidden[group.first : group.end].view(group.texts, group.width, -1)
        shown = (group.bias == 0).float()
        found.append(torch.einsum("tw,twh->th", shown, part.float()) / shown.sum(1, keepdim=True))
    return functional.normalize(torch.cat(found), dim=-1)


def layer_of(name: str) -> int:
    """The number of the layer that one of `Encoder.trained` belongs to."""
    return int(name.split("|")[2])


def _key(name: str) -> str:
    return name.replace(".", "|")
