"""Pairs from the structure of indexed documents: a heading and what stands under it, a sentence and its passage.

Read from the catalogue of a data folder, so that passages are cut as the service cuts them. Documents that hold
an answer to a judged question are left out (`judged`), and so are speeches: laws, decisions and papers of an
administrative nature have no copyright in China, speeches may have.
"""

import csv
import json
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.train.pairs import Gathered, Pair, text_id

HEADING = "heading"
SENTENCE = "sentence"
_ASKED = (
    "{}",
    "{}有哪些规定",
    "{}怎么规定的",
    "关于{}的要求",
    "{}的主要内容",
    "如何做到{}",
    "找一段讲{}的话",
)
_SENTENCE = re.compile("(?:第[一二三四五六七八九十百零]+条 *)?([^。！？\n]{12,70}[。！？])")
_SHORTEST_HEADING, _LONGEST_HEADING = 5, 40
_SHORTEST_TEXT = 40
_SPEECH = "leader-speech"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with its document's title and path and the headings above it, outermost first."""

    path: str
    title: str
    headings: tuple[str, ...]
    text: str

    def embedded(self, without: str = "") -> str:
        """As the service embeds it, leaving one heading out, which the query repeats."""
        return "\n".join(part for part in (self.title, *self.headings, self.text) if part and part != without)


def judged_documents(benches: list[Path]) -> frozenset[str]:
    """The documents that answer a question of the folders of judged questions."""
    found = set()
    for bench in benches:
        with (bench / "qrels.tsv").open(encoding="utf-8", newline="") as lines:
            found |= {row["corpus-id"] for row in csv.DictReader(lines, delimiter="\t")}
    return frozenset(found)


def gather(data: Path, judged: frozenset[str], seed: int = 20331) -> Gathered:
    """Pairs from every document of the data folder's catalogue that is neither judged nor a speech."""
    chance = random.Random(seed)
    pairs, texts = [], {}
    for passage in passages(data, judged):
        if len(passage.text) < _SHORTEST_TEXT:
            continue
        for source, query, text in (*_headed(passage, chance), *_clozed(passage, chance)):
            name = text_id(text)
            texts[name] = text
            pairs.append(Pair(source, query, (name,)))
    return Gathered(tuple(pairs), texts)


def passages(data: Path, judged: frozenset[str]) -> Iterator[Passage]:
    """The passages of every document that pairs may be made of, in order."""
    return (one for one in _passages(data / "catalogue.sqlite") if not _left_out(one.path, judged))


def _left_out(path: str, judged: frozenset[str]) -> bool:
    return not path.startswith("corpus/") or _SPEECH in path or any(path.endswith(name) for name in judged)


def _passages(catalogue: Path) -> Iterator[Passage]:
    with sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True) as base:
        found = base.execute(
            "SELECT d.source_path, coalesce(d.title, ''), coalesce(s.path, '[]'), p.text FROM passages p"
            " JOIN documents d ON d.row = p.document_row AND d.removed_change IS NULL"
            " LEFT JOIN sections s ON s.document_row = p.document_row AND s.ordinal = p.section ORDER BY p.id"
        )
        for path, title, sections, text in found:
            headings = tuple((marker + name).strip() for marker, name, *_ in json.loads(sections))
            yield Passage(path, title, tuple(h for h in headings if not text.startswith(h)), text)


def _headed(passage: Passage, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    if not passage.headings:
        return
    heading = passage.headings[-1]
    name = re.sub("^[（(]?[第一二三四五六七八九十百零0-9]+[章节条编、)）. ．]*", "", heading).strip()
    if _SHORTEST_HEADING <= len(name) <= _LONGEST_HEADING:
        yield HEADING, chance.choice(_ASKED).format(name), passage.embedded(without=heading)


def _clozed(passage: Passage, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    sentences = _SENTENCE.findall(passage.text)
    if len(sentences) >= 3 and chance.random() < 0.5:
        sentence = chance.choice(sentences)
        rest = passage.text.replace(sentence, "")
        yield SENTENCE, sentence, "\n".join(part for part in (*passage.headings, rest) if part)
