from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain import requests as rules
from portal.domain.calendar import WorkCalendar
from portal.domain.errors import ERRORS, DomainError
from portal.domain.permissions import Actor
from portal.domain.requests import LeadTime, RequestValues

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
START = AT + timedelta(days=14)
GOOD = RequestValues(mode_id=1, title="公开听证", starts_at=START, ends_at=START + timedelta(hours=2), place="第一会议室", general_places=2,
                     contact_name="李联络", contact_phone="0473-7654322")


def refusal(values: RequestValues, at: datetime = AT) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as refused:
        rules.check(values, at)
    assert refused.value.code in ERRORS
    return refused.value.code, refused.value.field


def test_a_good_request_passes() -> None:
    rules.check(GOOD, AT)
    rules.check(replace(GOOD, general_places=0, special_places=((7, 1, "看账"),)), AT)


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"title": "  "}, "request_title_missing", "title"),
    ({"place": ""}, "request_place_missing", "place"),
    ({"contact_name": ""}, "request_contact_missing", "contact_name"),
    ({"contact_phone": " "}, "request_contact_missing", "contact_phone"),
    ({"title": "字" * 201}, "request_text_too_long", "title"),
    ({"remark": "字" * 2001}, "request_text_too_long", "remark"),
    ({"ends_at": START}, "request_end_before_start", "ends_at"),
    ({"ends_at": START - timedelta(hours=1)}, "request_end_before_start", "ends_at"),
    ({"starts_at": AT, "ends_at": AT + timedelta(hours=1)}, "request_past", "day"),
    ({"starts_at": START, "ends_at": AT + timedelta(days=800)}, "request_too_far", "day"),
    ({"general_places": 0}, "request_without_places", "general_places"),
    ({"general_places": -1}, "request_places_refused", "general_places"),
    ({"general_places": 1000}, "request_places_refused", "general_places"),
    ({"special_places": ((7, 0, "看账"),)}, "request_places_refused", "general_places"),
    ({"special_places": ((7, 1, "看账"), (7, 1, "再看"))}, "request_profession_twice", "special"),
    ({"special_places": ((7, 1, " "),)}, "request_why_missing", "special"),
    ({"special_places": ((7, 1, "字" * 201),)}, "request_text_too_long", "special"),
    ({"parties": ("甲" * 121,)}, "request_text_too_long", "parties"),
    ({"parties": ("甲",) * 51}, "request_too_many_parties", "parties"),
])
def test_what_no_request_may_hold(change: dict[str, object], code: str, field: str) -> None:
    assert refusal(replace(GOOD, **change)) == (code, field)


@pytest.mark.parametrize(("general", "special", "people", "with_profession", "code"), [
    (3, (), 3, {}, None),
    (4, (), 3, {}, "request_more_than_people"),
    (2, ((7, 2, "看账"),), 3, {7: 2}, "request_more_than_people"),
    (1, ((7, 2, "看账"),), 3, {7: 2}, None),
    (0, ((7, 2, "看账"),), 3, {7: 1}, "request_more_than_profession"),
    (0, ((7, 1, "看账"),), 3, {}, "request_more_than_profession"),
])
def test_places_against_people(general: int, special: tuple[tuple[int, int, str], ...], people: int, with_profession: dict[int, int],
                               code: str | None) -> None:
    values = replace(GOOD, general_places=general, special_places=special)
    if code is None:
        rules.check_people(values, people, with_profession, {7: "财会"})
        return
    with pytest.raises(DomainError) as refused:
        rules.check_people(values, people, with_profession, {7: "财会"})
    assert refused.value.code == code


@pytest.mark.parametrize(("sent", "held", "days", "kind"), [
    (date(2026, 9, 24), date(2026, 10, 9), 5, "enough"),  # the example of the rules: National Day lies between
    (date(2026, 9, 24), date(2026, 10, 8), 4, "urgent"),
    (date(2026, 9, 24), date(2026, 9, 30), 3, "urgent"),
    (date(2026, 9, 24), date(2026, 9, 29), 2, "exception"),
    (date(2026, 9, 24), date(2026, 9, 25), 0, "exception"),  # the eve of the holidays is one of them
    (date(2026, 11, 24), date(2026, 12, 1), 5, "enough"),
    (date(2026, 11, 24), date(2026, 11, 30), 4, "urgent"),
    (date(2026, 11, 24), date(2026, 11, 24), 0, "exception"),
])
def test_lead_time(sent: date, held: date, days: int, kind: str) -> None:
    counted = WorkCalendar({}).working_days_between(sent, held)
    assert (counted, rules.lead_kind(counted, 5, 3)) == (days, kind)


