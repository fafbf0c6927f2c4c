"""Dated parameters, the working calendar and picklists as the rules need them."""
from __future__ import annotations

from datetime import date
from typing import Any

from peewee import ModelSelect

from models import DayOverride, Parameter, PicklistItem
from portal.domain.calendar import WorkCalendar
from portal.domain.errors import DomainError


def value(bureau_id: int | None, key: str, day: date) -> Any:
    """Return the parameter's value on a day; the office's own goes before the shared one. Raises KeyError for an unknown key."""
    return values(bureau_id, (key,), day)[key]


def values(bureau_id: int | None, keys: tuple[str, ...], day: date) -> dict[str, Any]:
    """Return several parameters on a day in one query; before the first one held, the first. Raises KeyError when one was never defined."""
    rows = Parameter.select().where(Parameter.key.in_(keys), Parameter.bureau.is_null() | (Parameter.bureau == bureau_id))
    shared_first = sorted(rows, key=lambda row: (row.bureau_id is not None, row.valid_from))
    earliest = {row.key: row.value for row in reversed(shared_first) if row.bureau_id is None}
    found = earliest | {row.key: row.value for row in shared_first if row.valid_from <= day}
    return {key: found[key] for key in keys}


def calendar(bureau_id: int | None) -> WorkCalendar:
    """Return the working calendar with the office's own days."""
    return WorkCalendar({row.day: row.working for row in DayOverride.select().where(DayOverride.bureau == bureau_id)})


def items(kind: str, bureau_id: int | None = None) -> ModelSelect:
    """Return the live values of a picklist in their order, shared ones and the office's own."""
    return items_of((kind,), bureau_id)


def items_of(kinds: tuple[str, ...], bureau_id: int | None = None) -> ModelSelect:
    """Return the live values of several picklists, each in its order, shared ones and the office's own."""
    return PicklistItem.select().where(
        PicklistItem.kind.in_(kinds), PicklistItem.active, PicklistItem.bureau.is_null() | (PicklistItem.bureau == bureau_id)
    ).order_by(PicklistItem.position, PicklistItem.id)


def item(kind: str, code: str, bureau_id: int | None = None) -> PicklistItem:
    """Return one value by its code. Raises DomainError `unknown_code`."""
    found = items(kind, bureau_id).where(PicklistItem.code == code).first()
    if found is None:
        raise DomainError("unknown_code", value=code)
    return found
