"""Signing in and out: counted failures, locks, and session rows that can be listed and revoked."""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from peewee import JOIN, fn

from models import Organisation, SignInAttempt, User, UserRole, UserSession
from models.base import database
from portal.domain.draw import sm3
from portal.domain.errors import DomainError, NotFound
from portal.domain.permissions import ADMIN_ROLES, Actor
from portal.services import audit, records

FAILURES = 5
LOCK = timedelta(minutes=30)
NOBODY = PasswordHasher().hash(secrets.token_hex(16))
"""Verified when the user name is unknown, so that the time taken tells nothing."""


@dataclass(frozen=True)
class Knock:
    """Where a sign-in comes from."""

    address: str
    agent: str = ""
    request_id: str = ""
    admin_addresses: tuple[str, ...] = ()


def sign_in(username: str, password: str, knock: Knock, *, at: datetime) -> tuple[User, str]:
    """Return the account and a new session's token, or refuse.

    Five failures within 30 minutes lock the account, and the address, for 30 minutes (access.md "Signing in").
    Each try is kept and told to the trail in a transaction of its own.
    Raises DomainError sign_in_refused, sign_in_locked (minutes).
    """
    username = username.strip().lower()[:60]
    user = User.get_or_none(User.username == username)
    _refuse_locked(username, user, knock, at)
    if not _fits(user, password) or user is None or not user.active or not address_allowed(_roles(user), knock):
        _fail(username, user, knock, at)
        raise DomainError("sign_in_refused")
    token = secrets.token_urlsafe(32)
    with database.atomic():
        records.insert(SignInAttempt(username=username, address=knock.address, at=at, succeeded=True), at)
        records.insert(UserSession(user=user, token_digest=token_digest(token), started_at=at, seen_at=at, address=knock.address,
                                   agent=knock.agent[:200]), at)
        audit.record(actor_of(user, knock), "session:sign_in", user, at=at)
    return user, token


def token_digest(token: str) -> str:
    """Return what the database keeps of a session token."""
    return sm3(token.encode())


@dataclass(frozen=True)
class SignedIn:
    """A live session with its account and the account's roles."""

    session: UserSession
    roles: frozenset[str]

    @property
    def user(self) -> User:
        """Return the account."""
        found: User = self.session.user
        return found


def find(token: str, *, idle: timedelta, absolute: timedelta, at: datetime) -> SignedIn | None:
    """Return the live session of a token, or None when it ended, idled out or reached its absolute end; one query, as every page asks."""
    rows = list(
        UserSession.select(UserSession, User, Organisation, UserRole).join(User).join(Organisation, JOIN.LEFT_OUTER)
        .switch(User).join(UserRole, JOIN.LEFT_OUTER, on=UserRole.user == User.id, attr="held")
        .where(UserSession.token_digest == token_digest(token))
    )
    session = rows[0] if rows else None
    if session is None or session.ended_at is not None or not session.user.active:
        return None
    live = at - session.seen_at <= idle and at - session.started_at <= absolute
    held = (getattr(row.user, "held", None) for row in rows)
    return SignedIn(session, frozenset(row.role for row in held if row is not None and row.role)) if live else None


