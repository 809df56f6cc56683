"""One good document of each format, made by code: the same invented notice, byte for byte the same each time."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from html import escape
from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from api_tests.malformed.archives import zipped
from api_tests.malformed.texts import PARAGRAPHS, ROWS, TITLE, plain

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFD = "http://www.ofdspec.org/2016"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CONVERT_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Sample:
    """A format by its file ending, how a good file of it is made, and whether reading one takes seconds."""

    suffix: str
    make: Callable[[], bytes]
    slow: bool = False
    needs_office: bool = False


def text(encoding: str = "utf-8") -> bytes:
    """Plain text."""
    return plain().encode(encoding)


def markdown() -> bytes:
    """A title, headings and a table."""
    lines = [f"## {line}" if line[1] == "、" else line for line in PARAGRAPHS]
    head, *rows = (f"| {' | '.join(row)} |" for row in ROWS)
    return "\n\n".join((f"# {TITLE}", *lines, "\n".join((head, "|--|--|--|--|", *rows)))).encode()


def html() -> bytes:
    """A page of a government site with menu, data table, article and script."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    body = "".join(f'<p style="text-indent:2em">{escape(line)}</p>' for line in PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}-龙潭县人民政府网站</title></head><body>'
        "<ul class=nav><li><a href=/>首页</a></li><li><a href=/zw>政务公开</a></li></ul><table>"
        "<tr><td>索 引 号：</td><td>00123/2031-5</td></tr><tr><td>发文机关：</td><td>龙潭县人民政府办公室</td></tr>"
        f'<tr><td>发文字号：</td><td>龙政办发〔2031〕15号</td></tr></table><div class="TRS_Editor"><h1>{TITLE}</h1>'
        f"{body}<ol><li>报送台账</li><li>按期整改</li></ol><table>{rows}</table></div>"
        "<script>document.write('无')</script></body></html>"
    ).encode()


