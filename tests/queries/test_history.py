from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from models.base import database
from portal.domain.permissions import Actor
from portal.domain.trail_words import VERBS
from portal.queries import history
from portal.services import audit, requests
from tests import factories

AT = factories.AT
Actors = Callable[[str], Actor]
VERB = re.compile(r'(?:change|create|record)\(\s*\w+(?:\.\w+)?,\s*"([a-z_]+:[a-z_]+)"')


def test_every_verb_that_a_service_writes_has_its_word() -> None:
    written = {verb for path in Path("portal").rglob("*.py") for verb in VERB.findall(path.read_text(encoding="utf-8"))}
    assert written - set(VERBS) == set()
    assert "request:accept" in written


def test_shared_acts_have_their_word() -> None:
    assert history.SHARED_REASONS <= history.SHARED_VERBS <= set(VERBS)


def test_the_story_of_a_request(actor_as: Actors) -> None:
    row = factories.activity("submitted")
    requests.send_back(actor_as("clerk"), row, words="请写明地点", at=AT)
    requests.cancel(actor_as("officer"), row, words="案件撤回", at=AT + timedelta(hours=1))
    story = history.of_activity(actor_as("officer"), row)
    assert [(one.verb, one.who, one.reason, one.at) for one in story] == [
        ("request:cancel", factories.account("officer").name, "案件撤回", AT + timedelta(hours=1)),
        ("request:return", factories.account("clerk").name, "请写明地点", AT),
    ]
    assert story[1].changes["state"] == ["submitted", "returned"]


def test_what_hangs_on_an_activity_is_told_too_and_a_persons_values_stay_sealed(actor_as: Actors) -> None:
    row = factories.drawn_activity("drawn")
    other = factories.drawn_activity("drawn")
    clerk = actor_as("clerk")
    with database.atomic():
        for activity in (row, other):
            audit.record(clerk, "draw:free_place", activity.assignments[0], at=AT, changes={"freed_words": ["", "住院"]}, reason="住院")
    [told] = history.of_activity(clerk, row)
    assert (told.verb, told.table, told.row_id) == ("draw:free_place", "assignment", row.assignments[0].id)
    assert (told.reason, told.changes) == ("", {})


def test_the_bureaus_own_acts_and_reasons_stay_with_it(actor_as: Actors) -> None:
    row, other, clerk = factories.activity("accepted"), factories.activity("accepted"), actor_as("clerk")
    with database.atomic():
        audit.record(clerk, "draw:exclude", row, at=AT, reason="与当事人有隙")
        audit.record(clerk, "draw:confirm", row, at=AT, reason="电话均已答复")
        audit.record(clerk, "draw:change_place", other, at=AT, reason="专业人员不足")
    assert [(one.verb, one.reason) for one in history.of_activity(actor_as("officer"), other)] == [("draw:change_place", "专业人员不足")]
    assert {(one.verb, one.reason) for one in history.of_activity(clerk, row)} == {
        ("draw:exclude", "与当事人有隙"), ("draw:confirm", "电话均已答复")}
    assert [(one.verb, one.reason) for one in history.of_activity(actor_as("officer"), row)] == [("draw:confirm", "")]


def test_a_long_story_is_cut(actor_as: Actors) -> None:
    row, clerk = factories.activity("accepted"), actor_as("clerk")
    with database.atomic():
        for minute in range(5):
            audit.record(clerk, "draw:confirm", row, at=AT + timedelta(minutes=minute))
    newest = history.of_objects(clerk, {type(row): [row.id]}, limit=2)
    assert [one.at for one in newest] == [AT + timedelta(minutes=4), AT + timedelta(minutes=3)]
