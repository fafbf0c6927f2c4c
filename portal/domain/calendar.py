"""China's working days, with the office's own corrections (rules.md "Working days"). No clock: every day is an argument."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays

SOON_DAYS = 3
"""So many working days ahead something counts as due soon (look.md "Home")."""


class Bucket(StrEnum):
    """How soon something is due: the groups of a worklist, in their order."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class WorkCalendar:
    """The official calendar of the `holidays` package with an office's own days (day → working or not) put over it."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day: the office's own word first, else the official calendar."""
        own = self.overrides.get(day)
        return _official(day.year).is_working_day(day) if own is None else own

    def is_provisional(self, year: int) -> bool:
        """Whether no official notice is known for a year: the package then lists no working weekend in it.

        Its list always holds a few days of other years, so that it is never empty as a whole.
        """
        return not any(day.year == year for day in _official(year).weekend_workdays)

    def working_days_between(self, start: date, end: date) -> int:
        """Return the working days after `start` up to and including `end`; negative when `end` lies before `start`.

        2026-09-24 → 2026-10-09 is 5 (rules.md "Working days").
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))

    def add_working_days(self, start: date, count: int) -> date:
        """Return the day on which a period of `count` working days ends that begins the day after `start`; 0 gives `start` itself.

        A negative count goes back: -1 is the working day before `start`.
        """
        step = timedelta(days=1 if count >= 0 else -1)
        day, left = start, abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def bucket(self, due: date, today: date) -> Bucket:
        """Return how soon a due day is, in working days."""
        if due < today:
            return Bucket.OVERDUE
        if due == today:
            return Bucket.TODAY
        return Bucket.SOON if self.working_days_between(today, due) <= SOON_DAYS else Bucket.LATER


@cache
def _official(year: int) -> holidays.China:
    return holidays.China(years=year)
