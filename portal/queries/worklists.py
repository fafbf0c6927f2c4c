"""What waits for the reader (look.md "Home"): one condition per kind of waiting activity, and the rest beside it."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from peewee import JOIN, Expression, Select, fn

from models import (
    Activity,
    Assignment,
    CaseFeedback,
    Chain,
    Draw,
    Opinion,
    Organisation,
    Outbox,
    Recusal,
    RoundApproval,
    SpecialPlace,
    Supervisor,
    User,
    UserRole,
)
from models.base import database
from models.choices import FILLING, ActivityState, DrawState, OpinionState, OutboxState, RecusalState
from portal.domain.calendar import WorkCalendar
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.tasks import Task
from portal.queries import (
    activities,
    assessment_tasks,
    conduct,
    corrections,
    learning,
    liaison_tasks,
    notices,
    parameters,
    plans,
    recruitment,
    scope,
    subsidies,
    terms,
)
from portal.queries.desk import MOST, Desk


def _in(state: ActivityState) -> Callable[[datetime], Expression]:
    return lambda _at: Activity.state == state


def _is_short() -> Expression:
    """An activity with an open place: substitutes step in at once, so the order was used up."""
    filled = Assignment.select(fn.COUNT(Assignment.id)).where(Assignment.activity == Activity.id, Assignment.state.in_(FILLING))
    special = SpecialPlace.select(fn.COALESCE(fn.SUM(SpecialPlace.places), 0)).where(SpecialPlace.activity == Activity.id)
    return (Activity.state == ActivityState.DRAWN) & (filled < Activity.general_places + special)


def _is_approved() -> Expression:
    last = Draw.select(fn.MAX(Draw.round)).where(Draw.activity == Activity.id, Draw.state == DrawState.DRAWN)
    return fn.EXISTS(RoundApproval.select(RoundApproval.id).where(RoundApproval.activity == Activity.id, RoundApproval.round > last))


def _is_untold(at: datetime) -> Expression:
    """A cancelled activity still to come of which somebody who held a place was not told."""
    waiting = Assignment.select(Assignment.activity).where(activities.untold())
    return (Activity.state == ActivityState.CANCELLED) & (Activity.starts_at > at) & Activity.id.in_(waiting)


def _fed_back() -> Expression:
    return fn.EXISTS(CaseFeedback.select(CaseFeedback.id).where(CaseFeedback.activity == Activity.id))


WAITING: dict[str, tuple[Callable[[datetime], Expression], str]] = {
    "finish_draft": (_in(ActivityState.DRAFT), "changed_at"),
    "amend_returned": (_in(ActivityState.RETURNED), "changed_at"),
    "review_request": (lambda _at: (Activity.state == ActivityState.SUBMITTED) & ~Activity.exceptional, "submitted_at"),
    "review_exception": (lambda _at: (Activity.state == ActivityState.SUBMITTED) & Activity.exceptional, "submitted_at"),
    "seal_list": (_in(ActivityState.ACCEPTED), "accepted_at"),
    "give_digits": (_in(ActivityState.SEALED), "sealed_at"),
    "approve_round": (lambda _at: _is_short() & ~_is_approved(), "drawn_at"),
    "seal_round": (lambda _at: _is_short() & _is_approved(), "drawn_at"),
    "notify_people": (lambda _at: (Activity.state == ActivityState.DRAWN) & ~_is_short(), "drawn_at"),
    "tell_cancelling": (_is_untold, "cancelled_at"),
    "announce_result": (_in(ActivityState.CONFIRMED), "confirmed_at"),
    "take_attendance": (lambda at: (Activity.state == ActivityState.ANNOUNCED) & (Activity.starts_at <= at), "starts_at"),
    "give_feedback": (lambda _at: (Activity.state == ActivityState.HELD) & ~_fed_back(), "held_at"),
    "close_activity": (lambda _at: (Activity.state == ActivityState.HELD) & _fed_back(), "held_at"),
}
"""Kind of waiting activity → its condition at a moment, and the stamp from which its days count."""

ENDS_WITH_THE_DAY = frozenset({
    "review_request", "review_exception", "seal_list", "give_digits", "approve_round", "seal_round", "notify_people", "announce_result",
    "tell_cancelling",
})
"""Kinds that are of no use after the activity's day: they are due on it at the latest."""

