"""Where the data lie in a sheet as offices keep it: title rows, merged and two-line heads, remarks and blank rows (no table, no clock)."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta
Area = tuple[tuple[int, int], tuple[int, int]]
"""Top left and bottom right cell of a merged area, counted from 0."""
Recognise = Callable[[str], str]
"""Heading → name of the field it means, or empty."""

MARK = "'’"
"""Spreadsheets' sign for "this is text", left over in some cells."""

UNSEEN = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
"""Signs without width that come along when a value is copied from a chat or a web page."""

HEAD_WITHIN = 30
"""The head stands in one of the first rows."""
ENOUGH = 2
"""So many headings must be known before a row counts as the head."""
LONGEST_NAME = 20

REMARK = re.compile(r"^(注|备注|说明|填表说明|填报说明|填表|填报|制表|审核|审批|经办|负责人|单位负责人|联系人|合计|总计|共计|小计|note|remark)[\s:：、.,，。\d]", re.I)
TOTAL = re.compile(r"^(合计|总计|共计|小计|以下空白|本页完)")
SIGNED = re.compile(r"^[^:：]{1,12}[:：]")
"""“填表人:张三” and the like."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells from A1 on (empty text for nothing) and its merged areas."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[Area] = ()


@dataclass(frozen=True)
class Head:
    """The head: `first` and `last` row (from 0) and a heading for each column."""

    first: int
    last: int
    labels: tuple[str, ...]
    known: int


@dataclass(frozen=True)
class DataRow:
    """One row of data; `number` as the sheet shows it at its edge."""

    number: int
    cells: tuple[Cell, ...]


def plain(cell: Cell) -> str:
    """Return a cell as text; a whole number without its `.0`, so that 13800138000.0 is a phone number again;
    signs without width are left out."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if (cell.hour, cell.minute) != (0, 0) else cell.date().isoformat()
    return UNSEEN.sub("", cell) if isinstance(cell, str) else str(cell)


def folded(cell: Cell) -> str:
    """Return a cell's text with width folded, without a leading text mark and blanks around."""
    return unicodedata.normalize("NFKC", plain(cell)).strip().lstrip(MARK).strip()


def tidy_heading(text: str) -> str:
    """Return a heading for comparison: width folded, without blanks, line feeds and marks such as * or a colon, in small letters."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s*:。、_\-—·.]+", "", folded).casefold()


def find_head(sheet: Sheet, recognise: Recognise) -> Head | None:
    """Return the row whose headings are best known, joined with the one below where the head has two lines; None when there is none."""
    rows = _spread(sheet, min(len(sheet.rows), HEAD_WITHIN + 1))
    found: Head | None = None
    for first in range(min(len(rows), HEAD_WITHIN)):
        for head in _candidates(rows, first, recognise):
            if head.known >= ENOUGH and (found is None or head.known > found.known):
                found = head
    return found


def _candidates(rows: list[list[str]], first: int, recognise: Recognise) -> Iterator[Head]:
    yield _head(first, first, rows[first], recognise)
    if first + 1 < len(rows):
        joined = [_joined(above, below, recognise) for above, below in zip(rows[first], rows[first + 1], strict=True)]
        yield _head(first, first + 1, joined, recognise)


def _joined(above: str, below: str, recognise: Recognise) -> str:
    """Return one heading of two lines: `任期` over `起` is `任期起`, but `基本情况` over `姓名` is `姓名`."""
    if above == below or not (above and below):
        return above or below
    both = f"{above}{below}"
    return below if recognise(below) and not recognise(both) else both


def _head(first: int, last: int, labels: Sequence[str], recognise: Recognise) -> Head:
    known = {field for label in labels if label and (field := recognise(label))}
    return Head(first, last, tuple(labels), len(known))


def _spread(sheet: Sheet, count: int) -> list[list[str]]:
    """Return the first rows as text of one width, the text of a merged area in each of its cells."""
    width = max((len(row) for row in sheet.rows[:count]), default=0)
    rows = [[_one_line(plain(cell)) for cell in row] + [""] * (width - len(row)) for row in sheet.rows[:count]]
    for (top, left), (bottom, right) in sheet.merged:
        if top >= count or left >= width:
            continue
        for number in range(top, min(bottom + 1, count)):
            rows[number][left:min(right + 1, width)] = [rows[top][left]] * (min(right + 1, width) - left)
    return rows


def _one_line(text: str) -> str:
    """Return a heading in one line: blanks and line feeds within Chinese words fall away, others become one blank."""
    return " ".join(re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text).split())


def data_rows(sheet: Sheet, head: Head, vital: Sequence[int]) -> list[DataRow]:
    """Return the rows of data below the head: not blank ones, remarks, totals and heads repeated for print.

    `vital` are the columns in which a person or thing is named; a row that is filled there only is data nevertheless.
    A value that is merged over several rows stands in each of them.
    """
    down = _merged_down(sheet, head)
    found = []
    for index in range(head.last + 1, len(sheet.rows)):
        cells = tuple(_filled(sheet, down, index, column) for column in range(len(head.labels)))
        if _is_data(cells, head, vital, down.get(index, {})):
            found.append(DataRow(index + 1, cells))
    return found


def _filled(sheet: Sheet, down: dict[int, dict[int, int]], index: int, column: int) -> Cell:
    row = sheet.rows[down.get(index, {}).get(column, index)]
    return row[column] if column < len(row) else ""


def _merged_down(sheet: Sheet, head: Head) -> dict[int, dict[int, int]]:
    """Return row → column → the row that holds the value of a merged area."""
    found: dict[int, dict[int, int]] = {}
    for (top, left), (bottom, _right) in sheet.merged:
        if top > head.last and bottom > top:
            for index in range(top + 1, min(bottom + 1, len(sheet.rows))):
                found.setdefault(index, {})[left] = top
    return found


def _is_data(cells: Sequence[Cell], head: Head, vital: Sequence[int], repeated: dict[int, int]) -> bool:
    own = {column: text for column, cell in enumerate(cells) if column not in repeated and (text := plain(cell).strip())}
    if not own:
        return False
    texts = list(own.values())
    if all(_one_line(text) == head.labels[column] for column, text in own.items()) or TOTAL.match(texts[0]):
        return False
    if len(own) == 1:
        column, text = next(iter(own.items()))
        return column in vital and len(text) <= LONGEST_NAME and not _is_remark(text)
    return not all(_is_remark(text) for text in texts)


def _is_remark(text: str) -> bool:
    return bool(SIGNED.match(text) or REMARK.match(f"{text} "))
