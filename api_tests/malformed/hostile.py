"""Files made to harm whoever reads them: bombs, loops, lies, endless depth. Small on disk, made when asked for."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from html import escape

from api_tests.malformed import samples
from api_tests.malformed.archives import linked, locked, lying, nested, zipped
from api_tests.malformed.texts import PARAGRAPHS, TITLE, plain

MEBIBYTE = 1 << 20
LAUGHS = '<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f"<!DOCTYPE d [{LAUGHS}]>"
READING = '<!DOCTYPE d [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>'
EMPTY_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def ole(*streams: str) -> bytes:
    """The head of an OLE container whose directory names these streams."""
    return EMPTY_OLE + b"".join(name.encode("utf-16-le") + b"\x00" * 64 for name in streams) + b"\x00" * 512


def word(body: str, head: str = "", method: int = zipfile.ZIP_DEFLATED, **parts: str) -> bytes:
    """A .docx of this body; `head` stands before its root element."""
    named = {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{samples.W}">{content}</w:{name}>'
        for name, content in parts.items()
    }
    document = f'{head}<w:document xmlns:w="{samples.W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **named}, method)


def run(text: str) -> str:
    """A paragraph of a .docx."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def swollen(mebibytes: int) -> bytes:
    """A .docx that unpacks to so much white space."""
    return word(" " * (mebibytes * MEBIBYTE))


def notes(fan: int, depth: int) -> bytes:
    """Notes that refer to notes: each to `fan` of the next, the last to the first."""

    def note(number: int) -> str:
        reference = f'<w:r><w:footnoteReference w:id="{(number + 1) % depth}"/></w:r>' * fan
        return f'<w:footnote w:id="{number}"><w:p><w:r><w:t>注</w:t></w:r>{reference}</w:p></w:footnote>'

    body = '<w:p><w:r><w:t>见注。</w:t></w:r><w:r><w:footnoteReference w:id="0"/></w:r></w:p>'
    return word(body, footnotes="".join(note(number) for number in range(depth)))


def merged_cells(rows: int, length: int) -> bytes:
    """A table whose long first cell is merged with all below."""
    cell = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = "<w:tr>{}" + "<w:tc><w:p/></w:tc></w:tr>"
    first = row.format(cell.format(' w:val="restart"', "长" * length))
    return word(f"<w:tbl>{first}{row.format(cell.format('', '')) * rows}</w:tbl>", method=zipfile.ZIP_STORED)


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a cross-reference table."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return (
        out
        + head
        + b"trailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, len(out))
    )


def page_tree(
    pages: bytes, page: bytes = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", *more: bytes
) -> bytes:
    """A PDF of this node of pages and this page."""
    return pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", pages, page, *more)


def many_pages(count: int) -> bytes:
    """So many pages, all the same one."""
    return page_tree(b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b"3 0 R " * count))


def page_of(content: bytes, box: bytes = b"[0 0 595 842]", packed: bool = True) -> bytes:
    """One page of this content."""
    stream = zlib.compress(content, 9) if packed else content
    filtered = b"/Filter/FlateDecode" if packed else b""
    return page_tree(
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>" % box,
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), filtered, stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def sheet_bomb(rows: int) -> bytes:
    """A sheet of so many rows in little space."""
    head, tail = f'<worksheet xmlns="{samples.SHEET}"><sheetData>', "</sheetData></worksheet>"
    return samples.workbook(head + '<row><c t="inlineStr"><is><t>井</t></is></c></row>' * rows + tail)


