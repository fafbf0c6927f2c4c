from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from models import Appointment, CaseFeedback, RoundApproval
from models.base import database
from portal.domain.permissions import Actor
from portal.queries import worklists
from portal.services import notices
from tests import factories
from tests.factories import AT, save

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]

TABLE = [
    # state, values, who has it waiting as what
    ("draft", {}, {"officer": "finish_draft"}),
    ("submitted", {}, {"clerk": "review_request", "leader": "review_request"}),
    ("submitted", {"exceptional": True}, {"leader": "review_exception"}),
    ("returned", {}, {"officer": "amend_returned"}),
    ("accepted", {}, {"clerk": "seal_list"}),
    ("sealed", {}, {"officer": "give_digits"}),
    ("drawn", {}, {"clerk": "notify_people"}),
    ("drawn", {"general_places": 3}, {"leader": "approve_round"}),
    ("confirmed", {}, {"clerk": "announce_result"}),
    ("announced", {}, {}),
    ("announced", {"starts_at": AT - timedelta(hours=1)}, {"officer": "take_attendance", "clerk": "take_attendance"}),
    ("held", {"starts_at": AT - timedelta(days=1)}, {"officer": "give_feedback", "clerk": "give_feedback"}),
    ("closed", {}, {}),
    ("cancelled", {}, {}),
]


def waiting(actor: Actor, at: datetime = AT) -> list[str]:
    return [task.kind for task in worklists.tasks(actor, at) if not task.kind.startswith("term_") and task.kind != "yearly_class"]


@pytest.mark.parametrize(("state", "values", "who"), TABLE, ids=lambda value: str(value)[:40])
def test_each_state_waits_for_whom(actor_as: ActorAs, state: str, values: dict[str, object], who: dict[str, str]) -> None:
    drawn = state in ("drawn", "confirmed", "announced", "held", "closed")
    made = factories.drawn_activity(state, people=2, **{**values, "general_places": 2}) if drawn else factories.activity(state, **values)
    if "general_places" in values:
        type(made).update(general_places=values["general_places"]).where(type(made).id == made.id).execute()
    for role in ("officer", "clerk", "leader", "chief", "finance", "neighbour_clerk", "neighbour_officer", "district_officer", "system_admin"):
        assert waiting(actor_as(role)) == ([who[role]] if role in who else []), role
        assert worklists.frame(actor_as(role), AT, "system")[1].get("activities", 0) == int(role in who), role


def test_after_the_leaders_consent_the_clerk_seals_the_further_round(actor_as: ActorAs) -> None:
    made = factories.drawn_activity("drawn", people=1)
    type(made).update(general_places=2).where(type(made).id == made.id).execute()
    save(RoundApproval(bureau=made.bureau, activity=made, round=2, words="人手不足", approved_by=factories.account("leader"), approved_at=AT))
    assert (waiting(actor_as("leader")), waiting(actor_as("clerk"))) == ([], ["seal_round"])


def test_who_was_drawn_is_told_of_a_cancelling_before_its_day(actor_as: ActorAs) -> None:
    made = factories.drawn_activity("cancelled", people=2, assignment_state="accepted", cancelled_at=AT)
    clerk, (first, second) = actor_as("clerk"), made.assignments
    for row, said, left in ((first, "told", ["tell_cancelling"]), (second, "none", ["tell_cancelling"]), (second, "told", [])):
        notices.log_attempt(clerk, row, way="phone", answer=said, at=AT)
        assert waiting(clerk) == left, said
    assert waiting(actor_as("officer")) == []
    other = factories.drawn_activity("cancelled", assignment_state="freed", cancelled_at=AT)
    assert waiting(clerk) == [] and waiting(clerk, other.starts_at) == []


def test_after_the_case_feedback_the_clerk_closes(actor_as: ActorAs) -> None:
    made = factories.drawn_activity("held")
    save(CaseFeedback(bureau=made.bureau, activity=made, outcome="已采纳", given_at=AT))
    assert (waiting(actor_as("clerk")), waiting(actor_as("officer"))) == (["close_activity"], [])


def test_a_city_procuratorate_reads_but_does_not_do_the_districts_work(actor_as: ActorAs) -> None:
    factories.activity("sealed", office=factories.district())
    assert (waiting(actor_as("officer")), waiting(actor_as("district_officer"))) == ([], ["give_digits"])


@pytest.mark.parametrize(("since", "starts", "due"), [
    (datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 12, 8, 2, tzinfo=UTC), date(2026, 11, 24)),
    (datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 12, 8, 2, tzinfo=UTC), date(2026, 11, 23)),
    (datetime(2026, 11, 20, 17, tzinfo=UTC), datetime(2026, 12, 8, 2, tzinfo=UTC), date(2026, 11, 23)),
    (datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 11, 22, 2, tzinfo=UTC), date(2026, 11, 22)),
])
def test_due_in_working_days_and_never_after_the_activity(actor_as: ActorAs, since: datetime, starts: datetime, due: date) -> None:
    factories.activity("submitted", submitted_at=since, starts_at=starts)
    assert [task.due for task in worklists.tasks(actor_as("clerk"), AT)] == [due]


def test_the_number_of_queries_does_not_grow(actor_as: ActorAs) -> None:
    actor = actor_as("clerk")

    def count() -> int:
        seen: list[object] = []
        hook = seen.append
        database.obj.query_hooks.append(hook)
        worklists.tasks(actor, AT)
        database.obj.query_hooks.remove(hook)
        return len(seen)
    factories.activity("submitted")
    few = count()
    for state in ("submitted", "accepted", "drawn", "confirmed") * 3:
        factories.activity(state)
    assert count() == few > 0


def test_administrators_see_what_is_theirs(actor_as: ActorAs) -> None:
    locked = factories.user("clerk", factories.bureau(), locked_until=AT + timedelta(minutes=9))
    tasks = worklists.tasks(actor_as("security_admin"), AT)
    assert [(task.kind, task.row_id) for task in tasks] == [("unlock_account", locked.id)]
    assert worklists.tasks(actor_as("audit_admin"), AT) == []


ENDINGS = [
    # last day of the term, the warning on 24 November 2026
    (date(2026, 11, 23), "term_over"), (date(2026, 11, 24), "term_ending_3"), (date(2027, 2, 24), "term_ending_3"),
    (date(2027, 2, 25), "term_ending_6"), (date(2027, 5, 24), "term_ending_6"), (date(2027, 5, 25), None),
]


@pytest.mark.parametrize("role", ["clerk", "leader", "finance"])
@pytest.mark.parametrize(("ends_on", "kind"), ENDINGS)
def test_terms_near_their_end_stand_on_the_home_page(actor_as: ActorAs, ends_on: date, kind: str | None, role: str) -> None:
    person = factories.supervisor()
    Appointment.update(ends_on=ends_on).where(Appointment.supervisor == person).execute()
    found = [(task.kind, task.due) for task in worklists.tasks(actor_as(role), AT) if task.kind.startswith("term_")]
    assert found == ([(kind, ends_on)] if kind and role != "finance" else [])