OPINIONS: dict[str, tuple[OpinionState, ...]] = {
    "answer_opinion": (OpinionState.ROUTED,),
    "tell_supervisor": (OpinionState.ANSWERED, OpinionState.DECIDED),
    "decide_objection": (OpinionState.OBJECTED,),
    "route_opinion": (OpinionState.RECEIVED,),
}


TERM_KINDS = {0: "term_over", 3: "term_ending_3", 6: "term_ending_6"}
"""Warning of a term (queries.terms.warning) → kind of waiting act."""


def tasks(actor: Actor, at: datetime) -> list[Task]:
    """Return everything that waits for the actor, the earliest due first; a constant number of queries."""
    desk = Desk(actor, at, parameters.calendar(actor.bureau_id))
    sources = (_activities, _opinions, _recusals, _reminders, _undelivered, _terms, _accounts, conduct.waiting, corrections.waiting,
               liaison_tasks.waiting, learning.waiting, recruitment.waiting, plans.waiting, subsidies.waiting,
               assessment_tasks.waiting)
    return sorted((task for source in sources for task in source(desk)), key=lambda task: (task.due, task.kind, task.row_id))


def frame(actor: Actor, at: datetime, chain: str) -> tuple[tuple[int, str] | None, dict[str, int]]:
    """Return what stands around every page, in one statement: position and digest of a chain's head (None where nothing was written yet),
    and how much waits for the actor, by the endpoints of the menu (`activities`, `opinions` …).
    """
    asked: dict[str, tuple[Any, Expression | None]] = {}
    if actor.in_bureau or actor.in_procuratorate:
        desk = Desk(actor, at, WorkCalendar())
        asked = {"activities": _mine(desk), "opinions": _my_opinions(desk)} | liaison_tasks.counted(desk) | subsidies.counted(desk)
    named = {name: model.select(fn.COUNT(model.id)).where(condition) for name, (model, condition) in asked.items() if condition is not None}
    head = Chain.select().where(Chain.name == chain)
    columns = [head.select(Chain.last), head.select(Chain.digest), *named.values()]
    position, digest, *counts = Select(columns=columns).tuples().execute(database)[0]
    return (None if position is None else (position, digest)), dict(zip(named, counts, strict=True))


def _mine(desk: Desk) -> tuple[Any, Expression | None]:
    """The activities that wait for the reader: of the own office only, though a city procuratorate reads those below it."""
    kinds = [WAITING[kind][0](desk.at) for kind in WAITING if desk.may(kind)]
    if not kinds:
        return Activity, None
    waiting = kinds[0]
    for condition in kinds[1:]:
        waiting |= condition
    return Activity, waiting & _own(desk.actor, Activity)


def _my_opinions(desk: Desk) -> tuple[Any, Expression | None]:
    states = [state for kind, found in OPINIONS.items() if desk.may(kind) for state in found]
    return Opinion, (Opinion.state.in_(states) & _own(desk.actor, Opinion)) if states else None


def _own(actor: Actor, model: Any) -> Expression:
    return model.procuratorate == actor.organisation_id if actor.in_procuratorate else scope.condition(actor, model)


