"""What the guarded child runs: finds the format in the bytes and hands them to its parser."""

from corpus.blocks import ParsedFile
from parsing.archive import parse_archive
from parsing.csv_table import parse_csv
from parsing.detect import Format, detect
from parsing.docx import parse_docx
from parsing.errors import FailureReason, ParseError
from parsing.html_page import parse_html
from parsing.images import parse_image
from parsing.limits import Limits
from parsing.mail import parse_mail
from parsing.markdown import parse_markdown
from parsing.ofd import parse_ofd
from parsing.office import OFFICE_FORMATS, needs_office
from parsing.pdf import parse_pdf
from parsing.plain import parse_plain
from parsing.sheets import parse_ods, parse_xls, parse_xlsb, parse_xlsx

# A new format is a member of Format, a line here, and a parser of this shape.
PARSERS = {
    Format.CSV: parse_csv,
    Format.DOCX: parse_docx,
    Format.HTML: parse_html,
    Format.IMAGE: parse_image,
    Format.MAIL: parse_mail,
    Format.MARKDOWN: parse_markdown,
    Format.ODS: parse_ods,
    Format.OFD: parse_ofd,
    Format.PDF: parse_pdf,
    Format.TEXT: parse_plain,
    Format.XLS: parse_xls,
    Format.XLSB: parse_xlsb,
    Format.XLSX: parse_xlsx,
    Format.ZIP: parse_archive,
}


def parse_bytes(data: bytes, name: str, limits: Limits) -> ParsedFile:
    """The blocks of a file's bytes; raises ParseError with the reason, NeedsConversion for LibreOffice."""
    form = detect(data, name)
    if form in OFFICE_FORMATS:
        raise needs_office(form)
    parsed = PARSERS[form](data, limits)
    if not parsed.blocks and not parsed.unread and not parsed.holds_files:
        raise ParseError(FailureReason.NO_TEXT, "文件里没有读到文字，请核对内容是否为空白或只有图片。")
    return parsed
