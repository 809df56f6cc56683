"""The font that PDF files without their own are read by."""

from makers import pdf
from reportlab.pdfgen.canvas import Canvas

from parsing.limits import Limits
from parsing.pdf import parse_pdf
from parsing.pdf_fonts import has_chinese_font


def test_a_font_is_known_to_be_there_by_what_is_read_without_one() -> None:
    """The probe says what becomes of a single character in a font that the file does not hold."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(90, 700, "云泽省渡口管理办法")
        canvas.drawString(90, 660, "无")
        canvas.showPage()

    read = [block.text for block in parse_pdf(pdf(draw), Limits()).blocks]

    assert ("无" in read, "云泽省渡口管理办法" in read) == (has_chinese_font(), True)
