"""Recusals: declared by the person, proposed by the procuratorate, decided by the bureau (rules.md "Request, draw, recusal")."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from models import Activity, Assignment, Recusal, Supervisor
from models.base import database
from models.choices import HOLDING, ActivityState, RecusalState
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.labels import RECUSAL_GROUNDS
from portal.domain.permissions import Actor, require
from portal.services import records
from portal.services.activity_lock import own_activity
from portal.services.pool_decisions import LONGEST_WORDS, needed_words
from portal.services.substitutes import free_place

OPEN_STATES = (ActivityState.SUBMITTED, ActivityState.ACCEPTED, ActivityState.SEALED, ActivityState.DRAWN, ActivityState.CONFIRMED,
               ActivityState.ANNOUNCED)
"""States of an activity in which somebody can still stand back from it."""


def declare(actor: Actor, activity: Activity, supervisor: Supervisor, *, ground: str, words: str = "", at: datetime,
            source: str = "person") -> Recusal:
    """Keep a recusal that a person declares by link, or that a clerk takes down; the bureau decides afterwards.

    `source` is `person` or, of the bureau's own motion, `bureau`. Raises unknown_code, words_missing (ground other), Conflict recusal_there
    and step_not_now, NotFound for another person by link.
    """
    require(actor, "recusal:declare")
    by_link = "link" in actor.roles
    if by_link and actor.supervisor_id != supervisor.id:
        raise NotFound("not_found")
    if source not in ("person", "bureau") or (by_link and source != "person"):
        raise DomainError("unknown_code", field="source", value=source)
    return _raise(actor, "recusal:declare", activity, supervisor, ground=ground, words=words, source=source, at=at)


def propose(actor: Actor, activity: Activity, supervisor: Supervisor, *, ground: str, words: str, at: datetime) -> Recusal:
    """Propose, as the officer of the asking procuratorate, that a person drawn for it stands back; always with its reason in words.

    Raises what `declare` raises; NotFound for somebody who holds no place: the procuratorate knows nobody else.
    """
    require(actor, "recusal:propose")
    if not _place(activity, supervisor):
        raise NotFound("not_found")
    return _raise(actor, "recusal:propose", activity, supervisor, ground=ground, words=needed_words(words), source="procuratorate", at=at)


def decide(actor: Actor, recusal: Recusal, *, uphold: bool, words: str = "", at: datetime) -> Recusal:
    """Grant or refuse a recusal; refusing needs words. Granting keeps the person out of a list yet to be sealed, and frees a place held.

    Raises words_missing, recusal_sealed (between seal and digits nobody can be taken out), Conflict recusal_decided.
    """
    require(actor, "recusal:decide")
    reason = words.strip() if uphold else needed_words(words)
    with database.atomic():
        activity = own_activity(actor, recusal.activity)
        _refuse_over(activity)
        row = records.lock(Recusal, recusal.id)
        if row.state != RecusalState.PROPOSED:
            raise Conflict("recusal_decided")
        if uphold and activity.state == ActivityState.SEALED:
            raise DomainError("recusal_sealed")
        state = RecusalState.UPHELD if uphold else RecusalState.REFUSED
        records.change(actor, "recusal:decide", row, at=at, reason=reason, state=state.value, decided_at=at, decided_by=actor.user_id,
                       decision_words=reason)
        held = _place(activity, row.supervisor)
        if uphold and held:
            free_place(actor, held, reason="recused", words=reason, at=at)
    return row


def _raise(actor: Actor, verb: str, activity: Activity, supervisor: Supervisor, *, ground: str, words: str, source: str,
           at: datetime) -> Recusal:
    _check(ground, words)
    with database.atomic():
        row = own_activity(actor, activity)
        _refuse_over(row)
        if supervisor.bureau_id != row.bureau_id:
            raise NotFound("not_found")
        values: dict[str, Any] = {"ground": ground, "words": words.strip(), "source": source, "state": RecusalState.PROPOSED.value,
                                  "raised_at": at, "raised_by": actor.user_id}
        found = Recusal.get_or_none(Recusal.activity == row, Recusal.supervisor == supervisor)
        if found is None:
            made = Recusal(bureau=row.bureau_id, activity=row, supervisor=supervisor, **values)
            return records.create(actor, verb, made, at=at, reason=words.strip())
        if found.state != RecusalState.REFUSED:
            raise Conflict("recusal_there")
        values |= {"decided_at": None, "decided_by": None, "decision_words": ""}
        return records.change(actor, verb, found, at=at, reason=words.strip(), **values)


def _check(ground: str, words: str) -> None:
    if ground not in RECUSAL_GROUNDS:
        raise DomainError("unknown_code", field="ground", value=ground)
    if ground == "other":
        needed_words(words)
    if len(words.strip()) > LONGEST_WORDS:
        raise DomainError("words_long", field="words", limit=LONGEST_WORDS)


def _refuse_over(activity: Activity) -> None:
    if activity.state not in OPEN_STATES:
        raise Conflict("step_not_now", step="recusal", state=activity.state)


def _place(activity: Activity, supervisor: Supervisor) -> Assignment | None:
    found: Assignment | None = Assignment.get_or_none(
        Assignment.activity == activity, Assignment.supervisor == supervisor, Assignment.state.in_(HOLDING))
    return found
