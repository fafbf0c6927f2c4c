"""The yearly plan: entered, changed and copied by the clerk, put in force and opened again by the leader."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models import Activity, Organisation, Plan, PlanItem
from models.base import database
from models.choices import PlanState
from portal.domain import planning as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.opinions import check_words
from portal.domain.permissions import Actor, require
from portal.domain.planning import Act, ItemValues, PlanValues
from portal.queries import plans as facts, scope
from portal.services import audit, records


def enter(actor: Actor, values: PlanValues, *, at: datetime) -> Plan:
    """Enter the draft of a year's plan. Raises Conflict plan_year_there, DomainError: see planning.check."""
    require(actor, "plan:write")
    return _enter(actor, values, verb="plan:enter", at=at)


def _enter(actor: Actor, values: PlanValues, *, verb: str, at: datetime) -> Plan:
    bureau_id = int(actor.bureau_id or 0)
    with database.atomic():
        records.lock(Organisation, bureau_id, strength="FOR NO KEY UPDATE")  # of two plans of one year the second sees the first
        _check(bureau_id, values, at)
        if Plan.select().where(Plan.bureau == bureau_id, Plan.year == values.year).exists():
            raise Conflict("plan_year_there", field="year", year=values.year)
        made = records.create(actor, verb, Plan(bureau=bureau_id, year=values.year, requirements=values.requirements.strip()), at=at)
        _write_items(actor, made, values.items, at)
    return made


def amend(actor: Actor, plan: Plan, values: PlanValues, *, version: int | None = None, at: datetime) -> Plan:
    """Change a plan that is not in force; its year stays.

    Raises NotFound, Conflict plan_act_not_now, changed_meanwhile, DomainError plan_item_used and what planning.check raises.
    """
    require(actor, "plan:write")
    with database.atomic():
        row, _act = _held(actor, plan, "amend")
        _check(row.bureau_id, values, at, held=facts.live_items(actor, row))
        _hold_items(row)
        changed = records.change(actor, "plan:amend", row, at=at, version=version, requirements=values.requirements.strip())
        _write_items(actor, changed, values.items, at)
    return changed


def enforce(actor: Actor, plan: Plan, *, version: int | None = None, at: datetime) -> Plan:
    """Put a plan in force: procuratorates read it, requests tick its items off; `version` is that of the plan as it was looked at.

    When this is the first time, what the year holds already ticks off what fits. Raises NotFound, Conflict plan_act_not_now,
    changed_meanwhile.
    """
    require(actor, "plan:decide")
    with database.atomic():
        row, _act = _held(actor, plan, "enforce")
        ticked = _tick_off(row, at) if row.in_force_at is None else 0
        changed = records.change(actor, "plan:enforce", row, at=at, version=version, state=PlanState.IN_FORCE.value, state_words="", in_force_at=at,
                                 in_force_by=actor.user_id)
        if ticked:
            audit.record(actor, "plan:tick_off", changed, at=at, changes={"activities": [None, ticked]})
    return changed


def _tick_off(plan: Plan, at: datetime) -> int:
    """Let the year's activities tick off the items that fit, the earliest first, and return how many did.

    It comes before the trail is written, as whoever changes an activity holds it first and the trail second.
    """
    found = facts.unplanned(plan)
    for item, activities in found.items():
        Activity.update(plan_item=item, changed_at=at).where(Activity.id.in_(activities), Activity.plan_item.is_null()).execute()
    return sum(map(len, found.values()))


def reopen(actor: Actor, plan: Plan, *, words: str, at: datetime) -> Plan:
    """Let the clerk change a plan in force, saying why; it goes on being ticked off. Raises NotFound, Conflict plan_act_not_now,
    DomainError words_missing, words_long.
    """
    require(actor, "plan:decide")
    reason = check_words(words, "words", rules.LONGEST_WHY)
    with database.atomic():
        row, _act = _held(actor, plan, "reopen")
        return records.change(actor, "plan:reopen", row, at=at, reason=reason, state=PlanState.AMENDING.value, state_words=reason)


