"""Speed of forms, words, word index and text index: `python -m benchmarks.word_index FOLDER`.

Cuts the .txt, .md and .html files of a folder, read as plain text, into passages of 150 characters, indexes up to
30,000 of them and the whole texts, and prints times and sizes. One process, one thread.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from corpus.filters import Condition
from corpus.forms import TextForms
from corpus.index.text_index import TextIndex
from corpus.index.word_index import WordIndex, WordQuery
from corpus.words import Segmenter

T = TypeVar("T")

PASSAGE = 150
MOST_PASSAGES = 30_000
MOST_QUERIES = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """A row of the word index."""

    id: int
    body: str
    columns: tuple[int, ...]
    headings: str = ""
    title: str = ""
    doc_number: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A row of the text index."""

    document_row: int
    text: str


def main() -> None:
    """Run all parts on one folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".txt", ".md", ".html"})
    texts = [Text(row, path.read_text("utf-8", "replace")) for row, path in enumerate(paths, start=1)]
    passages = list(passages_of(texts))
    print(f"{len(texts)} texts, {sum(len(t.text) for t in texts)} characters, {len(passages)} passages")
    forms = timed("load text forms", TextForms)
    segmenter = timed("load segmenter", lambda: Segmenter(forms))
    timed("fold texts, loose form", lambda: [forms.loose.fold(text.text) for text in texts])
    timed("fold passages, matching form", lambda: [forms.matching.fold(p.body) for p in passages])
    timed("cut passages into words", lambda: [segmenter.search_tokens(p.body) for p in passages])
    with tempfile.TemporaryDirectory() as folder:
        measure_words(Path(folder) / "words", segmenter, passages)
        measure_texts(Path(folder) / "texts", forms, texts, passages)
    print(f"memory: {resident()} MB resident")


def passages_of(texts: list[Text]) -> Iterator[Passage]:
    """Cut texts into passages, each with the row of its text in its columns."""
    number = 0
    for text in texts:
        for start in range(0, len(text.text), PASSAGE):
            number += 1
            if number > MOST_PASSAGES:
                return
            body = text.text[start : start + PASSAGE]
            yield Passage(
                number, body, (1, number % 9, number % 50, 20200101 + number % 60, text.document_row)
            )


def measure_words(folder: Path, segmenter: Segmenter, passages: list[Passage]) -> None:
    """Index passages, open again, search with and without conditions, apply small changes."""
    index = WordIndex.open(folder, segmenter, writable=True)
    timed("word index: index all passages", lambda: index.apply(1, passages, []))
    rounds = []
    for n in range(2, 22):
        row = Passage(10**6 + n, passages[n].body, passages[n].columns)
        rounds.append(timed_ms(partial(index.apply, n, [row], [n])))
    show("word index: change of one passage", rounds)
    index.close()
    print(f"word index: {size(folder)} MB")
    searcher = timed("word index: open", lambda: WordIndex.open(folder, segmenter, writable=False)).searcher()
    asked = [p.body[40:64] for p in passages[:: max(1, len(passages) // MOST_QUERIES)]]
    queries = [WordQuery(segmenter.weighted_terms(text)) for text in asked]
    show("word index: query terms", [timed_ms(partial(segmenter.weighted_terms, text)) for text in asked])
    show("word index: search", [timed_ms(partial(searcher.search, query, 100)) for query in queries])
    among = [Condition("document", values=frozenset(range(1, 200))), Condition("date", low=20200110)]
    filtered = [timed_ms(partial(searcher.search, query, 100, among)) for query in queries]
    show("word index: search, filtered", filtered)


def measure_texts(folder: Path, forms: TextForms, texts: list[Text], passages: list[Passage]) -> None:
    """Index whole texts, open again, look for phrases and for similar wording."""
    index = TextIndex.open(folder, forms, writable=True)
    timed("text index: index all texts", lambda: index.apply(1, texts, []))
    index.close()
    print(f"text index: {size(folder)} MB")
    searcher = timed("text index: open", lambda: TextIndex.open(folder, forms, writable=False)).searcher()
    some = passages[:: max(1, len(passages) // MOST_QUERIES)]
    for length in (1, 4, 12, 60):
        times = [timed_ms(partial(searcher.phrase, p.body[20 : 20 + length], 100)) for p in some]
        show(f"text index: phrase of {length}", times)
    times = [timed_ms(partial(searcher.similar, p.body[20:120], 20)) for p in some]
    show("text index: similar to 100 characters", times)


def timed(name: str, work: Callable[[], T]) -> T:
    """Do the work once and print the seconds it took."""
    start = time.perf_counter()
    result = work()
    print(f"{name}: {time.perf_counter() - start:.3f} s")
    return result


def timed_ms(work: Callable[[], object]) -> float:
    """Do the work once and give the milliseconds it took."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def show(name: str, times: list[float]) -> None:
    """Print the median and the 99th percentile."""
    print(
        f"{name}: p50 {statistics.median(times):.2f} ms, p99 {statistics.quantiles(times, n=100)[98]:.2f} ms"
    )


def size(folder: Path) -> int:
    """Give the size of the files in a folder in MB."""
    return sum(path.stat().st_size for path in folder.iterdir()) // 1_000_000


def resident() -> int:
    """Give the memory of this process in MB (Linux)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) // 1000


if __name__ == "__main__":
    main()
