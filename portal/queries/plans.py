"""The yearly plan as the pages show it: items with what is done and under way, and what a request may tick off."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Case, Expression, fn

from models import Activity, Opinion, Organisation, PicklistItem, Plan, PlanItem
from models.choices import ActivityState as S, PlanState
from portal.domain import planning as rules
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.planning import Offer
from portal.domain.tasks import Task
from portal.queries import activities, parameters, scope
from portal.queries.desk import MOST, Desk
from portal.queries.statistics import year_span

UNDER_WAY = (S.SUBMITTED, S.ACCEPTED, S.SEALED, S.DRAWN, S.CONFIRMED, S.ANNOUNCED)
"""Asked for and not held yet; drafts and returned requests are not with the bureau."""


@dataclass(frozen=True)
class Progress:
    """An item, or several together, against what came of it: events held that someone attended, and requests under way."""

    expected: int = 0
    held: int = 0
    under_way: int = 0
    item: PlanItem | None = None

    def __add__(self, other: Progress) -> Progress:
        """Return both together."""
        return Progress(self.expected + other.expected, self.held + other.held, self.under_way + other.under_way)

    @property
    def missing(self) -> int:
        """Return how many events are neither held nor asked for."""
        return max(self.expected - self.held - self.under_way, 0)


@dataclass(frozen=True)
class Standing:
    """A plan against what came of it: each item, each mode, all together, and the year's events that no item holds."""

    items: list[Progress]
    modes: list[tuple[PicklistItem, Progress]]
    total: Progress
    outside: int
    own_outside: int

    @property
    def top(self) -> int:
        """Return the longest bar of the chart, at least one."""
        return max((max(line.expected, line.held + line.under_way) for _mode, line in self.modes), default=0) or 1


def standing(actor: Actor, plan: Plan) -> Standing:
    """Return how a plan stands, as far as its items and the activities are open to the actor; five queries whatever its size."""
    items = live_items(actor, plan)
    counts = _counts(actor, plan, items)
    own = _own_initiative(actor, plan)
    lines = [Progress(item.expected, own if item.mode.facts.get("own_initiative") else counts[item.id][0], counts[item.id][1], item)
             for item in items]
    modes: dict[int, Progress] = defaultdict(Progress)
    named = {item.mode_id: item.mode for item in items}
    for item, line in zip(items, lines, strict=True):
        modes[item.mode_id] += line
    ordered = sorted(named.values(), key=lambda mode: (mode.position, mode.id))
    planned = any(mode.facts.get("own_initiative") for mode in ordered)
    return Standing(lines, [(mode, modes[mode.id]) for mode in ordered], sum(lines, Progress()), _outside(actor, plan), 0 if planned else own)


def live_items(actor: Actor, plan: Plan) -> list[PlanItem]:
    """Return the items of a plan that are open to the actor, in their order, with mode and procuratorate."""
    return list(scope.visible(actor, PlanItem).select(PlanItem, PicklistItem, Organisation).join_from(PlanItem, PicklistItem).join_from(
        PlanItem, Organisation, JOIN.LEFT_OUTER, on=PlanItem.procuratorate).where(
        PlanItem.plan == plan, PlanItem.struck_at.is_null()).order_by(PlanItem.no, PlanItem.id))


def _counts(actor: Actor, plan: Plan, items: Sequence[PlanItem]) -> dict[int, tuple[int, int]]:
    held, under_way = Case(None, [(activities.counted(), 1)], 0), Case(None, [(Activity.state.in_(UNDER_WAY), 1)], 0)
    rows = Activity.select(Activity.plan_item, fn.SUM(held), fn.SUM(under_way)).where(
        scope.condition(actor, Activity), Activity.plan_item.in_([item.id for item in items])).group_by(Activity.plan_item).tuples()
    return defaultdict(lambda: (0, 0), {item: (int(done), int(coming)) for item, done, coming in rows})


def _own_initiative(actor: Actor, plan: Plan) -> int:
    """Own-initiative opinions of the year: nobody requests them, so they tick off the one item of their mode by themselves."""
    return int(scope.visible(actor, Opinion).where(
        Opinion.bureau == plan.bureau_id, Opinion.assignment.is_null(),
        Opinion.received_on.between(date(plan.year, 1, 1), date(plan.year, 12, 31))).count())


def _offer(item: PlanItem, taken: int) -> Offer:
    return Offer(item.id, item.mode_id, item.procuratorate_id, item.month, item.expected, taken)


def in_year(year: int) -> Expression:
    """Return the condition on Activity that it lies in a local year."""
    start, end = year_span(year)
    return (Activity.starts_at >= start) & (Activity.starts_at < end)


def _outside(actor: Actor, plan: Plan) -> int:
    return int(scope.visible(actor, Activity).where(
        Activity.bureau == plan.bureau_id, in_year(plan.year), activities.counted(), Activity.plan_item.is_null()).count())


