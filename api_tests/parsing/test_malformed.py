"""One indexing run over broken and hostile files of every format: it ends, each file has an outcome, nothing is left.

`python -m benchmarks.malformed` does the same with all of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_tests.malformed.corpus import MalformedFile, hostile_files, malformed_files
from benchmarks.malformed import Findings, run

QUICK_FORMATS = ("txt", "md", "html", "docx", "pdf", "ofd", "xlsx", "csv", "zip", "eml")
HEAVY = """
merged.docx lie.docx sheet-bomb.xlsx sheet-lie.xlsx many-pages.ofd lie.zip bomb.zip crowded.zip bomb.odt stream.pdf
scattered.pdf one-line.txt many-lines.txt markers.txt brackets.txt list.html angles.html comments.html table.html
links.md stars.md noise.doc noise.xls braces.rtf binary.rtf flood.png noise.png noise.jpg zero.png
"""


def chosen() -> Iterator[MalformedFile]:
    """Some of each kind, and the hostile files that cost little."""
    yield from hostile_files(without=HEAVY.split())
    yield from malformed_files(20311, cuts=2, flips=2, suffixes=QUICK_FORMATS)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What one run over the files showed."""
    return run(tmp_path_factory.mktemp("malformed"), chosen())


@pytest.mark.slow
def test_no_promise_is_broken(findings: Findings) -> None:
    """The run ends as done, every file has an outcome in its time, the good ones are indexed, nothing is left over."""
    assert findings.files >= 120
    assert findings.broken_promises() == []


@pytest.mark.slow
def test_no_file_ends_with_a_fault_of_ours(findings: Findings) -> None:
    """What is wrong with a file is said; no exception that nobody foresaw, no document that the catalogue refuses."""
    assert findings.faults == {}


@pytest.mark.slow
def test_good_files_of_the_first_formats_are_read(findings: Findings) -> None:
    """The unbroken samples among them are read, so that the broken ones are broken for the reason meant."""
    assert findings.outcomes["indexed"] > findings.kinds["good"] // 2


def test_the_files_are_the_same_each_time(tmp_path: Path) -> None:
    """The same seed gives the same files, byte for byte; another gives others."""

    def contents(seed: int) -> list[tuple[str, bytes]]:
        made = malformed_files(seed, cuts=1, flips=3, suffixes=("docx", "pdf"))
        return [(file.name, file.content) for file in made]

    assert contents(1) == contents(1)
    assert contents(1) != contents(2)
