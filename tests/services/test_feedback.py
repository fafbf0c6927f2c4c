"""Feedback on people and on the case: who may write it, on whom, when, and until when it may be corrected."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import Activity, Assignment, AuditEntry, CaseFeedback, Feedback, Parameter, PicklistItem
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor
from portal.queries import opinions as facts
from portal.services import feedback
from portal.services.feedback import PersonMark
from tests import factories
from tests.factories import AT, item

pytestmark = pytest.mark.usefixtures("db")

ActorAs = Callable[[str], Actor]


def held(state: str = "held", **values: object) -> Activity:
    return factories.drawn_activity(state, starts_at=AT - timedelta(days=1), **values)


def place_of(activity: Activity, no: int = 1) -> Assignment:
    return Assignment.get(Assignment.activity == activity, Assignment.no == no)


def mark(code: str = "good") -> int:
    return int(item("feedback_mark", code).id)


def give(actor: Actor, place: Assignment, **values: object) -> Feedback:
    return feedback.give_person(actor, place, at=AT, **{"on_time": True, "prepared": True, "conduct_id": mark()} | values)


def trail() -> int:
    return AuditEntry.select().where(AuditEntry.verb == "feedback:write").count()


def test_the_officer_gives_feedback_on_a_person(actor_as: ActorAs) -> None:
    place = place_of(held())
    row = give(actor_as("officer"), place, prepared=False, remark="  迟到十分钟 ")
    kept = Feedback.get_by_id(row.id)
    assert (kept.on_time, kept.prepared, kept.conduct.code, kept.remark, kept.given_by_id) == (
        True, False, "good", "迟到十分钟", actor_as("officer").user_id)
    assert (kept.given_at, kept.bureau_id, trail()) == (AT, place.bureau_id, 1)


@pytest.mark.parametrize(("role", "outcome"), [
    ("officer", "done"), ("clerk", "done"), ("district_officer", "not_own_request"), ("neighbour_officer", "not_found"),
    ("neighbour_clerk", "not_found"), ("leader", "forbidden"), ("chief", "forbidden"), ("finance", "forbidden"), ("system_admin", "forbidden"),
])
def test_who_writes_it(actor_as: ActorAs, role: str, outcome: str) -> None:
    activity, actor = held(), actor_as(role)

    def result(act: Callable[[], object]) -> str:
        try:
            act()
        except DomainError as refusal:
            return refusal.code
        return "done"
    assert result(lambda: give(actor, place_of(activity))) == outcome
    assert result(lambda: feedback.give_case(actor, activity, outcome="已依法处理", at=AT)) == outcome
    assert result(lambda: feedback.give(actor, activity, people={}, outcome="已依法处理", at=AT)) == outcome
    assert (Feedback.select().count(), CaseFeedback.select().count()) == ((1, 1) if outcome == "done" else (0, 0))


@pytest.mark.parametrize(("activity_state", "place_state", "refusal"), [
    ("announced", "attended", "feedback_not_held"), ("closed", "attended", "feedback_not_held"), ("cancelled", "attended", "feedback_not_held"),
    ("held", "absent", "feedback_not_attended"), ("held", "excused", "feedback_not_attended"), ("held", "freed", "feedback_not_attended"),
])
def test_on_those_who_attended_once_it_was_held(actor_as: ActorAs, activity_state: str, place_state: str, refusal: str) -> None:
    activity = held(activity_state, assignment_state=place_state)
    with pytest.raises(DomainError) as caught:
        give(actor_as("officer"), place_of(activity))
    assert (caught.value.code, Feedback.select().count(), trail()) == (refusal, 0, 0)


@pytest.mark.parametrize("state", ["announced", "closed", "cancelled", "drawn"])
def test_on_the_case_while_it_is_held_and_not_closed(actor_as: ActorAs, state: str) -> None:
    with pytest.raises(DomainError) as caught:
        feedback.give_case(actor_as("officer"), held(state), outcome="已处理", at=AT)
    assert (caught.value.code, CaseFeedback.select().count()) == ("feedback_not_held", 0)


def test_the_mark_comes_from_its_list(actor_as: ActorAs) -> None:
    place = place_of(held())
    gone = mark("poor")
    PicklistItem.update(active=False).where(PicklistItem.id == gone).execute()
    for wrong in (gone, item("sex").id, 10**6):
        with pytest.raises(DomainError) as caught:
            give(actor_as("officer"), place, conduct_id=wrong)
        assert (caught.value.code, caught.value.field) == ("feedback_mark", "conduct")
    assert Feedback.select().count() == 0


@pytest.mark.parametrize(("values", "refusal"), [({"remark": "长" * 301}, "words_long")])
def test_a_remark_is_bounded(actor_as: ActorAs, values: dict[str, object], refusal: str) -> None:
    with pytest.raises(DomainError) as caught:
        give(actor_as("officer"), place_of(held()), **values)
    assert (caught.value.code, caught.value.field) == (refusal, "remark")


@pytest.mark.parametrize(("words", "refusal"), [("", "words_missing"), (" \n", "words_missing"), ("长" * 2001, "words_long")])
def test_the_case_needs_words(actor_as: ActorAs, words: str, refusal: str) -> None:
    with pytest.raises(DomainError) as caught:
        feedback.give_case(actor_as("officer"), held(), outcome=words, at=AT)
    assert (caught.value.code, caught.value.field) == (refusal, "outcome")


def test_it_may_be_corrected_and_each_correction_leaves_a_row(actor_as: ActorAs) -> None:
    activity, later = held(), AT + timedelta(days=1)
    place = place_of(activity)
    give(actor_as("officer"), place)
    give(actor_as("officer"), place)
    assert trail() == 1
    feedback.give_person(actor_as("clerk"), place, on_time=False, prepared=True, conduct_id=mark("average"), at=later)
    row = Feedback.get()
    assert (row.on_time, row.conduct.code, row.given_at, row.given_by_id, trail()) == (
        False, "average", later, actor_as("clerk").user_id, 2)
    feedback.give_case(actor_as("officer"), activity, outcome="拟不起诉", at=AT)
    feedback.give_case(actor_as("officer"), activity, outcome="已不起诉", at=later)
    assert [case.outcome for case in CaseFeedback.select()] == ["已不起诉"]


def test_a_whole_form_is_one_act(actor_as: ActorAs) -> None:
    activity = held(people=3)
    people = {place_of(activity, no).id: PersonMark(True, no != 2, mark()) for no in (1, 2, 3)}
    feedback.give(actor_as("officer"), activity, people=people, outcome=" 已依法处理 ", at=AT)
    assert [row.prepared for row in Feedback.select().order_by(Feedback.assignment)] == [True, False, True]
    assert CaseFeedback.get().outcome == "已依法处理"


def test_a_form_with_one_fault_writes_nothing(actor_as: ActorAs) -> None:
    activity, other = held(), held()
    good = {place_of(activity).id: PersonMark(True, True, mark())}
    for people, outcome, refusal in ((good | {place_of(other).id: PersonMark(True, True, mark())}, "", "not_found"),
                                     (good | {place_of(activity, 2).id: PersonMark(True, True, 10**6)}, "", "feedback_mark"),
                                     (good, "长" * 2001, "words_long")):
        with pytest.raises(DomainError) as caught:
            feedback.give(actor_as("officer"), activity, people=people, outcome=outcome, at=AT)
        assert (caught.value.code, Feedback.select().count(), trail()) == (refusal, 0, 0)


def test_when_it_is_due(actor_as: ActorAs) -> None:
    activity = held()
    assert facts.feedback_due(activity) == date(2026, 12, 1)
    factories.save(Parameter(bureau=activity.bureau, key="feedback.working_days", value=2, unit="working_days", valid_from=date(2026, 1, 1)))
    assert facts.feedback_due(activity) == date(2026, 11, 26)
    assert facts.feedback_due(factories.activity("announced")) is None
    assert (facts.feedback_open(activity), facts.feedback_open(factories.activity("closed"))) == (True, False)


def test_what_the_page_reads(actor_as: ActorAs) -> None:
    activity = held(people=3)
    Assignment.update(state="excused").where(Assignment.id == place_of(activity, 2).id).execute()
    row = give(actor_as("clerk"), place_of(activity, 3))
    assert facts.case_feedback(activity) is None
    case = feedback.give_case(actor_as("officer"), activity, outcome="已处理", at=AT)
    assert [(line.assignment.no, line.feedback) for line in facts.feedback_of(activity)] == [(1, None), (3, row)]
    assert facts.case_feedback(activity) == case
