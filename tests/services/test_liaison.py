"""Contact: what its services write, who may do it, and what they refuse."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import AuditEntry, LinkToken, Suggestion, Supervisor, Visit, VisitGuest
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import history, liaison as facts
from portal.services import audit, liaison, liaison_suggestions as suggestions, links
from portal.services.outbox import NOWHERE, Reach
from tests import factories
from tests.factories import AT, item

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
TODAY = date(2026, 11, 24)
REACH = Reach(base="https://links.example", channels=frozenset())


def visit_values(person: Supervisor, **changes: object) -> dict[str, object]:
    return {"supervisor": person, "held_on": date(2026, 11, 20), "way": item("contact_way", "visit"), "visited_by": "王联络", "subject": " 走访 ",
            "words": "谈履职情况", "wishes": "", "follow_up": "送学习资料", "due_on": date(2026, 12, 1), **changes}


def visit(actor: Actor, **changes: object) -> Visit:
    guests = changes.pop("guests", ())
    return liaison.record_visit(actor, visit_values(changes.pop("person", None) or factories.supervisor(), **changes), guests=guests, at=AT)


def given(actor: Actor, person: Supervisor | None = None, **changes: object) -> Suggestion:
    values = {"kind": "suggestion", "subject": "建议", "words": "建议提前发放材料", "received_on": None} | changes
    return suggestions.give(actor, person or factories.supervisor(), at=AT, **values)


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as error:
        return error.code
    return ""


# visits ---------------------------------------------------------------------------------------------------------------------------

def test_a_talk_with_several_stands_in_each_ones_file(actor_as: ActorAs) -> None:
    clerk, people = actor_as("clerk"), [factories.supervisor() for _ in range(3)]
    row = visit(clerk, person=people[0], guests=people[1:])
    assert (row.subject, [person.id for person in facts.guests(row)]) == ("走访", [person.id for person in people[1:]])
    assert [[event.kind for event in facts.of_person(person)] for person in people] == [["visit"]] * 3
    liaison.amend_visit(clerk, row, visit_values(people[0], words="又谈了培训"), guests=people[2:], at=AT)
    assert VisitGuest.select().count() == 1
    entries = list(AuditEntry.select().order_by(AuditEntry.id))
    assert [entry.verb for entry in entries] == ["visit:write", "visit:amend", "visit:amend"]
    assert all(entry.person_id == people[0].id and "谈" not in str(entry.changes) for entry in entries)
    assert audit.verify() is None


@pytest.mark.parametrize(("changes", "code"), [
    ({"held_on": date(2026, 11, 25)}, "visit_day_future"), ({"due_on": None}, "visit_due_missing"), ({"follow_up": " "}, "visit_follow_up_missing"),
    ({"subject": ""}, "words_missing"), ({"words": "长" * 5001}, "words_long"), ({"visited_by": ""}, "words_missing"),
])
def test_what_a_contact_refuses(actor_as: ActorAs, changes: dict[str, object], code: str) -> None:
    assert refusal(lambda: visit(actor_as("clerk"), **changes)) == code
    assert Visit.select().count() == AuditEntry.select().count() == 0


def test_people_of_a_contact_are_the_bureaus_own_and_named_once(actor_as: ActorAs) -> None:
    clerk, person = actor_as("clerk"), factories.supervisor()
    stranger = factories.supervisor(factories.neighbour_bureau())
    assert refusal(lambda: visit(clerk, person=person, guests=[person])) == "visit_person_twice"
    for people in ({"person": stranger}, {"person": person, "guests": [stranger]}):
        with pytest.raises(NotFound):
            visit(clerk, **people)
    row = visit(clerk, person=person)
    for act in (lambda: liaison.settle_visit(actor_as("neighbour_clerk"), row, words="已办", at=AT),
                lambda: liaison.amend_visit(actor_as("neighbour_clerk"), row, visit_values(person), at=AT)):
        with pytest.raises(NotFound):
            act()


def test_a_follow_up_closes_once_and_stays_as_it_was(actor_as: ActorAs) -> None:
    clerk, person = actor_as("clerk"), factories.supervisor()
    row = visit(clerk, person=person)
    assert refusal(lambda: liaison.settle_visit(clerk, row, words=" ", at=AT)) == "words_missing"
    assert refusal(lambda: liaison.settle_visit(clerk, row, words="已送达", done_on=TODAY + timedelta(days=1), at=AT)) == "visit_done_when"
    done = liaison.settle_visit(clerk, row, words="已送达", at=AT)
    assert (done.done_on, done.done_words, done.done_by_id) == (TODAY, "已送达", clerk.user_id)
    with pytest.raises(Conflict, match="visit_nothing_open"):
        liaison.settle_visit(clerk, row, words="再次", at=AT)
    with pytest.raises(Conflict, match="visit_follow_up_closed"):
        liaison.amend_visit(clerk, row, visit_values(person, follow_up="改口"), at=AT)
    assert liaison.amend_visit(clerk, row, visit_values(person, words="更正"), at=AT).words == "更正"
    with pytest.raises(Conflict, match="changed_meanwhile"):
        liaison.amend_visit(clerk, row, visit_values(person), version=1, at=AT)


@pytest.mark.parametrize("role", ["leader", "finance", "officer", "chief"])
def test_contacts_are_the_clerks_to_write(actor_as: ActorAs, role: str) -> None:
    row = visit(actor_as("clerk"))
    for act in (lambda: visit(actor_as(role)), lambda: liaison.settle_visit(actor_as(role), row, words="已办", at=AT),
                lambda: liaison.amend_visit(actor_as(role), row, visit_values(row.supervisor), at=AT)):
        with pytest.raises(Forbidden):
            act()


# suggestions ----------------------------------------------------------------------------------------------------------------------

def test_a_suggestion_goes_its_way_and_each_step_is_told(actor_as: ActorAs) -> None:
    clerk, officer, office = actor_as("clerk"), actor_as("officer"), factories.procuratorate()
    person = factories.supervisor()
    row = given(clerk, person, received_on=date(2026, 11, 20))
    assert (row.state, row.source, row.office_id, row.entered_by_id) == ("received", "clerk", None, clerk.user_id)
    routed = suggestions.route(clerk, row, office, at=AT)
    assert (routed.state, routed.office_id, routed.due_on) == ("routed", office.id, date(2026, 12, 15))
    answered = suggestions.answer(officer, row, words=" 已安排 ", at=AT)
    assert (answered.state, answered.answer, answered.answered_by_id) == ("answered", "已安排", officer.user_id)
    told = suggestions.tell(clerk, row, way=item("contact_way"), words="满意", at=AT)
    assert (told.state, told.told_on, told.told_words) == ("told", TODAY, "满意")
    assert [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)] == [
        "suggestion:give", "suggestion:route", "suggestion:answer", "suggestion:tell"]
    assert [(one.verb, one.reason) for one in history.of_objects(officer, {Suggestion: [row.id]})] == [
        ("suggestion:answer", ""), ("suggestion:route", "")]
    assert [(event.kind, event.day) for event in facts.of_person(person)] == [("told", TODAY), ("suggestion", date(2026, 11, 20))]


def test_the_bureau_answers_what_lies_with_itself(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = suggestions.route(clerk, given(clerk), factories.bureau(), at=AT)
    assert suggestions.answer(clerk, row, words="已改进", at=AT).state == "answered"


def test_what_lies_elsewhere_is_not_ours_to_answer(actor_as: ActorAs) -> None:
    clerk, office = actor_as("clerk"), factories.procuratorate()
    row = given(clerk)
    with pytest.raises(Conflict, match="suggestion_act_not_now"):
        suggestions.answer(clerk, row, words="早了", at=AT)
    suggestions.route(clerk, row, office, at=AT)
    for role in ("clerk", "district_officer"):
        factories.district()
        with pytest.raises(Forbidden, match="not_own_suggestion"):
            suggestions.answer(actor_as(role), row, words="代答", at=AT)
        with pytest.raises(Forbidden, match="not_own_suggestion"):
            suggestions.send_back(actor_as(role), row, words="退回", at=AT)
    with pytest.raises(NotFound):
        suggestions.answer(actor_as("neighbour_officer"), row, words="代答", at=AT)


def test_it_can_go_back_or_on_to_another_office(actor_as: ActorAs) -> None:
    clerk, office = actor_as("clerk"), factories.procuratorate()
    row = suggestions.route(clerk, given(clerk), office, at=AT)
    back = suggestions.send_back(actor_as("officer"), row, words="不属本院职责", at=AT)
    assert (back.state, back.office_id, back.due_on) == ("received", None, None)
    suggestions.route(clerk, row, office, at=AT)
    assert refusal(lambda: suggestions.reroute(clerk, row, office, words="重复", at=AT)) == "suggestion_same_office"
    assert refusal(lambda: suggestions.reroute(clerk, row, factories.district(), words="", at=AT)) == "words_missing"
    assert refusal(lambda: suggestions.reroute(clerk, row, factories.neighbour_procuratorate(), words="外地", at=AT)) == "suggestion_office"
    later = suggestions.reroute(clerk, row, factories.district(), words="属海勃湾区", at=AT + timedelta(days=7))
    assert (later.state, later.office_id, later.due_on) == ("routed", factories.district().id, date(2026, 12, 22))


REFUSED = [
    ({"kind": "complaint"}, "unknown_code"), ({"subject": " "}, "words_missing"), ({"words": ""}, "words_missing"),
    ({"words": "长" * 5001}, "words_long"), ({"received_on": date(2026, 11, 25)}, "opinion_day_future"),
    ({"received_on": date(2025, 1, 1)}, "opinion_day_early"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED)
def test_what_a_suggestion_refuses(actor_as: ActorAs, changes: dict[str, object], code: str) -> None:
    assert refusal(lambda: given(actor_as("clerk"), **changes)) == code


def test_twice_the_same_is_one_and_telling_has_its_day_and_way(actor_as: ActorAs) -> None:
    clerk, person = actor_as("clerk"), factories.supervisor()
    row = given(clerk, person)
    with pytest.raises(Conflict, match="suggestion_twice"):
        given(clerk, person)
    suggestions.route(clerk, row, factories.bureau(), at=AT)
    suggestions.answer(clerk, row, words="已改进", at=AT)
    assert refusal(lambda: suggestions.tell(clerk, row, way=item("grade"), at=AT)) == "unknown_code"
    assert refusal(lambda: suggestions.tell(clerk, row, way=item("contact_way"), told_on=date(2026, 11, 23), at=AT)) == "suggestion_told_when"
    with pytest.raises(NotFound):
        given(clerk, factories.supervisor(factories.neighbour_bureau()))


@pytest.mark.parametrize(("role", "may"), [
    ("leader", ""), ("finance", ""), ("officer", "answer"), ("chief", ""), ("system_admin", ""), ("audit_admin", ""),
])
def test_who_may_do_what_with_suggestions(actor_as: ActorAs, role: str, may: str) -> None:
    clerk, office = actor_as("clerk"), factories.procuratorate()
    row = suggestions.route(clerk, given(clerk), office, at=AT)
    actor = actor_as(role)
    acts = {"give": lambda: given(actor), "route": lambda: suggestions.route(actor, row, office, at=AT),
            "reroute": lambda: suggestions.reroute(actor, row, office, words="x", at=AT),
            "tell": lambda: suggestions.tell(actor, row, way=item("contact_way"), at=AT),
            "invite": lambda: suggestions.invite(actor, row.supervisor, at=AT, reach=REACH),
            "answer": lambda: suggestions.answer(actor, row, words="已安排", at=AT)}
    assert [name for name, act in acts.items() if refusal(act) != "forbidden"] == ([may] if may else [])


# by link --------------------------------------------------------------------------------------------------------------------------

def test_a_link_takes_one_suggestion_and_lasts_to_show_it(actor_as: ActorAs) -> None:
    clerk, person = actor_as("clerk"), factories.supervisor()
    made = suggestions.invite(clerk, person, at=AT, reach=REACH)
    assert made.url in made.text and person.name in made.text
    link = links.look_up(made.url.rpartition("/")[2], at=AT)
    actor = links.actor_of(link)
    assert refusal(lambda: suggestions.give_by_link(actor, link, kind="concern", subject="", words="路灯不亮", at=AT)) == "words_missing"
    row = suggestions.give_by_link(actor, link, kind="concern", subject="路灯", words="路灯不亮", at=AT)
    assert (row.source, row.kind, row.entered_by_id, row.supervisor_id) == ("link", "concern", None, person.id)
    kept = LinkToken.get_by_id(link.id)
    assert (kept.target_id, kept.used_at, kept.expires_at) == (row.id, AT, AT + timedelta(days=180))
    with pytest.raises(links.LinkRefused, match="link_used"):
        suggestions.give_by_link(actor, link, kind="concern", subject="路灯", words="又一条", at=AT)


def test_without_a_public_address_there_is_no_link(actor_as: ActorAs) -> None:
    assert refusal(lambda: suggestions.invite(actor_as("clerk"), factories.supervisor(), at=AT, reach=NOWHERE)) == "suggestion_no_link"
    with pytest.raises(NotFound):
        suggestions.invite(actor_as("clerk"), factories.supervisor(factories.neighbour_bureau()), at=AT, reach=REACH)


def test_a_link_gives_for_its_own_person_only(actor_as: ActorAs) -> None:
    one, other = factories.supervisor(), factories.supervisor()
    actor = Actor(name=one.code, roles=frozenset({"link"}), bureau_id=one.bureau_id, supervisor_id=one.id)
    with pytest.raises(NotFound):
        given(actor, other)
