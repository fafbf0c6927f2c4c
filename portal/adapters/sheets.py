"""Tables as xlsx and CSV that open rightly in WPS and Excel and never run a formula."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

LIVE = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that spreadsheets read as a formula."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDEST = 60


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> bytes:
    """Return a workbook of one sheet whose cells are all text, the head frozen, columns as wide as their words."""
    table = [[_text(value) for value in row] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title or "Sheet1")[:31])
    for index, header in enumerate(headers):
        words = [header, *(row[index] for row in table[:1000])]
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(WIDEST, max(map(_width, words)) + 2)
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, header) for header in headers])
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return UTF-8 text with a byte-order mark, so that Excel reads it; a value that could run as a formula gets a leading apostrophe."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([_harmless(header) for header in headers])
    writer.writerows([_harmless(_text(value)) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _text(value: object) -> str:
    return "" if value is None else UNWRITABLE.sub("", str(value))


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(LIVE) else value


def _width(value: str) -> int:
    """Return how many narrow columns the longest line of a text takes; Chinese characters take two."""
    return max((sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) for line in value.splitlines()), default=0)


def _cell(sheet: Any, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
    if value.startswith(LIVE):
        cell.style = "Normal"
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _head(sheet: Any, value: str) -> WriteOnlyCell:
    cell = _cell(sheet, value)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E6ECF5")
    return cell
