"""Each step is told to whom the workflow says, and to nobody else."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import Activity
from portal.domain.permissions import Actor
from portal.domain.workflow import BUREAU, PROCURATORATE, STEPS
from portal.queries import news
from portal.services import audit, requests
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
OTHER = {"clerk": "officer", "officer": "clerk"}


def heard(actor: Actor, at: object = AT) -> list[str]:
    return [one.verb for one in news.latest(actor, at)]


@pytest.mark.parametrize("step", list(STEPS))
def test_a_step_of_one_office_is_told_to_the_other_as_the_table_says(actor_as: ActorAs, step: str) -> None:
    made = factories.activity("announced")
    for role, party in (("clerk", BUREAU), ("officer", PROCURATORATE)):
        audit.record(actor_as(OTHER[role]), STEPS[step].records, made, at=AT)
        told = party in STEPS[step].tells
        assert heard(actor_as(role)) == ([STEPS[step].records] if told else [])
        assert heard(actor_as(f"neighbour_{role}")) == []


def test_what_a_person_did_by_link_is_told_to_both(actor_as: ActorAs) -> None:
    made = factories.activity("drawn")
    audit.record(Actor(name="WH-1", roles=frozenset({"link"}), bureau_id=made.bureau_id), "draw:reopen", made, at=AT)
    assert heard(actor_as("clerk")) == heard(actor_as("officer")) == heard(actor_as("leader")) == ["draw:reopen"]
    assert heard(actor_as("district_officer")) == heard(actor_as("finance")) == heard(actor_as("system_admin")) == []


def test_the_newest_first_for_a_week(actor_as: ActorAs) -> None:
    made = factories.activity("submitted")
    requests.send_back(actor_as("clerk"), made, words="请补充", at=AT)
    Activity.update(state="submitted").execute()
    requests.accept(actor_as("clerk"), made, at=AT + timedelta(hours=1))
    assert heard(actor_as("officer"), AT + timedelta(hours=2)) == ["request:accept", "request:return"]
    assert heard(actor_as("clerk"), AT + timedelta(hours=2)) == []
    assert heard(actor_as("officer"), AT + timedelta(days=7)) == ["request:accept"]
    assert heard(actor_as("officer"), AT + timedelta(days=8)) == []
