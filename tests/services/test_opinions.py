"""What becomes of an opinion: who may do which act in which state, what it leaves behind, and that a refusal leaves nothing."""
from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import Activity, Assignment, AuditEntry, DayOverride, Opinion, Organisation, Parameter, Supervisor
from models.base import database
from portal.domain import opinions as rules
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import ROLES, VERBS, Actor
from portal.queries import opinions as facts
from portal.services import opinions
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")

ActorAs = Callable[[str], Actor]
HELD_ON = AT - timedelta(days=1)
TODAY = date(2026, 11, 24)
STATES = ("received", "routed", "answered", "told", "objected", "decided", "closed")


def held(office: Organisation | None = None, **values: object) -> Activity:
    """An activity that two people attended yesterday."""
    return factories.drawn_activity("held", office=office, starts_at=HELD_ON, **values)


def places(activity: Activity) -> list[Assignment]:
    return list(Assignment.select().where(Assignment.activity == activity).order_by(Assignment.no))


def person(supervisor: Supervisor) -> Actor:
    """The supervisor through the own link."""
    return Actor(name=supervisor.code, roles=frozenset({"link"}), bureau_id=supervisor.bureau_id, supervisor_id=supervisor.id)


def given(actor_as: ActorAs, state: str = "routed", *, answer: str = "not_adopted", own_initiative: bool = False) -> Opinion:
    """An opinion brought to a state by the acts themselves."""
    officer, chief, clerk = actor_as("officer"), actor_as("chief"), actor_as("clerk")
    if own_initiative:
        row = opinions.give_own(clerk, factories.supervisor(), subject="社区矫正", words="建议加强回访", received_on=TODAY, source="clerk", at=AT)
    else:
        row = opinions.give(officer, places(held())[0], words="建议公开听证", source="paper", at=AT)
    way: dict[str, Callable[[Opinion], Opinion]] = {
        "routed": lambda row: opinions.route(clerk, row, factories.procuratorate(), at=AT) if own_initiative else row,
        "answered": lambda row: opinions.answer(officer, row, answer=answer, explanation="于法无据", at=AT),
        "told": lambda row: opinions.tell(officer, row, how="phone", at=AT),
        "objected": lambda row: opinions.object_to(officer, row, words="仍有异议", at=AT),
        "decided": lambda row: opinions.decide(chief, row, decision="partly", words="部分采纳", at=AT),
        "closed": lambda row: opinions.tell(officer, row, how="letter", at=AT),
    }
    for name in STATES[1:STATES.index(state) + 1]:
        row = way[name](row)
    assert row.state == state
    return row


def attempt(name: str, actor: Actor, row: Opinion) -> Opinion:
    """Do one act with good arguments."""
    acts: dict[str, Callable[[], Opinion]] = {
        "route": lambda: opinions.route(actor, row, factories.district(), at=AT),
        "reroute": lambda: opinions.reroute(actor, row, factories.district(), words="管辖", at=AT),
        "answer": lambda: opinions.answer(actor, row, answer="partly", explanation="部分可行", at=AT),
        "tell": lambda: opinions.tell(actor, row, how="in_person", at=AT),
        "accept": lambda: opinions.accept(actor, row, at=AT),
        "object": lambda: opinions.object_to(actor, row, words="仍有异议", at=AT),
        "decide": lambda: opinions.decide(actor, row, decision="adopted", words="予以采纳", at=AT),
    }
    return acts[name]()


def trail() -> list[str]:
    return [row.verb for row in AuditEntry.select().where(AuditEntry.object_type == "opinion").order_by(AuditEntry.id)]


# --- giving -------------------------------------------------------------------------------------------------------------------------------


def test_an_opinion_of_an_activity_lies_with_its_procuratorate_at_once(actor_as: ActorAs) -> None:
    place = places(held())[0]
    row = opinions.give(person(place.supervisor), place, words="  建议公开听证\n", source="link", at=AT)
    kept = Opinion.get_by_id(row.id)
    assert (kept.state, kept.words, kept.source, kept.received_on, kept.entered_by_id) == ("routed", "建议公开听证", "link", TODAY, None)
    assert (kept.procuratorate, kept.mode_id, kept.routed_at) == (factories.procuratorate(), place.activity.mode_id, AT)
    assert kept.due_on == date(2026, 12, 8)
    assert trail() == ["opinion:give"]


