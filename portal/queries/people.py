"""People as lists and files need them: what hangs on each of a page's rows, and the exact search by a sensitive number."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from models import Appointment, Leave, PicklistItem, Supervisor, SupervisorProfession
from models.base import field_cipher
from models.choices import AppointmentState
from portal.domain import identity
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor
from portal.queries import related, scope


def hang(rows: Sequence[Supervisor]) -> None:
    """Hang on each person `profession_items` (in list order) and `latest_term` (live, else the last; None without); two queries a chunk."""
    for start in range(0, len(rows), related.CHUNK):
        _hang(rows[start:start + related.CHUNK])


def _hang(rows: Sequence[Supervisor]) -> None:
    ids = [row.id for row in rows]
    professions: dict[int, list[PicklistItem]] = defaultdict(list)
    held = SupervisorProfession.select(SupervisorProfession, PicklistItem).join(PicklistItem)
    for each in held.where(SupervisorProfession.supervisor.in_(ids)).order_by(PicklistItem.position):
        professions[each.supervisor_id].append(each.profession)
    latest = {term.supervisor_id: term for term in _terms(ids)}
    for row in rows:
        row.profession_items, row.latest_term = professions[row.id], latest.get(row.id)


def _terms(ids: list[int]) -> list[Appointment]:
    """Return the people's terms so that the one that counts comes last."""
    rows = Appointment.select().where(Appointment.supervisor.in_(ids))
    return sorted(rows, key=lambda term: (term.state == AppointmentState.LIVE, term.starts_on))


def with_profession(profession_id: int) -> Any:
    """Return the ids of the people of a profession, as a sub-query."""
    return SupervisorProfession.select(SupervisorProfession.supervisor).where(SupervisorProfession.profession == profession_id)


def in_office() -> Any:
    """Return the ids of the people with a live term, as a sub-query."""
    return Appointment.select(Appointment.supervisor).where(Appointment.state == AppointmentState.LIVE)


def on_leave(day: date) -> Any:
    """Return the ids of the people on leave on a day, as a sub-query."""
    return Leave.select(Leave.supervisor).where(Leave.starts_on <= day, Leave.ends_on >= day)


def by_number(actor: Actor, text: str) -> list[Supervisor]:
    """Return the visible people whose ID number or phone is exactly this, by keyed digest; nothing for what is neither."""
    cipher, people = field_cipher.need(), scope.visible(actor, Supervisor)
    readings = ((identity.check_id, "id_number", Supervisor.id_digest), (identity.check_phone, "phone", Supervisor.phone_digest))
    for check, purpose, column in readings:
        try:
            return list(people.where(column == cipher.digest(check(text), purpose)).order_by(Supervisor.code))
        except DomainError:
            continue
    return []
