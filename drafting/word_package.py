"""The parts of a .docx file around its text, and the package that holds them."""

import io
import zipfile
from xml.sax.saxutils import escape

from drafting.word_styles import LINE_PITCH, Style, fonts_xml, styles_xml
from drafting.word_xml import HEADER, NAMESPACES, Run, clean, paragraph_xml, run_xml

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "styles": ("styles", "styles+xml"),
    "settings": ("settings", "settings+xml"),
    "fontTable": ("fontTable", "fontTable+xml"),
    "footnotes": ("footnotes", "footnotes+xml"),
    "footer1": ("footer", "footer+xml"),
    "footer2": ("footer", "footer+xml"),
}
"""Parts of the document by file name: the kind of their relationship, and of their content."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
A4 = (11906, 16838)
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588}
"""37, 26, 35 and 28 mm: the type area of 156 by 225 mm."""


def package(body: str, footnotes: str, title: str, *, landscape: bool = False) -> bytes:
    """Give the file: the same text gives the same bytes."""
    document = f"{HEADER}<w:document {NAMESPACES}><w:body>{body}{_section(landscape)}</w:body></w:document>"
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {
                f"{_OFFICE}/officeDocument": "word/document.xml",
                f"{_PACKAGE}/relationships/metadata/core-properties": "docProps/core.xml",
            }
        ),
        "docProps/core.xml": _properties(title),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _document_relationships(),
        "word/styles.xml": styles_xml(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": fonts_xml(),
        "word/footnotes.xml": _footnotes(footnotes),
        "word/footer1.xml": _footer(Style.PAGE_ODD),
        "word/footer2.xml": _footer(Style.PAGE_EVEN),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _section(landscape: bool) -> str:
    width, height = A4[::-1] if landscape else A4
    turned = ' w:orient="landscape"' if landscape else ""
    margins = " ".join(f'w:{side}="{twips}"' for side, twips in MARGINS.items())
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/>'
        '<w:footerReference w:type="even" r:id="footer2"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar {margins} w:header="851" w:footer="1304" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE_PITCH}"/></w:sectPr>'
    )


def _footer(style: Style) -> str:
    """Give the page number between dashes, on the outer side."""
    number = f'{run_xml(Run("— "))}<w:fldSimple w:instr=" PAGE ">{run_xml(Run("1"))}</w:fldSimple>{run_xml(Run(" —"))}'
    return f"{HEADER}<w:ftr {NAMESPACES}>{paragraph_xml(style, number)}</w:ftr>"


def _footnotes(notes: str) -> str:
    """Give the notes after the two that every file has: the line above them, and that of continued ones."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    return f"{HEADER}<w:footnotes {NAMESPACES}>{separators}{notes}</w:footnotes>"


def _settings() -> str:
    return (
        f'{HEADER}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _content_types() -> str:
    overrides = [("/word/document.xml", f"{_WORD}.document.main+xml")]
    overrides += [(f"/word/{name}.xml", f"{_WORD}.{kind}") for name, (_, kind) in _PARTS.items()]
    overrides.append(("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    named = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'{HEADER}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _document_relationships() -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, (kind, _) in _PARTS.items()
    )
    return f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _relationships(targets: dict[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _properties(title: str) -> str:
    return (
        f'{HEADER}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:creator>出处 Chuchu</dc:creator></cp:coreProperties>"
    )
