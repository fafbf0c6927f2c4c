"""A place falls free and the next in the drawn order takes it (draw.md section 4)."""
from __future__ import annotations

from datetime import datetime

from models import Activity, Assignment, Draw, DrawEvent, PoolEntry
from models.base import database
from models.choices import HOLDING, ActivityState, AssignmentState
from portal.domain import draw as protocol
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.labels import FREED_REASONS
from portal.domain.permissions import Actor, require
from portal.queries import draw_records, pool
from portal.services import links, records
from portal.services.activity_lock import own_activity

ANNOUNCED_ALREADY = (ActivityState.CONFIRMED, ActivityState.ANNOUNCED)
LONGEST_WORDS = 500


def free_place(actor: Actor, assignment: Assignment, *, reason: str, words: str = "", at: datetime) -> Assignment | None:
    """Free a place with a coded reason and give it to the next in the drawn order who can be asked; return that person's assignment.

    Who cannot be asked is passed over for good in this round. None when the order is used up: then only a further round helps. A confirmed
    or announced activity goes back to `drawn`. Raises Conflict place_not_held and step_not_now, DomainError unknown_code, words_missing.
    """
    require(actor, "draw:substitute")
    return _release(actor, assignment, reason=reason, words=words, at=at)


def release_by_answer(actor: Actor, assignment: Assignment, *, reason: str, words: str = "", at: datetime) -> Assignment | None:
    """Free the actor's own place, as told through the person's link; else as `free_place`. Raises NotFound for another person's place."""
    require(actor, "notice:answer")
    if assignment.supervisor_id != actor.supervisor_id:
        raise NotFound("not_found")
    return _release(actor, assignment, reason=reason, words=words, at=at)


def _release(actor: Actor, assignment: Assignment, *, reason: str, words: str, at: datetime) -> Assignment | None:
    _check_reason(reason, words)
    with database.atomic():
        activity = own_activity(actor, assignment.activity, "reopen")
        row = records.lock(Assignment, assignment.id)
        if row.state not in HOLDING:
            raise Conflict("place_not_held")
        draw = Draw.get(Draw.activity == activity, Draw.round == row.round)
        add_event(actor, draw, "freed", row.no, at, reason=reason)
        records.change(actor, "draw:free_place", row, at=at, reason=words.strip(), state=AssignmentState.FREED.value, freed_at=at,
                       freed_reason=reason, freed_words=words.strip())
        links.revoke_all(row, at=at)
        if activity.state in ANNOUNCED_ALREADY:
            records.change(actor, "draw:reopen", activity, at=at, state=ActivityState.DRAWN.value, confirmed_at=None, announced_at=None)
        return take_next(actor, activity, draw, row.place, at)


def _check_reason(reason: str, words: str) -> None:
    if reason not in FREED_REASONS:
        raise DomainError("unknown_code", field="reason", value=reason)
    if reason == "other" and not words.strip():
        raise DomainError("words_missing", field="words")
    if len(words.strip()) > LONGEST_WORDS:
        raise DomainError("words_long", field="words", limit=LONGEST_WORDS)


def take_next(actor: Actor, activity: Activity, draw: Draw, place: str, at: datetime) -> Assignment | None:
    """Walk the order of a round for one free place: pass over who cannot be asked, assign who can; part of a larger act."""
    people = dict(PoolEntry.select(PoolEntry.no, PoolEntry.supervisor).where(PoolEntry.draw == draw, PoolEntry.no.is_null(False)).tuples())
    tags = {entry["no"]: entry["tags"] for entry in draw_records.manifest_of(draw)["pool"]}
    hindered = pool.unavailable(activity)
    asked = set(draw_records.standing_of(draw).asked)
    while (number := protocol.next_substitute(draw.order, tags, place, asked)) is not None:
        asked.add(number)
        if people[number] not in hindered:
            add_event(actor, draw, "taken", number, at, place=place)
            return assign(draw, people[number], number, place, at, substitute=True)
        add_event(actor, draw, "passed", number, at, reason=hindered[people[number]])
    return None


def add_event(actor: Actor, draw: Draw, kind: str, number: int, at: datetime, *, reason: str = "", place: str = "") -> DrawEvent:
    """Write the next event of a round; the activity's lock keeps their order."""
    position = DrawEvent.select().where(DrawEvent.draw == draw).count() + 1
    return records.insert(DrawEvent(draw=draw, position=position, at=at, kind=kind, no=number, reason=reason, place=place,
                                    by=actor.user_id), at)


def assign(draw: Draw, supervisor_id: int, number: int, place: str, at: datetime, *, substitute: bool = False) -> Assignment:
    """Give a person of the sealed list a place; part of a larger act."""
    return records.insert(Assignment(
        bureau=draw.bureau_id, activity=draw.activity_id, supervisor=supervisor_id, round=draw.round, no=number, place=place,
        substitute=substitute, drawn_at=at), at)
