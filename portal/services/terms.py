"""Terms of office, leave and secrecy undertakings (rules.md "Who may be appointed")."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from models import Appointment, Bar, Leave, PicklistItem, Supervisor, Undertaking
from models.base import database
from models.choices import AppointmentState, Level
from portal.domain import eligibility
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import conduct, parameters
from portal.queries.assessments import last_final_grade
from portal.services import records
from portal.services.people import own

KEYS = ("appointment.min_age", "appointment.min_education", "appointment.term_years", "appointment.max_consecutive_terms")

FIELD_OF_PROBLEM = {"term_ends_before_start": "ends_on", "too_young": "starts_on", "third_running_term": "starts_on"}
"""Form field that each code of eligibility.appointment_problems is about; the others are about the person."""


def appoint(actor: Actor, person: Supervisor, *, starts_on: date, ends_on: date | None = None, level: str = Level.CITY,
            certificate_no: str = "", remark: str = "", at: datetime) -> Appointment:
    """Begin a term; without an end it lasts as long as a term may. A term that follows another one is a renewal, which the leader decides.

    Raises DomainError term_ends_before_start, term_too_long, too_young, education_too_low, barred_for_ever, has_live_term,
    third_running_term, grade_blocks_renewal, renewal_needs_leader.
    """
    require(actor, "appointment:read")
    return begin(actor, person, starts_on=starts_on, ends_on=ends_on, level=level, certificate_no=certificate_no, remark=remark, at=at)


def begin(actor: Actor, person: Supervisor, *, starts_on: date, ends_on: date | None = None, level: str = Level.CITY,
          certificate_no: str = "", remark: str = "", decided: bool = False, at: datetime) -> Appointment:
    """Do what `appoint` does, as part of a larger act; `decided` = the act's own verb is the leader's decision, first term or renewal."""
    own(actor, person)
    with database.atomic():
        person = records.lock(Supervisor, person.id)
        limits = parameters.values(person.bureau_id, KEYS, starts_on)
        ends = ends_on or last_day(starts_on, limits["appointment.term_years"])
        earlier = [(row.starts_on, row.ended_on or row.ends_on) for row in _former(person)]
        renewal = eligibility.running_terms(earlier, starts_on) > 0
        if not decided:
            _require_right(actor, "appointment:renew" if renewal else "appointment:write", "renewal_needs_leader")
        _refuse_problems(person, starts_on, ends, earlier, limits, barred=is_barred(person), has_live=live_term(person) is not None)
        if renewal:
            _refuse_low_grade(person, starts_on)
        term = Appointment(bureau=person.bureau_id, supervisor=person, level=level, starts_on=starts_on, ends_on=ends,
                           certificate_no=certificate_no.strip(), remark=remark.strip())
        return records.create(actor, "appointment:renew" if renewal else "appointment:appoint", term, at=at)


def _require_right(actor: Actor, verb: str, code: str) -> None:
    """Refuse with a sentence that names the leader, as the page itself is open to the clerk."""
    if verb != "appointment:write" and not actor.may(verb):
        raise DomainError(code)
    require(actor, verb)


def last_day(starts_on: date, years: int) -> date:
    """Return the last day of a term of so many years."""
    try:
        return starts_on.replace(year=starts_on.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(starts_on.year + years, 2, 28)


def _refuse_problems(person: Supervisor, starts_on: date, ends_on: date, earlier: list[tuple[date, date]], limits: Mapping[str, Any], *,
                     barred: bool, has_live: bool, lowest: int | None = None) -> None:
    """Refuse a term against which something speaks; `lowest` is the place in its list of the education that suffices, where it is known."""
    if lowest is None:
        lowest = lowest_place(limits)
    problems = eligibility.appointment_problems(
        birth=person.birth_date, education_passes=person.education.position <= lowest,
        starts_on=starts_on, ends_on=ends_on, earlier=earlier, barred=barred, has_live=has_live,
        rules=eligibility.TermRules(min_age=limits["appointment.min_age"], max_consecutive=limits["appointment.max_consecutive_terms"]))
    if problems:
        raise DomainError(problems[0], field=FIELD_OF_PROBLEM.get(problems[0]), min_age=limits["appointment.min_age"],
                          max_terms=limits["appointment.max_consecutive_terms"])
    _check_span(starts_on, ends_on, limits["appointment.term_years"])


def first_term(actor: Actor, person: Supervisor, *, starts_on: date, ends_on: date, level: str, certificate_no: str, limits: Mapping[str, Any],
               lowest: int) -> Appointment:
    """Return, unsaved, the first term of somebody who was just registered and is barred nowhere; `limits` are those of its first day.

    Raises DomainError as `begin`.
    """
    require(actor, "appointment:write")
    _refuse_problems(person, starts_on, ends_on, [], limits, barred=False, has_live=False, lowest=lowest)
    return Appointment(bureau=person.bureau_id, supervisor=person.id, level=level, starts_on=starts_on, ends_on=ends_on,
                       certificate_no=certificate_no.strip())


def lowest_place(limits: Mapping[str, Any]) -> int:
    """Return the place in its list of the lowest education that suffices."""
    return int(parameters.item("education", str(limits["appointment.min_education"])).position)


def education_passes(education: PicklistItem, lowest: str) -> bool:
    """Whether an education stands no lower in its list than the lowest that suffices (中专 stands beside 高中)."""
    return education.position <= parameters.item("education", lowest).position


def is_barred(person: Supervisor) -> bool:
    """Whether this person can never be appointed again: by the list of bars, or by a former term that ended so."""
    ended = Appointment.select(Appointment, PicklistItem).join(PicklistItem).where(Appointment.supervisor == person)
    return conduct.is_barred(person.id_digest) or any(row.end_reason.facts.get("bar") for row in ended)


def live_term(person: Supervisor) -> Appointment | None:
    """Return the person's live term, or None."""
    return Appointment.get_or_none(Appointment.supervisor == person, Appointment.state == AppointmentState.LIVE)


