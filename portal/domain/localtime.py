"""The offices' own clock: rules that speak of a day or a year mean the one in China (look.md "Manners")."""
from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def to_local(at: datetime) -> datetime:
    """Return an aware moment as the clock in China shows it. ValueError for a naive one, which names no moment."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(ZONE)


def from_local(clock: datetime) -> datetime:
    """Return the moment (aware UTC) of a naive time read from a clock in China. ValueError for an aware one: it was read already."""
    if clock.tzinfo is not None:
        raise ValueError("a time with a zone")
    return clock.replace(tzinfo=ZONE).astimezone(UTC)


def local_day(at: datetime) -> date:
    """Return the day in China at an aware moment. ValueError for a naive one."""
    return to_local(at).date()


def local_moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the aware moment of a time of day in China."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def half_day(at: datetime) -> tuple[date, str]:
    """Return the day in China and `am` or `pm`; noon belongs to the afternoon (rules.md "Subsidies" flags two duties in one half-day)."""
    local = to_local(at)
    return local.date(), "am" if local.hour < 12 else "pm"
