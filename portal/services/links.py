"""Random links for people without an account: one purpose, one person, expiring, revocable; only their digest is kept."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from peewee import JOIN

from models import Activity, Assignment, LinkToken, Opinion, Organisation, Supervisor
from models.base import database
from models.choices import LinkPurpose
from portal.domain.draw import join, sm3
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day, local_moment
from portal.domain.permissions import Actor
from portal.services import audit, records

TOKEN_BYTES = 16
"""128 bits: beyond guessing, and short enough for a QR code that old phones read."""
GIVE_DAYS = {LinkPurpose.OPINION: 60, LinkPurpose.INITIATIVE: 30, LinkPurpose.SUGGESTION: 30}
READ_DAYS = 180
"""How long after giving an opinion its link still shows the answer."""
NOBODY = "link"


class LinkRefused(DomainError):
    """A link that opens nothing: unknown, expired, used or revoked. `link` is its row if there is one: the page names its office."""

    def __init__(self, code: str, link: LinkToken | None = None) -> None:
        super().__init__(code)
        self.link = link


def digest(token: str) -> str:
    """Return what the database keeps of a token."""
    return sm3(join("link-1", token))


def expiry(purpose: LinkPurpose, activity: Activity | None, at: datetime) -> datetime:
    """Return when a link made now ends: a notice with the activity's start, a check-in with its day, the others after days."""
    if activity is None or purpose == LinkPurpose.INITIATIVE:
        return at + timedelta(days=GIVE_DAYS[LinkPurpose.INITIATIVE])
    if purpose == LinkPurpose.NOTICE:
        return activity.starts_at
    if purpose == LinkPurpose.CHECK_IN:
        return local_moment(local_day(activity.starts_at) + timedelta(days=1), 0)
    ends_at: datetime = activity.ends_at
    return ends_at + timedelta(days=GIVE_DAYS[LinkPurpose.OPINION])


def make_link(actor: Actor, purpose: LinkPurpose, *, supervisor: Supervisor | None, assignment: Assignment | None = None,
              target_id: int | None = None, expires_at: datetime, at: datetime,
              token_hex: Callable[[int], str] = secrets.token_hex) -> tuple[LinkToken, str]:
    """Make a link and return its row and its token, which is not kept anywhere; part of a larger act, which leaves the audit row.

    Without a supervisor it is a link for many, of the actor's bureau; `target_id` is the row that the purpose is about.
    Earlier links of the same task stay good, as one may have been sent already.
    """
    token = token_hex(TOKEN_BYTES)
    bureau = supervisor.bureau_id if supervisor is not None else actor.bureau_id
    link = LinkToken(bureau=bureau, purpose=purpose.value, token_digest=digest(token), supervisor=supervisor,
                     assignment=assignment, target_id=target_id, expires_at=expires_at, made_by=actor.user_id)
    return records.insert(link, at), token


def look_up(token: str, *, at: datetime) -> LinkToken:
    """Return the link of a token with its people, used or not. Raises LinkRefused link_unknown, link_revoked, link_expired."""
    link = _select().where(LinkToken.token_digest == digest(token)).get_or_none()
    if link is None:
        raise LinkRefused("link_unknown")
    if link.revoked_at is not None:
        raise LinkRefused("link_revoked", link)
    if at >= link.expires_at:
        raise LinkRefused("link_expired", link)
    return link


def claim(link: LinkToken, *, at: datetime) -> LinkToken:
    """Return the link as it is now, held until the transaction ends, so that of two presses one acts.

    Raises LinkRefused link_used, link_revoked, link_expired.
    """
    now = records.lock(LinkToken, link.id)
    if now.used_at is not None:
        raise LinkRefused("link_used", link)
    if now.revoked_at is not None:
        raise LinkRefused("link_revoked", link)
    if at >= now.expires_at:
        raise LinkRefused("link_expired", link)
    return now


def finish(link: LinkToken, *, at: datetime) -> LinkToken:
    """Mark a claimed link as used."""
    return records.update(link, at, used_at=at)


def keep(link: LinkToken, opinion: Opinion, *, at: datetime) -> LinkToken:
    """Let the used link of an opinion go on showing it and its answer for READ_DAYS."""
    return records.update(link, at, opinion=opinion, expires_at=at + timedelta(days=READ_DAYS))


def revoke_all(assignment: Assignment, *, at: datetime) -> int:
    """End every live link of an assignment and return how many there were; part of a larger act."""
    live = (LinkToken.assignment == assignment) & LinkToken.revoked_at.is_null() & LinkToken.used_at.is_null() & (LinkToken.expires_at > at)
    return LinkToken.update(revoked_at=at, changed_at=at, version=LinkToken.version + 1).where(live).execute()


def actor_of(link: LinkToken, *, address: str = "", request_id: str = "") -> Actor:
    """Return the person who holds the link as an actor, named by the permanent code as the trail names nobody; a link for many names none."""
    name = link.supervisor.code if link.supervisor_id is not None else NOBODY
    return Actor(name=name, roles=frozenset({"link"}), bureau_id=link.bureau_id, supervisor_id=link.supervisor_id,
                 address=address, request_id=request_id)


def refused(error: LinkRefused, *, address: str, request_id: str, at: datetime) -> None:
    """Keep a refused link in the trail, without the token; beyond audit.REFUSALS_KEPT an hour from one address nothing more is written."""
    if audit.refusals_from(address, "link:refused", at) >= audit.REFUSALS_KEPT:
        return
    actor = actor_of(error.link, address=address, request_id=request_id) if error.link else Actor(
        name=NOBODY, roles=frozenset({"link"}), address=address, request_id=request_id)
    with database.atomic():
        audit.record(actor, "link:refused", error.link, at=at, changes={"refusal": [None, error.code]})


def _select() -> LinkToken:
    return (LinkToken.select(LinkToken, Supervisor, Organisation, Assignment, Activity)
            .join_from(LinkToken, Supervisor, JOIN.LEFT_OUTER).join_from(LinkToken, Organisation)
            .join_from(LinkToken, Assignment, JOIN.LEFT_OUTER).join_from(Assignment, Activity, JOIN.LEFT_OUTER))
