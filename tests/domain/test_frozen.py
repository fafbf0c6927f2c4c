"""Frozen figures: what each row adds, which rows make a difference, and which periods may be frozen."""
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.domain import frozen
from portal.domain.errors import DomainError
from portal.domain.frozen import Fact

TODAY = date(2026, 11, 24)


def activity(row: int = 1, **asked: object) -> Fact:
    return Fact("activity", row, {"mode": "01", "office": 3, "month": "2026-03", "people": 2, **asked})


def opinion(row: int = 1, **asked: object) -> Fact:
    return Fact("opinion", row, {"office": 3, "month": "2026-03", "own": 0, "outcome": "unanswered", **asked})


def person(row: int = 1, **asked: object) -> Fact:
    return Fact("person", row, {"in_office": 1, "served": 0, **asked})


def training(row: int = 1, people: int = 20) -> Fact:
    return Fact("training", row, {"people": people})


@pytest.mark.parametrize(("fact", "added"), [
    (activity(), {"total.all.events": 1, "total.all.person_times": 2, "mode.01.events": 1, "mode.01.person_times": 2, "office.3.events": 1,
                  "office.3.person_times": 2, "month.2026-03.events": 1, "month.2026-03.person_times": 2}),
    (opinion(), {"opinions.all.opinions": 1, "opinions.unanswered.opinions": 1}),
    (opinion(outcome="partly"), {"opinions.all.opinions": 1, "opinions.partly.opinions": 1}),
    (opinion(own=1, office=None), {
        "total.all.events": 1, "total.all.person_times": 1, "mode.10.events": 1, "mode.10.person_times": 1, "office.none.events": 1,
        "office.none.person_times": 1, "month.2026-03.events": 1, "month.2026-03.person_times": 1, "opinions.all.opinions": 1,
        "opinions.unanswered.opinions": 1}),
    (person(), {"people.in_office.people": 1, "people.never.people": 1}),
    (person(served=4), {"people.in_office.people": 1, "people.served.people": 1}),
    (person(in_office=0, served=1), {"people.served.people": 1}),
    (training(), {"trainings.all.classes": 1, "trainings.all.person_times": 20}),
])
def test_what_a_row_adds(fact: Fact, added: dict[str, int]) -> None:
    assert frozen.adds(fact) == added
    assert Fact.of(fact.kept()) == fact


def test_figures_are_the_sum_of_their_rows() -> None:
    found = frozen.figures([activity(1), activity(2, mode="02", people=3), opinion(1, own=1), person(1, served=2), person(2), training()])
    assert (found["total.all.events"], found["total.all.person_times"]) == (3, 6)
    assert (found["mode.01.events"], found["mode.02.person_times"], found["mode.10.events"]) == (1, 3, 1)
    assert (found["people.in_office.people"], found["people.served.people"], found["people.never.people"]) == (2, 1, 1)
    assert frozen.figures([]) == {}


@pytest.mark.parametrize(("then", "now", "figures", "how"), [
    ([], [activity()], {"total.all.events": (0, 1), "mode.01.events": (0, 1)}, "added"),  # held, or entered, later
    ([activity()], [], {"total.all.person_times": (2, 0), "office.3.events": (1, 0)}, "removed"),  # cancelled later
    ([activity()], [activity(people=1)], {"total.all.person_times": (2, 1), "mode.01.person_times": (2, 1)}, "changed"),
    ([opinion()], [opinion(outcome="adopted")], {"opinions.adopted.opinions": (0, 1)}, "added"),  # answered later
    ([opinion()], [opinion(outcome="adopted")], {"opinions.unanswered.opinions": (1, 0)}, "removed"),
    ([activity()], [activity(mode="02")], {"mode.01.events": (1, 0)}, "removed"),
    ([activity()], [activity(mode="02")], {"mode.02.events": (0, 1), "mode.02.person_times": (0, 2)}, "added"),
    ([person()], [person(served=1)], {"people.never.people": (1, 0)}, "removed"),
    ([training()], [training(people=21)], {"trainings.all.person_times": (20, 21)}, "changed"),
])
def test_a_difference_names_its_rows(then: list[Fact], now: list[Fact], figures: dict[str, tuple[int, int]], how: str) -> None:
    found = frozen.differences(then, now)
    for name, values in figures.items():
        line = found[name]
        assert (line.before, line.after) == values
        assert [(row.kind, row.row, row.how) for row in line.rows] == [((then or now)[0].kind, 1, how)]


