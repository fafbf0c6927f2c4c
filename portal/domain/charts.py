"""What the charts of a year show beside its figures: parts of a year, how often people served, how long an announcement took."""
from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

MOST_SERVED = 12
"""Who served so often or oftener stands under one head."""

PARTS = {"": (1, 12), "h1": (1, 6), "h2": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12)}
"""Part of a year → its first and its last month."""


def span(year: int, part: str) -> tuple[date, date]:
    """Return the first and the last day of a part of a year. KeyError for an unknown part."""
    first, last = PARTS[part]
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def served_head(times: int) -> str:
    """Return the head under which somebody who served so many times stands."""
    return str(times) if times < MOST_SERVED else f"{MOST_SERVED}+"


def served_heads(times: Iterable[int]) -> list[tuple[str, int]]:
    """Return how many people served how often, from 0 to the most, without gaps; nothing for nobody."""
    found = Counter(min(one, MOST_SERVED) for one in times)
    return [(served_head(number), found[number]) for number in range(max(found, default=-1) + 1)]


@dataclass(frozen=True)
class Wait:
    """The calendar days from the sending of a request to its first announcement, and the month of the latter."""

    activity: int
    office: int
    month: str
    days: int


@dataclass(frozen=True)
class Spread:
    """How long announcements took: how many, the median in tenths of a day, the shortest and the longest."""

    count: int
    median_tenths: int
    shortest: int
    longest: int


def spread(waits: Iterable[Wait]) -> Spread | None:
    """Return the spread of waits; None for none."""
    days = [one.days for one in waits]
    return Spread(len(days), round(median(days) * 10), min(days), max(days)) if days else None
