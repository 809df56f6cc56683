"""Spreadsheets (.xlsx, .xlsb, .xls, .ods): each sheet a table under its name."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from corpus.blocks import Block, BlockKind, ParsedFile
from parsing.cell_values import NumberForm, shown
from parsing.clean import collapse
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.table_blocks import table_blocks
from parsing.titles import property_title
from parsing.xlsx_forms import Place, WorkbookForms, read_forms
from parsing.zip_parts import ZipParts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DEFAULT_NAME = re.compile(r"(?:sheet|工作表|table)\s*\d*", re.I)
MOST_COLUMNS = 200


def parse_xlsx(data: bytes, limits: Limits) -> ParsedFile:
    """Sheets with their numbers as they are set. Raises ParseError."""
    return _parse(data, XLSX, limits, read_forms(data, limits))


def parse_xlsb(data: bytes, limits: Limits) -> ParsedFile:
    """Sheets of the binary variant. Raises ParseError."""
    return _parse_zipped(data, XLSB, limits)


def parse_ods(data: bytes, limits: Limits) -> ParsedFile:
    """Sheets of an OpenDocument file. Raises ParseError."""
    return _parse_zipped(data, ODS, limits)


def parse_xls(data: bytes, limits: Limits) -> ParsedFile:
    """Sheets of an old workbook. Raises ParseError."""
    return _parse(data, XLS, limits, WorkbookForms({}, None))


def _parse_zipped(data: bytes, media_type: str, limits: Limits) -> ParsedFile:
    parts = ZipParts(data, limits)
    for name in parts.names:  # for their sizes: the library would unpack them without bounds
        if name.endswith((".xml", ".bin")):
            parts.read(name)
    return _parse(data, media_type, limits, WorkbookForms({}, None))


def _parse(data: bytes, media_type: str, limits: Limits, forms: WorkbookForms) -> ParsedFile:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            seen = [m.name for m in workbook.sheets_metadata if m.visible is SheetVisibleEnum.Visible]
            hidden = len(workbook.sheets_metadata) - len(seen)
            sheets = [(name, _rows(workbook, name, forms.numbers.get(name, {}), limits)) for name in seen]
    except PasswordError as error:
        raise ParseError(FailureReason.ENCRYPTED) from error
    except (CalamineError, ValueError, OSError) as error:
        raise ParseError(FailureReason.DAMAGED) from error
    return ParsedFile(
        blocks=tuple(_blocks([(name, rows) for name, rows in sheets if rows])),
        media_type=media_type,
        line_based=False,
        title_hint=property_title(forms.title),
        warnings=(f"有 {hidden} 个隐藏的工作表没有读取。",) if hidden else (),
    )


def _blocks(sheets: Sequence[tuple[str, list[list[str]]]]) -> Iterator[Block]:
    for table, (name, rows) in enumerate(sheets, 1):
        heading = collapse(name)
        if heading and (len(sheets) > 1 or DEFAULT_NAME.fullmatch(heading) is None):
            yield Block(heading, BlockKind.HEADING, style_level=1)
        yield from table_blocks(rows, table)


def _rows(
    workbook: CalamineWorkbook, name: str, forms: Mapping[Place, NumberForm], limits: Limits
) -> list[list[str]]:
    """The texts of a sheet's cells from its first row that holds any; cells merged with the one above have its text."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return []
    if sheet.height * sheet.width > limits.cells:
        raise ParseError(
            FailureReason.TOO_LARGE, f"工作表“{name}”超过上限 {limits.cells} 格，请拆分后再收录。"
        )
    top, left = sheet.start
    rows = [
        [
            shown(value, forms.get((top + down, left + across)))
            for across, value in enumerate(row[:MOST_COLUMNS])
        ]
        for down, row in enumerate(sheet.iter_rows())
    ]
    _fill_down(rows, sheet, top, left)
    return rows if any(map(any, rows)) else []


def _fill_down(rows: list[list[str]], sheet: CalamineSheet, top: int, left: int) -> None:
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        for row in range(first - top + 1, min(last - top + 1, len(rows))):
            if first >= top and left <= column < left + len(rows[row]):
                rows[row][column - left] = rows[first - top][column - left]
