"""Two hundred quotations against the texts of a million passages: catalogue and text index, no vectors.

    python -m benchmarks.million_quotations --data FOLDER --work FOLDER [--passages 1000000] [--seed 7]

The documents of the data folder come first, as they are. The rest are put together of passages drawn from all of them,
as many to a document as the real ones have on average, each passage with some characters replaced by others of the same
text, so that a quotation has one true source and many near ones. They are kept as texts alone. Building goes on where
it stopped. Then quotations with known truth, made of the real documents, are checked in drafts of two hundred, warm.
Prints lines of JSON. The data folder must not be served meanwhile.
"""

import argparse
import json
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.needed import needed
from benchmarks.quotation_cases import Case, Material, make_cases
from corpus.documents import Document, Facts, Furniture, FurnitureKind
from corpus.filters import SearchFilters
from corpus.forms import TextForms
from corpus.index.text_index import TextIndex
from corpus.store.catalogue import Catalogue
from corpus.store.records import NewDocument
from corpus.store.view import View
from corpus.words import Segmenter
from drafting.checking import DraftChecker
from drafting.drafts import draft_of_text
from retrieval.shelf import Shelves
from retrieval.text_readers import TextReader
from service.bootstrap import Chuchu
from service.settings import read_settings

PER_FILE = 500
"""Documents of one transaction."""
SHORTEST = 12
"""Characters of a passage that is drawn."""
EDITED = 0.02
"""Share of the characters of a passage that are replaced."""
MADE = "拼合"
WARM = 3
SUMS: Mapping[str, Callable[[Sequence[float]], float]] = {"median": statistics.median, "most": max}


@dataclass(frozen=True, slots=True)
class Pool:
    """What documents are put together of: real ones by title, and all their passages."""

    documents: tuple[tuple[str, str], ...]
    passages: tuple[str, ...]

    @property
    def each(self) -> int:
        """Passages of a document."""
        return round(len(self.passages) / len(self.documents))


def main() -> None:
    """Run the benchmark."""
    options = _options()
    with Chuchu(read_settings(data=options.data)) as chuchu:
        view = chuchu.catalogue.view()
        material = Material(view, chuchu.forms, options.seed, None)
        pool = _pool(view, {document for document, _ in material.seen})
        cases = make_cases(material, options.count)
    options.work.mkdir(parents=True, exist_ok=True)
    forms = TextForms()
    with Catalogue.open(options.work / "catalogue.sqlite") as catalogue:
        index = TextIndex.open(options.work / "texts", forms, writable=True)
        _fill(catalogue, pool, options.passages, options.seed)
        _follow(catalogue, index)
        index.close()
        shelves = Shelves(Segmenter(forms), forms, {})
        checker = DraftChecker(catalogue, TextReader(index), shelves, forms)
        print(json.dumps(_measured(checker, cases), ensure_ascii=False))


def _pool(view: View, document_ids: Collection[str]) -> Pool:
    documents: list[tuple[str, str]] = []
    passages: list[str] = []
    for card in view.holding().by_row.values():
        if card.document_id not in document_ids:
            continue
        text = view.text_of_row(card.row)
        documents.append((card.shown, text))
        spans = view.passage_spans([card.row]).get(card.row, [])
        passages += [text[start:end] for start, end, _ in spans if end - start >= SHORTEST]
    return Pool(tuple(documents), tuple(passages))


def _fill(catalogue: Catalogue, pool: Pool, passages: int, seed: int) -> None:
    """Store the real documents, then made ones, as many files as are missing."""
    known = catalogue.file_states("default")
    if "真.txt" not in known:
        _put(catalogue, "真.txt", pool.documents)
    documents = max(0, passages - len(pool.passages)) // pool.each
    for number in range(documents // PER_FILE):
        name = f"{MADE}{number:04}.txt"
        if name not in known:
            _put(catalogue, name, list(_made(pool, random.Random(f"{seed} {number}"), number)))
            print(json.dumps({"stored": (number + 1) * PER_FILE, "of": documents}), flush=True)


def _made(pool: Pool, draw: random.Random, number: int) -> Iterator[tuple[str, str]]:
    for at in range(PER_FILE):
        chosen = draw.choices(pool.passages, k=pool.each)
        yield f"{MADE}第{number}之{at}", "\n".join(_edited(one, draw) for one in chosen)


def _edited(text: str, draw: random.Random) -> str:
    characters = list(text.replace("\n", " "))
    for _ in range(max(1, int(len(characters) * EDITED))):
        characters[draw.randrange(len(characters))] = draw.choice(text)
    return "".join(characters)


def _put(catalogue: Catalogue, name: str, documents: Sequence[tuple[str, str]]) -> None:
    new = [
        NewDocument(
            Document(
                text=text,
                facts=Facts(title=title),
                sections=(),
                passages=(),
                furniture=_furniture(text),
                ordinal=ordinal,
            ),
            (),
        )
        for ordinal, (title, text) in enumerate(documents)
    ]
    catalogue.put_file(
        collection="default",
        source_path=name,
        sha256=name,
        media_type="text/plain",
        size=sum(len(text) for _, text in documents),
        pipeline="texts",
        documents=new,
    )


def _furniture(text: str) -> tuple[Furniture, ...]:
    found: list[Furniture] = []
    place = 0
    for line in text.split("\n"):
        if line:
            found.append(Furniture(FurnitureKind.NOTE, place, place + len(line)))
        place += len(line) + 1
    return tuple(found)


def _follow(catalogue: Catalogue, index: TextIndex) -> None:
    """Bring the index level, a file a step."""
    while changes := catalogue.change_sets(index.applied, 1):
        began = time.perf_counter()
        index.apply(changes[-1].number, changes[-1].added_texts, changes[-1].removed_documents)
        told = {"indexed": changes[-1].number, "s": round(time.perf_counter() - began, 1)}
        print(json.dumps(told), flush=True)


def _measured(checker: DraftChecker, cases: Sequence[Case]) -> dict[str, object]:
    """Check the cases in one draft, once cold and then warm; milliseconds, and what was judged rightly."""
    draft = draft_of_text("\n".join(case.sentence(i) for i, case in enumerate(cases)))
    cold = checker.check(draft)
    warm = [checker.check(draft).took_ms for _ in range(WARM)]
    right: Counter[str] = Counter()
    for case, quote in zip(cases, cold.quotes, strict=True):
        right[case.kind] += quote.verdict is case.verdict
    texts = checker.sources(SearchFilters()).snapshot.texts
    return {
        "documents": texts.documents,
        "quotations": len(cases),
        "right": sum(right.values()),
        "by_kind": dict(right),
        "cold_ms": cold.took_ms,
        "warm_ms": statistics.median(warm),
        "slowest_ms": _slowest(checker, cases),
    }


def _slowest(checker: DraftChecker, cases: Sequence[Case]) -> dict[str, float]:
    """Give the median and the longest time of one quotation by kind."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    for number, case in enumerate(cases):
        times[case.kind].append(checker.check(draft_of_text(case.sentence(number))).took_ms)
    return {f"{kind} {name}": round(of(some), 1) for kind, some in times.items() for name, of in SUMS.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, help="an indexed data folder")
    parser.add_argument("--work", type=Path, help="where the texts and their index are kept")
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--count", type=int, default=200, help="quotations")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    needed(
        given.data and given.work,
        "--data FOLDER --work FOLDER, an indexed data folder and room for a million",
    )
    return given


if __name__ == "__main__":
    main()
