"""Zip packages made for the tests: OFD, spreadsheets, archives."""

import io
import struct
import zipfile
from collections.abc import Mapping

OFD_SPACE = "http://www.ofdspec.org/2016"
SHEET_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def gbk_zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file whose names are GBK bytes without a flag, as programs on Chinese Windows write them."""
    aliases = {f"name{number}".encode(): name for number, name in enumerate(parts)}
    data = zipped({alias.decode(): parts[name] for alias, name in aliases.items()}, zipfile.ZIP_STORED)
    for alias, name in aliases.items():
        data = _renamed(data, alias, name.encode("gbk"))
    return data


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The archive with one entry renamed; offsets of what follows are put right."""
    local = data.index(b"PK\x03\x04", 0)
    while data[local + 30 : local + 30 + len(old)] != old:
        local = data.index(b"PK\x03\x04", local + 4)
    grown = len(new) - len(old)
    data = (
        data[: local + 26]
        + struct.pack("<H", len(new))
        + data[local + 28 : local + 30]
        + new
        + data[local + 30 + len(old) :]
    )
    end = data.rindex(b"PK\x05\x06")
    central = struct.unpack_from("<I", data, end + 16)[0] + grown
    fixed = bytearray(data)
    place = central
    while fixed[place : place + 4] == b"PK\x01\x02":
        length, extra, comment = struct.unpack_from("<HHH", fixed, place + 28)
        offset = struct.unpack_from("<I", fixed, place + 42)[0]
        if offset > local:
            struct.pack_into("<I", fixed, place + 42, offset + grown)
        name = bytes(fixed[place + 46 : place + 46 + length])
        if name == old:
            struct.pack_into("<H", fixed, place + 28, len(new))
            fixed[place + 46 : place + 46 + length] = new
            length = len(new)
        place += 46 + length + extra + comment
    struct.pack_into("<II", fixed, place + 12, place - central, central)
    return bytes(fixed)


def text_object(text: str, x: float, y: float, size: float = 5, attributes: str = "", steps: str = "") -> str:
    """A line of an OFD page whose base line begins at (x, y) millimetres."""
    steps = steps or f"g {max(1, len(text) - 1)} {size}"
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} 170 {size}" Font="1" Size="{size}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_page(content: str, template: str = "") -> str:
    """A page of an OFD file."""
    used = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    return (
        f'<ofd:Page xmlns:ofd="{OFD_SPACE}">{used}<ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>'
        f'<ofd:Content><ofd:Layer ID="2">{content}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def ofd(*pages: str, template: str = "", base: str = "Pages/Page_{}/Content.xml", **parts: str) -> bytes:
    """An OFD file of these pages; other parts by name (`Doc_0/x.xml` is given as `Doc_0__x`)."""
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="{base.format(n)}"/>' for n in range(len(pages)))
    known = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    files = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD_SPACE}" Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD_SPACE}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>'
        f"0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{known}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    files |= {f"Doc_0/Pages/Page_{n}/Content.xml": page for n, page in enumerate(pages)}
    if template:
        files["Doc_0/Tpls/Tpl_0/Content.xml"] = template
    files |= {name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    return zipped(files)


def xlsx(
    sheets: Mapping[str, str], strings: str = "", styles: str = "", states: Mapping[str, str] | None = None
) -> bytes:
    """A workbook of sheets, each the XML of its sheetData and what follows it."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}" state="{(states or {}).get(name, "visible")}"/>'
        for n, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATION_SPACE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATION_SPACE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET_SPACE}" xmlns:r="{RELATION_SPACE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET_SPACE}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET_SPACE}">{strings}</sst>',
    }
    for n, content in enumerate(sheets.values(), 1):
        sheet = (
            content if content.startswith("<!") else f'<worksheet xmlns="{SHEET_SPACE}">{content}</worksheet>'
        )
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet
    return zipped(parts)


def cells(*rows: str) -> str:
    """The sheetData of rows of cells as XML."""
    return (
        "<sheetData>" + "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, 1)) + "</sheetData>"
    )


def text_cell(place: str, text: str) -> str:
    """A cell with its text in place."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def number_cell(place: str, value: float, style: int = 0) -> str:
    """A cell with a number."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
