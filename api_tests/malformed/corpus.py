"""Broken and hostile files by the thousand: every format cut, flipped, misnamed, emptied, and the hostile set."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api_tests.malformed.hostile import HOSTILE
from api_tests.malformed.samples import SAMPLES, made

CUTS = 16
FLIPS = 200
SLOW_FLIPS = 12  # where reading one file takes seconds
FLIPPED_BYTES = (1, 2, 8)  # in one file


@dataclass(frozen=True, slots=True)
class MalformedFile:
    """A file to be written and read: `kind` is good, cut, flipped, misnamed, empty, blank or hostile."""

    name: str
    kind: str
    suffix: str
    content: bytes


def malformed_files(
    seed: int,
    *,
    cuts: int = CUTS,
    flips: int = FLIPS,
    slow_flips: int = SLOW_FLIPS,
    suffixes: Sequence[str] = (),
) -> Iterator[MalformedFile]:
    """Files made one at a time, the same for the same seed; only these formats, or all that can be made."""
    chance = random.Random(seed)
    goods: dict[str, bytes] = {}
    for sample in SAMPLES:
        if suffixes and sample.suffix not in suffixes:
            continue
        good = made(sample)
        if good is None:
            continue
        goods[sample.suffix] = good
        yield from _broken(sample.suffix, good, chance, cuts, slow_flips if sample.slow else flips)
    yield from _misnamed(goods)


def hostile_files(*, without: Sequence[str] = ()) -> Iterator[MalformedFile]:
    """The hostile set, one file at a time."""
    for name, make in HOSTILE.items():
        if name not in without:
            yield MalformedFile(f"hostile-{name}", "hostile", name.rpartition(".")[2], make())


def _broken(
    suffix: str, good: bytes, chance: random.Random, cuts: int, flips: int
) -> Iterator[MalformedFile]:
    yield MalformedFile(f"good.{suffix}", "good", suffix, good)
    yield MalformedFile(f"empty.{suffix}", "empty", suffix, b"")
    yield MalformedFile(f"blank.{suffix}", "blank", suffix, b"\x00" * 512)
    for cut in range(1, cuts + 1):
        yield MalformedFile(f"cut-{cut:02}.{suffix}", "cut", suffix, good[: len(good) * cut // (cuts + 1)])
    for number in range(flips):
        count = FLIPPED_BYTES[number % len(FLIPPED_BYTES)]
        yield MalformedFile(f"flip-{number:03}.{suffix}", "flipped", suffix, flipped(good, chance, count))


def _misnamed(goods: dict[str, bytes]) -> Iterator[MalformedFile]:
    """Every good file under the ending of the next format."""
    suffixes = list(goods)
    for suffix, other in zip(suffixes, suffixes[1:] + suffixes[:1], strict=True):
        yield MalformedFile(f"misnamed-{suffix}.{other}", "misnamed", other, goods[suffix])


def flipped(data: bytes, chance: random.Random, count: int) -> bytes:
    """The bytes with `count` of them changed to others."""
    changed = bytearray(data)
    for _ in range(count):
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
    return bytes(changed)