def touch(session: UserSession, at: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    if at - session.seen_at >= timedelta(minutes=1):
        UserSession.update(seen_at=at).where(UserSession.id == session.id).execute()


def end(actor: Actor, session: UserSession, *, why: str, at: datetime) -> None:
    """End one session: the own one, or another of the same account. Raises NotFound for a session of somebody else."""
    if session.user_id != actor.user_id:
        raise NotFound("not_found")
    with database.atomic():
        records.update(session, at, ended_at=at, ended_why=why)
        audit.record(actor, "session:end", session.user, at=at, reason=why)


def end_all(user: User, *, why: str, at: datetime, keep: str = "") -> None:
    """End all sessions of an account but the one with the digest `keep`; part of a larger act."""
    UserSession.update(ended_at=at, ended_why=why, changed_at=at).where(
        UserSession.user == user, UserSession.ended_at.is_null(), UserSession.token_digest != keep
    ).execute()


def forget_failures(username: str, at: datetime) -> None:
    """Start counting anew after a lock was lifted by hand."""
    records.insert(SignInAttempt(username=username, address="", at=at, succeeded=True), at)


def actor_of(user: User, knock: Knock, roles: frozenset[str] | None = None) -> Actor:
    """Return the actor that an account is, with its office and its roles, which are read unless the caller has them."""
    if roles is None:
        roles = _roles(user)
    office = user.organisation if user.organisation_id else None
    bureau_id = None if office is None else (office.bureau_id or office.id)
    return Actor(
        name=user.name, roles=roles, user_id=user.id,
        organisation_id=user.organisation_id, bureau_id=bureau_id, address=knock.address, request_id=knock.request_id,
        organisation_name=office.name if office else "",
    )


def _fits(user: User | None, password: str) -> bool:
    try:
        return PasswordHasher().verify(user.password_hash if user else NOBODY, password[:1000])
    except (VerificationError, InvalidHashError):
        return False


def _roles(user: User) -> frozenset[str]:
    return frozenset(row.role for row in UserRole.select(UserRole.role).where(UserRole.user == user))


def address_allowed(roles: frozenset[str], knock: Knock) -> bool:
    """Whether somebody with these roles may work from an address: administrators from the listed ones only, where a list is set."""
    if not knock.admin_addresses or not roles & ADMIN_ROLES:
        return True
    try:
        address = ip_address(knock.address)
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in ip_network(listed) for listed in knock.admin_addresses)


def _refuse_locked(username: str, user: User | None, knock: Knock, at: datetime) -> None:
    """Refuse while the account or the address is locked; a name that is no account locks alike, so that the answer tells nothing."""
    by_name = user.locked_until if user is not None else _locked_until(SignInAttempt.username == username, at)
    until = (by_name, _locked_until(SignInAttempt.address == knock.address, at))
    left = max((moment - at for moment in until if moment is not None and moment > at), default=None)
    if left is None:
        return
    if audit.refusals_from(knock.address, "session:refused", at) < audit.REFUSALS_KEPT:
        with database.atomic():
            audit.record(_knocker(username, user, knock), "session:refused", user, at=at, reason="sign_in_locked")
    raise DomainError("sign_in_locked", minutes=int(left.total_seconds() // 60) + 1)


def _locked_until(condition: object, at: datetime) -> datetime | None:
    """Return until when an address or a name is locked: five failures since the last success, within 30 minutes."""
    count, last = _failures(condition, at)
    return last + LOCK if count >= FAILURES and last else None


def _failures(condition: object, at: datetime) -> tuple[int, datetime | None]:
    recent = SignInAttempt.select(fn.MAX(SignInAttempt.id)).where(condition, SignInAttempt.succeeded).scalar() or 0
    rows = list(SignInAttempt.select().where(
        condition, SignInAttempt.id > recent, SignInAttempt.at > at - LOCK, ~SignInAttempt.succeeded
    ).order_by(SignInAttempt.at.desc()))
    return len(rows), rows[0].at if rows else None


def _fail(username: str, user: User | None, knock: Knock, at: datetime) -> None:
    with database.atomic():
        records.insert(SignInAttempt(username=username, address=knock.address, at=at, succeeded=False), at)
        count, _ = _failures(SignInAttempt.username == username, at)
        actor = _knocker(username, user, knock)
        audit.record(actor, "session:refused", user, at=at)
        if user is not None and count >= FAILURES:
            records.update(user, at, locked_until=at + LOCK)
            audit.record(actor, "session:locked", user, at=at)


def _knocker(username: str, user: User | None, knock: Knock) -> Actor:
    """Return who tried to sign in, as the trail names them."""
    if user is not None:
        return actor_of(user, knock)
    return Actor(name=username, roles=frozenset(), address=knock.address, request_id=knock.request_id)
