"""Web pages."""

from corpus.blocks import Alignment, Block, BlockKind, Labelled
from parsing.html_page import parse_html
from parsing.limits import Limits

PAGE = """<html><head><meta charset="utf-8"><title>龙泉镇春耕通知 - 龙泉镇人民政府门户网站</title>
<meta name="PubDate" content="2031-03-01 09:00"></head><body>
<div class="nav"><a href="/">首页</a></div><script>var x = "<p>脚本</p>";</script>
<table><tr><td><b>索 引 号：</b></td><td>LQ/2031-1</td><td>主题词：</td><td></td></tr>
<tr><td>发文机关：</td><td>龙泉镇</td><td>成文日期：</td><td>2031年2月28日</td></tr></table>
<table><tr><td id="UCAP-CONTENT"><p style="text-align: center;"><span>关于春耕</span>的通知</p>
<p align="center">龙政〔2031〕5号</p><p>&nbsp;</p><h2>一、时间</h2>
<p style="text-indent: 2em">　　各村　　从<b>３月</b>起<br>抓紧春耕，不误农时。</p>
<p style="display: none">抓紧春耕，不误农时。</p><div class="share">分享到：微信</div>
<ol><li>犁田</li><li>2.选种</li></ol>
<table><caption>种子</caption><tr><th>村</th><th>斤</th></tr><tr><td rowspan="2">东村</td><td>9</td></tr>
<tr><td>8</td></tr></table>
<p style="text-align:right">龙泉镇&nbsp;&nbsp;</p></td></tr></table>
<div class="footer">版权所有</div></body></html>"""


def read(source: str) -> tuple[Block, ...]:
    """The blocks of a page."""
    return parse_html(source.encode(), Limits()).blocks


def test_a_government_page_is_its_article() -> None:
    """Centred title, heading, broken lines, list numbers, table rows and signature; no menus, scripts, hidden text."""
    assert (
        Block("关于春耕的通知", alignment=Alignment.CENTER),
        Block("龙政〔2031〕5号", alignment=Alignment.CENTER),
        Block("一、时间", BlockKind.HEADING, style_level=2),
        Block("各村　　从３月起", indent=True),
        Block("抓紧春耕，不误农时。", indent=True),
        Block("1. 犁田"),
        Block("2.选种"),
        Block("种子", BlockKind.CAPTION),
        Block("村\t斤", BlockKind.TABLE_ROW, table=1),
        Block("东村\t9", BlockKind.TABLE_ROW, table=1),
        Block("东村\t8", BlockKind.TABLE_ROW, table=1),
        Block("龙泉镇", alignment=Alignment.RIGHT),
    ) == read(PAGE)


def test_the_data_table_is_metadata() -> None:
    """Labels come without spaces and colon, values as printed; empty ones are none; the title loses its site."""
    parsed = parse_html(PAGE.encode(), Limits())

    assert (
        Labelled("索引号", "LQ/2031-1"),
        Labelled("发文机关", "龙泉镇"),
        Labelled("成文日期", "2031年2月28日"),
        Labelled("PubDate", "2031-03-01 09:00"),
    ) == parsed.metadata
    assert (parsed.title_hint, parsed.line_based, parsed.media_type) == ("龙泉镇春耕通知", False, "text/html")


def test_a_data_table_inside_a_frame_is_metadata() -> None:
    """Sites frame the data table in a table that only sets out the page; the frame is not taken for it."""
    rows = "".join(
        f"<tr><td><b>{label}</b></td><td>{value}</td></tr>"
        for label, value in (
            ("标　　题：", "春耕通知"),
            ("发文机关：", "龙泉镇"),
            ("发布日期：", "2031年3月2日"),
        )
    )
    article = (
        "<table><tr><td id='zoom'><p>各村要抓紧春耕，不误农时，确保丰收，备足种子。</p></td></tr></table>"
    )
    source = f"<body><table><tr><td><table>{rows}</table></td></tr></table>{article}</body>"
    parsed = parse_html(source.encode(), Limits())

    assert (
        Labelled("标题", "春耕通知"),
        Labelled("发文机关", "龙泉镇"),
        Labelled("发布日期", "2031年3月2日"),
    ) == parsed.metadata
    assert ["各村要抓紧春耕，不误农时，确保丰收，备足种子。"] == [block.text for block in parsed.blocks]


def test_gb2312_pages_are_read_as_gb18030() -> None:
    """Characters beyond GB2312 in a page that declares it are read."""
    source = '<html><head><meta charset="gb2312"></head><body><p>犇镕㎡囍，朱镕基先生的题字在此展出。</p></body></html>'
    parsed = parse_html(source.encode("gb18030"), Limits())

    assert (parsed.encoding, [b.text for b in parsed.blocks]) == (
        "gb18030",
        ["犇镕㎡囍，朱镕基先生的题字在此展出。"],
    )


def test_an_unknown_page_is_found_by_its_sentences() -> None:
    """Without a known container the element that holds the sentences is the article."""
    menu = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(30))
    article = "<p>各村要抓紧春耕，不误农时，确保丰收。</p>" * 1 + "<p>一、备足种子、化肥，检修农机。</p>"
    page = f'<body><div><ul>{menu}</ul></div><div><div class="x7">{article}</div></div><div>电话：123</div></body>'

    assert [b.text for b in read(page)] == [
        "各村要抓紧春耕，不误农时，确保丰收。",
        "一、备足种子、化肥，检修农机。",
    ]


def test_a_second_copy_of_the_whole_text_is_dropped() -> None:
    """A page that holds its text twice, for screens and telephones, is read once."""
    article = "".join(f"<p>第{n}条　保护古井，人人有责。</p>" for n in "一二三四五")

    assert len(read(f"<body><div>{article}</div><div>{article}</div></body>")) == 5


def test_a_page_hidden_until_its_script_runs_is_read() -> None:
    """A body that is invisible at first is not hidden text."""
    page = '<body style="visibility: hidden"><p>保护古井，人人有责。</p></body>'

    assert [b.text for b in read(page)] == ["保护古井，人人有责。"]


def test_layout_tables_are_paragraphs() -> None:
    """A table of one column, or around other tables, only sets the page out."""
    inner = "<table><tr><td><p>第一段，正文。</p><p>第二段，正文。</p></td></tr></table>"
    page = f"<body><table><tr><td>{inner}</td></tr></table></body>"

    assert [(b.text, b.table) for b in read(page)] == [("第一段，正文。", None), ("第二段，正文。", None)]
