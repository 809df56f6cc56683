"""The development data of the formats that need no recognition, where it lies beside the checkout."""

import re
import unicodedata
from pathlib import Path

import pytest

from api_tests.absent import absent
from parsing.errors import ParseError
from parsing.office import find_program
from parsing.parser import Parser

FORMATS = Path(__file__).resolve().parents[2].parent / "shared" / "formats"
DERIVED = FORMATS / "derived-dev"
WITHOUT_TEXT = {"h.ofd", "V4RideRight.ofd"}
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


def share(parser: Parser, file: Path) -> float:
    """The share of the truth that is found again."""
    truth = shingles((DERIVED / "truth" / f"{file.stem}.txt").read_text(encoding="utf-8"))
    found = shingles("".join(block.text for block in parser.parse(file).blocks))
    return len(truth & found) / len(truth)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf", ".docx"])
def test_word_processors_texts_are_recovered(default_parser: Parser, suffix: str) -> None:
    """Mean at least 0.99, worst at least 0.98, for each format."""
    if suffix != ".docx" and find_program() is None:
        absent("LibreOffice", "apt-get install libreoffice-writer-nogui")
    shares = [share(default_parser, file) for file in sorted(DERIVED.glob(f"*{suffix}"))]

    assert sum(shares) / len(shares) >= 0.99
    assert min(shares) >= 0.98


def test_every_ofd_file_is_read_or_says_that_it_holds_no_text(default_parser: Parser) -> None:
    """Fourteen real files: twelve are read, two hold no text object."""
    refused: dict[str, str] = {}
    read: set[str] = set()
    for file in (FORMATS / "real-ofd").glob("*.ofd"):
        try:
            parsed = default_parser.parse(file)
        except ParseError as error:
            refused[file.name] = str(error.reason)
        else:
            assert parsed.pages is not None
            assert {block.page for block in parsed.blocks} <= set(range(1, parsed.pages + 1))
            read.add(file.name)

    assert dict.fromkeys(WITHOUT_TEXT, "no_text") == refused
    assert len(read) == 12


def test_a_real_official_letter_in_ofd_is_read_line_by_line(default_parser: Parser) -> None:
    """Head, number and title stand first, in this order."""
    parsed = default_parser.parse(FORMATS / "real-ofd" / "n.ofd")

    assert [block.text for block in parsed.blocks[:3]] == [
        "测试符路桥区卫生局文件",
        "路卫发〔2011〕76号",
        "关于同意张阿三同志辞职的批复",
    ]


def test_real_word_files_are_read(default_parser: Parser) -> None:
    """All three real .docx files give text."""
    files = sorted((FORMATS / "real-docx").glob("*.docx"))

    assert len(files) == 3
    assert all(len(default_parser.parse(file).blocks) > 50 for file in files)
