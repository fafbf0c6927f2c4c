"""What the portal knows of a person's year, as facts: how their rows come to one number, in tenths. Nothing here reads a table or a clock."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.domain.labels import N_


@dataclass(frozen=True)
class Fact:
    """Something that the portal knows of a person's year. `measure` says how its rows become one number, `unit` what the number counts."""

    label: str
    measure: str
    unit: str
    explained: str


UNITS = {"percent": "%", "count": N_("times"), "hours": N_("hours"), "mark": N_("marks of 100")}

FACTS: dict[str, Fact] = {
    "attendance": Fact(N_("Served of asked"), "share", "percent", N_("Attended ÷ asked. Whoever was excused in time, or had to recuse, was not asked.")),
    "opinions": Fact(N_("Opinions given of attended"), "share", "percent", N_("Attended activities with an opinion ÷ attended activities.")),
    "adopted": Fact(N_("Opinions adopted"), "count", "count", N_("Opinions adopted in full or in part, by the last word on each.")),
    "initiative": Fact(N_("Opinions on own initiative"), "count", "count", N_("Opinions outside any arranged activity.")),
    "hours": Fact(N_("Hours learned"), "sum", "hours", N_("Hours of the classes attended; who was enrolled in none is not judged by it.")),
    "exam": Fact(N_("Exam marks"), "mean", "mark", N_("Mean of the exam marks.")),
    "rating": Fact(N_("Procuratorates' ratings"), "mean", "mark",
                   N_("Mean of the feedback on each activity: conduct 80, on time 10, prepared 10.")),
    "opinion": Fact(N_("Procuratorates' yearly opinions"), "mean", "mark", N_("Mean of the marks in the opinions asked for this grading.")),
    "survey": Fact(N_("Phone survey"), "mean", "mark", N_("Mean of the marks in the sheets of the phone survey.")),
    "discipline": Fact(N_("Disciplinary measures"), "count", "count", N_("Entries in the register of discipline.")),
    "awards": Fact(N_("Awards"), "count", "count", N_("Entries in the register of awards.")),
    "visits": Fact(N_("Contacts with the person"), "count", "count", N_("Visits, calls and talks in the contact log.")),
}
"""Every source that an item may have beside being filled in by hand."""

EXCUSED = {"ill": True, "away": True, "work": True, "family": True, "recused": True, "unreachable": False, "other": False}
"""Whether a reason for not coming, told before the day, keeps the activity apart: it does where the person could name it; who cannot be
reached, or gives another reason, was asked and did not come (the clerk may correct the item and say why)."""

CONDUCT_PART, ON_TIME, PREPARED = 8, 100, 100
"""A rating is eight tenths of the mark of conduct, and ten marks each for being on time and prepared (in tenths of marks)."""


def attendance_amount(state: str, freed_reason: str) -> int | None:
    """Return 1 for an activity attended, 0 for one missed, None for one that is kept apart."""
    if state == "freed":
        return None if EXCUSED.get(freed_reason, False) else 0
    return {"attended": 1, "absent": 0}.get(state)


def rating_amount(mark: int, *, on_time: bool, prepared: bool) -> int:
    """Return a rating in tenths of marks from the mark of conduct (0–100) and the two ticks."""
    return mark * CONDUCT_PART + ON_TIME * on_time + PREPARED * prepared


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient of two numbers that are not negative, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _share(amounts: Sequence[int]) -> int | None:
    return half_up(1000 * sum(amounts), len(amounts)) if amounts else None


def _mean(amounts: Sequence[int]) -> int | None:
    return half_up(sum(amounts), len(amounts)) if amounts else None


MEASURES: dict[str, Callable[[Sequence[int]], int | None]] = {
    "share": _share, "mean": _mean, "count": lambda amounts: 10 * sum(amounts), "sum": lambda amounts: sum(amounts) if amounts else None,
}


def value_of(fact: str, amounts: Sequence[int | None]) -> int | None:
    """Return what a fact's rows come to, in tenths; None when nothing of the kind was asked of the person. Rows of None are kept apart."""
    return MEASURES[FACTS[fact].measure]([amount for amount in amounts if amount is not None])
