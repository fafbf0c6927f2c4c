"""Files as offices send them, and files that nobody should send."""
from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from portal.adapters import sheet_reader, sheets
from portal.adapters.storage import MEGABYTE
from portal.domain.errors import DomainError
from tests.sheets import rezipped, saved, workbook

DATA = Path(__file__).resolve().parent.parent / "data"
PLAIN = workbook([["姓名", "身份证号"], ["张健", "150304199303066927"]])
TEXT = "姓名,身份证号\n张健,150304199303066927\n"


def test_the_sample_as_xlsx_and_as_xls() -> None:
    new, old = (sheet_reader.read((DATA / f"roster-sample.{kind}").read_bytes()) for kind in ("xlsx", "xls"))
    assert [sheet.name for sheet in new] == ["名册", "填表说明"]
    assert new[0].merged == (((1, 0), (1, 23)), ((0, 0), (0, 23)))
    assert [row[:6] for row in new[0].rows[:8]] == [list(row[:6]) for row in old[0].rows]
    assert new[0].rows[3][4] == date(1993, 3, 6)


@pytest.mark.parametrize("content", [
    TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("gb18030"), TEXT.encode("utf-16"), TEXT.replace(",", "\t").encode("utf-16"),
    TEXT.replace(",", ";").encode("gb18030"), '姓名,身份证号\r\n"张健",="150304199303066927"\r\n'.encode("utf-8-sig"),
    TEXT.replace("6927", "6927\t").encode(),
], ids=["utf-8", "bom", "gb18030", "utf-16", "utf-16 tabs", "semicolons", "formula text", "trailing tab"])
def test_text_files(content: bytes) -> None:
    assert [list(row) for row in sheet_reader.read(content)[0].rows] == [["姓名", "身份证号"], ["张健", "150304199303066927"]]


def test_our_own_csv_comes_back_as_it_was() -> None:
    rows = [["=1+1", "-5", "@x", "普通"], ["+86", "a,b", '"q"', "两\n行"]]
    assert [list(row) for row in sheet_reader.read(sheets.write_csv(["甲", "乙", "丙", "丁"], rows))[0].rows[1:]] == rows


def test_hidden_sheets_are_not_read_and_rows_keep_their_numbers() -> None:
    book = Workbook()
    book.active.title = "名册"
    book.active["B5"] = "姓名"
    book.create_sheet("旧").sheet_state = "hidden"
    book.create_sheet("空")
    found = sheet_reader.read(saved(book))
    assert [(sheet.name, len(sheet.rows)) for sheet in found] == [("名册", 5), ("空", 0)]
    assert found[0].rows[4] == ["", "姓名"]


