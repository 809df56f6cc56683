"""The second training: lay questions to articles in the upper layers, while all else stays where it was.

Pairs of laws alone make a model forget the other genres. So each step also shows official documents' headings and
sentences with their passages, and holds their likenesses to what they were before (the anchor). Copies of the
right article count neither as wrong nor as right. A wrong passage is drawn the more often the nearer it was to the
question when both were last seen, but not when it was nearer than the right one: such a one may well answer.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from benchmarks.train.lay import SOURCE as LAY
from benchmarks.train.lay import WIDER
from benchmarks.train.mixing import Mixture
from benchmarks.train.pairs import Gathered, Pair
from benchmarks.train.stard import ANSWER, QUESTION
from benchmarks.train.structure import HEADING, SENTENCE
from benchmarks.train.trainer import Plan, Trainer, also_right
from benchmarks.train.upper import UpperEncoder
from embeddings.sentence_folder import PASSAGE_PREFIX, QUERY_PREFIX
from embeddings.tokenizer import TextTokenizer

SHARES = {QUESTION: 24, ANSWER: 8, LAY: 10, WIDER: 8}
ANCHORS = (HEADING, SENTENCE)
PLAN = Plan(steps=570, batch=40, rate=6e-5, warm_up=20, seed=20338)
KEPT = (190, 285, 380, 475, 570)
"""The steps whose weights are kept: their mean does better than any of them."""
SHARE = 0.75
"""How much of what this training changes is kept, against what it began with."""
_SLOWER = 0.9  # the rate of a layer against that of the next above
_MARGIN = 0.03
_SPREAD = 0.03


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many pairs a step hold the model where it was, how sharply likenesses are compared, how much vectors count."""

    pairs: int = 12
    temperature: float = 0.03
    vectors: float = 10.0


