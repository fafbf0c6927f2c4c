"""Opinions of supervisors: given once and locked, routed, answered, told, objected to, decided (rules.md "Opinions")."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models import Assignment, Opinion, Organisation, Supervisor
from models.base import database
from models.choices import OpinionState
from portal.domain import opinions as rules
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.labels import OPINION_ANSWERS
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import opinions as facts
from portal.services import records
from portal.services.notices import held_place


def give(actor: Actor, assignment: Assignment, *, words: str, source: str, received_on: date | None = None, at: datetime) -> Opinion:
    """Take one person's opinion on one activity; it is locked from now on and lies with the activity's procuratorate.

    By the person's own link, by that procuratorate's officer or the bureau's clerk from paper. `received_on` is the day on which the paper
    came in, today by default; the answer is due by working days from it.
    Raises Forbidden not_own_request, NotFound for another person's place, DomainError unknown_code (source), words_missing, words_long,
    opinion_cancelled, opinion_not_attended, opinion_day_future, opinion_day_early, Conflict opinion_given.
    """
    require(actor, "opinion:give")
    mark, text, day = rules.source_for(actor.roles, source), rules.check_words(words), received_on or local_day(at)
    with database.atomic():
        place = held_place(assignment)
        _check_place(actor, place)
        rules.check_given(place.activity.state, place.state)
        rules.check_received(day, local_day(place.activity.starts_at), at)
        if Opinion.select().where(Opinion.assignment == place).exists():
            raise Conflict("opinion_given")
        activity = place.activity
        return records.create(actor, "opinion:give", Opinion(
            bureau=activity.bureau_id, supervisor=place.supervisor_id, activity=activity, assignment=place,
            procuratorate=activity.procuratorate_id, mode=activity.mode_id, subject=activity.title, words=text, source=mark,
            received_on=day, received_at=at, entered_by=actor.user_id, state=OpinionState.ROUTED.value, routed_at=at,
            due_on=facts.due_on(activity.bureau_id, day)), at=at)


def give_own(actor: Actor, supervisor: Supervisor, *, subject: str, words: str, received_on: date, source: str, at: datetime,
             wish: str = "") -> Opinion:
    """Take an opinion on own initiative, outside any activity; it waits for the clerk to route it and counts by `received_on`.

    `wish`, by whom it should be answered, stands under the words as a line of its own and does not count towards their length.
    Raises NotFound for another bureau's or, by link, another person, DomainError unknown_code (source), words_missing, words_long,
    opinion_day_future, opinion_day_early, opinion_not_in_office, Conflict opinion_twice.
    """
    require(actor, "opinion:own_initiative")
    mark, text = rules.source_for(actor.roles, source), "\n".join(filter(None, (rules.check_words(words), wish)))
    title = rules.check_words(subject, "subject", rules.LONGEST_SUBJECT)
    rules.check_received(received_on, None, at)
    if supervisor.bureau_id != actor.bureau_id or actor.supervisor_id not in (None, supervisor.id):
        raise NotFound("not_found")
    if not facts.in_office(supervisor.id, received_on):
        raise DomainError("opinion_not_in_office", field="supervisor")
    with database.atomic():
        _refuse_twice(supervisor, title, text, received_on)
        return records.create(actor, "opinion:give", Opinion(
            bureau=supervisor.bureau_id, supervisor=supervisor, mode=facts.own_initiative_mode(), subject=title, words=text, source=mark,
            received_on=received_on, received_at=at, entered_by=actor.user_id, state=OpinionState.RECEIVED.value), at=at)


def route(actor: Actor, opinion: Opinion, procuratorate: Organisation, *, at: datetime) -> Opinion:
    """Send an opinion on own initiative to the procuratorate that has to answer it, within the working days from today.

    Raises DomainError opinion_office, Conflict opinion_act_not_now.
    """
    require(actor, "opinion:route")
    with database.atomic():
        row, act = _held(actor, opinion, "route")
        _check_office(row, procuratorate)
        return _change(actor, act, row, at, procuratorate=procuratorate.id, routed_at=at, due_on=facts.due_on(row.bureau_id, local_day(at)))


def reroute(actor: Actor, opinion: Opinion, procuratorate: Organisation, *, words: str, at: datetime) -> Opinion:
    """Send an unanswered opinion on own initiative to another procuratorate, saying why; its time to answer begins anew.

    Raises DomainError words_missing, words_long, opinion_office, opinion_same_office, Conflict opinion_act_not_now.
    """
    require(actor, "opinion:route")
    reason = rules.check_words(words)
    with database.atomic():
        row, act = _held(actor, opinion, "reroute")
        _check_office(row, procuratorate)
        if row.procuratorate_id == procuratorate.id:
            raise DomainError("opinion_same_office", field="procuratorate")
        return _change(actor, act, row, at, reason=reason, procuratorate=procuratorate.id, routed_at=at,
                       due_on=facts.due_on(row.bureau_id, local_day(at)))


def answer(actor: Actor, opinion: Opinion, *, answer: str, explanation: str = "", at: datetime) -> Opinion:
    """Say what became of an opinion: adopted, partly or not adopted, the latter two with an explanation.

    Raises Forbidden not_own_opinion, DomainError unknown_code, opinion_explanation_missing, words_long, Conflict opinion_act_not_now.
    """
    require(actor, "opinion:answer")
    text = rules.check_answer(answer, explanation)
    with database.atomic():
        row, act = _held(actor, opinion, "answer")
        return _change(actor, act, row, at, reason=text, answer=answer, explanation=text, answered_at=at, answered_by=actor.user_id)


def tell(actor: Actor, opinion: Opinion, *, how: str, told_at: datetime | None = None, at: datetime) -> Opinion:
    """Record when and how the supervisor was told of the answer, or of the chief's decision, which ends the matter.

    An adopted opinion is closed with it; one that was not adopted in full waits for the supervisor's word.
    Raises Forbidden not_own_opinion, DomainError unknown_code, opinion_told_when, Conflict opinion_act_not_now.
    """
    require(actor, "opinion:tell")
    with database.atomic():
        row, act = _held(actor, opinion, "tell")
        moment = told_at or at
        rules.check_telling(how, moment, row.decided_at or row.answered_at, at)
        return _change(actor, act, row, at, state=rules.told_state(row.state, row.answer).value, told_at=moment, told_how=how,
                       told_by=actor.user_id)


def accept(actor: Actor, opinion: Opinion, *, at: datetime) -> Opinion:
    """Record that the supervisor does not object to the answer, which closes the opinion.

    Raises Forbidden not_own_opinion, Conflict opinion_act_not_now.
    """
    require(actor, "opinion:object")
    with database.atomic():
        row, act = _held(actor, opinion, "accept")
        return _change(actor, act, row, at)


def object_to(actor: Actor, opinion: Opinion, *, words: str, at: datetime) -> Opinion:
    """Take the supervisor's objection to the answer, once: by the own link, or from paper by officer or clerk.

    Raises Forbidden not_own_opinion, NotFound for another person's opinion, DomainError words_missing, words_long, Conflict
    opinion_act_not_now.
    """
    require(actor, "opinion:object")
    text = rules.check_words(words)
    with database.atomic():
        row, act = _held(actor, opinion, "object")
        return _change(actor, act, row, at, reason=text, objection=text, objected_at=at)


def decide(actor: Actor, opinion: Opinion, *, decision: str, words: str, at: datetime) -> Opinion:
    """Decide, as the chief of the procuratorate, about an objection; the decision is final once the supervisor is told.

    Raises Forbidden not_own_opinion, DomainError unknown_code, words_missing, words_long, Conflict opinion_act_not_now.
    """
    require(actor, "opinion:decide")
    if decision not in OPINION_ANSWERS:
        raise DomainError("unknown_code", field="decision", value=decision)
    text = rules.check_words(words)
    with database.atomic():
        row, act = _held(actor, opinion, "decide")
        return _change(actor, act, row, at, reason=text, decision=decision, decision_words=text, decided_at=at, decided_by=actor.user_id)


def _refuse_twice(supervisor: Supervisor, subject: str, words: str, received_on: date) -> None:
    """The same form sent twice is one opinion; the person's row is held so that the second of two presses sees the first."""
    records.lock(Supervisor, supervisor.id)
    own = (Opinion.supervisor == supervisor) & Opinion.assignment.is_null()
    if Opinion.select().where(own, Opinion.received_on == received_on, Opinion.subject == subject, Opinion.words == words).exists():
        raise Conflict("opinion_twice")


