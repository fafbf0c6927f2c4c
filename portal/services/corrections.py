"""Corrections of the own file: asked for by link, applied or declined by the clerk."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from models import Correction, LinkToken, Supervisor
from models.base import database
from models.choices import LinkPurpose
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor, require
from portal.services import audit, links, people, records
from portal.services.people import own

FIELDS = ("phone", "address", "email", "work_unit", "post", "school", "subject", "bank_card", "bank_branch", "relatives")
"""What can be applied as it was written; everything else is asked for in words (an empty field)."""
LONGEST = 500
FILE_DAYS = 30
"""How long a link to the own file is good."""


def file_link(actor: Actor, person: Supervisor, *, base: str, at: datetime, token_hex: Callable[[int], str] = secrets.token_hex) -> str:
    """Return the address of a fresh link to a person's own file, good for FILE_DAYS. Raises DomainError channel_off without phone pages."""
    require(actor, "supervisor:write")
    own(actor, person)
    if not base:
        raise DomainError("channel_off")
    with database.atomic():
        _link, token = links.make_link(actor, LinkPurpose.FILE, supervisor=person, expires_at=at + timedelta(days=FILE_DAYS), at=at,
                                       token_hex=token_hex)
        audit.record(actor, "file:link", person, at=at)
    return f"{base}/l/{token}"


def ask(actor: Actor, link: LinkToken, *, field: str, proposed: str, at: datetime) -> Correction:
    """Keep what the person says is right; it lands in the clerk's worklist.

    Raises DomainError correction_field, correction_words, words_long, Conflict correction_open.
    """
    require(actor, "correction:ask")
    if field not in (*FIELDS, ""):
        raise DomainError("correction_field", field="field")
    words = proposed.replace("\x00", "").strip()
    if not words:
        raise DomainError("correction_words", field="proposed")
    if len(words) > LONGEST:
        raise DomainError("words_long", field="proposed", limit=LONGEST)
    with database.atomic():
        person = records.lock(Supervisor, link.supervisor_id)
        if Correction.select().where(Correction.supervisor == person, Correction.field == field, Correction.state == "open").exists():
            raise Conflict("correction_open")
        return records.create(actor, "correction:ask", Correction(bureau=person.bureau_id, supervisor=person, field=field, proposed=words,
                                                                  raised_at=at), at=at)


def apply(actor: Actor, correction: Correction, *, by_hand: bool = False, at: datetime) -> Correction:
    """Write what was asked for into the file, or mark as corrected what was changed by hand; one transaction.

    Raises Conflict correction_decided, DomainError correction_by_hand, and what people.amend raises of a value that is not right either.
    """
    require(actor, "correction:decide")
    with database.atomic():
        row = _held(actor, correction)
        if not by_hand:
            if not row.field:
                raise DomainError("correction_by_hand")
            people.amend(actor, Supervisor.get_by_id(row.supervisor_id), {row.field: row.proposed}, at=at)
        return records.change(actor, "correction:apply", row, at=at, state="done", decided_at=at, decided_by=actor.user_id)


def decline(actor: Actor, correction: Correction, *, answer: str, at: datetime) -> Correction:
    """Leave the file as it is, saying why; the person reads it by the link. Raises Conflict correction_decided, DomainError words_missing."""
    require(actor, "correction:decide")
    words = answer.strip()[:LONGEST]
    if not words:
        raise DomainError("words_missing", field="answer")
    with database.atomic():
        row = _held(actor, correction)
        return records.change(actor, "correction:decline", row, at=at, state="declined", answer=words, decided_at=at, decided_by=actor.user_id)


def _held(actor: Actor, correction: Correction) -> Correction:
    own(actor, correction)
    row = records.lock(Correction, correction.id)
    if row.state != "open":
        raise Conflict("correction_decided")
    return row
