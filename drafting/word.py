"""A Word file written paragraph by paragraph, with footnotes, in the typography of GB/T 9704."""

from collections.abc import Sequence

from drafting.word_package import A4, MARGINS, package
from drafting.word_styles import Style
from drafting.word_xml import Footnote, Inline, Run, link_xml, paragraph_xml, run_xml

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
Content = str | Sequence[Inline]
"""What a paragraph or a cell holds: plain text, or runs and footnotes."""


class WordFile:
    """A file in the making: paragraphs and tables in order, saved at the end."""

    def __init__(self, title: str, *, landscape: bool = False) -> None:
        self._title, self._landscape = title, landscape
        self._body: list[str] = []
        self._notes: list[str] = []

    def add(self, content: Content, style: Style = Style.BODY) -> None:
        """Add a paragraph; a line break in its text breaks the line within it."""
        self._body.append(paragraph_xml(style, self._content(content)))

    def add_table(
        self, header: Sequence[str], rows: Sequence[Sequence[Content]], shares: Sequence[int]
    ) -> None:
        """Add a table whose header is repeated on each page; `shares` divide the width among the columns."""
        page = A4[1] if self._landscape else A4[0]
        room = page - MARGINS["left"] - MARGINS["right"]
        widths = [room * share // sum(shares) for share in shares]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(
            self._cell(name, width, Style.CELL_HEAD) for name, width in zip(header, widths, strict=True)
        )
        body = "".join(
            f"<w:tr>{''.join(self._cell(cell, width, Style.CELL) for cell, width in zip(row, widths, strict=True))}</w:tr>"
            for row in rows
        )
        self._body.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
        )
        self._body.append(paragraph_xml(Style.CELL, ""))  # two tables in a row would be one

    def save(self) -> bytes:
        """Give the file."""
        return package("".join(self._body), "".join(self._notes), self._title, landscape=self._landscape)

    def _content(self, content: Content) -> str:
        inlines = [Run(content)] if isinstance(content, str) else content
        return "".join(run_xml(one) if isinstance(one, Run) else self._note(one) for one in inlines)

    def _note(self, note: Footnote) -> str:
        number = len(self._notes) + 1
        mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        text = run_xml(Run(f" {note.text}")) + (link_xml(note.url) if note.url else "")
        self._notes.append(
            f'<w:footnote w:id="{number}">{paragraph_xml(Style.FOOTNOTE, mark + text)}</w:footnote>'
        )
        return (
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
            f'<w:footnoteReference w:id="{number}"/></w:r>'
        )

    def _cell(self, content: Content, width: int, style: Style) -> str:
        inner = paragraph_xml(style, self._content(content))
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'
