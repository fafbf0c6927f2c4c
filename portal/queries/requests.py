"""What the rules of a request ask the database: lead time, people in office, choices on offer, overlapping requests."""
from __future__ import annotations

from datetime import date, datetime

from peewee import ModelSelect, fn

from models import Activity, Appointment, Assignment, CaseFeedback, Feedback, PicklistItem, Supervisor, SupervisorProfession
from models.choices import ActivityState, AppointmentState, AssignmentState
from portal.domain.localtime import local_day
from portal.domain.requests import LeadTime, lead_kind
from portal.queries import parameters

LEAD_KEYS = ("request.lead_working_days", "request.urgent_lead_working_days")

NOT_STANDING = (ActivityState.DRAFT, ActivityState.RETURNED, ActivityState.CANCELLED)
"""States in which a request takes nobody's time yet or any more."""


def lead_time(bureau_id: int, starts_at: datetime, at: datetime) -> LeadTime:
    """Return the working days from the day of `at` (not counted) to the day of `starts_at` (counted), and what they make of a request."""
    first, last = local_day(at), local_day(starts_at)
    calendar = parameters.calendar(bureau_id)
    needed, urgent = parameters.values(bureau_id, LEAD_KEYS, first).values()
    days = calendar.working_days_between(first, last)
    provisional = calendar.is_provisional(first.year) or calendar.is_provisional(last.year)
    return LeadTime(days, needed, urgent, lead_kind(days, needed, urgent), provisional)


def people_in_office(bureau_id: int, day: date) -> int:
    """Return how many supervisors of a bureau hold a term that lasts on a day."""
    return int(_in_office(bureau_id, day).count())


def people_by_profession(bureau_id: int, day: date) -> dict[int, int]:
    """Return profession id → how many supervisors in office on a day have it."""
    people = _in_office(bureau_id, day)
    rows = (
        SupervisorProfession.select(SupervisorProfession.profession, fn.COUNT(SupervisorProfession.id).alias("count"))
        .where(SupervisorProfession.supervisor.in_(people)).group_by(SupervisorProfession.profession).tuples()
    )
    return dict(rows)


def on_offer(kind: str, bureau_id: int, ids: set[int]) -> dict[int, PicklistItem]:
    """Return those of the ids that are live values of a picklist for this bureau, by id."""
    return {row.id: row for row in parameters.items(kind, bureau_id).where(PicklistItem.id.in_(ids))} if ids else {}


def overlapping(procuratorate_id: int, *, starts_at: datetime, ends_at: datetime, place: str, title: str, but: int) -> Activity | None:
    """Return a standing request of the same procuratorate at an overlapping time that has the same place or title; `but` is left out.

    Two hearings at one time in two rooms are usual; two in one room, or the same matter sent twice, are a mistake.
    """
    same = (Activity.place == place) | (Activity.title == title)
    found: Activity | None = _standing(procuratorate_id, starts_at, ends_at, but).where(same).first()
    return found


def parallel(activity: Activity) -> list[str]:
    """Return the numbers of the same procuratorate's other standing requests at an overlapping time: to be told, not refused."""
    return [row.number for row in _standing(activity.procuratorate_id, activity.starts_at, activity.ends_at, activity.id)]


def _standing(procuratorate_id: int, starts_at: datetime, ends_at: datetime, but: int) -> ModelSelect:
    return Activity.select().where(
        Activity.procuratorate == procuratorate_id, Activity.id != but, Activity.state.not_in(NOT_STANDING),
        Activity.starts_at < ends_at, Activity.ends_at > starts_at,
    ).order_by(Activity.starts_at, Activity.id)


def has_case_feedback(activity: Activity) -> bool:
    """Whether the procuratorate said what became of the matter."""
    return bool(CaseFeedback.select().where(CaseFeedback.activity == activity).exists())


def without_feedback(activity: Activity) -> int:
    """Return for how many who attended the procuratorate has given no feedback yet."""
    given = Feedback.select(Feedback.assignment)
    return int(Assignment.select().where(
        Assignment.activity == activity, Assignment.state == AssignmentState.ATTENDED, Assignment.id.not_in(given)
    ).count())


def _in_office(bureau_id: int, day: date) -> ModelSelect:
    """The query of the ids of people whose live term lasts on the day. Their level is looked at when the pool is made."""
    terms = Appointment.select(Appointment.supervisor).where(
        Appointment.state == AppointmentState.LIVE, Appointment.starts_on <= day, Appointment.ends_on >= day
    )
    return Supervisor.select(Supervisor.id).where(Supervisor.bureau == bureau_id, Supervisor.id.in_(terms))
