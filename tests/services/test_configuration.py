"""Picklists, dated parameters and own working days."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import AuditEntry, DayOverride, Parameter, PicklistItem
from portal.domain.errors import Conflict, DomainError, Forbidden
from portal.domain.parameters import BASES, GROUPS, RULES, UNITS
from portal.domain.permissions import Actor
from portal.queries import parameters
from portal.services import configuration
from tests import factories
from tests.factories import AT, item

TODAY = date(2026, 11, 24)


@pytest.fixture
def admin(actor_as: Callable[[str], Actor]) -> Actor:
    return actor_as("system_admin")


def names(kind: str) -> list[str]:
    return [row.name for row in parameters.items(kind)]


def test_a_value_is_added_at_the_end_with_a_code_of_its_pinyin(admin: Actor) -> None:
    made = configuration.add_item(admin, "profession", name="知识产权", synonyms=("专利", " 专利 ", ""), at=AT)
    assert (made.code, made.position, made.synonyms) == ("zhishichanquan", 160, ["专利"])
    assert names("profession")[-1] == "知识产权"
    assert AuditEntry.get(AuditEntry.verb == "picklist:add").changes["name"] == [None, "知识产权"]


def test_codes_do_not_collide(admin: Actor) -> None:
    assert configuration.add_item(admin, "county", name="乌达区", bureau=factories.bureau(), at=AT).code == "wudaqu"
    assert configuration.add_item(admin, "county", name="乌达区", bureau=factories.neighbour_bureau(), at=AT).code == "wudaqu_2"


def test_an_offices_own_values_are_its_own(admin: Actor) -> None:
    own, other = factories.bureau(), factories.neighbour_bureau()
    configuration.add_item(admin, "county", name="海勃湾区", bureau=own, at=AT)
    assert [row.name for row in parameters.items("county", own.id)] == ["海勃湾区"]
    assert [row.name for row in parameters.items("county", other.id)] == []


BAD_ITEMS = [
    ({"kind": "colour", "name": "红"}, "unknown_code"),
    ({"kind": "profession", "name": "法律"}, "item_name_taken"),
    ({"kind": "political", "name": "党员"}, "item_name_taken"),
    ({"kind": "profession", "name": "专利", "synonyms": ("法律",)}, "item_name_taken"),
    ({"kind": "profession", "name": "  "}, "item_name_missing"),
    ({"kind": "profession", "name": "专利", "code": "Not OK"}, "item_code_malformed"),
    ({"kind": "profession", "name": "专利", "code": "law"}, "already_there"),
]


@pytest.mark.parametrize(("values", "code"), BAD_ITEMS)
def test_values_refused(admin: Actor, values: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        configuration.add_item(admin, at=AT, **values)
    assert caught.value.code == code


def test_a_retired_value_stays_on_old_rows_and_is_offered_no_more(admin: Actor) -> None:
    value = item("profession", "farming")
    configuration.amend_item(admin, value, {"active": False}, at=AT, version=1)
    assert "农牧" not in names("profession") and PicklistItem.get_by_id(value.id).name == "农牧"
    assert configuration.add_item(admin, "profession", name="农牧", at=AT).code == "nongmu"


@pytest.mark.parametrize(("kind", "code"), [("sex", "male"), ("mode", "10"), ("appointment_end", "term_over")])
def test_what_the_portal_needs_stays(admin: Actor, kind: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        configuration.amend_item(admin, item(kind, code), {"active": False}, at=AT)
    assert caught.value.code == "item_needed"


def test_amending_keeps_the_code_and_sees_a_second_editor(admin: Actor) -> None:
    value = item("profession", "it")
    changed = configuration.amend_item(admin, value, {"name": "信息与人工智能", "code": "ai", "position": 5}, at=AT, version=1)
    assert (changed.code, names("profession")[0]) == ("it", "信息与人工智能")
    with pytest.raises(Conflict):
        configuration.amend_item(admin, item("profession", "it"), {"name": "别的"}, at=AT, version=1)


def test_a_parameter_gets_a_new_value_from_a_day_on(admin: Actor) -> None:
    bureau = factories.bureau()
    configuration.set_parameter(admin, "request.lead_working_days", 7, valid_from=date(2027, 1, 1), basis="text", source="某规定第3条",
                                at=AT)
    assert parameters.value(bureau.id, "request.lead_working_days", date(2026, 12, 31)) == 5
    assert parameters.value(bureau.id, "request.lead_working_days", date(2027, 1, 1)) == 7
    assert Parameter.get(Parameter.valid_from == date(2027, 1, 1)).basis == "text: 某规定第3条"


def test_before_the_first_value_held_the_first_one_holds(admin: Actor) -> None:
    own = factories.bureau()
    configuration.set_parameter(admin, "request.lead_working_days", 7, valid_from=date(2027, 1, 1), basis="text", bureau=own, at=AT)
    assert parameters.value(own.id, "request.lead_working_days", date(2016, 5, 1)) == 5
    with pytest.raises(KeyError):
        parameters.value(own.id, "no.such_rule", TODAY)


def test_an_offices_own_value_goes_before_the_shared_one(admin: Actor) -> None:
    own, other = factories.bureau(), factories.neighbour_bureau()
    configuration.set_parameter(admin, "draw.yearly_cap", 6, valid_from=TODAY, basis="practice", bureau=own, at=AT)
    assert parameters.value(own.id, "draw.yearly_cap", TODAY) == 6
    assert parameters.value(other.id, "draw.yearly_cap", TODAY) is None


BAD_VALUES = [
    ("request.lead_days", 5, "unknown_code"), ("request.lead_working_days", -1, "parameter_range"),
    ("request.lead_working_days", 61, "parameter_range"),
    ("request.lead_working_days", "5", "parameter_range"), ("request.lead_working_days", True, "parameter_range"),
    ("request.lead_working_days", None, "parameter_range"), ("audit.keep_months", 5, "parameter_range"),
    ("appointment.min_education", "kindergarten", "unknown_code"), ("assessment.grades", ["excellent", "superb"], "unknown_code"),
    ("assessment.grades", [], "unknown_code"), ("assessment.grade_points", [60, 75, 90], "parameter_points"),
    ("assessment.grade_points", [90, 90], "parameter_points"), ("assessment.grade_points", 90, "parameter_points"),
]
GOOD_VALUES = [
    ("draw.yearly_cap", None), ("draw.yearly_cap", 12), ("appointment.min_education", "college"),
    ("assessment.grades", ["excellent", "basic"]), ("assessment.grade_points", [95, 80, 60]), ("audit.keep_months", 6),
]


@pytest.mark.parametrize(("key", "value", "code"), BAD_VALUES)
def test_values_of_parameters_refused(admin: Actor, key: str, value: object, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        configuration.set_parameter(admin, key, value, valid_from=TODAY, basis="practice", at=AT)
    assert caught.value.code == code


@pytest.mark.parametrize(("key", "value"), GOOD_VALUES)
def test_values_of_parameters_taken(admin: Actor, key: str, value: object) -> None:
    configuration.set_parameter(admin, key, value, valid_from=TODAY, basis="practice", at=AT)
    assert parameters.value(None, key, TODAY) == value


def test_the_past_is_not_rewritten(admin: Actor) -> None:
    def give(day: date) -> None:
        configuration.set_parameter(admin, "request.max_people", 7, valid_from=day, basis="practice", at=AT)
    with pytest.raises(DomainError, match="parameter_past"):
        give(TODAY - timedelta(days=1))
    give(TODAY)
    with pytest.raises(DomainError, match="parameter_date_taken"):
        give(TODAY)


def test_only_a_value_still_to_come_can_be_withdrawn(admin: Actor) -> None:
    future = configuration.set_parameter(admin, "request.max_people", 7, valid_from=date(2027, 1, 1), basis="practice", at=AT)
    configuration.withdraw_parameter(admin, future, at=AT)
    assert parameters.value(None, "request.max_people", date(2027, 1, 2)) == 9
    assert AuditEntry.get(AuditEntry.verb == "parameter:withdraw").changes["value"] == [7, None]
    with pytest.raises(DomainError, match="parameter_in_force"):
        configuration.withdraw_parameter(admin, Parameter.get(Parameter.key == "request.max_people"), at=AT)


def test_the_rules_cover_every_parameter_with_unit_and_group() -> None:
    assert {rule.unit for rule in RULES.values()} <= set(UNITS)
    assert {key.partition(".")[0] for key in RULES} == set(GROUPS)


def test_seeded_parameters_satisfy_their_own_rules(db: None) -> None:
    rows = {row.key: row for row in Parameter.select()}
    assert set(rows) == set(RULES)
    for row in rows.values():
        configuration.rules.check_value(row.key, row.value)
        assert row.unit == RULES[row.key].unit and row.basis.partition(":")[0] in BASES


def test_own_days_go_over_the_official_calendar(admin: Actor) -> None:
    own, other = factories.bureau(), factories.neighbour_bureau()
    monday = date(2026, 11, 30)
    configuration.set_day(admin, own, monday, working=False, note="自治区放假", at=AT)
    assert not parameters.calendar(own.id).is_working(monday) and parameters.calendar(other.id).is_working(monday)
    configuration.set_day(admin, own, monday, working=True, note="改回", at=AT)
    assert parameters.calendar(own.id).is_working(monday) and DayOverride.select().count() == 1
    configuration.clear_day(admin, DayOverride.get(), at=AT)
    assert DayOverride.select().count() == 0
    verbs = [row.verb for row in AuditEntry.select().order_by(AuditEntry.id)]
    assert verbs == ["day:set", "day:set", "day:clear"]


def test_an_own_day_needs_its_reason(admin: Actor) -> None:
    with pytest.raises(DomainError, match="words_missing"):
        configuration.set_day(admin, factories.bureau(), TODAY, working=False, note=" ", at=AT)


@pytest.mark.parametrize("role", ["clerk", "leader", "finance", "officer", "chief", "security_admin", "audit_admin"])
def test_only_the_system_administrator_writes_settings(actor_as: Callable[[str], Actor], role: str) -> None:
    actor, office = actor_as(role), factories.bureau()
    override = factories.save(DayOverride(bureau=office, day=TODAY, working=False, note="x"))
    acts = (
        lambda: configuration.add_item(actor, "county", name="x", at=AT),
        lambda: configuration.amend_item(actor, item("sex"), {}, at=AT),
        lambda: configuration.set_parameter(actor, "request.max_people", 7, valid_from=TODAY, basis="practice", at=AT),
        lambda: configuration.withdraw_parameter(actor, Parameter.get(), at=AT),
        lambda: configuration.set_day(actor, office, TODAY, working=True, note="x", at=AT),
        lambda: configuration.clear_day(actor, override, at=AT),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()
