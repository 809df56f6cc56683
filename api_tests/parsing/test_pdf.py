"""PDF files with a text layer."""

import pytest
from makers import pdf
from reportlab.pdfgen.canvas import Canvas

from api_tests.absent import absent
from corpus.blocks import Alignment, ParsedFile
from parsing.limits import Limits
from parsing.pdf import parse_pdf
from parsing.pdf_fonts import has_chinese_font

SIZE = 14
LEFT = [f"左栏第{n}行古井保护要人人参与" for n in "一二三四五六"]
RIGHT = [f"右栏第{n}行春耕生产要不误农时" for n in "一二三四五六"]


@pytest.fixture(autouse=True, scope="module")
def _chinese_font() -> None:
    """The pages embed no font, as many in use: what is read of them wants one of the machine's."""
    if not has_chinese_font():
        absent("a font for Chinese", "apt-get install fonts-wqy-microhei")


def read(draw: object) -> ParsedFile:
    """Draw and parse."""
    return parse_pdf(pdf(draw), Limits())  # type: ignore[arg-type]


def font(canvas: Canvas) -> None:
    """The font of all pages."""
    canvas.setFont("STSong-Light", SIZE)


def test_lines_of_a_notice_are_placed() -> None:
    """A centred title, a first line that stands in, the next at the margin, a signature at the right."""

    def draw(canvas: Canvas) -> None:
        font(canvas)
        canvas.drawCentredString(286, 720, "关于保护古井的通知")
        canvas.drawString(90 + 2 * SIZE, 680, "为了保护古井，现将有关事项通知如下，请各村认真执行一")
        canvas.drawString(90, 660, "下，不得有误，并将执行情况于２０３１年５月底前报县政府办")
        canvas.drawRightString(90 + 28 * SIZE, 620, "梅岭县人民政府〔印〕")
        canvas.showPage()

    parsed = read(draw)

    assert [(block.text, block.alignment) for block in parsed.blocks] == [
        ("关于保护古井的通知", Alignment.CENTER),
        ("为了保护古井，现将有关事项通知如下，请各村认真执行一", None),
        ("下，不得有误，并将执行情况于２０３１年５月底前报县政府办", None),
        ("梅岭县人民政府〔印〕", Alignment.RIGHT),
    ]
    assert [block.indent for block in parsed.blocks[1:3]] == [True, False]
    assert (parsed.line_based, parsed.pages) == (True, 1)


def test_columns_written_row_by_row_are_read_by_column() -> None:
    """Where the file jumps between two columns in each row, the left column comes first."""

    def draw(canvas: Canvas) -> None:
        font(canvas)
        for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            canvas.drawString(60, 700 - 20 * row, left)
            canvas.drawString(320, 700 - 20 * row, right)
        canvas.showPage()

    assert [block.text for block in read(draw).blocks] == LEFT + RIGHT


def test_columns_written_one_after_the_other_keep_their_order() -> None:
    """The order of the file stands where it is a reader's."""

    def draw(canvas: Canvas) -> None:
        font(canvas)
        for place, column in ((60, LEFT), (320, RIGHT)):
            for row, text in enumerate(column):
                canvas.drawString(place, 700 - 20 * row, text)
        canvas.showPage()

    blocks = read(draw).blocks

    assert [block.text for block in blocks] == LEFT + RIGHT
    assert {None} == {block.alignment for block in blocks}


def test_cells_of_a_row_are_one_line() -> None:
    """Pieces of a row that the file writes one after the other are joined by a space; tables stay rows."""

    def draw(canvas: Canvas) -> None:
        font(canvas)
        for row, cells in enumerate((("村", "户数", "备注"), ("东村", "12", "缺水"), ("西村", "9", "无"))):
            for place, text in zip((60, 250, 440), cells, strict=True):
                canvas.drawString(place, 700 - 20 * row, text)
        canvas.showPage()

    assert [block.text for block in read(draw).blocks] == ["村 户数 备注", "东村 12 缺水", "西村 9 无"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    """What repeats at the edge goes, digits aside; the printed number labels the page; text that repeats stays."""

    def draw(canvas: Canvas) -> None:
        for number in range(1, 5):
            font(canvas)
            canvas.drawString(60, 810, f"古井月刊2031年第{number}期")
            canvas.drawString(60, 500, "本页正文重复。")
            canvas.drawString(280, 30, f"— {number + 6} —")
            canvas.showPage()

    blocks = read(draw).blocks

    assert [("本页正文重复。", page, str(page + 6)) for page in range(1, 5)] == [
        (block.text, block.page, block.page_label) for block in blocks
    ]


def test_the_running_head_of_two_pages_is_left_out() -> None:
    """Two pages that say the same at their edges have a running head; what only one says there stays."""

    def draw(canvas: Canvas) -> None:
        for number in range(1, 3):
            font(canvas)
            canvas.drawString(60, 810, f"古井镇文件　第{number}册")
            canvas.drawString(60, 500, f"正文第{number}页。")
            canvas.showPage()

    def draw_apart(canvas: Canvas) -> None:
        for head in ("古井镇文件", "二、备足种子"):
            font(canvas)
            canvas.drawString(60, 810, head)
            canvas.showPage()

    assert ["正文第1页。", "正文第2页。"] == [block.text for block in read(draw).blocks]
    assert ["古井镇文件", "二、备足种子"] == [block.text for block in read(draw_apart).blocks]


def test_written_spaces_stay_and_spread_ones_do_not_come() -> None:
    """A space in the file is kept; characters spread over a line get none; Latin words are kept apart."""

    def draw(canvas: Canvas) -> None:
        font(canvas)
        canvas.drawString(60, 700, "第一条　保护古井，用 GB/T 9704 格式")
        text = canvas.beginText(60, 670)
        text.setCharSpace(4)
        text.textOut("两端对齐的一行")
        canvas.drawText(text)
        canvas.showPage()

    assert [block.text for block in read(draw).blocks] == [
        "第一条 保护古井，用 GB/T 9704 格式",
        "两端对齐的一行",
    ]


def test_turned_pages_and_watermarks() -> None:
    """A page written sideways is read upright; slanted watermarks are no text; false bold is no doubling."""

    def draw(canvas: Canvas) -> None:
        font(canvas)
        canvas.saveState()
        canvas.rotate(45)
        canvas.drawString(300, 200, "内部资料")
        canvas.restoreState()
        canvas.drawString(60, 700, "第一页正文，直排")
        canvas.drawString(60.4, 700, "第一页正文，直排")
        canvas.showPage()
        font(canvas)
        canvas.rotate(90)
        canvas.drawString(100, -100, "第二页上行，横排的表")
        canvas.drawString(100, -130, "第二页下行，横排的表")
        canvas.showPage()

    assert [block.text for block in read(draw).blocks] == [
        "第一页正文，直排",
        "第二页上行，横排的表",
        "第二页下行，横排的表",
    ]


def test_the_title_of_the_properties_is_a_hint() -> None:
    """The title that the file carries is taken."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle("梅岭县古井保护办法")
        font(canvas)
        canvas.drawString(60, 700, "正文。")
        canvas.showPage()

    assert read(draw).title_hint == "梅岭县古井保护办法"
