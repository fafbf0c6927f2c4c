"""Offices: who may stand above whom, who is served by whom, and prefixes that belong to one office."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from models import AuditEntry, Organisation
from portal.domain.errors import Conflict, DomainError, Forbidden
from portal.domain.permissions import Actor
from portal.services import offices
from tests import factories
from tests.factories import AT


@pytest.fixture
def admin(actor_as: Callable[[str], Actor]) -> Actor:
    return actor_as("system_admin")


def bureau(**values: object) -> dict[str, object]:
    return {"kind": "bureau", "level": "city", "name": " 鄂尔多斯市司法局 ", "short_name": "鄂市司法局", "code_prefix": "EE",
            "letter_prefix": "鄂司监"} | values


def procuratorate(**values: object) -> dict[str, object]:
    return {"kind": "procuratorate", "level": "district", "name": "乌海市乌达区人民检察院", "short_name": "乌达区院",
            "request_prefix": "达检需", "bureau": factories.bureau(), "parent": factories.procuratorate(), "contact_name": "赵联络"} | values


def test_offices_are_entered(admin: Actor) -> None:
    assert offices.create(admin, bureau(), at=AT).name == "鄂尔多斯市司法局"
    made = offices.create(admin, procuratorate(), at=AT)
    assert (made.bureau.name, made.parent.name, made.contact_name) == ("乌海市司法局", "乌海市人民检察院", "赵联络")
    assert AuditEntry.select().where(AuditEntry.verb == "organisation:create", AuditEntry.chain == "system").count() == 2


BAD = [
    (lambda: bureau(bureau=factories.bureau()), "office_has_bureau", "a bureau is served by nobody"),
    (lambda: bureau(code_prefix="e1"), "code_prefix_malformed", "small letters"),
    (lambda: bureau(code_prefix=""), "code_prefix_malformed", "codes begin with it"),
    (lambda: bureau(code_prefix="WH", name=factories.bureau().name + "2"), "prefix_taken", "people's codes would collide"),
    (lambda: bureau(letter_prefix=factories.bureau().letter_prefix), "prefix_taken", "letters' numbers would be shared"),
    (lambda: bureau(letter_prefix=""), "prefix_needed", "letters are numbered"),
    (lambda: bureau(name=factories.bureau().name), "already_there", "one name, one office"),
    (lambda: bureau(parent=factories.procuratorate()), "office_parent", "a procuratorate stands above no bureau"),
    (lambda: procuratorate(bureau=None), "office_needs_bureau", "somebody must serve it"),
    (lambda: procuratorate(bureau=factories.procuratorate()), "office_needs_bureau", "a procuratorate serves nobody"),
    (lambda: procuratorate(parent=factories.district()), "office_parent", "a district stands above no district"),
    (lambda: procuratorate(request_prefix=""), "prefix_needed", "requests are numbered"),
    (lambda: procuratorate(request_prefix=factories.procuratorate().request_prefix), "prefix_taken", "requests' numbers would be shared"),
    (lambda: procuratorate(letter_prefix=factories.bureau().letter_prefix), "prefix_taken", "letters' numbers would be shared"),
    (lambda: procuratorate(letter_prefix="达检需"), "prefix_taken", "letters and requests of one office would share their numbers"),
    (lambda: procuratorate(letter_prefix=factories.procuratorate().request_prefix), "prefix_taken", "letters would take numbers of requests"),
]


@pytest.mark.parametrize(("values", "code", "why"), BAD, ids=[f"{row[1]}{number}" for number, row in enumerate(BAD)])
def test_offices_refused(admin: Actor, values: Callable[[], dict[str, object]], code: str, why: str) -> None:
    given = values()
    before = Organisation.select().count()
    with pytest.raises(DomainError) as caught:
        offices.create(admin, given, at=AT)
    assert caught.value.code == code, why
    assert Organisation.select().count() == before


def test_an_office_is_amended_but_keeps_its_kind(admin: Actor) -> None:
    office = factories.procuratorate()
    offices.amend(admin, office, {"contact_name": "钱联络"}, at=AT, version=1)
    assert Organisation.get_by_id(office.id).contact_name == "钱联络"
    with pytest.raises(DomainError) as caught:
        offices.amend(admin, office, {"kind": "bureau"}, at=AT)
    assert caught.value.code == "office_kind_fixed"
    with pytest.raises(Conflict):
        offices.amend(admin, Organisation.get_by_id(office.id), {"contact_name": "孙联络"}, at=AT, version=1)


def test_a_circle_cannot_be_made(admin: Actor) -> None:
    city, below = factories.procuratorate(), factories.district()
    with pytest.raises(DomainError) as caught:
        offices.amend(admin, city, {"parent": below}, at=AT)
    assert caught.value.code == "office_parent"
    assert Organisation.get_by_id(city.id).parent_id is None


@pytest.mark.parametrize("role", ["clerk", "leader", "finance", "officer", "chief", "security_admin", "audit_admin"])
def test_only_the_system_administrator_writes_offices(actor_as: Callable[[str], Actor], role: str) -> None:
    office = factories.bureau()
    for act in (lambda: offices.create(actor_as(role), bureau(), at=AT), lambda: offices.amend(actor_as(role), office, {}, at=AT)):
        with pytest.raises(Forbidden):
            act()
