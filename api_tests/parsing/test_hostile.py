"""Hostile, broken and foreign files end with the true reason, within the limits; a good file is read afterwards."""

import io
import random
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from makers import W, docx, many_pages, ole, paragraph, pdf
from ole_makers import container, word
from reportlab.pdfgen.canvas import Canvas

from corpus.blocks import ParsedFile
from parsing.errors import ParseError

Reason = Callable[[bytes | str, str], str]
LONGEST_SECONDS = 35  # the limit of processor time and some


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_document(xml: str) -> bytes:
    """A .docx whose main part is this XML."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def lying_size() -> bytes:
    """A .docx that claims its bomb is 100 bytes long."""
    data = bytearray(with_document(f'<w:document xmlns:w="{W}">' + " " * 70_000_000 + "</w:document>"))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    return bytes(data)


def swollen_pdf() -> bytes:
    """A PDF whose page content is 40 MB of operators in some 40 kB."""
    squeezer = zlib.compressobj(9)
    stream = b"".join(squeezer.compress(b"q " * 500_000) for _ in range(40)) + squeezer.flush()
    out = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    out += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    out += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (len(stream), stream)
    return out + b"trailer<</Root 1 0 R>>\n%%EOF"


def nested_mail(depth: int) -> bytes:
    """A mail whose parts hold parts, to this depth."""
    heads = "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\r\nMIME-Version: 1.0\r\nFrom: a\r\n\r\n--{n}\r\n'
        for n in range(depth)
    )
    return heads.encode()


def page(canvas: Canvas) -> None:
    """One line of text."""
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(72, 700, "关于做好今冬明春农田水利建设工作的通知（龙政发〔2031〕5号）")
    canvas.showPage()


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
CASES = {
    "bomb.docx": (lambda: with_document(f'<w:document xmlns:w="{W}">' + " " * 40_000_000), {"hostile"}),
    "lie.docx": (lying_size, {"hostile", "damaged"}),
    "laugh.docx": (
        lambda: with_document(
            f'<!DOCTYPE d [<!ENTITY a0 "哈">{LAUGHS}]><w:document xmlns:w="{W}">&a9;</w:document>'
        ),
        {"hostile"},
    ),
    "xxe.docx": (
        lambda: with_document(
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{W}"><w:body>'
            "<w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
        ),
        {"hostile"},
    ),
    "utf16dtd.docx": (
        lambda: zipped(
            {
                "[Content_Types].xml": b"<Types/>",
                "word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]>'
                f'<w:document xmlns:w="{W}"><w:body/></w:document>'.encode("utf-16"),
            }
        ),
        {"hostile"},
    ),
    "deep.docx": (lambda: docx("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000), {"hostile"}),
    "nobody.docx": (lambda: with_document(f'<w:document xmlns:w="{W}"/>'), {"damaged"}),
    "noxml.docx": (lambda: with_document("这不是 XML"), {"damaged"}),
    "truncated.docx": (lambda: docx(paragraph("断头文件") * 300)[:-100], {"damaged"}),
    "blank.docx": (lambda: docx("<w:p/>"), {"no_text"}),
    "locked.docx": (lambda: ole("EncryptedPackage"), {"encrypted"}),
    "old.docx": (lambda: ole("WordDocument"), {"damaged"}),
    "archive.docx": (lambda: zipped({"通知/附件一.txt": b"x"}), {"read"}),
    "deep.html": (lambda: b"<html>" + b"<div>" * 200_000, {"hostile"}),
    "angles.html": (lambda: b"<html>" + b"<" * 3_000_000, {"no_text", "read"}),
    "scripts.html": (lambda: b"<html>" + b"<script" * 500_000, {"no_text"}),
    "big.html": (lambda: b"<html><p>" + b"x" * 11_000_000, {"too_large"}),
    "pages.pdf": (lambda: many_pages(200_000), {"too_many_pages"}),
    "swollen.pdf": (swollen_pdf, {"memory", "crashed", "timeout", "no_text"}),
    "truncated.pdf": (lambda: pdf(page)[:400], {"damaged"}),
    "header.pdf": (lambda: b"%PDF-1.7\n", {"damaged"}),
    "locked.pdf": (lambda: pdf(page, encrypt="secret"), {"encrypted"}),
    "blank.pdf": (lambda: pdf(lambda canvas: canvas.showPage()), {"no_text"}),
    "random.docx": (lambda: random.Random(7).randbytes(20_000), {"unsupported"}),
    "random.pdf": (lambda: b"%PDF-1.4\n" + random.Random(8).randbytes(20_000), {"damaged"}),
    "random.txt": (lambda: random.Random(9).randbytes(20_000), {"unsupported"}),
    "picture.txt": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 50, {"damaged"}),
    "layout.ofd": (lambda: zipped({"OFD.xml": b"<OFD/>"}), {"no_text"}),
    "slides.docx": (lambda: zipped({"ppt/presentation.xml": b"<p/>"}), {"unsupported"}),
    "slides.ppt": (lambda: container("PowerPoint Document", b""), {"unsupported"}),
    "letter.msg": (lambda: container("__properties_version1.0", b""), {"unsupported"}),
    "locked.doc": (lambda: word(flags=0x0100), {"encrypted"}),
    "packed.7z": (lambda: b"7z\xbc\xaf\x27\x1c" + b"\x00" * 40, {"unsupported"}),
    "nested.eml": (lambda: nested_mail(2_000), {"read", "hostile", "no_text"}),
    "spaces.txt": (lambda: b" \r\n\t\x00\xef\xbb\xbf", {"empty"}),
    "nested.md": (lambda: b"> " * 20_000 + "套".encode(), {"read", "hostile", "no_text"}),
    "brackets.md": (lambda: b"[" * 20_000 + b"](" * 10_000, {"read", "timeout"}),
    "quotes.md": (lambda: b"*a **b " * 30_000, {"read", "timeout"}),
}


SLOW = {"swollen.pdf", "brackets.md", "angles.html", "lie.docx", "quotes.md"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in CASES]
)
@pytest.mark.slow
def test_a_hostile_file_ends_with_its_reason(reason: Reason, name: str) -> None:
    """The reason is one of those that are true of the file; time is bounded; the next file is read."""
    make, expected = CASES[name]
    content = make()
    begin = time.monotonic()

    assert reason(content, name) in expected
    assert time.monotonic() - begin < LONGEST_SECONDS
    assert reason("云岭县２０３１年工作要点", "好文件.txt") == "read"


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.html", "a.md"])
def test_cut_files_never_escape(reason: Reason, name: str) -> None:
    """A file of each format cut at sixteen points is read in part or refused with a reason, never crashed."""
    whole = {
        "a.docx": docx(paragraph("第一条　为了保护古井，制定本规定。") * 40),
        "a.pdf": pdf(page),
        "a.html": "<html><body><p>第一条　为了保护古井，制定本规定。</p></body></html>".encode() * 20,
        "a.md": "# 古井保护规定\n\n第一条　为了保护古井，制定本规定。\n\n| 井 | 深 |\n|--|--|\n| 甲 | 9 |\n".encode()
        * 9,
    }[name]
    cuts = [len(whole) * part // 17 for part in range(1, 17)]

    assert {"crashed", "timeout", "memory"}.isdisjoint({reason(whole[:cut], name) for cut in cuts})


def test_the_content_decides_and_not_the_name(read: Callable[[bytes | str, str], ParsedFile]) -> None:
    """A PDF called .docx, a web page called .txt and a Word file called .pdf are read as what they are."""
    found = [
        read(pdf(page), "通知.docx"),
        read("<!DOCTYPE html><html><body><p>吉安镇公告</p></body></html>", "公告.txt"),
        read(docx(paragraph("吉安镇公告")), "公告.pdf"),
    ]

    assert [parsed.media_type for parsed in found] == [
        "application/pdf",
        "text/html",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ]


def test_refusals_say_what_to_do(read: Callable[[bytes | str, str], ParsedFile]) -> None:
    """An old presentation is refused with the way to convert it."""
    with pytest.raises(ParseError) as caught:
        read(container("PowerPoint Document", b""), "通知.ppt")

    assert str(caught.value) == "这是旧版演示文稿（.ppt），暂不能收录，请另存为 .pdf。"