def test_the_time_to_answer_is_counted_in_the_offices_own_working_days(actor_as: ActorAs) -> None:
    bureau = factories.bureau()
    factories.save(DayOverride(bureau=bureau, day=date(2026, 11, 25), working=False))
    factories.save(Parameter(bureau=bureau, key="opinion.answer_working_days", value=3, unit="working_days", valid_from=date(2026, 1, 1)))
    row = opinions.give(actor_as("officer"), places(held())[0], words="意见", source="paper", received_on=TODAY - timedelta(days=1), at=AT)
    assert (row.received_on, row.due_on) == (date(2026, 11, 23), date(2026, 11, 27))
    assert facts.days_left(row, date(2026, 11, 26)) == 1
    assert facts.days_left(row, date(2026, 11, 30)) == -1


@pytest.mark.parametrize(("role", "source", "outcome"), [
    ("officer", "paper", "routed"), ("officer", "link", "unknown_code"), ("officer", "clerk", "unknown_code"), ("clerk", "paper", "routed"),
    ("clerk", "clerk", "routed"), ("clerk", "link", "unknown_code"), ("district_officer", "paper", "not_own_request"),
    ("neighbour_officer", "paper", "not_own_request"), ("neighbour_clerk", "paper", "not_found"), ("leader", "paper", "forbidden"),
    ("chief", "paper", "forbidden"), ("finance", "paper", "forbidden"), ("system_admin", "paper", "forbidden"),
])
def test_who_enters_an_opinion_and_how_it_is_marked(actor_as: ActorAs, role: str, source: str, outcome: str) -> None:
    actor, place = actor_as(role), places(held())[0]
    try:
        found = opinions.give(actor, place, words="意见", source=source, at=AT).state
    except DomainError as refusal:
        found = refusal.code
    assert found == outcome
    assert Opinion.select().count() == len(trail()) == (1 if outcome == "routed" else 0)


def test_the_city_procuratorate_reads_but_does_not_enter_for_its_districts(actor_as: ActorAs) -> None:
    place = places(held(factories.district()))[0]
    with pytest.raises(Forbidden) as caught:
        opinions.give(actor_as("officer"), place, words="意见", source="paper", at=AT)
    assert caught.value.code == "not_own_request"
    assert opinions.give(actor_as("district_officer"), place, words="意见", source="paper", at=AT).procuratorate == factories.district()


def test_a_link_gives_the_own_opinion_only(actor_as: ActorAs) -> None:
    first, second = places(held())
    with pytest.raises(NotFound):
        opinions.give(person(second.supervisor), first, words="意见", source="link", at=AT)
    assert Opinion.select().count() == 0


@pytest.mark.parametrize(("activity_state", "place_state", "refusal"), [
    ("announced", "accepted", "opinion_not_attended"), ("announced", "attended", None), ("held", "absent", "opinion_not_attended"),
    ("held", "excused", "opinion_not_attended"), ("held", "freed", "opinion_not_attended"), ("held", "attended", None),
    ("closed", "attended", None), ("cancelled", "attended", "opinion_cancelled"), ("drawn", "drawn", "opinion_not_attended"),
])
def test_only_those_who_attended_give_one(actor_as: ActorAs, activity_state: str, place_state: str, refusal: str | None) -> None:
    place = places(factories.drawn_activity(activity_state, assignment_state=place_state, starts_at=HELD_ON))[0]
    if refusal is None:
        assert opinions.give(actor_as("officer"), place, words="意见", source="paper", at=AT).state == "routed"
        return
    with pytest.raises(DomainError) as caught:
        opinions.give(actor_as("officer"), place, words="意见", source="paper", at=AT)
    assert (caught.value.code, Opinion.select().count()) == (refusal, 0)


