"""The life of a request from draft to acceptance, and of an activity until it is closed (domain.workflow says from where to where)."""
from __future__ import annotations

from datetime import datetime

from models import Activity, Assignment, Draw, LinkToken, Organisation
from models.base import database
from models.choices import FILLING, AssignmentState, DrawState
from portal.domain import requests as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor, require
from portal.domain.requests import LeadTime, RequestValues
from portal.domain.workflow import STEPS
from portal.queries import requests as facts
from portal.queries.requests import lead_time
from portal.services import records, request_rows
from portal.services.activity_lock import own_activity
from portal.services.numbering import next_number

__all__ = [
    "LeadTime", "RequestValues", "accept", "amend", "cancel", "close", "create", "keep", "lead_time", "reschedule", "send_back", "submit",
    "withdraw",
]


def create(actor: Actor, values: RequestValues, *, at: datetime) -> Activity:
    """Keep a new draft of the actor's procuratorate; the bureau does not see it yet.

    Raises office_without_bureau and what request_rows.check refuses, each with the form's field.
    """
    require(actor, "request:write")
    with database.atomic():
        office = Organisation.get_by_id(actor.organisation_id)
        if office.bureau_id is None:
            raise DomainError("office_without_bureau")
        request_rows.check(values, office.bureau_id, at)
        activity = request_rows.write_new(values, at, bureau=office.bureau_id, procuratorate=office.id, created_by=actor.user_id)
        request_rows.record(actor, "request:create", activity, {}, at=at)
    return activity


def amend(actor: Actor, activity: Activity, values: RequestValues, *, at: datetime, version: int | None = None) -> Activity:
    """Change a draft or a returned request. `version` is the one that the form was opened with.

    Raises Conflict changed_meanwhile and step_not_now, and what request_rows.check refuses.
    """
    require(actor, "request:write")
    with database.atomic():
        row = own_activity(actor, activity, "amend")
        if version is not None and version != row.version:
            raise Conflict("changed_meanwhile")
        request_rows.check(values, row.bureau_id, at)
        before = request_rows.told(row)
        request_rows.rewrite(row, values, at)
        request_rows.record(actor, "request:amend", row, before, at=at)
    return row


def keep(actor: Actor, activity: Activity | None, values: RequestValues, *, at: datetime, version: int | None = None, send: bool = False,
         exceptional: bool = False) -> Activity:
    """Keep what a form says, as a new draft (`activity` None) or in an old one, and send it where asked: both or neither."""
    with database.atomic():
        row = create(actor, values, at=at) if activity is None else amend(actor, activity, values, at=at, version=version)
        return submit(actor, row, at=at, exceptional=exceptional) if send else row


def submit(actor: Actor, activity: Activity, *, at: datetime, reason: str = "", exceptional: bool = False) -> Activity:
    """Send a request to the bureau; it gets its number the first time. `reason` replaces the urgent reason of the form where given.

    The rules are looked at again, as time and register have moved on. Raises request_overlaps, lead_too_short (unless `exceptional`),
    urgent_reason_missing, prefix_missing, and what request_rows.check refuses.
    """
    require(actor, "request:write")
    with database.atomic():
        row = own_activity(actor, activity, "submit")
        words = reason.strip() or row.urgent_reason
        rules.check_length(words, rules.LONGEST["urgent_reason"], "urgent_reason")
        request_rows.check(request_rows.values_of(row), row.bureau_id, at)
        records.lock(Organisation, row.procuratorate_id, strength="FOR NO KEY UPDATE")  # of two sent at once the second sees the first
        _refuse_overlap(row, row.starts_at, row.ends_at, row.place)
        lead = lead_time(row.bureau_id, row.starts_at, at)
        rules.check_lead(lead, words, exceptional=exceptional)
        return records.change(
            actor, "request:submit", row, at=at, reason=words if lead.kind != "enough" else "", state=_target("submit"), state_words="",
            number=row.number or _number(row, at), submitted_at=at, urgent=lead.kind != "enough", exceptional=lead.kind == "exception",
            urgent_reason=words, lead_days=lead.days,
        )


def withdraw(actor: Actor, activity: Activity, *, at: datetime) -> Activity:
    """Take a submitted request back to change it; its number stays with it."""
    require(actor, "request:write")
    with database.atomic():
        row = own_activity(actor, activity, "withdraw")
        return records.change(actor, "request:withdraw", row, at=at, state=_target("withdraw"), state_words="")


def send_back(actor: Actor, activity: Activity, *, at: datetime, words: str) -> Activity:
    """Return a submitted request for correction, saying why. Raises words_missing."""
    require(actor, "request:accept")
    with database.atomic():
        row = own_activity(actor, activity, "return")
        reason = _needed(words)
        return records.change(actor, "request:return", row, at=at, reason=reason, state=_target("return"), state_words=reason)


def accept(actor: Actor, activity: Activity, *, at: datetime, words: str = "") -> Activity:
    """Accept a submitted request; for an urgent one this is the bureau's consent.

    Raises Forbidden exception_needs_leader for a clerk before an exception, DomainError request_past_accept when its time has passed.
    """
    require(actor, "request:accept")
    with database.atomic():
        row = own_activity(actor, activity, "accept")
        rules.check_accept(actor, row.starts_at, at, exceptional=row.exceptional)
        reason = _bounded(words)
        return records.change(actor, "request:accept", row, at=at, reason=reason, state=_target("accept"),
                              state_words=reason, accepted_at=at)