def copy(actor: Actor, plan: Plan, *, at: datetime) -> Plan:
    """Make the draft of the next year's plan with the same items and expected numbers; items of closed offices and modes are left out.

    Raises NotFound, Conflict plan_year_there, DomainError plan_year_refused, plan_without_items.
    """
    require(actor, "plan:write")
    with database.atomic():
        row, _act = _held(actor, plan, "copy")
        offices, modes = _live_offices(row.bureau_id), facts.modes(row.bureau_id)
        items = tuple(ItemValues(item.mode_id, item.expected, item.procuratorate_id, item.month, item.requirements)
                      for item in facts.live_items(actor, row) if item.mode_id in modes and item.procuratorate_id in offices)
        return _enter(actor, PlanValues(row.year + 1, row.requirements, items), verb="plan:copy", at=at)


def _live_offices(bureau_id: int) -> set[int | None]:
    rows = Organisation.select(Organisation.id).where(Organisation.bureau == bureau_id, Organisation.active).tuples()
    return {None, *(key for (key,) in rows)}


def _held(actor: Actor, plan: Plan, name: str) -> tuple[Plan, Act]:
    """The plan as it is now, held until the transaction ends, if the act may start."""
    scope.get(actor, Plan, plan.id)
    row = records.lock(Plan, plan.id)
    return row, rules.act_from(name, row.state)


def _check(bureau_id: int, values: PlanValues, at: datetime, held: Sequence[PlanItem] = ()) -> None:
    """`held` are the items there before: they keep a mode that is retired meanwhile, as requests tick them off."""
    kept = {item.mode_id: bool(item.mode.facts.get("own_initiative")) for item in held}
    rules.check(values, facts.kinds(bureau_id), kept | facts.modes(bureau_id), local_day(at).year)


def _write_items(actor: Actor, plan: Plan, items: tuple[ItemValues, ...], at: datetime) -> None:
    """Write the items in their order; those not named any more are struck out, unless requests tick them off."""
    known = {row.id: row for row in facts.live_items(actor, plan)}
    used = facts.used(plan)
    for row in known.values():
        if row.id not in {item.id for item in items}:
            _refuse_used(row, used)
            records.change(actor, "plan:strike", row, at=at, struck_at=at)
    for no, item in enumerate(items, 1):
        held = known.get(item.id or 0)
        if held is None:
            records.create(actor, "plan:write", PlanItem(bureau=plan.bureau_id, plan=plan, **_columns(item, no)), at=at)
        else:
            _rewrite(actor, held, _columns(item, no), used, at)


def _hold_items(plan: Plan) -> None:
    """Wait for requests that just take an item, before anything goes to the trail: they too hold the item first, the trail second."""
    every = PlanItem.select(PlanItem.id).where(PlanItem.plan == plan).order_by(PlanItem.id)
    list(every.for_update("FOR NO KEY UPDATE") if database.for_update else every)


def _columns(item: ItemValues, no: int) -> dict[str, Any]:
    return {"no": no, "mode": item.mode_id, "procuratorate": item.office_id, "month": item.month, "expected": item.expected,
            "requirements": item.requirements.strip()}


def _rewrite(actor: Actor, row: PlanItem, values: dict[str, Any], used: dict[int, int], at: datetime) -> None:
    before = {name: row.__data__[name] for name in values}
    if before | {"no": 0} == values | {"no": 0}:
        records.update(row, at, no=values["no"])  # a line that only moved down is no news
        return
    if any(before[name] != values[name] for name in ("mode", "procuratorate")):
        _refuse_used(row, used)
    records.change(actor, "plan:write", row, at=at, **values)


def _refuse_used(row: PlanItem, used: dict[int, int]) -> None:
    if used.get(row.id):
        raise DomainError("plan_item_used", field="items", title=row.mode, count=used[row.id])
