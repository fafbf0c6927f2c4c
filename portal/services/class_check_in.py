"""Checking in at a class by the code on the wall, or by the clerk; and the feedback that people give on it without their name.

The address in the code is one link for many, good while the check-in is open. Its token follows from the row and the field key, so that the
screen can show it again without anybody keeping it. What changes every minute is the code behind the token. The screen is a link as well,
so that no signed-in window stands open on a wall.
"""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from models import Attendance, ClassFeedback, LinkToken, Supervisor, Training
from models.base import database, field_cipher
from models.choices import LinkPurpose, ParticipantState
from portal.domain import learning as rules
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.learning_texts import feedback_request
from portal.domain.localtime import local_day
from portal.domain.names import tidy_name
from portal.domain.permissions import Actor, require
from portal.queries import classes as facts, parameters
from portal.queries.notices import own_words, sender
from portal.services import audit, links, records
from portal.services.classes import own
from portal.services.outbox import Reach

TOKEN_LENGTH, CODE_LENGTH = 32, 12
PURPOSE, SCREEN = "class_check_in", "class_screen"
SCREEN_AFTER = timedelta(days=1)
"""How long the screen outlives its check-in: it says then that it is closed, where a dead link would leave the last code standing."""
FEEDBACK_DAYS = 30
LINK, CLERK = "link", "clerk"


@dataclass(frozen=True)
class CheckedIn:
    """Who was checked in; `again` when the person was so already, which changed nothing."""

    row: Attendance
    again: bool


# the code on the wall ------------------------------------------------------------------------------------------------------------


def open_check_in(actor: Actor, training: Training, *, at: datetime) -> LinkToken:
    """Open the check-in of a class for the rest of the day, twelve hours at most; one that is open stays.

    Raises DomainError class_not_today on a day that is none of the class's.
    """
    require(actor, "training:write")
    own(actor, training)
    until = rules.session_end(training.starts_on, training.ends_on, at)
    with database.atomic():
        records.lock(Training, training.id)
        found = facts.open_check_in(training, at)
        if found is not None:
            return found
        link, _token = links.make_link(actor, LinkPurpose.CLASS_CHECK_IN, supervisor=None, target_id=training.id, expires_at=until, at=at,
                                       token_hex=lambda _size: _token_of(training.id, at, PURPOSE))
        links.make_link(actor, LinkPurpose.CLASS_SCREEN, supervisor=None, target_id=training.id, expires_at=until + SCREEN_AFTER, at=at,
                        token_hex=lambda _size: _token_of(training.id, at, SCREEN))
        audit.record(actor, "training:open_check_in", training, at=at, changes={"expires_at": [None, until]})
    return link


def close_check_in(actor: Actor, training: Training, *, at: datetime) -> None:
    """Close the check-in that is open; its code opens nothing from now on. Raises Conflict class_check_in_closed."""
    require(actor, "training:write")
    own(actor, training)
    with database.atomic():
        found = facts.open_check_in(training, at)
        if found is None:
            raise Conflict("class_check_in_closed")
        records.update(found, at, revoked_at=at)
        audit.record(actor, "training:close_check_in", training, at=at)


def screen_address(link: LinkToken) -> str:
    """Return the address, on this portal, of the screen that shows the code of an open check-in; it needs no session."""
    return f"/l/{_token_of(int(link.target_id), link.created_at, SCREEN)}"


def wall_address(link: LinkToken, base: str, *, at: datetime) -> str:
    """Return the address in the code that stands on the wall at a moment."""
    return f"{base}/l/{_token_of(int(link.target_id), link.created_at, PURPOSE)}?code={_code(link, rules.step_of(at))}"


def code_holds(link: LinkToken, code: str, *, at: datetime) -> bool:
    """Whether a code stands on the wall at a moment, or has gone a short while ago."""
    return code in [_code(link, step) for step in rules.holding_steps(at)]


def _token_of(training_id: int, opened_at: datetime, purpose: str) -> str:
    return field_cipher.need().digest(f"{training_id}:{opened_at.timestamp():.0f}", purpose)[:TOKEN_LENGTH]


def _code(link: LinkToken, step: int) -> str:
    return field_cipher.need().digest(f"{link.id}:{step}", f"{PURPOSE}_code")[:CODE_LENGTH]


# checking in ---------------------------------------------------------------------------------------------------------------------


