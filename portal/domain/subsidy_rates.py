"""What a unit of duty is paid: half-days, rates by level, modes and day, and the examples that are shipped (rules.md "Subsidies")."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.choices import Level
from portal.domain.errors import DomainError
from portal.domain.localtime import half_day, local_day

MOST_FEN = 100_000_000
"""A million yuan: more than any line can be."""

# time --------------------------------------------------------------------------------------------------------------------------

TENTHS_OF_A_HALF_DAY = 40
"""Four hours of a class are half a day."""


def slots(starts_at: datetime, ends_at: datetime) -> list[str]:
    """Return the half-days in China that an activity takes, in order: `2026-03-05 am`. One that ends at noon took the morning only."""
    found, day = [], local_day(starts_at)
    first, last = _slot(starts_at), _slot(max(starts_at, ends_at - timedelta(seconds=1)))
    while day <= local_day(ends_at):
        found += [name for half in ("am", "pm") if first <= (name := f"{day} {half}") <= last]
        day += timedelta(days=1)
    return found


def _slot(at: datetime) -> str:
    day, half = half_day(at)
    return f"{day} {half}"


def day_slots(first: date, last: date) -> list[str]:
    """Return both half-days of every day of a class, whose hours are not known to the minute."""
    days = range((last - first).days + 1)
    return [f"{first + timedelta(days=number)} {half}" for number in days for half in ("am", "pm")]


def class_half_days(first: date, last: date, hours_tenths: int) -> int:
    """Return how many half-days a class counts: by its hours, at least one and at most two for each of its days."""
    days = (last - first).days + 1
    return max(days, min(2 * days, -(-hours_tenths // TENTHS_OF_A_HALF_DAY)))


def credited_days(first: date, last: date, hours_tenths: int, own_tenths: int) -> tuple[int, int]:
    """Return the half-days and days for which a person at a class is paid: those of the class, fewer where fewer hours were credited.

    No hours at all say that none were written down, as the person was there.
    """
    whole, days = class_half_days(first, last, hours_tenths), (last - first).days + 1
    if not 0 < own_tenths < hours_tenths:
        return whole, days
    own = -(-own_tenths // TENTHS_OF_A_HALF_DAY)
    return min(whole, own), min(days, -(-own // 2))


# rates ---------------------------------------------------------------------------------------------------------------------------

UNITS = ("place", "half_day", "day")
TARGETS = ("activity", "training")
LEVELS = tuple(Level)


@dataclass(frozen=True)
class RateFacts:
    """A rate that the leader countersigned; no `modes` = every mode that no other names."""

    key: int
    level: str
    target: str
    modes: frozenset[str]
    unit: str
    amount_fen: int
    valid_from: date
    valid_to: date | None = None

    def holds(self, level: str, target: str, mode: str, day: date) -> bool:
        """Whether the rate pays for this on that day."""
        return ((self.level, self.target) == (level, target) and (not self.modes or mode in self.modes)
                and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to))


def rate_for(rates: Iterable[RateFacts], *, level: str, target: str, mode: str, day: date) -> RateFacts | None:
    """Return the rate that pays for something: one that names the mode goes before one for all others, then the latest, then the last entered."""
    found = [rate for rate in rates if rate.holds(level, target, mode, day)]
    return max(found, key=lambda rate: (bool(rate.modes), rate.valid_from, rate.key), default=None)


def check_rate(values: Mapping[str, Any]) -> None:
    """Refuse a rate that cannot be: codes unknown, nothing to pay, its last day before its first, a class with modes.

    Raises DomainError unknown_code, rate_amount, rate_days, rate_modes.
    """
    for name, known in (("level", LEVELS), ("target", TARGETS), ("unit", UNITS)):
        if values[name] not in known:
            raise DomainError("unknown_code", field=name, value=values[name])
    if values["amount_fen"] is None or not 0 < values["amount_fen"] <= MOST_FEN:
        raise DomainError("rate_amount", field="amount_fen")
    if values.get("valid_to") is not None and values["valid_to"] < values["valid_from"]:
        raise DomainError("rate_days", field="valid_to")
    if values["target"] == "training" and values["modes"]:
        raise DomainError("rate_modes", field="modes")


def units_of(rate: RateFacts, *, half_days: int, days: int) -> int:
    """Return how often the rate's unit is contained."""
    return {"place": 1, "half_day": half_days, "day": days}[rate.unit]


# shipped examples ------------------------------------------------------------------------------------------------------------------

EXAMPLE_BASIS = "示例"
EXAMPLES: tuple[dict[str, object], ...] = (
    {"title": "公开审查、公开听证（示例）", "level": "city", "target": "activity", "modes": ["01"], "unit": "place", "amount_fen": 30_000},
    {"title": "其他监督活动（示例）", "level": "city", "target": "activity", "modes": [], "unit": "place", "amount_fen": 26_000},
    {"title": "巡回检察、评查检查（示例）", "level": "city", "target": "activity", "modes": ["03", "06", "07"], "unit": "half_day", "amount_fen": 28_000},
    {"title": "培训学习（示例）", "level": "city", "target": "training", "modes": [], "unit": "day", "amount_fen": 10_000},
    {"title": "公开审查、公开听证（示例）", "level": "province", "target": "activity", "modes": ["01"], "unit": "place", "amount_fen": 60_000},
    {"title": "其他监督活动（示例）", "level": "province", "target": "activity", "modes": [], "unit": "place", "amount_fen": 50_000},
)
"""Invented rates that an office may propose for itself and replace; they hold only after its leader countersigned them."""
