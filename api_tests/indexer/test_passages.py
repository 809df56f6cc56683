"""Passages: sizes, merging, pages, rows of tables; the invariant; what is embedded."""

from dataclasses import replace

import pytest

from api_tests.indexer.samples import LONG, heading, lines, only, page, passages
from corpus.blocks import Block, BlockKind, ParsedFile
from indexer.embed_text import embed_text
from indexer.partition import PartitionError, check_partition
from indexer.passages import PassageSizes
from indexer.structure import build_documents


def test_long_paragraphs_are_cut_at_sentence_ends() -> None:
    """Parts end with a sentence, none is longer than 400 where sentences are short, and nothing is lost."""
    document = only(page(heading("总结", 1), "一、成绩", LONG * 20))
    found = passages(document)

    assert "".join(found) == LONG * 20
    assert all(text.endswith("。") and 200 <= len(text) <= 400 for text in found)
    assert {1} == {p.paragraph for p in document.passages}


def test_a_sentence_without_end_is_cut_all_the_same() -> None:
    """No passage exceeds 600 characters whatever the text."""
    found = passages(only(page(heading("总结", 1), "防" * 2000)))

    assert "".join(found) == "防" * 2000
    assert max(map(len, found)) <= 600


def test_short_paragraphs_of_one_section_are_one_passage() -> None:
    """Merging stops at 300 characters and at the next section; paragraphs are counted within the section."""
    document = only(page(heading("总结", 1), "一、成绩", *["修堤十里。" * 10] * 8, "二、不足", "清淤不够。"))

    assert [len(text) for text in passages(document)] == [254, 152, 5]
    assert [p.paragraph for p in document.passages] == [1, 6, 1]


def test_sizes_can_be_tuned() -> None:
    """The limits of merging are values, not constants in code."""
    parsed = page(heading("总结", 1), "一、成绩", "修堤。", "清淤。")

    (apart,) = build_documents(parsed, "样例.html", PassageSizes(merged=5, stub=0))

    assert [apart.text[p.start : p.end] for p in apart.passages] == ["修堤。", "清淤。"]


def test_pages_of_a_passage_are_those_of_its_blocks() -> None:
    """A passage over two pages names both."""
    blocks = (Block("一、成绩", page=1), Block(LONG, page=1), Block(LONG, page=2), Block(LONG * 5, page=3))
    document = only(ParsedFile(blocks, "application/pdf", line_based=False, pages=3))

    assert [(p.page_first, p.page_last) for p in document.passages] == [(1, 2), (3, 3)]


def test_table_rows_stay_together() -> None:
    """Rows are contiguous text; the header row stands once, with the first rows."""
    rows = [Block(f"村{i}\t{i}人\t沙袋", BlockKind.TABLE_ROW, table=1) for i in range(3)]
    document = only(page(heading("清单", 1), "一、物资", LONG, *rows))

    assert passages(document)[-1].endswith("村0\t0人\t沙袋\n村1\t1人\t沙袋\n村2\t2人\t沙袋")


def test_embedded_text_has_title_and_headings_in_front() -> None:
    """Title, then headings, then the passage; a run-in heading is not said twice."""
    document = only(lines("云溪镇防汛工作要点", "一、压实责任", "1.守堤。" + LONG, "2.清淤。" + LONG))

    assert f"云溪镇防汛工作要点\n一、压实责任\n1.守堤。{LONG}" == embed_text(document, document.passages[0])


def test_broken_partitions_are_refused() -> None:
    """A gap, an overlap, a passage that crosses its section and a wrong level are each found."""
    document = only(page(heading("要点", 1), "一、守堤", LONG, "二、清淤", LONG))
    first, second = document.passages
    section = document.sections[1]
    broken = [
        replace(document, passages=(first,)),
        replace(document, passages=(first, replace(second, start=first.start))),
        replace(document, passages=(first, replace(second, section=0))),
        replace(document, sections=(document.sections[0], replace(section, level=2))),
        replace(document, furniture=()),
    ]

    check_partition(document)
    for each in broken:
        with pytest.raises(PartitionError):
            check_partition(each)


def test_a_line_that_says_nothing_alone_opens_the_next_passage() -> None:
    """各位代表！ stands with the paragraph that it opens, even with the first part of a long one."""
    parsed = page(
        heading("报告", 1),
        "一、回顾",
        "各位代表！",
        LONG * 7,
        "二、安排",
        LONG * 7,
        "主要工作如下：",
        LONG * 12,
    )
    texts = passages(only(parsed))

    assert texts[0] == "各位代表！\n" + LONG * 7
    assert [
        text for text in texts if text.startswith("主要工作如下：\n各位") or text == "主要工作如下："
    ] == []
    assert all(len(text) <= 600 for text in texts)
