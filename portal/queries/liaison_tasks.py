"""What waits of contact: for the clerk and the officer what is theirs to do, for clerk and leader what is overdue elsewhere."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from peewee import Expression, fn

from models import Bulletin, BulletinOffice, BulletinReading, Decision, Meeting, Organisation, Suggestion, Supervisor, Visit
from models.choices import BulletinState, MeetingState, SuggestionState
from portal.domain.localtime import local_day
from portal.domain.notice_texts import clip, one_line
from portal.domain.tasks import Task
from portal.queries import liaison, liaison_meetings, scope
from portal.queries.desk import MOST, Desk

LONGEST = 120
"""Units of a text in a line of a worklist."""
MEETING_AHEAD_DAYS = 30
"""A planned meeting stands in the worklists of those who take part so many days before."""


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield everything of contact that waits for the reader; a constant number of queries."""
    for source in (_visits, _suggestions, _meetings, _decisions, _bulletins, _unopened):
        yield from source(desk)


def counted(desk: Desk) -> dict[str, tuple[Any, Expression]]:
    """Return endpoint → model and condition of what waits, for the counts in the menu."""
    asked = {"visits": (Visit, _due_visits(desk)), "suggestions": (Suggestion, _my_suggestions(desk)), "bulletins": (Bulletin, _my_bulletins(desk))}
    return {name: (model, condition) for name, (model, condition) in asked.items() if condition is not None}


def _due_visits(desk: Desk) -> Expression | None:
    if not (desk.may("follow_up_visit") or desk.may("late_follow_up")):
        return None
    mine = scope.condition(desk.actor, Visit) & liaison.is_open()
    return mine if desk.may("follow_up_visit") else mine & (Visit.due_on < desk.today)


def _visits(desk: Desk) -> Iterator[Task]:
    condition = _due_visits(desk)
    if condition is None:
        return
    kind = "follow_up_visit" if desk.may("follow_up_visit") else "late_follow_up"
    for row in Visit.select(Visit, Supervisor).join(Supervisor, on=Visit.supervisor).where(condition).order_by(Visit.due_on, Visit.id).limit(MOST):
        yield Task(kind, row.id, row.subject, clip(one_line(row.follow_up), LONGEST), row.supervisor.name, row.due_on)


def _my_suggestions(desk: Desk) -> Expression | None:
    """What the reader's own office has to do with suggestions: pass on, answer, tell."""
    states = [(kind, state) for kind, state in (("route_suggestion", SuggestionState.RECEIVED), ("tell_suggestion", SuggestionState.ANSWERED))
              if desk.may(kind)]
    if not desk.may("answer_suggestion"):
        return None
    mine = (Suggestion.state == SuggestionState.ROUTED) & (Suggestion.office == desk.actor.organisation_id)
    for _kind, state in states:
        mine |= Suggestion.state == state
    return mine & scope.condition(desk.actor, Suggestion)


def _suggestions(desk: Desk) -> Iterator[Task]:
    mine = _my_suggestions(desk)
    late = scope.condition(desk.actor, Suggestion) & liaison.is_late(desk.today) if desk.may("late_suggestion") else None
    condition = mine if late is None else late if mine is None else mine | late
    if condition is None:
        return
    rows = Suggestion.select(Suggestion, Organisation).left_outer_join(Organisation, on=Suggestion.office).where(condition)
    for row in rows.order_by(Suggestion.id).limit(MOST):
        yield _suggestion_task(desk, row)


def _suggestion_task(desk: Desk, row: Suggestion) -> Task:
    office = row.office.short_name if row.office_id else ""
    if row.state == SuggestionState.ROUTED:
        own = row.office_id == desk.actor.organisation_id and desk.may("answer_suggestion")
        return Task("answer_suggestion" if own else "late_suggestion", row.id, "", row.subject, office, row.due_on)
    kind, since = ("route_suggestion", row.received_at) if row.state == SuggestionState.RECEIVED else ("tell_suggestion", row.answered_at)
    return Task(kind, row.id, "", row.subject, office, desk.due(kind, since))


def _meetings(desk: Desk) -> Iterator[Task]:
    """Planned meetings for all who take part, those to be written up for the clerk, and when the next one is due."""
    if not desk.may("attend_meeting"):
        return
    rows = scope.visible(desk.actor, Meeting).where(Meeting.state.in_((MeetingState.PLANNED, MeetingState.HELD))).order_by(Meeting.starts_at)
    for row in rows.limit(MOST):
        day = local_day(row.starts_at)
        if row.state == MeetingState.PLANNED and row.starts_at > desk.at and (day - desk.today).days <= MEETING_AHEAD_DAYS:
            yield Task("attend_meeting", row.id, "", row.title, row.place, day)
        elif desk.may("write_up_meeting") and row.starts_at <= desk.at:
            yield Task("write_up_meeting", row.id, "", row.title, "", desk.due("write_up_meeting", row.starts_at))
    yield from _next_meeting(desk)


