"""The life of an activity as one table: from which states a step starts, where it ends, and which verb opens it (issue chain; rules.md).

What must hold besides (a full draw, an exception's leader) is checked by the service named like the step.
"""
from __future__ import annotations

from dataclasses import dataclass

from models.choices import ActivityState as S
from portal.domain.errors import Conflict


@dataclass(frozen=True)
class Step:
    """One step: `tells` names whose worklist it lands on (bureau, procuratorate, supervisors, nobody)."""

    name: str
    sources: tuple[S, ...]
    target: S | None
    verb: str
    tells: str


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("amend", (S.DRAFT, S.RETURNED), None, "request:write", "nobody"),
        Step("submit", (S.DRAFT, S.RETURNED), S.SUBMITTED, "request:write", "bureau"),
        Step("withdraw", (S.SUBMITTED,), S.DRAFT, "request:write", "bureau"),
        Step("return", (S.SUBMITTED,), S.RETURNED, "request:accept", "procuratorate"),
        Step("accept", (S.SUBMITTED,), S.ACCEPTED, "request:accept", "procuratorate"),
        Step("seal", (S.ACCEPTED,), S.SEALED, "draw:seal", "procuratorate"),
        Step("draw", (S.SEALED,), S.DRAWN, "draw:digits", "bureau"),
        Step("second_round", (S.DRAWN,), S.SEALED, "draw:seal", "procuratorate"),
        Step("confirm", (S.DRAWN,), S.CONFIRMED, "draw:confirm", "procuratorate"),
        Step("announce", (S.CONFIRMED,), S.ANNOUNCED, "announcement:write", "procuratorate"),
        Step("reopen", (S.DRAWN, S.CONFIRMED, S.ANNOUNCED), S.DRAWN, "draw:substitute", "bureau"),
        Step("reschedule", (S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.DRAWN, S.CONFIRMED, S.ANNOUNCED), None, "request:reschedule", "bureau"),
        Step("cancel", (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.SEALED, S.DRAWN, S.CONFIRMED, S.ANNOUNCED), S.CANCELLED,
             "request:cancel", "supervisors"),
        Step("hold", (S.ANNOUNCED,), S.HELD, "attendance:write", "bureau"),
        Step("close", (S.HELD,), S.CLOSED, "activity:close", "nobody"),
    )
}

PROGRESS = (S.SUBMITTED, S.ACCEPTED, S.SEALED, S.DRAWN, S.CONFIRMED, S.ANNOUNCED, S.HELD, S.CLOSED)
"""The straight way, for the progress line."""


def step_from(state: str, name: str) -> Step:
    """Return the step if it may start from this state; raise Conflict `step_not_now` (params step, state) when it may not.

    Two people pressing the same button: the second finds the state moved on and gets this sentence.
    """
    step = STEPS[name]
    if state not in step.sources:
        raise Conflict("step_not_now", step=name, state=str(state))
    return step


def steps_open(state: str) -> list[str]:
    """Return the names of the steps that may start from a state, in the table's order."""
    return [step.name for step in STEPS.values() if state in step.sources]
