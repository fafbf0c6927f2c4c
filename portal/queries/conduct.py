"""Awards, discipline and cases as they stand: who is barred, what waits, and what a person's file tells of them."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from peewee import JOIN

from models import Award, Bar, Departure, Discipline, PicklistItem, Supervisor
from portal.domain.conduct import OPEN
from portal.domain.tasks import Task
from portal.queries import scope
from portal.queries.desk import MOST, Desk
from portal.queries.related import CHUNK

WAITING = {"opened": ("hear_case", "decide_case"), "heard": ("decide_case",), "decided": ("tell_case",)}
"""State of a case → the kinds of work that may wait in it; a resignation is decided without a hearing."""


def is_barred(id_digest: str) -> bool:
    """Whether somebody of this ID number can never be appointed again, whatever bureau barred them."""
    return Bar.select().where(Bar.id_digest == id_digest).exists()


def any_barred(id_digests: Sequence[str]) -> bool:
    """Whether somebody among these ID numbers can never be appointed again."""
    return any(Bar.select().where(Bar.id_digest.in_(id_digests[start:start + CHUNK])).exists() for start in range(0, len(id_digests), CHUNK))


def of_person(person: Supervisor) -> dict[str, list[Award] | list[Discipline] | list[Departure]]:
    """Return a person's `awards`, `disciplines` and `departures`, the latest first, with the words of their lists; three queries."""
    awards = Award.select(Award, PicklistItem).join(PicklistItem).where(Award.supervisor == person)
    disciplines = Discipline.select(Discipline, PicklistItem).join(PicklistItem).where(Discipline.supervisor == person)
    departures = Departure.select(Departure, PicklistItem).join(PicklistItem, on=Departure.ground).where(Departure.supervisor == person)
    return {"awards": list(awards.order_by(Award.awarded_on.desc(), Award.id.desc())),
            "disciplines": list(disciplines.order_by(Discipline.happened_on.desc(), Discipline.id.desc())),
            "departures": list(departures.order_by(Departure.opened_on.desc(), Departure.id.desc()))}


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield the cases that wait for the reader: to be heard, decided or told."""
    kinds = {kind for found in WAITING.values() for kind in found if desk.may(kind)}
    if not kinds:
        return
    rows = Departure.select(Departure, Supervisor, PicklistItem).join_from(Departure, Supervisor).join_from(
        Departure, PicklistItem, JOIN.INNER, on=Departure.ground).where(
        scope.condition(desk.actor, Departure), Departure.state.in_(OPEN)).order_by(Departure.id).limit(MOST)
    for row in rows:
        removal = bool(row.ground.facts.get("removal"))
        kind = next(iter(WAITING[row.state] if removal or row.state != "opened" else ("decide_case",)))
        if kind in kinds:
            since = row.decided_at or row.changed_at
            yield Task(kind, row.id, row.supervisor.code, row.supervisor.name, "", desk.due(kind, since))
