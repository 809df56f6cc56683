"""The format of a file, from its bytes."""

import io
import re
import zipfile
import zlib
from enum import StrEnum

from parsing.decode import decode
from parsing.errors import FailureReason, ParseError
from parsing.ole import MAGIC, OleDirectory

HEAD_BYTES = 4096
WHITE_BYTES = b"\x00\x09\x0a\x0b\x0c\x0d\x20\xef\xbb\xbf\xfe\xff"


class Format(StrEnum):
    """The formats that are read."""

    CSV = "csv"
    DOC = "doc"  # Word 97 and later, WPS; .wps too
    DOCX = "docx"
    HTML = "html"
    IMAGE = "image"
    MAIL = "mail"
    MARKDOWN = "markdown"
    ODS = "ods"
    ODT = "odt"
    OFD = "ofd"
    OLD_DOC = "old_doc"  # Word 6 and 95
    PDF = "pdf"
    RTF = "rtf"
    TEXT = "text"
    XLS = "xls"
    XLSB = "xlsb"
    XLSX = "xlsx"
    ZIP = "zip"


NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff")  # signatures of pictures with which no text in any encoding begins
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
UNREAD_BY_SIGNATURE = (
    (b"7z\xbc\xaf", "这是 7z 压缩包，请解压后收录里面的文件，或另存为 .zip。"),
    (b"Rar!", "这是 RAR 压缩包，请解压后收录里面的文件，或另存为 .zip。"),
    (b"\x1f\x8b", "这是 gzip 压缩包，请解压后收录里面的文件，或另存为 .zip。"),
)
RTF = b"{\\rtf"
# Streams in the root of an OLE container.
ENCRYPTED_STREAMS = ("EncryptedPackage", "EncryptionInfo")
SHEET_STREAMS = ("Workbook", "Book")
UNREAD_OLE = (
    ("PowerPoint Document", "这是旧版演示文稿（.ppt），暂不能收录，请另存为 .pdf。"),
    ("__properties_version1.0", "这是 Outlook 邮件（.msg），暂不能收录，请另存为 .eml。"),
)
WORD_FLAGS = slice(10, 12)  # of the FIB, [MS-DOC] 2.5.2
WORD_ENCRYPTED = 0x0100
WORD_97 = 0x00C1
UNREAD_ARCHIVES = (
    ("ppt/presentation.xml", "这是演示文稿（.pptx），暂不能收录，请另存为 .pdf。"),
    ("visio/document.xml", "这是绘图（.vsdx），暂不能收录，请另存为 .pdf。"),
)
ENCRYPTED_OFD = "Encryptions.xml"
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": Format.ODT,
    b"application/vnd.oasis.opendocument.text-template": Format.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Format.ODS,
    b"application/vnd.oasis.opendocument.spreadsheet-template": Format.ODS,
}
MANIFEST_BYTES = 1 << 20
BY_PART = (
    ("OFD.xml", Format.OFD),
    ("xl/workbook.xml", Format.XLSX),
    ("xl/workbook.bin", Format.XLSB),
    ("word/document.xml", Format.DOCX),
)
MAIL_HEADERS = re.compile(
    r"^(?:from|to|subject|date|mime-version|received|message-id|return-path|content-type|reply-to|cc)[ \t]*:",
    re.I | re.M,
)
HEADER_LINE = re.compile(r"[!-9;-~]+[ \t]*:")
FEWEST_MAIL_HEADERS = 3
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
HTML_ANYWHERE = re.compile(r"\s*<[a-z][\s\S]*?<(?:p|div|table|span|br|td|font|h[1-6])\b", re.I)
HTML_NAMES = (".html", ".htm", ".shtml", ".xhtml")
MARKDOWN_NAMES = (".md", ".markdown", ".mdown")
TABLE_NAMES = (".csv", ".tsv")
MAIL_NAMES = (".eml", ".mht", ".mhtml")
CONTROL_SHARE = 0.02  # of the characters of a text that may be control characters


