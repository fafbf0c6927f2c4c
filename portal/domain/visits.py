"""Visits, calls and talks: what an entry must hold, and how its follow-up is closed."""
from __future__ import annotations

from datetime import date

from portal.domain.errors import Conflict, DomainError

LONGEST_SUBJECT = 200
LONGEST_WORDS = 5000
OLDEST_DAYS = 3660
"""A contact of more than ten years ago is a mistyped year."""


def check(held_on: date, follow_up: str, due_on: date | None, today: date) -> None:
    """Refuse a day in the future or too far back, and a follow-up without its day or the other way round.

    Raises DomainError visit_day_future, visit_day_early, visit_due_missing, visit_follow_up_missing, visit_due_early.
    """
    if held_on > today:
        raise DomainError("visit_day_future", field="held_on")
    if (today - held_on).days > OLDEST_DAYS:
        raise DomainError("visit_day_early", field="held_on")
    if follow_up and due_on is None:
        raise DomainError("visit_due_missing", field="due_on")
    if due_on is not None and not follow_up:
        raise DomainError("visit_follow_up_missing", field="follow_up")
    if due_on is not None and due_on < held_on:
        raise DomainError("visit_due_early", field="due_on")


def check_done(held_on: date, follow_up: str, already: date | None, done_on: date, today: date) -> None:
    """Refuse closing what has no follow-up or is closed already, and a day before the contact or in the future.

    Raises Conflict visit_nothing_open, DomainError visit_done_when.
    """
    if not follow_up or already is not None:
        raise Conflict("visit_nothing_open")
    if not held_on <= done_on <= today:
        raise DomainError("visit_done_when", field="done_on")
