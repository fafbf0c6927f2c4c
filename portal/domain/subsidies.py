"""What subsidies are paid for, and how a batch of them moves (rules.md "Subsidies"): tables and pure functions over whole 分."""
from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.draw import canonical, sm3
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import half_day, local_day

# steps ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchStep:
    """One step of a batch: from which states it starts, where it ends, which verb opens it, and whether those who made it may take it."""

    sources: tuple[str, ...]
    target: str
    verb: str
    own_too: bool = False


STEPS: dict[str, BatchStep] = {
    "change": BatchStep(("prepared",), "prepared", "subsidy:write", own_too=True),
    "discard": BatchStep(("prepared",), "discarded", "subsidy:write", own_too=True),
    "review": BatchStep(("prepared",), "reviewed", "subsidy:review"),
    "return": BatchStep(("reviewed",), "prepared", "subsidy:return", own_too=True),
    "approve": BatchStep(("reviewed",), "approved", "subsidy:approve"),
    "pay": BatchStep(("approved",), "paid", "subsidy:pay", own_too=True),
}
STATES = ("prepared", "reviewed", "approved", "paid")
"""The way of a batch; `discarded` stands beside it."""
LOCKED = ("approved", "paid")
"""States in which nothing of a batch changes any more (models.migrations.0014)."""


def step_from(state: str, name: str, *, own: bool) -> BatchStep:
    """Return the step if it may start now; `own` says whether the actor prepared the batch or changed a line of it.

    Raises Conflict batch_step_not_now, DomainError batch_own for a review or an approval of one's own work.
    """
    step = STEPS[name]
    if state not in step.sources:
        raise Conflict("batch_step_not_now", batch_state=state)
    if own and not step.own_too:
        raise DomainError("batch_own")
    return step


# periods -------------------------------------------------------------------------------------------------------------------------

PERIODS = {"month": 1, "quarter": 3}
"""Kind of period → how many months it has."""


def period_days(kind: str, year: int, number: int) -> tuple[date, date]:
    """Return first and last day of month 1–12 or quarter 1–4 of a year. Raises DomainError subsidy_period for any other."""
    months = PERIODS.get(kind, 0)
    if not months or not 2003 <= year <= 2200 or not 1 <= number <= 12 // months:
        raise DomainError("subsidy_period", field="number")
    last = number * months
    return date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1])


def period_title(kind: str, year: int, number: int) -> str:
    """Return how the batch of a period is called on papers."""
    return f"{year}年{number}月履职补助" if kind == "month" else f"{year}年第{number}季度履职补助"


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


def overlaps(taken: Iterable[tuple[int, int, Sequence[str]]]) -> dict[int, list[int]]:
    """Return line id → ids of the other lines of the same person in one of its half-days, of (line id, person, half-days)."""
    by_slot: dict[tuple[int, str], list[int]] = defaultdict(list)
    for line, person, halves in taken:
        for half in halves:
            by_slot[person, half].append(line)
    found: dict[int, set[int]] = defaultdict(set)
    for lines in by_slot.values():
        for line in lines if len(lines) > 1 else ():
            found[line] |= set(lines) - {line}
    return {line: sorted(others) for line, others in found.items()}


# rates ---------------------------------------------------------------------------------------------------------------------------

UNITS = ("place", "half_day", "day")
TARGETS = ("activity", "training")


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


def units_of(rate: RateFacts, *, half_days: int, days: int) -> int:
    """Return how often the rate's unit is contained."""
    return {"place": 1, "half_day": half_days, "day": days}[rate.unit]


# what is paid ----------------------------------------------------------------------------------------------------------------------

COSTS = ("travel", "lodging", "other")
"""Kinds of line that the clerk enters by hand."""
KINDS = ("attendance", "training", *COSTS, "reversal", "correction")
OUTCOMES = ("pay", "no_subsidy", "late", "dropped")


def outcome_of(*, no_subsidy: bool, days_after: int, limit: int | None) -> str:
    """Return what becomes of a place that was attended, before anybody decides: paid, not drawn by the person, or claimed too late.

    `days_after` are the working days from the event to the preparation of the batch, `limit` the parameter (None: off).
    """
    if no_subsidy:
        return "no_subsidy"
    return "late" if limit is not None and days_after > limit else "pay"


def decided(outcome: str, decision: str) -> str:
    """Return the outcome of a line once the clerk decided to keep or to drop it. Raises DomainError line_not_kept for who draws no subsidy."""
    if decision == "drop":
        return "dropped"
    if outcome == "no_subsidy":
        raise DomainError("line_not_kept")
    return "pay"


def paid_amount(full_fen: int, outcome: str) -> int:
    """Return what is paid of a full amount: all of it or nothing."""
    return full_fen if outcome == "pay" else 0


def agreed_in_time(agreed_on: date, day: date) -> bool:
    """Whether the leader agreed to a cost before its day, as a cost must be."""
    return agreed_on < day


# sums ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ControlSum:
    """What a batch comes to: how many lines, their sum, and a digest over every one of them."""

    count: int
    total_fen: int
    digest: str


def control_sum(lines: Iterable[Mapping[str, object]]) -> ControlSum:
    """Return the control sum of lines, each with `id` and `amount_fen` and whatever else must not change."""
    ordered = sorted(lines, key=lambda line: int(str(line["id"])))
    return ControlSum(len(ordered), sum(int(str(line["amount_fen"])) for line in ordered), sm3(canonical(ordered).encode()))


def per_person(lines: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return person → sum of (person, amount), in the order in which people first appear."""
    found: dict[int, int] = {}
    for person, amount in lines:
        found[person] = found.get(person, 0) + amount
    return found


@dataclass(frozen=True)
class BudgetState:
    """A year's money: what may be spent (None: not set), what was paid, what is approved, what is being prepared, and what the year comes to."""

    budget_fen: int | None
    paid_fen: int
    approved_fen: int
    underway_fen: int
    forecast_fen: int | None

    @property
    def left_fen(self) -> int | None:
        """Return what is neither paid nor approved."""
        return None if self.budget_fen is None else self.budget_fen - self.paid_fen - self.approved_fen

    @property
    def is_short(self) -> bool:
        """Whether the year is expected to cost more than it may."""
        return self.budget_fen is not None and self.forecast_fen is not None and self.forecast_fen > self.budget_fen


def forecast(spent_fen: int, year: int, covered_until: date | None) -> int | None:
    """Return what a year comes to at its own pace, in whole 分 rounded up: the sum of the days that batches cover, spread over all its days.

    None before the first batch of the year.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    if covered_until is None or covered_until < first:
        return None
    gone = (min(covered_until, last) - first).days + 1
    return -(-spent_fen * ((last - first).days + 1) // gone)


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
