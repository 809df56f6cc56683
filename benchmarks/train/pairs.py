"""Pairs to train on: a query, the passages that answer it, passages that only look as if they did."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

PAIRS = "pairs.jsonl"
TEXTS = "texts.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """`right` and `wrong` are ids of texts; the first right one is trained on, the others are never negatives."""

    source: str
    query: str
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether the pair is kept aside: one in twenty by the hash of its first passage, the same in every run.

        By the passage, so that no other question about a passage that is kept aside is trained on.
        """
        return blake2b(self.right[0].encode(), digest_size=2).digest()[0] % 20 == 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pairs of one or more sources with the texts that they name, by id."""

    pairs: tuple[Pair, ...]
    texts: dict[str, str]


def text_id(text: str) -> str:
    """The id of a text that has none of its own."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def join(parts: Iterable[Gathered]) -> Gathered:
    """All pairs in order, all texts."""
    pairs: list[Pair] = []
    texts: dict[str, str] = {}
    for part in parts:
        pairs.extend(part.pairs)
        texts |= part.texts
    return Gathered(tuple(pairs), texts)


def write(gathered: Gathered, folder: Path) -> None:
    """Write both files of a folder of pairs."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / PAIRS, (asdict(pair) for pair in gathered.pairs))
    _write(folder / TEXTS, ({"id": name, "text": text} for name, text in gathered.texts.items()))


def read(folder: Path) -> Gathered:
    """Read what `write` wrote."""
    pairs = tuple(
        Pair(row["source"], row["query"], tuple(row["right"]), tuple(row["wrong"]))
        for row in rows(folder / PAIRS)
    )
    return Gathered(pairs, {row["id"]: row["text"] for row in rows(folder / TEXTS)})


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The objects of a JSON lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _write(path: Path, objects: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
