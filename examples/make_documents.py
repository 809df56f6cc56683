"""Make the .docx and .pdf examples from the texts in `examples/sources`, the same bytes each time.

Run it as `python examples/make_documents.py` after a change to a source. It needs reportlab, of the test extra.

A source is a text of lines: `= ` a title, `^ ` centred, `> ` to the right, `# ` and `## ` headings, `| a | b |` a
table row, `[^1]` a footnote whose text stands on a line `[^1]: `; all else is a paragraph.
"""

import re
import sys
import zipfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = {"= ": "title", "^ ": "center", "> ": "right", "# ": "heading1", "## ": "heading2", "| ": "row"}
MARKER = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[章条]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)　?"
)


@dataclass(frozen=True)
class Line:
    """One line of a source: its style, one of the values of `STYLES` or `body`, and its text."""

    style: str
    text: str

    @property
    def cells(self) -> list[str]:
        """The cells of a table row."""
        return [cell.strip() for cell in self.text.strip("| ").split("|")]


@dataclass(frozen=True)
class Source:
    """A source read: its lines, and the texts of its footnotes by number."""

    lines: tuple[Line, ...]
    notes: dict[str, str]


def read_source(path: Path) -> Source:
    """Read one source."""
    notes, lines = {}, []
    for text in path.read_text("utf-8").splitlines():
        if note := re.match(r"\[\^(\d+)\]: (.+)", text):
            notes[note[1]] = note[2]
        elif text.strip():
            lines.append(read_line(text))
    return Source(tuple(lines), notes)


def read_line(text: str) -> Line:
    """Tell the style of a line by how it begins."""
    for prefix, style in STYLES.items():
        if text.startswith(prefix):
            return Line(style, text.removeprefix(prefix))
    return Line("body", text.strip("　 "))


# --- .docx: WordprocessingML written by hand, so that numbering and notes are what Word itself would write


def docx_run(text: str) -> str:
    """Write text and the references to footnotes in it."""
    parts = re.split(r"\[\^(\d+)\]", text)
    runs = [
        f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{part}"/></w:r>'
        if place % 2
        else f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for place, part in enumerate(parts)
        if part
    ]
    return "".join(runs)


def docx_paragraph(line: Line, *, numbered: bool) -> str:
    """Write a paragraph; where `numbered`, Word counts its marker and the text does not hold it."""
    properties = {
        "title": '<w:pStyle w:val="Title"/>',
        "heading1": '<w:pStyle w:val="Heading1"/>',
        "heading2": '<w:pStyle w:val="Heading2"/>',
        "center": '<w:jc w:val="center"/>',
        "right": '<w:jc w:val="right"/>',
    }.get(line.style, "")
    text = line.text
    counter = docx_counter(line) if numbered else None
    if counter:
        text = MARKER.sub("", text)
        level, number = counter
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{docx_run(text)}</w:p>"


def docx_counter(line: Line) -> tuple[int, int] | None:
    """Tell level and list of the automatic number that stands for the marker of a line."""
    marker = MARKER.match(line.text)
    kind = marker[0].strip("　")[-1] if marker else ""
    if line.style not in {"heading1", "heading2"} and not (line.style == "body" and kind == "条"):
        return None
    return {"章": (0, 2), "条": (0, 3), "、": (0, 1), "）": (1, 1)}.get(kind)


def docx_table(rows: list[Line]) -> str:
    """Write a table with borders."""
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    cell = "<w:tc><w:tcPr/><w:p>{}</w:p></w:tc>"
    body = "".join(f"<w:tr>{''.join(cell.format(docx_run(c)) for c in row.cells)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr><w:tblBorders>{border}</w:tblBorders></w:tblPr>{body}</w:tbl>"


def docx_body(source: Source, *, numbered: bool) -> str:
    """Write word/document.xml."""
    parts = []
    for is_table, group in groupby(source.lines, lambda line: line.style == "row"):
        lines = list(group)
        parts += [docx_table(lines)] if is_table else [docx_paragraph(x, numbered=numbered) for x in lines]
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    return f"<w:document {WORD}><w:body>{''.join(parts)}{page}</w:body></w:document>"


def docx_numbering() -> str:
    """Write word/numbering.xml: 1 is 一、（一）, 2 is 第一章, 3 is 第一条."""
    lists = {1: ("%1、", "（%2）"), 2: ("第%1章　",), 3: ("第%1条　",)}
    level = (
        '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:suff w:val="nothing"/><w:lvlText w:val="{}"/></w:lvl>'
    )
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">'
        + "".join(level.format(depth, text) for depth, text in enumerate(texts))
        + "</w:abstractNum>"
        for key, texts in lists.items()
    )
    numbers = "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in lists)
    return f"<w:numbering {WORD}>{abstract}{numbers}</w:numbering>"


