"""The grading of a year as tables: steps, hurdles, grades, the cap and its ties."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from models.choices import AssessmentState as S
from portal.domain import assessments as rules
from portal.domain.assessments import Candidate, Standing, Suggestion
from portal.domain.errors import Conflict, DomainError

DAY = date(2026, 1, 20)
GRADES, LOWEST = ["excellent", "competent", "basic", "incompetent"], [90, 75, 60]


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("name", rules.STEPS)
def test_each_step_starts_from_its_states_alone(state: S, name: str) -> None:
    if state in rules.STEPS[name].sources:
        assert rules.step_from(state, name).name == name and name in rules.steps_open(state)
        return
    with pytest.raises(Conflict, match="assess_step_not_now"):
        rules.step_from(state, name)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("name", rules.ACTS)
def test_each_act_is_possible_in_its_states_alone(state: S, name: str) -> None:
    if state in rules.ACTS[name]:
        rules.act_in(state, name)
        return
    with pytest.raises(Conflict, match="assess_step_not_now"):
        rules.act_in(state, name)


HURDLES: list[tuple[str, dict[str, Any], list[str]]] = [
    # step, what is so, what stands in the way
    ("review", {"report_until": DAY}, []), ("review", {"report_until": DAY, "unreported": 2}, ["assess_reports_running"]),
    ("review", {"report_until": date(2026, 1, 19), "unreported": 2}, []),
    ("publish", {}, []), ("publish", {"unfilled": 1, "ungraded": 2}, ["assess_unfilled", "assess_ungraded"]),
    ("publish", {"best": 4, "cap": 4}, []), ("publish", {"best": 5, "cap": 4}, ["assess_over_cap"]),
    ("publish", {"objections": 1}, ["assess_objections_open"]),
    ("finalise", {}, ["assess_notice_running"]), ("finalise", {"objections_until": DAY}, ["assess_notice_running"]),
    ("finalise", {"objections_until": date(2026, 1, 19)}, []),
    ("finalise", {"objections_until": date(2026, 1, 19), "objections": 1}, ["assess_objections_open"]),
    ("finalise", {"objections_until": date(2026, 1, 19), "best": 1}, ["assess_over_cap"]), ("cancel", {"unfilled": 9}, []),
]


@pytest.mark.parametrize(("name", "values", "codes"), HURDLES)
def test_what_stands_in_the_way_of_a_step(name: str, values: dict[str, Any], codes: list[str]) -> None:
    seen = Standing(**{"today": DAY, "report_until": DAY} | values)
    assert [one.code for one in rules.hurdles(name, seen)] == codes


@pytest.mark.parametrize(("people", "percent", "cap"), [(23, 20, 4), (25, 20, 5), (4, 20, 0), (0, 20, 0), (23, 0, 0), (23, 100, 23)])
def test_the_cap_is_rounded_down(people: int, percent: int, cap: int) -> None:
    assert rules.cap_of(people, percent) == cap


@pytest.mark.parametrize(("points", "grade"), [(1050, "excellent"), (900, "excellent"), (899, "competent"), (750, "competent"), (749, "basic"),
                                               (600, "basic"), (599, "incompetent"), (0, "incompetent"), (None, "")])
def test_points_lead_to_a_grade(points: int | None, grade: str) -> None:
    assert rules.grade_by_points(points, GRADES, LOWEST) == grade


def people(*points: int | None, **values: Any) -> list[Candidate]:
    return [Candidate(number, one, **values) for number, one in enumerate(points)]


SUGGESTED: list[tuple[list[Candidate], int, str, list[int], str]] = [
    # people, cap, first letters of the grades, who is tied, why
    (people(950, 940, 800), 2, "eec", [], "room for all"),
    (people(950, 940, 930), 2, "eec", [], "the third has the fewest points"),
    (people(950, 930, 940), 1, "ecc", [], "one place"),
    (people(950, 940, 940), 2, "ecc", [1, 2], "a tie at the border: the group decides"),
    (people(940, 940, 940), 2, "ccc", [0, 1, 2], "all are tied"),
    (people(950, 940, 940, 930), 2, "eccc", [1, 2], "below the tie nobody is tied"),
    (people(950, 940, 930, 930), 2, "eecc", [], "a tie below the border is none"),
    (people(950, 950), 0, "cc", [], "no place at all is no tie"),
    (people(950, None, 500), 1, "e-i", [], "who has no points has no grade"),
    (people(950, 920, reported_in_time=False), 2, "cc", [], "late reports close the best grade"),
    ([Candidate(0, 950, reported_in_time=False), Candidate(1, 920)], 1, "ce", [], "a late one takes no place"),
    ([Candidate(0, 950, veto=True), Candidate(1, 920)], 1, "ie", [], "a veto leaves the last grade"),
]


@pytest.mark.parametrize(("found", "cap", "grades", "tied", "why"), SUGGESTED)
def test_grades_are_suggested_by_points_and_the_cap(found: list[Candidate], cap: int, grades: str, tied: list[int], why: str) -> None:
    said = rules.suggest(found, grades=GRADES, lowest=LOWEST, cap=cap)
    assert "".join(said[one.key].grade[:1] or "-" for one in found) == grades, why
    assert [one.key for one in found if said[one.key].tied] == tied, why


@given(st.lists(st.integers(850, 1000), max_size=30), st.integers(0, 8))
def test_the_cap_is_never_passed_and_nobody_is_passed_over(points: list[int], cap: int) -> None:
    found = people(*points)
    said = rules.suggest(found, grades=GRADES, lowest=LOWEST, cap=cap)
    best = [one for one in found if said[one.key].grade == "excellent"]
    assert len(best) <= cap
    lowest = min((one.points or 0 for one in best), default=10_000)
    assert all((one.points or 0) < lowest for one in found if said[one.key] == Suggestion("competent") and (one.points or 0) >= 900) or not best


CHECKED: list[tuple[str, Candidate, dict[str, Any], str]] = [
    # grade, person, what is so, refusal
    ("competent", Candidate(1, 800), {}, ""), ("basic", Candidate(1, 800), {}, "assess_reason_missing"),
    ("basic", Candidate(1, 800), {"reason": "评议决定"}, ""), ("superb", Candidate(1, 800), {}, "unknown_code"),
    ("excellent", Candidate(1, 950), {"suggested": "excellent"}, ""),
    ("excellent", Candidate(1, 950), {"suggested": "excellent", "best_elsewhere": 4}, "assess_cap_reached"),
    ("excellent", Candidate(1, 950, reported_in_time=False), {"reason": "x"}, "assess_late_report"),
    ("competent", Candidate(1, 950, veto=True), {"reason": "x"}, "assess_veto"),
    ("incompetent", Candidate(1, 950, veto=True), {"suggested": "incompetent"}, ""),
]


@pytest.mark.parametrize(("code", "one", "values", "refusal"), CHECKED)
def test_grades_that_the_rules_forbid(code: str, one: Candidate, values: dict[str, Any], refusal: str) -> None:
    known = {"suggested": "competent", "reason": "", "grades": GRADES, "best_elsewhere": 3, "cap": 4} | values
    if not refusal:
        rules.check_grade(code, one, **known)
        return
    with pytest.raises(DomainError, match=refusal):
        rules.check_grade(code, one, **known)


REPORTS = [
    # days after the deadline, one stands already, it came late, the refusal
    (-1, False, False, ""), (0, False, False, ""), (1, False, False, ""), (0, True, False, ""), (1, True, False, "assess_report_stands"),
    (0, True, True, "assess_report_stands_late"), (1, True, True, ""),
]


@pytest.mark.parametrize(("days", "there", "late", "code"), REPORTS)
def test_a_report_is_late_or_in_time_for_good(days: int, there: bool, late: bool, code: str) -> None:
    until = date(2026, 1, 16)
    met = ""
    try:
        rules.check_report(until + timedelta(days=days), until, given=there, late=late)
    except DomainError as error:
        met = error.code
    assert met == code


@pytest.mark.parametrize(("state", "edition", "code"), [("open", 1, ""), ("review", 1, ""), ("review", 2, "assess_reopened_kept"),
                                                        ("final", 2, "assess_step_not_now")])
def test_only_a_round_that_was_never_final_is_given_up(state: str, edition: int, code: str) -> None:
    met = ""
    try:
        rules.step_from(state, "cancel", edition)
    except DomainError as error:
        met = error.code
    assert met == code
