"""The life of a recruitment round and of an application, as tables, and what must hold for each step (issue "Terms and recruitment").

What a step depends on is handed in as numbers and days; nothing here reads a table or a clock.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.choices import ApplicantState as A, RecruitmentState as S
from portal.domain.errors import Conflict, DomainError

CLEAR, HOLDS = "clear", "holds"
"""What an office can find about a bar or an excluded post."""

RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs of receipt numbers: none that is mistaken for another when told by phone."""


@dataclass(frozen=True)
class Step:
    """One step of a round: from which states it starts, where it ends (None = it stays), the verb that opens it, the day it stamps."""

    name: str
    sources: tuple[S, ...]
    target: S | None
    verb: str
    stamp: str = ""


STEPS: dict[str, Step] = {step.name: step for step in (
    Step("amend", (S.DRAFT,), None, "recruitment:write"),
    Step("publish", (S.DRAFT,), S.NOTICED, "recruitment:write", "noticed_on"),
    Step("open", (S.NOTICED,), S.APPLICATIONS, "recruitment:write", "opened_on"),
    Step("review", (S.APPLICATIONS,), S.REVIEW, "recruitment:write", "review_on"),
    Step("inspect", (S.REVIEW,), S.INSPECTION, "recruitment:write", "inspection_on"),
    Step("announce", (S.INSPECTION,), S.PUBLIC_NOTICE, "recruitment:write", "published_on"),
    Step("reopen", (S.PUBLIC_NOTICE,), S.INSPECTION, "recruitment:write"),
    Step("decide", (S.PUBLIC_NOTICE,), S.DECIDED, "recruitment:appoint", "decided_on"),
    Step("close", (S.DECIDED,), S.CLOSED, "recruitment:write", "closed_on"),
    Step("cancel", (S.DRAFT, S.NOTICED, S.APPLICATIONS, S.REVIEW, S.INSPECTION, S.PUBLIC_NOTICE), S.CANCELLED, "recruitment:write",
         "cancelled_on"),
)}

PROGRESS = (S.DRAFT, S.NOTICED, S.APPLICATIONS, S.REVIEW, S.INSPECTION, S.PUBLIC_NOTICE, S.DECIDED, S.CLOSED)
"""The straight way, for the progress line."""


@dataclass(frozen=True)
class Act:
    """What can be done to one application: in which states of its round and of its own, and where it ends (None = elsewhere decided)."""

    rounds: tuple[S, ...]
    sources: tuple[A, ...]
    target: A | None


ACTS: dict[str, Act] = {
    "amend": Act((S.APPLICATIONS, S.REVIEW), (A.APPLIED,), None),
    "ask": Act((S.APPLICATIONS, S.REVIEW), (A.APPLIED, A.PASSED), None),
    "opine": Act((S.APPLICATIONS, S.REVIEW), (A.APPLIED, A.PASSED, A.REFUSED), None),
    "check": Act((S.REVIEW,), (A.APPLIED, A.PASSED, A.REFUSED), None),
    "inspect": Act((S.INSPECTION,), (A.PASSED, A.SUITED, A.UNSUITED), None),
    "propose": Act((S.INSPECTION,), (A.SUITED,), A.PROPOSED),
    "hold_back": Act((S.INSPECTION,), (A.PROPOSED,), A.SUITED),
    "object": Act((S.PUBLIC_NOTICE,), (A.PROPOSED,), None),
    "strike": Act((S.PUBLIC_NOTICE,), (A.PROPOSED,), A.STRUCK),
    "withdraw": Act((S.APPLICATIONS, S.REVIEW, S.INSPECTION, S.PUBLIC_NOTICE), (A.APPLIED, A.PASSED, A.SUITED, A.PROPOSED), A.WITHDRAWN),
    "swear": Act((S.DECIDED, S.CLOSED), (A.APPOINTED,), None),
}


def step_from(state: str, name: str) -> Step:
    """Return the step if it may start from this state. Raises Conflict recruit_step_not_now (param round_state)."""
    step = STEPS[name]
    if state not in step.sources:
        raise Conflict("recruit_step_not_now", round_state=str(state))
    return step


def steps_open(state: str) -> list[str]:
    """Return the names of the steps that may start from a state, in the table's order."""
    return [step.name for step in STEPS.values() if state in step.sources]


def act_on(round_state: str, state: str, name: str) -> Act:
    """Return the act if it is possible in these states. Raises Conflict recruit_act_not_now (param applicant_state)."""
    act = ACTS[name]
    if round_state not in act.rounds or state not in act.sources:
        raise Conflict("recruit_act_not_now", applicant_state=str(state))
    return act


def acts_open(round_state: str, state: str) -> list[str]:
    """Return the names of the acts that are possible in these states, in the table's order."""
    return [name for name, act in ACTS.items() if round_state in act.rounds and state in act.sources]


