"""Markers at the start of a line and inside a paragraph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Family
from corpus.markers import inline_markers, read_marker


@pytest.mark.parametrize(
    ("line", "family", "canonical", "raw", "rest"),
    [
        ("第十二条　本条例适用于全县。", Family.ARTICLE, "第十二条", "第十二条", "本条例适用于全县。"),
        ("第十二条之一 新增", Family.ARTICLE, "第十二条之一", "第十二条之一", "新增"),
        ("第12条 甲", Family.ARTICLE, "第十二条", "第12条", "甲"),
        ("第一千二百六十条 附则", Family.ARTICLE, "第一千二百六十条", "第一千二百六十条", "附则"),
        ("第一编　总则", Family.PART, "第一编", "第一编", "总则"),
        ("第二分编  物权", Family.PART, "第二分编", "第二分编", "物权"),
        ("第三章　罚　则", Family.CHAPTER, "第三章", "第三章", "罚　则"),
        ("第三章附则", Family.CHAPTER, "第三章", "第三章", "附则"),
        ("第四节 听证", Family.DIVISION, "第四节", "第四节", "听证"),
        ("一、总体要求", Family.ENUMERATED, "一、", "一、", "总体要求"),
        ("十一、加强领导", Family.ENUMERATED, "十一、", "十一、", "加强领导"),
        ("一、五年来的工作", Family.ENUMERATED, "一、", "一、", "五年来的工作"),
        ("(一) 基本原则", Family.BRACKETED, "（一）", "(一)", "基本原则"),
        ("（十四）保障措施", Family.BRACKETED, "（十四）", "（十四）", "保障措施"),
        ("㈢附带", Family.BRACKETED, "（三）", "㈢", "附带"),
        ("1．夯实基础", Family.DIGIT, "1.", "1．", "夯实基础"),
        ("１、夯实基础", Family.DIGIT, "1.", "１、", "夯实基础"),
        ("13.深入推进", Family.DIGIT, "13.", "13.", "深入推进"),
        ("3.2024年工作", Family.DIGIT, "3.", "3.", "2024年工作"),
        ("(2)配套", Family.BRACKETED_DIGIT, "（2）", "(2)", "配套"),
        ("⑵配套", Family.BRACKETED_DIGIT, "（2）", "⑵", "配套"),
        ("③丙", Family.CIRCLED, "③", "③", "丙"),
        ("附件2", Family.ATTACHMENT, "附件2", "附件2", ""),
        ("附　件：", Family.ATTACHMENT, "附件", "附　件：", ""),
    ],
)
def test_markers_are_read(line: str, family: Family, canonical: str, raw: str, rest: str) -> None:
    """A marker gives its family, its one canonical form, what is printed, and where the text goes on."""
    marker = read_marker(line)

    assert marker is not None
    assert (family, canonical, raw, rest) == (
        marker.family,
        marker.canonical,
        marker.raw,
        line[marker.length :],
    )


@pytest.mark.parametrize(
    "line",
    [
        "第三条第二款规定的情形，适用本办法。",
        "第三章规定的程序",
        "第一部分所列的物项",
        "1.5亿元用于奖补。",
        "2023.5.18",
        "2023年工作要点",
        "一、二、三类单位",
        "二、三产业融合发展",
        "4月3日，全县召开会议",
        "第十四届人民代表大会",
        "第一、二、三卷",
        "（三）、（四）项规定的情形",
        "(BTX)建设",
        "二三、四五",
        "",
        "　",
    ],
)
def test_references_dates_and_numbers_are_no_markers(line: str) -> None:
    """What only looks like a marker is left alone."""
    assert read_marker(line) is None


def test_articles_without_a_space_are_read_when_told() -> None:
    """A file that lost its spaces is read by the caller's leave, and references still are none."""
    found = [read_marker(t, glued_articles=True) for t in ("第三条为了防汛", "第三条第二款规定")]

    assert [m.canonical if m else None for m in found] == ["第三条", None]


def test_inline_markers_are_found_where_sentences_begin() -> None:
    """一是, 第二， and 首先 count after punctuation, not inside words."""
    text = "比如,一是修堤，二是清淤。第二,要值守。首先，巡查。统一要求不算，三要真抓。"

    found = [(m.canonical, text[m.start]) for m in inline_markers(text)]

    assert found == [("一是", "一"), ("二是", "二"), ("第二，", "第"), ("首先", "首"), ("三要", "三")]


@given(st.text(alphabet="第一二十条章节之编、.．（）()1２３①附件 　是𠮷〔要，", max_size=20))
def test_no_line_raises_and_lengths_stay_inside(line: str) -> None:
    """Reading never fails, and a marker lies within its line."""
    marker = read_marker(line)

    assert marker is None or (0 < marker.length <= len(line) and marker.raw in line)
