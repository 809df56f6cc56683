"""Forms of a text made for matching, each with a map back to the text as it is stored.

Spellings of one wording fold to one string: full and half width, upper and lower case, traditional and
simplified, any kind of quotation mark or dash, white space anywhere. Nothing folded is ever shown: a finding
is mapped back and read from the stored text.

Nearly every step is a rule about one character, so that a text folds by one table look-up a character and
the map back stays exact. Traditional characters therefore fold one by one (著 and 着 to one form, 乾 to 干)
and not by phrases, whose choice would depend on where a text is cut. Masks (`***`, `XX`, `×`) stay: they are
no punctuation.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from corpus.characters import CharacterRules, is_mark

Offsets: TypeAlias = npt.NDArray[np.int32]
CodePoints: TypeAlias = npt.NDArray[np.uint32]

_CODE_SPACE = 0x110000
_RUNS = (ord("-"), ord("."))
_SHORT = 2000
"""Characters of a text up to which it is quicker folded by Python's own strings than by arrays."""

_RUN = re.compile(r"([-.])\1+")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])([^0-9])(?=[0-9])")


class Punctuation(StrEnum):
    """What becomes of punctuation."""

    KEPT = "kept"
    UNIFIED = "unified"  # quotation marks to ", brackets to (), dashes to one -, stops and dots to one .
    DROPPED = "dropped"  # all but a single mark between two digits: 3.5 is not 35


@dataclass(frozen=True, slots=True)
class FoldOptions:
    """Which differences do not count. Zero-width and control characters never do.

    With `white_space` all white space is removed, otherwise each white character becomes one blank.
    """

    widths: bool = True
    case: bool = True
    simplified: bool = True
    white_space: bool = True
    punctuation: Punctuation = Punctuation.UNIFIED


MATCHING = FoldOptions()
"""Two texts equal in this form have the same wording and the same punctuation."""

LOOSE = FoldOptions(punctuation=Punctuation.DROPPED)
"""Two texts equal in this form have the same wording; their punctuation may differ."""


