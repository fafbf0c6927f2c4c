"""Fields of an office's own: made, filled, told to the trail, kept secret where they are sensitive."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from models import AuditEntry, NoticeText, OwnField, OwnValue, PersonKey, SavedFilter, Supervisor
from models.base import database
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.notice_texts import texts
from portal.domain.permissions import Actor
from portal.queries import history, notices as reading_notices, own_fields as reading
from portal.services import notice_words, own_fields, saved_filters
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]


def field(actor_as: ActorAs, name: str = "乡镇", kind: str = "text", **values: object) -> OwnField:
    return own_fields.add_field(actor_as("system_admin"), factories.bureau(), name=name, kind=kind, at=AT, **values)


def held(person: Supervisor) -> dict[int, str]:
    return reading.values([person])[person.id]


def test_values_are_kept_and_told_once(actor_as: ActorAs) -> None:
    person, town, since = factories.supervisor(), field(actor_as), field(actor_as, "入党时间", "date")
    clerk = actor_as("clerk")
    own_fields.set_values(clerk, person, {town.id: " 新华街道 ", since.id: ""}, at=AT)
    own_fields.set_values(clerk, person, {town.id: "新华街道"}, at=AT)
    assert held(person) == {town.id: "新华街道"}
    entry = AuditEntry.get(AuditEntry.verb == "supervisor:own_values")
    assert AuditEntry.select().where(AuditEntry.verb == "supervisor:own_values").count() == 1
    assert history.opened(entry, PersonKey.get_by_id(person.id).key)[0] == {"乡镇": ["", "新华街道"]}
    own_fields.set_values(clerk, person, {town.id: ""}, at=AT)
    assert held(person) == {town.id: ""}


def test_a_sensitive_value_is_encrypted_and_only_said_to_have_changed(actor_as: ActorAs) -> None:
    person, illness = factories.supervisor(), field(actor_as, "健康状况", privacy_class="sensitive", in_list=True)
    assert illness.in_list is False
    own_fields.set_values(actor_as("clerk"), person, {illness.id: "高血压"}, at=AT)
    raw = database.execute_sql("SELECT text, secret FROM own_value").fetchone()
    assert raw[0] == "" and raw[1].startswith("v1:") and held(person) == {illness.id: "高血压"}
    entry = AuditEntry.get(AuditEntry.verb == "supervisor:own_values")
    assert history.opened(entry, PersonKey.get_by_id(person.id).key)[0] == {"健康状况": ["changed"]}


def test_required_and_wrong_values_write_nothing(actor_as: ActorAs) -> None:
    person, town, size = factories.supervisor(), field(actor_as, required=True), field(actor_as, "人口", "number")
    for typed, code in (({town.id: " ", size.id: "3"}, "own_field_required"), ({town.id: "甲", size.id: "三"}, "own_field_number")):
        with pytest.raises(DomainError) as refusal:
            own_fields.set_values(actor_as("clerk"), person, typed, at=AT)
        assert refusal.value.code == code
    assert not OwnValue.select().exists()


def test_a_retired_choice_stays_on_old_files_and_a_retired_field_is_left_alone(actor_as: ActorAs) -> None:
    person, area = factories.supervisor(), field(actor_as, "片区", "choice", choices=("甲", "乙"))
    clerk, admin = actor_as("clerk"), actor_as("system_admin")
    own_fields.set_values(clerk, person, {area.id: "甲"}, at=AT)
    own_fields.amend_field(admin, area, {"choices": ["乙", "丙"]}, at=AT)
    own_fields.set_values(clerk, person, {area.id: "甲"}, at=AT)
    assert held(person) == {area.id: "甲"}
    with pytest.raises(DomainError, match="own_field_choice"):
        own_fields.set_values(clerk, factories.supervisor(), {area.id: "甲"}, at=AT)
    own_fields.amend_field(admin, area, {"active": False}, at=AT)
    own_fields.set_values(clerk, person, {area.id: "丙"}, at=AT)
    assert held(person) == {area.id: "甲"} and reading.fields(person.bureau_id) == []


def test_names(actor_as: ActorAs) -> None:
    field(actor_as)
    with pytest.raises(DomainError, match="own_field_taken"):
        field(actor_as)
    with pytest.raises(DomainError, match="own_field_clash"):
        field(actor_as, "性别", taken=["性别"])
    with pytest.raises(Forbidden):
        own_fields.add_field(actor_as("clerk"), factories.bureau(), name="x", kind="text", at=AT)
    with pytest.raises(NotFound):
        own_fields.set_values(actor_as("neighbour_clerk"), factories.supervisor(), {}, at=AT)


def test_words_of_notices_are_set_used_and_taken_back(actor_as: ActorAs) -> None:
    admin, bureau = actor_as("system_admin"), factories.bureau()
    notice_words.set_words(admin, bureau, "subject.notice", "请履职", at=AT)
    notice_words.set_words(admin, bureau, "subject.notice", "请您履职", at=AT)
    assert reading_notices.own_words(bureau.id) == {"subject.notice": "请您履职"}
    assert reading_notices.own_words(factories.neighbour_bureau().id) == {}
    place = factories.assignment(factories.activity("drawn"))
    assert texts("notice", reading_notices.facts(place), reading_notices.own_words(bureau.id)).mail_subject == "请您履职"
    notice_words.restore(admin, bureau, "subject.notice", at=AT)
    with pytest.raises(Conflict):
        notice_words.restore(admin, bureau, "subject.notice", at=AT)
    assert not NoticeText.select().exists() and AuditEntry.select().where(AuditEntry.verb == "notice_text:restore").count() == 1
    with pytest.raises(Forbidden):
        notice_words.set_words(actor_as("clerk"), bureau, "subject.notice", "x", at=AT)


def test_filters_are_each_users_own(actor_as: ActorAs) -> None:
    clerk, leader = actor_as("clerk"), actor_as("leader")
    row = saved_filters.save(clerk, page="supervisors", name=" 女性 ", query="f_sex=2", at=AT)
    again = saved_filters.save(clerk, page="supervisors", name="女性", query="f_sex=3", at=AT)
    assert again.id == row.id and SavedFilter.get().query == "f_sex=3"
    with pytest.raises(NotFound):
        saved_filters.remove(leader, row.id)
    for name, query, code in (("", "a=1", "filter_name"), ("长" * 41, "a=1", "filter_name"), ("x", "", "filter_nothing")):
        with pytest.raises(DomainError) as refusal:
            saved_filters.save(clerk, page="supervisors", name=name, query=query, at=AT)
        assert refusal.value.code == code
    for number in range(saved_filters.MOST - 1):
        saved_filters.save(clerk, page="supervisors", name=str(number), query="a=1", at=AT)
    with pytest.raises(DomainError, match="filter_many"):
        saved_filters.save(clerk, page="supervisors", name="more", query="a=1", at=AT)
    assert saved_filters.remove(clerk, row.id).name == "女性"