@dataclass(frozen=True)
class Standing:
    """What the steps of a round are judged by. `notice_days` = working days from the notice (today while it is a draft) to the last day.

    The counts are of applications: waiting for the clerk's review, without a procuratorate's opinion among those that passed or wait,
    passed, not inspected yet, proposed; and of objections not handled yet.
    """

    today: date
    starts_on: date
    apply_from: date
    apply_until: date
    places: int = 1
    notice_days: int = 20
    notice_needed: int = 20
    objections_until: date | None = None
    unreviewed: int = 0
    unanswered: int = 0
    passed: int = 1
    uninspected: int = 0
    proposed: int = 1
    objections: int = 0


Hurdle = tuple[str, Callable[[Standing], bool], Callable[[Standing], Mapping[str, Any]]]


def _nothing(_seen: Standing) -> Mapping[str, Any]:
    return {}


HURDLES: dict[str, tuple[Hurdle, ...]] = {
    # step: code, when it stands in the way, the parameters of its sentence
    "publish": (
        ("recruit_no_places", lambda seen: seen.places < 1, _nothing),
        ("recruit_dates_backwards", lambda seen: not seen.today <= seen.apply_from <= seen.apply_until < seen.starts_on, _nothing),
        ("recruit_notice_short", lambda seen: seen.notice_days < seen.notice_needed,
         lambda seen: {"need": seen.notice_needed, "have": seen.notice_days}),
    ),
    "open": (("recruit_not_open_yet", lambda seen: seen.today < seen.apply_from, lambda seen: {"day": seen.apply_from}),),
    "review": (("recruit_still_open", lambda seen: seen.today <= seen.apply_until, lambda seen: {"day": seen.apply_until}),),
    "inspect": (
        ("recruit_unreviewed", lambda seen: seen.unreviewed > 0, lambda seen: {"count": seen.unreviewed}),
        ("recruit_unanswered", lambda seen: seen.unanswered > 0, lambda seen: {"count": seen.unanswered}),
        ("recruit_nobody_passed", lambda seen: seen.passed < 1, _nothing),
    ),
    "announce": (
        ("recruit_uninspected", lambda seen: seen.uninspected > 0, lambda seen: {"count": seen.uninspected}),
        ("recruit_nobody_proposed", lambda seen: seen.proposed < 1, _nothing),
        ("recruit_over_places", lambda seen: seen.proposed > seen.places, lambda seen: {"count": seen.proposed, "places": seen.places}),
    ),
    "decide": (
        ("recruit_notice_running", lambda seen: seen.objections_until is None or seen.today <= seen.objections_until,
         lambda seen: {"day": seen.objections_until}),
        ("recruit_objections_open", lambda seen: seen.objections > 0, lambda seen: {"count": seen.objections}),
        ("recruit_nobody_proposed", lambda seen: seen.proposed < 1, _nothing),
    ),
}


def hurdles(name: str, seen: Standing) -> list[DomainError]:
    """Return everything that stands in the way of a step, in the table's order."""
    return [DomainError(code, **params(seen)) for code, holds, params in HURDLES.get(name, ()) if holds(seen)]


# applications --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidacy:
    """What is known of somebody who applies: age on the first day of the term, and what the register says of the ID number."""

    age: int
    min_age: int
    education_passes: bool
    county_offered: bool = True
    barred: bool = False
    elsewhere: bool = False
    live_beyond: bool = False
    third_term: bool = False


TOLD_TO_ANYBODY = ("recruit_county", "too_young", "education_too_low")
"""Refusals that follow from what the form itself says."""


def application_problems(known: Candidacy) -> list[str]:
    """Return the codes of everything that speaks against an application (rules.md "Who may be appointed").

    Codes: recruit_county, too_young, education_too_low, barred_for_ever, id_number_elsewhere, has_live_term (a term that does not end before
    the new one begins), third_running_term.
    """
    problems = {
        "recruit_county": not known.county_offered, "too_young": known.age < known.min_age, "education_too_low": not known.education_passes,
        "barred_for_ever": known.barred, "id_number_elsewhere": known.elsewhere, "has_live_term": known.live_beyond,
        "third_running_term": known.third_term,
    }
    return [code for code, holds in problems.items() if holds]


def refusal_of(problems: list[str], *, by_link: bool) -> str | None:
    """Return the code of the refusal, or None. By link nothing is told that only the register knows: whoever asks may be anybody."""
    if not problems:
        return None
    return problems[0] if not by_link or problems[0] in TOLD_TO_ANYBODY else "recruit_call_office"


def check_review(*, passes: bool, found: Mapping[str, str], items: Collection[str], reported: Collection[str], words: str) -> None:
    """Hold a clerk's review together: `found` is CLEAR or HOLDS for each of `items`, `reported` are the items a procuratorate knows to hold.

    Who passes has every item found clear, and words where a procuratorate reported something; who is refused has an item that holds, or
    words. Raises DomainError recruit_unchecked, recruit_bar_holds, recruit_against_review, words_missing.
    """
    holds = [code for code in items if found.get(code) == HOLDS]
    if not passes:
        if not holds and not words:
            raise DomainError("words_missing", field="words")
        return
    if holds:
        raise DomainError("recruit_bar_holds", field="passes")
    if any(found.get(code) != CLEAR for code in items):
        raise DomainError("recruit_unchecked", field="passes")
    if reported and not words:
        raise DomainError("recruit_against_review", field="words")
