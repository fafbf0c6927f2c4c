from __future__ import annotations

import pytest

from models.choices import ActivityState as S
from portal.domain.errors import Conflict
from portal.domain.labels import VERBS_SPOKEN
from portal.domain.permissions import ROLES, VERBS
from portal.domain.workflow import BUREAU, PROCURATORATE, PROGRESS, STEPS, SUPERVISORS, news_for, step_from, steps_open

OPEN = {
    # state: the steps that may start there, in the table's order
    "draft": "amend submit cancel",
    "submitted": "withdraw return accept reschedule cancel",
    "returned": "amend submit reschedule cancel",
    "accepted": "seal reschedule cancel",
    "sealed": "draw cancel",  # the list is fixed: nobody moves the time under it
    "drawn": "second_round confirm reopen reschedule cancel",
    "confirmed": "announce reopen reschedule cancel",
    "announced": "reopen reschedule cancel hold",
    "held": "close",
    "closed": "",
    "cancelled": "",
}


@pytest.mark.parametrize("state", list(S))
def test_steps_open_in_each_state(state: S) -> None:
    assert steps_open(state.value) == OPEN[state].split()


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("name", list(STEPS))
def test_a_step_starts_where_it_is_open_and_nowhere_else(state: S, name: str) -> None:
    if name in OPEN[state].split():
        assert step_from(state.value, name) is STEPS[name]
        return
    with pytest.raises(Conflict) as refused:
        step_from(state.value, name)
    assert refused.value.code == "step_not_now"
    assert refused.value.params == {"step": name, "state": state.value}


def test_nothing_leaves_the_ends() -> None:
    assert steps_open("closed") == steps_open("cancelled") == []


def test_the_straight_way_is_walked_step_by_step() -> None:
    walked = ["submitted"]
    for name in ("accept", "seal", "draw", "confirm", "announce", "hold", "close"):
        walked.append(str(step_from(walked[-1], name).target))
    assert walked == [str(state) for state in PROGRESS]


def test_every_step_is_opened_by_a_verb_that_some_role_has() -> None:
    for step in STEPS.values():
        assert VERBS[step.verb] & set(ROLES), step.name


def test_every_step_is_recorded_under_a_verb_with_words_and_told_to_somebody_known() -> None:
    for step in STEPS.values():
        assert step.records in VERBS_SPOKEN, step.name
        assert set(step.tells) <= {BUREAU, PROCURATORATE, SUPERVISORS}, step.name
    assert {name for name, step in STEPS.items() if not step.tells} == {"amend"}
    assert "request:accept" in news_for(PROCURATORATE) and "request:accept" not in news_for(BUREAU)
