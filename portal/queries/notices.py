"""What the notice pages read: the public facts of a duty, and an activity's people with their attempts, messages and recusals."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from models import Activity, Assignment, ContactAttempt, NoticeText, Opinion, Organisation, Outbox, Recusal
from models.choices import AssignmentState, OutboxState
from portal.domain.calendar import WorkCalendar
from portal.domain.localtime import local_day, local_moment
from portal.domain.notice_texts import ASKING, NoticeFacts, Sender, occasion
from portal.queries import parameters, related

REMINDER_HOUR = (8, 30)
"""When offices open on the working day before: nobody is woken at midnight."""
LONGEST_BREAK = timedelta(days=20)
"""More than any run of days without a working day, with an office's own days."""


@dataclass(frozen=True)
class Line:
    """One drawn person on the notice page; `kind` is what this person is to be told at this stage, None when nothing."""

    assignment: Assignment
    kind: str | None = None
    attempts: list[ContactAttempt] = field(default_factory=list)
    messages: list[Outbox] = field(default_factory=list)
    recusal: Recusal | None = None


def facts(assignment: Assignment, link: str = "") -> NoticeFacts:
    """Return the public facts of one person's duty. The bureau's named contact answers where the office has no number of its own."""
    activity, bureau = assignment.activity, assignment.activity.bureau
    return NoticeFacts(
        person=assignment.supervisor.name, mode=activity.mode.name, title=activity.title, starts_at=activity.starts_at,
        ends_at=activity.ends_at, place=activity.place, office=bureau.name, office_short=bureau.short_name,
        office_phone=bureau.phone or bureau.contact_phone, procuratorate=activity.procuratorate.name,
        contact_name=activity.contact_name, contact_phone=activity.contact_phone, link=link, remark=activity.remark,
        moved=was_moved(assignment),
    )


def was_moved(assignment: Assignment) -> bool:
    """Whether time or place changed after the person was drawn, so that an earlier notice no longer holds."""
    moved_at = assignment.activity.rescheduled_at
    return moved_at is not None and bool(assignment.drawn_at < moved_at)


def sender(bureau: Organisation) -> Sender:
    """Return an office as the sender of texts."""
    return Sender(bureau.name, bureau.short_name or bureau.name, bureau.phone or bureau.contact_phone)


def own_words(bureau_id: int) -> dict[str, str]:
    """Return an office's own words of notices by key (portal.domain.notice_occasions.RULES), those that it set."""
    return {row.key: row.words for row in NoticeText.select().where(NoticeText.bureau == bureau_id)}


def people(activity: Activity) -> list[Assignment]:
    """Return everyone drawn for an activity in the order of the draw, with person and activity at hand."""
    rows = list(Assignment.select().where(Assignment.activity == activity).order_by(Assignment.round, Assignment.id))
    related.load(rows, "supervisor", "attendance_by")
    related.load([activity], "bureau", "procuratorate", "mode")
    for row in rows:
        row.activity = activity
    return rows


def board(activity: Activity) -> list[Line]:
    """Return the notice page's lines: those who hold a place first, then those whose place was freed."""
    rows = people(activity)
    attempts = _grouped(ContactAttempt, rows)
    related.load([row for found in attempts.values() for row in found], "by")
    messages = _grouped(Outbox, rows)
    recusals = {row.supervisor_id: row for row in Recusal.select().where(Recusal.activity == activity)}
    given = {row.assignment_id for row in Opinion.select(Opinion.assignment).where(Opinion.activity == activity)}
    lines = [Line(row, occasion(activity.state, row.state, has_opinion=row.id in given), attempts[row.id], messages[row.id],
                  recusals.get(row.supervisor_id)) for row in rows]
    return sorted(lines, key=lambda line: line.assignment.state == AssignmentState.FREED)


def _grouped(model: Any, rows: Iterable[Assignment]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model.select().where(model.assignment.in_([row.id for row in rows])).order_by(model.id.desc()):
        found[row.assignment_id].append(row)
    return found


def reminder_time(activity: Activity, calendar: WorkCalendar | None = None) -> datetime:
    """Return when the people of an activity are reminded: when offices open on the working day before it.

    `calendar` is the bureau's, read here unless the caller has it.
    """
    calendar = calendar or parameters.calendar(activity.bureau_id)
    return local_moment(calendar.add_working_days(local_day(activity.starts_at), -1), *REMINDER_HOUR)


def to_remind(at: datetime) -> list[Assignment]:
    """Return those who said they will come, whose activity's reminder time has come and who were not reminded of its present time."""
    rows = list(Assignment.select(Assignment, Activity).join(Activity).where(
        Assignment.state == AssignmentState.ACCEPTED, Activity.state.in_(ASKING), Activity.starts_at > at,
        Activity.starts_at < at + LONGEST_BREAK,
        Assignment.reminded_at.is_null() | (Assignment.reminded_at < Activity.rescheduled_at),
    ).order_by(Activity.starts_at, Assignment.id))
    calendars = {bureau: parameters.calendar(bureau) for bureau in {row.bureau_id for row in rows}}
    return [row for row in rows if reminder_time(row.activity, calendars[row.bureau_id]) <= at]


def reminders(bureau_id: int, at: datetime) -> list[Assignment]:
    """Return the people of a bureau to be reminded by hand: reminder time reached, not begun; for the clerk's worklist."""
    return [row for row in to_remind(at) if row.bureau_id == bureau_id]


def undelivered(bureau_id: int) -> list[Outbox]:
    """Return the messages of a bureau that were not delivered and still matter, the oldest first."""
    return list(Outbox.select().where(
        Outbox.bureau == bureau_id, Outbox.state == OutboxState.FAILED, Outbox.last_error != "overtaken").order_by(Outbox.id))
