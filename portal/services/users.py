"""Accounts: making them, their roles and passwords, signing in and out (access.md "Signing in")."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models import Organisation, PasswordHistory, User, UserRole
from models.base import database
from portal.domain import passwords
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor, check_role_set, require
from portal.services import audit, feeds, records, sessions

ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for each other when read from paper."""

hasher = PasswordHasher()


def new_password(choice: Callable[[str], str] = secrets.choice) -> str:
    """Return a random first password of 16 characters that satisfies both policies."""
    return "".join(choice(ALPHABET) for _ in range(13)) + choice("abcdef") + choice("KLMN") + choice("2345")


def create_user(actor: Actor, *, username: str, name: str, organisation: Organisation | None, at: datetime, password: str = "",
                email: str = "", phone: str = "", must_change: bool = True) -> tuple[User, str]:
    """Make an account without any role and return it with its first password, shown once.

    Raises DomainError username_refused, already_there.
    """
    require(actor, "user:write")
    username = username.strip().lower()
    if not username or len(username) > 60 or not username.replace("_", "").replace(".", "").replace("-", "").isalnum():
        raise DomainError("username_refused", field="username")
    password = password or new_password()
    user = User(username=username, name=name.strip(), organisation=organisation, email=email, phone=phone,
                password_hash=hasher.hash(password), password_changed_at=at, must_change_password=must_change)
    records.create(actor, "user:create", user, at=at)
    return user, password


def amend_user(actor: Actor, user: User, *, at: datetime, version: int | None = None, **values: Any) -> User:
    """Change name, office, mail or phone of an account; a changed office must still fit the roles."""
    require(actor, "user:write")
    with database.atomic():
        changed = records.change(actor, "user:amend", user, at=at, version=version, **values)
        check_role_set(roles_of(changed), changed.organisation.kind if changed.organisation_id else None)
        if "organisation" in values:
            sessions.end_all(changed, why="office_changed", at=at)
    return changed


def roles_of(user: User) -> frozenset[str]:
    """Return the roles of an account."""
    return frozenset(row.role for row in UserRole.select(UserRole.role).where(UserRole.user == user))


def set_roles(actor: Actor, user: User, roles: frozenset[str], *, at: datetime) -> User:
    """Replace an account's roles within the exclusions, and end its other sessions. Raises DomainError (permissions.check_role_set)."""
    require(actor, "user:roles")
    if user.id == actor.user_id:
        raise DomainError("own_roles", field="roles")
    check_role_set(roles, user.organisation.kind if user.organisation_id else None)
    with database.atomic():
        before = roles_of(user)
        UserRole.delete().where(UserRole.user == user).execute()
        for role in sorted(roles):
            records.insert(UserRole(user=user, role=role), at)
        sessions.end_all(user, why="roles_changed", at=at)
        audit.record(actor, "user:roles", user, at=at, changes={"roles": [sorted(before), sorted(roles)]})
    return user


def set_active(actor: Actor, user: User, *, active: bool, at: datetime) -> User:
    """Disable or enable an account; disabling ends its sessions and its calendar feed. Nobody disables the own account."""
    require(actor, "user:write")
    if user.id == actor.user_id:
        raise DomainError("own_account")
    with database.atomic():
        if not active:
            sessions.end_all(user, why="disabled", at=at)
            feeds.end_of(actor, user, at=at)
        return records.change(actor, "user:enable" if active else "user:disable", user, at=at, active=active)


def unlock(actor: Actor, user: User, *, at: datetime) -> User:
    """Lift the lock of an account."""
    require(actor, "user:unlock")
    with database.atomic():
        sessions.forget_failures(user.username, at)
        return records.change(actor, "user:unlock", user, at=at, locked_until=None)


def reset_password(actor: Actor, user: User, *, at: datetime) -> str:
    """Give an account a new random password, shown once, to be changed at the next sign-in; its sessions and its calendar feed end."""
    require(actor, "user:unlock")
    password = new_password()
    with database.atomic():
        _store_password(user, password, at, must_change=True)
        sessions.forget_failures(user.username, at)
        sessions.end_all(user, why="password_reset", at=at)
        feeds.end_of(actor, user, at=at)
        audit.record(actor, "user:reset", user, at=at)
    return password


def change_password(actor: Actor, user: User, *, old: str, new: str, policy: passwords.PasswordPolicy, keep: str, at: datetime) -> None:
    """Change the own password. `keep` is the digest of the session that stays; all others end.

    Raises DomainError password_wrong, password_again and what passwords.check raises.
    """
    require(actor, "account:own")
    if not matches(user.password_hash, old):
        raise DomainError("password_wrong", field="old")
    passwords.check(new, policy, user.username)
    used = [user.password_hash, *_remembered(user, policy.remembered - 1)]
    if any(matches(digest, new) for digest in used):
        raise DomainError("password_again", field="new", count=max(policy.remembered, 1))
    with database.atomic():
        _store_password(user, new, at, must_change=False)
        sessions.end_all(user, why="password_changed", at=at, keep=keep)
        audit.record(actor, "user:password", user, at=at)


def choose_language(actor: Actor, user: User, locale: str, *, at: datetime) -> None:
    """Keep the language that the account's owner wants on the screen."""
    require(actor, "account:own")
    records.change(actor, "user:language", user, at=at, locale=locale)


def matches(digest: str, password: str) -> bool:
    """Whether a password fits an Argon2 hash."""
    try:
        return hasher.verify(digest, password)
    except (VerificationError, InvalidHashError):
        return False


def _remembered(user: User, count: int) -> list[str]:
    rows = PasswordHistory.select().where(PasswordHistory.user == user).order_by(PasswordHistory.id.desc()).limit(max(count, 0))
    return [row.password_hash for row in rows]


def _store_password(user: User, password: str, at: datetime, *, must_change: bool) -> None:
    records.insert(PasswordHistory(user=user, password_hash=user.password_hash), at)
    records.update(user, at, password_hash=hasher.hash(password), password_changed_at=at, must_change_password=must_change, locked_until=None)