def _former(person: Supervisor) -> list[Appointment]:
    return list(Appointment.select().where(Appointment.supervisor == person, Appointment.state == AppointmentState.ENDED))


def _refuse_low_grade(person: Supervisor, starts_on: date) -> None:
    """Refuse a renewal after a final grade that blocks it (基本称职 or lower), also while its round is reopened; a draft blocks nothing."""
    found = last_final_grade(person.id, starts_on.year)
    if found is not None and found[1].facts.get("renewal") is False:
        raise DomainError("grade_blocks_renewal", year=found[0])


def end_appointment(actor: Actor, term: Appointment, *, reason: PicklistItem, ended_on: date, words: str = "", at: datetime) -> Appointment:
    """End a live term. Removals are the leader's and need words; a plain end or a resignation is the clerk's or the leader's.

    Raises DomainError not_live, unknown_code, words_missing, end_before_start, end_in_future, removal_needs_leader.
    """
    require(actor, "appointment:read")
    own(actor, term)
    if reason.kind != "appointment_end":
        raise DomainError("unknown_code", field="end_reason", value=reason.code)
    removal = bool(reason.facts.get("removal"))
    if removal or not actor.may("appointment:end"):
        _require_right(actor, "appointment:end" if removal else "appointment:write", "removal_needs_leader")
    _check_end(term, ended_on, words if removal else "-", at)
    with database.atomic():
        term = records.lock(Appointment, term.id)
        if term.state != AppointmentState.LIVE:
            raise DomainError("not_live")
        ended = records.change(actor, "appointment:end", term, at=at, reason=words.strip(), state=AppointmentState.ENDED.value,
                               ended_on=ended_on, end_reason=reason)
        if reason.facts.get("bar"):
            _bar(actor, ended, at)
        return ended


def _bar(actor: Actor, term: Appointment, at: datetime) -> None:
    """Keep the digest of the ID number, which outlives the file; a second reason changes nothing."""
    person = Supervisor.get_by_id(term.supervisor_id)
    if not conduct.is_barred(person.id_digest):
        records.create(actor, "bar:set", Bar(bureau=term.bureau_id, id_digest=person.id_digest, since=term.ended_on, ground=term.end_reason_id), at=at)


def _check_end(term: Appointment, ended_on: date, words: str, at: datetime) -> None:
    if not words.strip():
        raise DomainError("words_missing", field="words")
    if ended_on < term.starts_on:
        raise DomainError("end_before_start", field="ended_on")
    if ended_on > local_day(at):
        raise DomainError("end_in_future", field="ended_on")


