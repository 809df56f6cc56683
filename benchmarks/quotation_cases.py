"""Quotations with known truth, made of the documents of a data folder: what a drafter gets wrong, and what not.

Every choice comes from one seed. A case is a quotation as it stands in a draft, what it was made of, and the
verdict that is right by the way it was made.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from corpus.filters import SearchFilters
from corpus.forms import TextForms
from corpus.store.view import View
from drafting.verdicts import Verdict

SHORTEST, LONGEST = 18, 90
"""Characters of a quotation, punctuation not counted."""
HELD_OUT = 0.08
"""Share of the documents that the check may not see: their sentences are not in the corpus."""
SHINGLE = 6
_SENTENCE = re.compile(r"[^。！？；\n]+[。；]")
_UNFIT = re.compile(r"[“”‘’「」『』\"…《》〈〉*×XxＸｘ\t]|\.\.\.|——")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARKS = "，、；："


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, without its final mark."""

    document: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation: `text` as the draft has it, the `originals` it was made of, the title that the draft names."""

    kind: str
    verdict: Verdict
    text: str
    originals: tuple[str, ...]
    changed: int  # characters put in and left out
    named: str | None = None

    def sentence(self, number: int) -> str:
        """Give the sentence of the draft in which the quotation stands."""
        if self.named:
            return f"第{number}，《{self.named}》指出，“{self.text}”。"
        return f"第{number}，要牢记“{self.text}”的要求，抓好落实。"


class Material:
    """The documents to make cases of: those that may be seen, and those that are held out."""

    def __init__(self, view: View, forms: TextForms, seed: int, prefix: str | None) -> None:
        self.random = random.Random(seed)
        self._fold, self.plain = forms.loose.plain, forms.matching.plain
        stored = _all_documents(view, prefix)
        self.random.shuffle(stored)
        cut = max(1, int(len(stored) * HELD_OUT))
        texts = {document: view.text(document) for document, _ in stored}
        self.held_out = [(d, t) for d, t in stored[:cut]]
        self.seen = [(d, t) for d, t in stored[cut:]]
        self.folded = {document: self._fold(texts[document]) for document, _ in self.seen}
        self._texts = texts
        self._titles = dict(stored)
        samples = "".join(texts[document] for document, _ in self.seen[:20])
        self.alphabet = sorted({character for character in samples if _HAN.match(character)})
        self._shingles = {s for text in self.folded.values() for s in _shingles(text)}

    @property
    def filters(self) -> SearchFilters:
        """Give the filter that leaves the held-out documents unseen."""
        return SearchFilters(document_ids=tuple(document for document, _ in self.seen))

    def sentence(self, documents: Sequence[tuple[str, str]] | None = None) -> Sentence:
        """Draw a sentence that can be quoted."""
        while True:
            document, title = self.random.choice(documents or self.seen)
            found = [s for s in _sentences(self._texts[document]) if self._fits(s)]
            if found:
                return Sentence(document, title, self.random.choice(found))

    def unseen(self) -> Sentence:
        """Draw a sentence of a held-out document of which most stands nowhere else."""
        while True:
            sentence = self.sentence(self.held_out)
            shingles = list(_shingles(self._fold(sentence.text)))
            if sum(s in self._shingles for s in shingles) < 0.3 * len(shingles):
                return sentence

    def holders(self, text: str) -> set[str]:
        """Give the documents that hold a text word for word."""
        folded = self._fold(text)
        return {document for document, whole in self.folded.items() if folded in whole}

    def other_title(self, text: str) -> str:
        """Draw a title by which no document is called that holds the text."""
        holding = {self._titles[document] for document in self.holders(text)}
        titles = [title for _, title in self.seen if not any(_overlap(title, held) for held in holding)]
        fit = [t for t in titles if 4 <= len(t) <= 60 and _HAN.match(t) and not re.search(r"[《》\s_]", t)]
        return self.random.choice(fit)

    def _fits(self, text: str) -> bool:
        return SHORTEST <= len(self._fold(text)) <= LONGEST and not _UNFIT.search(text)


def make_cases(material: Material, count: int) -> list[Case]:
    """Make `count` cases, as many of each kind."""
    makers: Mapping[str, Callable[[Material], Case]] = {
        "exact": _exact,
        "punctuation": _punctuation,
        "inserted": partial(_altered, kind="inserted"),
        "deleted": partial(_altered, kind="deleted"),
        "replaced": partial(_altered, kind="replaced"),
        "stitched": _stitched,
        "misattributed": _misattributed,
        "not_found": _not_found,
    }
    kinds = list(makers)
    return [makers[kinds[number % len(kinds)]](material) for number in range(count)]


def plain_sentences(material: Material, count: int) -> list[str]:
    """Draw sentences without quotation marks, seen and unseen, as a draft has them between its quotations."""
    drawn: list[str] = []
    while len(drawn) < count:
        sentence = material.sentence(material.held_out if len(drawn) % 2 else material.seen)
        drawn.append(sentence.text + "。")
    return drawn


def _exact(material: Material) -> Case:
    sentence = material.sentence()
    return Case("exact", Verdict.EXACT, sentence.text, (sentence.text,), 0)


def _punctuation(material: Material) -> Case:
    while True:
        sentence = material.sentence()
        places = [at for at, c in enumerate(sentence.text[1:-1], 1) if c in _MARKS]
        if not places:
            continue
        at = material.random.choice(places)
        others = [mark for mark in _MARKS if mark != sentence.text[at]] + [""]
        mark = material.random.choice(others)
        text = sentence.text[:at] + mark + sentence.text[at + 1 :]
        return Case("punctuation", Verdict.PUNCTUATION, text, (sentence.text,), 1 + len(mark))


def _altered(material: Material, kind: str) -> Case:
    draw = material.random
    while True:
        sentence, size = material.sentence(), draw.randint(1, 5)
        places = _places(sentence.text, size, draw)
        text, changed = sentence.text, 0
        for at in sorted(places, reverse=True):
            new = "" if kind == "deleted" else _other(material, text[max(0, at - 1) : at + 2])
            old = "" if kind == "inserted" else text[at]
            text = text[:at] + new + text[at + len(old) :]
            changed += len(new) + len(old)
        if not material.holders(text):
            return Case(kind, Verdict.ALTERED, text, (sentence.text,), changed)


def _places(text: str, size: int, draw: random.Random) -> list[int]:
    """Choose the places of the edits: next to each other, or spread; never at the ends, never at punctuation."""
    inner = [at for at in range(3, len(text) - 3) if _HAN.match(text[at])]
    if draw.random() < 0.5:
        runs = [
            inner[i : i + size]
            for i in range(len(inner) - size + 1)
            if inner[i + size - 1] - inner[i] == size - 1
        ]
        if runs:
            return draw.choice(runs)
    return draw.sample(inner, min(size, len(inner)))


def _other(material: Material, around: str) -> str:
    while True:
        character = material.random.choice(material.alphabet)
        if character not in around:
            return character


def _stitched(material: Material) -> Case:
    draw = material.random
    while True:
        count = draw.choice((2, 2, 3))
        pieces = [material.sentence() for _ in range(count)]
        texts = tuple(piece.text for piece in pieces)
        text = draw.choice(("，", "……")).join(texts)
        if len({piece.document for piece in pieces}) == count and not material.holders(text):
            return Case("stitched", Verdict.STITCHED, text, texts, 0)


def _misattributed(material: Material) -> Case:
    sentence = material.sentence()
    named = material.other_title(sentence.text)
    return Case("misattributed", Verdict.MISATTRIBUTED, sentence.text, (sentence.text,), 0, named)


def _not_found(material: Material) -> Case:
    return Case("not_found", Verdict.NOT_FOUND, material.unseen().text, (), 0)


def _sentences(text: str) -> Iterator[str]:
    return (match[0][:-1].strip() for match in _SENTENCE.finditer(text))


def _shingles(folded: str) -> Iterator[str]:
    return (folded[at : at + SHINGLE] for at in range(max(1, len(folded) - SHINGLE + 1)))


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def _all_documents(view: View, prefix: str | None) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while page := view.documents(SearchFilters(source_path_prefix=prefix), 100, len(found)).documents:
        found += [(one.document_id, one.title) for one in page]
    return found