@dataclass(frozen=True, slots=True, eq=False)
class MappedText:
    """A folded text and where each of its characters stands in the source.

    `starts` and `ends` are (n,) int32, n = len(text): character i covers `source[starts[i]:ends[i]]`, never
    empty. Both never decrease; neighbours overlap only where one source character became several.
    """

    text: str
    starts: Offsets
    ends: Offsets

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of the source that covers `text[start:end]`; empty for an empty one.

        Raises IndexError outside the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"[{start}, {end}) is no range of a text of {len(self.text)} characters")
        if start < end:
            return int(self.starts[start]), int(self.ends[end - 1])
        place = int(self.starts[start]) if start < len(self.text) else self._end()
        return place, place

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of `text` that comes from `source[start:end]`, whole characters only."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return first, max(first, last)

    def occurrences(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Give the source ranges of `phrase`, folded the same way; left to right, not overlapping."""
        at = self.text.find(phrase) if phrase else -1
        while at >= 0:
            yield self.source_span(at, at + len(phrase))
            at = self.text.find(phrase, at + len(phrase))

    def _end(self) -> int:
        return int(self.ends[-1]) if self.text else 0


class _CharacterTable(dict[int, str]):
    """A table for `str.translate` that is filled as characters are met."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._rule(chr(code))
        return folded


class Folder:
    """Folds texts under one set of options. Safe to share between threads: its tables only ever fill up."""

    def __init__(self, options: FoldOptions, rules: CharacterRules) -> None:
        self._options = options
        self._rules = rules
        self._known = np.zeros(_CODE_SPACE, np.bool_)
        self._counts = np.zeros(_CODE_SPACE, np.uint8)
        self._first = np.zeros(_CODE_SPACE, np.uint32)
        self._marks = np.zeros(_CODE_SPACE, np.bool_)
        self._longer: dict[int, CodePoints] = {}
        self._dropped: set[str] = set()
        self._folded = _CharacterTable(self._noted)
        self._unmarked = _CharacterTable(lambda character: "" if is_mark(character) else character)

    def fold(self, text: str) -> MappedText:
        """Give the folded text with its map. Folding a folded text changes nothing."""
        if len(text) <= _SHORT and (short := self._short(text)) is not None:
            return short
        codes, starts = self._map_characters(_code_points(text))
        ends = starts + np.int32(1)
        if self._options.punctuation is not Punctuation.KEPT:
            codes, starts, ends = _join_runs(codes, starts, ends)
        if self._options.punctuation is Punctuation.DROPPED:
            kept = self._kept(codes)
            codes, starts, ends = codes[kept], starts[kept], ends[kept]
        return MappedText(_string(codes), starts, ends)

    def plain(self, text: str) -> str:
        """Give the folded text alone: equal to `fold(text).text`, at a fraction of its cost for a short text."""
        folded = text.translate(self._folded)
        if self._options.punctuation is not Punctuation.KEPT:
            folded = _RUN.sub(r"\1", folded)
        if self._options.punctuation is Punctuation.DROPPED:
            parts = _BETWEEN_DIGITS.split(folded)
            parts[::2] = [part.translate(self._unmarked) for part in parts[::2]]
            return "".join(parts)
        return folded

    def _short(self, text: str) -> MappedText | None:
        """Fold a text of which every character becomes one or none, and none are joined; None for others."""
        if self._options.punctuation is Punctuation.DROPPED:
            return None
        folded = text.translate(self._folded)
        if self._options.punctuation is not Punctuation.KEPT and _RUN.search(folded):
            return None
        if self._dropped.isdisjoint(text):
            places = np.arange(len(text), dtype=np.int32)
        else:
            dropped = self._dropped
            kept = [at for at, character in enumerate(text) if character not in dropped]
            places = np.array(kept, np.int32)
        # As many as there are characters left: none has become several.
        return MappedText(folded, places, places + np.int32(1)) if len(folded) == len(places) else None

    def _map_characters(self, codes: CodePoints) -> tuple[CodePoints, Offsets]:
        self._learn(codes)
        counts = self._counts[codes]
        places = np.arange(len(codes), dtype=np.int32)
        if (counts == 1).all():
            return self._first[codes], places
        starts = np.repeat(places, counts)
        folded = self._first[codes[starts]]
        ends = np.cumsum(counts, dtype=np.int64)
        for place in np.flatnonzero(counts > 1):
            folded[ends[place] - counts[place] : ends[place]] = self._longer[int(codes[place])]
        return folded, starts

    def _learn(self, codes: CodePoints) -> None:
        unknown = codes[~self._known[codes]]
        for code in np.unique(unknown).tolist():
            folded = _code_points(self._fold_character(chr(code)))
            self._counts[code] = len(folded)
            self._first[code] = folded[0] if len(folded) else 0
            if len(folded) > 1:
                self._longer[code] = folded
            for character in folded.tolist():
                self._marks[character] = is_mark(chr(character))
        self._known[unknown] = True  # last: another thread may be reading

    def _noted(self, character: str) -> str:
        """Fold a character, and note it where nothing is left of it."""
        folded = self._fold_character(character)
        if not folded:
            self._dropped.add(character)  # before the table has it: another thread may be reading
        return folded

    def _fold_character(self, character: str) -> str:
        """Take the steps in order until nothing changes (a width may hide a case, a case a mark)."""
        before, folded = "", character
        while folded != before:
            before, folded = folded, "".join(self._step(part) for part in folded)
        return folded

    def _step(self, character: str) -> str:
        options, rules = self._options, self._rules
        folded = rules.visible(character)
        if options.widths:
            folded = rules.narrow(folded)
        if options.simplified:
            folded = rules.simplified(folded)
        if options.case:
            folded = folded.casefold()
        folded = rules.white(folded, "" if options.white_space else " ")
        return folded if options.punctuation is Punctuation.KEPT else rules.unified(folded)

    def _kept(self, codes: CodePoints) -> npt.NDArray[np.bool_]:
        """Tell which characters stay when punctuation goes: all but marks, and marks between two digits."""
        digits = (codes >= ord("0")) & (codes <= ord("9"))
        kept = ~self._marks[codes]
        kept[1:-1] |= digits[:-2] & digits[2:]
        return kept


class TextForms:
    """The folders of a process, built by the composition root (about 30 ms) and passed to who needs them."""

    def __init__(self) -> None:
        self._rules = CharacterRules.load()
        self.matching = self.folder(MATCHING)
        self.loose = self.folder(LOOSE)
        self._folders = {MATCHING: self.matching, LOOSE: self.loose}

    def folder(self, options: FoldOptions) -> Folder:
        """Make a folder under `options`."""
        return Folder(options, self._rules)

    def fold(self, text: str, options: FoldOptions = MATCHING) -> MappedText:
        """Fold `text` under `options`."""
        if options not in self._folders:
            self._folders[options] = self.folder(options)
        return self._folders[options].fold(text)


def _join_runs(codes: CodePoints, starts: Offsets, ends: Offsets) -> tuple[CodePoints, Offsets, Offsets]:
    """Make a run of dashes or dots one character that covers the run: —— is —, …… is …."""
    repeated = np.zeros(len(codes), np.bool_)
    repeated[1:] = (codes[1:] == codes[:-1]) & np.isin(codes[1:], _RUNS)
    if not repeated.any():
        return codes, starts, ends
    last = np.ones(len(codes), np.bool_)
    last[:-1] = ~repeated[1:]
    return codes[~repeated], starts[~repeated], ends[last]


def _code_points(text: str) -> CodePoints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def _string(codes: CodePoints) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
