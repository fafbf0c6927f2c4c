"""What people decide about a list before it is sealed: conflicts, the leader's exclusions, places that the register cannot fill."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from models import Activity, PicklistItem, PoolDecision, SpecialPlace, Supervisor
from models.base import database
from models.choices import ActivityState
from portal.domain.draw import GENERAL
from portal.domain.errors import DomainError, NotFound
from portal.domain.permissions import Actor, require
from portal.domain.workflow import step_from
from portal.queries import draw_records, pool
from portal.services import audit, records
from portal.services.activity_lock import own_activity

LONGEST_WORDS = 500


def sealing_step(activity: Activity) -> str:
    """Return the step by which the next list of an activity is sealed; raise Conflict step_not_now when none can be."""
    step = "second_round" if activity.state == ActivityState.DRAWN else "seal"
    return step_from(activity.state, step).name


def needed_words(words: str) -> str:
    """Return a reason without blanks around it. Raises words_missing, words_long."""
    reason = words.strip()
    if not reason:
        raise DomainError("words_missing", field="words")
    if len(reason) > LONGEST_WORDS:
        raise DomainError("words_long", field="words", limit=LONGEST_WORDS)
    return reason


def decide_conflict(actor: Actor, activity: Activity, supervisor: Supervisor, *, leave_out: bool, words: str = "",
                    at: datetime) -> PoolDecision:
    """Decide about a person whom a party of the request matches: left out as `conflict`, or kept in with the reason in words.

    A later decision replaces an earlier one. Raises conflict_not_there, words_missing when kept in.
    """
    require(actor, "draw:conflict")
    reason = words.strip() if leave_out else needed_words(words)
    with database.atomic():
        row = _before_sealing(actor, activity, supervisor)
        member = next(member for member in _everybody(row, at) if member.supervisor.id == supervisor.id)
        if not member.hits:
            raise DomainError("conflict_not_there")
        return _decide(actor, row, supervisor, "conflict_out" if leave_out else "conflict_in", reason, at)


def exclude(actor: Actor, activity: Activity, supervisor: Supervisor, *, words: str, at: datetime) -> PoolDecision:
    """Leave a person out of one list by the leader's decision, with its written reason. Raises words_missing."""
    require(actor, "supervisor:exclude")
    reason = needed_words(words)
    with database.atomic():
        row = _before_sealing(actor, activity, supervisor)
        return _decide(actor, row, supervisor, "excluded_by_leader", reason, at)


def readmit(actor: Actor, activity: Activity, supervisor: Supervisor, *, at: datetime) -> None:
    """Take back the leader's exclusion; a conflict of the same person is then to be decided again. NotFound where there is none."""
    require(actor, "supervisor:exclude")
    with database.atomic():
        row = _before_sealing(actor, activity, supervisor)
        found = PoolDecision.get_or_none(PoolDecision.activity == row, PoolDecision.supervisor == supervisor,
                                         PoolDecision.kind == "excluded_by_leader")
        if found is None:
            raise NotFound("not_found")
        audit.record(actor, "draw:readmit", found, at=at, changes={"kind": [found.kind, None]}, label=row.number)
        found.delete_instance()


def _before_sealing(actor: Actor, activity: Activity, supervisor: Supervisor) -> Activity:
    row = own_activity(actor, activity)
    sealing_step(row)
    if supervisor.bureau_id != row.bureau_id:
        raise NotFound("not_found")
    return row


def _everybody(activity: Activity, at: datetime) -> tuple[pool.Member, ...]:
    listed = pool.preview(activity, at)
    return (*listed.inside, *listed.outside)


def _decide(actor: Actor, activity: Activity, supervisor: Supervisor, kind: str, words: str, at: datetime) -> PoolDecision:
    values: dict[str, Any] = {"kind": kind, "words": words, "decided_by": actor.user_id, "decided_at": at}
    found = PoolDecision.get_or_none(PoolDecision.activity == activity, PoolDecision.supervisor == supervisor)
    verb = "draw:exclude" if kind == "excluded_by_leader" else "draw:conflict"
    if found is not None:
        return records.change(actor, verb, found, at=at, reason=words, **values)
    return records.create(actor, verb, PoolDecision(activity=activity, supervisor=supervisor, **values), at=at, reason=words)


def change_place(actor: Actor, activity: Activity, *, place: str, to_general: bool, words: str, at: datetime) -> Activity:
    """Do without one open place that the register cannot fill, or give a special one to anybody, by the leader's written decision.

    `place` is `general` or the profession's name. Raises place_not_open, place_last (only one place is left: cancel instead).
    """
    require(actor, "draw:second_round")
    reason = needed_words(words)
    with database.atomic():
        row = own_activity(actor, activity)
        sealing_step(row)
        if not draw_records.open_places(row)[place] or (to_general and place == GENERAL):
            raise DomainError("place_not_open", field="place")
        if draw_records.wanted(row).total() == 1 and not to_general:
            raise DomainError("place_last")
        if place != GENERAL:
            _one_less(row, place, at)
        more = int(to_general) - int(place == GENERAL)
        audit.record(actor, "draw:change_place", row, at=at, reason=reason, changes={"place": [place, GENERAL if to_general else None]})
        return records.update(row, at, general_places=row.general_places + more)


def _one_less(activity: Activity, tag: str, at: datetime) -> None:
    found = SpecialPlace.select().join(PicklistItem).where(SpecialPlace.activity == activity, PicklistItem.name == tag).get()
    if found.places == 1:
        found.delete_instance()
    else:
        records.update(found, at, places=found.places - 1)
