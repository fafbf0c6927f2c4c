"""The register: what is taken, what is refused and why, and what the trail keeps of it."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from models import AuditEntry, Organisation, PersonKey, Supervisor, SupervisorProfession
from models.base import database
from portal.adapters.stores import FolderStore
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import history
from portal.services import audit, people
from tests import factories
from tests.factories import AT, id_number

ActorAs = Callable[[str], Actor]

BORN = date(1985, 3, 2)
NUMBER = id_number(BORN, 7, male=True)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def clerk(actor_as: ActorAs) -> Actor:
    return actor_as("clerk")


def register(clerk: Actor, professions: tuple[str, ...] = (), **values: object) -> Supervisor:
    given = {"name": "王晓东", "id_number": NUMBER, "education": "bachelor", "phone": "138 0013 8000"}
    return people.register(clerk, given | values, professions=professions, at=AT)


def test_registering_fills_what_follows(clerk: Actor) -> None:
    made = register(clerk, ("law", "it"), name=" 王 晓东 ", relatives="父:王大明;张小红、 李 四")
    person = Supervisor.get_by_id(made.id)
    assert (person.name, person.pinyin, person.initials, person.code) == ("王晓东", "wangxiaodong", "wxd", "WH-2026-001")
    assert (person.birth_date, person.sex.code, person.phone, person.bureau_id) == (BORN, "male", "13800138000", clerk.bureau_id)
    assert person.relatives == "王大明、张小红、李四"
    assert sorted(row.profession.code for row in person.profession_rows) == ["it", "law"]


def test_sensitive_values_are_not_readable_in_the_database(clerk: Actor) -> None:
    made = register(clerk, bank_card="6222 0212 3456 7890 123", address="海勃湾区人民路1号", relatives="张小红")
    columns = "id_number, phone, address, bank_card, relatives, id_digest, phone_digest"
    row = database.execute_sql(f"SELECT {columns} FROM supervisor WHERE id = {made.id}").fetchone()
    told = " ".join(map(str, row))
    for secret in (NUMBER, "13800138000", "6222021234567890123", "人民路", "张小红"):
        assert secret not in told


BAD = [
    ({"name": "  "}, "name_missing", "name", "a file needs a name"),
    ({"education": None}, "education_missing", "education", "appointments look at it"),
    ({"education": "phd"}, "unknown_code", "education", "not in the list"),
    ({"id_number": ""}, "id_number_missing", "id_number", "the permanent bar hangs on it"),
    ({"id_number": "15030219850302"}, "id_length", "id_number", "too short"),
    ({"id_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "id_check_digit", "id_number", "mistyped"),
    ({"birth_date": date(1985, 3, 3)}, "id_contradicts_birth", "birth_date", "held against the ID number"),
    ({"sex": "female"}, "id_contradicts_sex", "sex", "held against the ID number"),
    ({"id_number": id_number(date(2030, 1, 1), 3)}, "birth_in_future", "birth_date", "not born yet"),
    ({"phone": "12345"}, "phone_form", "phone", "no phone number"),
    ({"bank_card": "62220"}, "bank_card_form", "bank_card", "too short"),
    ({"email": "no at sign"}, "email_form", "email", "no address"),
    ({"work_unit": "长" * 121}, "text_long", "work_unit", "longer than the column"),
    ({"code": "乌-2026-1"}, "code_malformed", "code", "the draw sorts codes by code point"),
    ({"code": "A" * 31}, "code_malformed", "code", "longer than the column"),
]


@pytest.mark.parametrize(("values", "code", "field", "why"), BAD, ids=[row[1] + str(number) for number, row in enumerate(BAD)])
def test_refusals(clerk: Actor, values: dict[str, object], code: str, field: str, why: str) -> None:
    with pytest.raises(DomainError) as caught:
        register(clerk, **values)
    assert (caught.value.code, caught.value.field) == (code, field), why
    assert Supervisor.select().count() == 0 and AuditEntry.select().where(AuditEntry.verb == "supervisor:register").count() == 0


def test_full_width_digits_and_a_small_x_are_read(clerk: Actor) -> None:
    number = next(value for serial in range(400) if (value := id_number(BORN, serial)).endswith("X"))
    wide = number.lower().translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert register(clerk, id_number=wide).id_number == number


def test_a_code_given_is_kept_and_numbers_go_on_after_it(clerk: Actor) -> None:
    assert register(clerk, code="wh-2026-041").code == "WH-2026-041"
    assert register(clerk, id_number=id_number(BORN, 8)).code == "WH-2026-042"
    assert register(clerk, id_number=id_number(BORN, 9), code="WH-2021-007").code == "WH-2021-007"
    assert register(clerk, id_number=id_number(BORN, 10)).code == "WH-2026-043"


def test_a_code_belongs_to_one_person(clerk: Actor) -> None:
    register(clerk, code="WH-2026-041")
    with pytest.raises(DomainError) as caught:
        register(clerk, id_number=id_number(BORN, 8), code="WH-2026-041")
    assert (caught.value.code, caught.value.field) == ("code_taken", "code")


def test_the_same_number_again_names_the_own_file(clerk: Actor) -> None:
    first = register(clerk)
    with pytest.raises(DomainError) as caught:
        register(clerk, name="另一人")
    assert (caught.value.code, caught.value.params) == ("id_number_taken", {"known": first.code})


def test_a_person_of_another_office_is_refused_without_a_word_about_it(clerk: Actor, actor_as: ActorAs) -> None:
    neighbour = people.register(actor_as("neighbour_clerk"), {"name": "王晓东", "id_number": NUMBER, "education": "bachelor"}, at=AT)
    with pytest.raises(DomainError) as caught:
        register(clerk)
    assert (caught.value.code, caught.value.params) == ("id_number_elsewhere", {})
    assert neighbour.code not in str(caught.value)


@pytest.mark.parametrize("role", ["leader", "finance", "officer", "chief", "system_admin", "security_admin", "audit_admin"])
def test_only_clerks_write_the_register(actor_as: ActorAs, role: str) -> None:
    person = factories.supervisor()
    for act in (lambda: register(actor_as(role)), lambda: people.amend(actor_as(role), person, {}, at=AT),
                lambda: people.set_photo(actor_as(role), person, PNG, store=FolderStore(Path("unused")), at=AT)):
        with pytest.raises(Forbidden):
            act()


def test_a_neighbours_file_is_not_there(actor_as: ActorAs) -> None:
    person = factories.supervisor()
    with pytest.raises(NotFound):
        people.amend(actor_as("neighbour_clerk"), person, {"post": "主任"}, at=AT)


def test_amending_changes_what_is_named_and_keeps_the_rest(clerk: Actor) -> None:
    person = register(clerk, ("law",), work_unit="乌海市第一中学", address="人民路1号")
    people.amend(clerk, person, {"name": "单晓东", "phone": None}, at=AT, version=1)
    fresh = Supervisor.get_by_id(person.id)
    assert (fresh.name, fresh.initials, fresh.work_unit, fresh.address) == ("单晓东", "sxd", "乌海市第一中学", "人民路1号")
    assert (fresh.phone, fresh.phone_digest) == (None, None)
    assert [row.profession.code for row in fresh.profession_rows] == ["law"]


def test_two_editors_one_wins(clerk: Actor) -> None:
    person = register(clerk)
    people.amend(clerk, Supervisor.get_by_id(person.id), {"post": "主任"}, at=AT, version=1)
    with pytest.raises(Conflict):
        people.amend(clerk, Supervisor.get_by_id(person.id), {"post": "书记"}, at=AT, version=1)


def test_the_code_is_for_ever(clerk: Actor) -> None:
    person = register(clerk)
    with pytest.raises(DomainError) as caught:
        people.amend(clerk, person, {"code": "WH-2026-999"}, at=AT)
    assert caught.value.code == "code_permanent"


def test_amending_holds_number_and_birth_date_together(clerk: Actor) -> None:
    person = register(clerk)
    with pytest.raises(DomainError) as caught:
        people.amend(clerk, person, {"birth_date": date(1990, 1, 1)}, at=AT)
    assert caught.value.code == "id_contradicts_birth"
    assert Supervisor.get_by_id(person.id).birth_date == BORN


def test_amending_to_a_number_that_is_taken(clerk: Actor) -> None:
    register(clerk)
    other = register(clerk, id_number=id_number(BORN, 8))
    with pytest.raises(DomainError) as caught:
        people.amend(clerk, other, {"id_number": NUMBER}, at=AT)
    assert caught.value.code == "id_number_taken"


def test_professions_are_replaced_and_told(clerk: Actor) -> None:
    person = register(clerk, ("law", "it"))
    people.amend(clerk, person, {}, professions=("it", "finance"), at=AT)
    held = SupervisorProfession.select().where(SupervisorProfession.supervisor == person)
    assert sorted(row.profession.code for row in held) == ["finance", "it"]
    assert AuditEntry.select().where(AuditEntry.verb == "supervisor:professions").count() == 2


def test_unknown_fields_are_a_fault_of_the_caller(clerk: Actor) -> None:
    with pytest.raises(KeyError):
        register(clerk, id_digest="0" * 64)


def test_the_trail_seals_what_names_a_person(clerk: Actor) -> None:
    person = register(clerk, work_unit="乌海市第一中学")
    entry = AuditEntry.get(AuditEntry.verb == "supervisor:register")
    assert (entry.object_label, entry.person_id, entry.actor) == (person.code, person.id, clerk.name)
    assert entry.chain == f"bureau:{clerk.bureau_id}"
    assert set(entry.changes) == {"sealed"} and "王晓东" not in entry.changes["sealed"]
    changes, _reason = history.opened(entry, PersonKey.get_by_id(person.id).key)
    assert changes["name"] == [None, "王晓东"] and changes["work_unit"] == [None, "乌海市第一中学"]
    assert changes["id_number"] == ["changed"] and NUMBER not in str(changes)
    assert history.opened(entry, None) == ({}, "")
    assert audit.verify() is None


def test_a_photo_is_told_by_its_content(clerk: Actor, tmp_path: Path) -> None:
    person, store = register(clerk), FolderStore(tmp_path)
    people.set_photo(clerk, person, PNG, store=store, at=AT)
    assert store.get(Supervisor.get_by_id(person.id).photo) == PNG


@pytest.mark.parametrize(("content", "code"), [
    (b"GIF89a" + b"0" * 20, "file_kind_refused"), (b"%PDF-1.7", "file_kind_refused"), (b"", "file_kind_refused"),
    (PNG + b"0" * 10 * 1024 * 1024, "file_too_large"),
])
def test_photos_refused(clerk: Actor, tmp_path: Path, content: bytes, code: str) -> None:
    person = register(clerk)
    with pytest.raises(DomainError) as caught:
        people.set_photo(clerk, person, content, store=FolderStore(tmp_path / "files"), at=AT)
    assert caught.value.code == code and not (tmp_path / "files").exists()


def test_a_bureau_without_a_prefix_is_told_so(clerk: Actor) -> None:
    Organisation.update(code_prefix="").execute()
    with pytest.raises(DomainError) as caught:
        register(clerk)
    assert caught.value.code == "code_prefix_missing"
