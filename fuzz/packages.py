"""Office packages whose parts are the fuzzer's bytes: a bit flipped in a zip file would only spoil its checksum."""

import io
import zipfile

DIVIDER = b"\x00\x01\x00"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARTS = {
    "docx": (
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/footnotes.xml",
        "_rels/.rels",
    ),
    "ofd": ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"),
    "xlsx": ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"),
    "odt": ("content.xml", "META-INF/manifest.xml"),
}
"""The parts of each kind of package, in the order in which the input holds them."""


def joined(package: bytes, kind: str) -> bytes:
    """The parts of a real package as one input."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        there = set(archive.namelist())
        return DIVIDER.join(archive.read(name) if name in there else b"" for name in PARTS[kind])


def packed(data: bytes, kind: str) -> bytes:
    """A package whose parts are the pieces of an input; empty pieces are left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        for name, part in zip(PARTS[kind], data.split(DIVIDER), strict=False):
            if part:
                archive.writestr(name, part)
    return buffer.getvalue()
