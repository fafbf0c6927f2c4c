"""Seal, digits, substitutes, recusals and a further round through the services; the record holds after each of them."""
from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from peewee import DatabaseError

from models import Activity, Assignment, Draw, DrawEvent, Leave, Party, PoolEntry
from models.base import database
from portal.domain.draw_record import verify_record
from portal.domain.errors import Conflict, DomainError, Forbidden
from portal.domain.permissions import Actor
from portal.queries import draw_records, pool
from portal.services import draws, pool_decisions, recusals
from tests import factories
from tests.factories import AT, save

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]


def accepted(people: int = 5, **values: object) -> Activity:
    for _ in range(people):
        factories.supervisor()
    return factories.activity("accepted", **values)


def drawn(actor_as: ActorAs, people: int = 5, **values: object) -> Activity:
    made = accepted(people, **values)
    draw = draws.seal(actor_as("clerk"), made, at=AT)
    draws.give_digits(actor_as("officer"), draw, digits="123456", at=AT)
    return Activity.get_by_id(made.id)


def holds(made: Activity) -> bool:
    return all(verify_record(draw_records.record_of(draw)).ok for draw in draw_records.draws_of(made) if draw.state == "drawn")


def test_seal_digits_places(actor_as: ActorAs) -> None:
    made = drawn(actor_as)
    assert made.state == "drawn"
    assert Assignment.select().where(Assignment.activity == made).count() == 2
    assert holds(made)


@pytest.mark.parametrize("role", ["leader", "finance", "officer", "chief", "system_admin"])
def test_only_the_clerk_seals(actor_as: ActorAs, role: str) -> None:
    with pytest.raises(Forbidden):
        draws.seal(actor_as(role), accepted(), at=AT)
    assert Draw.select().count() == 0


@pytest.mark.parametrize(("role", "teller", "refusal"), [
    ("officer", "", None), ("clerk", "李静", None), ("clerk", "", Forbidden), ("leader", "李静", Forbidden), ("chief", "", Forbidden),
    ("district_officer", "", Forbidden), ("neighbour_officer", "", DomainError),
])
def test_who_gives_the_digits(actor_as: ActorAs, role: str, teller: str, refusal: type[Exception] | None) -> None:
    draw = draws.seal(actor_as("clerk"), accepted(), at=AT)
    if refusal is None:
        done = draws.give_digits(actor_as(role), draw, digits="000000", teller=teller, at=AT)
        assert (done.state, done.digits_source) == ("drawn", "phone" if teller else "signed_in")
        return
    with pytest.raises(refusal):
        draws.give_digits(actor_as(role), draw, digits="000000", teller=teller, at=AT)
    assert Draw.get_by_id(draw.id).state == "sealed"


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "12345a", "１２３４５６", "12345\n", "-12345"])
def test_malformed_digits_draw_nothing(actor_as: ActorAs, digits: str) -> None:
    draw = draws.seal(actor_as("clerk"), accepted(), at=AT)
    with pytest.raises(DomainError, match="digits_malformed"):
        draws.give_digits(actor_as("officer"), draw, digits=digits, at=AT)
    assert Assignment.select().count() == 0