def check_in_by_link(actor: Actor, link: LinkToken, *, name: str, mark: str, code: str, at: datetime) -> CheckedIn:
    """Check in whoever the form names: an enrolled person, by name and four digits, while the code holds.

    Raises Conflict class_code_old, DomainError class_nobody, class_not_enrolled, class_namesakes, links.LinkRefused once it is closed.
    """
    require(actor, "training:check_in")
    with database.atomic():
        held = links.claim(link, at=at)
        if not code_holds(held, code, at=at):
            raise Conflict("class_code_old")
        training = Training.get_by_id(held.target_id)
        meant = rules.who_is_meant(name, mark, facts.known(training, tidy_name(name)))
        row = Attendance.get(Attendance.training == training, Attendance.supervisor == meant.id)
        return _check_in(actor, row, LINK, at)


def check_in_by_clerk(actor: Actor, row: Attendance, *, at: datetime) -> CheckedIn:
    """Check in a participant at the desk. Raises DomainError class_early before the first day."""
    require(actor, "training:write")
    own(actor, row)
    if local_day(at) < row.training.starts_on:
        raise DomainError("class_early")
    with database.atomic():
        return _check_in(actor, row, CLERK, at)


def add_and_check_in(actor: Actor, training: Training, person: Supervisor, *, at: datetime) -> CheckedIn:
    """Put somebody who came without being enrolled on the list, and check in. Raises NotFound, DomainError class_early."""
    require(actor, "training:write")
    own(actor, training)
    own(actor, person)
    with database.atomic():
        row = Attendance.get_or_none(Attendance.training == training, Attendance.supervisor == person) or records.create(
            actor, "training:enrol", Attendance(bureau=training.bureau_id, training=training, supervisor=person), at=at)
        return check_in_by_clerk(actor, row, at=at)


def _check_in(actor: Actor, row: Attendance, how: str, at: datetime) -> CheckedIn:
    """Write a check-in once: a second one, by whatever way, changes nothing."""
    now = records.lock(Attendance, row.id)
    if now.checked_in_at is not None:
        return CheckedIn(now, again=True)
    present = now.state == ParticipantState.PRESENT
    hours = now.hours_tenths if present else rules.credited(ParticipantState.PRESENT, now.training.hours_tenths, None)
    records.change(actor, "training:check_in", now, at=at, state=ParticipantState.PRESENT.value, checked_in_at=at, checked_in_how=how,
                   hours_tenths=hours)
    return CheckedIn(now, again=False)


# feedback ------------------------------------------------------------------------------------------------------------------------


def ask_feedback(actor: Actor, training: Training, *, at: datetime, reach: Reach) -> tuple[str, str]:
    """Return the text that asks a class for feedback, and the one link for everybody in it.

    Raises DomainError channel_off without phone pages, Conflict class_feedback_early before anybody is entered as present.
    """
    require(actor, "training:write")
    own(actor, training)
    if not reach.base:
        raise DomainError("channel_off")
    rules.check_feedback_room(*facts.feedback_room(training))
    with database.atomic():
        _link, token = links.make_link(actor, LinkPurpose.CLASS_FEEDBACK, supervisor=None, target_id=training.id,
                                       expires_at=at + timedelta(days=FEEDBACK_DAYS), at=at)
        audit.record(actor, "training:ask_feedback", training, at=at)
    url = f"{reach.base}/l/{token}"
    return feedback_request(training.title, sender(training.bureau), url, own_words(training.bureau_id)), url


def new_key() -> str:
    """Return a random number for a form that gives feedback."""
    return secrets.token_hex(16)


def give_feedback(actor: Actor, training: Training, *, rating_id: int | None, words: str, key: str, at: datetime) -> ClassFeedback:
    """Keep what somebody thought of a class, without a name; the form's key again changes nothing.

    Raises DomainError class_rating, words_long, Conflict class_feedback_early, class_feedback_complete.
    """
    require(actor, "training:feedback")
    if training.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if not any(item.id == rating_id for item in parameters.items("feedback_mark", training.bureau_id)):
        raise DomainError("class_rating", field="rating")
    if len(words.strip()) > rules.LONGEST_FEEDBACK:
        raise DomainError("words_long", field="words", limit=rules.LONGEST_FEEDBACK)
    with database.atomic():
        records.lock(Training, training.id)
        found = ClassFeedback.get_or_none(ClassFeedback.key == key[:40])
        if found is not None:
            return found
        rules.check_feedback_room(*facts.feedback_room(training))
        return records.create(actor, "training:feedback", ClassFeedback(
            bureau=training.bureau_id, training=training, rating=rating_id, words=words.strip(), key=key[:40],
            source=CLERK if actor.in_bureau else LINK), at=at)
