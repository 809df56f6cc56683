"""Spreadsheets and tables in text: titles, headers, rows, and numbers as a person sees them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from ole_makers import container, xls
from package_makers import SHEET_SPACE, cells, number_cell, text_cell, xlsx, zipped

from corpus.blocks import BlockKind, ParsedFile
from parsing.cell_values import NumberForm, number_form, shown

Read = Callable[[bytes | str, str], ParsedFile]
Reason = Callable[[bytes | str, str], str]
STYLES = (
    '<numFmts count="1"><numFmt numFmtId="170" formatCode="#,##0.0_ "/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
)
FUNDS = cells(
    text_cell("A1", "云溪县２０３１年产业资金安排表"),
    text_cell("A2", "单位") + text_cell("B2", "金额") + text_cell("C2", "占比") + text_cell("D2", "日期"),
    text_cell("A4", "农业局")
    + number_cell("B4", 1234.56, 3)
    + number_cell("C4", 0.1255, 1)
    + number_cell("D4", 48000, 2),
    number_cell("B5", 3) + number_cell("C5", 0.1) + number_cell("D5", 48000.5, 2),
    text_cell("A6", "注：含朱堃、𠮷田两户"),
)


def told(parsed: ParsedFile) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in parsed.blocks]


def test_a_sheet_is_a_table_under_its_name(read: Read) -> None:
    """Name, title line, header, rows with merged cells filled down, note; numbers as they are set."""
    merged = '<mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="A4:A5"/></mergeCells>'
    parsed = read(xlsx({"资金": FUNDS.replace('r="3"', 'r="4"') + merged}, styles=STYLES), "资金.xlsx")

    assert told(parsed) == [
        ("heading", "资金"),
        ("paragraph", "云溪县２０３１年产业资金安排表"),
        ("table_row", "单位\t金额\t占比\t日期"),
        ("table_row", "农业局\t1,234.6\t12.55%\t2031-06-01"),
        ("table_row", "农业局\t3\t0.1\t2031-06-01 12:00"),
        ("paragraph", "注：含朱堃、𠮷田两户"),
    ]
    assert parsed.media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_empty_columns_cells_and_sheets_leave_no_trace(read: Read) -> None:
    """Columns empty throughout go, empty cells within a row stay, a default name of a lone sheet is no heading."""
    rows = cells(
        text_cell("B3", "村") + text_cell("D3", "户") + text_cell("E3", "备注"),
        text_cell("B4", "甲") + text_cell("E4", "无"),
        text_cell("B5", "乙"),
    )
    parsed = read(xlsx({"Sheet1": rows, "Sheet2": "<sheetData/>"}), "空.xlsx")

    assert told(parsed) == [("table_row", "村\t户\t备注"), ("table_row", "甲\t\t无"), ("paragraph", "乙")]


def test_hidden_sheets_are_named_in_a_warning(read: Read) -> None:
    """What a person does not see is not read, and that is said."""
    parsed = read(
        xlsx(
            {"甲": cells(text_cell("A1", "看得见")), "乙": cells(text_cell("A1", "看不见"))},
            states={"乙": "hidden"},
        ),
        "隐藏.xlsx",
    )

    assert ([("heading", "甲"), ("paragraph", "看得见")], ("有 1 个隐藏的工作表没有读取。",)) == (
        told(parsed),
        parsed.warnings,
    )


def test_an_old_workbook_is_read_by_its_content(read: Read) -> None:
    """A .xls that is called .doc is a table all the same."""
    parsed = read(xls("名单", [["姓名", "人数"], ["甲", 3.0], ["乙", 0.5]]), "名单.doc")

    assert told(parsed) == [
        ("heading", "名单"),
        ("table_row", "姓名\t人数"),
        ("table_row", "甲\t3"),
        ("table_row", "乙\t0.5"),
    ]
    assert parsed.media_type == "application/vnd.ms-excel"


def test_an_open_document_sheet_is_read(read: Read) -> None:
    """An .ods is known by its mimetype part."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    string = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" '
        f'xmlns:text="{office}text:1.0"><office:body><office:spreadsheet><table:table table:name="人口"><table:table-row>'
        f"{string.format('乡镇')}{string.format('人口')}</table:table-row><table:table-row>{string.format('龙泉')}"
        '<table:table-cell office:value-type="float" office:value="12"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    data = zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})
    parsed = read(data, "人口.ods")

    assert told(parsed) == [("heading", "人口"), ("table_row", "乡镇\t人口"), ("table_row", "龙泉\t12")]
    assert parsed.media_type == mimetype


