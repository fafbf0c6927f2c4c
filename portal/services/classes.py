"""Training classes: entered, people enrolled, told and answering, and who was there (mission.md row 12)."""
from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models import Attendance, Paper, Supervisor, Training
from models.base import database
from models.choices import LinkPurpose, ParticipantState
from portal.domain import learning as rules
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.learning_texts import ClassFacts, Texts, class_notice, days_words
from portal.domain.localtime import local_day, local_moment
from portal.domain.notice_texts import Own
from portal.domain.paper_training_sign_in import hours_words
from portal.domain.papers import TRAINING_SIGN_IN
from portal.domain.permissions import Actor, require
from portal.queries import classes as facts, related
from portal.queries.notices import own_words, sender
from portal.services import audit, links, papers, records
from portal.services.outbox import NOWHERE, Reach

TokenHex = Callable[[int], str]
Marks = Mapping[int, tuple[str, str]]
"""Attendance id → (state, words)."""

WRITE = "training:write"


@dataclass(frozen=True)
class Told:
    """The texts for one participant or reader; `url` is the link in them, empty where the phone pages cannot be reached."""

    row: Any
    texts: Texts
    url: str = ""


def own(actor: Actor, row: Any) -> None:
    """Raise NotFound for a row of another bureau, as if it did not exist."""
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")


# the class -----------------------------------------------------------------------------------------------------------------------


def enter(actor: Actor, values: Mapping[str, Any], *, at: datetime) -> Training:
    """Enter a class of the actor's bureau. Raises DomainError span_backwards, hours_negative, budget_range."""
    require(actor, WRITE)
    training = Training(bureau=actor.bureau_id, **values)
    _check(training)
    return records.create(actor, WRITE, training, at=at)


def amend(actor: Actor, training: Training, values: Mapping[str, Any], *, at: datetime, version: int | None = None) -> Training:
    """Change a class; hours that its people got as those of the class change with it. Raises DomainError as `enter`."""
    require(actor, WRITE)
    own(actor, training)
    before = training.hours_tenths
    _check(Training(**training.__data__ | dict(values)))
    with database.atomic():
        changed = records.change(actor, WRITE, training, at=at, version=version, **values)
        if changed.hours_tenths != before:
            _recredit(actor, changed, before, at)
    return changed


def _check(training: Training) -> None:
    rules.check_class(starts_on=training.starts_on, ends_on=training.ends_on, hours_tenths=training.hours_tenths, budget_fen=training.budget_fen)


def _recredit(actor: Actor, training: Training, before: int, at: datetime) -> None:
    rows = Attendance.select().where(Attendance.training == training, Attendance.state == ParticipantState.PRESENT,
                                     Attendance.hours_tenths == before)
    for row in rows:
        records.change(actor, "training:attendance", row, at=at, hours_tenths=training.hours_tenths)


# enrolment -----------------------------------------------------------------------------------------------------------------------


def enrol(actor: Actor, training: Training, people: Iterable[Supervisor], *, at: datetime) -> list[Attendance]:
    """Put people on the list of a class and return the new lines; who is on it already stays as is.

    Raises NotFound for people of another bureau, DomainError class_people_missing when nobody is named.
    """
    require(actor, WRITE)
    own(actor, training)
    wanted = list(people)
    if not wanted:
        raise DomainError("class_people_missing")
    for person in wanted:
        own(actor, person)
    with database.atomic():
        held = {row.supervisor_id for row in Attendance.select(Attendance.supervisor).where(Attendance.training == training)}
        return [records.create(actor, "training:enrol", Attendance(bureau=training.bureau_id, training=training, supervisor=person), at=at)
                for person in wanted if person.id not in held]


def enter_participant(actor: Actor, training: Training, person: Supervisor, values: Mapping[str, Any], *, at: datetime) -> Attendance:
    """Enter one participant with how it ended; who is entered after the class is over was there, unless another state is said.

    Raises DomainError as `amend_participant`, already_there.
    """
    require(actor, WRITE)
    own(actor, training)
    own(actor, person)
    state = rules.first_state(str(values.get("state") or ParticipantState.ENROLLED), training.ends_on, local_day(at))
    fields = _participant_fields(training, dict(values) | {"state": state})
    return records.create(actor, "training:enrol", Attendance(bureau=training.bureau_id, training=training, supervisor=person, **fields), at=at)


def amend_participant(actor: Actor, row: Attendance, values: Mapping[str, Any], *, at: datetime, version: int | None = None) -> Attendance:
    """Change what is kept of one participant: state, words, answer, hours, exam mark, certificate, first duty, remark.

    Raises DomainError class_state, words_missing, words_long, hours_negative, exam_range.
    """
    require(actor, WRITE)
    own(actor, row)
    given = {name: getattr(row, name) for name in ("state", "state_words", "exam_tenths")} | dict(values)
    if "hours_tenths" not in values and given["state"] == row.state:
        given["hours_tenths"] = row.hours_tenths
    fields = _participant_fields(row.training, given)
    if fields.get("answer", row.answer) != row.answer:
        fields["answered_at"] = at if fields["answer"] else None
    return records.change(actor, "training:participant", row, at=at, version=version, **fields)