def bitmap(kind: bytes, width: int, height: int) -> bytes:
    """The head of a PNG that claims to be so large, with next to no data."""
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    chunks = (header, b"IDAT" + zlib.compress(b"\x00" * 4096), b"IEND")
    return kind + b"".join(
        (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") for chunk in chunks
    )


def ofd_of(pages: str, head: str = "", **parts: str) -> bytes:
    """An .ofd whose document lists these pages."""
    document = f'{head}<ofd:Document xmlns:ofd="{samples.OFD}"><ofd:Pages>{pages}</ofd:Pages></ofd:Document>'
    body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    root = f'<ofd:OFD xmlns:ofd="{samples.OFD}">{body}</ofd:OFD>'
    return zipped(
        {"OFD.xml": root, "Doc_0/Document.xml": document} | {f"Doc_0/{k}.xml": v for k, v in parts.items()}
    )


def ofd_page(content: str) -> str:
    """A page of an .ofd."""
    return f'<ofd:Page xmlns:ofd="{samples.OFD}"><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>'


def crowded(count: int) -> bytes:
    """A zip file of so many empty files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
    return buffer.getvalue()


def letters(depth: int) -> bytes:
    """Letters within letters."""
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return f"From: a@longtan.example\r\nSubject: 套\r\nMIME-Version: 1.0\r\n{head}Content-Type: text/plain\r\n\r\n字".encode()


def attached(name: str, data: bytes) -> bytes:
    """A letter with an attachment of this name."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = TITLE
    message.set_content("见附件。\n")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def web(body: str, head: str = "") -> bytes:
    """A web page."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


PAGE = "".join(f"<p>{escape(line)}</p>" for line in PARAGRAPHS)
PNG = b"\x89PNG\r\n\x1a\n"
LINE = "一、提高认识。各乡镇要落实责任,建立台账。\n"

HOSTILE: Mapping[str, Callable[[], bytes]] = {
    # packages of XML
    "bomb.docx": partial(swollen, 40),
    "lie.docx": lambda: lying(swollen(70), 100),
    "laughs.docx": lambda: word(run("&a9;"), LAUGHING),
    "outside.docx": lambda: word(run("&a9;"), READING),
    "utf16-dtd.docx": lambda: zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": f"{LAUGHING}<d>&a9;</d>".encode("utf-16")}
    ),
    "deep-tables.docx": lambda: word("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000),
    "deep-within-limit.docx": lambda: word(
        "<w:tbl><w:tr><w:tc>" * 80 + run("深") + "</w:tc></w:tr></w:tbl>" * 80
    ),
    "looping-notes.docx": lambda: notes(1, 2),
    "branching-notes.docx": lambda: notes(10, 12),
    "merged.docx": lambda: merged_cells(20_000, 20_000),
    "wide-table.docx": lambda: word(
        f"<w:tbl><w:tr>{f'<w:tc>{run(chr(0x4E95))}</w:tc>' * 50_000}</w:tr></w:tbl>"
    ),
    "numbers.docx": lambda: word(
        run("甲")
        + '<w:p><w:pPr><w:outlineLvl w:val="--5"/></w:pPr><w:r><w:sym w:char="110000"/><w:t>乙</w:t></w:r></w:p>'
    ),
    "no-body.docx": lambda: zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": f'<w:d xmlns:w="{samples.W}"/>'}
    ),
    "encrypted.docx": lambda: ole("EncryptedPackage", "EncryptionInfo"),
    "encrypted-parts.docx": lambda: locked(samples.docx()),
    "bzip.docx": lambda: zipped({"word/document.xml": word(run("井"))}, zipfile.ZIP_BZIP2),
    "lzma-broken.docx": lambda: _spoilt(zipped({"word/document.xml": b"<a/>" * 99}, zipfile.ZIP_LZMA)),
    "sheet-bomb.xlsx": partial(sheet_bomb, 1_000_000),
    "sheet-lie.xlsx": lambda: lying(sheet_bomb(1_000_000), 100),
    "far-cell.xlsx": lambda: samples.workbook(
        f'<worksheet xmlns="{samples.SHEET}"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    ),
    "laughs.xlsx": lambda: samples.workbook(f"{LAUGHING}<worksheet>&a9;</worksheet>"),
    "looping-pages.ofd": lambda: ofd_of('<ofd:Page ID="1" BaseLoc="Document.xml"/>' * 1000),
    "many-pages.ofd": lambda: ofd_of('<ofd:Page ID="1" BaseLoc="p.xml"/>' * 50_000, p=ofd_page("")),
    "outside.ofd": lambda: ofd_of('<ofd:Page ID="1" BaseLoc="../../../../etc/hostname"/>'),
    "laughs.ofd": lambda: ofd_of("&a9;", LAUGHING),
    "steps.ofd": lambda: ofd_of(
        '<ofd:Page ID="1" BaseLoc="p.xml"/>',
        p=ofd_page(
            '<ofd:TextObject Boundary="0 0 9 9" Size="5"><ofd:TextCode DeltaX="g 999999999 1">井</ofd:TextCode></ofd:TextObject>'
        ),
    ),
    "bomb.odt": lambda: zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b" " * (90 * MEBIBYTE)}
    ),
    # archives
    "bomb.zip": lambda: zipped({"大.txt": b"0" * (90 * MEBIBYTE)}),
    "lie.zip": lambda: lying(zipped({"大.txt": b"0" * (90 * MEBIBYTE)}), 10),
    "nested.zip": lambda: nested(12, plain().encode()),
    "slip.zip": lambda: zipped(
        {"../../../../逃.txt": plain("逃"), "/逃.txt": plain(), "C:\\逃.txt": plain(), "..\\逃": "x"}
    ),
    "link.zip": partial(linked, "通知.txt", "/etc/hostname"),
    "crowded.zip": partial(crowded, 30_000),
    "locked.zip": lambda: locked(samples.archive()),
    "long-name.zip": lambda: zipped({"长" * 20_000 + ".txt": plain()}),
    "twice.zip": lambda: zipped({"甲.txt": plain()}) + zipped({"甲.txt": plain("乙")}),
    "letters.eml": partial(letters, 2_000),
    "slip.eml": lambda: attached("../../../逃.txt", plain().encode()),
    "archive.eml": lambda: attached("套.zip", nested(6, plain().encode())),
    "headers.eml": lambda: (
        b"Subject: =?gb2312?B?" + b"x" * 100_000 + b"?=\r\n" * 3 + b"To: " + b"<" * 200_000 + b"\r\n\r\n"
    ),
    # pages
    "pages.pdf": partial(many_pages, 200_000),
    "looped.pdf": lambda: page_tree(b"<</Type/Pages/Count 2/Kids[2 0 R 3 0 R]/Parent 2 0 R>>"),
    "counted.pdf": lambda: page_tree(b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>"),
    "minus.pdf": lambda: page_tree(b"<</Type/Pages/Count -3/Kids[3 0 R]>>"),
    "stream.pdf": lambda: page_of(b"q " * (40 * MEBIBYTE)),
    "giant-box.pdf": lambda: page_of(b"BT /F 12 Tf 9 9 Td (Longtan) Tj ET", b"[-1e38 -1e38 1e38 1e38]"),
    "no-box.pdf": lambda: page_of(b"BT /F 12 Tf 9 9 Td (Longtan notice of wells) Tj ET", b"[0 0 0 0]"),
    "odd-numbers.pdf": lambda: page_of(
        b"BT /F 1e38 Tf 1e38 -1e38 Td (Longtan) Tj 1e38 0 0 1e38 0 0 Tm (x) Tj ET"
    ),
    "tiny-letters.pdf": lambda: page_of(b"BT /F 0.00001 Tf 9 9 Td (Longtan notice of all the wells) Tj ET"),
    "scattered.pdf": lambda: page_of(
        b"BT /F 4 Tf "
        + b"".join(b"1 0 0 1 %d %d Tm (w) Tj " % (7 * n % 590, 13 * n % 840) for n in range(60_000))
        + b"ET"
    ),
    "encrypted.pdf": lambda: samples.pdf(encrypt="古井"),
    "noise.pdf": lambda: b"%PDF-1.4\n" + random.Random(8).randbytes(20_000),
    # web pages and text
    "deep.html": lambda: web("<div>" * 200_000),
    "deep-within-limit.html": lambda: web("<div>" * 500 + PAGE),
    "hidden-depth.html": lambda: web("<p><font>" * 60_000 + PAGE),
    "angles.html": lambda: b"<html>" + b"<" * 3_000_000,
    "scripts.html": lambda: b"<html>" + b"<script" * 500_000,
    "table.html": lambda: web(
        "<table>" + f"<tr>{'<td rowspan=499 colspan=1>井</td>' * 199}</tr>" * 2_000 + "</table>"
    ),
    "frames.html": lambda: web("<table><tr><td>" * 150 + PAGE + "</table>" * 150),
    "list.html": lambda: web("<ol>" + "<li>井" * 60_000 + "</ol>"),
    "indent.html": lambda: web(
        '<p style="text-indent:-.">甲</p><p style="text-indent:1.2.3em">乙</p>' + PAGE
    ),
    "comments.html": lambda: b"<!--" * 300_000 + web(PAGE),
    "declared.html": lambda: web(PAGE, '<meta charset="utf-7">'),
    "one-line.txt": lambda: ("井" * 6_000_000).encode(),
    "many-lines.txt": lambda: ("井\n" * 1_000_000).encode(),
    "markers.txt": lambda: (LINE * 60_000).encode(),
    "brackets.txt": lambda: (TITLE + "\n" + "（" * 400_000 + "〔２０３１〕" * 60_000).encode(),
    "controls.txt": lambda: plain().encode() + bytes(range(32)) * 3,
    "surrogates.txt": lambda: (
        plain().encode("utf-16-le")[:200] + b"\x3d\xd8" * 30 + plain().encode("utf-16-le")
    ),
    "form-feeds.txt": lambda: "页\f".encode() * 5_000,
    "noise.txt": lambda: random.Random(9).randbytes(20_000),
    "spaces.txt": lambda: b" \r\n\t\x00\xef\xbb\xbf",
    "quotes.md": lambda: b"> " * 20_000 + "套".encode(),
    "stars.md": lambda: b"*a **b " * 12_000,
    "links.md": lambda: b"[" * 12_000 + b"](" * 6_000,
    "pipes.md": lambda: b"|" * 30_000 + b"\n" + b"|-" * 30_000 + b"\n" + b"|x" * 30_000,
    "lists.md": lambda: "".join(f"{' ' * 2 * n}- 项\n" for n in range(400)).encode(),
    # pictures and old formats
    "flood.png": partial(bitmap, PNG, 60_000, 60_000),
    "zero.png": partial(bitmap, PNG, 0, 0),
    "noise.png": lambda: PNG + random.Random(6).randbytes(20_000),
    "noise.jpg": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(5).randbytes(20_000),
    "noise.doc": lambda: ole("WordDocument", "1Table") + random.Random(4).randbytes(20_000),
    "noise.xls": lambda: ole("Workbook") + random.Random(3).randbytes(20_000),
    "braces.rtf": lambda: b"{\\rtf1" + b"{" * 100_000,
    "binary.rtf": lambda: b"{\\rtf1 \\bin2147483647 x}",
    "random.docx": lambda: random.Random(7).randbytes(20_000),
}
"""File name to its maker. What each must end with is the business of the tests of its parser."""


def _spoilt(data: bytes) -> bytes:
    changed = bytearray(data)
    start = changed.index(b"word/document.xml") + len(b"word/document.xml")
    changed[start : start + 12] = b"\xff" * 12
    return bytes(changed)
