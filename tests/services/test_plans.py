"""The yearly plan: entered, in force, ticked off by requests, copied."""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models import Activity, AuditEntry, CalendarFeed, Opinion, PicklistItem, Plan, PlanItem
from models.base import database
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.domain.planning import AUTOMATIC, ItemValues, PlanValues
from portal.domain.requests import RequestValues
from portal.queries import plans as facts, scope, worklists
from portal.services import feeds, plans, requests
from tests import factories
from tests.factories import AT, item, save

ActorAs = Callable[[str], Actor]
pytestmark = pytest.mark.usefixtures("db")


def values(year: int = 2026, *lines: ItemValues) -> PlanValues:
    """Return a plan of hearings anywhere, of deliveries by 乌海市人民检察院 in December, and of opinions on own initiative."""
    return PlanValues(year, "覆盖十种方式", lines or (
        ItemValues(item("mode", "01").id, 50), ItemValues(item("mode", "05").id, 2, factories.procuratorate().id, 12),
        ItemValues(item("mode", "10").id, 4)))


def plan_in_force(actor_as: ActorAs, *lines: ItemValues) -> Plan:
    """Return a plan of this year that is in force."""
    return plans.enforce(actor_as("leader"), plans.enter(actor_as("clerk"), values(2026, *lines), at=AT), at=AT)


def asked(mode: str = "01", **changes: object) -> RequestValues:
    """Return a request for December."""
    factories.supervisor()
    start = datetime(2026, 12, 10, 1, 0, tzinfo=UTC)
    return RequestValues(**{"mode_id": item("mode", mode).id, "title": "公开听证", "starts_at": start, "ends_at": start + timedelta(hours=2), "place": "检察院",
                            "general_places": 1, "contact_name": "李静", "contact_phone": "0473-2030011", **changes})


def item_of(activity: Activity) -> PlanItem | None:
    """Return the item that an activity ticks off now."""
    return Activity.get_by_id(activity.id).plan_item


def test_the_clerk_enters_it_and_the_leader_puts_it_in_force(actor_as: ActorAs) -> None:
    plan = plans.enter(actor_as("clerk"), values(), at=AT)
    assert (plan.state, plan.in_force_at) == ("draft", None)
    assert [scope.visible(actor_as(role), Plan).count() for role in ("leader", "officer", "chief", "neighbour_clerk", "finance")] == [1, 0, 0, 0, 1]
    with pytest.raises(Forbidden):
        plans.enforce(actor_as("clerk"), plan, at=AT)
    plan = plans.enforce(actor_as("leader"), plan, at=AT)
    assert (plan.state, plan.in_force_at) == ("in_force", AT)
    assert scope.visible(actor_as("officer"), Plan).count() == 1
    assert [(row.verb, row.object_label) for row in AuditEntry.select().where(AuditEntry.object_type == "yearly_plan").order_by(AuditEntry.id)] == [
        ("plan:enter", "2026"), ("plan:enforce", "2026")]
    with pytest.raises(Conflict, match="plan_act_not_now"):
        plans.enforce(actor_as("leader"), plan, at=AT)


@pytest.mark.parametrize("role", ["leader", "officer", "chief", "finance", "system_admin"])
def test_nobody_else_writes_it(actor_as: ActorAs, role: str) -> None:
    with pytest.raises(Forbidden):
        plans.enter(actor_as(role), values(), at=AT)


def test_a_neighbour_does_not_find_it(actor_as: ActorAs) -> None:
    plan = plan_in_force(actor_as)
    for act in (lambda: plans.amend(actor_as("neighbour_clerk"), plan, values(), at=AT), lambda: plans.copy(actor_as("neighbour_clerk"), plan, at=AT),
                lambda: plans.reopen(actor_as("neighbour_leader"), plan, words="调整", at=AT)):
        with pytest.raises(NotFound):
            act()


def test_a_year_has_one_plan(actor_as: ActorAs) -> None:
    plans.enter(actor_as("clerk"), values(), at=AT)
    with pytest.raises(Conflict, match="plan_year_there"):
        plans.enter(actor_as("clerk"), values(), at=AT)
    factories.account("neighbour_officer")
    lines = (ItemValues(item("mode", "01").id, 1),)
    assert plans.enter(actor_as("neighbour_clerk"), values(2026, *lines), at=AT).year == 2026


