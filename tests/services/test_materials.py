"""Materials and magazines: who is asked to read, told, reminded, and has read."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import AuditEntry, Reading, SubscriptionReader
from models.choices import LinkPurpose
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.services import links, materials
from tests import factories
from tests.factories import AT
from tests.learning_rows import REACH, TODAY, by_link, material, reading

pytestmark = pytest.mark.usefixtures("db")
As = Callable[[str], Actor]
VALUES = {"title": "规定", "summary": "重点学习。", "url": "", "published_on": TODAY, "due_on": TODAY + timedelta(days=10)}


def test_a_material_is_entered_and_changed_within_its_rules(actor_as: As) -> None:
    made = materials.enter(actor_as("clerk"), VALUES, at=AT)
    for values, code in (({"url": "javascript:x"}, "url_form"), ({"summary": ""}, "material_empty"), ({"due_on": TODAY - timedelta(days=1)}, "material_due_early")):
        with pytest.raises(DomainError, match=code):
            materials.amend(actor_as("clerk"), made, values, at=AT)
        with pytest.raises(DomainError, match=code):
            materials.enter(actor_as("clerk"), VALUES | values, at=AT)
    assert materials.amend(actor_as("clerk"), made, {"url": "https://a.cn"}, at=AT).url == "https://a.cn"
    with pytest.raises(Forbidden):
        materials.enter(actor_as("leader"), VALUES, at=AT)
    with pytest.raises(NotFound):
        materials.amend(actor_as("neighbour_clerk"), made, {"title": "改"}, at=AT)


def test_readers_are_asked_once_told_then_reminded(actor_as: As) -> None:
    clerk, made = actor_as("clerk"), material(url="https://a.cn")
    people = [factories.supervisor() for _ in range(2)]
    rows = materials.ask(clerk, made, people, at=AT)
    assert materials.ask(clerk, made, people, at=AT) == [] and len(rows) == 2
    told = materials.push(clerk, made, rows, at=AT, reach=REACH)
    link = links.look_up(told[0].url.rpartition("/")[2], at=AT)
    assert (link.purpose, link.supervisor_id, link.target_id) == (LinkPurpose.READING, people[0].id, rows[0].id)
    materials.confirm(by_link(people[0]), rows[0], at=AT)
    again = materials.push(clerk, made, list(Reading.select()), at=AT + timedelta(days=1))
    assert [(one.row.supervisor_id, one.url, "提醒您" in one.texts.long, "https://a.cn" in one.texts.long) for one in again] == [
        (people[1].id, "", True, True)]
    assert [(row.notified_at, row.reminded_at) for row in Reading.select().order_by(Reading.id)] == [(AT, None), (AT, AT + timedelta(days=1))]
    with pytest.raises(DomainError, match="class_people_missing"):
        materials.ask(clerk, made, [], at=AT)
    with pytest.raises(NotFound):
        materials.ask(clerk, made, [factories.supervisor(factories.neighbour_bureau())], at=AT)
    with pytest.raises(NotFound):
        materials.push(clerk, material(), [Reading.get_by_id(rows[1].id)], at=AT)


def test_a_receipt_is_kept_once_from_the_person_or_the_clerk(actor_as: As) -> None:
    person, made = factories.supervisor(), material()
    row = reading(made, person)
    for other in (by_link(factories.supervisor()), by_link(), actor_as("neighbour_clerk")):
        with pytest.raises(NotFound):
            materials.confirm(other, row, at=AT)
    materials.confirm(by_link(person), row, at=AT)
    materials.confirm(actor_as("clerk"), row, at=AT + timedelta(days=1))
    assert (Reading.get().read_at, Reading.get().read_how) == (AT, "link")
    assert AuditEntry.select().where(AuditEntry.verb == "material:receipt").count() == 1
    assert materials.confirm(actor_as("clerk"), reading(made), at=AT).read_how == "clerk"
    with pytest.raises(Forbidden):
        materials.confirm(actor_as("leader"), row, at=AT)


def test_a_subscription_and_who_gets_it(actor_as: As) -> None:
    clerk, people = actor_as("clerk"), [factories.supervisor() for _ in range(3)]
    row = materials.enter_subscription(clerk, {"title": "人民检察", "year": 2026, "copies": 3, "amount_fen": 48000}, at=AT)
    assert materials.set_readers(clerk, row, people[:2], at=AT) == 2
    assert materials.set_readers(clerk, row, people[1:], at=AT) == 2
    assert {line.supervisor_id for line in SubscriptionReader.select()} == {people[1].id, people[2].id}
    materials.set_readers(clerk, row, people[1:], at=AT)
    assert AuditEntry.select().where(AuditEntry.verb == "subscription:readers").count() == 2
    assert materials.amend_subscription(clerk, row, {"copies": 5}, at=AT).copies == 5
    for values, code in (({"copies": 0}, "copies_range"), ({"year": 1999}, "year_range"), ({"amount_fen": -1}, "budget_range")):
        with pytest.raises(DomainError, match=code):
            materials.amend_subscription(clerk, row, values, at=AT)
    with pytest.raises(NotFound):
        materials.set_readers(actor_as("neighbour_clerk"), row, people, at=AT)
    with pytest.raises(Forbidden):
        materials.enter_subscription(actor_as("finance"), {"title": "x", "year": 2026}, at=AT)
