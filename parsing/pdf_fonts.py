"""Whether this machine has a font for Chinese: without one, PDF files that embed none lose characters in silence.

The PDF library takes a text of no extent for none: a single character without a glyph (a cell of a table: 无) is not
read at all. A font of the system's that has the glyph is enough, whichever it is.
"""

import pypdfium2

_TEXT = "<4E00>"  # 一, by its number in Unicode
_CONTENT = f"BT /F 12 Tf 20 20 Td {_TEXT} Tj ET"
_OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
    f"<< /Length {len(_CONTENT)} >>\nstream\n{_CONTENT}\nendstream",
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
    " /Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >>",
)


def has_chinese_font() -> bool:
    """Read a page of one character whose font is not embedded, and tell whether it is seen."""
    with pypdfium2.PdfDocument(_page()) as document:
        return bool(document[0].get_textpage().count_chars())


def _page() -> bytes:
    made = b"%PDF-1.4\n"
    places = []
    for number, written in enumerate(_OBJECTS, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{written}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(_OBJECTS) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + tail.encode("ascii")
