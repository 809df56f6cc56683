"""The figures of judged sets as they were stored, what moved beside them, and what counts as a fall."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BASELINE = Path(__file__).parent / "baseline.json"
SLACK = 0.01
"""A fall that is let pass in any set."""
QUESTIONS = 1.5
"""Questions whose turning is let pass: one may hang by a hair. Never more than half of a set."""

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Move:
    """A figure of a set, before and now."""

    place: str
    name: str
    before: float
    now: float
    questions: int

    @property
    def fell(self) -> bool:
        """Whether it fell by more than is let pass."""
        return self.before - self.now > SLACK + min(QUESTIONS, self.questions / 2) / self.questions


@dataclass(frozen=True, slots=True)
class Stored:
    """Figures by set, kinds as `set/kind`, and the fingerprint of the model that they were measured with."""

    sets: Mapping[str, Figures]
    model: str | None = None

    @classmethod
    def read(cls, path: Path) -> "Stored":
        """Read what is stored; nothing where there is no file."""
        if not path.exists():
            return cls({})
        held = json.loads(path.read_text("utf-8"))
        return cls(held["sets"], held.get("model"))

    def unasked(self, measured: Mapping[str, Figures]) -> list[str]:
        """Name the sets that were not asked, or were asked other questions than are stored."""
        return [
            place
            for place, figures in self.sets.items()
            if place not in measured or measured[place]["questions"] != figures["questions"]
            if "/" not in place
        ]


def compared(stored: Mapping[str, Figures], measured: Mapping[str, Figures]) -> list[Move]:
    """Give each figure that both have, of sets that were asked as many questions."""
    return [
        Move(place, name, before, measured[place][name], int(figures["questions"]))
        for place, figures in stored.items()
        if place in measured and measured[place]["questions"] == figures["questions"]
        for name, before in figures.items()
        if name != "questions" and name in measured[place]
    ]


def tell(moves: Sequence[Move], stored: Stored, measured: Mapping[str, Figures], model: str) -> None:
    """Print what moved; what stands where it stood is counted, what was not compared is named."""
    if stored.model is not None and stored.model != model:
        print(f"another model: stored {stored.model}, now {model}")
    for move in moves:
        if move.now != move.before:
            mark = "FELL" if move.fell else "    "
            print(f"{mark} {move.place:28} {move.name:16} {move.before:.4f} -> {move.now:.4f}")
    if without := stored.unasked(measured):
        print(
            f"stored and not compared, for want of the folder or with other questions: {', '.join(without)}"
        )
    if new := [place for place in measured if place not in stored.sets and "/" not in place]:
        print(f"nothing stored of {', '.join(new)}: --record stores it")
    print(f"{sum(move.now == move.before for move in moves)} of {len(moves)} figures stand where they stood")


def record(path: Path, stored: Stored, measured: Mapping[str, Figures], model: str) -> None:
    """Store the figures; those of sets that were not asked stay, all kinds of those that were are new."""
    asked = {place for place in measured if "/" not in place}
    kept = {place: figures for place, figures in stored.sets.items() if place.split("/")[0] not in asked}
    content = {"date": datetime.now(UTC).date().isoformat(), "model": model, "sets": {**kept, **measured}}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
