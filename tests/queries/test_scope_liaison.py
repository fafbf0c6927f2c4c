"""Who sees which row of contact: a truth table by role and office, over rows and over what hangs on them."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from models import (
    Attachment,
    Bulletin,
    BulletinOffice,
    BulletinReading,
    Decision,
    Meeting,
    MeetingOffice,
    Organisation,
    Paper,
    Suggestion,
    Visit,
    VisitGuest,
)
from models.base import BaseModel
from portal.domain.permissions import ROLES, Actor
from portal.queries import scope, scope_liaison
from tests import factories
from tests.door_rows import contact_rows
from tests.factories import AT, save

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]

MINE, ELSEWHERE = "addressed to 乌海市人民检察院", "addressed to 海勃湾区人民检察院"
SEEN = {
    # role: which of the two rows of each kind
    "clerk": {"visit": 2, "suggestion": 2, "meeting": 2, "decision": 2, "bulletin": 2},
    "leader": {"visit": 2, "suggestion": 2, "meeting": 2, "decision": 2, "bulletin": 2},
    "officer": {"visit": 0, "suggestion": 1, "meeting": 1, "decision": 1, "bulletin": 1},
    "district_officer": {"visit": 0, "suggestion": 1, "meeting": 1, "decision": 1, "bulletin": 1},
    "neighbour_clerk": {"visit": 0, "suggestion": 0, "meeting": 0, "decision": 0, "bulletin": 0},
    "neighbour_officer": {"visit": 0, "suggestion": 0, "meeting": 0, "decision": 0, "bulletin": 0},
    "system_admin": {"visit": 0, "suggestion": 0, "meeting": 0, "decision": 0, "bulletin": 0},
    "audit_admin": {"visit": 0, "suggestion": 0, "meeting": 0, "decision": 0, "bulletin": 0},
}
KINDS: dict[str, type[BaseModel]] = {"visit": Visit, "suggestion": Suggestion, "meeting": Meeting, "decision": Decision, "bulletin": Bulletin}


@pytest.fixture
def rows() -> tuple[dict[str, int], dict[str, int]]:
    """Return one row of each kind addressed to the city's procuratorate, and one to a district's."""
    made = [contact_rows(factories.bureau(), office, factories.supervisor()) for office in (factories.procuratorate(), factories.district())]
    return made[0], made[1]


@pytest.mark.parametrize("role", list(SEEN))
def test_rows_by_role_and_office(actor_as: ActorAs, rows: tuple[dict[str, int], dict[str, int]], role: str) -> None:
    actor = actor_as(role)
    assert {kind: scope.visible(actor, model).count() for kind, model in KINDS.items()} == SEEN[role]
    if role in ("officer", "district_officer"):
        own = rows[role == "district_officer"]
        assert {kind: scope.visible(actor, model).get().id for kind, model in KINDS.items() if kind != "visit"} == {
            kind: key for kind, key in own.items() if kind != "visit"}


@pytest.mark.parametrize(("role", "count"), [("clerk", 4), ("officer", 2), ("district_officer", 2), ("neighbour_officer", 0), ("audit_admin", 0)])
def test_sides_are_seen_with_their_meeting(actor_as: ActorAs, rows: tuple[dict[str, int], dict[str, int]], role: str, count: int) -> None:
    assert scope.visible(actor_as(role), MeetingOffice).count() == count
    assert scope.visible(actor_as(role), VisitGuest).count() == 0


def test_drafts_are_their_offices_own_and_what_a_procuratorate_sends_is_for_its_bureau(actor_as: ActorAs) -> None:
    bureau, office = factories.bureau(), factories.procuratorate()
    for sender, to, state in ((bureau, office, "draft"), (office, bureau, "draft"), (office, bureau, "sent")):
        row = save(Bulletin(bureau=bureau, sender=sender, title=f"{sender.kind}-{state}", words="x", state=state, sent_at=AT if state == "sent" else None))
        save(BulletinOffice(bureau=bureau, bulletin=row, office=to))
    titles = {role: {row.title for row in scope.visible(actor_as(role), Bulletin)} for role in ("clerk", "officer", "district_officer")}
    assert titles == {"clerk": {"bureau-draft", "procuratorate-sent"}, "officer": {"procuratorate-draft", "procuratorate-sent"}, "district_officer": set()}


def test_receipts_of_others_are_the_senders_to_see(actor_as: ActorAs, rows: tuple[dict[str, int], dict[str, int]]) -> None:
    bureau, district, shared = factories.bureau(), factories.district(), rows[0]["bulletin"]
    save(BulletinOffice(bureau=bureau, bulletin=shared, office=district))
    for role in ("officer", "district_officer"):
        account = factories.account(role)
        save(BulletinReading(bureau=bureau, bulletin=shared, office=account.organisation, user=account, read_at=AT))
    assert {role: scope.visible(actor_as(role), BulletinReading).count() for role in ("clerk", "officer", "district_officer", "audit_admin")} == {
        "clerk": 2, "officer": 1, "district_officer": 1, "audit_admin": 0}


def beside(table: str, row_id: int) -> Attachment:
    return save(Attachment(bureau=factories.bureau(), about_type=table, about_id=row_id, filename="附件.pdf", media_type="application/pdf", size=9,
                           sm3="0" * 64))


@pytest.mark.parametrize("role", [*ROLES, "district_officer", "neighbour_clerk"])
def test_files_are_seen_with_their_record(actor_as: ActorAs, rows: tuple[dict[str, int], dict[str, int]], role: str) -> None:
    files = {kind: [beside(model._meta.table_name, one[kind]) for one in rows] for kind, model in KINDS.items() if kind != "decision"}
    seen = {kind: {scope.visible(actor_as(role), Attachment).where(Attachment.id == file.id).exists() for file in found} for kind, found in files.items()}
    bureau, officer = role in ("clerk", "leader"), role in ("officer", "district_officer")
    assert seen["visit"] == {bureau}
    assert seen["suggestion"] == seen["meeting"] == ({True} if bureau else {True, False} if officer else {False})
    assert seen["bulletin"] == ({True} if bureau else {False})


def test_a_bulletins_files_open_with_the_receipt(actor_as: ActorAs, rows: tuple[dict[str, int], dict[str, int]]) -> None:
    file, officer = beside("bulletin", rows[0]["bulletin"]), factories.account("officer")
    save(BulletinReading(bureau=factories.bureau(), bulletin=rows[0]["bulletin"], office=officer.organisation, user=officer, read_at=AT))
    assert scope.get(actor_as("officer"), Attachment, file.id).id == file.id
    assert not scope.visible(actor_as("district_officer"), Attachment).exists()


@pytest.mark.parametrize(("role", "seen"), [("clerk", True), ("leader", True), ("officer", True), ("chief", False), ("district_officer", False),
                                            ("finance", False), ("neighbour_clerk", False), ("neighbour_officer", False)])
def test_minutes_are_seen_by_those_who_took_part(actor_as: ActorAs, rows: tuple[dict[str, int], dict[str, int]], role: str, seen: bool) -> None:
    bureau: Organisation = factories.bureau()
    paper = save(Paper(bureau=bureau, kind="meeting_minutes", number="乌司监〔2026〕9号", data={}, issued_at=AT, about_type="meeting",
                       about_id=rows[0]["meeting"]))
    assert scope.visible(actor_as(role), Paper).where(Paper.id == paper.id).exists() == seen


def test_every_table_of_contact_has_its_condition() -> None:
    assert set(scope_liaison.SCOPES) <= set(scope.SCOPES)
    assert len(scope_liaison.SCOPES) == 9
