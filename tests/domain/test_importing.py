"""Finding the table in a sheet, matching its headings, reading its rows: sheets as offices keep them."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from portal.domain import importing
from portal.domain.errors import DomainError
from portal.domain.import_cells import Choice, Lists
from portal.domain.import_dates import PartDate
from portal.domain.import_sheets import DataRow, Sheet, find_head, plain, tidy_heading
from portal.domain.import_specs import SPECS, SUPERVISORS
from portal.domain.importing import Change, Finding, Reading, Verdict

HEAD = ["序号", "姓名", "性别", "身份证号"]
ROW = [1.0, "张健", "女", "150304199303066927"]


def table(*rows: list[Any], merged: tuple[Any, ...] = (), name: str = "名册") -> importing.Table:
    return importing.choose_sheet([Sheet(name, rows, merged)], SUPERVISORS)


def numbers(*rows: list[Any], merged: tuple[Any, ...] = ()) -> list[int]:
    return [row.number for row in table(*rows, merged=merged).rows]


def test_titles_above_blank_rows_and_remarks_below_are_no_data() -> None:
    found = table(["乌海市人民监督员名册"], ["填报单位:司法局"], HEAD, ROW, [], ["", "李四"], ["注:本表由司法局填写。"], ["填表人:张三", "", "审核人:李四"],
                  ["合计", "2人"], HEAD)
    assert found.labels == ("序号", "姓名", "性别", "身份证号")
    assert [row.number for row in found.rows] == [4, 6]


def test_headings_of_several_lines_are_shown_in_one() -> None:
    head = ["姓  名", "文化\n程度", "ID  number"]
    found = table(head, ["甲", "高中", "1"], head, ["乙", "高中", "2"])
    assert found.labels == ("姓名", "文化程度", "ID number") and [row.number for row in found.rows] == [2, 4]


@pytest.mark.parametrize("row", [["", "备注:以上人员均已培训"], ["", "填表人:王五"], ["海勃湾区"], ["", "以上人员均由各区推荐并经公示无异议后任命为人民监督员"], ["说明", "备注:无"]])
def test_single_remarks(row: list[Any]) -> None:
    assert numbers(HEAD, ROW, row) == [2]


def test_a_head_of_two_lines_over_merged_cells() -> None:
    upper = ["序号", "基本情况", "", "任期", "", "备注"]
    lower = ["", "姓名", "身份证号", "起", "止", ""]
    merged = (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (0, 4)), ((0, 5), (1, 5)), ((40, 0), (41, 0)), ((0, 9), (0, 10)))
    found = table(upper, lower, [1.0, "张健", "150304199303066927", "2025-09-01", "2030-08-31", ""], merged=merged)
    assert found.labels == ("序号", "姓名", "身份证号", "任期起", "任期止", "备注")
    assert [row.number for row in found.rows] == [3]


def test_a_value_merged_over_several_rows_stands_in_each_of_them() -> None:
    head = ["区县", "姓名", "身份证号"]
    found = table(head, ["海勃湾区", "甲", "1"], ["", "乙", "2"], ["", "", ""], merged=(((1, 0), (3, 0)),))
    assert [(row.number, row.cells[0]) for row in found.rows] == [(2, "海勃湾区"), (3, "海勃湾区")]


def test_the_sheet_that_looks_most_like_a_roster_is_taken() -> None:
    sheets = [Sheet("说明", [["一、姓名和身份证号须真实"]]), Sheet("旧", [["姓名", "性别"], ["甲", "男"]]), Sheet("新", [HEAD, ROW])]
    found = importing.choose_sheet(sheets, SUPERVISORS)
    assert (found.sheet, found.others) == ("新", ("旧",))
    assert importing.choose_sheet(sheets, SUPERVISORS, " 旧 ").sheet == "旧"


@pytest.mark.parametrize(("sheets", "name", "code"), [
    ([Sheet("甲", [HEAD, ROW])], "乙", "sheet_unknown"),
    ([Sheet("甲", [["你好"], ["世界"]])], "", "head_not_found"),
    ([Sheet("甲", [])], "", "head_not_found"),
    ([Sheet("甲", [HEAD])], "", "rows_missing"),
    ([Sheet("甲", [HEAD, *[[1.0, "张", "男", "1"]] * (importing.MOST_ROWS + 1)])], "", "rows_many"),
])
def test_sheets_that_are_refused(sheets: list[Sheet], name: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        importing.choose_sheet(sheets, SUPERVISORS, name)
    assert caught.value.code == code


HEADINGS = [
    ("姓 名", "name"), ("名字", "name"), ("身份证", "id_number"), ("公民身份号码（18位）", "id_number"), ("联系方式", "phone"), ("手机号", "phone"),
    ("出生\n年月", "birth_date"), ("文化程度*", "education"), ("联系电话(必填)", "phone"), ("县（区）", "county"), ("区县", "county"),
    ("职务/职称", "post"), ("任期起", "starts_on"), ("任期", "term"), ("ID number", "id_number"), ("年龄", ""), ("", ""),
]


@pytest.mark.parametrize(("heading", "field"), HEADINGS)
def test_headings_and_their_synonyms(heading: str, field: str) -> None:
    assert SUPERVISORS.recognise(heading) == field


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_no_heading_means_two_fields_and_all_that_is_needed_is_there(spec: importing.Spec) -> None:
    words: dict[str, str] = {}
    for column in spec.columns:
        for word in {tidy_heading(one) for one in (column.label, *column.headings)}:
            assert words.setdefault(word, column.field) == column.field, word
    for name in (*spec.vital, *spec.needs):
        assert spec.column(name).field == name
    assert {column.kind for column in spec.columns} <= set(importing.READERS)


def test_what_the_office_corrected_goes_before_synonyms() -> None:
    labels = ("姓名", "单位", "专业", "姓名")
    assert importing.match_columns(labels, SUPERVISORS, {}) == {0: "name", 1: "work_unit", 2: "subject"}
    assert importing.match_columns(labels, SUPERVISORS, {"单位": "recommender", "专业": ""}) == {0: "name", 1: "recommender"}


@pytest.mark.parametrize(("mapping", "code"), [
    ({0: "name", 1: "shoe_size"}, "column_unknown"), ({0: "name", 1: "name"}, "column_twice"), ({0: "sex"}, "column_needed"), ({}, "column_needed")])
def test_matchings_that_are_refused(mapping: dict[int, str], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        importing.check_mapping(mapping, SUPERVISORS)
    assert caught.value.code == code


def test_a_matching_by_code_alone_is_enough() -> None:
    importing.check_mapping({0: "code"}, SUPERVISORS)


def test_rows_are_read_with_what_is_wrong_and_what_was_read_as_something_else() -> None:
    mapping = {0: "no", 1: "name", 2: "id_number", 3: "phone", 9: "remark"}
    wrong, right = importing.read_rows([DataRow(4, (1.0, "张 三", "150304", "无")), DataRow(5, ("", "李四", "", "13800138000/13800138001"))],
                                       mapping, SUPERVISORS, Lists())
    assert (wrong.number, wrong.values) == (4, {"no": 1, "name": "张三"})
    assert [(one.field, one.code) for one in wrong.wrong] == [("id_number", "id_length"), ("phone", "phone_form")]
    assert right.values == {"name": "李四", "phone": "13800138000"}
    assert right.notes == [Finding("phone", "first_of_several")] and right.wrong == []


def test_a_word_read_as_another_is_noted() -> None:
    lists = Lists({"political": {"党员": Choice(1, "cpc", "中共党员")}})
    reading = importing.read_rows([DataRow(4, ("党员",))], {0: "political"}, SUPERVISORS, lists)[0]
    assert reading.notes == [Finding("political", "read_as", {"written": "党员", "read": "中共党员"})]


def test_days_and_terms_are_settled() -> None:
    reading = Reading(1, {"term": (PartDate(2025, (9,)), PartDate(2030, (8,))), "x": PartDate(2025), "whole": PartDate(2025, (9,), 1)})
    importing.split_span(reading, "term", "starts_on", "ends_on")
    importing.split_span(reading, "term", "starts_on", "ends_on")
    assert importing.settle_day(reading, "starts_on") == date(2025, 9, 1)
    assert importing.settle_day(reading, "ends_on", last=True) == date(2030, 8, 31)
    assert importing.settle_day(reading, "whole") == date(2025, 9, 1) and importing.settle_day(reading, "absent") is None
    assert importing.settle_day(reading, "x") is None and reading.is_wrong("x") and not reading.is_wrong("whole")
    assert [one.code for one in reading.notes] == ["read_as", "read_as"]


def test_a_term_of_one_date_has_a_beginning_only() -> None:
    reading = Reading(1, {"term": (PartDate(2025, (9,)), None)})
    importing.split_span(reading, "term", "starts_on", "ends_on")
    assert set(reading.values) == {"starts_on"}


def test_the_second_of_two_alike_is_refused() -> None:
    readings = [Reading(4, {"id": "a"}), Reading(5), Reading(6, {"id": "a"})]
    readings[2].refuse("x", "date_form")
    importing.mark_twins(readings, lambda reading: reading.get("id"))
    assert [[one.code for one in reading.wrong] for reading in readings] == [[], [], ["row_twice", "date_form"]]
    assert readings[2].wrong[0].params == {"row": 4}


def test_verdicts_are_counted_and_know_their_line() -> None:
    verdicts = [Verdict(Reading(4, {"no": 7}), "new"), Verdict(Reading(5, {"no": ""}), "wrong"), Verdict(Reading(6), "new")]
    assert importing.counted(verdicts) == {"new": 2, "changed": 0, "unchanged": 0, "asks": 0, "wrong": 1}
    assert [verdict.no for verdict in verdicts] == [7, None, None]
    assert Change("name", "a", "b").new == "b"


@pytest.mark.parametrize(("cell", "text"), [(True, "1"), (False, "0"), (3.0, "3"), (3.5, "3.5"), (1.5e17, "1.5e+17"), (date(2026, 1, 2), "2026-01-02"), (datetime(2026, 1, 2), "2026-01-02"),
                                            (datetime(2026, 1, 2, 9, 30), "2026-01-02 09:30"), ("a", "a")])
def test_cells_as_text(cell: Any, text: str) -> None:
    assert plain(cell) == text


def test_no_head_in_a_sheet_of_one_known_heading() -> None:
    assert find_head(Sheet("", [["姓名"], ["甲"]]), SUPERVISORS.recognise) is None
