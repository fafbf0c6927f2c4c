"""The steps of a round of grading, from its opening to the final grades, and back where the leader says why (portal.domain.assessments)."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from models import Appointment, Assessment, AssessmentEdition, AssessmentRound, Organisation
from models.base import database
from models.choices import AppointmentState
from portal.domain import assessments as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import assessment_papers as facts, assessments as reading, parameters
from portal.services import assessment_telling, assessments, departures, papers, records
from portal.services.people import own


def open_round(actor: Actor, *, year: int, report_until: date, at: datetime) -> AssessmentRound:
    """Open the grading of a year: the scheme and the limits are frozen, everybody in office gets a form, filled with the facts.

    People are those in office on the last day of the year, or today in the running one; whose grade of the year was entered from paper
    already is left out. Raises DomainError assess_year, assess_deadline, assess_nobody, Conflict assess_year_there.
    """
    require(actor, "assessment:write")
    today = local_day(at)
    if not 2003 <= year <= today.year:
        raise DomainError("assess_year", field="year")
    _check_deadline(report_until, today)
    with database.atomic():
        bureau = records.lock(Organisation, actor.bureau_id or 0)
        if reading.round_of(bureau.id, year) is not None:
            raise Conflict("assess_year_there", field="year")
        scheme = reading.scheme_in_force(bureau.id)
        made = records.create(actor, "assessment:open", AssessmentRound(
            bureau=bureau, year=year, scheme=scheme.content, scheme_revision=scheme.revision, rules=reading.frozen_rules(bureau.id, today),
            report_until=report_until, opened_on=today), at=at)
        assessments.fill(made, _forms(made, min(date(year, 12, 31), today), at), at)
    return made


def _forms(round_: AssessmentRound, day: date, at: datetime) -> list[Assessment]:
    """Make a form for everybody in office on a day, or take up the one that a round given up left behind."""
    known = {row.supervisor_id: row for row in Assessment.select().where(Assessment.bureau == round_.bureau_id, Assessment.year == round_.year)}
    found = []
    for person in reading.to_be_graded(round_.bureau_id, day):
        row = known.get(person.id)
        if row is None:
            found.append(records.insert(Assessment(bureau=round_.bureau_id, supervisor=person, year=round_.year, round=round_), at))
        elif row.round_id is not None:
            late = row.reported_at is not None and local_day(row.reported_at) > round_.report_until
            found.append(records.update(row, at, round=round_, report_late=late, grade=None, suggested=None, grade_reason="", tied=False, scores={}, filled_at=None))
    if not found:
        raise DomainError("assess_nobody", field="year")
    return found


def set_deadline(actor: Actor, round_: AssessmentRound, *, report_until: date, at: datetime) -> AssessmentRound:
    """Move the deadline of the self-reports while they are taken; those that came are judged by it anew.

    Raises DomainError assess_deadline, Conflict assess_step_not_now.
    """
    require(actor, "assessment:write")
    own(actor, round_)
    _check_deadline(report_until, local_day(at))
    with database.atomic():
        row = records.lock(AssessmentRound, round_.id)
        rules.act_in(row.state, "deadline")
        for form in reading.rows_of(row):
            if form.report_late and local_day(form.reported_at) <= report_until:
                records.update(form, at, report_late=False)
        return records.change(actor, "assessment:deadline", row, at=at, report_until=report_until)


def _check_deadline(day: date, today: date) -> None:
    if not today <= day <= today + timedelta(days=366):
        raise DomainError("assess_deadline", field="report_until")


def review(actor: Actor, round_: AssessmentRound, *, at: datetime) -> AssessmentRound:
    """Begin the group review: the facts are read anew and everybody's grade is suggested. Raises what HURDLES has."""
    with database.atomic():
        row = _ready(actor, round_, "review", at)
        assessments.fill(row, reading.rows_of(row), at)
        moved = _move(actor, row, "review", at)
        assessments.suggest(actor, moved, at)
    return moved


def publish(actor: Actor, round_: AssessmentRound, *, at: datetime) -> AssessmentRound:
    """Publish the grades: the paper is issued, objections are taken for the working days of the parameter, from tomorrow on. Raises what HURDLES has."""
    with database.atomic():
        row = _ready(actor, round_, "publish", at)
        today = local_day(at)
        days = parameters.value(row.bureau_id, "assessment.public_notice_working_days", today)
        until = parameters.calendar(row.bureau_id).add_working_days(today, days)
        papers.issue(actor, "assessment_public", about=row, subject=str(row.year), at=at, data=facts.public_facts(row, today, until, days))
        return _move(actor, row, "publish", at, objections_until=until)


