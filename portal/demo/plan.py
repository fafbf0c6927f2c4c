"""When what happens: the plan of the demo's year 2023, of the running year, and of what is open around today."""
from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.demo import data
from portal.domain.calendar import WorkCalendar

EVENTS: Mapping[str, int] = {"01": 52, "02": 6, "03": 5, "04": 3, "05": 12, "06": 3, "07": 4, "08": 1, "09": 8}
"""Activities of 2023 by mode; the four of mode 10 are opinions (rules.md)."""
OWN_INITIATIVE = 4
OFFICES = ("city", "hbw", "wd", "hn")
STAGES = ("draft", "submitted", "returned", "accepted", "sealed", "drawn", "confirmed", "announced", "held", "closed", "cancelled")
OPEN_STAGES = STAGES[:9]
EACH = 5
LEAD = 8
"""Working days from asking to the activity's day in an ordinary case."""


@dataclass(frozen=True)
class Plan:
    """One activity to be lived through: asked for on a day, held on another, as far as `stage`.

    `turn` names what is special about it: urgent, exception, declared, proposed, second_round, rescheduled, phoned, witness.
    """

    mode: str
    office: str
    asked: date
    day: date
    hour: int
    places: int
    stage: str = "closed"
    turn: str = ""
    special: str = ""


def year_2023(calendar: WorkCalendar, chance: random.Random) -> list[Plan]:
    """Return the 94 activities of 2023 and one that was cancelled, from the end of January to the middle of December."""
    modes = [mode for mode, count in EVENTS.items() for _number in range(count)]
    chance.shuffle(modes)
    days = _spread(calendar, date(2023, 1, 30), date(2023, 12, 14), len(modes))
    turns = {3: "urgent", 11: "exception", 20: "declared", 33: "proposed", 47: "second_round", 58: "rescheduled", 66: "phoned", 71: "urgent"}
    plans = [_plan(calendar, chance, mode, day, turns.get(number, "witness" if number % 9 == 4 else ""))
             for number, (mode, day) in enumerate(zip(modes, days, strict=True))]
    return [*plans, Plan("01", "wd", date(2023, 5, 8), date(2023, 5, 26), 9, 2, stage="cancelled")]


def running_year(calendar: WorkCalendar, chance: random.Random, today: date) -> list[Plan]:
    """Return a dozen activities of the months behind us, all closed."""
    first = max(date(today.year, 1, 20), today - timedelta(days=300))
    last = today - timedelta(days=25)
    if last <= first:
        return []
    return [_plan(calendar, chance, mode, day, "") for mode, day in zip(("01", "05", "01", "02", "01", "03", "01", "07", "01", "09", "01", "04"),
                                                                         _spread(calendar, first, last, 12), strict=True)]


def around(calendar: WorkCalendar, today: date) -> list[Plan]:
    """Return five requests in each open state, dated around a day, some of them overdue."""
    plans = []
    for index, stage in enumerate(OPEN_STAGES):
        for number in range(EACH):
            ago = (1, 1, 2, 2, 3, 4, 6, 8, 14)[index] + number % 2
            ahead = {"announced": (-1, 2, 3, 1, -2), "held": (-3, -4, -5, -3, -4)}.get(
                stage, [days + index for days in (9, 10, 12, 11, 13)])[number]
            asked, day = calendar.add_working_days(today, -ago), calendar.add_working_days(today, ahead)
            plans.append(Plan(("01", "05", "01", "02", "09")[number], OFFICES[number % 4], asked, day, (9, 15, 10, 14, 9)[number],
                              1 + number % 3, stage=stage, special="law" if number == 2 else "",
                              turn="declared" if (stage, number) == ("drawn", 4) else ""))
    return plans


def _spread(calendar: WorkCalendar, first: date, last: date, count: int) -> list[date]:
    """Return so many working days, evenly over a span."""
    step = (last - first).days / max(count - 1, 1)
    return [_workday(calendar, first + timedelta(days=round(number * step))) for number in range(count)]


def _workday(calendar: WorkCalendar, day: date) -> date:
    return day if calendar.is_working(day) else calendar.add_working_days(day, 1)


def _plan(calendar: WorkCalendar, chance: random.Random, mode: str, day: date, turn: str) -> Plan:
    lead = {"urgent": 4, "exception": 2, "second_round": 14}.get(turn, LEAD)
    office = OFFICES[min(chance.randrange(6), 3)] if turn != "exception" else "city"
    special = data.RARE if turn == "second_round" else chance.choice(data.ASKED_FOR) if chance.random() < 0.12 else ""
    places = 1 if special else chance.choice((1, 1, 2, 2, 3))
    return Plan(mode, office, calendar.add_working_days(day, -lead), day, chance.choice((9, 9, 10, 15)), places, turn=turn, special=special)
