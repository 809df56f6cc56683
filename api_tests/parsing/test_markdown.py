"""Markdown files."""

from corpus.blocks import Block, BlockKind, Labelled
from parsing.limits import Limits
from parsing.markdown import parse_markdown
from parsing.markdown_masks import PLACEHOLDER, shield


def texts(source: str) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in parse_markdown(source.encode(), Limits()).blocks]


def test_a_law_is_read_as_printed() -> None:
    """Title, dates, chapters with their level, articles; the comment that ends the head is dropped."""
    source = (
        "# 梅岭县古井保护条例\n\n2031年5月4日 县人大通过\n\n<!-- INFO END -->\n\n"
        "## 第一章　总则\n\n第一条 为了<梅岭>，制定本条例。\n\n（一）井；\n"
    )
    parsed = parse_markdown(source.encode(), Limits())

    assert (
        Block("梅岭县古井保护条例", BlockKind.HEADING, style_level=1),
        Block("2031年5月4日 县人大通过"),
        Block("第一章　总则", BlockKind.HEADING, style_level=2),
        Block("第一条 为了<梅岭>，制定本条例。"),
        Block("（一）井；"),
    ) == parsed.blocks
    assert (parsed.title_hint, parsed.line_based) == ("梅岭县古井保护条例", False)


def test_numbers_stay_as_printed() -> None:
    """Numbered lists keep their numbers, bullets lose their ornament, escapes and marks are resolved."""
    source = "3. 抓**落实**\n4. 抓*督查*\n\n- 其他\n\n1.5亿元\n\n\\*注\\_一 [附件](http://x/a.doc) `码`"

    assert texts(source) == ["3. 抓落实", "4. 抓督查", "其他", "1.5亿元", "*注_一 附件 码"]


def test_masks_never_vanish() -> None:
    """Asterisks that stand for removed words stay, also where Markdown would pair them; bold loses its marks."""
    for line in (
        "学习***总书记重要讲话和***主席指示",
        "党的**大以来，**大报告提出",
        "***总书记强调",
        "**同志主持，**同志出席",
        "**同志和**同志出席",
        "县委**书记*****",
    ):
        assert [line] == texts(line)
    assert texts("**书记**带头，**新**思想，***粗斜***") == ["书记带头，新思想，粗斜"]


def test_soft_lines_are_paragraphs_unless_wrapped() -> None:
    """Short lines are paragraphs each; lines of one width without sentence ends are one wrapped paragraph."""
    wrapped = (
        "一二三四五六七八九十一二三四五六七八九十一二三四五六七\n"
        "八九十一二三四五六七八九十一二三四五六七八九十一二三四\n五六。"
    )

    assert texts("各位代表：\n现在报告工作。") == ["各位代表：", "现在报告工作。"]
    assert [wrapped.replace("\n", "")] == texts(wrapped)


def test_tables_quotes_and_indented_lines() -> None:
    """Rows are blocks with their table's number; quotes and lines that stand in are paragraphs."""
    source = (
        "| 井 | 深 |\n|---|---|\n| 甲 | 9米 |\n\n> 引文\n\n　　缩进一段\n\n    四个空格\n\n[附件]: 不是链接"
    )
    parsed = parse_markdown(source.encode(), Limits())

    assert [(block.text, block.table) for block in parsed.blocks] == [
        ("井\t深", 1),
        ("甲\t9米", 1),
        ("引文", None),
        ("缩进一段", None),
        ("四个空格", None),
        ("[附件]: 不是链接", None),
    ]


def test_front_matter_is_metadata() -> None:
    """A head between dashes gives title and labels and is no text."""
    parsed = parse_markdown("---\ntitle: 龙泉镇公告\n发文机关: 龙泉镇\n---\n正文。".encode(), Limits())

    assert ("龙泉镇公告", [Block("正文。")]) == (parsed.title_hint, list(parsed.blocks))
    assert (Labelled("title", "龙泉镇公告"), Labelled("发文机关", "龙泉镇")) == parsed.metadata


def test_a_saved_web_page_loses_its_menus() -> None:
    """Of a page saved by a reader service the article stays: from its title to its foot, with attachments."""
    source = (
        "Title: 龙泉镇春耕通知 - 龙泉镇人民政府网站\n\nURL Source: http://x/1.html\n\nMarkdown Content:\n"
        "[首页](http://x/)\n\n*   [公开](http://x/a)\n\n# 龙泉镇春耕通知\n\n[打印](javascript:void(0))\n\n各村：\n\n"
        "[附件.docx](http://x/a.docx)\n\n[更多](http://x/b)\n\n扫一扫在手机打开当前页\n\n版权所有\n"
    )
    parsed = parse_markdown(source.encode(), Limits())

    assert [block.text for block in parsed.blocks] == ["龙泉镇春耕通知", "各村：", "附件.docx"]
    assert ("龙泉镇春耕通知", (Labelled("URL Source", "http://x/1.html"),)) == (
        parsed.title_hint,
        parsed.metadata,
    )


def test_nothing_after_an_unclosed_comment_is_lost() -> None:
    """A comment that never ends hides nothing."""
    assert texts("前\n\n<!-- 未完\n后") == ["前", "<!-- 未完", "后"]


def test_rules_of_asterisks_are_rules() -> None:
    """A line of asterisks alone divides and is no mask."""
    assert shield("* * *") == "* * *"
    assert shield("***总书记") == PLACEHOLDER * 3 + "总书记"


def test_bold_beside_chinese_punctuation_is_bold() -> None:
    """CommonMark looks for spaces round words and leaves such asterisks standing; they are no part of the text."""
    assert texts("**（一）保障用地。**每年安排指标。\n\n按照**“四个确保”**执行") == [
        "（一）保障用地。每年安排指标。",
        "按照“四个确保”执行",
    ]
