from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import AuditEntry, Organisation, Supervisor
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor
from portal.services import records
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")


def last() -> AuditEntry:
    return AuditEntry.select().order_by(AuditEntry.id.desc()).get()


def test_a_change_bumps_the_version_and_tells_old_and_new(actor_as: Callable[[str], Actor]) -> None:
    office = factories.bureau()
    changed = records.change(actor_as("clerk"), "organisation:write", office, at=AT + timedelta(hours=1), phone="123", reason="moved")
    assert (changed.version, Organisation.get_by_id(office.id).phone) == (2, "123")
    assert last().changes == {"phone": ["0473-1234567", "123"]}
    assert (last().verb, last().reason, last().object_id) == ("organisation:write", "moved", office.id)


def test_the_second_editor_is_told_and_loses_nothing(actor_as: Callable[[str], Actor]) -> None:
    first, second = factories.bureau(), Organisation.get_by_id(factories.bureau().id)
    records.change(actor_as("clerk"), "x", first, at=AT, phone="1")
    count = AuditEntry.select().count()
    with pytest.raises(Conflict) as caught:
        records.change(actor_as("clerk"), "x", second, at=AT, address="2")
    assert caught.value.code == "changed_meanwhile"
    row = Organisation.get_by_id(first.id)
    assert (row.phone, row.address, AuditEntry.select().count()) == ("1", "", count)


def test_a_form_with_an_old_version_is_refused(actor_as: Callable[[str], Actor]) -> None:
    with pytest.raises(Conflict):
        records.change(actor_as("clerk"), "x", factories.bureau(), at=AT, version=7, phone="1")


def test_only_the_changed_columns_are_written(actor_as: Callable[[str], Actor]) -> None:
    office = factories.bureau()
    Organisation.update(address="by another way").where(Organisation.id == office.id).execute()
    records.change(actor_as("clerk"), "x", office, at=AT, phone="1")
    assert Organisation.get_by_id(office.id).address == "by another way"


def test_duplicates_and_bad_values_become_sentences(actor_as: Callable[[str], Actor]) -> None:
    factories.bureau()
    with pytest.raises(DomainError) as caught:
        records.create(actor_as("clerk"), "x", Organisation(kind="bureau", level="city", name="乌海市司法局", short_name="x"), at=AT)
    assert caught.value.code == "already_there"


def test_sensitive_values_are_told_as_changed_and_sealed_under_the_person(actor_as: Callable[[str], Actor]) -> None:
    person = factories.supervisor()
    records.change(actor_as("clerk"), "supervisor:write", person, at=AT, phone="13900000000", work_unit="新单位")
    entry = last()
    assert list(entry.changes) == ["sealed"]
    assert entry.person_id == person.id
    assert "13900000000" not in str(entry.__data__)
    assert "新单位" not in str(entry.__data__)
    assert Supervisor.get_by_id(person.id).phone == "13900000000"


def test_an_act_that_fails_leaves_neither_row_nor_trail(actor_as: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    office, actor = factories.bureau(), actor_as("clerk")
    count = AuditEntry.select().count()

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("disk full")
    monkeypatch.setattr("portal.services.audit.record", broken)
    with pytest.raises(RuntimeError):
        records.change(actor, "x", office, at=AT, phone="1")
    assert (Organisation.get_by_id(office.id).phone, AuditEntry.select().count()) == ("0473-1234567", count)
