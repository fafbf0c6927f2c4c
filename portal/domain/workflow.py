"""The life of an activity as one table: from which states a step starts, where it ends, and which verb opens it (issue chain; rules.md).

What must hold besides (a full draw, an exception's leader) is checked by the service named like the step.
"""
from __future__ import annotations

from dataclasses import dataclass

from models.choices import ActivityState as S
from portal.domain.errors import Conflict


@dataclass(frozen=True)
class Step:
    """One step: `records` is its verb in the trail, `tells` who hears of it besides whoever did it.

    A bureau and a procuratorate read it among the news of their home page (queries.news) and find what it asks of them in their worklist;
    supervisors are asked, asked again or told by the clerk (services.notices).
    """

    name: str
    sources: tuple[S, ...]
    target: S | None
    verb: str
    records: str
    tells: tuple[str, ...] = ()


BUREAU, PROCURATORATE, SUPERVISORS = "bureau", "procuratorate", "supervisors"

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("amend", (S.DRAFT, S.RETURNED), None, "request:write", "request:amend"),
        Step("submit", (S.DRAFT, S.RETURNED), S.SUBMITTED, "request:write", "request:submit", (BUREAU,)),
        Step("withdraw", (S.SUBMITTED,), S.DRAFT, "request:write", "request:withdraw", (BUREAU,)),
        Step("return", (S.SUBMITTED,), S.RETURNED, "request:accept", "request:return", (PROCURATORATE,)),
        Step("accept", (S.SUBMITTED,), S.ACCEPTED, "request:accept", "request:accept", (PROCURATORATE,)),
        Step("seal", (S.ACCEPTED,), S.SEALED, "draw:seal", "draw:seal", (PROCURATORATE,)),
        Step("draw", (S.SEALED,), S.DRAWN, "draw:digits", "draw:draw", (BUREAU, PROCURATORATE, SUPERVISORS)),
        Step("second_round", (S.DRAWN,), S.SEALED, "draw:seal", "draw:second_round", (PROCURATORATE,)),
        Step("confirm", (S.DRAWN,), S.CONFIRMED, "draw:confirm", "draw:confirm", (PROCURATORATE,)),
        Step("announce", (S.CONFIRMED,), S.ANNOUNCED, "announcement:write", "activity:announce", (PROCURATORATE,)),
        Step("reopen", (S.DRAWN, S.CONFIRMED, S.ANNOUNCED), S.DRAWN, "draw:substitute", "draw:reopen", (BUREAU, PROCURATORATE)),
        Step("reschedule", (S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.DRAWN, S.CONFIRMED, S.ANNOUNCED), None, "request:reschedule",
             "request:reschedule", (BUREAU, SUPERVISORS)),
        Step("cancel", (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.SEALED, S.DRAWN, S.CONFIRMED, S.ANNOUNCED), S.CANCELLED,
             "request:cancel", "request:cancel", (BUREAU, SUPERVISORS)),
        Step("hold", (S.ANNOUNCED,), S.HELD, "attendance:write", "activity:hold", (BUREAU, PROCURATORATE)),
        Step("close", (S.HELD,), S.CLOSED, "activity:close", "activity:close", (PROCURATORATE,)),
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


def news_for(party: str) -> list[str]:
    """Return the verbs of the trail that a bureau or a procuratorate is told of."""
    return [step.records for step in STEPS.values() if party in step.tells]
