from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from portal.adapters import sheets

HEADERS = ["姓名", "工作单位", "次数"]
LIVE = ["=1+1", "=HYPERLINK(\"http://x.example\")", "+8613847301234", "-5", "@SUM(A1)", "\t=1", "\r=1", "=1+1", "+1", "-1", "@x", "  =1+1",
        "=cmd|' /C calc'!A0"]
PLAIN = ["张三", "1=1", "a@b.example", "'=1", "", "12", "138-4730", "乌司监〔2026〕3号"]


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).active


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def texts(content: bytes) -> list[list[str | None]]:
    return [[cell.value for cell in row] for row in opened(content).iter_rows()]


def test_a_table_is_read_back_as_text() -> None:
    content = sheets.write_xlsx(HEADERS, [["王小明", "乌海市人民医院", 3], ["李芳", None, date(2026, 3, 5)]], title="名册")
    assert texts(content) == [HEADERS, ["王小明", "乌海市人民医院", "3"], ["李芳", None, "2026-03-05"]]
    assert opened(content).title == "名册"


def test_rows_may_come_one_by_one_and_be_none() -> None:
    assert texts(sheets.write_xlsx(HEADERS, (["甲", "乙", number] for number in range(3))))[1:] == [["甲", "乙", str(n)] for n in range(3)]
    assert texts(sheets.write_xlsx(HEADERS, [])) == [HEADERS]


@pytest.mark.parametrize("value", LIVE)
def test_no_value_becomes_a_formula(value: str) -> None:
    content = sheets.write_xlsx([value], [[value], ["甲"], [value]])
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")
    for row in (1, 2, 4):
        cell = opened(content).cell(row, 1)
        assert cell.data_type == "s"
        assert cell.quotePrefix, "it stays text when someone edits the cell"
        assert cell.number_format == "@"
        assert cell.value.replace("_x000D_", "\r") == value
    assert not opened(content).cell(3, 1).quotePrefix


@pytest.mark.parametrize("value", PLAIN)
def test_plain_values_are_left_alone(value: str) -> None:
    cell = opened(sheets.write_xlsx(["列"], [[value]])).cell(2, 1)
    assert (cell.value or "") == value
    assert (cell.quotePrefix, cell.number_format) == (False, "@")


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=12))
def test_any_text_goes_through_without_a_formula(rows: list[tuple[str, str]]) -> None:
    content = sheets.write_xlsx(["甲", "乙"], rows)
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")
    kinds = {cell.data_type for row in opened(content).iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    assert opened(content).max_row == len(rows) + 1


def test_what_xml_cannot_hold_falls_away() -> None:
    assert texts(sheets.write_xlsx(["列"], [["a\x00b\x1fc\ud800d\uffffe"]]))[1] == ["abcde"]


def test_the_head_is_frozen_bold_and_printed_on_each_page() -> None:
    sheet = opened(sheets.write_xlsx(HEADERS, [["甲", "乙", 1]]))
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.cell(1, 1).font.bold, sheet.cell(2, 1).font.bold) == (True, False)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", 9, True)


def test_a_heading_stands_above_the_head() -> None:
    sheet = opened(sheets.write_xlsx(HEADERS, [["甲", "乙", 1]], title="2023", heading="乌海市2023年度统计"))
    assert [cell.value for cell in sheet[1]] == ["乌海市2023年度统计", None, None]
    assert [cell.value for cell in sheet[2]] == HEADERS
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$2:$2")


WIDTHS = [("ab", "", 4, "narrow signs"), ("姓名", "", 6, "Chinese signs take two"), ("名", "乌海市人民医院", 16, "the widest value"),
          ("名", "甲\n乙乙乙", 8, "the widest line"), ("名", "长" * 200, 60, "never wider than a screen"), ("", "", 2, "nothing")]


@pytest.mark.parametrize(("header", "value", "width", "why"), WIDTHS)
def test_columns_fit_their_words(header: str, value: str, width: int, why: str) -> None:
    assert opened(sheets.write_xlsx([header], [[value]])).column_dimensions["A"].width == width, why


def test_lines_in_a_value_stay() -> None:
    cell = opened(sheets.write_xlsx(["列"], [["甲\n乙"], ["=甲\n乙"]])).cell(2, 1)
    assert (cell.value, cell.alignment.wrap_text) == ("甲\n乙", True)


NAMES = [("名册", "名册"), ("2023/2024年:[统计]*?", "2023 2024年  统计"), ("", "Sheet1"), ("'", "Sheet1"), ("长" * 40, "长" * 31), ("//", "Sheet1")]


@pytest.mark.parametrize(("title", "name"), NAMES)
def test_sheet_names(title: str, name: str) -> None:
    assert opened(sheets.write_xlsx(["列"], [], title=title)).title == name


def test_a_long_row_or_a_short_one_does_not_break_the_table() -> None:
    assert texts(sheets.write_xlsx(["甲", "乙"], [["1"], ["1", "2", "3"]]))[1:] == [["1", None, None], ["1", "2", "3"]]


# csv ---------------------------------------------------------------------------------------------------------------------------


def test_csv_has_a_mark_and_reads_back() -> None:
    content = sheets.write_csv(HEADERS, [["王小明", "甲,乙\"丙\"", None], ["李芳", "两\n行", 3]])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [HEADERS, ["王小明", "甲,乙\"丙\"", ""], ["李芳", "两\n行", "3"]]


@pytest.mark.parametrize("value", LIVE)
def test_csv_values_cannot_run(value: str) -> None:
    rows = list(csv.reader(io.StringIO(sheets.write_csv([value], [[value]]).decode("utf-8-sig"), newline="")))
    assert rows == [[f"'{value}"], [f"'{value}"]]


@pytest.mark.parametrize("value", PLAIN)
def test_csv_leaves_plain_values_alone(value: str) -> None:
    assert sheets.write_csv(["列"], [[value]]).decode("utf-8-sig").splitlines()[1] == (value or '""')


def test_the_file_is_a_workbook_without_links_or_macros() -> None:
    with zipfile.ZipFile(io.BytesIO(sheets.write_xlsx(HEADERS, [["=1", "2", "3"]]))) as archive:
        assert not [name for name in archive.namelist() if re.search("vba|externalLink|connections", name)]
