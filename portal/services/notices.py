"""Ask the people who were drawn: ready texts with links, the log of attempts, answers by link or phone, reminders (mission.md row 4)."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from models import Activity, Assignment, ContactAttempt, Opinion, Supervisor
from models.base import database
from models.choices import HOLDING, ActivityState, AssignmentState, LinkPurpose
from portal.domain import contacts, notice_texts
from portal.domain.contacts import ANSWER_REASONS, ASKING_ANSWERS, TELLING_ANSWERS, WAYS
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.invitations import invitation
from portal.domain.notice_shipped import NOTICE, OPINION, REMINDER
from portal.domain.notice_texts import ASKING, Texts, occasion
from portal.domain.permissions import Actor, require
from portal.queries import notices as facts
from portal.services import audit, draws, links, outbox, records, recusals
from portal.services.outbox import NOWHERE, Reach

__all__ = [
    "ANSWER_REASONS", "WAYS", "Attempted", "Notice", "answer", "declare_recusal", "held_place", "invite", "log_attempt", "notify", "notify_all",
    "remind", "withdraw_links",
]  # fmt: skip

PURPOSES = {NOTICE: LinkPurpose.NOTICE, REMINDER: LinkPurpose.CHECK_IN, OPINION: LinkPurpose.OPINION}
"""Occasion → what its link opens; a cancellation carries none."""

BEFORE_THE_DAY = {NOTICE, REMINDER}
"""A person who will come may be sent the notice again, and one who was asked already the check-in link."""

TokenHex = Callable[[int], str]


@dataclass(frozen=True)
class Attempted:
    """What a logged attempt came to: the place as it is now, and who took it over when it was freed (None: the order is used up)."""

    assignment: Assignment
    substitute: Assignment | None = None


@dataclass(frozen=True)
class Notice:
    """The texts for one person on one occasion; `url` is the link in them, empty where the phone pages cannot be reached."""

    assignment: Assignment
    kind: str
    texts: Texts
    url: str = ""


# --- texts --------------------------------------------------------------------------------------------------------------------------------


def notify(actor: Actor, assignment: Assignment, *, at: datetime, reach: Reach = NOWHERE, kind: str = NOTICE,
           token_hex: TokenHex = secrets.token_hex) -> Notice:
    """Return the ready texts for one person, with a fresh link where phone pages are reachable, and put an e-mail into the outbox.

    Nobody counts as notified by this: that takes an attempt that reached them (log_attempt, or the person's own answer).
    Raises DomainError notice_none when there is nothing to tell, or not this `kind`; NotFound for another bureau's person.
    """
    require(actor, "notice:write")
    with database.atomic():
        row = held_place(assignment)
        _own(actor, row)
        fitting = _occasion(row)
        if fitting is None or not (kind == fitting or {kind, fitting} == BEFORE_THE_DAY):
            raise DomainError("notice_none")
        return _tell(actor, row, kind, at, reach, token_hex)


def notify_all(actor: Actor, activity: Activity, *, kind: str, at: datetime, reach: Reach = NOWHERE,
               token_hex: TokenHex = secrets.token_hex) -> list[Notice]:
    """Return the texts for everyone of an activity who is to be told this at this stage, in one transaction."""
    with database.atomic():
        return [notify(actor, row, at=at, reach=reach, kind=kind, token_hex=token_hex) for row in facts.people(activity)
                if _occasion(row) == kind]


def _occasion(row: Assignment) -> str | None:
    given = Opinion.select().where(Opinion.assignment == row).exists()
    return occasion(row.activity.state, row.state, has_opinion=given)


def _tell(actor: Actor, assignment: Assignment, kind: str, at: datetime, reach: Reach, token_hex: TokenHex) -> Notice:
    url = _new_link(actor, assignment, kind, at, reach, token_hex)
    made = notice_texts.texts(kind, facts.facts(assignment, url), facts.own_words(assignment.bureau_id))
    early = kind == REMINDER and at < facts.reminder_time(assignment.activity)
    if not early:
        _mail(assignment, kind, made, at, reach)
    if kind == REMINDER and not early:
        records.update(assignment, at, reminded_at=at)
    audit.record(actor, "notice:write", assignment, at=at, label=assignment.activity.number, changes={"kind": [None, kind]})
    return Notice(assignment, kind, made, url)


def _new_link(actor: Actor, assignment: Assignment, kind: str, at: datetime, reach: Reach, token_hex: TokenHex) -> str:
    """The address of a new link, or nothing where none can be reached or the time for it is over."""
    if not reach.base or kind not in PURPOSES:
        return ""
    purpose = PURPOSES[kind]
    until = links.expiry(purpose, assignment.activity, at)
    if until <= at:
        return ""
    _link, token = links.make_link(actor, purpose, supervisor=assignment.supervisor, assignment=assignment, expires_at=until, at=at,
                                   token_hex=token_hex)
    return f"{reach.base}/l/{token}"


def _mail(assignment: Assignment, kind: str, made: Texts, at: datetime, reach: Reach) -> None:
    """One e-mail for each occasion and time of the activity, however often the texts are made."""
    person = assignment.supervisor
    if person.email:
        outbox.put(outbox.EMAIL, bureau_id=assignment.bureau_id, assignment=assignment, recipient=person.email, subject=made.mail_subject,
                   body=made.mail, key=f"{kind}:{assignment.id}:{assignment.activity.starts_at:%Y%m%d%H%M}", at=at,
                   on=outbox.EMAIL in reach.channels)


def withdraw_links(actor: Actor, assignment: Assignment, *, at: datetime) -> int:
    """End all live links of a person's place, as when one went to the wrong phone; return how many there were."""
    require(actor, "notice:write")
    _own(actor, assignment)
    with database.atomic():
        count = links.revoke_all(assignment, at=at)
        audit.record(actor, "notice:withdraw", assignment, at=at, changes={"links": [count, 0]})
    return count


def invite(actor: Actor, supervisor: Supervisor, *, at: datetime, reach: Reach, token_hex: TokenHex = secrets.token_hex) -> str:
    """Return the text that brings a person a link for an opinion on own initiative. Raises DomainError channel_off without phone pages."""
    require(actor, "notice:write")
    if supervisor.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if not reach.base:
        raise DomainError("channel_off")
    with database.atomic():
        until = links.expiry(LinkPurpose.INITIATIVE, None, at)
        _link, token = links.make_link(actor, LinkPurpose.INITIATIVE, supervisor=supervisor, expires_at=until, at=at, token_hex=token_hex)
        audit.record(actor, "notice:write", supervisor, at=at, changes={"kind": [None, "initiative"]})
    return invitation("initiative", supervisor.name, facts.sender(supervisor.bureau), f"{reach.base}/l/{token}", facts.own_words(supervisor.bureau_id))


# --- attempts and answers -----------------------------------------------------------------------------------------------------------------


def log_attempt(actor: Actor, assignment: Assignment, *, way: str, answer: str, remark: str = "", reason: str = "", ground: str = "",
                at: datetime) -> Attempted:
    """Log one try to reach a person and do what the answer asks for, in one transaction.

    No answer changes nothing, unless its `reason` is that the person cannot be reached. "Later" makes the person notified; a yes makes the
    place sure; a no needs a coded `reason`, frees the place and takes the next in the drawn order at once; a recusal needs a `ground` and
    waits for the bureau's decision. After a cancellation people are only told.
    Raises DomainError unknown_code, reason_missing, ground_missing, words_missing, words_long, Conflict notice_over.
    """
    require(actor, "notice:write")
    contacts.check_attempt(way, answer, remark, reason, ground)
    with database.atomic():
        row = held_place(assignment)
        _own(actor, row)
        _refuse_answer(row, answer)
        _note(actor, row, way, answer, remark.strip(), at)
        if answer in TELLING_ANSWERS:
            audit.record(actor, "notice:attempt", row, at=at, label=row.activity.number, changes={"way": [None, way]})
        else:
            _answered(actor, row, answer, at, verb="notice:attempt", declined=reason if answer == "declined" else "")
        substitute = _follow(actor, row, answer, reason, ground, remark.strip(), at)
        return Attempted(Assignment.get_by_id(row.id), substitute)


def _refuse_answer(row: Assignment, said: str) -> None:
    """Before the end people answer; once the activity is cancelled, who held a place is told so."""
    cancelled = row.activity.state == ActivityState.CANCELLED and row.state in HOLDING
    if not cancelled:
        _refuse_over(row)
    if said not in (TELLING_ANSWERS if cancelled else ASKING_ANSWERS):
        raise Conflict("notice_over") if cancelled else DomainError("unknown_code", field="answer", value=said)


def _follow(actor: Actor, row: Assignment, said: str, reason: str, ground: str, words: str, at: datetime) -> Assignment | None:
    """Do what a no, a last try or a recusal told to the clerk asks for; return who takes the place over."""
    if contacts.gives_up(said, reason) and row.activity.state != ActivityState.CANCELLED:
        return draws.free_place(actor, row, reason=reason, words=words, at=at)
    if said == "recusal":
        recusals.declare(actor, row.activity, row.supervisor, ground=ground, words=words, at=at)
    return None


def answer(actor: Actor, assignment: Assignment, *, coming: bool, reason: str = "", words: str = "", at: datetime) -> Assignment:
    """Take a person's own answer by link: a yes makes the place sure, a no with its reason frees it and takes the next at once.

    Raises NotFound for another person's place, reason_missing, words_missing (reason other), words_long, Conflict notice_over.
    """
    require(actor, "notice:answer")
    if not coming:
        contacts.check_reason(reason, words, ANSWER_REASONS)
    with database.atomic():
        row = _asked(actor, assignment, at)
        said = "accepted" if coming else "declined"
        _note(actor, row, "link", said, "" if coming else words.strip(), at)
        _answered(actor, row, said, at, verb="notice:answer", declined="" if coming else reason)
        if not coming:
            draws.release_by_answer(actor, row, reason=reason, words=words.strip(), at=at)
        return Assignment.get_by_id(row.id)


def declare_recusal(actor: Actor, assignment: Assignment, *, ground: str, words: str = "", at: datetime) -> Assignment:
    """Take a recusal that a person declares by link; the bureau decides.

    Raises DomainError ground_missing, words_missing (ground other), words_long, and what `answer` raises.
    """
    require(actor, "notice:answer")
    contacts.check_ground(ground, words)
    with database.atomic():
        row = _asked(actor, assignment, at)
        _note(actor, row, "link", "recusal", words.strip(), at)
        _answered(actor, row, "recusal", at, verb="notice:answer", declined="")
        recusals.declare(actor, row.activity, row.supervisor, ground=ground, words=words.strip(), at=at)
        return Assignment.get_by_id(row.id)


def _answered(actor: Actor, row: Assignment, said: str, at: datetime, *, verb: str, declined: str) -> None:
    """Write what an answer that reached makes of the place; whoever said yes stays so while thinking again."""
    accepted = said == "accepted" or (said == "later" and row.state == AssignmentState.ACCEPTED)
    state = AssignmentState.ACCEPTED if accepted else AssignmentState.NOTIFIED
    answered_at = row.answered_at if said == "later" else at
    records.change(actor, verb, row, at=at, state=state.value, notified_at=row.notified_at or at, answered_at=answered_at,
                   declined=declined)


def _asked(actor: Actor, assignment: Assignment, at: datetime) -> Assignment:
    """Return the place, held, when it is the person's own and still to be answered."""
    row = held_place(assignment)
    if row.supervisor_id != actor.supervisor_id:
        raise NotFound("not_found")
    _refuse_over(row)
    if at >= row.activity.starts_at:
        raise Conflict("notice_over")
    return row


def held_place(assignment: Assignment) -> Assignment:
    """Return a place as it is now with its activity, both held, always in this order, so that no two acts wait for each other."""
    activity = records.lock(Activity, assignment.activity_id)
    row = records.lock(Assignment, assignment.id)
    row.activity = activity
    return row


def _own(actor: Actor, row: Assignment) -> None:
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")


def _refuse_over(row: Assignment) -> None:
    """While a further round is being drawn everything stands still for a moment."""
    if row.activity.state == ActivityState.SEALED and row.state in HOLDING:
        raise DomainError("notice_wait")
    if row.activity.state not in ASKING or row.state not in HOLDING:
        raise Conflict("notice_over")


def _note(actor: Actor, row: Assignment, way: str, said: str, remark: str, at: datetime) -> None:
    records.insert(ContactAttempt(bureau=row.bureau_id, assignment=row, at=at, way=way, answer=said, remark=remark, by=actor.user_id), at)


# --- what the portal does by itself -------------------------------------------------------------------------------------------------------


def remind(actor: Actor, *, at: datetime, reach: Reach = NOWHERE, token_hex: TokenHex = secrets.token_hex) -> list[Assignment]:
    """Remind by e-mail everyone who said yes to an activity whose working day before has come, once for each time; return them.

    Who cannot be reached by e-mail stays unreminded and stands in the clerk's worklist (queries.notices.reminders) with a ready text.
    """
    require(actor, "job:run")
    return [row for row in facts.to_remind(at) if _remind(replace(actor, bureau_id=row.bureau_id), row, at, reach, token_hex)]


def _remind(actor: Actor, assignment: Assignment, at: datetime, reach: Reach, token_hex: TokenHex) -> bool:
    if outbox.EMAIL not in reach.channels or not assignment.supervisor.email:
        return False
    with database.atomic():
        row = held_place(assignment)
        if occasion(row.activity.state, row.state) != REMINDER or row.reminded_at != assignment.reminded_at:
            return False
        _tell(actor, row, REMINDER, at, reach, token_hex)
    return True
