"""The flat sheet's usual columns, and what no office may set."""
from __future__ import annotations

import pytest

from portal.domain import flat_sheet
from portal.domain.errors import DomainError
from portal.domain.flat_sheet import FIELDS, FlatField
from portal.domain.import_specs import SUPERVISORS
from portal.domain.importing import Column


def test_every_field_has_its_place_and_the_usual_ones_stand_first() -> None:
    columns = flat_sheet.usual()
    assert sorted(one.field for one in columns) == sorted(FIELDS) and len({one.position for one in columns}) == len(columns)
    assert [one.heading for one in columns if one.shown][:5] == ["姓名", "性别", "民族", "出生日期", "公民身份号码"]
    assert {one.field for one in columns if FIELDS[one.field].mask} == {"id_number", "phone", "address", "bank_card", "relatives"}
    flat_sheet.check(columns)


@pytest.mark.parametrize(("column", "code"), [
    (FlatField("shoe_size", "鞋码", 1, True), "unknown_code"), (FlatField("name", "", 1, True), "heading_missing"),
    (FlatField("name", "长" * 61, 1, True), "text_long"), (FlatField("name", "姓名", 1, False), "columns_missing")])
def test_columns_that_are_refused(column: FlatField, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        flat_sheet.check([column])
    assert caught.value.code == code


def test_fields_of_the_offices_own_stand_last_and_are_not_shown_until_it_says_so() -> None:
    own = Column("own_7", "爱好", ("爱好",), "own", own_kind="text")
    known = flat_sheet.fields((*SUPERVISORS.columns, own))
    assert flat_sheet.usual(known)[-1] == FlatField("own_7", "爱好", len(known) * 10, False) and "no" not in known
    flat_sheet.check([FlatField("own_7", "爱好", 1, True)], known)
    with pytest.raises(DomainError, match="unknown_code"):
        flat_sheet.check([FlatField("own_7", "爱好", 1, True)])


def test_a_column_that_is_not_shown_needs_no_heading() -> None:
    flat_sheet.check([FlatField("name", "姓名", 1, True), FlatField("sex", "", 2, False)])
