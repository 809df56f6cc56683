"""What the XML of an .xlsx says beside the values: how far its sheets reach, how their numbers are set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import normpath

from lxml import etree

from parsing.cell_values import BUILT_IN, NumberForm, number_form
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.zip_parts import ZipParts

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
PLACE = re.compile(rb'\br\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\']')
STYLE = re.compile(rb'\bs\s*=\s*["\'](\d{1,5})["\']')
DTD, HEAD_BYTES = b"<!DOCTYPE", 4096
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WorkbookForms:
    """For each sheet by name the forms of its numbers by (row, column), from 0; the title among the properties."""

    numbers: Mapping[str, Mapping[Place, NumberForm]]
    title: str | None


def read_forms(data: bytes, limits: Limits) -> WorkbookForms:
    """Read the package. Raises ParseError: damaged, encrypted, hostile (a sheet of absurd size or extent)."""
    parts = ZipParts(data, limits)
    styles = _styles(parts.xml(STYLES))
    targets = _targets(parts)
    numbers: dict[str, Mapping[Place, NumberForm]] = {}
    for sheet in _all(parts.xml(WORKBOOK), "sheet"):
        relation = sheet.get(RELATION_ID) or sheet.get(STRICT_RELATION_ID) or ""
        xml = parts.read(targets.get(relation, ""))
        if xml is not None:
            if DTD in xml[:HEAD_BYTES]:
                raise ParseError(FailureReason.HOSTILE)
            numbers[sheet.get("name") or ""] = _numbers(xml, styles, limits)
    parts.read("xl/sharedStrings.xml")  # for its size: the library would unpack it whole
    core = parts.xml("docProps/core.xml")
    return WorkbookForms(numbers, core.findtext(DC_TITLE) if core is not None else None)


def _numbers(xml: bytes, styles: Mapping[int, NumberForm], limits: Limits) -> dict[Place, NumberForm]:
    forms: dict[Place, NumberForm] = {}
    rows: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None
    for cell in CELL.finditer(xml):
        place = PLACE.search(cell.group(1))
        if place is None:
            continue
        row, column = int(place.group(2)) - 1, _column(place.group(1))
        rows = (min(rows[0], row), max(rows[1], row)) if rows else (row, row)
        columns = (min(columns[0], column), max(columns[1], column)) if columns else (column, column)
        style = STYLE.search(cell.group(1))
        if style is not None and (form := styles.get(int(style.group(1)))) is not None:
            forms[row, column] = form
    if rows and columns and (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) > limits.cells:
        raise ParseError(
            FailureReason.TOO_LARGE,
            f"工作表的范围超过上限 {limits.cells} 格（常因远处有零星内容），请删去多余的行列后再收录。",
        )
    return forms


def _styles(root: etree._Element | None) -> dict[int, NumberForm]:
    """The number form of each cell style that has a plain one other than the general."""
    codes = dict(BUILT_IN)
    for element in _all(root, "numFmt"):
        identifier = element.get("numFmtId") or ""
        if identifier.isdecimal() and len(identifier) < 10:
            codes[int(identifier)] = element.get("formatCode") or ""
    forms: dict[int, NumberForm] = {}
    for used in _all(root, "cellXfs")[:1]:
        for number, style in enumerate(_all(used, "xf")):
            identifier = style.get("numFmtId") or ""
            code = codes.get(int(identifier)) if identifier.isdecimal() and len(identifier) < 10 else None
            if code is not None and (form := number_form(code)) is not None:
                forms[number] = form
    return forms


def _targets(parts: ZipParts) -> dict[str, str]:
    targets: dict[str, str] = {}
    for relation in _all(parts.xml(RELATIONS), "Relationship"):
        target = relation.get("Target") or ""
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[relation.get("Id") or ""] = normpath(name)
    return targets


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _all(root: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if root is None else list(root.iter("{*}" + name))