def test_a_change_of_mode_leaves_the_totals_alone() -> None:
    found = frozen.differences([activity()], [activity(mode="02")])
    assert {name.split(".")[0] for name in found} == {"mode"}
    (change,) = frozen.row_changes([activity()], [activity(mode="02")])
    assert (change.how, change.changes) == ("changed", [("mode", "01", "02")])


def test_rows_that_outweigh_each_other_are_a_difference_all_the_same() -> None:
    line = frozen.differences([activity(1)], [activity(2)])["total.all.events"]
    assert (line.before, line.after, [(row.row, row.how) for row in line.rows]) == (1, 1, [(1, "removed"), (2, "added")])


def test_equal_rows_make_no_difference() -> None:
    rows = [activity(), opinion(), person(), training()]
    assert frozen.differences(rows, [*rows]) == {} and frozen.row_changes(rows, [*rows]) == []
    assert [change.changes for change in frozen.row_changes([], rows)] == [[], [], [], []]


@pytest.mark.parametrize(("first", "last", "code"), [
    (date(2026, 1, 1), date(2026, 6, 30), None),
    (date(2026, 11, 24), TODAY, None),
    (date(2024, 1, 1), date(2024, 12, 31), None),
    (date(2024, 1, 1), date(2025, 1, 1), "period_long"),
    (date(2026, 6, 30), date(2026, 1, 1), "period_backwards"),
    (date(2026, 1, 1), date(2026, 11, 25), "period_not_over"),
    (date(2003, 1, 1), date(2003, 12, 31), None),
    (date(2002, 12, 31), date(2003, 6, 30), "period_early"),
])
def test_which_periods_may_be_frozen(first: date, last: date, code: str | None) -> None:
    if code is None:
        frozen.check_period(first, last, TODAY)
        return
    with pytest.raises(DomainError) as refusal:
        frozen.check_period(first, last, TODAY)
    assert refusal.value.code == code


@pytest.mark.parametrize(("first", "last", "months"), [
    (date(2026, 1, 31), date(2026, 2, 1), ["2026-01", "2026-02"]), (date(2025, 12, 1), date(2026, 1, 31), ["2025-12", "2026-01"]),
    (date(2026, 5, 2), date(2026, 5, 3), ["2026-05"]),
])
def test_the_months_of_a_period(first: date, last: date, months: list[str]) -> None:
    assert frozen.months(first, last) == months


def test_the_heads_of_a_group() -> None:
    assert frozen.heads_of(["mode.01.events", "mode.01.person_times", "mode.12.events", "office.3.events"], "mode") == {"01", "12"}


def test_the_digest_is_of_everything() -> None:
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    facts = [activity().kept()]
    told = frozen.digest("x", date(2026, 1, 1), date(2026, 6, 30), at, {"total.all.events": 1}, facts)
    assert told == frozen.digest("x", date(2026, 1, 1), date(2026, 6, 30), at, {"total.all.events": 1}, facts)
    others = [
        frozen.digest("y", date(2026, 1, 1), date(2026, 6, 30), at, {"total.all.events": 1}, facts),
        frozen.digest("x", date(2026, 1, 2), date(2026, 6, 30), at, {"total.all.events": 1}, facts),
        frozen.digest("x", date(2026, 1, 1), date(2026, 6, 30), at, {"total.all.events": 2}, facts),
        frozen.digest("x", date(2026, 1, 1), date(2026, 6, 30), at, {"total.all.events": 1}, []),
    ]
    assert len({told, *others}) == 5
