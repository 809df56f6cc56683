"""The encoder of which only the upper layers are trained: what the lower ones give for a text is worked out once.

A text is met in many steps while the lower layers stay as they are, so half of the network need not be gone
through, forwards and backwards.
"""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.train.network import GROUP, Encoder, Group, hiding, layer_of, means, pack
from benchmarks.train.trainer import cut
from embeddings.tokenizer import TextTokenizer

_TOGETHER = 64
_NOISE = 30_000_000  # drawn once: a number for each value of each step takes as long as a layer


class UpperEncoder(Encoder):
    """Trains the layers from `below` on; `drop` of what their blocks add is left out while training."""

    def __init__(self, folder: Path, below: int = 6, drop: float = 0.1, seed: int = 20337) -> None:
        super().__init__(folder)
        self._below, self._drop = below, drop
        self._tokenizer = TextTokenizer(folder / "tokenizer.json", 512)
        self._known: dict[str, Tensor] = {}
        self._chance = random.Random(seed)
        generator = torch.Generator().manual_seed(seed)
        kept = torch.rand(_NOISE, generator=generator) >= drop
        self._noise = kept.to(torch.bfloat16) / (1 - drop)
        for name, tensor in self.trained.items():
            tensor.requires_grad_(layer_of(name) >= below)

    def layers_above(self) -> list[list[Tensor]]:
        """The tensors that are trained, layer by layer, the lowest first."""
        return [
            [tensor for name, tensor in self.trained.items() if layer_of(name) == layer]
            for layer in range(self._below, self.layers)
        ]

    @torch.no_grad()
    def learn(self, texts: Mapping[str, str], most: int) -> None:
        """Work out what the lower layers give for texts, by name, cut to `most` pieces; known ones are passed by."""
        new = sorted((len(text), name) for name, text in texts.items() if name not in self._known)
        training = self.training
        self.eval()
        for start in range(0, len(new), _TOGETHER):
            names = [name for _, name in new[start : start + _TOGETHER]]
            pieces = [cut(self._tokenizer.encode(texts[name]), most) for name in names]
            packed = pack(pieces)
            hidden = self.through(self.embedded(packed), packed.groups, range(self._below))
            for name, tokens, at in zip(names, pieces, packed.order.tolist(), strict=True):
                group = packed.groups[at // GROUP]
                first = group.first + at % GROUP * group.width
                self._known[name] = hidden[first : first + len(tokens)].clone()
        self.train(training)

    def rows(self, names: Sequence[str]) -> Tensor:
        """(names, hidden) float32 rows of unit length of texts that are known."""
        order = sorted(range(len(names)), key=lambda at: len(self._known[names[at]]))
        groups: list[Group] = []
        parts = []
        for start in range(0, len(order), GROUP):
            chosen = [self._known[names[at]] for at in order[start : start + GROUP]]
            parts.append(torch.nn.utils.rnn.pad_sequence(chosen, batch_first=True).flatten(0, 1))
            first = groups[-1].end if groups else 0
            groups.append(hiding([len(one) for one in chosen], first))
        hidden = self.through(torch.cat(parts), groups, range(self._below, self.layers))
        return means(hidden, groups)[torch.argsort(torch.tensor(order))]

    @torch.no_grad()
    def vectors(self, names: Sequence[str]) -> Tensor:
        """The same for any number of texts, without dropout and without a way back."""
        training = self.training
        self.eval()
        order = sorted(names, key=lambda name: len(self._known[name]))
        found = {}
        for start in range(0, len(order), _TOGETHER):
            some = order[start : start + _TOGETHER]
            found |= dict(zip(some, self.rows(some), strict=True))
        self.train(training)
        return torch.stack([found[name] for name in names])

    def thinned(self, hidden: Tensor) -> Tensor:
        """See Encoder: a tenth left out at random while training."""
        if not self.training:
            return hidden
        at = self._chance.randrange(len(self._noise) - hidden.numel())
        return hidden * self._noise[at : at + hidden.numel()].view(hidden.shape)