def _participant_fields(training: Training, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a line, its hours as they count."""
    own_hours, words = values.get("hours_tenths"), str(values.get("state_words") or "")
    rules.check_participant(state=values["state"], words=words, hours_tenths=own_hours, exam_tenths=values.get("exam_tenths"))
    return values | {"state_words": words.strip(), "hours_tenths": rules.credited(values["state"], training.hours_tenths, own_hours)}


def take_off(actor: Actor, rows: Iterable[Attendance], *, at: datetime) -> int:
    """Take people off the list of a class who were only enrolled, and return how many.

    Raises NotFound, Conflict class_began for somebody who was told, answered or was there: that line is a record.
    """
    require(actor, WRITE)
    taken = list(rows)
    with database.atomic():
        for row in taken:
            own(actor, row)
            now = records.lock(Attendance, row.id)
            if now.state != ParticipantState.ENROLLED or now.notified_at or now.answered_at or now.checked_in_at:
                raise Conflict("class_began")
            audit.record(actor, "training:take_off", now, at=at, changes={"training": [now.training_id, None]})
            now.delete_instance()
    return len(taken)


# notices -------------------------------------------------------------------------------------------------------------------------


def notify(actor: Actor, training: Training, rows: Iterable[Attendance], *, at: datetime, reach: Reach = NOWHERE,
           token_hex: TokenHex = secrets.token_hex) -> list[Told]:
    """Return the ready texts for participants of a class, with a fresh link each where phone pages are reachable.

    Raises NotFound for somebody who is not of this class, Conflict class_over once it is.
    """
    require(actor, WRITE)
    own(actor, training)
    if local_day(at) > training.ends_on:
        raise Conflict("class_over")
    related.load([training], "bureau", "form")
    with database.atomic():
        words = own_words(training.bureau_id)
        return [_tell(actor, training, row, at, reach, token_hex, words) for row in rows]


def _tell(actor: Actor, training: Training, row: Attendance, at: datetime, reach: Reach, token_hex: TokenHex, words: Own) -> Told:
    if row.training_id != training.id:
        raise NotFound("not_found")
    url = ""
    if reach.base:
        _link, token = links.make_link(actor, LinkPurpose.CLASS_NOTICE, supervisor=row.supervisor, target_id=row.id, at=at,
                                       expires_at=_end_of(training), token_hex=token_hex)
        url = f"{reach.base}/l/{token}"
    records.change(actor, "training:notify", row, at=at, notified_at=at)
    return Told(row, class_notice(row.supervisor.name, class_facts(training), sender(training.bureau), url, words), url)


def _end_of(training: Training) -> datetime:
    return local_moment(training.ends_on + timedelta(days=1), 0)


def class_facts(training: Training) -> ClassFacts:
    """Return what people are told of a class."""
    hours = hours_words(training.hours_tenths) if training.hours_tenths else ""
    return ClassFacts(training.title, training.form.name + ("（线上）" if training.online else ""),
                      days_words(training.starts_on, training.ends_on, training.clock), training.place, training.lecturer, hours, training.handout)


def answer(actor: Actor, row: Attendance, *, coming: bool, reason: str = "", words: str = "", at: datetime) -> Attendance:
    """Take a person's own answer by link; it may be changed until the class is over, and the same answer again changes nothing.

    Raises NotFound for another person's line, reason_missing, words_missing, words_long, Conflict class_over.
    """
    require(actor, "training:answer")
    rules.check_answer(coming=coming, reason=reason, words=words)
    with database.atomic():
        now = records.lock(Attendance, row.id)
        if now.supervisor_id != actor.supervisor_id:
            raise NotFound("not_found")
        if local_day(at) > now.training.ends_on or now.state != ParticipantState.ENROLLED:
            raise Conflict("class_over")
        said: dict[str, Any] = {"answer": "coming" if coming else "declined", "answer_reason": "" if coming else reason,
                "answer_words": "" if coming else words.strip()}
        if all(now.__data__[name] == value for name, value in said.items()):
            return now
        return records.change(actor, "training:answer", now, at=at, answered_at=at, **said)


# who was there -------------------------------------------------------------------------------------------------------------------


def mark(actor: Actor, training: Training, marks: Marks, *, at: datetime) -> int:
    """Write who was present, absent or excused, and return how many lines changed; others stay as they are.

    Raises NotFound for a line of another class, DomainError class_early, class_state, words_missing (excused), words_long.
    """
    require(actor, WRITE)
    own(actor, training)
    if local_day(at) < training.starts_on:
        raise DomainError("class_early")
    with database.atomic():
        rows = {row.id: row for row in facts.participants(training)}
        if set(marks) - set(rows):
            raise NotFound("not_found")
        return sum(_mark(actor, rows[key], state, words.strip(), at) for key, (state, words) in sorted(marks.items()))


def _mark(actor: Actor, row: Attendance, state: str, words: str, at: datetime) -> bool:
    rules.check_participant(state=state, words=words, hours_tenths=None, exam_tenths=None)
    if (row.state, row.state_words) == (state, words):
        return False
    hours = row.hours_tenths if row.state == state else rules.credited(state, row.training.hours_tenths, None)
    records.change(actor, "training:attendance", row, at=at, state=state, state_words=words, hours_tenths=hours)
    return True


def issue_sign_in(actor: Actor, training: Training, *, at: datetime) -> Paper:
    """Issue the sign-in sheet of a class (培训签到表) with its people as they stand now."""
    require(actor, WRITE)
    own(actor, training)
    return papers.issue(actor, TRAINING_SIGN_IN, about=training, subject=training.title, data=facts.sign_in_data(training, at), at=at)
