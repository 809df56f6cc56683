"""A million passages of 100,000 real ones: vectors between near neighbours, texts of real sentences.

A vector is a real row drawn part of the way towards one of its near neighbours, plus a share of the difference of two
other near neighbours: noise in directions in which real texts differ, not in all 384. The share is set so that the
median cosine of a made row to its nearest real row is that of real rows to theirs. A text takes the sentences of both
rows in turn and one of a third, so words keep their real frequencies but stand in new company. What this cannot show:
new topics and new words, which a corpus ten times as large would bring.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.beside.pieces import lines_of, load_sources
from benchmarks.beside.vector_book import VectorBook
from corpus.store.catalogue import Catalogue

NEIGHBOURS = 8
BLOCK = 20_000
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


@dataclass(frozen=True, slots=True)
class Real:
    """Real passages: unit vectors (n, dim) float16, their titles and texts, and three columns each."""

    vectors: NDArray[np.float16]
    titles: Sequence[str]
    texts: Sequence[str]
    columns: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as the word index takes it."""

    id: int
    body: str
    headings: str
    title: str
    doc_number: str
    columns: tuple[int, ...]


def unit(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    """Rows of length one."""
    wide = rows.astype(np.float32)
    lengths: NDArray[np.float32] = np.linalg.norm(wide, axis=1, keepdims=True)
    return wide / lengths


class Million:
    """The rows, always the same for the same real ones: the first are the real rows themselves."""

    def __init__(self, real: Real, count: int, folder: Path) -> None:
        self.real, self.count = real, count
        self._near = self._neighbours(folder / "neighbours.npy")
        self._noise = self._calibrated()
        self._sentences = [_SENTENCE.findall(text) or [text] for text in real.texts]

    def _neighbours(self, kept: Path) -> NDArray[np.int32]:
        """The nearest rows of each real row, equal ones left out."""
        if not kept.exists():
            wide = unit(self.real.vectors)
            index = faiss.index_factory(wide.shape[1], "IVF512,Flat", faiss.METRIC_INNER_PRODUCT)
            index.train(wide[:: max(1, len(wide) // 40_000)])
            index.add(wide)
            index.nprobe = 16
            found = np.vstack(
                [index.search(wide[at : at + BLOCK], 32)[1] for at in range(0, len(wide), BLOCK)]
            )
            near = np.stack([_others(place, row, wide) for place, row in enumerate(found)])
            np.save(kept, near.astype(np.int32))
        near_rows: NDArray[np.int32] = np.load(kept)
        return near_rows

    def _calibrated(self) -> float:
        """The share of noise at which made rows are as far from real ones as real ones are from each other."""
        sample = np.random.default_rng(1).permutation(len(self.real.vectors))[:2000]
        wide = unit(self.real.vectors)
        first = wide[self._near[sample, 0]]
        wanted = float(np.median((wide[sample] * first).sum(axis=1)))
        low, high = 0.0, 4.0
        for _ in range(12):
            share = (low + high) / 2
            random = np.random.default_rng(2)
            places = self._places(random, 2000)
            made = unit(self._made(random, places, share))
            nearest = np.maximum(
                (made * wide[places[:, 0]]).sum(axis=1), (made * wide[places[:, 1]]).sum(axis=1)
            )
            low, high = (share, high) if float(np.median(nearest)) > wanted else (low, share)
        return low

    def _places(self, random: np.random.Generator, count: int) -> NDArray[np.int64]:
        """A real row, a neighbour of it, and a third row with a neighbour, (count, 4)."""
        rows = random.integers(0, len(self.real.vectors), (count, 2))
        near = self._near[rows, random.integers(0, NEIGHBOURS, (count, 2))]
        return np.stack([rows[:, 0], near[:, 0], rows[:, 1], near[:, 1]], axis=1)

    def _made(
        self, random: np.random.Generator, places: NDArray[np.int64], share: float
    ) -> NDArray[np.float32]:
        a, b, c, d = (self.real.vectors[places[:, at]].astype(np.float32) for at in range(4))
        way = random.beta(2, 2, (len(places), 1)).astype(np.float32)
        made: NDArray[np.float32] = a + way * (b - a) + np.float32(share) * (c - d)
        return made

    def blocks(
        self, first: int = 0
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16], NDArray[np.int64]]]:
        """Ids from 1, vectors and columns, BLOCK rows at a time, from row `first`, a multiple of BLOCK."""
        for start in range(first, self.count, BLOCK):
            random, size = np.random.default_rng(start + 10), min(BLOCK, self.count - start)
            places = self._places(random, size)
            vectors = unit(self._made(random, places, self._noise))
            own = np.arange(start, start + size)
            real = own[own < len(self.real.vectors)]
            vectors[: len(real)] = unit(self.real.vectors[real])
            places[: len(real), 0] = real
            yield own + 1, vectors.astype(np.float16), self._columns(own, places[:, 0])

    def _columns(self, own: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
        kept = self.real.columns[rows]
        return np.column_stack([kept, own // 40 + 1])  # documents of forty passages

    def rows(self, first: int) -> Iterator[Row]:
        """The passages of the block that begins at row `first`."""
        random, size = np.random.default_rng(first + 10), min(BLOCK, self.count - first)
        places = self._places(random, size)
        real = len(self.real.texts)
        for at, own in enumerate(range(first, first + size)):
            row = own if own < real else int(places[at, 0])
            body = self.real.texts[own] if own < real else self._text(places[at])
            columns = (*self.real.columns[row].tolist(), own // 40 + 1)
            yield Row(own + 1, body, "", self.real.titles[row], "", columns)

    def _text(self, places: NDArray[np.int64]) -> str:
        one, two, three = (self._sentences[at] for at in places[:3])
        parts = [*one[::2], *two[1::2], three[int(places[3]) % len(three)]]
        return "".join(parts)[:600]


def _others(place: int, found: NDArray[np.int64], wide: NDArray[np.float32]) -> NDArray[np.int64]:
    near = found[(found >= 0) & (found != place)]
    different = near[(wide[near] @ wide[place]) < 0.9995][:NEIGHBOURS]
    chosen = different if len(different) else near if len(near) else np.array([place])
    return np.resize(chosen, NEIGHBOURS)


def read_catalogues(folders: Sequence[Path], fingerprint: str) -> Real:
    """Read the passages and vectors of data folders; each embedded text once."""
    vectors, titles, texts, columns, seen = [], list[str](), list[str](), list[tuple[int, ...]](), set[str]()
    for number, folder in enumerate(folders):
        catalogue = Catalogue.open(folder / "catalogue.sqlite")
        head, after = catalogue.head(), 0
        while rows := catalogue.live_passages(head, after, BLOCK):
            after = rows[-1].id
            new = [row for row in {r.embed_hash: r for r in rows}.values() if row.embed_hash not in seen]
            seen.update(row.embed_hash for row in new)
            if new:
                vectors.append(catalogue.vectors([row.embed_hash for row in new], fingerprint))
            titles += [row.title for row in new]
            texts += [row.body for row in new]
            columns += [(number + 1, *row.columns[1:4]) for row in new]
    return Real(np.vstack(vectors), titles, texts, np.array(columns, dtype=np.int64))


def read_lines(work: Path) -> Real:
    """Read the single paragraphs that benchmarks.peers encoded, of twenty characters or more."""
    lines = {
        piece.text: piece
        for piece in lines_of(load_sources(work / "documents" / "sources.jsonl"), titled=False)
    }
    known = VectorBook(work / "vectors.sqlite").known([text for text in lines if len(text) >= 20])
    titles = [lines[text].path.rpartition("/")[2] for text in known]
    columns = np.tile(np.array([99, 0, 0, 0], dtype=np.int64), (len(known), 1))
    return Real(np.stack(list(known.values())).astype(np.float16), titles, list(known), columns)


def joined(parts: Sequence[Real]) -> Real:
    """All rows."""
    return Real(
        np.vstack([part.vectors for part in parts]),
        [title for part in parts for title in part.titles],
        [text for part in parts for text in part.texts],
        np.vstack([part.columns for part in parts]),
    )
