"""Pieces of WordprocessingML: text made fit for XML, runs, paragraphs."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What XML 1.0 cannot hold, in any notation.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\t|\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `color` is six hexadecimal figures."""

    text: str
    bold: bool = False
    underline: bool = False
    strike: bool = False
    color: str | None = None
    highlight: bool = False


@dataclass(frozen=True, slots=True)
class Footnote:
    """A reference mark at this place, with its text at the foot of the page; `url` is a link at the text's end."""

    text: str
    url: str | None = None


Inline = Run | Footnote


def clean(text: str) -> str:
    """Give the text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def text_xml(text: str) -> str:
    """Give the text as content of a run: line breaks and tabs as their elements."""
    kept = clean(text)
    parts: list[str] = []
    at = 0
    for found in _BREAKS.finditer(kept):
        parts += [_plain(kept[at : found.start()]), "<w:tab/>" if found[0] == "\t" else "<w:br/>"]
        at = found.end()
    return "".join([*parts, _plain(kept[at:])])


def run_xml(run: Run) -> str:
    """Give a run. The hint makes “ ” and … East Asian, as wide as the characters around them."""
    looks = [
        '<w:rFonts w:hint="eastAsia"/>',
        "<w:b/><w:bCs/>" if run.bold else "",
        "<w:strike/>" if run.strike else "",
        f'<w:color w:val="{run.color}"/>' if run.color else "",
        '<w:highlight w:val="yellow"/>' if run.highlight else "",
        '<w:u w:val="single"/>' if run.underline else "",
    ]
    return f"<w:r><w:rPr>{''.join(looks)}</w:rPr>{text_xml(run.text)}</w:r>"


def link_xml(url: str) -> str:
    """Give a link that shows its address; a field, which needs no relationship of the part it stands in."""
    instruction = quoteattr(f' HYPERLINK "{clean(url).replace(chr(34), "%22")}" ')
    return f"<w:fldSimple w:instr={instruction}>{run_xml(Run(url, underline=True, color='1F4E79'))}</w:fldSimple>"


def paragraph_xml(style: str, content: str, extra: str = "") -> str:
    """Give a paragraph of a style; `extra` are further properties, in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{content}</w:p>'


def _plain(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