def cancel(actor: Actor, activity: Activity, *, at: datetime, words: str) -> Activity:
    """Give up a request or an activity before it is held, saying why; a draft that was never sent needs no words.

    Drawn people keep their rows (they were drawn), their links stop working; a sealed list that was never drawn stays visible as void.
    """
    require(actor, "request:cancel")
    with database.atomic():
        row = own_activity(actor, activity, "cancel")
        reason = _needed(words) if row.number else _bounded(words)
        _revoke_links(row, at)
        for draw in Draw.select().where(Draw.activity == row, Draw.state == DrawState.SEALED):
            records.update(draw, at, state=DrawState.VOID.value)
        return records.change(actor, "request:cancel", row, at=at, reason=reason, state=_target("cancel"),
                              state_words=reason, cancelled_at=at)


def reschedule(actor: Actor, activity: Activity, *, starts_at: datetime, ends_at: datetime, place: str, words: str, at: datetime,
               exceptional: bool = False) -> Activity:
    """Move a request or an activity to another time or place, saying why; the lead time counts anew unless the day stays the same.

    People drawn already are asked again: back to `drawn`, not yet notified, old links revoked. An accepted request whose new day is near
    needs the bureau's consent again. `exceptional` sends one that is not drawn yet as an exception.
    Raises words_missing, request_end_before_start, request_past, reschedule_same, request_overlaps, lead_too_short, reschedule_too_short.
    """
    require(actor, "request:reschedule")
    with database.atomic():
        row = own_activity(actor, activity, "reschedule")
        reason = _needed(words)
        _check_move(row, starts_at, ends_at, place.strip(), at)
        lead = lead_time(row.bureau_id, starts_at, at)
        same_day = rules.same_day(row.starts_at, starts_at)
        if not same_day:
            rules.check_new_lead(row.state, lead, exceptional=exceptional)
        if row.state in rules.AFTER_DRAW:
            _ask_again(row, at)
        values = rules.after_reschedule(row.state, lead, same_day=same_day, reason=reason)
        values |= {"starts_at": starts_at, "ends_at": ends_at, "place": place.strip(), "rescheduled_at": at, "state_words": reason}
        values |= request_rows.replanned(row, starts_at)
        return records.change(actor, "request:reschedule", row, at=at, reason=reason, **values)


def close(actor: Actor, activity: Activity, *, at: datetime) -> Activity:
    """Close a held activity once the case and everyone who attended have their feedback; open opinions do not hold it up.

    Raises close_without_case_feedback, close_without_feedback.
    """
    require(actor, "activity:close")
    with database.atomic():
        row = own_activity(actor, activity, "close")
        if not facts.has_case_feedback(row):
            raise DomainError("close_without_case_feedback")
        missing = facts.without_feedback(row)
        if missing:
            raise DomainError("close_without_feedback", count=missing)
        return records.change(actor, "activity:close", row, at=at, state=_target("close"), closed_at=at)


def _target(step: str) -> str:
    """The state in which a step ends. ValueError for a step that leaves the state to its service."""
    state = STEPS[step].target
    if state is None:
        raise ValueError(f"{step} has no fixed end")
    return state.value


def _needed(words: str) -> str:
    if not words.strip():
        raise DomainError("words_missing", field="words")
    return _bounded(words)


def _bounded(words: str) -> str:
    rules.check_length(words.strip(), rules.LONGEST["remark"], "words")
    return words.strip()


def _number(activity: Activity, at: datetime) -> str:
    """The next number of the asking office, or of the bureau where the office has no prefix of its own."""
    office, bureau = activity.procuratorate, activity.bureau
    return next_number(bureau, office.request_prefix or bureau.request_prefix, at)


def _refuse_overlap(activity: Activity, starts_at: datetime, ends_at: datetime, place: str) -> None:
    other = facts.overlapping(
        activity.procuratorate_id, starts_at=starts_at, ends_at=ends_at, place=place, title=activity.title, but=activity.id,
    )
    if other is not None:
        raise DomainError("request_overlaps", field="day", number=other.number)


def _check_move(activity: Activity, starts_at: datetime, ends_at: datetime, place: str, at: datetime) -> None:
    rules.check_times(starts_at, ends_at, at)
    rules.check_place(place)
    if (starts_at, ends_at, place) == (activity.starts_at, activity.ends_at, activity.place):
        raise DomainError("reschedule_same", field="day")
    _refuse_overlap(activity, starts_at, ends_at, place)


def _ask_again(activity: Activity, at: datetime) -> None:
    """Everyone who holds a place is to be notified of the new time; what they said of the old one, or did at it, no longer counts."""
    _revoke_links(activity, at)
    for row in Assignment.select().where(Assignment.activity == activity, Assignment.state.in_(FILLING)):
        records.update(row, at, state=AssignmentState.DRAWN.value, notified_at=None, answered_at=None, checked_in_at=None, reminded_at=None,
                       declined="", attendance_by=None, attendance_phoned=False, attendance_words="")


def _revoke_links(activity: Activity, at: datetime) -> None:
    drawn = Assignment.select(Assignment.id).where(Assignment.activity == activity)
    for row in LinkToken.select().where(LinkToken.assignment.in_(drawn), LinkToken.revoked_at.is_null()):
        records.update(row, at, revoked_at=at)