def _lying(packed: bytes) -> bytes:
    """Return a zip whose part is packed so, but claims to be of one byte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        with zipfile.ZipFile(io.BytesIO(PLAIN)) as plain:
            for entry in plain.infolist():
                archive.writestr(entry.filename, plain.read(entry))
        archive.writestr("xl/media/image.xml", packed)
    raw = bytearray(stream.getvalue())
    name = b"xl/media/image.xml"
    local = raw.index(b"PK\x03\x04", raw.index(name) - 40)
    central = raw.rindex(name) - 46
    for at in (local + 8, central + 10):
        raw[at:at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    for at in (local + 22, central + 24):
        raw[at:at + 4] = struct.pack("<I", 1)
    return bytes(raw)


def honest_bomb() -> bytes:
    return rezipped(PLAIN, xl__media__a=b"0" * (sheet_reader.LARGEST_UNPACKED + 1))


def far_away() -> bytes:
    book = Workbook()
    book.active.append(["姓名", "性别"])
    book.active["XFD1048576"] = "x"
    return saved(book)


XML = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'

REFUSED = [
    (b"", "file_missing", "nothing chosen"),
    (b"PK\x03\x04" + b"0" * (20 * MEGABYTE), "file_too_large", "over 20 MB"),
    (b"PK\x03\x04rubbish", "sheet_damaged", "no zip after all"),
    (PLAIN[:len(PLAIN) // 2], "sheet_damaged", "half a file"),
    (rezipped(PLAIN, xl__macrosheets__sheet1=b"x"), "sheet_macros", "macro sheet of Excel 4"),
    (rezipped(PLAIN, xl__notes=XML), "", "no markup by its name"),
    (b"%PDF-1.7 x", "sheet_kind", "a PDF"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "sheet_kind", "a picture"),
    ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "sheet_kind", "a web page named .xls"),
    (b'<?xml version="1.0"?><Workbook/>', "sheet_kind", "the XML of 2003"),
    (b"\xff\xfe\x00", "sheet_kind", "broken UTF-16"),
    (b"\x81\x20\xff", "sheet_kind", "no encoding at all"),
    (sheet_reader.OLE_SIGN + "EncryptedPackage".encode("utf-16-le"), "sheet_locked", "a password"),
    (sheet_reader.OLE_SIGN + "_VBA_PROJECT".encode("utf-16-le"), "sheet_macros", "macros in the older format"),
    (sheet_reader.OLE_SIGN + b"0" * 2000, "sheet_damaged", "no workbook in it"),
    (b"a," * 200_000 + b"\n" + b"b\n" * 20, "sheet_too_wide", "a line of endless columns"),
]


@pytest.mark.parametrize(("content", "code", "_why"), REFUSED, ids=[why for *_rest, why in REFUSED])
def test_files_that_are_refused(content: bytes, code: str, _why: str) -> None:
    if not code:
        assert sheet_reader.read(content)
        return
    with pytest.raises(DomainError) as caught:
        sheet_reader.read(content)
    assert caught.value.code == code


def part(name: str, data: bytes) -> bytes:
    """Return the plain workbook with one part put in its place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry.filename))
        new.writestr(name, data)
    return stream.getvalue()


def without(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry.filename))
    return stream.getvalue()


PARTS = [
    (lambda: part("xl/sharedStrings.xml", XML), "sheet_markup"),
    (lambda: part("xl/sharedStrings.xml", XML.decode().encode("utf-16")), "sheet_markup"),
    (lambda: part("xl/worksheets/_rels/sheet1.xml.rels", b" " * (MEGABYTE - 4) + XML), "sheet_markup"),
    (lambda: part("xl/vbaProject.bin", b"x"), "sheet_macros"),
    (lambda: without("xl/workbook.xml"), "sheet_kind"),
    (lambda: part("xl/workbook.bin", b"x"), "sheet_kind"),
    (lambda: part("xl/workbook.xml", b"<workbook"), "sheet_damaged"),
    (honest_bomb, "sheet_bomb"),
    (far_away, "sheet_too_wide"),
]


@pytest.mark.parametrize(("make", "code"), PARTS)
def test_workbooks_with_a_part_that_is_refused(make: object, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        sheet_reader.read(make())
    assert caught.value.code == code


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b" " * MEGABYTE) for _piece in range(sheet_reader.LARGEST_UNPACKED // MEGABYTE + 1)) + packer.flush()
    with pytest.raises(DomainError) as caught:
        sheet_reader.read(_lying(packed))
    assert caught.value.code == "sheet_bomb"


def test_a_broken_part_is_refused() -> None:
    with pytest.raises(DomainError) as caught:
        sheet_reader.read(_lying(b"\xff" * 50))
    assert caught.value.code == "sheet_damaged"


def test_cells_that_are_only_formatted_do_not_count() -> None:
    sheet = (b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c>'
             b'<c r="XFD1" s="0"/></row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData></worksheet>')
    assert sheet_reader.read(part("xl/worksheets/sheet1.xml", sheet))[0].rows[0][0] == "x"


def test_too_many_parts_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for number in range(5001):
            archive.writestr(f"xl/{number}", b"")
    with pytest.raises(DomainError) as caught:
        sheet_reader.read(stream.getvalue())
    assert caught.value.code == "sheet_bomb"