def test_the_neighbours_procuratorate_is_refused(actor_as: ActorAs) -> None:
    with pytest.raises(DomainError, match="plan_item_office"):
        plans.enter(actor_as("clerk"), values(2026, ItemValues(item("mode", "01").id, 1, factories.neighbour_procuratorate().id)), at=AT)


def test_a_request_ticks_off_what_fits(actor_as: ActorAs) -> None:
    plan_in_force(actor_as)
    officer = actor_as("officer")
    hearing, delivery, other = (requests.create(officer, asked(mode), at=AT) for mode in ("01", "05", "02"))
    assert item_of(hearing).mode.code == "01"
    assert item_of(delivery).month == 12
    assert item_of(other) is None
    outside = requests.create(officer, asked("01", title="另一场听证", plan_item_id=None), at=AT)
    assert item_of(outside) is None
    with pytest.raises(DomainError, match="plan_item_refused"):
        requests.create(officer, asked("01", title="第三场", plan_item_id=item_of(delivery).id), at=AT)


def test_what_the_year_holds_already_is_ticked_off_when_the_plan_comes_in_force(actor_as: ActorAs) -> None:
    early = [factories.activity("closed", starts_at=AT - timedelta(days=number)) for number in range(3)]
    late = factories.activity("draft", starts_at=AT + timedelta(days=20))
    for state, values_of in (("cancelled", {}), ("closed", {"starts_at": AT - timedelta(days=400)}), ("closed", {"mode": item("mode", "02")})):
        factories.activity(state, **values_of)
    factories.activity("closed", office=factories.neighbour_procuratorate())
    mode = item("mode", "01").id
    plan = plan_in_force(actor_as, ItemValues(mode, 2, factories.procuratorate().id), ItemValues(mode, 9), ItemValues(item("mode", "10").id, 1))
    own, anybodys, _own_initiative = facts.live_items(actor_as("clerk"), plan)
    assert {item_of(row).id for row in (early[2], early[1])} == {own.id}  # the earliest first, until it is used up
    assert {item_of(row).id for row in (early[0], late)} == {anybodys.id}
    assert Activity.select().where(Activity.plan_item.is_null()).count() == 4
    assert AuditEntry.get(AuditEntry.verb == "plan:tick_off").object_id == plan.id
    outside = factories.activity("closed")
    plan = plans.enforce(actor_as("leader"), plans.reopen(actor_as("leader"), plan, words="调整", at=AT), at=AT)
    assert item_of(outside) is None  # somebody chose that while the plan was in force


def test_a_draft_plan_and_the_neighbours_are_not_ticked_off(actor_as: ActorAs) -> None:
    plans.enter(actor_as("clerk"), values(), at=AT)
    plans.enforce(actor_as("neighbour_leader"), plans.enter(
        actor_as("neighbour_clerk"), values(2026, ItemValues(item("mode", "01").id, 1)), at=AT), at=AT)
    assert item_of(requests.create(actor_as("officer"), asked(), at=AT)) is None


def test_a_changed_mode_takes_its_own_item_and_a_move_to_another_year_too(actor_as: ActorAs) -> None:
    plan_in_force(actor_as)
    officer = actor_as("officer")
    request = requests.create(officer, asked(), at=AT)
    request = requests.amend(officer, request, asked("05", plan_item_id=AUTOMATIC), at=AT)
    assert item_of(request).mode.code == "05"
    request = requests.submit(officer, request, at=AT)
    assert item_of(request).mode.code == "05"
    start = datetime(2026, 12, 24, 1, 0, tzinfo=UTC)
    moved = requests.reschedule(officer, request, starts_at=start, ends_at=start + timedelta(hours=1), place="检察院", words="改期", at=AT)
    assert item_of(moved).mode.code == "05"
    start = datetime(2027, 1, 12, 1, 0, tzinfo=UTC)
    moved = requests.reschedule(officer, moved, starts_at=start, ends_at=start + timedelta(hours=1), place="检察院", words="改期", at=AT)
    assert item_of(moved) is None  # no plan of 2027 yet


