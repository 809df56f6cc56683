"""The formulations of documents, found by themselves and kept, and documents that are near copies of each other."""

import re
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import accumulate
from zlib import crc32

from corpus.store.view import View
from corpus.words import Segmenter
from drafting.phrase_texts import PhraseTexts

SHORTEST, LONGEST = 4, 12
MOST_WORDS = 3
MOST_CHARACTERS = 12_000_000
"""Characters of formulations kept at most: about twenty-five megabytes, those of six hundred long reports."""
SKETCH = 48
"""Formulations by which two documents are compared: those with the lowest checksums, a fair sample of all."""
COPY = 0.8
"""Share of the sample from which two documents are copies of each other."""
TELLING = 8
"""Formulations without which a document is no copy of another: too short to tell."""
EXTENDED = 0.9
"""Share of the occurrences of a formulation that go on with one character, from which that character belongs to it."""
OFTEN = 5
"""Occurrences from which that is looked at."""
MOST_EXTENDED = 20
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LOOSE_ENDS = frozenset(
    "的了和与及或等在是为对把将被以于中上下之其这那并而也就都要各一不我们会到从年月日个第"
)


class Formulations:
    """The formulations of documents by row of version, kept for a while. Safe to share between threads."""

    def __init__(
        self, texts: PhraseTexts, segmenter: Segmenter, most_characters: int = MOST_CHARACTERS
    ) -> None:
        self._texts, self._segmenter, self._most = texts, segmenter, most_characters
        self._kept: OrderedDict[int, str] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def of(self, row: int, view: View) -> list[str]:
        """Give each formulation of a version that is live at the view once, in order. Raises DocumentUnknown."""
        with self._lock:
            if row in self._kept:
                self._kept.move_to_end(row)
                return self._kept[row].split("\n")
        runs = _HAN.findall(self._texts.of(row, view))
        found = sorted({one for run in runs for one in joined(self._segmenter.words(run))})
        self._keep(row, "\n".join(found))
        return found

    def _keep(self, row: int, found: str) -> None:
        # One string a document: a set of as many strings takes six times the room.
        with self._lock:
            if row not in self._kept:
                self._characters += len(found)
            self._kept[row] = found
            while self._characters > self._most and len(self._kept) > 1:
                self._characters -= len(self._kept.popitem(last=False)[1])


def joined(words: Sequence[str]) -> Iterator[str]:
    """Give the formulations of a run of words: one to three words together, no loose word at either end.

    >>> list(joined(["扎实", "推进", "的", "乡村", "振兴"]))
    ['扎实推进', '推进的乡村', '乡村振兴']
    """
    places = list(accumulate(map(len, words), initial=0))
    whole = "".join(words)
    begins = [word[0] not in _LOOSE_ENDS for word in words]
    ends = [word[-1] not in _LOOSE_ENDS for word in words]
    for at in range(len(words)):
        if begins[at]:
            start = places[at]
            for until in range(at, min(len(words), at + MOST_WORDS)):
                end = places[until + 1]
                if ends[until] and SHORTEST <= end - start <= LONGEST:
                    yield whole[start:end]


def copies(held: Mapping[int, Sequence[str]]) -> dict[int, int]:
    """Give for each row the first row whose formulations are nearly the same: itself where none is before it."""
    first: dict[int, int] = {}
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for row in sorted(held):
        sample = nsmallest(SKETCH, (crc32(one.encode()) for one in held[row]))
        shared = Counter(other for checksum in sample for other in holders[checksum])
        other, common = min(shared.items(), key=lambda found: (-found[1], found[0]), default=(row, 0))
        if len(sample) >= TELLING and common >= COPY * len(sample):
            first[row] = other
            continue
        first[row] = row
        for checksum in sample:
            holders[checksum].append(row)
    return first


def extended(phrase: str, texts: Sequence[str]) -> str:
    """Give the longer formulation that nearly all occurrences in `texts` are part of; the phrase where there is none.

    >>> extended("历次全会", ["二十届历次全会精神，"] * OFTEN)
    '二十届历次全会精神'
    """
    sound, longer = phrase, phrase
    while len(longer) <= MOST_EXTENDED:
        before, behind = _neighbours(longer, texts)
        if _goes_on(before):
            longer = before.most_common(1)[0][0] + longer
        elif _goes_on(behind):
            longer += behind.most_common(1)[0][0]
        else:
            return sound
        if longer[0] not in _LOOSE_ENDS and longer[-1] not in _LOOSE_ENDS:
            sound = longer
    return phrase  # no end in sight: a sentence that is copied, not a formulation


def _goes_on(neighbours: Counter[str]) -> bool:
    total = neighbours.total()
    return any(
        total >= OFTEN and count >= EXTENDED * total and _HAN.match(character) is not None
        for character, count in neighbours.most_common(1)
    )


def _neighbours(phrase: str, texts: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """Count what stands right before and right behind each occurrence."""
    before: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for text in texts:
        at = text.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            before[text[max(0, at - 1) : at]] += 1
            behind[text[end : end + 1]] += 1
            at = text.find(phrase, end)
    return before, behind
