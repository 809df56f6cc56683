"""The development data, where it lies beside the checkout: texts recovered, nothing refused."""

import re
import unicodedata
from pathlib import Path

import pytest

from corpus.blocks import ParsedFile
from parsing.errors import ParseError
from parsing.parser import Parser

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DERIVED = SHARED / "formats" / "derived-dev"
pytestmark = pytest.mark.shared_data


@pytest.fixture(autouse=True)
def data() -> None:
    """Skip where there is no development data."""
    if not DERIVED.exists():
        pytest.skip("the development data is not beside this checkout")


def shingles(text: str) -> set[str]:
    """Runs of eight characters, widths folded, white space and zero-width spaces dropped."""
    bare = re.sub(r"[\s\u200b]", "", unicodedata.normalize("NFKC", text))
    return {bare[i : i + 8] for i in range(len(bare) - 7)}


@pytest.mark.parametrize(("suffix", "least"), [(".docx", 0.97), (".pdf", 0.985)])
@pytest.mark.slow
def test_texts_are_recovered(default_parser: Parser, suffix: str, least: float) -> None:
    """The mean share of the truth that is found again; separators of table cells cost .docx two points."""
    shares = []
    for file in sorted(DERIVED.glob(f"*{suffix}")):
        if "scan" not in file.stem:
            truth = shingles((DERIVED / "truth" / f"{file.stem}.txt").read_text(encoding="utf-8"))
            found = shingles("".join(block.text for block in default_parser.parse(file).blocks))
            shares.append(len(truth & found) / len(truth))

    assert sum(shares) / len(shares) >= least


def test_scans_are_refused_with_the_true_reason(default_parser: Parser) -> None:
    """A scan without text layer ends as no_text."""
    reasons = set()
    for file in DERIVED.glob("*scan.pdf"):
        with pytest.raises(ParseError) as caught:
            default_parser.parse(file)
        reasons.add(str(caught.value.reason))

    assert reasons == {"no_text"}


@pytest.mark.slow
def test_the_whole_corpus_is_read(default_parser: Parser) -> None:
    """No file of the corpus and the seeds is refused; every block keeps the promises of its type."""
    files = [
        path for name in ("corpus", "seeds") for path in sorted((SHARED / name).rglob("*")) if path.is_file()
    ]
    parsed: list[ParsedFile] = [default_parser.parse(file) for file in files]

    assert len(parsed) == 464
    texts = [block.text for one in parsed for block in one.blocks]
    assert all(text.strip(" \u200b") and "\n" not in text for text in texts)
