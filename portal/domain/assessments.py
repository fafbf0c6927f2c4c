"""The grading of a year as tables: its steps and what stands in their way, the grade that points lead to, and the cap of the best grade."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.choices import AssessmentState as S
from portal.domain.errors import Conflict, DomainError
from portal.domain.labels import N_

LONGEST_REPORT, LONGEST_WORDS = 2000, 1000
"""Characters of a self-report, and of reasons, opinions and objections."""

VETOES = {"leak": N_("Leak of secrets"), "obstruction": N_("Obstruction of case handling"), "crime": N_("Crime")}
"""Grounds that leave the last grade alone, whatever the points."""
ADDRESSEES = {"person": N_("The person"), "unit": N_("Work unit"), "recommender": N_("Recommended by")}
"""To whom a final grade is told."""


@dataclass(frozen=True)
class Step:
    """One step of a round: from which states it starts, where it ends, the verb that opens it, the day it stamps."""

    name: str
    sources: tuple[S, ...]
    target: S
    verb: str
    stamp: str = ""


STEPS: dict[str, Step] = {step.name: step for step in (
    Step("review", (S.OPEN,), S.REVIEW, "assessment:write", "reviewed_on"),
    Step("publish", (S.REVIEW,), S.NOTICE, "assessment:decide", "published_on"),
    Step("finalise", (S.NOTICE,), S.FINAL, "assessment:decide", "decided_on"),
    Step("step_back", (S.NOTICE,), S.REVIEW, "assessment:decide"),
    Step("reopen", (S.FINAL,), S.REVIEW, "assessment:decide"),
    Step("cancel", (S.OPEN, S.REVIEW), S.CANCELLED, "assessment:decide"),
)}

PROGRESS = (S.OPEN, S.REVIEW, S.NOTICE, S.FINAL)
"""The straight way, for the progress line."""
GATHERING = (S.OPEN, S.REVIEW)
"""States in which self-reports, opinions, surveys and scores are taken."""

ACTS: dict[str, tuple[S, ...]] = {
    # what is done to one form or the whole round → the states in which it can be done
    "deadline": (S.OPEN,), "texts": GATHERING, "ask": GATHERING, "report": GATHERING, "opine": GATHERING, "survey": GATHERING, "refresh": GATHERING,
    "score": GATHERING, "veto": GATHERING, "draft": (S.REVIEW,), "grade": (S.REVIEW, S.NOTICE), "object": (S.NOTICE,),
    "handle": (S.NOTICE, S.REVIEW), "notices": (S.FINAL,), "tell": (S.FINAL,),
}


def step_from(state: str, name: str, edition: int = 1) -> Step:
    """Return the step if it may start from this state; a round that was final once is not given up, as its grades were told.

    Raises Conflict assess_step_not_now (param assess_state), assess_reopened_kept.
    """
    step = STEPS[name]
    if state not in step.sources:
        raise Conflict("assess_step_not_now", assess_state=str(state))
    if name == "cancel" and edition > 1:
        raise Conflict("assess_reopened_kept")
    return step


def act_in(state: str, name: str) -> None:
    """Refuse an act that is not possible in this state of the round. Raises Conflict assess_step_not_now (param assess_state)."""
    if state not in ACTS[name]:
        raise Conflict("assess_step_not_now", assess_state=str(state))


def check_report(day: date, until: date, *, given: bool, late: bool) -> None:
    """Refuse a self-report that would make a late one timely, or take the place of a timely one after the deadline.

    `given` = one stands already, `late` = it came late. Raises DomainError assess_report_stands_late, assess_report_stands (day).
    """
    if given and late and day <= until:
        raise DomainError("assess_report_stands_late", field="received_on", day=until)
    if given and not late and day > until:
        raise DomainError("assess_report_stands", field="words", day=until)


def steps_open(state: str) -> list[str]:
    """Return the names of the steps that may start from a state, in the table's order."""
    return [step.name for step in STEPS.values() if state in step.sources]


@dataclass(frozen=True)
class Standing:
    """What the steps of a round are judged by: the day, the deadlines, and counts of forms and objections."""

    today: date
    report_until: date
    objections_until: date | None = None
    people: int = 1
    unreported: int = 0
    unfilled: int = 0
    ungraded: int = 0
    best: int = 0
    cap: int = 0
    objections: int = 0


Hurdle = tuple[str, Callable[[Standing], bool], Callable[[Standing], Mapping[str, Any]]]

