"""Terms that end soon, and how the people in office are spread (rules.md "Who may be appointed")."""
from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date

from peewee import JOIN

from models import Appointment, PicklistItem, Supervisor
from models.choices import AppointmentState
from portal.queries import parameters

WARN_MONTHS = (3, 6)


@dataclass(frozen=True)
class Ending:
    """A live term near its end. `months` is the warning that holds: 0 when the end has passed, else 3 or 6."""

    term: Appointment
    months: int


@dataclass(frozen=True)
class Spread:
    """What to warn of: share of public servants in per cent with its limit, counties with fewer people than they need."""

    people: int
    servants: int
    servant_limit: int
    short_counties: tuple[tuple[PicklistItem, int], ...]
    county_minimum: int

    @property
    def too_many_servants(self) -> bool:
        """Whether public servants fill more of the places than the limit says."""
        return self.servants * 100 > self.people * self.servant_limit


def endings(bureau_id: int | None, day: date) -> list[Ending]:
    """Return the live terms that end within 6 months of a day or are over already, the earliest first, their people loaded."""
    limit = months_later(day, max(WARN_MONTHS))
    rows = Appointment.select(Appointment, Supervisor).join(Supervisor).where(
        Appointment.bureau == bureau_id, Appointment.state == AppointmentState.LIVE, Appointment.ends_on <= limit
    ).order_by(Appointment.ends_on, Appointment.id)
    return [Ending(row, warning(row.ends_on, day)) for row in rows]


def warning(ends_on: date, day: date) -> int:
    """Return the warning of a term that ends on a day: 0 when it is over, else 3 or 6 (months left at most)."""
    if ends_on < day:
        return 0
    return next((months for months in WARN_MONTHS if ends_on <= months_later(day, months)), max(WARN_MONTHS))


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def spread(bureau_id: int | None, day: date) -> Spread:
    """Return how the people in office on a day are spread over counties and public servants."""
    limits = parameters.values(bureau_id, ("recruitment.min_per_county", "recruitment.public_servant_share"), day)
    people = list(Supervisor.select(Supervisor.county, Supervisor.public_servant).join(Appointment, JOIN.INNER).where(
        Supervisor.bureau == bureau_id, Appointment.state == AppointmentState.LIVE))
    have = Counter(person.county_id for person in people)
    need = limits["recruitment.min_per_county"]
    own = [county for county in parameters.items("county", bureau_id) if county.bureau_id]
    return Spread(people=len(people), servants=sum(person.public_servant for person in people),
                  servant_limit=limits["recruitment.public_servant_share"], county_minimum=need,
                  short_counties=tuple((county, have[county.id]) for county in own if have[county.id] < need))
