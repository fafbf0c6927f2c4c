"""Which values the parameters of the rules may take."""
from __future__ import annotations

import pytest

from portal.domain.errors import DomainError
from portal.domain.parameters import GROUPS, RULES, UNITS, check_value

NUMBERS = [key for key, rule in RULES.items() if rule.kind == "number"]


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_lies_between_its_ends(key: str) -> None:
    rule = RULES[key]
    check_value(key, rule.low)
    check_value(key, rule.high)
    for value in (rule.low - 1, rule.high + 1, str(rule.low), True, float(rule.low), [rule.low]):
        with pytest.raises(DomainError) as refused:
            check_value(key, value)
        assert (refused.value.code, refused.value.params) == ("parameter_range", {"low": rule.low, "high": rule.high})


@pytest.mark.parametrize("key", NUMBERS)
def test_no_value_is_taken_where_a_rule_can_be_off(key: str) -> None:
    if RULES[key].may_be_off:
        check_value(key, None)
        return
    with pytest.raises(DomainError, match="parameter_range"):
        check_value(key, None)


@pytest.mark.parametrize(("value", "taken"), [
    ([90, 75, 60], True), ([200, 0], True), ([50], True), ([], False), ([60, 75], False), ([90, 90], False), ([201, 60], False), ([90, -1], False),
    ([90, "60"], False), (90, False), (None, False),
])
def test_points_fall_from_grade_to_grade(value: object, taken: bool) -> None:
    if taken:
        check_value("assessment.grade_points", value)
        return
    with pytest.raises(DomainError, match="parameter_points"):
        check_value("assessment.grade_points", value)


def test_codes_of_lists_are_not_looked_at_here() -> None:
    check_value("appointment.min_education", "kindergarten")
    check_value("assessment.grades", ["superb"])


def test_there_are_no_other_parameters() -> None:
    with pytest.raises(DomainError, match="unknown_code"):
        check_value("request.lead_days", 5)


def test_every_parameter_has_its_group_and_unit() -> None:
    assert {key.split(".")[0] for key in RULES} == set(GROUPS)
    assert {rule.unit for rule in RULES.values()} == set(UNITS)
