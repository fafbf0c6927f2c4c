"""Tables as xlsx and CSV that open rightly in WPS and Excel and never run a formula."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

LIVE = ("=", "+", "-", "@", "\t", "\r", "=", "+", "-", "@")
"""Beginnings that spreadsheets read as a formula; Chinese editions read the full-width signs so, too."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
WIDEST, A4 = 60, 9
MEASURED = 1000
"""So many rows decide how wide a column gets."""

FACE = "宋体"
LINE = Side(style="thin", color="BFC7D5")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[object]], title: str = "", heading: str = "") -> bytes:
    """Return a workbook of one sheet named `title`: all cells text, the head frozen and repeated on each printed page, columns fitted.

    `heading` puts a line above the head.
    """
    table = [[_text(value) for value in row] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    _lay_out(sheet, headers, table, 2 if heading else 1)
    if heading:
        sheet.append([_styled(sheet, heading, font=Font(name=FACE, size=16, bold=True))])
    head = {"font": Font(name=FACE, size=11, bold=True), "fill": PatternFill("solid", fgColor="E6ECF5"), "border": GRID}
    sheet.append([_styled(sheet, _text(header), **head) for header in headers])
    cells = _Cells(sheet)
    for row in table:
        sheet.append(cells.of(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return UTF-8 text with a byte-order mark, so that Excel reads it; a value that could run as a formula gets a leading apostrophe."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for row in (headers, *rows):
        writer.writerow([_harmless(_text(value)) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _text(value: object) -> str:
    return "" if value is None else UNWRITABLE.sub("", str(value))


def _is_live(value: str) -> bool:
    return value.lstrip(" ").startswith(LIVE)


def _harmless(value: str) -> str:
    return f"'{value}" if _is_live(value) else value


def _sheet_name(title: str) -> str:
    return NOT_IN_SHEET_NAMES.sub(" ", _text(title)).strip(" '")[:31] or "Sheet1"


def _lay_out(sheet: Any, headers: Sequence[str], table: list[list[str]], head_row: int) -> None:
    """Set widths, the frozen head and the printed page; a write-only sheet wants them before its first row."""
    for index, header in enumerate(headers):
        words = [_text(header), *(cell for row in table[:MEASURED] for cell in row[index:index + 1])]
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(WIDEST, max(map(_width, words)) + 2)
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0


def _width(value: str) -> int:
    """Return how many narrow columns the longest line of a text takes; Chinese characters take two."""
    return max((sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) for line in value.splitlines()), default=0)


def _styled(sheet: Any, value: str, *, live: bool = False, **style: object) -> WriteOnlyCell:
    """Return a cell that is text whatever its value looks like, and stays text when someone edits it."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", live or _is_live(value)
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


class _Cells:
    """The cells of a sheet's rows. A row is written as it is handed over, so a few cells serve for all: styling each anew is slow."""

    def __init__(self, sheet: Any) -> None:
        style = {"font": Font(name=FACE, size=11), "border": GRID}
        self._cells = {
            (live, lines): _styled(sheet, "", live=live, alignment=Alignment(vertical="top", wrap_text=lines), **style)
            for live in (False, True) for lines in (False, True)
        }
        self._empty = _styled(sheet, "", **style)
        self._empty.value = None

    def of(self, row: Iterable[str]) -> Iterator[WriteOnlyCell]:
        """Give the cells of one row, to be written one by one."""
        for value in row:
            if not value:
                yield self._empty
                continue
            cell = self._cells[_is_live(value), "\n" in value]
            cell.value = value
            cell.data_type = "s"
            yield cell
