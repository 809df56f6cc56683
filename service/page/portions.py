"""Portions of a long document: the one that is read comes with the page, the script fetches what stands around it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.page.address import Address
from service.page.reader import ReaderBlock, stretches

WHOLE = 36_000
"""Characters up to which a document comes in one piece: what weighs 60 KB with everything."""
STRETCHES = 6
"""Stretches of a portion: about 24,000 characters."""

Stretch = Sequence[ReaderBlock]


class Rest(StrEnum):
    """What of a document stands around a portion."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Portions:
    """A document's stretches and which portion, from 1, is read. `address` is the reader's, with the query."""

    stretches: Sequence[Stretch]
    characters: int
    number: int
    address: Address

    @classmethod
    def of(cls, blocks: Sequence[ReaderBlock], characters: int, at: int, address: Address) -> "Portions":
        """The portion in which the character `at` stands."""
        runs = list(stretches(blocks))
        place = bisect_right([run[0].start for run in runs], at) - 1
        return cls(runs, characters, 1 + max(0, place) // STRETCHES, address)

    @property
    def size(self) -> int:
        """Stretches of each portion."""
        return STRETCHES if self.characters > WHOLE else max(1, len(self.stretches))

    @property
    def total(self) -> int:
        """How many portions there are."""
        return max(1, -(-len(self.stretches) // self.size))

    @property
    def at(self) -> int:
        """The portion that is read."""
        return min(max(self.number, 1), self.total) if self.total > 1 else 1

    @property
    def shown(self) -> Sequence[Stretch]:
        """The stretches of the portion."""
        return self.stretches[(self.at - 1) * self.size : self.at * self.size]

    def rest(self, side: Rest) -> Sequence[Stretch]:
        """The stretches before or after the portion."""
        first = (self.at - 1) * self.size
        return self.stretches[:first] if side == Rest.BEFORE else self.stretches[first + self.size :]

    def link(self, number: int) -> Address | None:
        """Where a portion is read; None where there is none."""
        return self.address.with_(portion=number) if 1 <= number <= self.total else None

    def more(self, side: Rest) -> Address | None:
        """Where the script finds what stands before or after; None where there is nothing."""
        return self.address.with_(portion=self.at, rest=side) if self.rest(side) else None

    def sections(self) -> Mapping[int, Address]:
        """Where each section stands, by its index, of those that stand in another portion."""
        found: dict[int, Address] = {}
        for place, stretch in enumerate(self.stretches):
            number = 1 + place // self.size
            if number == self.at:
                continue
            for block in stretch:
                for index in block.sections:
                    found[index] = self.address.with_(portion=number).to(f"s{index}")
        return found