def docx() -> bytes:
    """Styles, automatic numbers, a table, a note, a text box, a tracked change."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in PARAGRAPHS)
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>' for cell in row)}</w:tr>"
        for row in ROWS
    )
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="1"/><w:jc w:val="center"/></w:pPr><w:r><w:t>{TITLE}</w:t></w:r></w:p>{paragraphs}'
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>报送台账</w:t></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        "<w:p><w:del><w:r><w:delText>十万元</w:delText></w:r></w:del><w:ins><w:r><w:t>二十万元</w:t></w:r></w:ins></w:p>"
        f"<w:tbl>{rows}</w:tbl><w:sdt><w:sdtContent><w:p><w:r><w:txbxContent><w:p><w:r><w:t>县政府文件</w:t></w:r></w:p>"
        "</w:txbxContent></w:r></w:p></w:sdtContent></w:sdt>"
    )
    parts = {
        "document": f"<w:body>{body}</w:body>",
        "styles": '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>',
        "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        "footnotes": '<w:footnote w:id="2"><w:p><w:r><w:t>台账格式另发。</w:t></w:r></w:p></w:footnote>',
    }
    return zipped(
        {
            "[Content_Types].xml": _types(
                {
                    f"word/{name}.xml": f"{WORD_TYPE}.{name}{'.main' * (name == 'document')}+xml"
                    for name in parts
                }
            ),
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": _relations(
                *((name, f"{name}.xml") for name in parts if name != "document")
            ),
        }
        | {
            f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{content}</w:{name}>'
            for name, content in parts.items()
        }
    )


def _types(parts: dict[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{RELS_TYPE}"/>{overrides}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def pdf(encrypt: str | None = None, pages: int = 2) -> bytes:
    """Pages of text with a running head, in a font that is not embedded."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt, invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(72, 810, "龙潭县人民政府公报")
        for row, line in enumerate((TITLE, *PARAGRAPHS)):
            canvas.drawString(72, 760 - 28 * row, line)
        canvas.drawString(290, 30, f"- {number} -")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def ofd() -> bytes:
    """One page of text objects."""
    objects = "".join(
        f'<ofd:TextObject ID="{n + 10}" Boundary="20 {20 + 9 * n} 170 7" Font="2" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(line)} 5">{escape(line)}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate((TITLE, *PARAGRAPHS))
    )
    return zipped(
        {
            "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
            f"<ofd:Title>{TITLE}</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297'
            '</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" '
            'BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer ID="3">{objects}'
            "</ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def xlsx(rows: int = 3) -> bytes:
    """One sheet with text in its cells."""
    lines = [*ROWS, *((str(n), f"第{n}口井", "石桥乡", "8") for n in range(3, rows))]
    cells = "".join(
        f'<row r="{r}">{"".join(_cell(column, r, content) for column, content in zip("ABCD", line, strict=True))}</row>'
        for r, line in enumerate(lines, 1)
    )
    return workbook(f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>')


def _cell(column: str, row: int, content: str) -> str:
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{content}</t></is></c>'


def workbook(sheet: str) -> bytes:
    """An .xlsx of this sheet."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": _types(
                {
                    "xl/workbook.xml": f"{kind}.sheet.main+xml",
                    "xl/worksheets/sheet1.xml": f"{kind}.worksheet+xml",
                }
            ),
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="古井台账" sheetId="1" '
            'r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def csv() -> bytes:
    """The table with commas."""
    return "\n".join(
        ",".join(row) for row in (*ROWS, *((str(n), "石井", "石桥乡", "7") for n in range(3, 9)))
    ).encode()


def odt() -> bytes:
    """An OpenDocument text."""
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in (TITLE, *PARAGRAPHS))
    kind = "application/vnd.oasis.opendocument.text"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
            "content.xml": f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0" '
            f'office:version="1.2"><office:body><office:text>{paragraphs}</office:text></office:body>'
            "</office:document-content>",
        }
    )


def rtf() -> bytes:
    """Rich text with every Chinese character as an escape."""
    lines = "\\par\n".join("".join(_rich(c) for c in line) for line in (TITLE, *PARAGRAPHS))
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 SimSun;}}}}\n{lines}\\par}}".encode("ascii")


def _rich(character: str) -> str:
    if character < "\x80":
        return character
    codes = character.encode("utf-16-le")
    units = (int.from_bytes(codes[n : n + 2], "little", signed=True) for n in range(0, len(codes), 2))
    return "".join(f"\\u{unit}?" for unit in units)


def archive() -> bytes:
    """Documents in a zip file, one of them under a GBK name without the flag that says so."""
    data = zipped({"通知/正文.txt": text(), "通知/附件1.md": markdown(), "AAAAAA.txt": text("gb18030")})
    return data.replace(b"AAAAAA", "古井".encode("gb18030") + b"_1")


def mail() -> bytes:
    """A letter with an attachment, its headers encoded."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "县政府办 <office@longtan.example>", "各乡镇 <town@longtan.example>"
    message["Subject"] = TITLE
    message["Date"] = "Sat, 08 Mar 2031 09:00:00 +0800"
    message.set_content(plain(), charset="utf-8")
    message.add_attachment(text("gb18030"), maintype="text", subtype="plain", filename="附件.txt")
    message.set_boundary("=====龙潭".encode().hex())
    return message.as_bytes()


def picture(kind: str) -> bytes:
    """A small scan of two lines; the only letters a picture can show without a font file are Latin ones."""
    image = Image.new("L", (420, 90), 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(("LONGTAN OFFICE 2031 No.15", "WELLS 01-09 PROTECTED")):
        draw.text((12, 10 + 36 * row), line, fill=0, font_size=24)
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def by_office(suffix: str, source: Callable[[], bytes], source_suffix: str) -> bytes:
    """A file of an old format, as LibreOffice converts it from a new one."""
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder, f"a.{source_suffix}")
        original.write_bytes(source())
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            folder,
            str(original),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=CONVERT_SECONDS)
        return Path(folder, f"a.{suffix}").read_bytes()


SAMPLES = (
    Sample("txt", text),
    Sample("md", markdown),
    Sample("html", html),
    Sample("docx", docx),
    Sample("pdf", pdf),
    Sample("ofd", ofd),
    Sample("xlsx", xlsx),
    Sample("csv", csv),
    Sample("zip", archive),
    Sample("eml", mail),
    Sample("rtf", rtf, slow=True),
    Sample("odt", odt, slow=True),
    Sample("png", partial(picture, "PNG"), slow=True),
    Sample("jpg", partial(picture, "JPEG"), slow=True),
    Sample("tif", partial(picture, "TIFF"), slow=True),
    Sample("bmp", partial(picture, "BMP"), slow=True),
    Sample("doc", partial(by_office, "doc", docx, "docx"), slow=True, needs_office=True),
    Sample("wps", partial(by_office, "doc", docx, "docx"), slow=True, needs_office=True),
    Sample("xls", partial(by_office, "xls", xlsx, "xlsx"), needs_office=True),
)
"""Every format that is read or will be; a line more is a format more in every test of broken files."""


def made(sample: Sample) -> bytes | None:
    """A good file of a format; None where this machine has no program that writes it."""
    if sample.needs_office and shutil.which("soffice") is None:
        return None
    try:
        return sample.make()
    except (FileNotFoundError, subprocess.SubprocessError):  # LibreOffice without this filter
        return None
