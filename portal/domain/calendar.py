"""China's working days and the offices' local time (rules.md "Working days"). No clock: every day is an argument."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Asia/Shanghai")


def to_local(at: datetime) -> datetime:
    """Return an aware moment in the offices' zone. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(ZONE)


def local_date(at: datetime) -> date:
    """Return the day in China at an aware moment. Raises ValueError for a naive one."""
    return to_local(at).date()


def from_local(moment: datetime) -> datetime:
    """Return the aware UTC moment of a naive time as read from a clock in China."""
    return moment.replace(tzinfo=ZONE).astimezone(UTC)


def half_day(at: datetime) -> tuple[date, str]:
    """Return the local day and `am` or `pm`; noon belongs to the afternoon."""
    local = to_local(at)
    return local.date(), "am" if local.hour < 12 else "pm"


class Bucket(StrEnum):
    """How soon something is due, in working days."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


SOON_DAYS = 3


class WorkCalendar:
    """The official calendar of the `holidays` package with an office's own days put over it."""

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        self._overrides = dict(overrides or {})

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day: the office's own word first, else the official calendar."""
        own = self._overrides.get(day)
        return _official(day.year).is_working_day(day) if own is None else own

    def is_provisional(self, year: int) -> bool:
        """Whether no official notice is known for a year: its list of working weekends is still empty."""
        return not any(day.year == year for day in _official(year).weekend_workdays)

    def working_days_between(self, start: date, end: date) -> int:
        """Return the working days after `start` up to and including `end`; negative when `end` lies before `start`.

        2026-09-24 → 2026-10-09 is 5 (rules.md).
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))

    def add_working_days(self, start: date, count: int) -> date:
        """Return the day on which a period of `count` working days ends that begins the day after `start`; 0 gives `start`."""
        step = 1 if count >= 0 else -1
        day = start
        for _ in range(abs(count)):
            day += timedelta(days=step)
            while not self.is_working(day):
                day += timedelta(days=step)
        return day

    def bucket(self, due: date, today: date) -> Bucket:
        """Return how soon a due day is."""
        if due < today:
            return Bucket.OVERDUE
        if due == today:
            return Bucket.TODAY
        return Bucket.SOON if self.working_days_between(today, due) <= SOON_DAYS else Bucket.LATER


@cache
def _official(year: int) -> holidays.China:
    return holidays.China(years=year)
