"""Suggestions and public concerns: brought in by link or by the clerk, passed to an office, answered, told back (mission.md row 17)."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models import LinkToken, Organisation, PicklistItem, Suggestion, Supervisor
from models.base import database
from models.choices import LinkPurpose, SuggestionState
from portal.domain import suggestions as rules
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.invitations import invitation
from portal.domain.localtime import local_day
from portal.domain.opinions import check_received, check_words
from portal.domain.permissions import Actor, require
from portal.queries import liaison as facts
from portal.queries.notices import own_words, sender
from portal.services import audit, links, records
from portal.services.by_link import claimed
from portal.services.outbox import Reach


@dataclass(frozen=True)
class Invitation:
    """The text that brings a person a link, and the link in it."""

    text: str
    url: str


def give(actor: Actor, supervisor: Supervisor, *, kind: str, subject: str, words: str, received_on: date | None = None, at: datetime) -> Suggestion:
    """Take what a supervisor suggests or passes on from the public; it waits for the clerk to pass it on.

    Raises NotFound for another bureau's or, by link, another person, DomainError unknown_code, words_missing, words_long,
    opinion_day_future, opinion_day_early, Conflict suggestion_twice.
    """
    require(actor, "suggestion:give")
    day = received_on or local_day(at)
    check_received(day, None, at)
    if supervisor.bureau_id != actor.bureau_id or actor.supervisor_id not in (None, supervisor.id):
        raise NotFound("not_found")
    given = {"kind": rules.check_kind(kind), "subject": check_words(subject, "subject", rules.LONGEST_SUBJECT),
             "words": check_words(words, "words", rules.LONGEST_WORDS), "received_on": day}
    with database.atomic():
        _refuse_twice(supervisor, given)
        return records.create(actor, "suggestion:give", Suggestion(
            bureau=supervisor.bureau_id, supervisor=supervisor, source=rules.source_of(actor.roles), received_at=at, entered_by=actor.user_id,
            **given), at=at)


def give_by_link(actor: Actor, link: LinkToken, *, kind: str, subject: str, words: str, at: datetime) -> Suggestion:
    """Take a suggestion through its link, which goes on showing it and what became of it. Raises what `give` raises, and LinkRefused."""
    with claimed(link, at) as held:
        made = give(actor, link.supervisor, kind=kind, subject=subject, words=words, at=at)
        records.update(held, at, target_id=made.id, expires_at=at + timedelta(days=links.READ_DAYS))
    return made


def invite(actor: Actor, supervisor: Supervisor, *, at: datetime, reach: Reach, token_hex: Callable[[int], str] = secrets.token_hex) -> Invitation:
    """Return the text that brings a person a link for one suggestion. Raises NotFound, DomainError suggestion_no_link without phone pages."""
    require(actor, "suggestion:route")
    if supervisor.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if not reach.base:
        raise DomainError("suggestion_no_link")
    with database.atomic():
        until = at + timedelta(days=links.GIVE_DAYS[LinkPurpose.SUGGESTION])
        _link, token = links.make_link(actor, LinkPurpose.SUGGESTION, supervisor=supervisor, expires_at=until, at=at, token_hex=token_hex)
        audit.record(actor, "suggestion:invite", supervisor, at=at)
    url = f"{reach.base}/l/{token}"
    return Invitation(invitation("suggestion", supervisor.name, sender(supervisor.bureau), url, own_words(supervisor.bureau_id)), url)


def route(actor: Actor, suggestion: Suggestion, office: Organisation, *, at: datetime) -> Suggestion:
    """Pass a suggestion to the office that has to answer it, the bureau itself or a procuratorate, within the working days from today.

    Raises NotFound, DomainError suggestion_office, Conflict suggestion_act_not_now.
    """
    require(actor, "suggestion:route")
    with database.atomic():
        row, act = _held(actor, suggestion, "route")
        return _change(actor, act, row, at, **_lies_with(row, office, at))


def reroute(actor: Actor, suggestion: Suggestion, office: Organisation, *, words: str, at: datetime) -> Suggestion:
    """Pass an unanswered suggestion to another office, saying why; its time to answer begins anew.

    Raises NotFound, DomainError words_missing, words_long, suggestion_office, suggestion_same_office, Conflict suggestion_act_not_now.
    """
    require(actor, "suggestion:route")
    reason = check_words(words)
    with database.atomic():
        row, act = _held(actor, suggestion, "reroute")
        if row.office_id == office.id:
            raise DomainError("suggestion_same_office", field="office")
        return _change(actor, act, row, at, reason=reason, **_lies_with(row, office, at))


def send_back(actor: Actor, suggestion: Suggestion, *, words: str, at: datetime) -> Suggestion:
    """Hand a suggestion back to the bureau, as the office with which it lies cannot answer it, saying why.

    Raises NotFound, Forbidden not_own_suggestion, DomainError words_missing, words_long, Conflict suggestion_act_not_now.
    """
    require(actor, "suggestion:answer")
    reason = check_words(words)
    with database.atomic():
        row, act = _held(actor, suggestion, "send_back")
        return _change(actor, act, row, at, reason=reason, office=None, routed_at=None, due_on=None)


def answer(actor: Actor, suggestion: Suggestion, *, words: str, at: datetime) -> Suggestion:
    """Answer a suggestion for the office with which it lies.

    Raises NotFound, Forbidden not_own_suggestion, DomainError words_missing, words_long, Conflict suggestion_act_not_now.
    """
    require(actor, "suggestion:answer")
    text = check_words(words)
    with database.atomic():
        row, act = _held(actor, suggestion, "answer")
        return _change(actor, act, row, at, reason=text, answer=text, answered_at=at, answered_by=actor.user_id)


def tell(actor: Actor, suggestion: Suggestion, *, way: PicklistItem, words: str = "", told_on: date | None = None, at: datetime) -> Suggestion:
    """Record when and how the supervisor was told of the answer, and what was said to it.

    Raises NotFound, DomainError unknown_code (way), words_long, suggestion_told_when, Conflict suggestion_act_not_now.
    """
    require(actor, "suggestion:tell")
    if way.kind != "contact_way":
        raise DomainError("unknown_code", field="way", value=way.code)
    text = check_words(words) if words.strip() else ""
    with database.atomic():
        row, act = _held(actor, suggestion, "tell")
        day = told_on or local_day(at)
        rules.check_told(day, local_day(row.answered_at), local_day(at))
        return _change(actor, act, row, at, reason=text, told_on=day, told_way=way.id, told_words=text, told_by=actor.user_id)


def _refuse_twice(supervisor: Supervisor, given: dict[str, Any]) -> None:
    """The same form sent twice is one suggestion; the person's row is held so that the second of two presses sees the first."""
    records.lock(Supervisor, supervisor.id)
    same = [getattr(Suggestion, name) == value for name, value in given.items()]
    if Suggestion.select().where(Suggestion.supervisor == supervisor, *same).exists():
        raise Conflict("suggestion_twice")


def _held(actor: Actor, suggestion: Suggestion, name: str) -> tuple[Suggestion, rules.Act]:
    """Return the suggestion as it is now, locked for this transaction, and the act, if this actor may do it to this suggestion now."""
    row = records.lock(Suggestion, suggestion.id)
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if actor.in_procuratorate and row.office_id != actor.organisation_id:
        raise Forbidden("not_own_suggestion")
    act = rules.act_from(name, row.state)
    if act.of_office and row.office_id != actor.organisation_id:
        raise Forbidden("not_own_suggestion")
    return row, act


def _lies_with(row: Suggestion, office: Organisation, at: datetime) -> dict[str, Any]:
    if office.id not in {one.id for one in facts.offices(row.bureau_id)}:
        raise DomainError("suggestion_office", field="office")
    return {"state": SuggestionState.ROUTED.value, "office": office.id, "routed_at": at, "due_on": facts.due_on(row.bureau_id, local_day(at))}


def _change(actor: Actor, act: rules.Act, row: Suggestion, at: datetime, *, reason: str = "", **values: Any) -> Suggestion:
    """Write an act with its row in the trail, named after the act."""
    return records.change(actor, f"suggestion:{act.name}", row, at=at, reason=reason, **{"state": act.target.value} | values)
