"""What the opinion and feedback pages read: due days, the chain of one opinion, and an activity's people with what they gave and got."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Expression

from models import Activity, Appointment, Assignment, CaseFeedback, Feedback, Opinion, Organisation, PicklistItem
from models.choices import ActivityState, AssignmentState, OpinionState, OrganisationKind
from portal.domain.localtime import local_day
from portal.domain.opinions import CONTESTED_PROGRESS, PROGRESS
from portal.queries import parameters, related

ANSWER_DAYS = "opinion.answer_working_days"
FEEDBACK_DAYS = "feedback.working_days"


@dataclass(frozen=True)
class GivenLine:
    """One person who attended, and the opinion that this person gave; None while there is none."""

    assignment: Assignment
    opinion: Opinion | None


@dataclass(frozen=True)
class FeedbackLine:
    """One person who attended, and the procuratorate's feedback; None while there is none."""

    assignment: Assignment
    feedback: Feedback | None


def own_initiative_mode() -> PicklistItem:
    """Return the mode of opinions on own initiative."""
    return next(item for item in parameters.items("mode") if item.facts.get("own_initiative"))


def due_on(bureau_id: int, received_on: date) -> date:
    """Return until when an opinion received on a day is to be answered."""
    days: int = parameters.value(bureau_id, ANSWER_DAYS, received_on)
    return parameters.calendar(bureau_id).add_working_days(received_on, days)


def is_overdue(day: date) -> Expression:
    """Return the condition on Opinion that an answer is late on a day."""
    return (Opinion.state == OpinionState.ROUTED) & (Opinion.due_on < day)


def days_left(opinion: Opinion, today: date) -> int | None:
    """Return the working days until an opinion has to be answered, negative when late; None when nobody has to answer it now."""
    if opinion.state != OpinionState.ROUTED or opinion.due_on is None:
        return None
    return parameters.calendar(opinion.bureau_id).working_days_between(today, opinion.due_on)


def in_office(supervisor_id: int, day: date) -> bool:
    """Whether a person's term ran on a day, ended early or not."""
    ended_later = Appointment.ended_on.is_null() | (Appointment.ended_on >= day)
    return bool(Appointment.select().where(
        Appointment.supervisor == supervisor_id, Appointment.starts_on <= day, Appointment.ends_on >= day, ended_later).exists())


def served_offices(bureau_id: int) -> list[Organisation]:
    """Return the procuratorates to which a bureau may route an opinion, the city's first."""
    return list(Organisation.select().where(
        Organisation.bureau == bureau_id, Organisation.kind == OrganisationKind.PROCURATORATE, Organisation.active
    ).order_by(Organisation.level, Organisation.id))


def chain(opinion: Opinion) -> Sequence[OpinionState]:
    """Return the states that an opinion passes on its way, for the progress line."""
    return CONTESTED_PROGRESS if opinion.objected_at is not None else PROGRESS


def of_activity(activity: Activity) -> list[GivenLine]:
    """Return everyone who attended an activity with the opinion given, in the order of the draw."""
    rows = attended(activity)
    given = {row.assignment_id: row for row in Opinion.select().where(Opinion.activity == activity)}
    return [GivenLine(row, given.get(row.id)) for row in rows]


def feedback_of(activity: Activity) -> list[FeedbackLine]:
    """Return everyone who attended an activity with the feedback given, in the order of the draw."""
    rows = attended(activity)
    found = list(Feedback.select().where(Feedback.assignment.in_([row.id for row in rows])))
    related.load(found, "conduct", "given_by.organisation")
    given = {row.assignment_id: row for row in found}
    return [FeedbackLine(row, given.get(row.id)) for row in rows]


def case_feedback(activity: Activity) -> CaseFeedback | None:
    """Return what the procuratorate said became of the matter; None while it said nothing."""
    found: CaseFeedback | None = CaseFeedback.get_or_none(CaseFeedback.activity == activity)
    if found is not None:
        related.load([found], "given_by.organisation")
    return found


def feedback_due(activity: Activity) -> date | None:
    """Return until when feedback is to be given: working days after the activity was held; None before that."""
    if activity.held_at is None:
        return None
    held_on = local_day(activity.held_at)
    days: int = parameters.value(activity.bureau_id, FEEDBACK_DAYS, held_on)
    return parameters.calendar(activity.bureau_id).add_working_days(held_on, days)


def feedback_open(activity: Activity) -> bool:
    """Whether feedback may be written now."""
    return bool(activity.state == ActivityState.HELD)


def attended(activity: Activity) -> list[Assignment]:
    """Return the places of those who attended, with their people at hand."""
    rows = list(Assignment.select().where(Assignment.activity == activity, Assignment.state == AssignmentState.ATTENDED).order_by(
        Assignment.round, Assignment.id))
    return _with_people(rows, activity)


def _with_people(rows: list[Assignment], activity: Activity) -> list[Assignment]:
    related.load(rows, "supervisor")
    for row in rows:
        row.activity = activity
    return rows


def load_list(rows: Iterable[Any]) -> None:
    """Hang on opinions what their pages show."""
    related.load(list(rows), "supervisor", "procuratorate", "mode", "activity", "entered_by", "answered_by", "told_by", "decided_by")
