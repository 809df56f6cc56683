"""What holds for the structure of any file at all."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.blocks import Alignment, Block, BlockKind, ParsedFile
from corpus.documents import Document
from indexer.partition import LONGEST_PASSAGE, check_partition
from indexer.structure import build_documents

_STARTS = st.sampled_from(
    [
        "",
        "",
        "",
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1.",
        "２．",
        "（1）",
        "①",
        "第一条　",
        "第二条 ",
        "第一章　",
        "第一编　",
        "第三条第二款",
        "附件1",
        "附件：",
        "一是",
        "第一，",
        "——",
        "同志们：",
        "目录",
        "2023年5月18日",
        "云溪县人民政府",
        "云溪政发〔2023〕１２号",
        "《云溪志》",
        "□",
        "— 3 —",
        "来源：",
    ]
)
_WORDS = st.text(
    alphabet="防汛清淤值守巡查𠮷㙍〔〕，。；：、！“”0１2a *\u3000\u2028\x0b\n令法办通知十", max_size=60
)
_LONG = st.integers(1, 30).map(lambda n: "各村要把物资清点到户，登记到人。" * n)
_TEXT = st.tuples(_STARTS, st.one_of(_WORDS, _LONG)).map("".join).filter(lambda text: bool(text.strip()))
_BLOCK = st.builds(
    Block,
    text=_TEXT,
    kind=st.sampled_from([BlockKind.PARAGRAPH] * 6 + list(BlockKind)),
    page=st.one_of(st.none(), st.integers(1, 9)),
    style_level=st.sampled_from([None, None, None, 1, 2, 3]),
    alignment=st.sampled_from([None, None, *Alignment]),
    table=st.none(),
)
_FILE = st.builds(
    ParsedFile,
    blocks=st.lists(_BLOCK, max_size=25).map(tuple),
    media_type=st.sampled_from(["text/plain", "text/html"]),
    line_based=st.booleans(),
    title_hint=st.one_of(st.none(), _WORDS),
)


def _letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _check(document: Document) -> None:
    check_partition(document)
    for passage in document.passages:
        assert 0 < passage.end - passage.start <= LONGEST_PASSAGE
        assert passage.paragraph >= 1
    for index, section in enumerate(document.sections):
        assert document.section_chain(index)[-1] is section
        assert document.text[section.start :].startswith(section.marker_raw)
        assert len(document.section_chain(index)) == section.level


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_FILE)
@pytest.mark.slow
def test_any_file_becomes_documents_that_keep_the_invariant(parsed: ParsedFile) -> None:
    """Whatever the blocks: partition, nesting, length, and every character kept, nothing added."""
    documents = build_documents(parsed, "任意.txt")

    for document in documents:
        _check(document)
    assert _letters("".join(b.text for b in parsed.blocks)) == _letters("".join(d.text for d in documents))


@settings(max_examples=60, deadline=None)
@given(_FILE)
@pytest.mark.slow
def test_the_same_file_gives_the_same_documents(parsed: ParsedFile) -> None:
    """The path is pure."""
    assert build_documents(parsed, "甲.txt") == build_documents(parsed, "乙.txt")


@settings(max_examples=100, deadline=None)
@given(st.lists(_TEXT.filter(lambda t: "\n" not in t), min_size=1, max_size=12))
@pytest.mark.slow
def test_paragraph_files_keep_their_paragraphs_as_lines(texts: list[str]) -> None:
    """A file with paragraphs of its own is joined by line breaks and not otherwise touched."""
    parsed = ParsedFile(tuple(Block(t) for t in texts), "text/html", line_based=False)

    (document,) = build_documents(parsed, "样例.html")

    assert "\n".join(t.strip() for t in texts) == document.text
