"""People as lists and files need them: what hangs on each of a page's rows, and the exact search by a sensitive number."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from peewee import JOIN

from models import Appointment, Leave, PicklistItem, Supervisor, SupervisorProfession
from models.base import field_cipher
from models.choices import AppointmentState
from portal.domain import identity
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor
from portal.queries import related, scope


def hang(rows: Sequence[Supervisor]) -> None:
    """Hang what lists and files show on each person, in two queries a chunk.

    `profession_items` in the list's order; `terms`, the one that counts first; `latest_term`, that one (live, else the last), or None.
    """
    for start in range(0, len(rows), related.CHUNK):
        _hang(rows[start:start + related.CHUNK])


def _hang(rows: Sequence[Supervisor]) -> None:
    ids = [row.id for row in rows]
    professions: dict[int, list[PicklistItem]] = defaultdict(list)
    held = SupervisorProfession.select(SupervisorProfession, PicklistItem).join(PicklistItem)
    for each in held.where(SupervisorProfession.supervisor.in_(ids)).order_by(PicklistItem.position):
        professions[each.supervisor_id].append(each.profession)
    terms: dict[int, list[Appointment]] = defaultdict(list)
    for term in _terms(ids):
        terms[term.supervisor_id].append(term)
    for row in rows:
        row.profession_items, row.terms = professions[row.id], terms[row.id]
        row.latest_term = next(iter(row.terms), None)


def _terms(ids: list[int]) -> list[Appointment]:
    """Return the people's terms with their ends' reasons, the ones that count first."""
    rows = Appointment.select(Appointment, PicklistItem).join(PicklistItem, JOIN.LEFT_OUTER).where(Appointment.supervisor.in_(ids))
    return sorted(rows, key=lambda term: (term.state == AppointmentState.LIVE, term.starts_on), reverse=True)


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