def _activities(desk: Desk) -> Iterator[Task]:
    allowed = [kind for kind in WAITING if desk.may(kind)]
    days = parameters.value(desk.actor.bureau_id, "feedback.working_days", desk.today) if "give_feedback" in allowed else 0
    for kind in allowed:
        condition, stamp = WAITING[kind]
        rows = Activity.select(Activity, Organisation).join(Organisation, on=Activity.procuratorate).where(
            condition(desk.at), _own(desk.actor, Activity)).order_by(Activity.starts_at, Activity.id).limit(MOST)
        for row in rows:
            since = getattr(row, stamp)
            due = desk.calendar.add_working_days(local_day(since), days) if kind == "give_feedback" else desk.due(kind, since)
            latest = local_day(row.starts_at) if kind in ENDS_WITH_THE_DAY else due
            yield Task(kind, row.id, row.number or "", row.title, row.procuratorate.short_name, min(due, latest))


def _opinions(desk: Desk) -> Iterator[Task]:
    _, condition = _my_opinions(desk)
    if condition is None:
        return
    rows = Opinion.select(Opinion, Activity, Organisation).join_from(Opinion, Activity, JOIN.LEFT_OUTER).join_from(
        Opinion, Organisation, JOIN.LEFT_OUTER, on=Opinion.procuratorate).where(condition).order_by(Opinion.id).limit(MOST)
    for row in rows:
        kind = next(kind for kind, states in OPINIONS.items() if row.state in states)
        since = row.decided_at or row.objected_at or row.answered_at or row.received_at
        due = row.due_on if kind == "answer_opinion" and row.due_on else desk.due(kind, since)
        office = row.procuratorate.short_name if row.procuratorate_id else ""
        title = row.activity.title if row.activity_id else row.subject
        yield Task(kind, row.id, (row.activity.number or "") if row.activity_id else "", title, office, due)


def _recusals(desk: Desk) -> Iterator[Task]:
    if not desk.may("decide_recusal"):
        return
    rows = Recusal.select(Recusal, Activity, Supervisor).join_from(Recusal, Activity).join_from(Recusal, Supervisor).where(
        scope.condition(desk.actor, Recusal), Recusal.state == RecusalState.PROPOSED).limit(MOST)
    for row in rows:
        due = min(desk.due("decide_recusal", row.raised_at), local_day(row.activity.starts_at))
        yield Task("decide_recusal", row.activity_id, row.activity.number or "", row.activity.title, row.supervisor.name, due)


def _reminders(desk: Desk) -> Iterator[Task]:
    if not desk.may("remind_people"):
        return
    waiting = {row.activity_id: row.activity for row in notices.reminders(int(desk.actor.bureau_id or 0), desk.at)}
    for activity in waiting.values():
        yield Task("remind_people", activity.id, activity.number or "", activity.title, "", desk.today)


def _undelivered(desk: Desk) -> Iterator[Task]:
    if not desk.may("resend_message"):
        return
    rows = Outbox.select(Outbox, Assignment, Activity).join_from(Outbox, Assignment).join_from(Assignment, Activity).where(
        Outbox.bureau == desk.actor.bureau_id, Outbox.state == OutboxState.FAILED, Outbox.last_error != "overtaken").limit(MOST)
    for row in rows:
        activity = row.assignment.activity
        yield Task("resend_message", activity.id, activity.number or "", activity.title, "", desk.due("resend_message", row.changed_at))


def _terms(desk: Desk) -> Iterator[Task]:
    if not desk.may("term_over"):
        return
    for ending in terms.endings(desk.actor.bureau_id, desk.today):
        person = ending.term.supervisor
        yield Task(TERM_KINDS[ending.months], person.id, person.code, person.name, "", ending.term.ends_on)


def _accounts(desk: Desk) -> Iterator[Task]:
    if not desk.may("unlock_account"):
        return
    with_role = UserRole.select(UserRole.user)
    rows = User.select().where(User.active, (User.locked_until > desk.at) | User.id.not_in(with_role)).order_by(User.id).limit(MOST)
    for row in rows:
        kind = "unlock_account" if row.locked_until is not None and row.locked_until > desk.at else "give_roles"
        yield Task(kind, row.id, row.username, row.name, "", desk.due(kind, row.changed_at))
