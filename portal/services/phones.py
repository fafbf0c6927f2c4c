"""Show the phone of somebody drawn to those who may call, each time with a row in the trail (access.md "Fields")."""
from __future__ import annotations

from datetime import datetime

from models import Assignment
from models.base import database
from portal.domain.errors import DomainError, Forbidden
from portal.domain.permissions import Actor, require
from portal.queries import activities
from portal.services import audit


def show_phone(actor: Actor, assignment: Assignment, *, reason: str, at: datetime) -> str:
    """Return a drawn person's phone, empty when none is registered; the reason goes to the trail.

    Raises Forbidden phone_closed outside confirmation to closing (the bureau always may), words_missing.
    """
    require(actor, "activity:phone")
    if not activities.phone_open(actor, assignment.activity, assignment):
        raise Forbidden("phone_closed")
    if not reason.strip():
        raise DomainError("words_missing", field="reason")
    with database.atomic():
        audit.record(actor, "activity:phone", assignment, at=at, reason=reason.strip()[:200], label=assignment.activity.number)
    return assignment.supervisor.phone or ""
