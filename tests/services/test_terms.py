"""Terms, leave and undertakings: the rules as a truth table, and who decides what."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models import Appointment, Assessment, AuditEntry, Leave, Supervisor
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import terms as reading
from portal.services import configuration, terms
from tests import factories
from tests.factories import AT, id_number, item

ActorAs = Callable[[str], Actor]
START = date(2026, 12, 1)


@pytest.fixture
def clerk(actor_as: ActorAs) -> Actor:
    return actor_as("clerk")


@pytest.fixture
def leader(actor_as: ActorAs) -> Actor:
    return actor_as("leader")


def person(**values: object) -> Supervisor:
    return factories.supervisor(appointed=False, **values)


def former(of: Supervisor, first: date, last: date, reason: str = "term_over") -> Appointment:
    return factories.save(Appointment(bureau=of.bureau, supervisor=of, starts_on=first, ends_on=last, ended_on=last, state="ended",
                                      end_reason=item("appointment_end", reason)))


def born(day: date) -> dict[str, object]:
    return {"birth_date": day, "id_number": id_number(day, 1)}


AGES = [
    (date(2003, 12, 1), None, "23 on that very day"),
    (date(2003, 12, 2), "too_young", "23 a day later"),
    (date(1950, 1, 1), None, "no highest age"),
]
EDUCATIONS = [("doctor", None), ("secondary_vocational", None), ("senior_high", None), ("junior_high", "education_too_low"),
              ("other", "education_too_low")]
SPANS = [
    (START, date(2031, 11, 30), None, "five years to the day"),
    (START, date(2031, 12, 1), "term_too_long", "a day longer"),
    (START, date(2027, 11, 30), None, "shorter is allowed"),
    (START, START, "term_ends_before_start", "no day at all"),
    (START, date(2026, 11, 30), "term_ends_before_start", "backwards"),
]


def outcome(act: Callable[[], object]) -> str | None:
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(("birth", "code", "why"), AGES)
def test_age_on_the_day_of_appointment(clerk: Actor, birth: date, code: str | None, why: str) -> None:
    of = person(**born(birth))
    assert outcome(lambda: terms.appoint(clerk, of, starts_on=START, at=AT)) == code, why
    assert Appointment.select().count() == (0 if code else 1)


@pytest.mark.parametrize(("education", "code"), EDUCATIONS)
def test_education(clerk: Actor, education: str, code: str | None) -> None:
    of = person(education=item("education", education))
    assert outcome(lambda: terms.appoint(clerk, of, starts_on=START, at=AT)) == code


@pytest.mark.parametrize(("first", "last", "code", "why"), SPANS)
def test_length(clerk: Actor, first: date, last: date, code: str | None, why: str) -> None:
    assert outcome(lambda: terms.appoint(clerk, person(), starts_on=first, ends_on=last, at=AT)) == code, why


def test_without_an_end_a_term_lasts_as_long_as_it_may(clerk: Actor) -> None:
    made = terms.appoint(clerk, person(), starts_on=START, certificate_no=" 乌监证 1 号 ", at=AT)
    assert (made.ends_on, made.state, made.level, made.certificate_no) == (date(2031, 11, 30), "live", "city", "乌监证 1 号")
    assert terms.last_day(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert AuditEntry.get(AuditEntry.verb == "appointment:appoint").person_id == made.supervisor_id


def test_a_changed_parameter_holds_from_its_day(clerk: Actor, actor_as: ActorAs) -> None:
    configuration.set_parameter(actor_as("system_admin"), "appointment.min_education", "college", valid_from=START, basis="practice", at=AT)
    of = person(education=item("education", "senior_high"))
    assert outcome(lambda: terms.appoint(clerk, of, starts_on=START, at=AT)) == "education_too_low"
    assert outcome(lambda: terms.appoint(clerk, of, starts_on=date(2026, 11, 30), at=AT)) is None


def test_one_live_term(clerk: Actor) -> None:
    of = factories.supervisor()
    assert outcome(lambda: terms.appoint(clerk, of, starts_on=START, at=AT)) == "has_live_term"


RUNNING = [
    ((), "clerk", None, "a first term is the clerk's"),
    (((2021, 2026),), "clerk", "renewal_needs_leader", "a second in a row is the leader's"),
    (((2021, 2026),), "leader", None, "who may"),
    (((2016, 2021), (2021, 2026)), "leader", "third_running_term", "a third in a row is refused"),
    (((2008, 2013), (2013, 2018)), "clerk", None, "after a pause it is a first one again"),
]


@pytest.mark.parametrize(("earlier", "role", "code", "why"), RUNNING)
def test_running_terms(actor_as: ActorAs, earlier: tuple[tuple[int, int], ...], role: str, code: str | None, why: str) -> None:
    of = person()
    for first, last in earlier:
        former(of, date(first, 12, 1), date(last, 11, 30))
    assert outcome(lambda: terms.appoint(actor_as(role), of, starts_on=START, at=AT)) == code, why


@pytest.mark.parametrize(("reason", "code"), [
    ("term_over", None), ("resignation", None), ("nationality_lost", None), ("incapacity", None),
    ("breach", "barred_for_ever"), ("fraud", "barred_for_ever"), ("failed_assessment", "barred_for_ever"),
    ("obstruction", "barred_for_ever"),
])
def test_who_was_removed_for_a_breach_or_a_failed_assessment_never_comes_back(clerk: Actor, reason: str, code: str | None) -> None:
    of = person()
    former(of, date(2010, 1, 1), date(2012, 5, 1), reason)
    assert outcome(lambda: terms.appoint(clerk, of, starts_on=START, at=AT)) == code


@pytest.mark.parametrize(("grade", "code"), [("excellent", None), ("competent", None), ("basic", "grade_blocks_renewal"),
                                             ("incompetent", "grade_blocks_renewal"), (None, None)])
def test_a_low_last_grade_blocks_a_renewal(leader: Actor, grade: str | None, code: str | None) -> None:
    of = person()
    former(of, date(2021, 12, 1), date(2026, 11, 30))
    factories.save(Assessment(bureau=of.bureau, supervisor=of, year=2024, grade=item("grade", "basic")))
    factories.save(Assessment(bureau=of.bureau, supervisor=of, year=2025, grade=item("grade", grade) if grade else item("grade")))
    assert outcome(lambda: terms.appoint(leader, of, starts_on=START, at=AT)) == code


ENDS = [
    ("term_over", "clerk", "", None), ("resignation", "clerk", "", None), ("resignation", "leader", "", None),
    ("breach", "clerk", "受到处分", "removal_needs_leader"), ("breach", "leader", "受到处分", None),
    ("breach", "leader", "  ", "words_missing"), ("incapacity", "clerk", "因病", "removal_needs_leader"),
]


@pytest.mark.parametrize(("reason", "role", "words", "code"), ENDS)
def test_who_ends_a_term(actor_as: ActorAs, reason: str, role: str, words: str, code: str | None) -> None:
    term = terms.live_term(factories.supervisor())
    ended = date(2026, 11, 24)
    assert outcome(lambda: terms.end_appointment(actor_as(role), term, reason=item("appointment_end", reason), ended_on=ended, words=words,
                                                 at=AT)) == code
    fresh = Appointment.get_by_id(term.id)
    assert (fresh.state, fresh.ended_on) == (("live", None) if code else ("ended", ended))


@pytest.mark.parametrize(("day", "code"), [(date(2023, 12, 31), "end_before_start"), (date(2026, 11, 25), "end_in_future"),
                                           (date(2024, 1, 1), None)])
def test_the_day_of_the_end(clerk: Actor, day: date, code: str | None) -> None:
    term = terms.live_term(factories.supervisor())
    assert outcome(lambda: terms.end_appointment(clerk, term, reason=item("appointment_end", "resignation"), ended_on=day, at=AT)) == code


def test_a_term_ends_once_and_for_a_reason_of_the_list(clerk: Actor) -> None:
    term = terms.live_term(factories.supervisor())
    assert outcome(lambda: terms.end_appointment(clerk, term, reason=item("grade"), ended_on=date(2026, 1, 1), at=AT)) == "unknown_code"
    reason = item("appointment_end", "resignation")
    terms.end_appointment(clerk, term, reason=reason, ended_on=date(2026, 1, 1), at=AT)
    assert outcome(lambda: terms.end_appointment(clerk, term, reason=reason, ended_on=date(2026, 2, 1), at=AT)) == "not_live"


LEAVES = [
    (date(2026, 12, 10), date(2026, 12, 20), None, "after the other one"),
    (date(2026, 12, 9), date(2026, 12, 9), "leave_overlaps", "its last day counts"),
    (date(2026, 11, 1), date(2026, 12, 1), "leave_overlaps", "its first day counts"),
    (date(2026, 11, 1), date(2026, 11, 30), None, "before the other one"),
    (date(2026, 12, 20), date(2026, 12, 19), "leave_backwards", "backwards"),
]


@pytest.mark.parametrize(("first", "last", "code", "why"), LEAVES)
def test_leave(clerk: Actor, first: date, last: date, code: str | None, why: str) -> None:
    of = factories.supervisor()
    terms.grant_leave(clerk, of, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 9), reason="产假", at=AT)
    assert outcome(lambda: terms.grant_leave(clerk, of, starts_on=first, ends_on=last, reason="出国", at=AT)) == code, why
    assert Leave.select().count() == (1 if code else 2)


def test_leave_needs_a_reason_and_can_be_shortened(clerk: Actor) -> None:
    of = factories.supervisor()
    assert outcome(lambda: terms.grant_leave(clerk, of, starts_on=START, ends_on=START, reason=" ", at=AT)) == "words_missing"
    leave = terms.grant_leave(clerk, of, starts_on=START, ends_on=date(2026, 12, 31), reason="出国", at=AT)
    terms.amend_leave(clerk, leave, starts_on=START, ends_on=date(2026, 12, 5), reason="提前回国", at=AT, version=1)
    assert Leave.get_by_id(leave.id).ends_on == date(2026, 12, 5)


def test_undertakings_are_signed_today_or_before(clerk: Actor) -> None:
    of = factories.supervisor()
    assert terms.record_undertaking(clerk, of, signed_on=date(2026, 11, 24), at=AT).signed_on == date(2026, 11, 24)
    assert outcome(lambda: terms.record_undertaking(clerk, of, signed_on=date(2026, 11, 25), at=AT)) == "undertaking_in_future"


def test_a_neighbours_people_are_not_there(actor_as: ActorAs) -> None:
    of, stranger = factories.supervisor(), actor_as("neighbour_clerk")
    acts = (
        lambda: terms.appoint(stranger, of, starts_on=START, at=AT),
        lambda: terms.end_appointment(stranger, terms.live_term(of), reason=item("appointment_end"), ended_on=START, at=AT),
        lambda: terms.grant_leave(stranger, of, starts_on=START, ends_on=START, reason="x", at=AT),
        lambda: terms.record_undertaking(stranger, of, signed_on=START, at=AT),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("role", ["finance", "officer", "chief", "system_admin", "security_admin", "audit_admin"])
def test_other_roles_have_no_part_in_it(actor_as: ActorAs, role: str) -> None:
    of, actor = factories.supervisor(), actor_as(role)
    for act in (lambda: terms.appoint(actor, of, starts_on=START, at=AT),
                lambda: terms.grant_leave(actor, of, starts_on=START, ends_on=START, reason="x", at=AT),
                lambda: terms.record_undertaking(actor, of, signed_on=START, at=AT)):
        with pytest.raises(Forbidden):
            act()


WARNINGS = [
    (date(2026, 11, 23), 0, "over since yesterday"), (date(2026, 11, 24), 3, "the last day"), (date(2027, 2, 24), 3, "three months"),
    (date(2027, 2, 25), 6, "a day more"), (date(2027, 5, 24), 6, "six months"),
]


@pytest.mark.parametrize(("last", "months", "why"), WARNINGS)
def test_warnings_before_the_end(clerk: Actor, last: date, months: int, why: str) -> None:
    of = factories.supervisor()
    Appointment.update(ends_on=last).execute()
    found = reading.endings(clerk.bureau_id, date(2026, 11, 24))
    assert [(ending.term.supervisor.id, ending.months) for ending in found] == [(of.id, months)], why


def test_no_warning_earlier_nor_for_ended_or_foreign_terms(clerk: Actor) -> None:
    factories.supervisor()
    Appointment.update(ends_on=date(2027, 5, 25)).execute()
    former(person(), date(2020, 1, 1), date(2026, 12, 1))
    factories.supervisor(factories.neighbour_bureau())
    Appointment.update(ends_on=date(2026, 12, 1)).where(Appointment.bureau != clerk.bureau_id).execute()
    assert reading.endings(clerk.bureau_id, date(2026, 11, 24)) == []


def test_months_end_where_the_month_ends() -> None:
    assert reading.months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert reading.months_later(date(2026, 11, 24), 1) == date(2026, 12, 24)


def test_the_spread_over_counties_and_public_servants(clerk: Actor, actor_as: ActorAs) -> None:
    admin, office = actor_as("system_admin"), factories.bureau()
    east = configuration.add_item(admin, "county", name="海勃湾区", bureau=office, at=AT)
    west = configuration.add_item(admin, "county", name="乌达区", bureau=office, at=AT)
    for number in range(4):
        factories.supervisor(county=east if number < 3 else west, public_servant=number < 2)
    factories.supervisor(appointed=False, county=west, public_servant=True)
    found = reading.spread(clerk.bureau_id, date(2026, 11, 24))
    assert (found.people, found.servants, found.too_many_servants) == (4, 2, False)
    assert [(county.name, have) for county, have in found.short_counties] == [("乌达区", 1)]
    Supervisor.update(public_servant=True).execute()
    assert reading.spread(clerk.bureau_id, date(2026, 11, 24)).too_many_servants
