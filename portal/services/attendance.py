"""Who came: the person's own check-in by link, the officer's marks, a clerk's marks as the procuratorate told them by phone."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from models import Activity, Assignment
from models.base import database
from models.choices import HOLDING, ActivityState, AssignmentState
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.localtime import local_day, local_moment
from portal.domain.notice_shipped import CHECK_IN_MINUTES
from portal.domain.notice_texts import ASKING
from portal.domain.permissions import Actor, require
from portal.domain.workflow import step_from
from portal.services import records
from portal.services.activity_lock import own_activity
from portal.services.notices import held_place

MARKS = (AssignmentState.ATTENDED, AssignmentState.EXCUSED, AssignmentState.ABSENT)
MARKED_STATES = (ActivityState.ANNOUNCED, ActivityState.HELD)
"""States of an activity in which marks are made and corrected; closing locks them."""
LONGEST_WORDS = 300

Marks = Mapping[int, tuple[str, str]]
"""Assignment id → (attended, excused or absent; words)."""


def check_in_opens(activity: Activity) -> datetime:
    """Return from when a person may check in."""
    starts_at: datetime = activity.starts_at
    return starts_at - timedelta(minutes=CHECK_IN_MINUTES)


def check_in_closes(activity: Activity) -> datetime:
    """Return until when a person may check in: the end of the activity's first day."""
    return local_moment(local_day(activity.starts_at) + timedelta(days=1), 0)


def check_in(actor: Actor, assignment: Assignment, *, at: datetime) -> Assignment:
    """Take a person's own check-in; when everyone came, the activity is held. A second check-in changes nothing.

    Raises NotFound for another person's place, DomainError check_in_early (minutes), check_in_over, Conflict notice_over.
    """
    require(actor, "attendance:check_in")
    with database.atomic():
        row = held_place(assignment)
        if row.supervisor_id != actor.supervisor_id:
            raise NotFound("not_found")
        _refuse_check_in(row, at)
        if row.checked_in_at is not None:
            return row
        marked = row.state if row.state in MARKS else AssignmentState.ATTENDED.value
        records.change(actor, "attendance:check_in", row, at=at, state=marked, checked_in_at=at)
        _hold_when_complete(actor, row.activity, at)
    return row


def _refuse_check_in(row: Assignment, at: datetime) -> None:
    """An officer's mark stays as it is; only the time of arrival is added to it."""
    if row.activity.state not in (*ASKING, ActivityState.HELD) or row.state not in (*HOLDING, *MARKS):
        raise Conflict("notice_over")
    if at < check_in_opens(row.activity):
        raise DomainError("check_in_early", minutes=CHECK_IN_MINUTES)
    if at >= check_in_closes(row.activity):
        raise DomainError("check_in_over")


def mark(actor: Actor, activity: Activity, *, marks: Marks, phoned: bool = False, at: datetime) -> Activity:
    """Write who attended, was excused or stayed away; when everyone is marked, the activity is held.

    An officer marks for the own procuratorate, a clerk only as told by phone (`phoned`). Marks may be corrected until the activity is
    closed; each change leaves its own row in the trail. People left out of `marks` stay as they are.
    Raises Forbidden not_own_request, DomainError attendance_phoned_only, attendance_early, attendance_state, words_missing (excused
    without words), words_long, NotFound for someone who holds no place here, Conflict step_not_now.
    """
    require(actor, "attendance:write")
    if actor.in_bureau and not phoned:
        raise DomainError("attendance_phoned_only", field="phoned")
    for state, words in marks.values():
        _check_mark(state, words)
    with database.atomic():
        row = own_activity(actor, activity)
        _refuse_mark(row, at)
        people = {person.id: person for person in _places(row)}
        for assignment_id, (state, words) in sorted(marks.items()):
            if assignment_id not in people:
                raise NotFound("not_found")
            _mark(actor, people[assignment_id], state, words.strip(), phoned=actor.in_bureau, at=at)
        return _hold_when_complete(actor, row, at)


def _check_mark(state: str, words: str) -> None:
    if state not in MARKS:
        raise DomainError("attendance_state")
    if state == AssignmentState.EXCUSED and not words.strip():
        raise DomainError("words_missing", field="words")
    if len(words.strip()) > LONGEST_WORDS:
        raise DomainError("words_long", limit=LONGEST_WORDS)


def _refuse_mark(activity: Activity, at: datetime) -> None:
    if activity.state not in MARKED_STATES:
        step_from(activity.state, "hold")
    if at < activity.starts_at:
        raise DomainError("attendance_early")


def _places(activity: Activity) -> list[Assignment]:
    return list(Assignment.select().where(Assignment.activity == activity, Assignment.state.in_((*HOLDING, *MARKS))))


def _mark(actor: Actor, person: Assignment, state: str, words: str, *, phoned: bool, at: datetime) -> None:
    """Write one mark with its row in the trail, unless it says nothing new."""
    if (person.state, person.attendance_words) == (state, words) and person.attendance_by_id is not None:
        return
    records.change(actor, "attendance:write", person, at=at, reason=words, state=state, attendance_words=words,
                   attendance_by=actor.user_id, attendance_phoned=phoned)


def _hold_when_complete(actor: Actor, activity: Activity, at: datetime) -> Activity:
    """Take the step `hold` when an announced activity has begun and nobody is left without a mark."""
    waiting = any(person.state in HOLDING for person in _places(activity))
    if activity.state != ActivityState.ANNOUNCED or waiting or at < activity.starts_at:
        return activity
    return records.change(actor, "activity:hold", activity, at=at, state=ActivityState.HELD.value, held_at=at)
