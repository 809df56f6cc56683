"""The look of our Word files: fonts with fallbacks and styles after GB/T 9704-2012 (党政机关公文格式).

Sizes are in half points (3号 = 32, 2号 = 44), lengths in twentieths of a point.
"""

from dataclasses import dataclass
from enum import StrEnum

from drafting.word_xml import HEADER, NAMESPACES

LINE_PITCH = 579
"""28.95 points: 22 lines fill the 225 mm that A4 leaves between margins of 37 and 35 mm."""
CHARACTER_SPACE = -5
"""A quarter point less: 28 characters of 16 points fill the 156 mm between margins of 28 and 26 mm.

It stands in the styles; of a grid of characters in the page LibreOffice makes something else than Word.
"""
CENTRED = '<w:jc w:val="center"/>'
EXACT = f'<w:spacing w:line="{LINE_PITCH}" w:lineRule="exact"/>'


class Style(StrEnum):
    """The paragraph styles, by the id that Word knows them by."""

    TITLE = "Title"
    SUBTITLE = "Subtitle"
    BODY = "Normal"
    HEADING_1 = "Heading1"
    HEADING_2 = "Heading2"
    HEADING_3 = "Heading3"
    HEADING_4 = "Heading4"
    REMARK = "Remark"
    CELL = "TableText"
    CELL_HEAD = "TableHead"
    FOOTNOTE = "FootnoteText"
    PAGE_ODD = "PageNumber"
    PAGE_EVEN = "PageNumberEven"


HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)


@dataclass(frozen=True, slots=True)
class Font:
    """A font with what takes its place where it is not installed, in order."""

    name: str
    instead: tuple[str, ...]
    family: str
    panose: str


TITLE_FONT = Font(
    "方正小标宋简体",
    ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "华文中宋", "STZhongsong", "宋体", "Noto Serif CJK SC"),
    "auto",
    "03000509000000000000",
)
HEI = Font("黑体", ("SimHei", "华文黑体", "思源黑体", "Noto Sans CJK SC"), "modern", "02010609060101010101")
KAI = Font(
    "楷体_GB2312",
    ("楷体", "KaiTi", "华文楷体", "STKaiti", "Noto Serif CJK SC"),
    "modern",
    "02010609030101010101",
)
FANG = Font(
    "仿宋_GB2312",
    ("仿宋", "FangSong", "华文仿宋", "STFangsong", "Noto Serif CJK SC"),
    "modern",
    "02010609030101010101",
)
SONG = Font("宋体", ("SimSun", "华文宋体", "Noto Serif CJK SC"), "auto", "02010600030101010101")
FONTS = (TITLE_FONT, HEI, KAI, FANG, SONG)
LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class _Look:
    """One style. `paragraph` are its properties in the order of the schema; `level` is its outline level."""

    style: Style
    name: str
    font: Font
    size: int
    paragraph: str
    bold: bool = False
    level: int | None = None
    latin: str | None = LATIN


_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_KEEP = "<w:keepNext/>"
_TITLE = (
    f'{_KEEP}<w:snapToGrid w:val="0"/><w:spacing w:after="{LINE_PITCH}" w:line="660" w:lineRule="exact"/>'
    f"{_FLUSH}{CENTRED}"
)
_NOTE = (
    '<w:snapToGrid w:val="0"/><w:spacing w:line="260" w:lineRule="exact"/>'
    '<w:ind w:left="180" w:hanging="180" w:firstLineChars="0"/><w:jc w:val="left"/>'
)
_ODD = (
    '<w:snapToGrid w:val="0"/><w:ind w:rightChars="100" w:right="280" w:firstLineChars="0" w:firstLine="0"/>'
    '<w:jc w:val="right"/>'
)
_EVEN = (
    '<w:snapToGrid w:val="0"/><w:ind w:leftChars="100" w:left="280" w:firstLineChars="0" w:firstLine="0"/>'
    '<w:jc w:val="left"/>'
)
_CELL = f'<w:snapToGrid w:val="0"/><w:spacing w:line="360" w:lineRule="exact"/>{_FLUSH}'
_LOOKS = (
    _Look(Style.TITLE, "Title", TITLE_FONT, 44, _TITLE),
    _Look(Style.SUBTITLE, "Subtitle", KAI, 32, f"{EXACT}{_FLUSH}{CENTRED}"),
    _Look(Style.HEADING_1, "heading 1", HEI, 32, f"{_KEEP}{EXACT}{_INDENT}", level=0, latin=None),
    _Look(Style.HEADING_2, "heading 2", KAI, 32, f"{_KEEP}{EXACT}{_INDENT}", level=1),
    _Look(Style.HEADING_3, "heading 3", FANG, 32, f"{_KEEP}{EXACT}{_INDENT}", bold=True, level=2),
    _Look(Style.HEADING_4, "heading 4", FANG, 32, f"{_KEEP}{EXACT}{_INDENT}", level=3),
    _Look(Style.REMARK, "Remark", KAI, 28, f"{EXACT}{_INDENT}"),
    _Look(Style.CELL, "Table Text", FANG, 24, f'{_CELL}<w:jc w:val="left"/>'),
    _Look(Style.CELL_HEAD, "Table Head", HEI, 24, f"{_CELL}{CENTRED}", latin=None),
    _Look(Style.FOOTNOTE, "footnote text", SONG, 18, _NOTE),
    _Look(Style.PAGE_ODD, "Page Number Odd", SONG, 28, _ODD, latin=SONG.name),
    _Look(Style.PAGE_EVEN, "Page Number Even", SONG, 28, _EVEN, latin=SONG.name),
)  # fmt: skip


def styles_xml() -> str:
    """Give `word/styles.xml`."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANG, LATIN)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/>{EXACT}{_INDENT}<w:jc w:val="both"/></w:pPr>'
        f'<w:rPr><w:spacing w:val="{CHARACTER_SPACE}"/></w:rPr></w:style>'
    )
    mark = (
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return f"{HEADER}<w:styles {NAMESPACES}>{defaults}{normal}{''.join(map(_style, _LOOKS))}{mark}{table}</w:styles>"


def fonts_xml() -> str:
    """Give `word/fontTable.xml`: each font with those that may take its place."""
    return f"{HEADER}<w:fonts {NAMESPACES}>{''.join(map(_font, FONTS))}</w:fonts>"


def _style(look: _Look) -> str:
    level = "" if look.level is None else f'<w:outlineLvl w:val="{look.level}"/>'
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{look.style}"><w:name w:val="{look.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{look.paragraph}{level}</w:pPr>"
        f"<w:rPr>{_fonts(look.font, look.latin or look.font.name)}{bold}"
        f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/></w:rPr></w:style>'
    )


def _fonts(font: Font, latin: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:eastAsia="{font.name}" w:hAnsi="{latin}" w:cs="{latin}"/>'


def _font(font: Font) -> str:
    return (
        f'<w:font w:name="{font.name}"><w:altName w:val="{",".join(font.instead)}"/>'
        f'<w:panose1 w:val="{font.panose}"/><w:charset w:val="86"/><w:family w:val="{font.family}"/>'
        '<w:pitch w:val="default"/></w:font>'
    )
