from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given, settings, strategies as st

from portal import domain
from portal.adapters import word
from portal.adapters.word import TemplateRefused
from portal.domain.paper_announcement import FIELDS, SAMPLE, letter_fields

SHIPPED = Path(domain.__file__).parent.parent / "templates_word" / "announcement.docx"


def template(*paragraphs: str, build: Callable[[Any], object] = lambda document: None) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def filled(text: str, **data: object) -> str:
    return "\n".join(lines(word.render(template(text), data)))


# what a template can say ---------------------------------------------------------------------------------------------------------

SAID = [
    ("编号:{{ number }}", "编号:乌司监〔2026〕3号"),
    ("{{ nothing }}|{{ unknown }}|{{ person.unknown }}", "||"),
    ("{% if note %}备注:{{ note }}{% else %}无{% endif %}", "备注:回避一人"),
    ("{% if not empty and count > 1 %}多{% endif %}", "多"),
    ("{{ '补充' if note else '' }}函", "补充函"),
    ("{{ person.name }}、{{ person.sex }}", "王小明、女"),
    ("{% for one in people %}{{ loop.index }}.{{ one.name }}{% if not loop.last %};{% endif %}{% endfor %}", "1.甲;2.乙"),
    ("{{ names|join('、') }}共{{ names|length }}人", "甲、乙共2人"),
    ("{{ unknown|default('待定') }}", "待定"),
    ("{% if unknown is defined %}有{% else %}没有{% endif %}", "没有"),
    ("{{ '第' ~ count ~ '次' }}", "第2次"),
    ("{# 说明 #}正文", "正文"),
]
DATA = {"number": "乌司监〔2026〕3号", "nothing": None, "note": "回避一人", "empty": "", "count": 2, "person": {"name": "王小明", "sex": "女"},
        "people": [{"name": "甲"}, {"name": "乙"}], "names": ["甲", "乙"]}


@pytest.mark.parametrize(("text", "words"), SAID)
def test_fields_lists_and_conditions(text: str, words: str) -> None:
    assert filled(text, **DATA) == words


def test_rows_repeat_for_a_list() -> None:
    def table(document: Any) -> None:
        grid = document.add_table(rows=4, cols=2)
        for row, texts in enumerate([("姓名", "单位"), ("{%tr for one in people %}", ""), ("{{ one.name }}", "{{ one.unit }}"),
                                     ("{%tr endfor %}", "")]):
            for column, text in enumerate(texts):
                grid.cell(row, column).text = text

    content = word.render(template(build=table), {"people": [{"name": "甲", "unit": "A&B <公司>"}, {"name": "乙", "unit": "“丙”"}]})
    rows = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(content)).tables[0].rows]
    assert rows == [["姓名", "单位"], ["甲", "A&B <公司>"], ["乙", "“丙”"]]


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\n\t\r\x85\u2028\u2029{}%_"), max_size=40))
def test_any_value_stays_text(value: str) -> None:
    assert filled("A{{ value }}B", value=value) == f"A{word.UNWRITABLE.sub('', value)}B"


INJECTED = ["</w:t></w:r><w:br/>", "{{ number }}", "{% for x in y %}", "<script>", "&amp;", "]]>", "<w:p/>"]


@pytest.mark.parametrize("value", INJECTED)
def test_a_value_is_neither_markup_nor_template(value: str) -> None:
    assert filled("A{{ value }}B", value=value, number="1") == f"A{value}B"


def test_lines_of_a_value_stay_lines() -> None:
    assert filled("{{ value }}", value="甲\n乙") == "甲\n乙"


# what it cannot ------------------------------------------------------------------------------------------------------------------