def test_it_is_locked_once_given(actor_as: ActorAs) -> None:
    place = places(held())[0]
    first = opinions.give(actor_as("officer"), place, words="第一份", source="paper", at=AT)
    with pytest.raises(Conflict) as caught:
        opinions.give(person(place.supervisor), place, words="第二份", source="link", at=AT)
    assert caught.value.code == "opinion_given"
    with pytest.raises(DomainError) as refused:
        factories.save(Opinion(bureau=first.bureau, supervisor=first.supervisor, activity=first.activity, assignment=place, mode=first.mode,
                               words="第三份", source="paper", received_on=TODAY, received_at=AT))
    assert refused.value.code == "already_there"
    assert [row.words for row in Opinion.select()] == ["第一份"]


def test_two_browsers_at_once_give_one_opinion(actor_as: ActorAs) -> None:
    place, officer = places(held())[0], actor_as("officer")
    outcomes = at_once(4, lambda: opinions.give(officer, place, words="意见", source="paper", at=AT).state)
    assert sorted(outcomes) == ["opinion_given"] * 3 + ["routed"]
    assert (Opinion.select().count(), trail()) == (1, ["opinion:give"])


def at_once(count: int, act: Callable[[], str]) -> list[str]:
    """Do an act in several threads, each with a connection of its own; return what each got."""
    start, outcomes = threading.Barrier(count), []

    def run() -> None:
        database.connect()
        try:
            start.wait(10)
            outcomes.append(act())
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            database.close()
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.parametrize(("values", "refusal", "field"), [
    ({"words": " \n"}, "words_missing", "words"), ({"words": "长" * 5001}, "words_long", "words"),
    ({"received_on": TODAY + timedelta(days=1)}, "opinion_day_future", "received_on"),
    ({"received_on": TODAY - timedelta(days=2)}, "opinion_day_early", "received_on"),
])
def test_what_a_paper_opinion_must_say(actor_as: ActorAs, values: dict[str, object], refusal: str, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        opinions.give(actor_as("officer"), places(held())[0], at=AT, **{"words": "意见", "source": "paper"} | values)
    assert (caught.value.code, caught.value.field, Opinion.select().count()) == (refusal, field, 0)


# --- own initiative -----------------------------------------------------------------------------------------------------------------------


def test_an_opinion_on_own_initiative_waits_for_the_clerk_and_counts_by_the_day_received(actor_as: ActorAs) -> None:
    who = factories.supervisor()
    row = opinions.give_own(actor_as("clerk"), who, subject=" 社区矫正 ", words="建议", received_on=date(2026, 11, 2), source="paper", at=AT)
    assert (row.state, row.mode.code, row.subject, row.received_on, row.procuratorate_id, row.due_on) == (
        "received", "10", "社区矫正", date(2026, 11, 2), None, None)
    assert opinions.give_own(person(who), who, subject="另一件", words="建议", received_on=TODAY, source="link", at=AT).entered_by_id is None


@pytest.mark.parametrize(("role", "outcome"), [
    ("clerk", "received"), ("officer", "forbidden"), ("leader", "forbidden"), ("chief", "forbidden"), ("neighbour_clerk", "not_found"),
])
def test_who_enters_one_on_own_initiative(actor_as: ActorAs, role: str, outcome: str) -> None:
    actor, who = actor_as(role), factories.supervisor()
    try:
        found = opinions.give_own(actor, who, subject="事由", words="建议", received_on=TODAY, source="clerk", at=AT).state
    except DomainError as refusal:
        found = refusal.code
    assert found == outcome


def test_a_link_gives_the_own_initiative_of_its_person_only(actor_as: ActorAs) -> None:
    with pytest.raises(NotFound):
        opinions.give_own(person(factories.supervisor()), factories.supervisor(), subject="事由", words="建议", received_on=TODAY,
                          source="link", at=AT)


@pytest.mark.parametrize(("values", "refusal", "field"), [
    ({"subject": ""}, "words_missing", "subject"), ({"subject": "长" * 201}, "words_long", "subject"), ({"words": ""}, "words_missing", "words"),
    ({"received_on": date(2026, 11, 25)}, "opinion_day_future", "received_on"),
    ({"received_on": date(2025, 11, 1)}, "opinion_day_early", "received_on"), ({"source": "link"}, "unknown_code", "source"),
])
def test_what_an_opinion_on_own_initiative_must_say(actor_as: ActorAs, values: dict[str, object], refusal: str, field: str) -> None:
    right = {"subject": "事由", "words": "建议", "received_on": TODAY, "source": "clerk"}
    with pytest.raises(DomainError) as caught:
        opinions.give_own(actor_as("clerk"), factories.supervisor(), at=AT, **right | values)
    assert (caught.value.code, caught.value.field, Opinion.select().count(), trail()) == (refusal, field, 0, [])


@pytest.mark.parametrize(("ended_on", "refused"), [(None, False), (TODAY, False), (TODAY - timedelta(days=1), True)])
def test_only_a_supervisor_in_office_on_that_day(actor_as: ActorAs, ended_on: date | None, refused: bool) -> None:
    who = factories.supervisor()
    term = who.appointments.get()
    term.ended_on, term.state = ended_on, "ended" if ended_on else "live"
    term.save()
    assert facts.in_office(who.id, TODAY) is not refused
    assert facts.in_office(who.id, date(2023, 12, 31)) is False
    if refused:
        with pytest.raises(DomainError) as caught:
            opinions.give_own(actor_as("clerk"), who, subject="事由", words="建议", received_on=TODAY, source="clerk", at=AT)
        assert caught.value.code == "opinion_not_in_office"


def test_the_same_form_sent_twice_is_one_opinion(actor_as: ActorAs) -> None:
    who, clerk = factories.supervisor(), actor_as("clerk")
    outcomes = at_once(3, lambda: opinions.give_own(clerk, who, subject="事由", words="建议", received_on=TODAY, source="clerk", at=AT).state)
    assert sorted(outcomes) == ["opinion_twice", "opinion_twice", "received"]
    assert Opinion.select().count() == 1


def test_the_clerk_routes_and_may_correct_that_until_it_is_answered(actor_as: ActorAs) -> None:
    clerk, later = actor_as("clerk"), AT + timedelta(days=2)
    row = given(actor_as, "received", own_initiative=True)
    row = opinions.route(clerk, row, factories.procuratorate(), at=AT)
    assert (row.state, row.procuratorate, row.due_on) == ("routed", factories.procuratorate(), date(2026, 12, 8))
    with pytest.raises(DomainError) as same:
        opinions.reroute(clerk, row, factories.procuratorate(), words="管辖", at=later)
    assert same.value.code == "opinion_same_office"
    row = opinions.reroute(clerk, row, factories.district(), words="由区院管辖", at=later)
    assert (row.state, row.procuratorate, row.routed_at, row.due_on) == ("routed", factories.district(), later, date(2026, 12, 10))
    with pytest.raises(Forbidden):
        opinions.answer(actor_as("officer"), row, answer="adopted", at=later)
    assert opinions.answer(actor_as("district_officer"), row, answer="adopted", at=later).state == "answered"
    assert trail() == ["opinion:give", "opinion:route", "opinion:reroute", "opinion:answer"]


@pytest.mark.parametrize("office", [factories.bureau, factories.neighbour_procuratorate])
def test_it_goes_to_a_procuratorate_that_the_bureau_serves(actor_as: ActorAs, office: Callable[[], Organisation]) -> None:
    row = given(actor_as, "received", own_initiative=True)
    with pytest.raises(DomainError) as caught:
        opinions.route(actor_as("clerk"), row, office(), at=AT)
    assert (caught.value.code, Opinion.get_by_id(row.id).state) == ("opinion_office", "received")


# --- state × act × role -------------------------------------------------------------------------------------------------------------------

OWN_ROLES = [role for role in ROLES if role not in ("system_admin", "security_admin", "audit_admin")]


CASES = [(state, own) for state in STATES for own in (False, True) if own or state != "received"]
"""An opinion of an activity never waits for the clerk."""


@pytest.mark.parametrize(("state", "own_initiative"), CASES)
def test_every_state_and_every_act_by_every_role(actor_as: ActorAs, state: str, own_initiative: bool) -> None:
    row = given(actor_as, state, own_initiative=own_initiative)
    open_now = rules.acts_open(state, own_initiative=own_initiative, answer=row.answer)
    for name, act in rules.ACTS.items():
        for actor in [actor_as(role) for role in OWN_ROLES] + [person(row.supervisor)]:
            role = next(iter(actor.roles))
            expected = "forbidden" if role not in VERBS[act.verb] else "done" if name in open_now else "opinion_act_not_now"
            if own_initiative and state == "received" and actor.in_procuratorate and expected != "forbidden":
                expected = "not_own_opinion"
            assert (name, role, outcome_of(name, actor, row)) == (name, role, expected)


def outcome_of(name: str, actor: Actor, row: Opinion) -> str:
    """What an act comes to; everything it wrote is taken back."""
    before = (Opinion.select().where(Opinion.id == row.id).dicts().get(), AuditEntry.select().count())
    with database.atomic() as transaction:
        try:
            attempt(name, actor, row)
            found = "done"
        except DomainError as refusal:
            found = refusal.code
            assert (Opinion.select().where(Opinion.id == row.id).dicts().get(), AuditEntry.select().count()) == before
        transaction.rollback()
    return found


@pytest.mark.parametrize("role", ["district_officer", "neighbour_officer", "neighbour_clerk", "district_chief"])
@pytest.mark.parametrize("state", ["routed", "told", "objected"])
def test_another_office_does_nothing_to_it(actor_as: ActorAs, role: str, state: str) -> None:
    row, actor = given(actor_as, state), actor_as(role)
    for name, act in rules.ACTS.items():
        expected = "forbidden" if not actor.may(act.verb) else "not_own_opinion" if actor.in_procuratorate else "not_found"
        assert (name, outcome_of(name, actor, row)) == (name, expected)


def test_another_persons_link_does_nothing_to_it(actor_as: ActorAs) -> None:
    row, stranger = given(actor_as, "told"), person(factories.supervisor())
    assert outcome_of("object", stranger, row) == outcome_of("accept", stranger, row) == "not_found"
    assert outcome_of("object", replace(person(row.supervisor), bureau_id=factories.neighbour_bureau().id), row) == "not_found"


# --- answering, telling, objecting, deciding ----------------------------------------------------------------------------------------------


def test_an_adopted_opinion_is_closed_when_the_supervisor_is_told(actor_as: ActorAs) -> None:
    row = given(actor_as, "answered", answer="adopted")
    assert (row.answer, row.explanation, row.answered_at, row.answered_by_id) == ("adopted", "于法无据", AT, actor_as("officer").user_id)
    told = opinions.tell(actor_as("officer"), row, how="wechat", told_at=AT, at=AT + timedelta(hours=3))
    assert (told.state, told.told_at, told.told_how, told.told_by_id) == ("closed", AT, "wechat", actor_as("officer").user_id)


@pytest.mark.parametrize("answer", ["partly", "not_adopted"])
def test_the_whole_way_over_an_objection(actor_as: ActorAs, answer: str) -> None:
    row = given(actor_as, "told", answer=answer)
    row = opinions.object_to(person(row.supervisor), row, words="理由不充分", at=AT)
    assert (row.state, row.objection, row.objected_at) == ("objected", "理由不充分", AT)
    row = opinions.decide(actor_as("chief"), row, decision="adopted", words="应当采纳", at=AT)
    assert (row.state, row.decision, row.decision_words, row.decided_by_id) == ("decided", "adopted", "应当采纳", actor_as("chief").user_id)
    row = opinions.tell(actor_as("officer"), row, how="letter", at=AT + timedelta(days=1))
    assert (row.state, row.told_at, row.answer) == ("closed", AT + timedelta(days=1), answer)
    with pytest.raises(Conflict):
        opinions.object_to(person(row.supervisor), row, words="再次异议", at=AT + timedelta(days=2))
    assert trail() == [f"opinion:{name}" for name in ("give", "answer", "tell", "object", "decide", "tell")]


def test_a_supervisor_who_does_not_object_closes_it(actor_as: ActorAs) -> None:
    row = given(actor_as, "told")
    assert opinions.accept(person(row.supervisor), row, at=AT).state == "closed"
    with pytest.raises(Conflict) as caught:
        opinions.object_to(person(row.supervisor), row, words="异议", at=AT)
    assert caught.value.params["opinion_state"] == "closed"


@pytest.mark.parametrize(("state", "act", "refusal", "field"), [
    ("routed", lambda a, row: opinions.answer(a("officer"), row, answer="partly", explanation=" ", at=AT), "opinion_explanation_missing",
     "explanation"),
    ("routed", lambda a, row: opinions.answer(a("officer"), row, answer="never", explanation="x", at=AT), "unknown_code", "answer"),
    ("answered", lambda a, row: opinions.tell(a("officer"), row, how="pigeon", at=AT), "unknown_code", "how"),
    ("answered", lambda a, row: opinions.tell(a("officer"), row, how="phone", told_at=AT + timedelta(minutes=1), at=AT), "opinion_told_when",
     "told_at"),
    ("answered", lambda a, row: opinions.tell(a("officer"), row, how="phone", told_at=AT - timedelta(days=1), at=AT), "opinion_told_when",
     "told_at"),
    ("decided", lambda a, row: opinions.tell(a("officer"), row, how="phone", told_at=AT - timedelta(minutes=1), at=AT), "opinion_told_when",
     "told_at"),
    ("told", lambda a, row: opinions.object_to(a("officer"), row, words="", at=AT), "words_missing", "words"),
    ("objected", lambda a, row: opinions.decide(a("chief"), row, decision="", words="x", at=AT), "unknown_code", "decision"),
    ("objected", lambda a, row: opinions.decide(a("chief"), row, decision="adopted", words="", at=AT), "words_missing", "words"),
])
def test_what_each_act_must_say(actor_as: ActorAs, state: str, act: Callable[[ActorAs, Opinion], Opinion], refusal: str, field: str) -> None:
    row = given(actor_as, state)
    acts = len(trail())
    with pytest.raises(DomainError) as caught:
        act(actor_as, row)
    assert (caught.value.code, caught.value.field, Opinion.get_by_id(row.id).state, len(trail())) == (refusal, field, state, acts)


def test_of_two_officers_answering_at_once_the_first_counts(actor_as: ActorAs) -> None:
    row, officer = given(actor_as), actor_as("officer")
    outcomes = at_once(3, lambda: opinions.answer(officer, row, answer="adopted", at=AT).state)
    assert sorted(outcomes) == ["answered", "opinion_act_not_now", "opinion_act_not_now"]
    assert trail().count("opinion:answer") == 1


def test_nothing_is_half_written_when_the_trail_cannot_be(actor_as: ActorAs, monkeypatch: pytest.MonkeyPatch) -> None:
    row = given(actor_as)

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("disk full")
    monkeypatch.setattr("portal.services.audit.record", broken)
    with pytest.raises(RuntimeError):
        opinions.answer(actor_as("officer"), row, answer="adopted", at=AT)
    assert (Opinion.get_by_id(row.id).state, Opinion.get_by_id(row.id).answer) == ("routed", "")


def test_the_trail_keeps_no_words_of_a_person_in_clear(actor_as: ActorAs) -> None:
    given(actor_as, "objected")
    for entry in AuditEntry.select().where(AuditEntry.object_type == "opinion"):
        text = f"{entry.changes}{entry.reason}{entry.object_label}"
        assert not any(words in text for words in ("建议公开听证", "于法无据", "仍有异议"))
        assert entry.person_id is not None


# --- reading ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "late"), [(date(2026, 12, 8), False), (date(2026, 12, 9), True)])
def test_what_is_overdue(actor_as: ActorAs, day: date, late: bool) -> None:
    row = given(actor_as)
    assert Opinion.select().where(facts.is_overdue(day)).exists() is late
    opinions.answer(actor_as("officer"), row, answer="adopted", at=AT)
    assert not Opinion.select().where(facts.is_overdue(day)).exists()
    assert facts.days_left(Opinion.get_by_id(row.id), day) is None


def test_an_activitys_people_with_what_they_gave(actor_as: ActorAs) -> None:
    activity = held(people=3)
    first, second, third = places(activity)
    Assignment.update(state="absent").where(Assignment.id == second.id).execute()
    row = opinions.give(actor_as("officer"), third, words="意见", source="paper", at=AT)
    assert [(line.assignment.id, line.opinion) for line in facts.of_activity(activity)] == [(first.id, None), (third.id, row)]


def test_the_line_of_steps(actor_as: ActorAs) -> None:
    assert facts.chain(given(actor_as, "told")) == rules.PROGRESS
    assert facts.chain(given(actor_as, "closed")) == rules.CONTESTED_PROGRESS
