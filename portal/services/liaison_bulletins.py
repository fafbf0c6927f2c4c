"""Bulletins (通报) from one side to the other: drafted, sent, signed for by each account that opens them, answered (mission.md row 18)."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from models import Bulletin, BulletinOffice, BulletinReading, Organisation
from models.base import database
from models.choices import BulletinState
from portal.domain import bulletins as rules
from portal.domain.errors import Forbidden, NotFound
from portal.domain.localtime import local_day
from portal.domain.opinions import check_words
from portal.domain.permissions import Actor, require
from portal.queries import liaison_bulletins as facts
from portal.services import audit, records


def draft(actor: Actor, *, title: str, words: str, offices: Sequence[int], answer_due_on: date | None = None, at: datetime) -> Bulletin:
    """Write a bulletin that nobody but the own office sees until it is sent. Raises DomainError: see bulletins.check."""
    require(actor, "bulletin:write")
    sender = Organisation.get_by_id(actor.organisation_id)
    _check(sender, title, words, offices, answer_due_on, at)
    with database.atomic():
        made = records.create(actor, "bulletin:draft", Bulletin(
            bureau=actor.bureau_id, sender=sender, title=title.strip(), words=words.strip(), answer_due_on=answer_due_on), at=at)
        _address(made, offices, at)
    return made


def amend(actor: Actor, bulletin: Bulletin, *, title: str, words: str, offices: Sequence[int], answer_due_on: date | None = None,
          version: int | None = None, at: datetime) -> Bulletin:
    """Change a draft. Raises NotFound, Forbidden not_own_bulletin, Conflict bulletin_sent, changed_meanwhile, DomainError as `draft`."""
    require(actor, "bulletin:write")
    with database.atomic():
        row = _own_draft(actor, bulletin)
        _check(row.sender, title, words, offices, answer_due_on, at)
        changed = records.change(actor, "bulletin:amend", row, at=at, version=version, title=title.strip(), words=words.strip(),
                                 answer_due_on=answer_due_on)
        _address(changed, offices, at)
    return changed


def send(actor: Actor, bulletin: Bulletin, *, at: datetime) -> Bulletin:
    """Send a draft to its offices; from now on it stays as it is.

    Raises NotFound, Forbidden not_own_bulletin, Conflict bulletin_sent, DomainError bulletin_due_past, bulletin_office.
    """
    require(actor, "bulletin:write")
    with database.atomic():
        row = _own_draft(actor, bulletin)
        _check(row.sender, row.title, row.words, facts.office_ids(row), row.answer_due_on, at)
        return records.change(actor, "bulletin:send", row, at=at, state=BulletinState.SENT.value, sent_at=at, sent_by=actor.user_id)


def open_bulletin(actor: Actor, bulletin: Bulletin, *, at: datetime) -> BulletinReading:
    """Sign for a bulletin as its reader: the receipt names account, office and time; signing again changes nothing.

    Raises NotFound for one that was not sent to the actor's office.
    """
    require(actor, "bulletin:read")
    with database.atomic():
        row, _line = _addressed(actor, bulletin)
        known = BulletinReading.get_or_none(BulletinReading.bulletin == row, BulletinReading.user == actor.user_id)
        if known is not None:
            return known
        made = records.insert(BulletinReading(bureau=row.bureau_id, bulletin=row, office=actor.organisation_id, user=actor.user_id, read_at=at), at)
        audit.record(actor, "bulletin:open", row, at=at)
    return made


def answer(actor: Actor, bulletin: Bulletin, *, words: str, at: datetime) -> BulletinOffice:
    """Answer a bulletin for the own office, once.

    Raises NotFound, DomainError words_missing, words_long, bulletin_no_answer_asked, bulletin_unopened, Conflict bulletin_answered.
    """
    require(actor, "bulletin:answer")
    text = check_words(words, "words", rules.LONGEST_ANSWER)
    with database.atomic():
        row, line = _addressed(actor, bulletin)
        rules.check_answer(row.answer_due_on, line.answered_at is not None, facts.has_opened(actor, row))
        records.update(line, at, answer=text, answered_at=at, answered_by=actor.user_id)
        audit.record(actor, "bulletin:answer", row, at=at, changes={"answer": [None, text]})
    return line


def _check(sender: Organisation, title: str, words: str, offices: Sequence[int], answer_due_on: date | None, at: datetime) -> None:
    allowed = [office.id for office in facts.recipients(sender)]
    rules.check(title, words, offices, allowed, answer_due_on, local_day(at))


def _own_draft(actor: Actor, bulletin: Bulletin) -> Bulletin:
    row = records.lock(Bulletin, bulletin.id)
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if row.sender_id != actor.organisation_id:
        raise Forbidden("not_own_bulletin")
    rules.check_draft(row.state)
    return row


def _addressed(actor: Actor, bulletin: Bulletin) -> tuple[Bulletin, BulletinOffice]:
    """Return a sent bulletin, held, with the line of the actor's office among those addressed."""
    row = records.lock(Bulletin, bulletin.id)
    line = BulletinOffice.get_or_none(BulletinOffice.bulletin == row, BulletinOffice.office == actor.organisation_id)
    if line is None or row.state != BulletinState.SENT:
        raise NotFound("not_found")
    return row, line


def _address(bulletin: Bulletin, offices: Sequence[int], at: datetime) -> None:
    """Keep exactly these offices."""
    if facts.office_ids(bulletin) == list(offices):
        return
    BulletinOffice.delete().where(BulletinOffice.bulletin == bulletin).execute()
    for office in dict.fromkeys(offices):
        records.insert(BulletinOffice(bureau=bulletin.bureau_id, bulletin=bulletin, office=office), at)
