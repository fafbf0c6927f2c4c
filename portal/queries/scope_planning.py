"""Which rows of the yearly plan and which calendar feeds an actor may see."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import Expression

from models import CalendarFeed, Organisation, Plan, PlanItem
from portal.domain.permissions import Actor


def _plan(actor: Actor) -> Expression | bool:
    """A plan that was never in force is the bureau's own."""
    if actor.in_bureau:
        return Plan.bureau == actor.bureau_id
    return (Plan.bureau == actor.bureau_id) & Plan.in_force_at.is_null(False) if actor.in_procuratorate else False


def _plan_item(actor: Actor) -> Expression | bool:
    """A procuratorate reads the items addressed to it, to those below it, or to any."""
    if actor.in_bureau:
        return PlanItem.bureau == actor.bureau_id
    if not actor.in_procuratorate:
        return False
    own = Organisation.select(Organisation.id).where(
        (Organisation.id == actor.organisation_id) | (Organisation.parent == actor.organisation_id))
    return PlanItem.plan.in_(Plan.select(Plan.id).where(_plan(actor))) & (PlanItem.procuratorate.is_null() | PlanItem.procuratorate.in_(own))


SCOPES: dict[Any, Callable[[Actor], Expression | bool]] = {
    Plan: _plan,
    PlanItem: _plan_item,
    CalendarFeed: lambda actor: CalendarFeed.user == actor.user_id,
}
