"""What happened to a thing, read from the trail: what, who, when (access.md "The trail"). Sealed values about a person stay sealed."""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import ModelSelect

from models import Activity, Assignment, AuditEntry, CaseFeedback, Draw, Feedback, Opinion, Paper, Recusal
from portal.adapters import crypto
from portal.domain.permissions import Actor
from portal.domain.words import liaison
from portal.queries import scope

LONGEST_STORY = 200

SHARED_VERBS = frozenset({
    "request:create", "request:amend", "request:submit", "request:withdraw", "request:return", "request:accept", "request:reschedule",
    "request:cancel", "activity:hold", "activity:close", "draw:seal", "draw:witness_digits", "draw:digits", "draw:phoned_digits",
    "draw:draw", "draw:free_place", "draw:substitute", "draw:reopen", "draw:second_round", "draw:change_place", "draw:confirm",
    "recusal:propose", "recusal:decide", "activity:announce", "paper:issue", "attendance:check_in", "attendance:write", "opinion:give", "opinion:route",
    "opinion:reroute", "opinion:answer", "opinion:tell", "opinion:accept", "opinion:object", "opinion:decide", "feedback:write",
    "feedback:person", "feedback:case",
}) | liaison.SHARED
"""Acts that both offices see; the bureau's calls, conflicts, exclusions and reveals are its own."""

SHARED_REASONS = frozenset({
    "request:submit", "request:return", "request:accept", "request:reschedule", "request:cancel", "draw:second_round",
    "draw:change_place",
}) | liaison.SHARED_REASONS
"""Acts whose reason was written for both offices."""


@dataclass(frozen=True)
class Happening:
    """One act: the verb (trail_words.VERBS), who and in which roles, the table and id it was about, its reason and changed values."""

    at: datetime
    verb: str
    who: str
    roles: frozenset[str]
    table: str
    row_id: int | None
    reason: str
    changes: Mapping[str, Any]


def of_objects(actor: Actor, objects: Mapping[type[Any], Iterable[int] | ModelSelect], limit: int = LONGEST_STORY) -> list[Happening]:
    """Return what happened to these rows, newest first. The caller has found the rows within the actor's scope."""
    about = [(AuditEntry.object_type == model._meta.table_name) & AuditEntry.object_id.in_(ids) for model, ids in objects.items()]
    query = AuditEntry.select().where(reduce(or_, about))
    if not actor.in_bureau:
        query = query.where(AuditEntry.verb.in_(SHARED_VERBS))
    return [_happening(entry, actor) for entry in query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)]


def of_activity(actor: Actor, activity: Activity) -> list[Happening]:
    """Return the story of an activity and of what hangs on it: its people, draws, recusals, papers, opinions and feedback."""
    people = Assignment.select(Assignment.id).where(Assignment.activity == activity)
    hanging = {model: model.select(model.id).where(model.activity == activity) for model in (Draw, Recusal, Opinion, CaseFeedback)}
    papers = scope.visible(actor, Paper).select(Paper.id).where(Paper.activity == activity)
    feedback = Feedback.select(Feedback.id).where(Feedback.assignment.in_(people))
    return of_objects(actor, {Activity: [activity.id], Assignment: people, Feedback: feedback, Paper: papers, **hanging})


def _happening(entry: AuditEntry, actor: Actor) -> Happening:
    shared = actor.in_bureau or entry.verb in SHARED_REASONS
    reason = "" if entry.person_id is not None or not shared else entry.reason
    changes: Mapping[str, Any] = {} if entry.person_id is not None else entry.changes
    return Happening(entry.at, entry.verb, entry.actor, frozenset(entry.roles.split()), entry.object_type, entry.object_id, reason, changes)


def opened(entry: AuditEntry, key: str | None) -> tuple[dict[str, Any], str]:
    """Return changes and reason of a row in clear, given the person's key in hex.

    A row that names nobody needs no key; one whose key was destroyed reads empty.
    """
    changes, reason = entry.changes, entry.reason
    if entry.person_id is None:
        return changes, reason
    try:
        raw = bytes.fromhex(key or "")
        changes = json.loads(crypto.open_with(raw, changes["sealed"])) if "sealed" in changes else changes
        reason = crypto.open_with(raw, reason.removeprefix("sealed:")) if reason.startswith("sealed:") else reason
    except (ValueError, crypto.CipherError):
        return {}, ""
    return changes, reason