HOSTILE = [
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "the usual way out", "{{ ''.__class__.__mro__[1].__subclasses__() }}"),
    ("{{ self.__init__.__globals__ }}", "the way by the template itself", "self"),
    ("{{ self }}", "the template itself", "self"),
    ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "the way by a global", "popen"),
    ("{{ number|attr('__class__') }}", "the way by a filter", "attr"),
    ("{{ number['__class__'] }}", "the way by a key", "__class__"),
    ("{{ number.upper() }}", "a call", "upper"),
    ("{{ range(999999999) }}", "a call", "range"),
    ("{{ lipsum() }}", "a call", "lipsum"),
    ("{{ number * 999999999 }}", "arithmetic", "*"),
    ("{{ 9 ** 9 ** 9 }}", "arithmetic", "**"),
    ("{{ 1 / 0 }}", "arithmetic", "/"),
    ("{{ number|safe }}", "unescaped text", "safe"),
    ("{{ number|center(999999999) }}", "a filter that swells", "center"),
    ("{{ number|map('upper')|list }}", "a filter that calls", "map"),
    ("{{ '%999999999d'|format(1) }}", "a filter that swells", "format"),
    ("{{ number is callable }}", "a test that is not known", "callable"),
    ("{{ number is nosuchtest }}", "a test that does not exist", "nosuchtest"),
    ("{{ number|nosuchfilter }}", "a filter that does not exist", "nosuchfilter"),
    ("{% set x = number %}{{ x }}", "setting", "set"),
    ("{% macro x() %}{% endmacro %}", "a macro", "macro"),
    ("{% include 'x' %}", "another file", "include"),
    ("{% import 'x' as x %}", "another file", "import"),
    ("{% extends 'x' %}", "another file", "extends"),
    ("{% filter upper %}x{% endfilter %}", "a filter block", "filter"),
    ("{% autoescape false %}{{ number }}{% endautoescape %}", "escaping off", "autoescape"),
    ("{{ [1, 2, 3] }}", "a list of its own", "[1, 2, 3]"),
    ("{% for x in people recursive %}{{ loop(x) }}{% endfor %}", "recursion", "recursive"),
    ("{{ number", "an expression that does not end", "{{ number"),
    ("{% if number %}", "a block that does not end", ""),
    ("{% for x in people %}{% endif %}", "blocks that cross", "endif"),
    ("{% nosuchtag %}", "a tag that does not exist", "nosuchtag"),
]


@pytest.mark.parametrize(("text", "why", "quoted"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_what_calls_computes_or_breaks_is_refused(text: str, why: str, quoted: str) -> None:
    content = template("第一行", text, "末行")
    for attempt in (lambda: word.render(content, DATA), lambda: word.template_fields(content)):
        with pytest.raises(TemplateRefused) as caught:
            attempt()
        assert quoted in str(caught.value), why
        assert "<w:" not in str(caught.value)


NOTHING_SAID = ["{{ number.upper }}", "{{ person.items }}", "{{ people.append }}", "{{ loop }}", "{{ lipsum }}", "{{ dict }}",
                "{{ number.__class__ }}", "{{ person.__class__ }}", "{{ people.__len__ }}", "{{ unknown.__init__ }}"]


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_what_is_no_field_says_nothing(text: str) -> None:
    said = filled(f"A{text}B", **DATA)
    assert "0x" not in said and "<" not in said
    assert said == "AB"


def test_a_hostile_word_in_header_footer_properties_or_footnotes_is_refused_alike() -> None:
    def header(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ number.upper() }}"

    def footer(document: Any) -> None:
        document.sections[0].footer.paragraphs[0].text = "{{ number.upper() }}"

    def title(document: Any) -> None:
        document.core_properties.title = "{{ number.upper() }}"

    for build in (header, footer, title):
        with pytest.raises(TemplateRefused):
            word.render(template(build=build), DATA)
        with pytest.raises(TemplateRefused):
            word.template_fields(template(build=build))


# files ---------------------------------------------------------------------------------------------------------------------------


def altered(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for part in [*source.namelist(), *([name] if name not in source.namelist() else [])]:
            old = source.read(part) if part in source.namelist() else b""
            target.writestr(part, change(old) if part == name else old)
    return stream.getvalue()


def external(kind: str) -> bytes:
    return template(build=lambda document: document.part.relate_to("http://elsewhere.example/x", kind, is_external=True))


PLAIN = template("{{ number }}")
BROKEN = [
    (b"", "nothing"),
    (b"hello", "no zip"),
    (PLAIN[:-40], "cut"),
    (altered(PLAIN, "word/document.xml", lambda _: b"<oops"), "no XML"),
    (altered(PLAIN, "[Content_Types].xml", lambda _: b""), "no types"),
    (altered(PLAIN, "word/vbaProject.bin", lambda _: b"x"), "macros"),
    (altered(PLAIN, "word/embeddings/oleObject1.bin", lambda _: b"x"), "an embedded program"),
    (external(RELATIONSHIP_TYPE.IMAGE), "a picture from elsewhere"),
    (external("http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"), "a template from elsewhere"),
]


@pytest.mark.parametrize(("content", "why"), BROKEN, ids=[row[1] for row in BROKEN])
def test_broken_and_active_files_are_refused(content: bytes, why: str) -> None:
    for attempt in (lambda: word.render(content, DATA), lambda: word.template_fields(content)):
        with pytest.raises(TemplateRefused):
            attempt()


def test_a_link_that_someone_has_to_click_is_allowed() -> None:
    assert word.render(external(RELATIONSHIP_TYPE.HYPERLINK), DATA).startswith(b"PK")


def test_a_file_that_swells_is_refused() -> None:
    with pytest.raises(TemplateRefused, match="20 MB"):
        word.render(altered(PLAIN, "word/media/big.bin", lambda _: bytes(21 * 2**20)), DATA)


# the same bytes --------------------------------------------------------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes_whenever_and_in_whatever_order_the_template_was_packed() -> None:
    def dated(year: int) -> bytes:
        def build(document: Any) -> None:
            document.core_properties.created = document.core_properties.modified = datetime(year, 1, 2, 3, 4, 5)
        return template("{{ number }}", build=build)

    shuffled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dated(2026))) as source, zipfile.ZipFile(shuffled, "w") as target:
        for name in reversed(source.namelist()):
            target.writestr(name, source.read(name))
    first = word.render(dated(2020), DATA)
    assert first == word.render(dated(2020), DATA) == word.render(dated(2026), DATA) == word.render(shuffled.getvalue(), DATA)
    assert first != word.render(dated(2020), DATA | {"number": "4"})
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {word.MOMENT}


