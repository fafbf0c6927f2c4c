"""What subsidies come to and who may take which step: truth tables, and properties over any amounts."""
from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, strategies as st

from portal.domain import paper_subsidy_payout as sheet, subsidies as rules, subsidy_rates as rates
from portal.domain.errors import DomainError
from portal.domain.localtime import local_moment
from portal.domain.permissions import VERBS
from portal.domain.subsidy_rates import RateFacts

FEN = st.integers(-10**8, 10**8)


def refusal(act: object, *args: object, **kwargs: object) -> str:
    """Return the code with which a rule refuses; nothing when it does not."""
    try:
        act(*args, **kwargs)
    except DomainError as error:
        return error.code
    return ""


# steps


@pytest.mark.parametrize(("state", "step", "own", "returned", "code"), [
    ("prepared", "change", True, False, ""), ("prepared", "change", True, True, ""), ("reviewed", "change", True, False, "batch_step_not_now"),
    ("prepared", "discard", True, False, ""), ("approved", "discard", True, False, "batch_step_not_now"),
    ("prepared", "resubmit", True, True, ""), ("prepared", "resubmit", True, False, "batch_not_returned"),
    ("prepared", "review", False, False, ""), ("prepared", "review", True, False, "batch_own"), ("prepared", "review", False, True, "batch_returned"),
    ("reviewed", "review", False, False, "batch_step_not_now"), ("discarded", "review", False, False, "batch_step_not_now"),
    ("reviewed", "return", True, False, ""), ("prepared", "return", False, False, "batch_step_not_now"),
    ("approved", "return", False, False, "batch_step_not_now"),
    ("reviewed", "approve", False, False, ""), ("reviewed", "approve", True, False, "batch_own"), ("prepared", "approve", False, False, "batch_step_not_now"),
    ("approved", "approve", False, False, "batch_step_not_now"),
    ("approved", "pay", False, False, ""), ("approved", "pay", True, False, ""), ("reviewed", "pay", False, False, "batch_step_not_now"),
    ("paid", "pay", False, False, "batch_step_not_now"),
])
def test_steps_of_a_batch(state: str, step: str, own: bool, returned: bool, code: str) -> None:
    assert refusal(rules.step_from, state, step, own=own, returned=returned) == code


def test_every_step_has_its_verb_and_nobody_alone_carries_a_batch_to_payment() -> None:
    assert {step.verb for step in rules.STEPS.values()} <= set(VERBS)
    deciding = ("change", "approve", "pay")
    assert all(len(VERBS[rules.STEPS[name].verb]) == 1 for name in deciding)
    assert len({next(iter(VERBS[rules.STEPS[name].verb])) for name in deciding}) == 3


# periods and half-days


@pytest.mark.parametrize(("kind", "year", "number", "days"), [
    ("month", 2023, 2, (date(2023, 2, 1), date(2023, 2, 28))), ("month", 2024, 2, (date(2024, 2, 1), date(2024, 2, 29))),
    ("quarter", 2023, 1, (date(2023, 1, 1), date(2023, 3, 31))), ("quarter", 2023, 4, (date(2023, 10, 1), date(2023, 12, 31))),
    ("month", 2023, 13, None), ("month", 2023, 0, None), ("quarter", 2023, 5, None), ("year", 2023, 1, None), ("month", 2002, 1, None),
    ("month", 2201, 1, None),
])
def test_periods(kind: str, year: int, number: int, days: tuple[date, date] | None) -> None:
    if days is None:
        assert refusal(rules.period_days, kind, year, number) == "subsidy_period"
    else:
        assert rules.period_days(kind, year, number) == days


@pytest.mark.parametrize(("kind", "last", "found"), [
    ("month", date(2023, 11, 30), (2023, 12)), ("month", date(2023, 12, 31), (2024, 1)), ("quarter", date(2023, 3, 31), (2023, 2)),
    ("quarter", date(2023, 12, 31), (2024, 1)),
])
def test_the_period_that_follows(kind: str, last: date, found: tuple[int, int]) -> None:
    assert rules.next_period(kind, last) == found