def _check_place(actor: Actor, place: Assignment) -> None:
    """A person gives the own opinion; an officer enters for the own office only, a clerk for the own bureau."""
    if actor.in_procuratorate and place.activity.procuratorate_id != actor.organisation_id:
        raise Forbidden("not_own_request")
    if place.bureau_id != actor.bureau_id or actor.supervisor_id not in (None, place.supervisor_id):
        raise NotFound("not_found")


def _held(actor: Actor, opinion: Opinion, name: str) -> tuple[Opinion, rules.Act]:
    """Return the opinion as it is now, locked for this transaction, and the act, if this actor may do it to this opinion now."""
    row = records.lock(Opinion, opinion.id)
    if actor.in_procuratorate and row.procuratorate_id != actor.organisation_id:
        raise Forbidden("not_own_opinion")
    if row.bureau_id != actor.bureau_id or actor.supervisor_id not in (None, row.supervisor_id):
        raise NotFound("not_found")
    return row, rules.act_from(name, row.state, own_initiative=row.assignment_id is None, answer=row.answer)


def _change(actor: Actor, act: rules.Act, row: Opinion, at: datetime, *, reason: str = "", **values: Any) -> Opinion:
    """Write an act with its row in the trail, named after the act."""
    return records.change(actor, f"opinion:{act.name}", row, at=at, reason=reason, **{"state": act.target.value} | values)


def _check_office(opinion: Opinion, procuratorate: Organisation) -> None:
    if procuratorate.id not in {office.id for office in facts.served_offices(opinion.bureau_id)}:
        raise DomainError("opinion_office", field="procuratorate")
