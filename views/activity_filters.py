"""The filters of the list of activities. Their names in the address are plain words, as figures and worklists link here with them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from peewee import Expression

import views.choices as choices
from models import Activity, Assignment, Organisation, PicklistItem, PlanItem, Supervisor
from portal.domain.errors import NotFound
from portal.domain.labels import ACTIVITY_STATES
from portal.domain.localtime import from_local
from portal.queries import activities, plans, scope
from views.doors import actor, now
from views.filters import Filter, Options
from views.formatting import as_local, row_name

YEARS_BACK = 10


@dataclass(frozen=True)
class Named(Filter):
    """A filter with one parameter, called as it is: `?state=held`, not `?f_state=held`."""

    key: str = ""

    @property
    def kind(self) -> str:
        """All of them are choices."""
        return "choice"

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the one parameter."""
        return (self.key,)


class Period(Filter):
    """A span of days by `from` and `to`."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return both parameters."""
        return ("from", "to")


class ModeFilter(Named):
    """The mode by its code (01 to 10), as the figures name it."""

    def options(self) -> Options:
        """Return the modes, retired ones too: old rows have them."""
        return [(item.code, row_name(item)) for item in choices.picklist("mode", live=False)]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition on the mode."""
        named = PicklistItem.select(PicklistItem.id).where(PicklistItem.kind == "mode", PicklistItem.code == values.get(self.key, ""))
        return column.in_(named)


class YearFilter(Named):
    """The local year, and with `month` the month, in which an activity starts."""

    def options(self) -> Options:
        """Return next year and those before it."""
        latest = as_local(now()).year + 1
        return [(str(year), str(year)) for year in range(latest, latest - YEARS_BACK, -1)]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition on the start."""
        year, month = whole(values.get("year", ""), 2000, 2100), whole(values.get("month", ""), 1, 12)
        if year is None:
            return None
        first, after = (year, month or 1), (year + (month or 12) // 12, (month or 12) % 12 + 1)
        return (column >= from_local(datetime(*first, 1))) & (column < from_local(datetime(*after, 1)))

    def chip(self, values: Mapping[str, str]) -> str:
        """Return the year asked for, whether it is offered or not."""
        return values.get(self.key, "")


class MonthFilter(Named):
    """The month; it narrows the year, and means nothing without one."""

    def options(self) -> Options:
        """Return the twelve months."""
        names = (_("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"), _("September"),
                 _("October"), _("November"), _("December"))
        return [(str(number), name) for number, name in enumerate(names, 1)]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return nothing: the year's condition looks at the month."""
        return None


class CountedFilter(Named):
    """What the year's figures count."""

    def options(self) -> Options:
        """Return the one choice."""
        return [("1", _("Held with somebody present")), ("coming", _("Requests under way"))]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition of the figures."""
        if values.get(self.key) == "coming":
            return Activity.state.in_(plans.UNDER_WAY)
        return activities.counted() if values.get(self.key) == "1" else None


class PersonFilter(Named):
    """Activities for which a person was drawn; the figures of people link here."""

    def options(self) -> Options:
        """Return the person asked for: nobody chooses from a list of all."""
        try:
            found = [scope.get(actor(), Supervisor, request.args.get(self.key, ""))]
        except NotFound:
            found = []
        return [(str(person.id), person.name) for person in found]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition; a person who is not there for the reader has no activities."""
        ids = [int(value) for value, _name in self.options()]
        place = Assignment.supervisor.in_(ids)
        part = activities.PARTS.get(values.get("part", ""))
        return column.in_(Assignment.select(Assignment.activity).join(Activity).where(place & part() if part else place))


class PartFilter(Named):
    """What the person did there; it narrows the person, and means nothing without one."""

    def options(self) -> Options:
        """Return what a person's figures count."""
        return [("drawn", _("Times drawn")), ("substitute", _("As substitute")), ("served", _("Served")), ("freed", _("Did not come"))]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return nothing: the person's condition looks at the part."""
        return None


class PlanFilter(Named):
    """What ticks off an item of the yearly plan, or (`none`) stands outside it; the plan's page links here."""

    def options(self) -> Options:
        """Return what lies outside, and the item asked for: nobody chooses from a list of all."""
        try:
            found = [scope.get(actor(), PlanItem, request.args.get(self.key, ""))]
        except NotFound:
            found = []
        return [("none", _("Outside the plan")), *((str(item.id), _("An item of the plan: %(mode)s", mode=row_name(item.mode))) for item in found)]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition; an item that is not there for the reader is ticked off by nothing."""
        if values.get(self.key) == "none":
            return column.is_null()
        return column.in_([int(value) for value, _name in self.options() if value != "none"])


class FlagFilter(Named):
    """Urgent requests, or those sent as exceptions."""

    def options(self) -> Options:
        """Return yes and no."""
        return [("1", _("Urgent")), ("0", _("In good time"))]


def activity_filters() -> list[Filter]:
    """Return the filters of the list, in the order shown."""
    return [
        Named("state", _l("State"), Activity.state, ACTIVITY_STATES, key="state"),
        ModeFilter("mode", _l("Mode"), Activity.mode, key="mode"),
        Named("procuratorate", _l("Procuratorate"), Activity.procuratorate, rows=offices, key="procuratorate"),
        FlagFilter("urgent", _l("Lead time"), Activity.urgent, key="urgent"),
        Period("starts_at", _l("Day of the activity"), Activity.starts_at),
        YearFilter("starts_at", _l("Year"), Activity.starts_at, key="year"),
        MonthFilter("starts_at", _l("Month"), Activity.starts_at, key="month"),
        CountedFilter("id", _l("Figures"), Activity.id, key="counted"),
        PersonFilter("id", _l("Person"), Activity.id, key="person"),
        PartFilter("id", _l("What the person did"), Activity.id, key="part"),
        PlanFilter("plan_item", _l("Yearly plan"), Activity.plan_item, key="plan"),
    ]


def offices() -> list[Organisation]:
    """Return the procuratorates that the reader may choose from."""
    return [row for row in choices.rows(Organisation, live=False) if row.kind == "procuratorate"]


def whole(text: str, low: int, high: int) -> int | None:
    """Return a whole number from an address within its bounds; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high else None
