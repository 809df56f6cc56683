"""Contrastive training of the encoder: each query is to find its passage among all passages of the step."""

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from benchmarks.train.mixing import SHARES, Mixture
from benchmarks.train.network import Encoder, pack
from benchmarks.train.pairs import Gathered, Pair
from embeddings.sentence_folder import PASSAGE_PREFIX, QUERY_PREFIX
from embeddings.tokenizer import TextTokenizer

STATE = "state.safetensors"
OPTIMISER = "optimiser.pt"
PROGRESS = "progress.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. `steps` sets the slope of the rate, which falls to a tenth; `stop` ends it before; times are seconds."""

    steps: int = 180
    stop: int = 1 << 30
    batch: int = 32
    negatives: int = 1
    rate: float = 4.5e-5
    warm_up: int = 30
    temperature: float = 0.02
    query_tokens: int = 64
    passage_tokens: int = 128
    decay: float = 0.01
    save_every: float = 180.0
    limit: float = 1e9
    seed: int = 20333


class Trainer:
    """Trains `encoder` on pairs, and goes on where the checkpoint in `target` stands."""

    def __init__(
        self,
        encoder: Encoder,
        tokenizer: TextTokenizer,
        gathered: Gathered,
        plan: Plan,
        target: Path,
        shares: Mapping[str, int] = SHARES,
        apart: Collection[str] = (),
    ) -> None:
        self._encoder, self._plan, self._target = encoder, plan, target
        self._tokenizer = tokenizer
        self._texts = gathered.texts
        self._optimiser = torch.optim.AdamW(
            self._trained(), lr=plan.rate, weight_decay=plan.decay, betas=(0.9, 0.98)
        )
        self.step = 0
        self._resume()
        self._mixture = Mixture(gathered.pairs, plan.batch, plan.seed + self.step, shares, apart)

    def _trained(self) -> list[dict[str, object]]:
        """The tensors that are trained, by what part of the plan's rate is theirs (`slower`)."""
        return [{"params": list(self._encoder.parameters()), "slower": 1.0}]

    def run(self) -> None:
        """Train up to the plan's steps or time, saving as it goes; prints the mean loss of every 20 steps."""
        begun = saved = time.monotonic()
        losses: list[float] = []
        while (
            self.step < min(self._plan.steps, self._plan.stop) and time.monotonic() - begun < self._plan.limit
        ):
            losses.append(self._train())
            self.step += 1
            self.stepped()
            if self.step % 20 == 0:
                seconds = time.monotonic() - begun
                print(f"step {self.step} {seconds:.0f}s loss {sum(losses[-20:]) / 20:.3f}", flush=True)
            if time.monotonic() - saved > self._plan.save_every:
                self.save()
                saved = time.monotonic()
        self.save()

    def stepped(self) -> None:
        """Called after each step; does nothing here."""

    def save(self) -> None:
        """Write the checkpoint, each file whole or not at all."""
        self._target.mkdir(parents=True, exist_ok=True)
        part = self._target / "part"
        save_file({name: tensor.contiguous() for name, tensor in self._encoder.state().items()}, str(part))
        part.replace(self._target / STATE)
        torch.save(self._optimiser.state_dict(), part)
        part.replace(self._target / OPTIMISER)
        part.write_text(json.dumps({"step": self.step, "plan": asdict(self._plan)}), encoding="utf-8")
        part.replace(self._target / PROGRESS)

    def _resume(self) -> None:
        if (self._target / PROGRESS).exists():
            self._encoder.load(load_file(str(self._target / STATE)))
            self._optimiser.load_state_dict(torch.load(self._target / OPTIMISER))
            self.step = json.loads((self._target / PROGRESS).read_text(encoding="utf-8"))["step"]

    def _train(self) -> float:
        plan = self._plan
        warm = min(1.0, (self.step + 1) / plan.warm_up)
        for group in self._optimiser.param_groups:
            group["lr"] = group["slower"] * plan.rate * warm * max(0.1, 1 - self.step / plan.steps)
        loss, told = self._loss(self._mixture.batch())
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._encoder.parameters(), 1.0)
        self._optimiser.step()
        return told

    def _loss(self, batch: Sequence[Pair]) -> tuple[Tensor, float]:
        """What is made smaller, and what is told of it."""
        plan = self._plan
        passages = [pair.right[0] for pair in batch]
        passages += [name for pair in batch for name in self._mixture.wrong_of(pair, plan.negatives)]
        rows = self._encoder(pack([*map(self._query, batch), *map(self._passage, passages)]))
        scores = rows[: len(batch)] @ rows[len(batch) :].T / plan.temperature
        hidden = scores.masked_fill(also_right(batch, passages, self._texts), -1e4)
        loss = functional.cross_entropy(hidden, torch.arange(len(batch)))
        return loss, loss.item()

    def _query(self, pair: Pair) -> list[int]:
        return cut(self._tokenizer.encode(QUERY_PREFIX + pair.query), self._plan.query_tokens)

    def _passage(self, name: str) -> list[int]:
        return cut(self._tokenizer.encode(PASSAGE_PREFIX + self._texts[name]), self._plan.passage_tokens)


def cut(pieces: Sequence[int], most: int) -> list[int]:
    """The first pieces and the closing one."""
    return list(pieces) if len(pieces) <= most else [*pieces[: most - 1], pieces[-1]]


def also_right(batch: Sequence[Pair], passages: Sequence[str], texts: Mapping[str, str]) -> Tensor:
    """(queries, passages) bool: the passage answers the query too, but is not the one that is trained on."""
    right = [{texts[name] for name in pair.right if name in texts} for pair in batch]
    return torch.tensor([[texts[name] in answers for name in passages] for answers in right]) & ~torch.eye(
        len(batch), len(passages), dtype=torch.bool
    )
