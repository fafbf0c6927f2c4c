"""The offices' own clock: rules that speak of a day or a year mean the one in China (look.md "Manners")."""
from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def local_day(at: datetime) -> date:
    """Return the day in China at an aware moment. ValueError for a naive one, which names no moment."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(ZONE).date()


def local_moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the aware moment of a time of day in China."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