def finalise(actor: Actor, round_: AssessmentRound, *, at: datetime) -> AssessmentRound:
    """Make the grades final. Whoever gets the last grade has a case of removal opened, which a human decides. Raises what HURDLES has."""
    with database.atomic():
        row = _ready(actor, round_, "finalise", at)
        last = list(row.rules["grades"])[-1]
        for one in reading.forms(row):
            records.change(actor, "assessment:final", one.row, at=at, decided_on=local_day(at), grade=one.row.grade)
            if one.row.grade.code == last:
                _open_removal(actor, one.row, at)
        made = _move(actor, row, "finalise", at, decided_by=actor.user_id)
        assessment_telling.keep_final(actor, made, at)
    return made


def _open_removal(actor: Actor, form: Assessment, at: datetime) -> None:
    """Open the case unless the term is over or a case runs already."""
    term = Appointment.get_or_none(Appointment.supervisor == form.supervisor_id, Appointment.state == AppointmentState.LIVE)
    if term is None or departures.has_case(term):
        return
    departures.begin_case(actor, term, ground=parameters.item("appointment_end", "failed_assessment", form.bureau_id),
                          matter=f"{form.year}年度考核等次为{form.grade.name}。", opened_on=local_day(at), at=at)


def step_back(actor: Actor, round_: AssessmentRound, name: str, *, words: str, at: datetime) -> AssessmentRound:
    """Go back from the public notice to the review (step_back), reopen a final round (reopen), or give the round up (cancel), saying why.

    Reopening keeps the final grades as an old version; what was reopened is not given up. Raises DomainError words_missing, Conflict
    assess_step_not_now, assess_reopened_kept.
    """
    if name not in ("step_back", "reopen", "cancel"):
        raise KeyError(name)
    require(actor, rules.STEPS[name].verb)
    reason = words.strip()[:rules.LONGEST_WORDS]
    if not reason:
        raise DomainError("words_missing", field="words")
    with database.atomic():
        row = _held(actor, round_, name)
        values: dict[str, Any] = {"objections_until": None, "published_on": None} if name != "cancel" else {}
        if name == "reopen":
            _keep_edition(actor, row, reason, at)
            values |= {"edition": row.edition + 1, "decided_on": None, "decided_by": None}
        moved = _move(actor, row, name, at, reason=reason, state_words=reason, **values)
        assessments.follow(actor, moved, at)
    return moved


def _keep_edition(actor: Actor, row: AssessmentRound, reason: str, at: datetime) -> None:
    forms = reading.rows_of(row)
    records.insert(AssessmentEdition(
        bureau=row.bureau_id, round=row, edition=row.edition, decided_on=row.decided_on, decided_by=row.decided_by_id, reason=reason,
        reopened_at=at, reopened_by=actor.user_id,
        forms=[{"form": one.id, "points": one.points_tenths, "grade": one.grade_id, "reason": one.grade_reason, "scores": one.scores}
               for one in forms]), at)
    for one in forms:
        records.change(actor, "assessment:reopen", one, at=at, reason=reason, decided_on=None)


def _held(actor: Actor, round_: AssessmentRound, name: str) -> AssessmentRound:
    require(actor, rules.STEPS[name].verb)
    own(actor, round_)
    row = records.lock(AssessmentRound, round_.id)
    rules.step_from(row.state, name, row.edition)
    return row


def _ready(actor: Actor, round_: AssessmentRound, name: str, at: datetime) -> AssessmentRound:
    """Return the round held for the step when nothing stands in its way; raise the first hurdle otherwise."""
    row = _held(actor, round_, name)
    found = rules.hurdles(name, reading.standing(row, reading.forms(row), local_day(at)))
    if found:
        raise found[0]
    return row


def _move(actor: Actor, row: AssessmentRound, name: str, at: datetime, *, reason: str = "", **values: Any) -> AssessmentRound:
    step = rules.STEPS[name]
    if step.stamp:
        values[step.stamp] = local_day(at)
    return records.change(actor, f"assessment:{name}", row, at=at, reason=reason, state=step.target.value, **values)
