"""What the guarded child runs: finds the format in the bytes and hands them to its parser."""

from corpus.blocks import ParsedFile
from parsing.detect import Format, detect
from parsing.docx import parse_docx
from parsing.errors import FailureReason, ParseError
from parsing.html_page import parse_html
from parsing.limits import Limits
from parsing.markdown import parse_markdown
from parsing.pdf import parse_pdf
from parsing.plain import parse_plain

# A new format is a member of Format, a line here, and a parser of this shape.
PARSERS = {
    Format.DOCX: parse_docx,
    Format.HTML: parse_html,
    Format.MARKDOWN: parse_markdown,
    Format.PDF: parse_pdf,
    Format.TEXT: parse_plain,
}


def parse_bytes(data: bytes, name: str, limits: Limits) -> ParsedFile:
    """The blocks of a file's bytes; raises ParseError with the reason."""
    parsed = PARSERS[detect(data, name)](data, limits)
    if not parsed.blocks:
        raise ParseError(FailureReason.NO_TEXT, "文件里没有读到文字，请核对内容是否为空白或只有图片。")
    return parsed
