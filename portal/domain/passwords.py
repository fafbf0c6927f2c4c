"""Password policies: `djbh` (等保: three kinds of characters, changed every 90 days) and `asvs` (length and no common password)."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.errors import DomainError


@dataclass(frozen=True)
class PasswordPolicy:
    """What one profile asks: length in characters, kinds of characters, how many old ones are refused, days until it must be changed."""

    length: int
    kinds: int
    remembered: int
    days: int | None
    refuse_common: bool


POLICIES = {
    "djbh": PasswordPolicy(length=10, kinds=3, remembered=5, days=90, refuse_common=False),
    "asvs": PasswordPolicy(length=12, kinds=1, remembered=0, days=None, refuse_common=True),
}

MAX_LENGTH = 128
SHORTEST_TELLING_NAME = 4
"""A shorter user name is part of too many passwords to say anything."""
KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^a-zA-Z0-9]"))
COMMON_STEMS = ("password", "passw0rd", "qwertyuiop", "qwerty", "1qaz2wsx", "letmein", "welcome", "iloveyou", "admin", "administrator",
                "woaini", "5201314", "zhongguo", "abc123", "asdfghjkl", "zxcvbnm", "sunshine", "dragon", "monkey", "football", "baseball",
                "superman", "princess", "changeme", "secret", "test", "user", "root", "guest", "renminjiandu", "sifaju")
"""Words at the heart of the passwords that lists of leaks hold most; what is added to them is digits and signs."""


def check(password: str, policy: PasswordPolicy, username: str) -> None:
    """Refuse a new password that the policy does not allow.

    Raises DomainError password_short (need), password_long, password_kinds (need), password_name, password_common.
    """
    if len(password) < policy.length:
        raise DomainError("password_short", field="new", need=policy.length)
    if len(password) > MAX_LENGTH:
        raise DomainError("password_long", field="new", limit=MAX_LENGTH)
    if sum(bool(kind.search(password)) for kind in KINDS) < policy.kinds:
        raise DomainError("password_kinds", field="new", need=policy.kinds)
    if len(username) >= SHORTEST_TELLING_NAME and username.lower() in password.lower():
        raise DomainError("password_name", field="new")
    if policy.refuse_common and is_common(password):
        raise DomainError("password_common", field="new")


def is_common(password: str) -> bool:
    """Whether a password is a common stem with digits and signs around it, one pattern repeated, or a run along the digits."""
    core = password.lower().strip("0123456789!@#$%^&*()_+-=.,?~ ")
    doubled = (password + password).find(password, 1) < len(password)
    return not core or core in COMMON_STEMS or doubled


def expired(changed_at: datetime, policy: PasswordPolicy, at: datetime) -> bool:
    """Whether the password is older than the policy's days."""
    return policy.days is not None and at - changed_at > timedelta(days=policy.days)