def offers(bureau_id: int, office_id: int, years: Sequence[int]) -> list[tuple[int, PlanItem, Offer]]:
    """Return year, item (with its mode and procuratorate) and offer of what a procuratorate's requests may tick off, in the plans' order."""
    taken = Activity.select(fn.COUNT(Activity.id)).where(Activity.plan_item == PlanItem.id, Activity.state != S.CANCELLED)
    rows = PlanItem.select(PlanItem, Plan, PicklistItem, Organisation, taken.alias("taken")).join_from(PlanItem, Plan).join_from(
        PlanItem, PicklistItem).join_from(PlanItem, Organisation, JOIN.LEFT_OUTER, on=PlanItem.procuratorate).where(
        Plan.bureau == bureau_id, Plan.year.in_(years), Plan.state.in_(rules.STANDING), PlanItem.struck_at.is_null(),
        PlanItem.procuratorate.is_null() | (PlanItem.procuratorate == office_id)).order_by(Plan.year, PlanItem.no, PlanItem.id)
    return [(row.plan.year, row, _offer(row, row.taken)) for row in rows if not row.mode.facts.get("own_initiative")]


def fitting(bureau_id: int, office_id: int, *, mode_id: int, starts_at: datetime, but: int | None = None) -> tuple[Offer | None, list[Offer]]:
    """Return the item that an activity ticks off by itself, and all that it may tick off; `but` is the item that it holds already."""
    day = local_day(starts_at)
    found = [offer for _year, _item, offer in offers(bureau_id, office_id, [day.year]) if offer.takes(mode_id, office_id)]
    found = [offer if offer.id != but else Offer(offer.id, offer.mode_id, offer.office_id, offer.month, offer.expected, offer.taken - 1)
             for offer in found]
    return rules.best(found, mode_id=mode_id, office_id=office_id, month=day.month), found


def suggested(bureau_id: int, office_id: int, *, mode_id: int, day: date) -> tuple[PlanItem, Offer] | None:
    """Return the item that a request of this mode and day would tick off by itself, with how far it is used up."""
    found = {offer.id: (item, offer) for _year, item, offer in offers(bureau_id, office_id, [day.year])}
    best = rules.best([offer for _item, offer in found.values()], mode_id=mode_id, office_id=office_id, month=day.month)
    return found[best.id] if best else None


def item_of(activity: Activity) -> PlanItem | None:
    """Return the item that an activity ticks off, with plan, mode and procuratorate; None for none."""
    if activity.plan_item_id is None:
        return None
    return PlanItem.select(PlanItem, Plan, PicklistItem, Organisation).join_from(PlanItem, Plan).join_from(PlanItem, PicklistItem).join_from(
        PlanItem, Organisation, JOIN.LEFT_OUTER, on=PlanItem.procuratorate).where(PlanItem.id == activity.plan_item_id).get()


def used(plan: Plan) -> dict[int, int]:
    """Return item → how many activities of any state refer to it."""
    rows = Activity.select(Activity.plan_item, fn.COUNT(Activity.id)).join(PlanItem, on=Activity.plan_item).where(PlanItem.plan == plan)
    return dict(rows.group_by(Activity.plan_item).tuples())


def unplanned(plan: Plan) -> dict[int, list[int]]:
    """Return item → activities of the plan's year that stand outside it and fit it best, the earliest first; cancelled ones left out."""
    free = [item for item in PlanItem.select(PlanItem, PicklistItem).join(PicklistItem, on=PlanItem.mode).where(
        PlanItem.plan == plan, PlanItem.struck_at.is_null()) if not item.mode.facts.get("own_initiative")]
    rows = Activity.select(Activity.id, Activity.mode, Activity.procuratorate, Activity.starts_at).where(
        Activity.bureau == plan.bureau_id, in_year(plan.year), Activity.state != S.CANCELLED, Activity.plan_item.is_null())
    taken: dict[int, list[int]] = defaultdict(list)
    for row in rows.order_by(Activity.starts_at, Activity.id):
        found = rules.best([_offer(item, len(taken[item.id])) for item in free], mode_id=row.mode_id, office_id=row.procuratorate_id,
                           month=local_day(row.starts_at).month)
        if found is not None:
            taken[found.id].append(row.id)
    return {item: activities for item, activities in taken.items() if activities}


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield the plans that wait for the leader: drafts, and those that the clerk amends."""
    if not desk.may("enforce_plan"):
        return
    for row in scope.visible(desk.actor, Plan).where(Plan.state != PlanState.IN_FORCE).order_by(Plan.year).limit(MOST):
        yield Task("enforce_plan", row.id, "", row.title, "", desk.due("enforce_plan", row.changed_at))


def kinds(bureau_id: int) -> dict[int, str]:
    """Return the offices of a bureau by what they are."""
    rows = Organisation.select(Organisation.id, Organisation.kind).where((Organisation.id == bureau_id) | (Organisation.bureau == bureau_id))
    return dict(rows.tuples())


def modes(bureau_id: int) -> dict[int, bool]:
    """Return the modes on offer, and whether people act on their own initiative in them."""
    return {row.id: bool(row.facts.get("own_initiative")) for row in parameters.items("mode", bureau_id)}


def expected(plans: Sequence[Plan]) -> dict[int, tuple[int, int]]:
    """Return plan → its number of items and the events that they expect; one query."""
    rows: Any = PlanItem.select(PlanItem.plan, fn.COUNT(PlanItem.id), fn.SUM(PlanItem.expected)).where(
        PlanItem.plan.in_([plan.id for plan in plans]), PlanItem.struck_at.is_null()).group_by(PlanItem.plan).tuples()
    return {plan: (count, int(number)) for plan, count, number in rows}