def docx_styles() -> str:
    """Write word/styles.xml: title, two levels of heading."""
    heading = (
        '<w:style w:type="paragraph" w:styleId="Heading{0}"><w:name w:val="heading {0}"/>'
        '<w:pPr><w:outlineLvl w:val="{1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
    )
    title = (
        '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>'
        '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>'
    )
    return f"<w:styles {WORD}>{title}{heading.format(1, 0)}{heading.format(2, 1)}</w:styles>"


def docx_notes(notes: dict[str, str]) -> str:
    """Write word/footnotes.xml with the two separators that Word expects."""
    separators = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0">'
        "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
    )
    texts = "".join(
        f'<w:footnote w:id="{key}"><w:p>{docx_run(text)}</w:p></w:footnote>' for key, text in notes.items()
    )
    return f"<w:footnotes {WORD}>{separators}{texts}</w:footnotes>"


def write_docx(source: Source, target: Path, *, numbered: bool) -> None:
    """Write a Word file whose parts carry a fixed date."""
    parts = {"styles": docx_styles(), "numbering": docx_numbering(), "footnotes": docx_notes(source.notes)}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{OFFICE}.{name}+xml"/>' for name in parts
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>' for name in parts
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{OFFICE}.document.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="document" '
        f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}'
        "</Relationships>",
        "word/document.xml": docx_body(source, numbered=numbered),
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')


# --- .pdf: a text layer in a font that is not embedded, running heads and page numbers


def write_pdf(source: Source, target: Path) -> None:
    """Write a PDF whose dates and identifiers are fixed."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=16, leading=29, wordWrap="CJK", firstLineIndent=32
    )
    styles = {
        "body": body,
        "title": ParagraphStyle("title", body, fontSize=22, leading=36, alignment=1, firstLineIndent=0),
        "center": ParagraphStyle("center", body, alignment=1, firstLineIndent=0),
        "right": ParagraphStyle("right", body, alignment=2, firstLineIndent=0),
        "heading1": ParagraphStyle("heading1", body, spaceBefore=8),
        "heading2": ParagraphStyle("heading2", body),
    }
    head = target.stem.split("-", 1)[1]

    def furnish(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 40, head)
        canvas.drawCentredString(A4[0] / 2, 40, f"— {template.page} —")

    template = SimpleDocTemplate(
        str(target), pagesize=A4, invariant=1, title=source.lines[0].text, topMargin=80
    )
    story = [Paragraph(escape(line.text), styles[line.style]) for line in source.lines]
    template.build(story, onFirstPage=furnish, onLaterPages=furnish)


FORMATS = {
    "07": "numbered",
    "11": "numbered",
    "12": "pdf",
    "13": "pdf",
    "14": "docx",
    "15": "docx",
    "23": "pdf",
}


def make(target_folder: Path) -> list[Path]:
    """Write every example that has a source into the folder; give their paths."""
    made = []
    for path in sorted((HERE / "sources").glob("*.txt")):
        form = FORMATS[path.name[:2]]
        target = target_folder / f"{path.stem}.{'pdf' if form == 'pdf' else 'docx'}"
        if form == "pdf":
            write_pdf(read_source(path), target)
        else:
            write_docx(read_source(path), target, numbered=form == "numbered")
        made.append(target)
    return made


if __name__ == "__main__":
    for made_path in make(HERE / "documents"):
        sys.stdout.write(f"{made_path.name}\n")
