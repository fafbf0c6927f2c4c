"""What a field of an office's own takes, and what it refuses."""
from __future__ import annotations

import pytest

from portal.domain.errors import DomainError
from portal.domain.own_fields import check_definition, lacks, parse

TAKEN = [
    ("text", "  海勃湾 ", (), "海勃湾"), ("text", "", (), ""), ("text", " \x00 ", (), ""),
    ("number", "12", (), "12"), ("number", "3.50", (), "3.5"), ("number", "1,200", (), "1200"), ("number", "１２", (), "12"), ("number", "0.0", (), "0"),
    ("number", "-7", (), "-7"), ("number", "1e3", (), "1000"),
    ("date", "2026-03-05", (), "2026-03-05"),
    ("yes_no", "1", (), "1"), ("yes_no", "否", (), "0"),
    ("choice", "甲", ("甲", "乙"), "甲"),
]


@pytest.mark.parametrize(("kind", "typed", "choices", "kept"), TAKEN)
def test_what_is_kept(kind: str, typed: str, choices: tuple[str, ...], kept: str) -> None:
    assert parse(kind, typed, choices) == kept


REFUSED = [
    ("text", "长" * 501, (), "own_field_long"), ("number", "十二", (), "own_field_number"), ("number", "NaN", (), "own_field_number"),
    ("number", "1e400", (), "own_field_number"), ("number", "1e-99999", (), "own_field_number"), ("number", "9e9999999", (), "own_field_number"), ("date", "2026-02-30", (), "own_field_date"), ("date", "昨天", (), "own_field_date"),
    ("yes_no", "也许", (), "own_field_choice"), ("choice", "丙", ("甲", "乙"), "own_field_choice"),
]


@pytest.mark.parametrize(("kind", "typed", "choices", "code"), REFUSED)
def test_what_is_refused(kind: str, typed: str, choices: tuple[str, ...], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse(kind, typed, choices, field="own_1", name="乡镇")
    assert (refusal.value.code, refusal.value.field) == (code, "own_1")


DEFINITIONS = [
    ("乡镇", "text", "bureau", (), None), ("乡镇", "choice", "sensitive", ("甲",), None), ("", "text", "bureau", (), "own_field_name"),
    ("乡镇", "picture", "bureau", (), "unknown_code"), ("乡镇", "text", "office", (), "unknown_code"), ("乡镇", "choice", "bureau", (), "own_field_choices"),
    ("乡镇", "text", "bureau", ("甲",), "own_field_choices"),
]


@pytest.mark.parametrize(("name", "kind", "privacy", "choices", "code"), DEFINITIONS)
def test_definitions(name: str, kind: str, privacy: str, choices: tuple[str, ...], code: str | None) -> None:
    if code is None:
        check_definition(name, kind, privacy, choices)
        return
    with pytest.raises(DomainError) as refusal:
        check_definition(name, kind, privacy, choices)
    assert refusal.value.code == code


@pytest.mark.parametrize(("given", "known", "blank", "held", "lacking"), [
    (True, False, False, False, False), (True, True, False, True, False),  # given
    (False, False, False, False, True), (False, False, True, False, True),  # somebody new, with and without the column
    (False, True, False, True, False), (False, True, False, False, False),  # somebody known, in a sheet without the column
    (False, True, True, True, True), (False, True, True, False, False),  # a blank cell would empty what is held; else nothing changes
])
def test_when_a_row_lacks_a_required_field(given: bool, known: bool, blank: bool, held: bool, lacking: bool) -> None:
    assert lacks(given=given, known=known, blank=blank, held=held) is lacking
