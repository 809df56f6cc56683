"""The format of a file, from its bytes."""

import io
import re
import zipfile
from enum import StrEnum

from parsing.decode import decode
from parsing.errors import FailureReason, ParseError

HEAD_BYTES = 4096
WHITE_BYTES = b"\x00\x09\x0a\x0b\x0c\x0d\x20\xef\xbb\xbf\xfe\xff"


class Format(StrEnum):
    """The formats that are read."""

    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "markdown"
    PDF = "pdf"
    TEXT = "text"


PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNREAD_BY_SIGNATURE = (
    (b"{\\rtf", "这是 .rtf 文档，暂不能直接收录，请用 Word 或 WPS 打开后另存为 .docx。"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后收录里面的文件。"),
    (b"Rar!", "这是压缩包，请解压后收录里面的文件。"),
    (b"\x1f\x8b", "这是压缩包，请解压后收录里面的文件。"),
)
PICTURE_SENTENCE = "这是图片，暂不能收录，请先做文字识别（OCR），另存为带文字的 .pdf 或 .txt。"
# Streams of an OLE container, as their names stand in its directory.
UNREAD_OLE = (
    ("WordDocument", "这是旧版 Word（.doc）或 WPS 文档，请用 Word 或 WPS 打开后另存为 .docx 再收录。"),
    ("Workbook", "这是旧版 Excel 表格（.xls），暂不能收录，请另存为 .pdf 或 .txt。"),
    ("PowerPoint Document", "这是旧版演示文稿（.ppt），暂不能收录，请另存为 .pdf。"),
)
UNREAD_ARCHIVES = (
    ("OFD.xml", "这是 .ofd 版式文件，暂不能收录，请导出为带文字的 .pdf。"),
    ("xl/workbook.xml", "这是 Excel 表格（.xlsx），暂不能收录，请另存为 .pdf 或 .txt。"),
    ("ppt/presentation.xml", "这是演示文稿（.pptx），暂不能收录，请另存为 .pdf。"),
    ("content.xml", "这是 .odt 一类的文档，暂不能收录，请另存为 .docx。"),
)
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
HTML_ANYWHERE = re.compile(r"\s*<[a-z][\s\S]*?<(?:p|div|table|span|br|td|font|h[1-6])\b", re.I)
HTML_NAMES = (".html", ".htm", ".shtml", ".xhtml")
MARKDOWN_NAMES = (".md", ".markdown", ".mdown")
CONTROL_SHARE = 0.02  # of the characters of a text that may be control characters


def detect(data: bytes, name: str) -> Format:
    """The format of the bytes; the name decides only between kinds of text. Raises ParseError for the others."""
    if not data.strip(WHITE_BYTES):
        raise ParseError(FailureReason.EMPTY)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _archive(data)
    if data.startswith(OLE):
        raise _ole(data)
    for signature, sentence in UNREAD_BY_SIGNATURE:
        if data.startswith(signature):
            raise ParseError(FailureReason.UNSUPPORTED, sentence)
    if data.startswith(PICTURES) and b"\x00" in data[:HEAD_BYTES]:
        raise ParseError(FailureReason.UNSUPPORTED, PICTURE_SENTENCE)
    return _text(data, name.lower())


def _archive(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ParseError(FailureReason.DAMAGED) from error
    for part, sentence in UNREAD_ARCHIVES:
        if part in names:
            raise ParseError(FailureReason.UNSUPPORTED, sentence)
    if "word/document.xml" in names or "[Content_Types].xml" in names:
        return Format.DOCX
    raise ParseError(FailureReason.UNSUPPORTED, "这是压缩包，请解压后收录里面的文件。")


def _ole(data: bytes) -> ParseError:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return ParseError(FailureReason.ENCRYPTED)
    for stream, sentence in UNREAD_OLE:
        if holds(stream):
            return ParseError(FailureReason.UNSUPPORTED, sentence)
    return ParseError(FailureReason.UNSUPPORTED)


def _text(data: bytes, name: str) -> Format:
    head = decode(data[:HEAD_BYTES], cut=True).text
    controls = sum(character < " " and character not in "\t\n\r\f\v\x1a" for character in head)
    if controls > CONTROL_SHARE * len(head):
        raise ParseError(FailureReason.UNSUPPORTED, "这是二进制文件，不是能收录的文档格式，请核对文件。")
    if HTML_START.match(head) or (name.endswith(HTML_NAMES) and HTML_ANYWHERE.match(head)):
        return Format.HTML
    return Format.MARKDOWN if name.endswith(MARKDOWN_NAMES) else Format.TEXT