def lead(days: int) -> LeadTime:
    return LeadTime(days, 5, 3, rules.lead_kind(days, 5, 3))


@pytest.mark.parametrize(("days", "reason", "exceptional", "code"), [
    (5, "", False, None),
    (5, "", True, None),  # asked for without need: enough is enough
    (4, "", False, "urgent_reason_missing"),
    (4, "羁押期限", False, None),
    (3, "羁押期限", False, None),
    (2, "羁押期限", False, "lead_too_short"),
    (2, "", True, "urgent_reason_missing"),
    (2, "羁押期限", True, None),
])
def test_what_a_short_lead_time_asks_for(days: int, reason: str, exceptional: bool, code: str | None) -> None:
    if code is None:
        rules.check_lead(lead(days), reason, exceptional=exceptional)
        return
    with pytest.raises(DomainError) as refused:
        rules.check_lead(lead(days), reason, exceptional=exceptional)
    assert (refused.value.code, refused.value.params["have"]) == (code, days)


@pytest.mark.parametrize(("state", "days", "exceptional", "code"), [
    ("submitted", 4, False, None),
    ("submitted", 2, False, "lead_too_short"),
    ("accepted", 2, True, None),
    ("drawn", 3, False, None),
    ("drawn", 2, True, "reschedule_too_short"),
    ("announced", 2, True, "reschedule_too_short"),
])
def test_how_near_a_new_day_may_be(state: str, days: int, exceptional: bool, code: str | None) -> None:
    if code is None:
        rules.check_new_lead(state, lead(days), exceptional=exceptional)
        return
    with pytest.raises(DomainError) as refused:
        rules.check_new_lead(state, lead(days), exceptional=exceptional)
    assert refused.value.code == code


@pytest.mark.parametrize(("state", "days", "same_day", "after"), [
    ("submitted", 2, False, "submitted"),
    ("returned", 5, False, "returned"),
    ("accepted", 5, False, "accepted"),
    ("accepted", 4, False, "submitted"),
    ("accepted", 2, True, "accepted"),
    ("drawn", 5, False, "drawn"),
    ("confirmed", 4, False, "drawn"),
    ("announced", 2, True, "drawn"),
])
def test_where_a_moved_activity_stands(state: str, days: int, same_day: bool, after: str) -> None:
    values = rules.after_reschedule(state, lead(days), same_day=same_day, reason="改期")
    assert values.get("state", state) == after
    assert ("lead_days" in values) is not same_day


CLERK, LEADER = Actor("经办", frozenset({"clerk"})), Actor("负责", frozenset({"leader"}))


@pytest.mark.parametrize(("actor", "exceptional", "hours", "code"), [
    (CLERK, False, 1, None),
    (CLERK, True, 1, "exception_needs_leader"),
    (LEADER, True, 1, None),
    (CLERK, False, 0, "request_past_accept"),
])
def test_who_may_accept_what(actor: Actor, exceptional: bool, hours: int, code: str | None) -> None:
    starts_at = AT + timedelta(hours=hours)
    if code is None:
        rules.check_accept(actor, starts_at, AT, exceptional=exceptional)
        return
    with pytest.raises(DomainError) as refused:
        rules.check_accept(actor, starts_at, AT, exceptional=exceptional)
    assert refused.value.code == code


@pytest.mark.parametrize(("place", "code"), [("一号厅", None), ("字" * 200, None), ("", "request_place_missing"), ("字" * 201, "request_text_too_long")])
def test_a_place_by_itself(place: str, code: str | None) -> None:
    if code is None:
        rules.check_place(place)
        return
    with pytest.raises(DomainError) as refused:
        rules.check_place(place)
    assert (refused.value.code, refused.value.field) == (code, "place")


def test_a_day_is_the_offices_day() -> None:
    noon = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    assert rules.same_day(noon, noon + timedelta(hours=11)) and not rules.same_day(noon, noon + timedelta(hours=12))