def _next_meeting(desk: Desk) -> Iterator[Task]:
    due: date | None = liaison_meetings.due(int(desk.actor.bureau_id or 0), desk.today) if desk.may("plan_meeting") else None
    if due is not None:
        yield Task("plan_meeting", 0, "", "", "", due)


def _decisions(desk: Desk) -> Iterator[Task]:
    """Open decisions of the own office, and for the bureau what is overdue elsewhere."""
    own, late = Decision.office == desk.actor.organisation_id, Decision.due_on < desk.today
    wanted = [condition for kind, condition in (("settle_decision", own), ("late_decision", late)) if desk.may(kind)]
    if not wanted:
        return
    condition = wanted[0] if len(wanted) == 1 else wanted[0] | wanted[1]
    written = Meeting.select(Meeting.id).where(Meeting.state.in_(liaison_meetings.HELD))
    rows = Decision.select(Decision, Organisation).join(Organisation, on=Decision.office).where(
        condition, scope.condition(desk.actor, Decision), Decision.done_on.is_null(), Decision.struck_at.is_null(), Decision.meeting.in_(written))
    for row in rows.order_by(Decision.due_on, Decision.id).limit(MOST):
        mine = row.office_id == desk.actor.organisation_id and desk.may("settle_decision")
        yield Task("settle_decision" if mine else "late_decision", row.meeting_id, row.person, clip(one_line(row.words), LONGEST), row.office.short_name, row.due_on)


def _addressed(desk: Desk, further: Expression) -> Expression:
    """Bulletins sent to the reader's office whose line among the addressees fits."""
    lines = BulletinOffice.select(BulletinOffice.bulletin).where(BulletinOffice.office == desk.actor.organisation_id, further)
    return (Bulletin.state == BulletinState.SENT) & Bulletin.id.in_(lines)


def _opened(desk: Desk) -> Any:
    return BulletinReading.select(BulletinReading.bulletin).where(BulletinReading.office == desk.actor.organisation_id)


def _my_bulletins(desk: Desk) -> Expression | None:
    """Bulletins that nobody of the office opened yet, and those that the reader has to answer."""
    if not desk.may("open_bulletin"):
        return None
    unread = _addressed(desk, BulletinOffice.id > 0) & Bulletin.id.not_in(_opened(desk))
    if not desk.may("answer_bulletin"):
        return unread
    return unread | (_addressed(desk, BulletinOffice.answered_at.is_null()) & Bulletin.answer_due_on.is_null(False))


def _bulletins(desk: Desk) -> Iterator[Task]:
    condition = _my_bulletins(desk)
    if condition is None:
        return
    rows = Bulletin.select(Bulletin, Organisation, Bulletin.id.in_(_opened(desk)).alias("opened")).join(
        Organisation, on=Bulletin.sender).where(condition).order_by(Bulletin.id).limit(MOST)
    for row in rows:
        due = desk.due("open_bulletin", row.sent_at)
        kind, day = ("answer_bulletin", row.answer_due_on) if row.opened else ("open_bulletin", min(due, row.answer_due_on or due))
        yield Task(kind, row.id, "", row.title, row.sender.short_name, day)


def _unopened(desk: Desk) -> Iterator[Task]:
    """For who sent them: bulletins that an addressed office has not opened in time."""
    if not desk.may("chase_bulletin"):
        return
    reading = BulletinReading.select(BulletinReading.id).where(
        BulletinReading.bulletin == BulletinOffice.bulletin, BulletinReading.office == BulletinOffice.office)
    rows = BulletinOffice.select(BulletinOffice, Bulletin, Organisation).join_from(BulletinOffice, Bulletin).join_from(
        BulletinOffice, Organisation, on=BulletinOffice.office).where(
        Bulletin.sender == desk.actor.organisation_id, Bulletin.state == BulletinState.SENT, ~fn.EXISTS(reading))
    for row in rows.order_by(BulletinOffice.id).limit(MOST):
        due = desk.due("chase_bulletin", row.bulletin.sent_at)
        if due <= desk.today:
            yield Task("chase_bulletin", row.bulletin_id, "", row.bulletin.title, row.office.short_name, due)
