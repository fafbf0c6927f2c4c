"""Which acts an activity offers to whom, state by state, and which of them leads."""
from __future__ import annotations

from dataclasses import replace

import pytest

from models.choices import ActivityState as S
from portal.domain.activity_acts import ACTS, Situation, open_acts, primary
from portal.domain.permissions import ROLES, VERBS, Actor

ACTORS = {role: Actor(name=role, roles=frozenset({role})) for role in ROLES}
READY = Situation(state="", begun=True, answered=True, fed_back=True)
"""An activity of the actor's office that lacks nothing for its next step."""

OFFERED = {
    # state: role → acts in the table's order, the leading one with a star
    "draft": {"officer": "*submit amend cancel"},
    "submitted": {"clerk": "*accept send_back", "leader": "*accept send_back", "officer": "withdraw reschedule cancel"},
    "returned": {"officer": "submit *amend reschedule cancel"},
    "accepted": {"clerk": "*pool", "leader": "*preview", "officer": "reschedule cancel"},
    "sealed": {"clerk": "draw", "leader": "draw", "officer": "*digits draw cancel", "chief": "draw"},
    "drawn": {"clerk": "*confirm notify draw", "leader": "draw", "officer": "draw reschedule cancel", "chief": "draw"},
    "confirmed": {"clerk": "notify *announce draw", "leader": "draw", "officer": "draw reschedule cancel", "chief": "draw"},
    "announced": {"clerk": "notify *attendance draw", "leader": "draw", "officer": "*attendance draw reschedule cancel", "chief": "draw"},
    "held": {"clerk": "*close feedback draw", "leader": "draw", "officer": "*feedback draw", "chief": "draw"},
    "closed": {"clerk": "draw", "leader": "draw", "officer": "draw", "chief": "draw"},
    "cancelled": {"clerk": "draw", "leader": "draw", "officer": "draw", "chief": "draw"},
}


def offered(role: str, now: Situation) -> str:
    acts = open_acts(ACTORS[role], now)
    first = primary(acts, now)
    return " ".join(f"*{act.name}" if act is first else act.name for act in acts)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_is_offered_in_each_state(state: S, role: str) -> None:
    assert offered(role, replace(READY, state=state)) == OFFERED[state].get(role, "")


@pytest.mark.parametrize(("role", "state", "change", "acts"), [
    ("clerk", "submitted", {"exceptional": True}, "send_back"),
    ("leader", "submitted", {"exceptional": True}, "*accept_exception send_back"),
    ("clerk", "drawn", {"answered": False}, "*notify draw"),
    ("clerk", "announced", {"begun": False}, "notify draw"),
    ("officer", "announced", {"begun": False}, "draw reschedule cancel"),
    ("clerk", "held", {"fed_back": False}, "*feedback draw"),
    ("officer", "announced", {"own": False}, "draw"),
    ("officer", "draft", {"own": False}, ""),
])
def test_what_is_lacking_closes_an_act(role: str, state: str, change: dict[str, bool], acts: str) -> None:
    assert offered(role, replace(READY, state=state, **change)) == acts


def test_where_an_act_is_done() -> None:
    addresses = {act.name: act.address(7) for act in ACTS}
    assert addresses["accept"] == addresses["accept_exception"] == "/activities/7/accept"
    assert (addresses["cancel"], addresses["pool"]) == ("/activities/7/cancel", "/draws/7/pool")


def test_every_verb_is_known() -> None:
    assert [act.name for act in ACTS if act.verb not in VERBS] == []
