"""The filters of the list of opinions, by the plain names that figures and activity pages link with."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from peewee import Expression

from models import Activity, Opinion, Supervisor
from portal.domain.errors import NotFound
from portal.domain.labels import OPINION_ANSWERS, OPINION_STATES
from portal.domain.localtime import local_day
from portal.queries import opinions, scope, statistics
from views.activity_filters import ModeFilter, MonthFilter, Named, YearFilter, offices, whole
from views.doors import actor, now
from views.filters import Filter, Options


class ReceivedFilter(YearFilter):
    """The year, and with `month` the month, of receipt."""

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition on the day of receipt."""
        year, month = whole(values.get("year", ""), 2000, 2100), whole(values.get("month", ""), 1, 12)
        if year is None:
            return None
        after = date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
        return (column >= date(year, month or 1, 1)) & (column < after)


class OfRow(Named):
    """Opinions of one row that another page links from: an activity or a supervisor."""

    model: Any = None

    def options(self) -> Options:
        """Return the row asked for, when the reader may see it."""
        try:
            row = scope.get(actor(), self.model, request.args.get(self.key, ""))
        except NotFound:
            return []
        return [(str(row.id), getattr(row, "name", None) or row.title)]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition; a row that is not there for the reader has no opinions."""
        return column.in_([int(value) for value, _name in self.options()])


class OfActivity(OfRow):
    """Opinions of one activity."""

    model = Activity


class OfSupervisor(OfRow):
    """Opinions of one person."""

    model = Supervisor


class Marked(Named):
    """One tick: overdue, outside any activity, or adopted at least in part."""

    def options(self) -> Options:
        """Return the one choice."""
        words = {"overdue": _("Overdue"), "own": _("Own initiative"), "adopted": _("Adopted or partly adopted")}
        return [("1", words[self.key])]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition of the tick."""
        if values.get(self.key) != "1":
            return None
        if self.key == "overdue":
            return opinions.is_overdue(local_day(now()))
        return Opinion.assignment.is_null() if self.key == "own" else statistics.adopted()


def opinion_filters() -> list[Filter]:
    """Return the filters of the list, in the order shown."""
    return [
        Named("state", _l("State"), Opinion.state, OPINION_STATES, key="state"),
        Named("answer", _l("Answer"), Opinion.answer, OPINION_ANSWERS, key="answer"),
        Marked("id", _l("Overdue"), Opinion.id, key="overdue"),
        Marked("id", _l("Own initiative"), Opinion.id, key="own"),
        Marked("id", _l("Adopted"), Opinion.id, key="adopted"),
        ModeFilter("mode", _l("Mode"), Opinion.mode, key="mode"),
        Named("procuratorate", _l("Procuratorate"), Opinion.procuratorate, rows=offices, key="procuratorate"),
        ReceivedFilter("received_on", _l("Year"), Opinion.received_on, key="year"),
        MonthFilter("received_on", _l("Month"), Opinion.received_on, key="month"),
        OfSupervisor("supervisor", _l("Supervisor"), Opinion.supervisor, key="supervisor"),
        OfActivity("activity", _l("Activity"), Opinion.activity, key="activity"),
    ]
