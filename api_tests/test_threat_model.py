"""The threat model against the tests that it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
FILES = (
    "5.1.1",
    *(f"5.2.{n}" for n in range(1, 7)),
    *(f"5.3.{n}" for n in range(1, 4)),
    "5.4.1",
    "5.4.2",
    "5.4.3",
)
INTERFACES = tuple(f"API{n}" for n in range(1, 11))
MODELS = ("LLM01", "LLM05", "LLM06", "LLM07", "LLM09")


def named() -> set[str]:
    """The tests that the model names."""
    return set(re.findall(r"`(test_\w+)`", MODEL))


def test_every_test_named_exists() -> None:
    """A row whose test was renamed or removed is a claim without proof."""
    written = {
        name
        for path in (ROOT / "api_tests").rglob("test_*.py")
        for name in re.findall(r"^ *(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }

    assert len(named()) > 60
    assert named() - written == set()


@pytest.mark.parametrize("row", [*FILES, *INTERFACES, *MODELS])
def test_every_row_is_ticked(row: str) -> None:
    """Each requirement has one row, which says whether it is met and names a test, or says why there is none."""
    (line,) = [line for line in MODEL.splitlines() if line.startswith(f"| {row} ")]
    _, _, met, where, _ = (cell.strip() for cell in line.split("|"))

    assert met.startswith(("yes", "in part", "no"))
    assert re.search(r"`test_\w+`", where) or (met == "no" and len(where) > 40)


def test_the_documents_lead_here() -> None:
    """Whoever reads about security is led to the model."""
    assert "docs/threat-model.md" in (ROOT / "SECURITY.md").read_text("utf-8")
