"""Word documents (.docx)."""

from lxml import etree

from corpus.blocks import ParsedFile
from parsing.docx_numbering import Numbering
from parsing.docx_package import Package, W, chain, children, value
from parsing.docx_styles import Styles
from parsing.docx_walker import Walker
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.titles import property_title

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EMBEDDED_WARNING = "文档嵌入了别的文件（altChunk），其中的文字没有读取。"
NOTE_KINDS = (("footnotes", "footnote"), ("endnotes", "endnote"))


def parse_docx(data: bytes, limits: Limits) -> ParsedFile:
    """Paragraphs as Word prints them: tracked changes accepted, automatic numbers and text boxes included.

    Headers and footers are left out; notes follow the paragraph that refers to them. Raises ParseError:
    encrypted, damaged, hostile.
    """
    package = Package(data, limits)
    body = chain(package.document(), "body")
    if body is None:
        raise ParseError(FailureReason.DAMAGED)
    walker = Walker(
        Styles(package.related("styles")), Numbering(package.related("numbering")), _notes(package)
    )
    embedded = next(body.iter(W + "altChunk"), None) is not None
    return ParsedFile(
        blocks=tuple(walker.blocks(body)),
        media_type=MEDIA_TYPE,
        line_based=False,
        title_hint=property_title(package.title()),
        warnings=(EMBEDDED_WARNING,) if embedded else (),
    )


def _notes(package: Package) -> dict[tuple[str, str], etree._Element]:
    """Footnotes and endnotes by kind and number, without the separators Word keeps among them."""
    return {
        (part, value(note, "id") or ""): note
        for part, tag in NOTE_KINDS
        for note in children(package.related(part), tag)
        if value(note, "type") in (None, "normal")
    }