class Finisher(Trainer):
    """Trains an encoder's upper layers, and goes on where the checkpoint in `target` stands."""

    def __init__(
        self,
        encoder: UpperEncoder,
        tokenizer: TextTokenizer,
        gathered: Gathered,
        copies: Mapping[str, frozenset[str]],
        target: Path,
        plan: Plan = PLAN,
        anchor: Anchor = Anchor(),
    ) -> None:
        """`copies`: ids of the texts that are nearly the same as the text of an id; see likeness.py."""
        self._upper, self._copies, self._anchor = encoder, copies, anchor
        chosen = tuple(pair for pair in gathered.pairs if pair.source in SHARES)
        self._still = {name: tensor.detach().clone() for name, tensor in encoder.trained.items()}
        self._before: dict[str, Tensor] = {}
        self._seen: dict[str, Tensor] = {}
        self._chance = random.Random(plan.seed)
        self._anchors = self._endless([pair for pair in gathered.pairs if pair.source in ANCHORS])
        super().__init__(encoder, tokenizer, Gathered(chosen, gathered.texts), plan, target)
        self._mixture = Mixture(chosen, plan.batch, plan.seed + self.step, SHARES)
        encoder.train()

    def stepped(self) -> None:
        """Keep the weights of some steps."""
        if self.step in KEPT:
            self._target.mkdir(parents=True, exist_ok=True)
            state = {name: tensor.contiguous() for name, tensor in self._encoder.state().items()}
            save_file(state, str(kept_at(self._target, self.step)))

    def _trained(self) -> list[dict[str, object]]:
        layers = self._upper.layers_above()
        return [
            {"params": tensors, "slower": _SLOWER ** (len(layers) - 1 - at)}
            for at, tensors in enumerate(layers)
        ]

    def _loss(self, batch: Sequence[Pair]) -> tuple[Tensor, float]:
        held = [next(self._anchors) for _ in range(self._anchor.pairs)]
        passages = [pair.right[0] for pair in batch] + [name for pair in batch for name in self._wrong(pair)]
        asked = [_asked(pair) for pair in batch]
        held_asked, held_passages = [_asked(pair) for pair in held], [pair.right[0] for pair in held]
        names = [*asked, *held_asked, *passages, *held_passages]
        self._learn([*batch, *held], [*passages, *held_passages])
        rows = self._upper.rows(names)
        self._seen |= dict(zip(names, rows.detach(), strict=True))
        queries, held_queries, found, held_found = rows.split(
            [len(asked), len(held_asked), len(passages), len(held_passages)]
        )
        scores = queries @ found.T / self._plan.temperature
        hidden = scores.masked_fill(self._not_wrong(batch, passages), -1e4)
        loss = functional.cross_entropy(hidden, torch.arange(len(batch)))
        moved = self._moved(held_queries, held_found, held_asked, held_passages)
        return loss + moved, loss.item()

    def _learn(self, pairs: Sequence[Pair], passages: Sequence[str]) -> None:
        plan = self._plan
        self._upper.learn({_asked(pair): QUERY_PREFIX + pair.query for pair in pairs}, plan.query_tokens)
        texts = {name: PASSAGE_PREFIX + self._texts[name] for name in passages}
        self._upper.learn(texts, plan.passage_tokens)

    def _not_wrong(self, batch: Sequence[Pair], passages: Sequence[str]) -> Tensor:
        copies = [[name in self._copies.get(pair.right[0], ()) for name in passages] for pair in batch]
        return also_right(batch, passages, self._texts) | torch.tensor(copies)

    def _moved(
        self, queries: Tensor, passages: Tensor, query_names: Sequence[str], passage_names: Sequence[str]
    ) -> Tensor:
        """How far the likenesses and the vectors of the anchors are from where they were."""
        anchor = self._anchor
        were, stood = self._as_before(query_names), self._as_before(passage_names)
        likeness = functional.kl_div(
            (queries @ passages.T / anchor.temperature).log_softmax(1),
            (were @ stood.T / anchor.temperature).softmax(1),
            reduction="batchmean",
        )
        far = (queries - were).pow(2).sum(1).mean() + (passages - stood).pow(2).sum(1).mean()
        return likeness + anchor.vectors * far

    def _as_before(self, names: Sequence[str]) -> Tensor:
        new = [name for name in dict.fromkeys(names) if name not in self._before]
        if new:
            now = {name: tensor.data for name, tensor in self._upper.trained.items()}
            for name, tensor in self._upper.trained.items():
                tensor.data = self._still[name]
            self._before |= dict(zip(new, self._upper.vectors(new), strict=True))
            for name, tensor in self._upper.trained.items():
                tensor.data = now[name]
        return torch.stack([self._before[name] for name in names])

    def _wrong(self, pair: Pair) -> list[str]:
        query, right = self._seen.get(_asked(pair)), self._seen.get(pair.right[0])
        count = min(self._plan.negatives, len(pair.wrong))
        if query is None or right is None:
            return self._chance.sample(pair.wrong, count)
        near = [float(query @ self._seen[name]) if name in self._seen else None for name in pair.wrong]
        known = [one for one in near if one is not None]
        usual = sum(known) / len(known) if known else 0.0
        most = float(query @ right) + _MARGIN
        chances = [
            0.0 if one is not None and one > most
            else math.exp(min(12.0, ((usual + 0.02 if one is None else one) - usual) / _SPREAD))
            for one in near
        ]  # fmt: skip
        if not any(chances):
            return self._chance.sample(pair.wrong, count)
        return list(dict.fromkeys(self._chance.choices(pair.wrong, chances, k=count)))

    def _endless(self, pairs: Sequence[Pair]) -> Iterator[Pair]:
        while True:
            again = list(pairs)
            self._chance.shuffle(again)
            yield from again


def kept_at(folder: Path, step: int) -> Path:
    """Where the weights of a step of KEPT are."""
    return folder / f"at-{step}.safetensors"


def _asked(pair: Pair) -> str:
    """The name under which a query is known, which no passage has."""
    return f"? {pair.query}"