HURDLES: dict[str, tuple[Hurdle, ...]] = {
    # step: code, when it stands in the way, the parameters of its sentence
    "review": (
        ("assess_reports_running", lambda seen: seen.unreported > 0 and seen.today <= seen.report_until,
         lambda seen: {"day": seen.report_until, "count": seen.unreported}),
    ),
    "publish": (
        ("assess_unfilled", lambda seen: seen.unfilled > 0, lambda seen: {"count": seen.unfilled}),
        ("assess_ungraded", lambda seen: seen.ungraded > 0, lambda seen: {"count": seen.ungraded}),
        ("assess_over_cap", lambda seen: seen.best > seen.cap, lambda seen: {"best": seen.best, "cap": seen.cap}),
        ("assess_objections_open", lambda seen: seen.objections > 0, lambda seen: {"count": seen.objections}),
    ),
    "finalise": (
        ("assess_notice_running", lambda seen: seen.objections_until is None or seen.today <= seen.objections_until,
         lambda seen: {"day": seen.objections_until}),
        ("assess_objections_open", lambda seen: seen.objections > 0, lambda seen: {"count": seen.objections}),
        ("assess_over_cap", lambda seen: seen.best > seen.cap, lambda seen: {"best": seen.best, "cap": seen.cap}),
    ),
}


def hurdles(name: str, seen: Standing) -> list[DomainError]:
    """Return everything that stands in the way of a step, in the table's order."""
    return [DomainError(code, **params(seen)) for code, holds, params in HURDLES.get(name, ()) if holds(seen)]


# grades --------------------------------------------------------------------------------------------------------------------------


def cap_of(people: int, percent: int) -> int:
    """Return how many people may get the best grade: the share rounded down (20 % of 23 are 4)."""
    return people * percent // 100


def grade_by_points(points: int | None, grades: Sequence[str], lowest: Sequence[int]) -> str:
    """Return the grade that points (tenths) reach by the lowest points of each grade but the last; empty without points."""
    if points is None:
        return ""
    return next((grade for grade, limit in zip(grades, lowest, strict=False) if points >= limit * 10), grades[-1])


@dataclass(frozen=True)
class Candidate:
    """What the suggestion of one person's grade is made from: points in tenths, and what forbids the best grade or all but the last."""

    key: int
    points: int | None
    reported_in_time: bool = True
    veto: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A grade's code (empty without points), and whether a tie at the cap kept the person out of the best one."""

    grade: str
    tied: bool = False


def may_be_best(one: Candidate) -> bool:
    """Whether the best grade is open: no veto, and the self-report came in time."""
    return one.reported_in_time and not one.veto


def suggest(people: Iterable[Candidate], *, grades: Sequence[str], lowest: Sequence[int], cap: int) -> dict[int, Suggestion]:
    """Return person → suggested grade. Of more people with points for the best grade than the cap allows, those with the most get it; a tie
    across the border is left to the group: nobody of it is suggested, all are marked."""
    everybody = list(people)
    found = {one.key: Suggestion(_without_cap(one, grades, lowest)) for one in everybody}
    best = sorted((one for one in everybody if found[one.key].grade == grades[0]), key=lambda one: -(one.points or 0))
    if len(best) <= cap:
        return found
    border = best[cap].points or 0
    tie = any(one.points == border for one in best[:cap])
    for one in best:
        if (one.points or 0) <= border:
            found[one.key] = Suggestion(grades[1], tied=tie and one.points == border)
    return found


def _without_cap(one: Candidate, grades: Sequence[str], lowest: Sequence[int]) -> str:
    if one.veto:
        return grades[-1]
    grade = grade_by_points(one.points, grades, lowest)
    return grades[1] if grade == grades[0] and not may_be_best(one) else grade


def check_grade(code: str, one: Candidate, *, suggested: str, reason: str, grades: Sequence[str], best_elsewhere: int, cap: int) -> None:
    """Refuse a grade that the rules forbid. `best_elsewhere` counts the others who have the best one.

    Raises DomainError unknown_code, assess_reason_missing for one that differs from the suggestion without a reason, assess_veto,
    assess_late_report, assess_cap_reached (cap).
    """
    if code not in grades:
        raise DomainError("unknown_code", field="grade", value=code)
    if one.veto and code != grades[-1]:
        raise DomainError("assess_veto", field="grade")
    if code == grades[0] and not one.reported_in_time:
        raise DomainError("assess_late_report", field="grade")
    if code == grades[0] and best_elsewhere >= cap:
        raise DomainError("assess_cap_reached", field="grade", cap=cap)
    if code != suggested and not reason.strip():
        raise DomainError("assess_reason_missing", field="reason")
