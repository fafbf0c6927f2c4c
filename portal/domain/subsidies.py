"""What subsidies are paid for, and how a batch of them moves (rules.md "Subsidies"): tables and pure functions over whole 分."""
from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.draw import canonical, sm3
from portal.domain.errors import Conflict, DomainError

# steps ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchStep:
    """One step of a batch: from which states it starts, where it ends, which verb opens it, and whether those who made it may take it.

    `returned` says whether it needs a batch that was returned for correction, or one that was not; None: it may be either.
    """

    sources: tuple[str, ...]
    target: str
    verb: str
    own_too: bool = False
    returned: bool | None = None

    def starts(self, state: str, *, returned: bool) -> bool:
        """Whether the step may start from a state."""
        return state in self.sources and self.returned in (None, returned)


STEPS: dict[str, BatchStep] = {
    "change": BatchStep(("prepared",), "prepared", "subsidy:write", own_too=True),
    "resubmit": BatchStep(("prepared",), "prepared", "subsidy:write", own_too=True, returned=True),
    "discard": BatchStep(("prepared",), "discarded", "subsidy:write", own_too=True),
    "review": BatchStep(("prepared",), "reviewed", "subsidy:review", returned=False),
    "return": BatchStep(("reviewed",), "prepared", "subsidy:return", own_too=True),
    "approve": BatchStep(("reviewed",), "approved", "subsidy:approve"),
    "pay": BatchStep(("approved",), "paid", "subsidy:pay", own_too=True),
}
STATES = ("prepared", "reviewed", "approved", "paid")
"""The way of a batch; `discarded` stands beside it."""
LOCKED = ("approved", "paid")
"""States in which nothing of a batch changes any more (models.migrations.0016)."""


def step_from(state: str, name: str, *, own: bool, returned: bool = False) -> BatchStep:
    """Return the step if it may start now; `own` says whether the actor prepared the batch or changed a line of it.

    Raises Conflict batch_step_not_now, batch_returned, DomainError batch_own for a review or an approval of one's own work.
    """
    step = STEPS[name]
    if state not in step.sources:
        raise Conflict("batch_step_not_now", batch_state=state)
    if not step.starts(state, returned=returned):
        raise Conflict("batch_returned" if returned else "batch_not_returned")
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


def period_end(kind: str, day: date) -> date:
    """Return the last day of the month or quarter in which a day lies."""
    month = -(-day.month // PERIODS[kind]) * PERIODS[kind]
    return date(day.year, month, monthrange(day.year, month)[1])


def next_period(kind: str, last: date) -> tuple[int, int]:
    """Return year and number of the month or quarter that follows one whose last day is given."""
    number = last.month // PERIODS[kind] + 1
    return (last.year + 1, 1) if number > 12 // PERIODS[kind] else (last.year, number)


def period_title(kind: str, year: int, number: int) -> str:
    """Return how the batch of a period is called on papers."""
    return f"{year}年{number}月履职补助" if kind == "month" else f"{year}年第{number}季度履职补助"


# what is paid ----------------------------------------------------------------------------------------------------------------------

MOST_BUDGET_FEN = 2_000_000_000
COSTS = ("travel", "lodging", "other")
"""Kinds of line that the clerk enters by hand."""
KINDS = ("attendance", "training", *COSTS, "reversal", "correction")
OUTCOMES = ("pay", "no_subsidy", "late", "dropped", "asked")


def outcome_of(*, no_subsidy: bool, days_after: int, limit: int | None) -> str:
    """Return what becomes of a place that was attended, before anybody decides: paid, not drawn by the person, or claimed too late.

    `days_after` are the working days from the end of the period of the event to that of the batch that claims it, `limit` the parameter
    (None: off): how long a period is, and when the office prepares its batch, makes nobody late.
    """
    if no_subsidy:
        return "no_subsidy"
    return "late" if limit is not None and days_after > limit else "pay"


def decided(outcome: str, decision: str) -> str:
    """Return the outcome of a line once the clerk decided to keep or to drop it.

    Raises DomainError line_not_kept for who draws no subsidy: dropped first, such a line could be kept afterwards.
    """
    if outcome == "no_subsidy":
        raise DomainError("line_not_kept")
    return "dropped" if decision == "drop" else "pay"


def paid_amount(full_fen: int, outcome: str) -> int:
    """Return what is paid of a full amount: all of it or nothing."""
    return full_fen if outcome == "pay" else 0


def check_agreement(outcome: str, *, own: bool, today: date, day: date) -> None:
    """Refuse a leader's consent to a cost: it is given once, to what others entered, and before the cost's day.

    Raises Conflict cost_settled, DomainError cost_own, cost_too_late.
    """
    if outcome != "asked":
        raise Conflict("cost_settled")
    if own:
        raise DomainError("cost_own")
    if today >= day:
        raise DomainError("cost_too_late")


def yuan(fen: int) -> str:
    """Return an amount as it stands on papers: `1,234.50`."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


# claimed twice --------------------------------------------------------------------------------------------------------


def cost_slots(kind: str, day: date) -> list[str]:
    """Return what a cost takes as an activity takes its half-days, so that a second ticket or bed of one day is seen; other costs take nothing."""
    return [] if kind == "other" else [f"{day} {kind}"]


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
