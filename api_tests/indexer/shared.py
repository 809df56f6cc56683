"""The development data beside the checkout, read by the product's own parsers."""

import json
from pathlib import Path

import pytest

from corpus.blocks import ParsedFile
from corpus.documents import Document
from indexer.structure import build_documents
from parsing.html_page import parse_html
from parsing.limits import Limits
from parsing.markdown import parse_markdown
from parsing.plain import parse_plain

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
_PARSERS = {".txt": parse_plain, ".md": parse_markdown, ".html": parse_html}


def need_shared() -> None:
    """Skip where the data is not there."""
    if not SHARED.is_dir():
        pytest.skip("the development data folder is not beside the checkout")


def rows(path: str) -> list[dict]:
    """The rows of a .jsonl file of the data."""
    return [
        json.loads(line) for line in (SHARED / path).read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def parsed(path: Path) -> ParsedFile:
    """A file of the data, read without the guard."""
    return _PARSERS[path.suffix](path.read_bytes(), Limits())


def documents(path: str) -> tuple[Document, ...]:
    """The documents of a file; none where its format is not among text, Markdown and web page."""
    found = next(p for p in (SHARED / "corpus" / path, SHARED / path) if p.exists())
    return build_documents(parsed(found), found.name) if found.suffix in _PARSERS else ()
