"""Sheets for the tests of imports: made as spreadsheet programs make them, and broken in the ways in which senders break them."""
from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from tests.factories import id_number

HEADS = ("序号", "姓名", "性别", "出生年月", "身份证号码", "文化程度", "联系方式", "任期起", "任期止")
BORN = date(1985, 3, 2)


def workbook(rows: Iterable[Sequence[Any]], *, title: str = "名册", above: Iterable[Sequence[Any]] = (), merges: Iterable[str] = (),
             others: Mapping[str, Iterable[Sequence[Any]]] | None = None) -> bytes:
    """Return an xlsx of one sheet, others beside it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in (*above, *rows):
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    for name, lines in (others or {}).items():
        extra = book.create_sheet(name)
        for row in lines:
            extra.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def person(number: int = 1, **cells: Any) -> dict[str, Any]:
    """Return the cells of one person by heading; `cells` replaces some, by heading."""
    born = cells.pop("born", BORN)
    return {"序号": number, "姓名": f"张{'一二三四五六七八九十'[number % 10]}", "性别": "男", "出生年月": born.isoformat(),
            "身份证号码": id_number(born, number, male=True), "文化程度": "大学本科", "联系方式": f"138{number:08d}",
            "任期起": "2025-09-01", "任期止": "2030-08-31"} | cells


def roster(*people: Mapping[str, Any], heads: Sequence[str] = HEADS, **options: Any) -> bytes:
    """Return an xlsx roster of people."""
    columns = [*heads, *(name for one in people for name in one if name not in heads)]
    columns = list(dict.fromkeys(columns))
    return workbook([columns, *([one.get(name) for name in columns] for one in people)], **options)


def rezipped(content: bytes, **parts: bytes) -> bytes:
    """Return an xlsx with parts added or replaced; `/` in a name is written `__`."""
    stream = io.BytesIO()
    wanted = {name.replace("__", "/"): data for name, data in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in wanted:
                new.writestr(entry, old.read(entry.filename))
        for name, data in wanted.items():
            new.writestr(name, data)
    return stream.getvalue()