@pytest.mark.parametrize(
    ("text", "name", "rows"),
    [
        (
            '部门,数量,备注\n农业局,３,"一、甲\n乙"\n水利局,4,\n',
            "a.csv",
            ["部门\t数量\t备注", "农业局\t３\t一、甲 乙", "水利局\t4"],
        ),
        ("部门\t数量\n农业局\t3,000\n", "a.csv", ["部门\t数量", "农业局\t3,000"]),
        ("\ufeff部门;数量\n农业局;3\n", "a.tsv", ["部门\t数量", "农业局\t3"]),
    ],
)
def test_tables_in_text_are_read_with_any_delimiter(
    read: Read, text: str, name: str, rows: list[str]
) -> None:
    """Comma, tab and semicolon; quoted cells on one line; in UTF-8 and in GB18030."""
    for encoding in ("utf-8", "gb18030"):
        parsed = read(
            text.encode(encoding) if encoding == "utf-8" else text.lstrip("\ufeff").encode(encoding), name
        )
        assert [block.text for block in parsed.blocks] == rows
        assert {block.kind for block in parsed.blocks} == {BlockKind.TABLE_ROW}


def test_prose_called_csv_is_prose(read: Read) -> None:
    """Where no delimiter divides the lines alike the file is read as plain text."""
    parsed = read("关于春耕的通知\n各镇，请抓好春耕，备足农资，按时上报。\n特此通知\n", "通知.csv")

    assert [block.kind for block in parsed.blocks] == [BlockKind.PARAGRAPH] * 3
    assert parsed.media_type == "text/plain"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (xlsx({"甲": "<sheetData>" + " " * 40_000_000 + "</sheetData>"}), "hostile"),
        (xlsx({"甲": cells(text_cell("A1", "近") + text_cell("XFD1048576", "远"))}), "too_large"),
        (xlsx({"甲": "<sheetData/>"}), "no_text"),
        (xlsx({"甲": f'<!DOCTYPE x [<!ENTITY y "z">]><worksheet xmlns="{SHEET_SPACE}"/>'}), "hostile"),
        (xlsx({"甲": cells(text_cell("A1", "断"))})[:-40], "damaged"),
        (container("EncryptedPackage", b"x"), "encrypted"),
        (container("Workbook", b"\x09\x08\x10\x00" + b"\xff" * 5000), "damaged"),
    ],
)
def test_sheets_that_cannot_be_read_say_why(reason: Reason, content: bytes, expected: str) -> None:
    """Bombs, sheets that reach absurdly far, empty, broken and encrypted ones end with the true reason."""
    assert reason(content, "表.xlsx") == expected


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (3.0, None, "3"),
        (0.1 + 0.2, None, "0.3"),
        (1e20, None, "1e+20"),
        (-0.5, NumberForm(0, percent=True), "-50%"),
        (1234567.891, NumberForm(2, thousands=True), "1,234,567.89"),
        (True, None, "TRUE"),
        (date(2031, 3, 5), None, "2031-03-05"),
        (datetime(2031, 3, 5), None, "2031-03-05"),
        (datetime(2031, 3, 5, 9, 30), None, "2031-03-05 09:30"),
        (time(9, 30), None, "09:30"),
        (timedelta(hours=30, minutes=5), None, "30:05:00"),
        ("一行\n二行　", None, "一行 二行"),
    ],
)
def test_values_are_shown_as_a_person_sees_them(value: object, form: NumberForm | None, text: str) -> None:
    """Whole numbers without `.0`, no noise of binary fractions, dates as YYYY-MM-DD."""
    assert shown(value, form) == text


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("0", NumberForm(0)),
        ("0.00%", NumberForm(2, percent=True)),
        ("#,##0.00_);(#,##0.00)", NumberForm(2, thousands=True)),
        ("#,##0.0_ ", NumberForm(1, thousands=True)),
        ("yyyy-mm-dd", None),
        ("General", None),
        ('0"年"', NumberForm(0)),
        ("# ?/?", None),
    ],
)
def test_format_codes_give_the_form_of_numbers(code: str, form: NumberForm | None) -> None:
    """Plain number formats are understood; dates, fractions and the general one are left to the value."""
    assert number_form(code) == form
