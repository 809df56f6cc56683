"""How fast documents are read, beside the best library for each format, and beside how fast they are embedded.

python -m benchmarks.parsing [FOLDER] [--rounds 5] [--encoder 70]

Documents are made by code; those of a folder are measured besides. The ways that are compared take turns on the
same bytes in one process on one thread, so that only reading is timed; the best round counts. `guarded` is our own
reader as the service runs it, with a child process for every file. The libraries come with the extra `bench`.
"""

import argparse
import importlib
import io
import json
import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pypdfium2

from api_tests.malformed import samples
from api_tests.malformed.hostile import run, word
from api_tests.malformed.texts import PARAGRAPHS, plain
from corpus.blocks import ParsedFile
from indexer.structure import build_documents
from parsing.decode import decode
from parsing.errors import ParseError
from parsing.formats import parse_bytes
from parsing.limits import Limits
from parsing.parser import Parser

LIMITS = Limits()
Reader = Callable[[bytes], int]
"""Bytes of a file to the number of characters read."""
COPIES = 20  # of the notice in a long document
PDF_PAGES = 20
ENCODER_RATE = 70.0  # passages a second on two cores, measured by benchmarks/encoder.py


@dataclass(frozen=True, slots=True)
class Comparison:
    """One document and the ways to read it; `pages` is what a rate counts."""

    name: str
    suffix: str
    data: bytes
    pages: int
    others: Mapping[str, Reader]


def ours(data: bytes, suffix: str) -> int:
    """Our reader, in this process."""
    return sum(len(block.text) for block in parse_bytes(data, f"a.{suffix}", LIMITS).blocks)


def by_mammoth(data: bytes) -> int:
    """mammoth: .docx to text."""
    return len(_library("mammoth").extract_raw_text(io.BytesIO(data)).value)


def by_python_docx(data: bytes) -> int:
    """python-docx: paragraphs and cells."""
    document = _library("docx").Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return sum(map(len, cells)) + sum(len(paragraph.text) for paragraph in document.paragraphs)


def by_pdfium(data: bytes) -> int:
    """pypdfium2: its own text of each page."""
    with pypdfium2.PdfDocument(data) as document:
        return sum(len(page.get_textpage().get_text_range()) for page in document)


def by_pdfplumber(data: bytes) -> int:
    """pdfplumber: its text of each page."""
    with _library("pdfplumber").open(io.BytesIO(data)) as document:
        return sum(len(page.extract_text() or "") for page in document.pages)


def by_trafilatura(data: bytes) -> int:
    """trafilatura: the article of a page."""
    return len(_library("trafilatura").extract(data) or "")


def by_charset_normalizer(data: bytes) -> int:
    """charset-normalizer: the text in its best guess."""
    return len(str(_library("charset_normalizer").from_bytes(data).best()))


def our_decoder(data: bytes) -> int:
    """Our decoder alone, which is what charset-normalizer does."""
    return len(decode(data).text)


WORD = {"mammoth": by_mammoth, "python-docx": by_python_docx}
PAGES = {"pypdfium2 text": by_pdfium, "pdfplumber": by_pdfplumber}
WEB = {"trafilatura": by_trafilatura}
TEXT = {"our decoder alone": our_decoder, "charset-normalizer": by_charset_normalizer}
OTHERS: Mapping[str, Mapping[str, Reader]] = {
    "docx": WORD, "pdf": PAGES, "html": WEB, "htm": WEB, "txt": TEXT, "md": {}, "ofd": {}, "xlsx": {}, "csv": {}, "eml": {},
}  # fmt: skip


def made() -> Iterator[Comparison]:
    """Documents of each format: a notice as it is, and long ones."""
    for sample in samples.SAMPLES:
        if sample.suffix in OTHERS:
            pages = 2 if sample.suffix == "pdf" else 1
            others = OTHERS[sample.suffix]
            yield Comparison(f"notice.{sample.suffix}", sample.suffix, sample.make(), pages, others)
    text = plain() * COPIES
    long_docx = _long_docx()
    yield Comparison("long.docx", "docx", long_docx, COPIES, WORD)
    yield Comparison("long.pdf", "pdf", samples.pdf(pages=PDF_PAGES), PDF_PAGES, PAGES)
    page = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    yield Comparison(
        "long.html",
        "html",
        f"<!DOCTYPE html><html><body><div>{page}</div></body></html>".encode(),
        COPIES,
        WEB,
    )
    yield Comparison("long-gb18030.txt", "txt", text.encode("gb18030"), COPIES, TEXT)


