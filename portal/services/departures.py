"""Cases of removal and resignation: opened, heard, decided by the leader with a numbered paper, told; nobody is ever deleted."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models import Appointment, Departure, Organisation, PicklistItem, Supervisor
from models.base import database
from models.choices import AppointmentState
from portal.domain.conduct import step_from
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.papers import DEPARTURE
from portal.domain.permissions import Actor, require
from portal.queries import related
from portal.queries.assessments import failure_stands
from portal.services import papers, records, terms
from portal.services.people import own

LONGEST = 2000


def open_case(actor: Actor, term: Appointment, *, ground: PicklistItem, matter: str, opened_on: date, at: datetime) -> Departure:
    """Open a case about a live term: a resignation as it was handed in, or a removal with what was found.

    Raises DomainError case_ground, words_missing, words_long, case_day_future, not_live, Conflict case_there.
    """
    require(actor, "conduct:write")
    return begin_case(actor, term, ground=ground, matter=matter, opened_on=opened_on, at=at)


def begin_case(actor: Actor, term: Appointment, *, ground: PicklistItem, matter: str, opened_on: date, at: datetime) -> Departure:
    """Do what `open_case` does, as part of a larger act whose verb was required. Raises what `open_case` raises."""
    own(actor, term)
    if ground.kind != "appointment_end" or not (ground.facts.get("removal") or ground.code == "resignation"):
        raise DomainError("case_ground", field="ground")
    words = _needed(matter, "matter")
    if opened_on > local_day(at):
        raise DomainError("case_day_future", field="opened_on")
    with database.atomic():
        row = records.lock(Appointment, term.id)
        if row.state != AppointmentState.LIVE:
            raise DomainError("not_live")
        if has_case(row):
            raise Conflict("case_there")
        return records.create(actor, "departure:open", Departure(
            bureau=row.bureau_id, supervisor=row.supervisor_id, appointment=row, ground=ground, opened_on=opened_on, matter=words,
            state="opened"), at=at)


def has_case(term: Appointment) -> bool:
    """Whether a case about a term runs or was decided; a dropped one does not count."""
    return bool(Departure.select().where(Departure.appointment == term, Departure.state != "dropped").exists())


def hear(actor: Actor, case: Departure, *, heard_on: date, words: str, at: datetime) -> Departure:
    """Record what the person said to it, or that the person said nothing. Raises Conflict case_step_not_now, DomainError words_missing."""
    require(actor, "conduct:write")
    with database.atomic():
        row = _held(actor, case, "hear")
        _check_day(heard_on, row, "heard_on", at)
        return records.change(actor, "departure:hear", row, at=at, state="heard", heard_on=heard_on, heard_words=_needed(words, "words"))


def decide(actor: Actor, case: Departure, *, words: str, effective_on: date, at: datetime) -> Departure:
    """End the term by a numbered decision; a ground that bars keeps the ID number out for ever.

    Raises Conflict case_step_not_now, removal_unheard, case_grade_gone, DomainError words_missing, case_day_early, prefix_missing and what
    terms.end_appointment raises.
    """
    require(actor, "appointment:end")
    with database.atomic():
        row = _held(actor, case, "decide")
        decision = _needed(words, "words")
        _check_day(effective_on, row, "effective_on", at)
        term = Appointment.get_by_id(row.appointment_id)
        if row.ground.code == "failed_assessment" and not failure_stands(row, term):
            raise Conflict("case_grade_gone")
        terms.end_appointment(actor, term, reason=row.ground, ended_on=effective_on, words=decision, at=at)
        decided = records.change(actor, "departure:decide", row, at=at, reason=decision, state="decided", decided_at=at, decided_by=actor.user_id,
                                 decision_words=decision, effective_on=effective_on)
        papers.issue(actor, DEPARTURE, about=decided, subject=decided.supervisor.name, data=_facts(decided, term, at), at=at)
    return decided


def drop(actor: Actor, case: Departure, *, words: str, at: datetime) -> Departure:
    """Give a case up, saying why; the term goes on. Raises Conflict case_step_not_now, DomainError words_missing."""
    require(actor, "appointment:end")
    with database.atomic():
        row = _held(actor, case, "drop")
        reason = _needed(words, "words")
        return records.change(actor, "departure:drop", row, at=at, reason=reason, state="dropped", decided_at=at, decided_by=actor.user_id,
                              decision_words=reason)


def tell(actor: Actor, case: Departure, *, told_on: date, how: PicklistItem, words: str = "", at: datetime) -> Departure:
    """Record that the decision was told to the person and whom else (work unit, recommender, procuratorates).

    Raises Conflict case_step_not_now, DomainError case_day_early, case_day_future, unknown_code.
    """
    require(actor, "conduct:write")
    if how.kind != "contact_way":
        raise DomainError("unknown_code", field="told_how", value=how.code)
    with database.atomic():
        row = _held(actor, case, "tell")
        _check_day(told_on, row, "told_on", at)
        return records.change(actor, "departure:tell", row, at=at, state="told", told_on=told_on, told_how=how, told_words=words.strip()[:LONGEST])


def _held(actor: Actor, case: Departure, step: str) -> Departure:
    """Return the case as it is now, held, if the step may start. Raises NotFound for another bureau's, Conflict."""
    own(actor, case)
    row = records.lock(Departure, case.id)
    related.load([row], "ground", "supervisor", "bureau")
    step_from(row.state, step, removal=bool(row.ground.facts.get("removal")))
    return row


def _needed(words: str, field: str) -> str:
    text = words.strip()
    if not text:
        raise DomainError("words_missing", field=field)
    if len(text) > LONGEST:
        raise DomainError("words_long", field=field, limit=LONGEST)
    return text


def _check_day(day: date, case: Departure, field: str, at: datetime) -> None:
    if day > local_day(at):
        raise DomainError("case_day_future", field=field)
    if day < case.opened_on:
        raise DomainError("case_day_early", field=field)


def _facts(case: Departure, term: Appointment, at: datetime) -> dict[str, Any]:
    """What the decision says, frozen with it."""
    bureau: Organisation = case.bureau
    person: Supervisor = case.supervisor
    return {
        "bureau": bureau.name, "removal": bool(case.ground.facts.get("removal")), "barred": bool(case.ground.facts.get("bar")),
        "name": person.name, "code": person.code, "unit": person.work_unit, "certificate": term.certificate_no,
        "starts_on": term.starts_on.isoformat(), "ends_on": term.ends_on.isoformat(), "ground": case.ground.name, "matter": case.matter,
        "heard": case.heard_words, "decision": case.decision_words, "effective_on": case.effective_on.isoformat(),
        "issued_on": local_day(at).isoformat(), "contact_name": bureau.contact_name, "contact_phone": bureau.contact_phone or bureau.phone,
    }