def amend_appointment(actor: Actor, term: Appointment, *, starts_on: date, ends_on: date, level: str, certificate_no: str, remark: str,
                      at: datetime, version: int | None = None) -> Appointment:
    """Correct what was entered of a term. Raises DomainError term_ends_before_start, term_too_long, too_young."""
    require(actor, "appointment:write")
    own(actor, term)
    limits = parameters.values(term.bureau_id, KEYS, starts_on)
    _check_span(starts_on, ends_on, limits["appointment.term_years"])
    if eligibility.age_on(term.supervisor.birth_date, starts_on) < limits["appointment.min_age"]:
        raise DomainError("too_young", field="starts_on", min_age=limits["appointment.min_age"])
    return records.change(actor, "appointment:write", term, at=at, version=version, starts_on=starts_on, ends_on=ends_on, level=level,
                          certificate_no=certificate_no.strip(), remark=remark.strip())


def _check_span(starts_on: date, ends_on: date, years: int) -> None:
    if ends_on <= starts_on:
        raise DomainError("term_ends_before_start", field="ends_on")
    if ends_on > last_day(starts_on, years):
        raise DomainError("term_too_long", field="ends_on", years=years)


def grant_leave(actor: Actor, person: Supervisor, *, starts_on: date, ends_on: date, reason: str, at: datetime) -> Leave:
    """Enter days on which a person is not drawn, both ends counted. Raises DomainError leave_backwards, leave_overlaps, words_missing."""
    require(actor, "leave:write")
    own(actor, person)
    with database.atomic():
        records.lock(Supervisor, person.id)
        leave = Leave(bureau=person.bureau_id, supervisor=person, starts_on=starts_on, ends_on=ends_on, reason=reason.strip())
        _check_leave(leave)
        return records.create(actor, "leave:grant", leave, at=at)


def amend_leave(actor: Actor, leave: Leave, *, starts_on: date, ends_on: date, reason: str, at: datetime,
                version: int | None = None) -> Leave:
    """Change days or reason of a leave, as when somebody comes back earlier. Raises DomainError as `grant_leave`."""
    require(actor, "leave:write")
    own(actor, leave)
    with database.atomic():
        records.lock(Supervisor, leave.supervisor_id)
        changed = records.change(actor, "leave:amend", leave, at=at, version=version, starts_on=starts_on, ends_on=ends_on,
                                 reason=reason.strip())
        _check_leave(changed)
    return changed


def _check_leave(leave: Leave) -> None:
    if not leave.reason:
        raise DomainError("words_missing", field="reason")
    if leave.ends_on < leave.starts_on:
        raise DomainError("leave_backwards", field="ends_on")
    other = Leave.select().where(Leave.supervisor == leave.supervisor_id, Leave.id != (leave.id or 0),
                                 Leave.starts_on <= leave.ends_on, Leave.ends_on >= leave.starts_on).first()
    if other is not None:
        raise DomainError("leave_overlaps", field="starts_on", start=other.starts_on, end=other.ends_on)


def record_undertaking(actor: Actor, person: Supervisor, *, signed_on: date, remark: str = "", at: datetime) -> Undertaking:
    """Keep that a person signed the secrecy undertaking. Raises DomainError undertaking_in_future."""
    require(actor, "undertaking:write")
    own(actor, person)
    if signed_on > local_day(at):
        raise DomainError("undertaking_in_future", field="signed_on")
    paper = Undertaking(bureau=person.bureau_id, supervisor=person, signed_on=signed_on, remark=remark.strip())
    return records.create(actor, "undertaking:record", paper, at=at)


def amend_undertaking(actor: Actor, paper: Undertaking, *, signed_on: date, remark: str = "", at: datetime,
                      version: int | None = None) -> Undertaking:
    """Correct the day or the remark of an undertaking. Raises DomainError undertaking_in_future."""
    require(actor, "undertaking:write")
    own(actor, paper)
    if signed_on > local_day(at):
        raise DomainError("undertaking_in_future", field="signed_on")
    return records.change(actor, "undertaking:amend", paper, at=at, version=version, signed_on=signed_on, remark=remark.strip())
