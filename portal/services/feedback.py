"""The procuratorate's view after an activity: of each person who attended, and of what became of the case (mission.md row 8)."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import Activity, Assignment, CaseFeedback, Feedback
from models.base import database
from models.choices import AssignmentState
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.opinions import check_words
from portal.domain.permissions import Actor, require
from portal.queries import opinions as facts, parameters
from portal.services import records
from portal.services.notices import held_place

LONGEST_REMARK = 300
LONGEST_OUTCOME = 2000
VERB = "feedback:write"


@dataclass(frozen=True)
class PersonMark:
    """What the procuratorate says of one person; `conduct_id` is a value of the list feedback_mark."""

    on_time: bool
    prepared: bool
    conduct_id: int
    remark: str = ""


def give_person(actor: Actor, assignment: Assignment, *, on_time: bool, prepared: bool, conduct_id: int, remark: str = "",
                at: datetime) -> Feedback:
    """Write the feedback on one person, or correct it until the activity is closed.

    By the officer of the activity's procuratorate, or by the bureau's clerk as told by phone (the account that wrote it says so).
    Raises Forbidden not_own_request, NotFound, DomainError feedback_not_attended, feedback_mark, words_long, Conflict feedback_not_held.
    """
    require(actor, VERB)
    with database.atomic():
        place = held_place(assignment)
        _check_activity(actor, place.activity)
        if place.state != AssignmentState.ATTENDED:
            raise DomainError("feedback_not_attended")
        _check_mark(conduct_id, place.bureau_id)
        found = Feedback.get_or_none(Feedback.assignment == place)
        row = found or Feedback(bureau=place.bureau_id, assignment=place)
        return _write(actor, row, at, on_time=on_time, prepared=prepared, conduct=conduct_id, remark=_remark(remark))


def give_case(actor: Actor, activity: Activity, *, outcome: str, at: datetime) -> CaseFeedback:
    """Write what became of the matter, without secrets, or correct it until the activity is closed.

    Raises Forbidden not_own_request, NotFound, DomainError words_missing, words_long, Conflict feedback_not_held.
    """
    require(actor, VERB)
    words = check_words(outcome, "outcome", LONGEST_OUTCOME)
    with database.atomic():
        held = records.lock(Activity, activity.id)
        _check_activity(actor, held)
        found = CaseFeedback.get_or_none(CaseFeedback.activity == held)
        return _write(actor, found or CaseFeedback(bureau=held.bureau_id, activity=held), at, outcome=words)


def give(actor: Actor, activity: Activity, *, people: Mapping[int, PersonMark], outcome: str = "", at: datetime) -> None:
    """Write a whole feedback form in one transaction: the people by their assignment's id, and the case where something was written.

    Raises NotFound for someone who has no place in the activity, and what give_person and give_case raise.
    """
    require(actor, VERB)
    with database.atomic():
        places = {row.id: row for row in Assignment.select().where(Assignment.activity == activity)}
        for assignment_id, mark in sorted(people.items()):
            if assignment_id not in places:
                raise NotFound("not_found")
            give_person(actor, places[assignment_id], on_time=mark.on_time, prepared=mark.prepared, conduct_id=mark.conduct_id,
                        remark=mark.remark, at=at)
        if outcome.strip():
            give_case(actor, activity, outcome=outcome, at=at)


def _check_activity(actor: Actor, activity: Activity) -> None:
    if activity.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if actor.in_procuratorate and activity.procuratorate_id != actor.organisation_id:
        raise Forbidden("not_own_request")
    if not facts.feedback_open(activity):
        raise Conflict("feedback_not_held")


def _check_mark(conduct_id: int, bureau_id: int) -> None:
    if not any(item.id == conduct_id for item in parameters.items("feedback_mark", bureau_id)):
        raise DomainError("feedback_mark", field="conduct")


def _remark(text: str) -> str:
    return check_words(text, "remark", LONGEST_REMARK) if text.strip() else ""


def _write(actor: Actor, row: Any, at: datetime, **values: Any) -> Any:
    """Insert a new row, or change one that says something else; what says nothing new leaves no trace."""
    if row.id is None:
        for name, value in ({"given_at": at, "given_by": actor.user_id} | values).items():
            setattr(row, name, value)
        return records.create(actor, VERB, row, at=at)
    if all(row.__data__[name] == value for name, value in values.items()):
        return row
    return records.change(actor, VERB, row, at=at, given_at=at, given_by=actor.user_id, **values)
