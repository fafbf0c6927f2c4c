"""How a case of removal or resignation moves (选任管理办法 on ends of office; rules.md "Who may be appointed"): one table."""
from __future__ import annotations

from dataclasses import dataclass

from portal.domain.errors import Conflict


@dataclass(frozen=True)
class CaseStep:
    """One step: from which states it starts, where it ends, which verb opens it."""

    name: str
    sources: tuple[str, ...]
    target: str
    verb: str


STEPS: dict[str, CaseStep] = {step.name: step for step in (
    CaseStep("hear", ("opened",), "heard", "conduct:write"),
    CaseStep("decide", ("opened", "heard"), "decided", "appointment:end"),
    CaseStep("drop", ("opened", "heard"), "dropped", "appointment:end"),
    CaseStep("tell", ("decided",), "told", "conduct:write"),
)}

OPEN = ("opened", "heard", "decided")
"""States in which somebody still has to act."""


def step_from(state: str, name: str, *, removal: bool) -> CaseStep:
    """Return the step if it may start now. Raises Conflict `case_step_not_now`.

    A removal is decided after the person was heard only (a resignation is the person's own word), which `removal_unheard` says.
    """
    step = STEPS[name]
    if state not in step.sources:
        raise Conflict("case_step_not_now", case_state=state)
    if name == "decide" and removal and state != "heard":
        raise Conflict("removal_unheard")
    return step
