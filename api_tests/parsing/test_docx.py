"""Word documents."""

from makers import cell, docx, paragraph, table, word_part

from corpus.blocks import Alignment, Block, BlockKind
from parsing.docx import parse_docx
from parsing.limits import Limits

NOTES = word_part(
    "footnotes",
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>横线</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>据《古井志》。</w:t></w:r></w:p></w:footnote>',
)
STYLES = word_part(
    "styles",
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="1"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>',
)


def texts(body: str, **parts: str) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in parse_docx(docx(body, **parts), Limits()).blocks]


def numbering(*levels: tuple[str, str], extra: str = "") -> str:
    """A list of levels, each a number format and a label pattern."""
    made = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for place, (form, pattern) in enumerate(levels)
    )
    return word_part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="7">{made}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        f"</w:lvlOverride></w:num>{extra}",
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_the_space_of_a_number_is_kept() -> None:
    """A full-width space at the end of the pattern stands between number and text, whatever follows the label."""
    part = numbering(("chineseCountingThousand", "第%1条\u3000"))

    assert texts(item("为了管理河道，制定本条例。"), numbering=part) == [
        "第一条\u3000为了管理河道，制定本条例。"
    ]


def test_automatic_numbers_are_printed() -> None:
    """Chinese numbers of several levels restart below each parent, run on across a gap, start anew when told."""
    part = numbering(
        ("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）"), ("decimal", "%1.%3")
    )
    body = (
        item("总则")
        + item("甲", 1)
        + item("乙", 1)
        + item("细", 2)
        + paragraph("间隔")
        + item("附则")
        + item("丙", 1)
        + item("补", 0, 2)
    )

    assert texts(body, numbering=part) == [
        "第一条 总则",
        "（一）甲",
        "（二）乙",
        "一.1 细",
        "间隔",
        "第二条 附则",
        "（一）丙",
        "第五条 补",
    ]


def test_tracked_changes_are_accepted() -> None:
    """Inserted text stands, deleted and moved-away text does not."""
    body = (
        "<w:p><w:r><w:t>每村补助</w:t></w:r><w:del><w:r><w:delText>十万元</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>二十万元</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>。</w:t></w:r></w:p>"
    )

    assert texts(body) == ["每村补助二十万元。"]


def test_text_boxes_controls_and_fields_are_read_once() -> None:
    """A red head in a text box comes before its paragraph, once; content controls and results of fields are text."""
    box = "<w:txbxContent>" + paragraph("梅岭县人民政府文件") + "</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent><w:t>梅政发〔2031〕5号</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('控件正文')}</w:sdtContent></w:sdt>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText><w:t>2031年</w:t></w:r>'
        "<w:sdt><w:sdtContent><w:r><w:t>5月</w:t></w:r></w:sdtContent></w:sdt><w:r><w:br/><w:t>换行</w:t></w:r></w:p>"
    )

    assert texts(body) == ["梅岭县人民政府文件", "梅政发〔2031〕5号", "控件正文", "2031年5月", "换行"]


def test_merged_cells_are_filled_and_frames_are_not_tables() -> None:
    """A cell merged downwards is repeated, one merged sideways stands once; deleted rows and frames are no rows."""
    merged = table(
        cell("村") + cell("户数", '<w:gridSpan w:val="2"/>'),
        cell("东村", '<w:vMerge w:val="restart"/>') + cell("12") + cell("９"),
        cell("", "<w:vMerge/>") + cell("3") + cell(""),
        "<w:trPr><w:del/></w:trPr>" + cell("删") + cell("行"),
    )
    parsed = parse_docx(docx(merged + table(cell("框中正文"))), Limits())

    assert [(block.text, block.table) for block in parsed.blocks] == [
        ("村\t户数", 1),
        ("东村\t12\t９", 1),
        ("东村\t3\t", 1),
        ("框中正文", None),
    ]


def test_notes_follow_their_paragraph() -> None:
    """A footnote is a note block after the paragraph that refers to it; separators are none."""
    body = '<w:p><w:r><w:t>古井始凿于宋。</w:t><w:footnoteReference w:id="1"/></w:r></w:p>' + paragraph(
        "又一段。"
    )
    parsed = parse_docx(docx(body, footnotes=NOTES), Limits())

    assert (
        Block("古井始凿于宋。"),
        Block("据《古井志》。", BlockKind.NOTE),
        Block("又一段。"),
    ) == parsed.blocks


def test_styles_give_level_and_place() -> None:
    """Outline levels are inherited, found by the name of the style, or set in the paragraph; 9 is body text."""
    body = (
        paragraph("标题", '<w:pStyle w:val="t"/>')
        + paragraph("一级", '<w:pStyle w:val="b"/>')
        + paragraph("二级", '<w:outlineLvl w:val="1"/>')
        + paragraph("正文", '<w:outlineLvl w:val="9"/><w:jc w:val="right"/><w:ind w:firstLineChars="200"/>')
    )
    parsed = parse_docx(docx(body, styles=STYLES), Limits())

    assert (
        Block("标题", BlockKind.HEADING),
        Block("一级", BlockKind.HEADING, style_level=1, alignment=Alignment.CENTER),
        Block("二级", BlockKind.HEADING, style_level=2),
        Block("正文", alignment=Alignment.RIGHT, indent=True),
    ) == parsed.blocks


def test_the_title_of_the_properties_is_a_hint() -> None:
    """A title is taken, what Word fills in by itself is not."""
    core = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></c>'

    assert (
        parse_docx(docx(paragraph("一"), core=core.format("梅岭县2031年工作要点")), Limits()).title_hint
        == "梅岭县2031年工作要点"
    )
    assert (
        None
        is parse_docx(docx(paragraph("一"), core=core.format("Microsoft Word - 文档1")), Limits()).title_hint
    )