def test_plan_against_actual(actor_as: ActorAs) -> None:
    plan = plan_in_force(actor_as)
    clerk, officer = actor_as("clerk"), actor_as("officer")
    hearing = facts.live_items(clerk, plan)[0]
    for state in ("draft", "returned", "cancelled", "submitted", "announced"):
        factories.activity(state, plan_item=hearing)
    factories.activity("held", plan_item=hearing)  # nobody attended
    for number in range(3):
        factories.drawn_activity("closed", plan_item=hearing, starts_at=AT - timedelta(days=number))
    factories.drawn_activity("held", plan_item=hearing, office=factories.district())
    factories.drawn_activity("closed")  # outside the plan
    save(Opinion(bureau=plan.bureau, supervisor=factories.supervisor(), mode=item("mode", "10"), words="建议", source="paper",
                 received_on=AT.date(), received_at=AT))
    found = facts.standing(clerk, plan)
    assert [(line.expected, line.held, line.under_way, line.missing) for line in found.items] == [(50, 4, 2, 44), (2, 0, 0, 2), (4, 1, 0, 3)]
    assert (found.total.expected, found.total.held, found.total.under_way, found.outside, found.own_outside, found.top) == (56, 5, 2, 1, 0, 50)
    assert [mode.code for mode, _line in found.modes] == ["01", "05", "10"]
    districts = facts.standing(actor_as("district_officer"), plan)
    assert [(line.item.mode.code, line.held) for line in districts.items] == [("01", 1), ("10", 0)]  # not what is addressed to another office
    assert facts.standing(officer, plan).items[0].held == 4  # the city's reads those below it


def test_amending_keeps_what_is_ticked_off(actor_as: ActorAs) -> None:
    plan = plan_in_force(actor_as)
    clerk, leader = actor_as("clerk"), actor_as("leader")
    with pytest.raises(Conflict, match="plan_act_not_now"):
        plans.amend(clerk, plan, values(), at=AT)
    with pytest.raises(DomainError, match="words_missing"):
        plans.reopen(leader, plan, words=" ", at=AT)
    plan = plans.reopen(leader, plan, words="下半年任务调整", at=AT)
    assert scope.visible(actor_as("officer"), Plan).count() == 1
    hearing, delivery, own = facts.live_items(clerk, plan)
    request = requests.create(actor_as("officer"), asked(), at=AT)
    assert item_of(request) == hearing
    kept = ItemValues(hearing.mode_id, 60, id=hearing.id)
    moved = ItemValues(delivery.mode_id, 3, delivery.procuratorate_id, 11, id=delivery.id)
    for wrong in ((moved,), (replace(kept, mode_id=item("mode", "02").id), moved), (replace(kept, office_id=factories.procuratorate().id), moved)):
        with pytest.raises(DomainError, match="plan_item_used"):
            plans.amend(clerk, plan, PlanValues(2026, "", wrong), at=AT)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        plans.amend(clerk, plan, PlanValues(2026, "", (moved, kept)), version=1, at=AT)
    plans.amend(clerk, plan, PlanValues(2026, "", (moved, kept)), version=plan.version, at=AT)
    assert [(row.id, row.no, row.expected, row.month) for row in facts.live_items(clerk, plan)] == [
        (delivery.id, 1, 3, 11), (hearing.id, 2, 60, None)]
    assert PlanItem.get_by_id(own.id).struck_at == AT


def test_a_copy_keeps_the_numbers_once(actor_as: ActorAs) -> None:
    plan = plan_in_force(actor_as)
    factories.procuratorate().update(active=False).execute()
    clerk = actor_as("clerk")
    made = plans.copy(clerk, plan, at=AT)
    assert (made.year, made.state, made.requirements) == (2027, "draft", "覆盖十种方式")
    assert [(row.mode.code, row.expected) for row in facts.live_items(clerk, made)] == [("01", 50), ("10", 4)]  # the closed office is left out
    with pytest.raises(Conflict, match="plan_year_there"):
        plans.copy(clerk, plan, at=AT)
    with pytest.raises(DomainError, match="plan_year_refused"):
        plans.copy(clerk, made, at=AT)
    assert facts.expected([plan, made]) == {plan.id: (3, 56), made.id: (2, 54)}


