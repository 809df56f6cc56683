"""What `chuchu parse` draws: blocks, facts with their places, outline, passages, furniture."""

import io
import json

import pytest
from rich.console import Console

from api_tests.indexer.samples import LONG, centred, only, page, right
from corpus.blocks import Labelled, ParsedFile
from corpus.documents import FurnitureKind
from scripts.output import Output, plain
from scripts.parse import FURNITURE, _print_document, _print_file

NOTICE = page(
    centred("青溪县人民政府关于𠮷祥渡口安全的通知"),
    centred("青政发[2033]012号"),
    "各镇人民政府：",
    "一、落实责任",
    LONG * 8,
    right("青溪县人民政府"),
    right("二〇三三年五月十八日"),
    metadata=(Labelled("发布日期", "2033-05-20"),),
)


def drawn(parsed: ParsedFile, *, with_blocks: bool = False) -> str:
    """What a terminal of 160 columns shows of a file."""
    output = Output(as_json=False)
    output.console = Console(file=io.StringIO(), width=160, color_system=None)
    _print_file(output, parsed, with_blocks=with_blocks)
    _print_document(output, only(parsed))
    assert isinstance(output.console.file, io.StringIO)
    return output.console.file.getvalue()


def test_facts_are_shown_with_place_and_confidence() -> None:
    """A row a fact: value, where it was read, how sure it is; a datum of the page by its label."""
    rows = [line.split() for line in drawn(NOTICE).splitlines()]

    assert ["文号", "青政发〔2033〕12号", "19–32", "青政发[2033]012号", "0.97"] in rows
    assert ["发布", "2033-05-20", "〔发布日期〕", "0.97"] in rows

    assert any(row[:2] == ["成文", "2033-05-18"] and "二〇三三年五月十八日" in row for row in rows)


def test_the_tree_shows_sections_passages_and_furniture() -> None:
    """Everything of the text stands in it, each by its kind, in the order of the text."""
    tree = [line.strip("│├└─ ") for line in drawn(NOTICE).splitlines() if "─ " in line]

    assert ["标题", "文号", "主送", "一、落实责任", "¶1", "落款", "日期"] == [
        line.split()[0] for line in tree
    ]


def test_blocks_are_listed_on_demand() -> None:
    """Kind and alignment of each block, and the page's own data."""
    assert "[paragraph center] 青政发[2033]012号" in drawn(NOTICE, with_blocks=True)
    assert "发布日期：2033-05-20" in drawn(NOTICE, with_blocks=True)
    assert "[paragraph center]" not in drawn(NOTICE)


@pytest.mark.parametrize("kind", FurnitureKind)
def test_every_kind_of_furniture_has_name_and_colour(kind: FurnitureKind) -> None:
    """None is drawn without saying what it is."""
    name, style = FURNITURE[kind]

    assert name
    assert style


def test_programs_get_the_sources_too() -> None:
    """As JSON a document holds its facts and where they were read."""
    document = json.loads(json.dumps(plain(only(NOTICE)), ensure_ascii=False))

    assert {"fact": "addressee", "start": 33, "end": 39, "label": None, "confidence": 0.96} in document[
        "fact_sources"
    ]
