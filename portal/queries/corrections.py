"""Corrections that wait for the clerk, and what a person asked for."""
from __future__ import annotations

from collections.abc import Iterator

from models import Correction, Supervisor
from portal.domain.tasks import Task
from portal.queries import scope
from portal.queries.desk import MOST, Desk


def of_person(person: Supervisor) -> list[Correction]:
    """Return what a person asked for, the latest first."""
    return list(Correction.select().where(Correction.supervisor == person).order_by(Correction.id.desc()).limit(MOST))


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield the corrections that nobody decided yet."""
    if not desk.may("decide_correction"):
        return
    rows = Correction.select(Correction, Supervisor).join(Supervisor).where(
        scope.condition(desk.actor, Correction), Correction.state == "open").order_by(Correction.id).limit(MOST)
    for row in rows:
        yield Task("decide_correction", row.id, row.supervisor.code, row.supervisor.name, "", desk.due("decide_correction", row.raised_at))