def detect(data: bytes, name: str) -> Format:
    """The format of the bytes; the name decides only between kinds of text. Raises ParseError for the others."""
    if not data.strip(WHITE_BYTES):
        raise ParseError(FailureReason.EMPTY)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _archive(data)
    if data.startswith(MAGIC):
        return _ole(data)
    if data.lstrip(WHITE_BYTES).startswith(RTF):
        return Format.RTF
    for signature, sentence in UNREAD_BY_SIGNATURE:
        if data.startswith(signature):
            raise ParseError(FailureReason.UNSUPPORTED, sentence)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Format.IMAGE
    if data.startswith(NO_TEXT) or (data.startswith(PICTURES) and b"\x00" in data[:HEAD_BYTES]):
        return Format.IMAGE
    return _text(data, name.lower())


def _archive(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _zipped(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise ParseError(FailureReason.DAMAGED) from error


def _zipped(archive: zipfile.ZipFile) -> Format:
    names = set(archive.namelist())
    for part, sentence in UNREAD_ARCHIVES:
        if part in names:
            raise ParseError(FailureReason.UNSUPPORTED, sentence)
    for part, form in BY_PART:
        if part in names:
            return form
    office = OPEN_DOCUMENT.get(_part_head(archive, "mimetype").strip())
    if office is not None:
        if b"encryption-data" in _part_head(archive, "META-INF/manifest.xml"):
            raise ParseError(FailureReason.ENCRYPTED)
        return office
    if ENCRYPTED_OFD in names:
        raise ParseError(FailureReason.ENCRYPTED)
    return Format.DOCX if "[Content_Types].xml" in names else Format.ZIP


def _part_head(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(MANIFEST_BYTES)
    except (KeyError, RuntimeError):  # missing or encrypted
        return b""


def _ole(data: bytes) -> Format:
    directory = OleDirectory(data)
    streams = directory.streams
    if any(_holds(name, directory, data) for name in ENCRYPTED_STREAMS):
        raise ParseError(FailureReason.ENCRYPTED)
    for stream, sentence in UNREAD_OLE:
        if stream in streams:
            raise ParseError(FailureReason.UNSUPPORTED, sentence)
    if "WordDocument" in streams:
        head = directory.head("WordDocument", 32)
        if int.from_bytes(head[WORD_FLAGS], "little") & WORD_ENCRYPTED:
            raise ParseError(FailureReason.ENCRYPTED)
        return Format.DOC if int.from_bytes(head[2:4], "little") >= WORD_97 else Format.OLD_DOC
    if any(name in streams for name in SHEET_STREAMS):
        return Format.XLS
    raise ParseError(FailureReason.UNSUPPORTED if streams else FailureReason.DAMAGED)


def _holds(name: str, directory: OleDirectory, data: bytes) -> bool:
    """Whether a stream is there; where the directory is broken, whether its name stands anywhere."""
    return name in directory.streams or (not directory.streams and name.encode("utf-16-le") in data)


def _text(data: bytes, name: str) -> Format:
    head = decode(data[:HEAD_BYTES], cut=True).text
    controls = sum(character < " " and character not in "\t\n\r\f\v\x1a" for character in head)
    if controls > CONTROL_SHARE * len(head):
        raise ParseError(FailureReason.UNSUPPORTED, "这是二进制文件，不是能收录的文档格式，请核对文件。")
    if _is_mail(head, name):
        return Format.MAIL
    if HTML_START.match(head) or (name.endswith(HTML_NAMES) and HTML_ANYWHERE.match(head)):
        return Format.HTML
    if name.endswith(TABLE_NAMES):
        return Format.CSV
    return Format.MARKDOWN if name.endswith(MARKDOWN_NAMES) else Format.TEXT


def _is_mail(head: str, name: str) -> bool:
    """Whether a text begins with the headers of a mail; a name that says so needs fewer of them."""
    if HEADER_LINE.match(head) is None:
        return False
    headers = re.split(r"\r?\n\r?\n", head, maxsplit=1)[0]
    known = {found.group().lower() for found in MAIL_HEADERS.finditer(headers)}
    return len(known) >= (1 if name.endswith(MAIL_NAMES) else FEWEST_MAIL_HEADERS)
