"""Texts made to cost the square of their length cost no more than their length; odd heads make valid documents."""

import time

import pytest

from corpus.blocks import Block, ParsedFile
from indexer.structure import build_documents

SECONDS = 15  # a hundredth of it is usual


def parsed(*lines: str) -> ParsedFile:
    return ParsedFile(tuple(Block(line) for line in lines), "text/plain", line_based=True)


@pytest.mark.slow
def test_a_paragraph_of_forty_thousand_counts_is_cut_in_seconds() -> None:
    """一是 and 二是 over and over in one line: the open series stay few, and so do the markers of a passage."""
    begin = time.monotonic()
    (document,) = build_documents(parsed("一是要做好。二是要落实。" * 20_000), "a.txt")

    assert time.monotonic() - begin < SECONDS
    assert max(len(passage.inline_markers) for passage in document.passages) <= 7


def test_a_colon_alone_is_no_addressee() -> None:
    """A head whose last line is a lone colon names nobody: the addressee is unknown, not blank."""
    head = ("龙潭县人民政府公报", "龙潭县人民政府办公室关于做好古井保护工作的通知", "龙政办发〔2031〕15号")
    (document,) = build_documents(
        parsed(*head, "各乡镇人民政府县政府各部门", "，", "：", "一、提高认识"), "a.pdf"
    )

    assert document.facts.addressee is None or document.facts.addressee.strip()


@pytest.mark.slow
def test_a_contents_page_of_thousands_is_no_magazine() -> None:
    """Entries without end are not held against every line of the text: the file stays one document."""
    entries = [f"第{n}村的防汛故事　{n % 900}" for n in range(2_000)]
    titles = [
        line for n in range(2_000) for line in (f"第{n}村的防汛故事", "村里人守住了堤坝，也守住了庄稼。")
    ]
    begin = time.monotonic()
    documents = build_documents(parsed("目　录", *entries, *titles), "a.txt")

    assert time.monotonic() - begin < SECONDS
    assert len(documents) == 1
