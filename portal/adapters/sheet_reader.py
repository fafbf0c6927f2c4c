"""Sheets as offices send them: xlsx, xls and WPS's et through calamine, CSV in the usual encodings; everything dangerous is refused first.

calamine unpacks a file whole and lays each sheet out as a full rectangle, so both sizes are measured before it sees the bytes.
"""
from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from portal.adapters.sheets import LIVE
from portal.adapters.storage import ACTIVE, MEGABYTE, MOST_PARTS, ZIP_SIGN
from portal.domain.errors import DomainError
from portal.domain.import_sheets import Cell, Sheet

LIMIT_MB = 20
LARGEST_UNPACKED = 150 * MEGABYTE
MOST_CELLS = 3_000_000
"""Of a sheet's rectangle from A1 to its last cell."""
PIECE = MEGABYTE

OLE_SIGN = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
OLE_LOCKED = "EncryptedPackage".encode("utf-16-le")

DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(/?)>')
OVERLAP = 400
"""Bytes of a piece that are looked at again with the next one, longer than what is looked for."""
WORKBOOK, BINARY_WORKBOOK = "xl/workbook.xml", "xl/workbook.bin"

ENCODINGS = ("utf-8-sig", "gb18030")
WIDE_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DELIMITERS = (",", "\t", ";")
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
MARKUP = re.compile(r"\s*(<\?xml|<!doctype|<html|<table|\{|%PDF)", re.I)


def read(content: bytes) -> list[Sheet]:
    """Return the visible sheets of a file; its kind is told by its content.

    Raises DomainError file_missing, file_too_large, sheet_bomb, sheet_macros, sheet_locked, sheet_markup, sheet_kind, sheet_damaged,
    sheet_too_wide.
    """
    if not content:
        raise DomainError("file_missing", field="file")
    if len(content) > LIMIT_MB * MEGABYTE:
        raise DomainError("file_too_large", field="file", limit=LIMIT_MB)
    if content.startswith(ZIP_SIGN):
        _check_zip(content)
        return _workbook(content)
    if content.startswith(OLE_SIGN):
        _check_ole(content)
        return _workbook(content)
    return [_text_sheet(content)]


def _refuse(code: str, **params: object) -> DomainError:
    return DomainError(code, field="file", **params)


# Office files --------------------------------------------------------------------------------------------------------------------

def _check_zip(content: bytes) -> None:
    """Refuse what is no plain workbook: macros, passwords, entities, sizes that show only when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise _refuse("sheet_damaged") from error
    names = {entry.filename for entry in entries}
    if any(ACTIVE.search(name) for name in names):
        raise _refuse("sheet_macros")
    if WORKBOOK not in names or BINARY_WORKBOOK in names:
        raise _refuse("sheet_kind")
    if len(entries) > MOST_PARTS:
        raise _refuse("sheet_bomb")
    left = LARGEST_UNPACKED
    for entry in entries:
        left = _check_entry(content, entry, left)


def _check_entry(content: bytes, entry: zipfile.ZipInfo, left: int) -> int:
    """Unpack one part piece by piece, whatever size it claims, and return what may still come."""
    if entry.flag_bits & 1:
        raise _refuse("sheet_locked")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refuse("sheet_kind")
    watch = _PartWatch(entry.filename)
    for piece in _pieces(content, entry):
        left -= len(piece)
        if left < 0:
            raise _refuse("sheet_bomb")
        watch.see(piece)
    return left


def _pieces(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part's bytes as they are, found by its own header as calamine finds them."""
    try:
        name, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
        start = entry.header_offset + 30 + name + extra
        packed = memoryview(content)[start:start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            yield bytes(packed)
            return
        unpacker, feed = zlib.decompressobj(-15), bytes(packed)
        while feed and not unpacker.eof:
            yield unpacker.decompress(feed, PIECE)
            feed = unpacker.unconsumed_tail
        yield unpacker.flush(PIECE)
    except (struct.error, zlib.error) as error:
        raise _refuse("sheet_damaged") from error


class _PartWatch:
    """Looks through the pieces of one part for a document type, and for the last cell of a sheet."""

    def __init__(self, filename: str) -> None:
        self._is_markup = filename.lower().endswith((".xml", ".rels", ".vml"))
        self._is_sheet = filename.startswith("xl/worksheets/")
        self._rest = b""
        self._right = self._bottom = 0

    def see(self, piece: bytes) -> None:
        """Look at the next piece. Raises DomainError sheet_markup, sheet_too_wide."""
        if not self._is_markup:
            return
        text = self._rest + piece
        if DOCTYPE.search(text) or (b"\x00" in text and DOCTYPE.search(text.replace(b"\x00", b""))):
            raise _refuse("sheet_markup")
        if self._is_sheet:
            self._measure(text)
        self._rest = text[-OVERLAP:]

    def _measure(self, text: bytes) -> None:
        for letters, number, closed in FILLED.findall(text):
            if not closed:
                self._right, self._bottom = max(self._right, _column(letters)), max(self._bottom, int(number))
        if self._right * self._bottom > MOST_CELLS:
            raise _refuse("sheet_too_wide")


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _check_ole(content: bytes) -> None:
    """Refuse macros and passwords of the older format, whose directory names stand in it as they are."""
    if OLE_LOCKED in content:
        raise _refuse("sheet_locked")
    if OLE_MACROS in content:
        raise _refuse("sheet_macros")


def _workbook(content: bytes) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            known = {meta.name: meta for meta in book.sheets_metadata}
            if any(meta.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for meta in known.values()):
                raise _refuse("sheet_macros")
            return [_sheet(book, name) for name in book.sheet_names
                    if known[name].visible == SheetVisibleEnum.Visible and known[name].typ == SheetTypeEnum.WorkSheet]
    except PasswordError as error:
        raise _refuse("sheet_locked") from error
    except (CalamineError, OSError, ValueError) as error:
        raise _refuse("sheet_damaged") from error
    except DomainError:
        raise
    except BaseException as error:
        # A fault in calamine's own code reaches Python as pyo3's PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _refuse("sheet_damaged") from error


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise _refuse("sheet_too_wide")
    rows: list[list[Cell]] = list(sheet.to_python(skip_empty_area=False)) if sheet.start is not None else []
    return Sheet(name, rows, tuple(sheet.merged_cell_ranges or ()))


# text files ----------------------------------------------------------------------------------------------------------------------

def _text_sheet(content: bytes) -> Sheet:
    text = _decoded(content)
    if NOT_TEXT.search(text) or MARKUP.match(text):
        raise _refuse("sheet_kind")
    head = text[:20_000].splitlines()[:30]
    delimiter = max(DELIMITERS, key=lambda sign: sum(line.count(sign) for line in head))
    try:
        rows: list[list[Cell]] = [[unmarked(value) for value in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise _refuse("sheet_damaged") from error
    if len(rows) * max(map(len, rows), default=0) > MOST_CELLS:
        raise _refuse("sheet_too_wide")
    return Sheet("", rows)


def _decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8 (with a mark or without), GB18030, or UTF-16 with its mark. Raises DomainError sheet_kind."""
    for encoding in (WIDE_MARKS[content[:2]],) if content[:2] in WIDE_MARKS else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse("sheet_kind")


def unmarked(value: str) -> str:
    """Return a value without the sign by which our own CSV keeps it from running, and without Excel's `="…"` and trailing tab."""
    plain = value.rstrip("\t")
    formula = re.fullmatch(r'="([^"]*)"', plain.strip())
    if formula:
        return formula[1]
    return plain[1:] if plain.startswith("'") and plain[1:].lstrip(" ").startswith(LIVE) else plain