def _long_docx() -> bytes:
    return word("".join(run(line) for line in PARAGRAPHS * COPIES))


def of_folder(folder: Path) -> Iterator[Comparison]:
    """The files of a folder that both sides can read."""
    for path in sorted(folder.rglob("*")):
        suffix = path.suffix.lstrip(".").lower()
        if suffix in OTHERS and path.is_file():
            data = path.read_bytes()
            try:
                parsed = parse_bytes(data, path.name, LIMITS)
            except ParseError:
                continue
            yield Comparison(path.name, suffix, data, parsed.pages or 1, OTHERS[suffix])


def measure(comparison: Comparison, rounds: int) -> dict[str, float]:
    """Seconds of the best round of each way; a way that cannot read the file is left out."""
    ways: dict[str, Reader] = {"ours": lambda data: ours(data, comparison.suffix), **comparison.others}
    best: dict[str, float] = {}
    refused: set[str] = set()
    for _ in range(rounds):
        for name, read in ways.items():
            if name in refused:
                continue
            begin = time.perf_counter()
            try:
                read(comparison.data)
            except (KeyError, ValueError, AttributeError, TypeError):  # what libraries raise at odd files
                refused.add(name)
                continue
            best[name] = min(best.get(name, float("inf")), time.perf_counter() - begin)
    return best


@contextmanager
def guarded() -> Iterator[Callable[[Comparison], tuple[float, ParsedFile]]]:
    """Our reader as the service has it; gives seconds and what was read."""
    with Parser() as parser, tempfile.TemporaryDirectory() as folder:

        def read(comparison: Comparison) -> tuple[float, ParsedFile]:
            path = Path(folder, f"a.{comparison.suffix}")
            path.write_bytes(comparison.data)
            parser.parse(path)
            begin = time.perf_counter()
            parsed = parser.parse(path)
            return time.perf_counter() - begin, parsed

        yield read


def compare(comparisons: Iterator[Comparison], rounds: int) -> list[dict[str, object]]:
    """A row for each document: pages a second of each way, and passages and seconds with structure included."""
    rows: list[dict[str, object]] = []
    with guarded() as read:
        for comparison in comparisons:
            seconds = measure(comparison, rounds)
            child, parsed = read(comparison)
            begin = time.perf_counter()
            documents = build_documents(parsed, comparison.name)
            structure = time.perf_counter() - begin
            passages = sum(len(document.passages) for document in documents)
            rates = {name: round(comparison.pages / taken, 1) for name, taken in seconds.items()}
            others = [rate for name, rate in rates.items() if name not in ("ours", "our decoder alone")]
            row = {"file": comparison.name, "pages": comparison.pages, "pages_per_second": rates}
            row["times_the_fastest_other"] = round(rates["ours"] / max(others), 2) if others else None
            row["guarded_pages_per_second"] = round(comparison.pages / child, 1)
            row["passages"], row["seconds"] = passages, round(child + structure, 5)
            rows.append(row)
            print(f"{comparison.name:24} {row['guarded_pages_per_second']:>8} guarded  {rates}", flush=True)
    return rows


def _library(name: str) -> ModuleType:
    return importlib.import_module(name)


def main() -> None:
    """Compare, print a line for each document, then how reading stands to embedding, and JSON last."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path, nargs="?")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument(
        "--encoder", type=float, default=ENCODER_RATE, help="passages a second of the encoder"
    )
    given = options.parse_args()
    logging.disable(logging.WARNING)  # pdfplumber reports every font
    for name in ("mammoth", "docx", "pdfplumber", "trafilatura", "charset_normalizer"):
        _library(name)  # that none is timed while it is loaded
    rows = compare(made(), given.rounds)
    if given.folder is not None:
        rows += compare(of_folder(given.folder), given.rounds)
    spent = [(int(str(row["passages"])), float(str(row["seconds"]))) for row in rows]
    rates = [passages / seconds for passages, seconds in spent]
    overall = sum(passages for passages, _ in spent) / sum(seconds for _, seconds in spent)
    bottleneck = {
        "encoder_passages_per_second": given.encoder,
        "read_passages_per_second": round(overall, 1),
        "times_the_encoder": round(overall / given.encoder, 1),
        "slowest_file_times_the_encoder": round(min(rates) / given.encoder, 1),
    }
    print(f"reading and structure to embedding: {bottleneck}")
    print(json.dumps({"files": rows, **bottleneck}, ensure_ascii=False))


if __name__ == "__main__":
    main()
