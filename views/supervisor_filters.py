"""The filters of the register of people by what hangs on them: standing, term, profession, age, how often they served this year."""
from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from peewee import fn

import views.choices as choices
from models import Activity, Appointment, Assignment, Supervisor
from models.choices import AssignmentState
from portal.domain import labels
from portal.domain.localtime import local_day
from portal.language import item_name, word
from portal.queries import people as reading
from portal.queries.statistics import year_span
from views.base import now
from views.filters import Filter, ThroughFilter


def profession_options() -> list[tuple[str, str]]:
    """Return id and name of each profession."""
    return [(str(row.id), item_name(row)) for row in choices.picklist("profession")]


STANDINGS = {
    "live": labels.APPOINTMENT_STATES["live"], "leave": labels.LEFT_OUT_REASONS["on_leave"], "none": labels.LEFT_OUT_REASONS["not_active"],
}


def by_standing(text: str) -> Any:
    """Return the condition for people in office, on leave today, or without a live term."""
    if text == "leave":
        return Supervisor.id.in_(reading.on_leave(local_day(now())))
    return Supervisor.id.in_(reading.in_office()) if text == "live" else Supervisor.id.not_in(reading.in_office())


AGES = {"34": (0, 34), "44": (35, 44), "54": (45, 54), "64": (55, 64), "65": (65, 200)}
"""Upper end of an age band → its first and last year of age."""


def age_options() -> list[tuple[str, str]]:
    """Return the age bands."""
    return [(code, _("65 and older") if code == "65" else _("under 35") if low == 0 else f"{low}–{high}") for code, (low, high) in AGES.items()]


def by_age(text: str) -> Any:
    """Return the condition for people of an age band today."""
    low, high = AGES[text]
    today = local_day(now())
    return Supervisor.birth_date.between(_years_before(today, high + 1, 1), _years_before(today, low, 0))


def _years_before(day: date, years: int, days: int) -> date:
    """Return the day so many years before, `days` later; the 29th of February counts as the 28th."""
    return date.fromordinal(date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day).toordinal() + days)


SERVED = {"0": (0, 0), "1": (1, 3), "4": (4, 9), "10": (10, 10_000)}
"""Lower end of a band → how often somebody served this year."""


def served_options() -> list[tuple[str, str]]:
    """Return the bands of times served."""
    return [(code, _("never") if high == 0 else _("10 times and more") if code == "10" else _("%(low)s to %(high)s times", low=low, high=high))
            for code, (low, high) in SERVED.items()]


def by_served(text: str) -> Any:
    """Return the condition for people who served so often this year."""
    low, high = SERVED[text]
    start, end = year_span(local_day(now()).year)
    served = Assignment.select(Assignment.supervisor).join(Activity).where(
        Assignment.state == AssignmentState.ATTENDED, Activity.starts_at >= start, Activity.starts_at < end)
    if high == 0:
        return Supervisor.id.not_in(served)
    return Supervisor.id.in_(served.group_by(Assignment.supervisor).having(fn.COUNT(Assignment.id).between(low, high)))


def by_term(text: str) -> Any:
    """Return the condition for people with a term that began in a year; nobody for what is no year."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 and text > "1000" else date.max.year
    return Supervisor.id.in_(Appointment.select(Appointment.supervisor).where(Appointment.starts_on.between(date(year, 1, 1), date(year, 12, 31))))


def filters() -> list[Filter]:
    """Return all of them."""
    key = Supervisor._meta.fields["id"]
    return [
        ThroughFilter("id", _l("Standing"), key, parameter="standing", select=by_standing,
                      choices=lambda: [(code, word(STANDINGS, code)) for code in STANDINGS]),
        ThroughFilter("id", _l("Year in which a term began"), key, parameter="term", select=by_term),
        ThroughFilter("id", _l("Profession"), key, parameter="profession", choices=profession_options,
                      select=lambda text: Supervisor.id.in_(reading.with_profession(int(text)))),
        ThroughFilter("id", _l("Age"), key, parameter="age", select=by_age, choices=age_options),
        ThroughFilter("id", _l("Served this year"), key, parameter="served", select=by_served, choices=served_options),
    ]