def test_titles_of_periods() -> None:
    assert (rules.period_title("month", 2023, 5), rules.period_title("quarter", 2023, 2)) == ("2023年5月履职补助", "2023年第2季度履职补助")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an hour of a day of March 2026 in China."""
    return local_moment(date(2026, 3, day), hour, minute)


@pytest.mark.parametrize(("start", "end", "found"), [
    (at(5, 9, 30), at(5, 11, 30), ["2026-03-05 am"]), (at(5, 10), at(5, 12), ["2026-03-05 am"]), (at(5, 15), at(5, 17), ["2026-03-05 pm"]),
    (at(5, 9), at(5, 16), ["2026-03-05 am", "2026-03-05 pm"]), (at(5, 11), at(5, 12, 1), ["2026-03-05 am", "2026-03-05 pm"]),
    (at(5, 14), at(6, 10), ["2026-03-05 pm", "2026-03-06 am"]), (at(5, 20), at(6, 0), ["2026-03-05 pm"]), (at(5, 9), at(5, 9), ["2026-03-05 am"]),
])
def test_half_days_of_an_activity(start: datetime, end: datetime, found: list[str]) -> None:
    assert rates.slots(start, end) == found


@pytest.mark.parametrize(("days", "tenths", "half_days"), [(1, 0, 1), (1, 30, 1), (1, 40, 1), (1, 45, 2), (1, 200, 2), (2, 60, 2), (2, 120, 3), (2, 400, 4)])
def test_half_days_of_a_class(days: int, tenths: int, half_days: int) -> None:
    assert rates.class_half_days(date(2026, 3, 5), date(2026, 3, 4 + days), tenths) == half_days
    assert len(rates.day_slots(date(2026, 3, 5), date(2026, 3, 4 + days))) == 2 * days


@pytest.mark.parametrize(("own", "found"), [(0, (4, 2)), (30, (1, 1)), (40, (1, 1)), (80, (2, 1)), (90, (3, 2)), (160, (4, 2)), (200, (4, 2))])
def test_half_days_and_days_by_the_hours_that_were_credited(own: int, found: tuple[int, int]) -> None:
    assert rates.credited_days(date(2026, 3, 5), date(2026, 3, 6), 160, own) == found


@pytest.mark.parametrize(("kind", "day", "last"), [
    ("month", date(2024, 2, 1), date(2024, 2, 29)), ("month", date(2026, 12, 31), date(2026, 12, 31)), ("quarter", date(2026, 1, 5), date(2026, 3, 31)),
    ("quarter", date(2026, 3, 31), date(2026, 3, 31)), ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
])
def test_the_last_day_of_the_period_of_a_day(kind: str, day: date, last: date) -> None:
    assert rules.period_end(kind, day) == last


@pytest.mark.parametrize(("kind", "slots"), [("travel", ["2026-03-05 travel"]), ("lodging", ["2026-03-05 lodging"]), ("other", [])])
def test_a_cost_takes_its_day(kind: str, slots: list[str]) -> None:
    assert rules.cost_slots(kind, date(2026, 3, 5)) == slots


def test_lines_of_one_person_in_one_half_day_are_found() -> None:
    taken = [(1, 7, ["a am"]), (2, 7, ["a am", "a pm"]), (3, 7, ["a pm"]), (4, 8, ["a am"]), (5, 7, ["b am"]), (6, 7, [])]
    assert rules.overlaps(taken) == {1: [2], 2: [1, 3], 3: [2]}


# rates


RATES = [
    RateFacts(1, "city", "activity", frozenset(), "place", 100, date(2023, 1, 1)),
    RateFacts(2, "city", "activity", frozenset({"01"}), "place", 200, date(2023, 1, 1), date(2023, 12, 31)),
    RateFacts(3, "city", "activity", frozenset({"01", "02"}), "half_day", 300, date(2023, 7, 1)),
    RateFacts(4, "province", "activity", frozenset(), "place", 400, date(2023, 1, 1)),
    RateFacts(5, "city", "training", frozenset(), "day", 500, date(2023, 1, 1)),
    RateFacts(6, "city", "activity", frozenset(), "place", 600, date(2024, 1, 1)),
    RateFacts(7, "city", "activity", frozenset(), "place", 700, date(2024, 1, 1)),
]


@pytest.mark.parametrize(("level", "target", "mode", "day", "key", "why"), [
    ("city", "activity", "05", date(2023, 3, 1), 1, "no rate names the mode"),
    ("city", "activity", "01", date(2023, 3, 1), 2, "one that names the mode goes first"),
    ("city", "activity", "01", date(2023, 8, 1), 3, "of two that name it the later one"),
    ("city", "activity", "01", date(2024, 8, 1), 3, "the other has ended"),
    ("city", "activity", "05", date(2024, 8, 1), 7, "of two of one day the last entered"),
    ("city", "activity", "05", date(2022, 12, 31), None, "before the first day"),
    ("province", "activity", "01", date(2023, 8, 1), 4, "each level has its own"),
    ("district", "activity", "01", date(2023, 8, 1), None, "none for this level"),
    ("city", "training", "", date(2023, 8, 1), 5, "classes apart from activities"),
])
def test_which_rate_pays(level: str, target: str, mode: str, day: date, key: int | None, why: str) -> None:
    found = rates.rate_for(RATES, level=level, target=target, mode=mode, day=day)
    assert (found.key if found else None) == key, why


@pytest.mark.parametrize(("unit", "units"), [("place", 1), ("half_day", 3), ("day", 2)])
def test_units(unit: str, units: int) -> None:
    rate = RateFacts(1, "city", "activity", frozenset(), unit, 100, date(2023, 1, 1))
    assert rates.units_of(rate, half_days=3, days=2) == units


@pytest.mark.parametrize(("changed", "code"), [
    ({}, ""), ({"valid_to": date(2026, 1, 1)}, ""), ({"target": "training", "modes": []}, ""), ({"level": "county"}, "unknown_code"),
    ({"target": "x"}, "unknown_code"), ({"unit": "hour"}, "unknown_code"), ({"amount_fen": 0}, "rate_amount"), ({"amount_fen": None}, "rate_amount"),
    ({"amount_fen": 100_000_001}, "rate_amount"), ({"valid_to": date(2025, 12, 31)}, "rate_days"), ({"target": "training"}, "rate_modes"),
])
def test_rates_that_cannot_be(changed: dict[str, object], code: str) -> None:
    values = {"level": "city", "target": "activity", "modes": ["01"], "unit": "place", "amount_fen": 100, "valid_from": date(2026, 1, 1), "valid_to": None}
    assert refusal(rates.check_rate, values | changed) == code


def test_the_shipped_examples_can_be_proposed() -> None:
    for example in rates.EXAMPLES:
        rates.check_rate(example | {"valid_from": date(2026, 1, 1)})
        assert rates.EXAMPLE_BASIS in str(example["title"])


# what is paid


@pytest.mark.parametrize(("no_subsidy", "after", "limit", "outcome"), [
    (False, 99, None, "pay"), (False, 30, 30, "pay"), (False, 31, 30, "late"), (True, 31, 30, "no_subsidy"), (True, 0, None, "no_subsidy"),
])
def test_what_becomes_of_a_claim(no_subsidy: bool, after: int, limit: int | None, outcome: str) -> None:
    assert rules.outcome_of(no_subsidy=no_subsidy, days_after=after, limit=limit) == outcome
    assert rules.paid_amount(300, outcome) == (300 if outcome == "pay" else 0)


@pytest.mark.parametrize(("outcome", "decision", "found"), [
    ("pay", "keep", "pay"), ("late", "keep", "pay"), ("dropped", "keep", "pay"), ("no_subsidy", "keep", "line_not_kept"),
    ("pay", "drop", "dropped"), ("no_subsidy", "drop", "line_not_kept"),
])
def test_keeping_and_dropping(outcome: str, decision: str, found: str) -> None:
    assert (refusal(rules.decided, outcome, decision) or rules.decided(outcome, decision)) == found


@pytest.mark.parametrize(("outcome", "own", "day", "code"), [
    ("asked", False, 6, ""), ("asked", False, 5, "cost_too_late"), ("asked", False, 4, "cost_too_late"), ("asked", True, 6, "cost_own"),
    ("pay", False, 6, "cost_settled"), ("dropped", False, 6, "cost_settled"),
])
def test_a_cost_is_agreed_to_before_its_day(outcome: str, own: bool, day: int, code: str) -> None:
    assert refusal(rules.check_agreement, outcome, own=own, today=date(2026, 3, 5), day=date(2026, 3, day)) == code


# sums


@given(st.lists(st.tuples(st.integers(1, 5), FEN), max_size=30))
def test_the_sum_of_the_lines_is_the_batch_and_the_sum_of_the_people(lines: list[tuple[int, int]]) -> None:
    rows = [{"id": number, "supervisor": person, "amount_fen": fen} for number, (person, fen) in enumerate(lines)]
    found = rules.control_sum(rows)
    assert (found.count, found.total_fen) == (len(lines), sum(fen for _person, fen in lines))
    assert sum(rules.per_person(lines).values()) == found.total_fen
    assert rules.control_sum(reversed(rows)) == found


@given(st.lists(FEN, min_size=1, max_size=10), st.integers(0, 9), st.integers(1, 10**6))
def test_any_change_of_a_line_changes_the_digest(amounts: list[int], which: int, more: int) -> None:
    rows = [{"id": number, "amount_fen": fen} for number, fen in enumerate(amounts)]
    other = [dict(row) for row in rows]
    other[which % len(rows)]["amount_fen"] += more
    assert rules.control_sum(rows).digest != rules.control_sum(other).digest


@pytest.mark.parametrize(("budget", "forecast", "left", "short"), [
    (1000, 900, 650, False), (1000, 1001, 650, True), (None, 5000, None, False), (300, None, -50, False),
])
def test_the_years_money(budget: int | None, forecast: int | None, left: int | None, short: bool) -> None:
    state = rules.BudgetState(budget, 250, 100, 70, forecast)
    assert (state.left_fen, state.is_short) == (left, short)


@pytest.mark.parametrize(("spent", "year", "until", "found"), [
    (1000, 2023, None, None), (1000, 2023, date(2022, 12, 31), None), (1000, 2023, date(2023, 12, 31), 1000), (1000, 2023, date(2024, 3, 1), 1000),
    (900, 2023, date(2023, 3, 31), 3650), (0, 2024, date(2024, 1, 1), 0), (1, 2024, date(2024, 12, 30), 2),
])
def test_the_forecast(spent: int, year: int, until: date | None, found: int | None) -> None:
    assert rules.forecast(spent, year, until) == found


@pytest.mark.parametrize(("fen", "figures", "words"), [
    (0, "0.00", "零元整"), (1, "0.01", "壹分"), (50, "0.50", "伍角整"), (105, "1.05", "壹元零伍分"), (1_000, "10.00", "壹拾元整"),
    (91_050, "910.50", "玖佰壹拾元伍角整"), (100_500, "1,005.00", "壹仟零伍元整"), (4_020_000, "40,200.00", "肆万零贰佰元整"),
    (10_000_000, "100,000.00", "壹拾万元整"), (10_000_100_001, "100,001,000.01", "壹亿零壹仟元零壹分"), (-30_000, "-300.00", "负叁佰元整"),
    (1_234_567_89, "1,234,567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"), (10_010_000_00, "10,010,000.00", "壹仟零壹万元整"),
])
def test_amounts_in_figures_and_written_out(fen: int, figures: str, words: str) -> None:
    assert (rules.yuan(fen), sheet.capital(fen)) == (figures, words)


def test_an_amount_beyond_words_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        sheet.capital(10**14)


def test_the_payment_sheet_says_who_gets_what() -> None:
    filled = sheet.fields("", sheet.SAMPLE)
    assert [(line["name"], line["times"], line["duty"], line["cost"], line["total"], line["note"]) for line in filled["people"]] == [
        ("张某某", 2, "560.00", "50.50", "610.50", ""), ("李某某", 1, "300.00", "", "300.00", ""), ("周某某", 0, "", "", "0.00", "不发放")]
    assert (filled["people_count"], filled["total"], filled["total_words"]) == (2, "910.50", "玖佰壹拾元伍角整")
