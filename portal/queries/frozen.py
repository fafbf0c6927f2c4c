"""The rows that a period's figures count, as facts; the frozen periods, and how each stands against the rows of today."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from peewee import fn

from models import Activity, Assignment, Attendance, FrozenFigures, Opinion, Supervisor, Training
from models.base import BaseModel
from models.choices import AssignmentState, ParticipantState
from portal.domain import frozen as rules
from portal.domain.frozen import Fact
from portal.domain.permissions import Actor, require
from portal.queries import related, scope, statistics

MODELS: dict[str, Any] = {"activity": Activity, "opinion": Opinion, "person": Supervisor, "training": Training}
"""Kind of fact → the table of its rows."""


def facts(actor: Actor, first: date, last: date) -> list[Fact]:
    """Return the facts of every row that the figures of a span of local days count; a fixed number of queries."""
    return [*duties(actor, first, last), *_trainings(actor, first, last)]


def duties(actor: Actor, first: date, last: date) -> list[Fact]:
    """Return the facts of activities, opinions and people alone."""
    return [*_activities(actor, first, last), *_opinions(actor, first, last), *_people(actor, first, last)]


def _activities(actor: Actor, first: date, last: date) -> list[Fact]:
    found = sorted(statistics.activity_events(actor, first, last), key=lambda event: event.activity or 0)
    return [Fact("activity", event.activity or 0, {"mode": event.mode, "office": event.procuratorate, "month": month_of(event.day),
                                                   "people": event.person_times}) for event in found]


def month_of(day: date) -> str:
    """Return `2026-03` of a day."""
    return f"{day:%Y-%m}"


def _opinions(actor: Actor, first: date, last: date) -> list[Fact]:
    rows = Opinion.select(Opinion.id, Opinion.procuratorate, Opinion.received_on, Opinion.assignment, statistics.outcome()).where(
        statistics.readable(actor, Opinion), Opinion.received_on.between(first, last)).order_by(Opinion.id).tuples()
    return [Fact("opinion", key, {"office": office, "month": month_of(day), "own": int(place is None), "outcome": outcome or rules.UNANSWERED})
            for key, office, day, place, outcome in rows]


def _people(actor: Actor, first: date, last: date) -> list[Fact]:
    """Whoever is in office on the last day or served in the period; a procuratorate knows its own people only, and no terms."""
    start, end = statistics.moments(first, last)
    rows = Assignment.select(Assignment.supervisor, fn.COUNT(Assignment.id)).join(Activity).where(
        statistics.readable(actor, Activity), Assignment.state == AssignmentState.ATTENDED, Activity.state.in_(statistics.COUNTED),
        Activity.starts_at >= start, Activity.starts_at < end).group_by(Assignment.supervisor).tuples()
    served = dict(rows)
    serving = statistics.in_office_on(statistics.bureau_ids(actor), last) if actor.in_bureau else set()
    return [Fact("person", key, {"in_office": int(key in serving), "served": served.get(key, 0)}) for key in sorted(serving | served.keys())]


def _trainings(actor: Actor, first: date, last: date) -> list[Fact]:
    """Classes that were over in the period and that somebody attended; the bureau's own."""
    if not actor.in_bureau:
        return []
    rows = Training.select(Training.id, fn.COUNT(Attendance.id)).join(Attendance).where(
        Training.bureau.in_(statistics.bureau_ids(actor)), Attendance.state == ParticipantState.PRESENT, Training.ends_on.between(first, last)
    ).group_by(Training.id).order_by(Training.id).tuples()
    return [Fact("training", key, {"people": people}) for key, people in rows]


def snapshots(actor: Actor) -> list[FrozenFigures]:
    """Return the frozen periods that the actor may see, the newest first, without their facts."""
    require(actor, "statistics:frozen")
    columns = [field for field in FrozenFigures._meta.sorted_fields if field.name != "facts"]
    rows = list(scope.visible(actor, FrozenFigures).select(*columns).order_by(FrozenFigures.frozen_at.desc(), FrozenFigures.id.desc()))
    related.load(rows, "frozen_by")
    return rows


def facts_of(snapshot: FrozenFigures) -> list[Fact]:
    """Return the facts that a frozen period kept."""
    return [Fact.of(kept) for kept in snapshot.facts]


def holds(snapshot: FrozenFigures) -> bool:
    """Whether a frozen period still agrees with its digest."""
    told = rules.digest(snapshot.name, snapshot.first_day, snapshot.last_day, snapshot.frozen_at, snapshot.figures, snapshot.facts)
    return bool(told == snapshot.sm3)


def rows_behind(actor: Actor, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], BaseModel]:
    """Return by kind and id the rows that the actor may see; a query for each kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, row in keys:
        wanted[kind].add(row)
    found: dict[tuple[str, int], BaseModel] = {}
    for kind, ids in wanted.items():
        model = MODELS[kind]
        found |= {(kind, row.id): row for row in scope.visible(actor, model).where(model.id.in_(sorted(ids)))}
    return found
