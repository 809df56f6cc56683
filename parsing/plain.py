"""Plain text: every line a block."""

from corpus.blocks import Block, ParsedFile
from parsing.clean import clean, split_lines
from parsing.decode import decode
from parsing.errors import FailureReason, ParseError
from parsing.limits import MEBIBYTE, Limits

MEDIA_TYPE = "text/plain"
INDENTS = ("\u3000\u3000", "    ", "\t", "\u3000 ", " \u3000", "\u00a0\u00a0\u00a0\u00a0")


def parse_plain(data: bytes, limits: Limits) -> ParsedFile:
    """One block a line that is not blank; form feeds end pages. Raises ParseError(too_large, unsupported)."""
    if len(data) > limits.text_bytes:
        most = limits.text_bytes // MEBIBYTE
        raise ParseError(FailureReason.TOO_LARGE, f"文本超过上限 {most} MB，请拆分后再收录。")
    decoded = decode(data)
    pages = decoded.text.split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()  # a form feed after the last page begins no other
    if len(pages) > limits.pages:
        raise ParseError(FailureReason.TOO_MANY_PAGES)
    return ParsedFile(
        blocks=tuple(
            Block(text, page=number if len(pages) > 1 else None, indent=line.startswith(INDENTS))
            for number, page in enumerate(pages, 1)
            for line in split_lines(page)
            if (text := clean(line))
        ),
        media_type=MEDIA_TYPE,
        line_based=True,
        pages=len(pages) if len(pages) > 1 else None,
        encoding=decoded.encoding,
        warnings=(decoded.warning,) if decoded.warning else (),
    )
