"""Messages to be sent by e-mail or a group robot: kept with the act that caused them, sent later, outside any transaction, with retries."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from models import Assignment, ContactAttempt, Outbox
from models.base import database
from models.choices import HOLDING, ActivityState, OutboxState
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.permissions import SYSTEM, Actor, require
from portal.services import audit, records
from portal.settings import Settings

EMAIL, WECOM, DINGTALK = "email", "wecom", "dingtalk"
GROUPS = (WECOM, DINGTALK)

WAITS = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""How long to wait after each failed try; after the last one the message has failed and a person has to look."""
BATCH = 50
OVERTAKEN = "overtaken"
"""`last_error` of a message that nobody needs any more."""
BEFORE_THE_DAY = ("notice", "reminder")
"""First part of the keys of messages that lose their point when the place is freed or the activity begins."""

Sender = Callable[[Outbox], None]
"""Sends one message or raises; the exception's text is shown to the clerk and must hold neither address nor secret."""


@dataclass(frozen=True)
class Reach:
    """How the portal reaches people: outward address of the phone pages (empty = intranet only) and the channels that are configured."""

    base: str = ""
    channels: frozenset[str] = field(default_factory=frozenset)


NOWHERE = Reach()


def reach_of(settings: Settings) -> Reach:
    """Return what the settings open."""
    opened = {EMAIL: settings.smtp_url and settings.mail_from, WECOM: settings.wecom_url, DINGTALK: settings.dingtalk_url}
    return Reach(settings.public_link_url, frozenset(name for name, url in opened.items() if url))


@dataclass(frozen=True)
class Tally:
    """What one round of sending did."""

    sent: int = 0
    failed: int = 0
    again: int = 0


def put(channel: str, *, bureau_id: int, body: str, key: str, at: datetime, on: bool, recipient: str | None = None, subject: str = "",
        assignment: Assignment | None = None) -> Outbox:
    """Keep a message to be sent, once per key: the same key again returns the first one. Part of a larger act.

    A channel that is not configured (`on` false) keeps the message in state off, where it is seen and never sent by itself.
    """
    found = Outbox.get_or_none(Outbox.key == key)
    if found is not None:
        return found
    state = OutboxState.WAITING if on else OutboxState.OFF
    return records.insert(Outbox(bureau=bureau_id, assignment=assignment, channel=channel, recipient=recipient, subject=subject[:200],
                                 body=body, state=state.value, next_at=at, key=key), at)


def retry(actor: Actor, message: Outbox, *, at: datetime, reach: Reach) -> Outbox:
    """Send a message that failed or was off once more. Raises NotFound, DomainError message_not_stuck, channel_off."""
    require(actor, "notice:write")
    if message.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if message.channel not in reach.channels:
        raise DomainError("channel_off")
    with database.atomic():
        now = records.lock(Outbox, message.id)
        if now.state not in (OutboxState.FAILED, OutboxState.OFF) or _overtaken(now, at):
            raise Conflict("message_not_stuck")
        return records.change(actor, "notice:retry", now, at=at, state=OutboxState.WAITING.value, tries=0, next_at=at, last_error="")


def send_due(actor: Actor, *, at: datetime, senders: Mapping[str, Sender]) -> Tally:
    """Send the messages that are due, at most BATCH, each outside a transaction, and return what became of them.

    A message is claimed first by moving its next try, so that two workers never send the same one; a worker that dies in between leaves
    it to be tried again after that time. What goes to a person leaves a contact attempt without an answer.
    """
    require(actor, "job:run")
    due = Outbox.select(Outbox.id).where(Outbox.state == OutboxState.WAITING, Outbox.next_at <= at).order_by(Outbox.next_at, Outbox.id)
    results = [_send(row.id, at, senders) for row in list(due.limit(BATCH))]
    return Tally(results.count(OutboxState.SENT), results.count(OutboxState.FAILED), results.count(OutboxState.WAITING))


def _send(message_id: int, at: datetime, senders: Mapping[str, Sender]) -> OutboxState | None:
    message = _claim(message_id, at, senders)
    if message is None:
        return None
    try:
        senders[message.channel](message)
    except Exception as error:
        # Whatever a wire raises, the message is not delivered and the next one must still go out.
        return _missed(message, error, at)
    return _delivered(message, at)


def _claim(message_id: int, at: datetime, senders: Mapping[str, Sender]) -> Outbox | None:
    """Return the message if it is still this worker's to send; settle what needs no sending."""
    with database.atomic():
        message = records.lock(Outbox, message_id)
        if message.state != OutboxState.WAITING or message.next_at > at:
            return None
        if _overtaken(message, at):
            records.update(message, at, state=OutboxState.FAILED.value, last_error=OVERTAKEN)
            return None
        if message.channel not in senders:
            records.update(message, at, state=OutboxState.OFF.value)
            return None
        wait = WAITS[min(message.tries, len(WAITS) - 1)]
        return records.update(message, at, tries=message.tries + 1, next_at=at + wait)


def _overtaken(message: Outbox, at: datetime) -> bool:
    """Whether the message asks someone to come whose place was freed since, or to an activity that began or was cancelled."""
    if message.assignment_id is None or message.key.partition(":")[0] not in BEFORE_THE_DAY:
        return False
    activity = message.assignment.activity
    return message.assignment.state not in HOLDING or activity.state == ActivityState.CANCELLED or activity.starts_at <= at


def _missed(message: Outbox, error: Exception, at: datetime) -> OutboxState:
    state = OutboxState.FAILED if message.tries >= len(WAITS) else OutboxState.WAITING
    with database.atomic():
        now = records.update(records.lock(Outbox, message.id), at, state=state.value, last_error=str(error)[:300])
        if state == OutboxState.FAILED:
            audit.record(_portal(now), "notice:undelivered", now, at=at)
    return state


def _delivered(message: Outbox, at: datetime) -> OutboxState:
    with database.atomic():
        records.update(records.lock(Outbox, message.id), at, state=OutboxState.SENT.value, sent_at=at, last_error="")
        if message.assignment_id is not None:
            records.insert(ContactAttempt(bureau=message.bureau_id, assignment=message.assignment_id, at=at, way=message.channel,
                                          answer="none", remark=""), at)
        audit.record(_portal(message), "notice:sent", message, at=at)
    return OutboxState.SENT


def _portal(message: Outbox) -> Actor:
    """Return the portal itself, writing into the chain of the message's bureau."""
    return replace(SYSTEM, bureau_id=message.bureau_id)