def test_a_retired_mode_stays_where_it_stood(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    plan = plans.enter(clerk, values(), at=AT)
    item("mode", "05").update(active=False).where(PicklistItem.id == item("mode", "05").id).execute()
    kept = tuple(ItemValues(row.mode_id, 7, row.procuratorate_id, row.month, id=row.id) for row in facts.live_items(clerk, plan))
    plan = plans.amend(clerk, plan, PlanValues(2026, "", kept), at=AT)
    assert [row.expected for row in facts.live_items(clerk, plan)] == [7, 7, 7]
    with pytest.raises(DomainError, match="plan_item_mode"):
        plans.enter(clerk, values(2027), at=AT)
    assert [row.mode.code for row in facts.live_items(clerk, plans.copy(clerk, plan, at=AT))] == ["01", "10"]


def test_a_plan_waits_for_the_leader_until_it_is_in_force(actor_as: ActorAs) -> None:
    leader = actor_as("leader")
    plan = plans.enter(actor_as("clerk"), values(), at=AT)
    waiting = [task for task in worklists.tasks(leader, AT) if task.kind == "enforce_plan"]
    assert [(task.row_id, task.title) for task in waiting] == [(plan.id, "2026")]
    assert not [task for role in ("clerk", "officer", "neighbour_leader") for task in worklists.tasks(actor_as(role), AT) if task.kind == "enforce_plan"]
    plan = plans.enforce(leader, plan, at=AT)
    assert [task.kind for task in worklists.tasks(leader, AT)] == []
    plans.reopen(leader, plan, words="调整", at=AT)
    assert [task.kind for task in worklists.tasks(leader, AT)] == ["enforce_plan"]


def at_once(act: Callable[[], object], times: int = 3) -> list[str]:
    """Do something several times at once, each on a connection of its own; return how each ended."""
    def press(_number: int) -> str:
        database.connect()
        try:
            act()
            return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            database.close()
    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(press, range(times)))


def test_of_several_presses_at_once_one_has_an_effect(actor_as: ActorAs) -> None:
    clerk, leader, wanted = actor_as("clerk"), actor_as("leader"), values()
    assert at_once(lambda: plans.enter(clerk, wanted, at=AT)) == ["done", "plan_year_there", "plan_year_there"]
    plan = Plan.get()
    assert at_once(lambda: plans.enforce(leader, plan, at=AT)) == ["done", "plan_act_not_now", "plan_act_not_now"]
    assert at_once(lambda: plans.copy(clerk, plan, at=AT)) == ["done", "plan_year_there", "plan_year_there"]
    assert len(at_once(lambda: feeds.make(clerk, at=AT))) == 3
    assert CalendarFeed.select().where(CalendarFeed.revoked_at.is_null()).count() == 1


def test_an_item_that_is_just_struck_out_is_not_ticked_off(actor_as: ActorAs) -> None:
    clerk, officer = actor_as("clerk"), actor_as("officer")
    plan = plans.reopen(actor_as("leader"), plan_in_force(actor_as), words="调整", at=AT)
    hearing, delivery, _own = facts.live_items(clerk, plan)
    kept = PlanValues(2026, "", (ItemValues(delivery.mode_id, 2, delivery.procuratorate_id, 12, id=delivery.id),))
    wanted = asked()

    def act(number: int) -> str:
        database.connect()
        try:
            plans.amend(clerk, plan, kept, at=AT) if number else requests.create(officer, wanted, at=AT)
            return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            database.close()
    with ThreadPoolExecutor(2) as pool:
        outcome = list(pool.map(act, range(2)))
    struck = PlanItem.get_by_id(hearing.id).struck_at is not None
    assert outcome == ["done", "done" if struck else "plan_item_used"]
    assert (Activity.get().plan_item_id is None) == struck


def test_the_leader_puts_in_force_what_was_looked_at(actor_as: ActorAs) -> None:
    looked_at = plans.enter(actor_as("clerk"), values(), at=AT)
    changed = plans.amend(actor_as("clerk"), looked_at, values(2026, ItemValues(item("mode", "01").id, 500)), at=AT)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        plans.enforce(actor_as("leader"), looked_at, version=looked_at.version, at=AT)
    assert plans.enforce(actor_as("leader"), changed, version=changed.version, at=AT).state == "in_force"
