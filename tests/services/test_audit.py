from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from peewee import DatabaseError

from models import AuditEntry, Chain, PersonKey
from models.base import database
from portal.domain.permissions import SYSTEM, Actor
from portal.queries import history
from portal.services import audit, feedback, records
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")


def written(actor: Actor, count: int = 3) -> None:
    for number in range(count):
        with database.atomic():
            audit.record(actor, f"act:{number}", factories.bureau(), at=AT, changes={"phone": ["a", "b"]}, reason="因为")


def test_chains_are_one_per_bureau_and_one_for_the_system(actor_as: Callable[[str], Actor]) -> None:
    written(actor_as("clerk"))
    written(actor_as("neighbour_clerk"), 2)
    written(SYSTEM, 1)
    heads = {head.name: head.last for head in Chain.select()}
    assert sorted(heads.values()) == [1, 2, 3]
    assert heads["system"] == 1
    assert audit.verify() is None


@pytest.mark.parametrize(("column", "value"), [
    ("actor", "somebody else"), ("verb", "act:9"), ("reason", ""), ("changes", '{"phone":["a","c"]}'), ("roles", "leader"), ("object_id", 99),
    ("position", 7), ("digest", "0" * 64), ("at", "2026-11-24 02:00:01"), ("address", "10.0.0.9"), ("user_id", None), ("office_id", 77),
])
def test_a_changed_row_is_named(actor_as: Callable[[str], Actor], column: str, value: object) -> None:
    clerk = actor_as("clerk")
    written(clerk)
    without_guards()
    database.execute_sql(f"UPDATE audit_entry SET {column} = {database.param} WHERE position = 2", (value,))
    assert audit.verify() == (audit.chain_name(clerk.bureau_id), 2)


@pytest.mark.parametrize(("position", "named"), [(1, 1), (2, 2), (3, 3)])
def test_a_deleted_row_is_named_even_the_last(actor_as: Callable[[str], Actor], position: int, named: int) -> None:
    clerk = actor_as("clerk")
    written(clerk)
    without_guards()
    database.execute_sql(f"DELETE FROM audit_entry WHERE position = {position}")
    assert audit.verify() == (audit.chain_name(clerk.bureau_id), named)


def test_a_whole_chain_cannot_vanish_with_its_head(actor_as: Callable[[str], Actor]) -> None:
    written(actor_as("clerk"))
    database.execute_sql("DELETE FROM audit_chain")
    assert audit.verify() is not None


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_touch_the_trail(actor_as: Callable[[str], Actor], statement: str) -> None:
    written(actor_as("clerk"))
    with pytest.raises(DatabaseError), database.atomic():
        database.execute_sql(statement)
    assert audit.verify() is None


def test_after_a_person_is_anonymised_the_chain_holds_and_nothing_is_readable(actor_as: Callable[[str], Actor]) -> None:
    person = factories.supervisor(work_unit="原单位")
    records.change(actor_as("clerk"), "supervisor:write", person, at=AT, work_unit="秘密单位", reason="本人申请")
    entry = AuditEntry.select().where(AuditEntry.person_id == person.id).get()
    key = PersonKey.get_by_id(person.id)
    assert history.opened(entry, key.key) == ({"work_unit": ["原单位", "秘密单位"]}, "本人申请")
    PersonKey.update(key=None).where(PersonKey.supervisor_id == person.id).execute()
    assert history.opened(entry, PersonKey.get_by_id(person.id).key) == ({}, "")
    assert audit.verify() is None


def without_guards() -> None:
    """Get past the triggers, as somebody with the database in hand could."""
    if database.param == "?":
        for name, in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'").fetchall():
            database.execute_sql(f'DROP TRIGGER "{name}"')
    else:
        database.execute_sql("SET session_replication_role = replica")


def drop_guards() -> None:
    """Take the triggers away for good, which verifying the trail names."""
    if database.param == "?":
        without_guards()
    else:
        database.execute_sql("ALTER TABLE audit_entry DISABLE TRIGGER USER")


@pytest.mark.parametrize(("column", "value"), [("changes", "not json"), ("changes", "[]"), ("roles", None)])
def test_a_value_that_nothing_here_could_have_written_is_named(actor_as: Callable[[str], Actor], column: str, value: object) -> None:
    clerk = actor_as("clerk")
    written(clerk)
    without_guards()
    if value is None:
        database.execute_sql(f"UPDATE audit_entry SET {column} = '' WHERE position = 2")
    else:
        database.execute_sql(f"UPDATE audit_entry SET {column} = {database.param} WHERE position = 2", (value,))
    assert audit.verify() == (audit.chain_name(clerk.bureau_id), 2)


def test_guards_that_are_gone_are_named(actor_as: Callable[[str], Actor]) -> None:
    written(actor_as("clerk"))
    assert audit.missing_guards() == []
    drop_guards()
    assert audit.missing_guards() == ["audit_entry"]


def test_what_is_said_of_a_person_by_the_place_held_is_kept_under_the_persons_key(actor_as: Callable[[str], Actor]) -> None:
    place = factories.assignment(factories.activity("held", starts_at=AT), state="attended")
    feedback.give_person(actor_as("officer"), place, on_time=True, prepared=True, conduct_id=factories.item("feedback_mark").id, remark="秘密评语", at=AT)
    entry = AuditEntry.select().where(AuditEntry.object_type == "feedback").get()
    assert entry.person_id == place.supervisor_id
    assert "秘密评语" not in str(entry.changes)


def test_a_moment_of_any_zone_is_one_moment(actor_as: Callable[[str], Actor]) -> None:
    there = AT.astimezone(ZoneInfo("Asia/Shanghai"))
    with database.atomic():
        audit.record(actor_as("clerk"), "act", None, at=there, changes={"starts_at": [None, there]})
    assert AuditEntry.get(AuditEntry.verb == "act").changes == {"starts_at": [None, "2026-11-24T02:00:00Z"]}
    assert audit.verify() is None
