"""Coverage of people and modes (mission.md row 19), and how evenly a year's draws fell: the fairness statement (draw.md "Fairness of a year")."""
from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from peewee import ModelSelect

from models import Activity, Assignment, Draw, Opinion, PicklistItem, PoolEntry, Supervisor
from models.choices import AssignmentState, DrawState
from portal.domain.draw import outcome
from portal.domain.fairness import PastDraw, YearFairness, year_fairness
from portal.domain.permissions import Actor, require
from portal.queries import scope
from portal.queries.statistics import COUNTED, PersonYear, in_office, modes, people, year_span


@dataclass(frozen=True)
class Fairness:
    """The statement and the years of the people it speaks of, by id; `draws` is the number of rounds drawn.

    Served and taken as substitute stand beside drawn: refusals and profession filters are where real bias comes from.
    """

    statement: YearFairness
    years: dict[int, PersonYear]
    draws: int


def fairness(actor: Actor, year: int) -> Fairness:
    """Return the fairness statement of the rounds drawn for activities of a local year; a fixed number of queries.

    Counted is who came first in the drawn order, recomputed from the record, as later refusals are not the draw's doing.
    """
    statement, draws = fairness_statement(actor, year)
    return Fairness(statement, {row.supervisor.id: row for row in people(actor, year)}, draws)


def fairness_statement(actor: Actor, year: int) -> tuple[YearFairness, int]:
    """Return the statement alone, and of how many rounds it speaks; two queries."""
    require(actor, "statistics:fairness")
    start, end = year_span(year)
    draws = list(Draw.select(Draw.id, Draw.manifest, Draw.share, Draw.digits, Draw.witness_digits).join(Activity).where(
        scope.condition(actor, Activity), Draw.state == DrawState.DRAWN, Activity.starts_at >= start, Activity.starts_at < end))
    pools: dict[int, dict[int, PoolEntry]] = defaultdict(dict)
    entries = PoolEntry.select(PoolEntry.draw, PoolEntry.supervisor, PoolEntry.no, PoolEntry.tags).where(
        PoolEntry.draw.in_([draw.id for draw in draws]), PoolEntry.no.is_null(False))
    for entry in entries:
        pools[entry.draw_id][entry.no] = entry
    return year_fairness([_past(draw, pools[draw.id]) for draw in draws]), len(draws)


def _past(draw: Draw, pool: dict[int, PoolEntry]) -> PastDraw:
    manifest = json.loads(draw.manifest)
    result = outcome(manifest, draw.share, draw.digits, draw.witness_digits)
    return PastDraw(
        pool={entry.supervisor_id: tuple(entry.tags) for entry in pool.values()}, special=manifest["places"]["special"],
        general=manifest["places"]["general"], drawn=[pool[number].supervisor_id for _, number in result.places],
    )


@dataclass
class PersonCoverage:
    """One supervisor's year by mode: how often served, or gave an opinion on own initiative; how often asked, and how often not come."""

    supervisor: Supervisor
    in_office: bool
    served: Counter[str] = field(default_factory=Counter)
    own: int = 0
    asked: int = 0
    freed: int = 0

    def times(self, mode: PicklistItem) -> int:
        """Return the number of one cell."""
        return self.own if mode.facts.get("own_initiative") else self.served[mode.code]

    @property
    def total(self) -> int:
        """Return how often this person served in arranged activities."""
        return self.served.total()


@dataclass(frozen=True)
class Coverage:
    """People × modes of a year, with the fairness statement of its draws."""

    modes: list[PicklistItem]
    people: list[PersonCoverage]
    statement: YearFairness
    draws: int

    @property
    def top(self) -> int:
        """Return the highest number of a cell."""
        return max((person.times(mode) for person in self.people for mode in self.modes), default=0)

    @property
    def never(self) -> list[PersonCoverage]:
        """Return who was in office and did not serve once, the most asked first."""
        return sorted((one for one in self.people if one.in_office and not one.total), key=lambda one: (-one.asked, one.supervisor.code))

    @property
    def empty_modes(self) -> list[PicklistItem]:
        """Return the modes in which nobody served."""
        return [mode for mode in self.modes if not self.sum(mode)]

    def sum(self, mode: PicklistItem) -> int:
        """Return the person-times of a mode."""
        return sum(person.times(mode) for person in self.people)


def coverage(actor: Actor, year: int) -> Coverage:
    """Return the year's coverage of the people whom the actor may see; seven queries whatever their number.

    Whoever was in office on no day of the year stands there only with something done in it.
    """
    require(actor, "statistics:coverage")
    serving = in_office(actor, year)
    found = {row.id: PersonCoverage(row, row.id in serving) for row in scope.visible(actor, Supervisor).order_by(Supervisor.code)}
    for person, state, activity_state, mode in _places(actor, year, list(found)):
        line = found[person]
        line.asked += 1
        line.freed += state == AssignmentState.FREED
        line.served[mode] += state == AssignmentState.ATTENDED and activity_state in COUNTED
    own = Opinion.select(Opinion.supervisor).where(Opinion.supervisor.in_(list(found)), Opinion.assignment.is_null(),
                                                   Opinion.received_on.between(date(year, 1, 1), date(year, 12, 31))).tuples()
    for (person,) in own:
        found[person].own += 1
    shown = [one for one in found.values() if one.in_office or one.total or one.own]
    return Coverage(modes(), shown, *fairness_statement(actor, year))


def _places(actor: Actor, year: int, people: list[int]) -> ModelSelect:
    start, end = year_span(year)
    return Assignment.select(Assignment.supervisor, Assignment.state, Activity.state, PicklistItem.code).join_from(Assignment, Activity).join_from(
        Activity, PicklistItem, on=Activity.mode).where(
        scope.condition(actor, Activity), Assignment.supervisor.in_(people), Activity.starts_at >= start, Activity.starts_at < end).tuples()
