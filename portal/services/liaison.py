"""Visits, calls and talks with supervisors: entered, corrected, and their follow-up closed (mission.md row 17)."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models import Supervisor, Visit, VisitGuest
from models.base import database
from portal.domain import visits as rules
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.opinions import check_words
from portal.domain.permissions import Actor, require
from portal.queries import liaison as facts
from portal.services import audit, records

TEXTS = ("subject", "words", "wishes", "follow_up")


def record_visit(actor: Actor, values: Mapping[str, Any], *, guests: Sequence[Supervisor] = (), at: datetime) -> Visit:
    """Enter a contact with one person and those who were there besides. `values` are the fields of Visit.

    Raises NotFound for another bureau's person, DomainError words_missing, words_long, visit_person_twice and what visits.check raises.
    """
    require(actor, "visit:write")
    given = _checked(values, at)
    _check_people(actor, [given["supervisor"], *guests])
    with database.atomic():
        made = records.insert(Visit(bureau=actor.bureau_id, **given), at)
        _keep_guests(made, guests, at)
        changes = records.told({name: (None, value) for name, value in made.__data__.items()}, made)
        there = {"guests": [[], [person.id for person in guests]]} if guests else {}
        audit.record(actor, "visit:write", made, at=at, changes=changes | there)
    return made


def amend_visit(actor: Actor, visit: Visit, values: Mapping[str, Any], *, guests: Sequence[Supervisor] = (), version: int | None = None,
                at: datetime) -> Visit:
    """Correct a contact; the person stays, and so does a follow-up that was closed.

    Raises NotFound for a foreign one, Conflict visit_follow_up_closed, changed_meanwhile, DomainError as `record_visit`.
    """
    require(actor, "visit:write")
    given = _checked(values, at)
    given.pop("supervisor", None)
    with database.atomic():
        row = _held(actor, visit)
        _check_people(actor, [row.supervisor, *guests])
        if row.done_on is not None and (given["follow_up"], given["due_on"]) != (row.follow_up, row.due_on):
            raise Conflict("visit_follow_up_closed")
        changed = records.change(actor, "visit:amend", row, at=at, version=version, **given)
        before, after = sorted(person.id for person in facts.guests(row)), sorted(person.id for person in guests)
        if before != after:
            _keep_guests(changed, guests, at)
            audit.record(actor, "visit:amend", changed, at=at, changes={"guests": [before, after]})
    return changed


def settle_visit(actor: Actor, visit: Visit, *, words: str, done_on: date | None = None, at: datetime) -> Visit:
    """Close a contact's follow-up, saying when (today by default) and what came of it.

    Raises NotFound, Conflict visit_nothing_open, DomainError visit_done_when, words_missing, words_long.
    """
    require(actor, "visit:write")
    text, today = check_words(words, "words", rules.LONGEST_WORDS), local_day(at)
    with database.atomic():
        row = _held(actor, visit)
        day = done_on or today
        rules.check_done(row.held_on, row.follow_up, row.done_on, day, today)
        return records.change(actor, "visit:settle", row, at=at, reason=text, done_on=day, done_words=text, done_by=actor.user_id)


def _checked(values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return the values with texts stripped, after the rules looked at them."""
    given = dict(values)
    for name in TEXTS:
        given[name] = (given.get(name) or "").strip()
        if len(given[name]) > rules.LONGEST_WORDS:
            raise DomainError("words_long", field=name, limit=rules.LONGEST_WORDS)
    check_words(given["subject"], "subject", rules.LONGEST_SUBJECT)
    check_words(given["words"], "words", rules.LONGEST_WORDS)
    check_words(given.get("visited_by") or "", "visited_by", 120)
    given["due_on"] = given.get("due_on")
    rules.check(given["held_on"], given["follow_up"], given["due_on"], local_day(at))
    return given


def _check_people(actor: Actor, people: Sequence[Supervisor]) -> None:
    if any(person.bureau_id != actor.bureau_id for person in people):
        raise NotFound("not_found")
    if len({person.id for person in people}) != len(people):
        raise DomainError("visit_person_twice", field="guests")


def _held(actor: Actor, visit: Visit) -> Visit:
    row = records.lock(Visit, visit.id)
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    return row


def _keep_guests(visit: Visit, guests: Sequence[Supervisor], at: datetime) -> None:
    """Keep exactly these people besides; the caller tells the trail, under the first person's key."""
    VisitGuest.delete().where(VisitGuest.visit == visit).execute()
    for person in guests:
        records.insert(VisitGuest(bureau=visit.bureau_id, visit=visit, supervisor=person), at)