# fields ----------------------------------------------------------------------------------------------------------------------------


def test_fields_are_found_wherever_they_stand() -> None:
    def everywhere(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ bureau }}"
        document.sections[0].footer.paragraphs[0].text = "{{ date }}"
        document.core_properties.title = "{{ title }}"

    content = template("{{ number }}{% if note %}{{ note }}{% endif %}", "{% for one in people %}{{ one.name }}{{ loop.index }}{% endfor %}",
                       build=everywhere)
    assert word.template_fields(content) == {"number", "note", "people", "people.name", "bureau", "date", "title"}
    assert word.template_fields(template("正文")) == set()


def test_a_field_that_word_split_into_runs_is_one_field() -> None:
    def split(document: Any) -> None:
        paragraph = document.add_paragraph()
        for piece in ("编号{", "{ num", "ber }", "}"):
            paragraph.add_run(piece)

    content = template(build=split)
    assert word.template_fields(content) == {"number"}
    assert lines(word.render(content, DATA)) == ["编号乌司监〔2026〕3号"]


# the shipped letter ----------------------------------------------------------------------------------------------------------------


def test_the_shipped_letter_asks_for_known_fields_and_says_all_that_a_draw_is_checked_by() -> None:
    content = SHIPPED.read_bytes()
    assert word.template_fields(content) <= set(FIELDS)
    data = letter_fields("乌司监〔2026〕3号", SAMPLE)
    document = Document(io.BytesIO(word.render(content, data)))
    words = "\n".join([*(paragraph.text for paragraph in document.paragraphs),
                       *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])
    assert "{" not in words
    for name in ("number", "procuratorate", "activity_number", "title", "mode", "when", "place", "audit_head", "contact_name", "date",
                 "supplementary", "round_note"):
        assert str(data[name]) in words, name
    for one in data["rounds"]:
        for name in ("seal", "digits", "digits_note", "witness_digits", "witness_name", "record_digest"):
            assert one[name] in words, name
    for person in data["people"]:
        for name in ("name", "sex", "unit", "profession", "place", "note"):
            assert person[name] in words, name


def test_the_shipped_letter_is_on_a4_and_does_not_name_its_maker() -> None:
    document = Document(str(SHIPPED))
    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    assert "python-docx" not in f"{document.core_properties.author}{document.core_properties.comments}"
