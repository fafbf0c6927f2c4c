from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given, strategies as st

from portal.adapters import sheets, storage
from portal.adapters.storage import DOCX, IMAGES, XLSX
from portal.domain.errors import ERRORS, DomainError

JPG, PNG = b"\xff\xd8\xff\xe0" + bytes(20), b"\x89PNG\r\n\x1a\n" + bytes(20)
WEBP, PDF = b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20), b"%PDF-1.7\n"


def zipped(*names: str, content: bytes = b"x") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


def docx() -> bytes:
    stream = io.BytesIO()
    Document().save(stream)
    return stream.getvalue()


# kinds -------------------------------------------------------------------------------------------------------------------------

KINDS = [
    (JPG, "image/jpeg", "JPG"),
    (PNG, "image/png", "PNG"),
    (WEBP, "image/webp", "WebP"),
    (PDF, "application/pdf", "PDF"),
    (docx(), DOCX, "Word as python-docx writes it"),
    (sheets.write_xlsx(["列"], [["值"]]), XLSX, "Excel as we write it"),
    (zipped("word/document.xml", "word/embeddings/Microsoft_Excel_Sheet.xlsx"), DOCX, "Word with a chart's sheet"),
    (b"", "", "nothing"),
    (b"hello", "", "text"),
    (b"GIF89a" + bytes(20), "", "GIF"),
    (b"MZ" + bytes(60), "", "a program"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "", "SVG, which can run scripts"),
    (b"<html><script>", "", "HTML"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "", "the old Word format"),
    (b"RIFF\x10\x00\x00\x00WAVE", "", "sound"),
    (b" " + PNG, "", "a sign that is not at the very start"),
    (b"%PDF-", "", "only the beginning of a sign"),
    (zipped("readme.txt"), "", "any other zip"),
    (zipped("word/document.xml", "word/vbaProject.bin"), "", "Word with macros"),
    (zipped("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "", "Excel with old macros"),
    (zipped("word/document.xml", "word/embeddings/oleObject1.bin"), "", "Word with an embedded program"),
    (zipped("word/document.xml", "word/activeX/activeX1.xml"), "", "Word with controls"),
    (docx()[:-30], "", "a cut file"),
    (b"PK\x03\x04" + bytes(50), "", "no zip at all"),
    (zipped(*(f"word/{number}" for number in range(5001)), "word/document.xml"), "", "too many parts"),
]


@pytest.mark.parametrize(("content", "kind", "why"), KINDS, ids=[row[2] for row in KINDS])
def test_kinds_are_told_by_content(content: bytes, kind: str, why: str) -> None:
    assert storage.kind_of(content) == kind, why


def test_a_file_that_swells_when_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped("word/document.xml", content=bytes(2000))
    assert storage.kind_of(content) == DOCX
    monkeypatch.setattr(storage, "LARGEST_UNPACKED", 1999)
    assert storage.kind_of(content) == ""


@given(st.binary(max_size=200))
def test_no_bytes_break_the_check(content: bytes) -> None:
    assert storage.kind_of(content) in {"", *storage.SHORT}
    assert storage.kind_of(b"PK\x03\x04" + content) == ""


# what may be uploaded ----------------------------------------------------------------------------------------------------------


def test_a_file_of_the_right_kind_passes() -> None:
    assert storage.check(PNG, IMAGES) == "image/png"


@pytest.mark.parametrize(("content", "kinds", "named"), [
    (PDF, IMAGES, "JPG, PNG, WebP"), (b"", ("application/pdf",), "PDF"), (zipped("a"), (DOCX, XLSX), "Word (.docx), Excel (.xlsx)"),
])
def test_a_file_of_another_kind_is_refused_and_told_what_is_wanted(content: bytes, kinds: tuple[str, ...], named: str) -> None:
    with pytest.raises(DomainError) as caught:
        storage.check(content, kinds)
    assert (caught.value.code, caught.value.field, caught.value.params) == ("file_kind_refused", "file", {"kinds": named})
    assert named in ERRORS["file_kind_refused"] % caught.value.params


def test_a_file_may_have_10_megabytes_and_not_a_byte_more() -> None:
    full = PNG + bytes(10 * 1024 * 1024 - len(PNG))
    assert storage.check(full, IMAGES) == "image/png"
    with pytest.raises(DomainError) as caught:
        storage.check(full + b"x", IMAGES)
    assert (caught.value.code, caught.value.field, caught.value.params) == ("file_too_large", "file", {"limit": 10})
    with pytest.raises(DomainError, match="file_too_large"):
        storage.check(bytes(1024 * 1024 + 1), IMAGES, limit_mb=1)


# names -------------------------------------------------------------------------------------------------------------------------

NAMES = [
    ("通报函.docx", "通报函.docx", "a plain name"),
    ("C:\\Users\\王\\a.pdf", "a.pdf", "a folder of Windows"),
    ("../../etc/passwd", "passwd", "a folder above"),
    ("a/b/", "file", "a folder alone"),
    ("", "file", "nothing"),
    ("...", "file", "dots alone"),
    (" .hidden ", "hidden", "dots and blanks round it"),
    ("a\x00b\nc\td.txt", "abcd.txt", "control signs"),
    ("报告\u202efdp.exe", "报告fdp.exe", "a sign that turns the reading direction"),
    ("a\u200bb.png", "ab.png", "an invisible sign"),
    ('a<b>:"c"|?*.png', "abc.png", "what file systems refuse"),
    ("长" * 200 + ".docx", "长" * 115 + ".docx", "a long name keeps its ending"),
    ("长" * 200, "长" * 120, "a long name without ending"),
    ("a." + "x" * 200, "x" * 120, "a long ending"),
    ("e\u0301.png", "\u00e9.png", "one spelling of accents"),
]


@pytest.mark.parametrize(("name", "safe", "why"), NAMES)
def test_names(name: str, safe: str, why: str) -> None:
    assert storage.safe_name(name) == safe, why


@given(st.text(max_size=300))
def test_a_safe_name_is_always_safe(name: str) -> None:
    safe = storage.safe_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\<>:"|?*\x00\n\r\t')
    assert safe not in {".", ".."}