def test_of_two_who_press_at_once_one_draws(actor_as: ActorAs) -> None:
    officer, draw = actor_as("officer"), draws.seal(actor_as("clerk"), accepted(), at=AT)
    results: list[str] = []

    def give(digits: str) -> None:
        database.connect(reuse_if_open=True)
        try:
            draws.give_digits(officer, Draw.get_by_id(draw.id), digits=digits, at=AT)
            results.append("drawn")
        except Conflict as refusal:
            results.append(refusal.code)
        finally:
            database.close()
    threads = [threading.Thread(target=give, args=(f"{number}" * 6,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["drawn", *["step_not_now"] * 3]
    assert Assignment.select().count() == 2


@pytest.mark.parametrize(("name", "unit"), [
    ("张慧", "乌海市司法局"), ("张慧", " 乌海市 司法局"), ("张慧", "乌海市司法局(法制科)"), ("王经办", "市政协"), ("王 经办", "市政协"), ("王　经办", "市政协"),
    ("管理员", "市政协"),
])
def test_a_witness_is_nobody_of_the_bureau_however_it_is_written(actor_as: ActorAs, name: str, unit: str) -> None:
    officer, draw = actor_as("officer"), draws.seal(actor_as("clerk"), accepted(), at=AT)
    factories.user("clerk", factories.bureau(), name="王经办")
    factories.user("system_admin", name="管理员")
    with pytest.raises(DomainError, match="witness_of_bureau"):
        draws.give_witness_digits(officer, draw, digits="111111", name=name, unit=unit, at=AT)
    assert Draw.get_by_id(draw.id).witness_digits == ""


def test_the_witness_comes_first_and_once(actor_as: ActorAs) -> None:
    officer, draw = actor_as("officer"), draws.seal(actor_as("clerk"), accepted(), at=AT)
    draws.give_witness_digits(officer, draw, digits="111111", name="张慧", unit="市政协", at=AT)
    with pytest.raises(Conflict, match="witness_given"):
        draws.give_witness_digits(officer, draw, digits="222222", name="张慧", unit="市政协", at=AT)
    draws.give_digits(officer, Draw.get_by_id(draw.id), digits="123456", at=AT)
    assert holds(Activity.get_by_id(draw.activity_id))


@pytest.mark.parametrize("statement", [
    "UPDATE draw SET manifest = '{}'", "UPDATE draw SET seal = 'x'", "UPDATE draw SET digits = '999999'", "UPDATE draw SET seed = 'x'",
    "UPDATE draw SET round = 9", "DELETE FROM draw", "UPDATE pool_entry SET salt = 'x'", "DELETE FROM pool_entry", "UPDATE draw_event SET no = 9",
    "DELETE FROM draw_event",
])
def test_the_database_refuses_to_change_what_was_sealed(actor_as: ActorAs, statement: str) -> None:
    made = drawn(actor_as)
    draws.free_place(actor_as("clerk"), made.assignments.first(), reason="ill", at=AT)
    with pytest.raises(DatabaseError), database.atomic():
        database.execute_sql(statement)
    assert holds(made)


def test_a_freed_place_goes_to_the_next_in_order_until_the_order_is_used_up(actor_as: ActorAs) -> None:
    made, clerk = drawn(actor_as, people=4, general_places=1), actor_as("clerk")
    order, asked = Draw.get().order, []
    place = made.assignments.first()
    while place is not None:
        asked.append(place.no)
        place = draws.free_place(clerk, place, reason="away", at=AT)
        assert holds(made)
    assert asked == order


def test_who_cannot_be_asked_is_passed_over_with_the_reason(actor_as: ActorAs) -> None:
    made, clerk = drawn(actor_as, people=4, general_places=1), actor_as("clerk")
    draw = Draw.get()
    second = PoolEntry.get(PoolEntry.draw == draw, PoolEntry.no == draw.order[1]).supervisor
    day = made.starts_at.date()
    save(Leave(bureau=made.bureau, supervisor=second, starts_on=day, ends_on=day, reason="出差"))
    taken = draws.free_place(clerk, made.assignments.first(), reason="ill", at=AT)
    assert taken.no == draw.order[2]
    assert [(event.kind, event.reason) for event in DrawEvent.select().order_by(DrawEvent.position)] == [
        ("freed", "ill"), ("passed", "on_leave"), ("taken", "")]
    assert holds(made)


def test_a_place_is_freed_once(actor_as: ActorAs) -> None:
    made, clerk = drawn(actor_as), actor_as("clerk")
    place = made.assignments.first()
    draws.free_place(clerk, place, reason="ill", at=AT)
    with pytest.raises(Conflict, match="place_not_held"):
        draws.free_place(clerk, place, reason="ill", at=AT)


def test_a_recusal_frees_the_place_only_when_it_is_granted(actor_as: ActorAs) -> None:
    made, clerk, officer = drawn(actor_as), actor_as("clerk"), actor_as("officer")
    first, second = made.assignments
    refused = recusals.propose(officer, made, first.supervisor, ground="interest", words="业务往来", at=AT)
    with pytest.raises(DomainError, match="words_missing"):
        recusals.decide(clerk, refused, uphold=False, at=AT)
    recusals.decide(clerk, refused, uphold=False, words="不影响", at=AT)
    granted = recusals.declare(clerk, made, second.supervisor, ground="relative", at=AT)
    recusals.decide(clerk, granted, uphold=True, at=AT)
    assert (Assignment.get_by_id(first.id).state, Assignment.get_by_id(second.id).state) == ("drawn", "freed")
    assert Assignment.get_by_id(second.id).freed_reason == "recused"
    assert holds(made)


def test_a_further_round_needs_the_leader_and_leaves_out_who_was_asked(actor_as: ActorAs) -> None:
    made, clerk, leader = drawn(actor_as, people=2, general_places=1), actor_as("clerk"), actor_as("leader")
    place = made.assignments.first()
    while place is not None:
        place = draws.free_place(clerk, place, reason="ill", at=AT)
    late = factories.supervisor()
    with pytest.raises(DomainError, match="round_not_approved"):
        draws.seal(clerk, made, at=AT)
    draws.approve_second_round(leader, made, words="人手不足", at=AT)
    draw = draws.seal(clerk, made, at=AT)
    assert {row.left_out for row in PoolEntry.select().where(PoolEntry.draw == draw, PoolEntry.no.is_null())} == {"asked_before"}
    draws.give_digits(actor_as("officer"), draw, digits="654321", at=AT)
    assert [row.supervisor for row in Assignment.select().where(Assignment.activity == made, Assignment.round == 2)] == [late]
    assert holds(made)


def test_a_conflict_is_decided_before_sealing(actor_as: ActorAs) -> None:
    made, clerk = accepted(), actor_as("clerk")
    person = factories.supervisor(name="张三")
    save(Party(activity=made, name="张三"))
    with pytest.raises(DomainError, match="pool_undecided"):
        draws.seal(clerk, made, at=AT)
    pool_decisions.decide_conflict(clerk, made, person, leave_out=True, at=AT)
    draw = draws.seal(clerk, made, at=AT)
    assert PoolEntry.get(PoolEntry.draw == draw, PoolEntry.supervisor == person).left_out == "conflict"


def test_sealing_refuses_what_could_leave_a_place_empty(actor_as: ActorAs) -> None:
    with pytest.raises(DomainError, match="draw_short_of_people"):
        draws.seal(actor_as("clerk"), accepted(people=1), at=AT)
    lawless = factories.activity("accepted", special=(("law", 1),), starts_at=AT + timedelta(days=20))
    with pytest.raises(DomainError, match="draw_short_of_tag"):
        draws.seal(actor_as("clerk"), lawless, at=AT)


def test_the_pool_takes_the_same_statements_for_many_people(actor_as: ActorAs) -> None:
    made = accepted(people=3)

    def count() -> int:
        seen: list[object] = []
        hook = seen.append
        database.obj.query_hooks.append(hook)
        pool.preview(made, AT)
        database.obj.query_hooks.remove(hook)
        return len(seen)
    few = count()
    for _ in range(15):
        factories.supervisor()
    assert count() == few
