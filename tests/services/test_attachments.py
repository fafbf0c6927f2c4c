"""Files beside records: what is kept, for whom, and what is refused."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest

from models import Attachment, AuditEntry
from portal.adapters.storage import MEGABYTE
from portal.adapters.stores import BucketStore, FolderStore, Store
from portal.domain.attachments import PLACES
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.permissions import ROLES, Actor
from portal.queries import attachments as reading, scope, scope_liaison
from portal.services import attachments
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
PDF = b"%PDF-1.7 " + b"0" * 40


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Files lie in a folder or in a bucket; nobody above the store can tell."""
    return FolderStore(tmp_path / "files") if request.param == "folder" else BucketStore(lambda: fsspec.filesystem("memory"), f"bucket{tmp_path}")


def attach(actor: Actor, store: Store, **values: object) -> Attachment:
    given = {"row": factories.supervisor(), "filename": "承诺书.pdf", "content": PDF} | values
    return attachments.attach(actor, given.pop("row"), store=store, at=AT, **given)


def test_a_file_is_kept_by_its_digest_and_told_to_the_trail(actor_as: ActorAs, store: Store) -> None:
    file = attach(actor_as("clerk"), store, filename="../签名/承诺书.pdf", note=" 2026年签 ")
    assert (file.filename, file.media_type, file.size, file.note) == ("承诺书.pdf", "application/pdf", len(PDF), "2026年签")
    assert attachments.open_file(actor_as("leader"), file, store=store, at=AT) == PDF
    assert [row.verb for row in AuditEntry.select().order_by(AuditEntry.id)] == ["file:attach", "file:open"]


BAD = [
    ({"content": b""}, "file_missing", "nothing was chosen"),
    ({"content": b"MZ\x90\x00"}, "file_kind_refused", "a program"),
    ({"content": b"<script>"}, "file_kind_refused", "the name does not make it a PDF"),
    ({"content": PDF + b"0" * (10 * MEGABYTE)}, "file_too_large", "over 10 MB"),
    ({"note": "长" * 201}, "text_long", "the column holds 200"),
]


@pytest.mark.parametrize(("values", "code", "_why"), BAD, ids=[why for *_rest, why in BAD])
def test_refusals(actor_as: ActorAs, store: Store, values: dict[str, object], code: str, _why: str) -> None:
    with pytest.raises(DomainError) as refusal:
        attach(actor_as("clerk"), store, **values)
    assert refusal.value.code == code
    assert Attachment.select().count() == 0


def test_the_same_file_is_not_added_twice_but_again_after_it_was_withdrawn(actor_as: ActorAs, store: Store) -> None:
    clerk, person = actor_as("clerk"), factories.supervisor()
    file = attach(clerk, store, row=person)
    with pytest.raises(DomainError, match="file_there_already"):
        attach(clerk, store, row=person)
    with pytest.raises(DomainError, match="words_missing"):
        attachments.withdraw(clerk, file, reason=" ", at=AT)
    attachments.withdraw(clerk, file, reason="传错了", at=AT)
    with pytest.raises(DomainError, match="file_withdrawn"):
        attachments.withdraw(clerk, file, reason="再来", at=AT)
    assert reading.beside(clerk, person) == []
    again = attach(clerk, store, row=person)
    assert [one.id for one in reading.beside(clerk, person)] == [again.id]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", sorted(set(PLACES) - scope_liaison.NAMES))  # those: queries/test_scope_liaison
def test_who_reads_and_who_adds(actor_as: ActorAs, store: Store, role: str, table: str) -> None:
    actor, place = actor_as(role), PLACES[table]
    person = factories.supervisor()
    file = attach(actor_as("clerk"), store, row=person)
    Attachment.update(about_type=table).where(Attachment.id == file.id).execute()
    seen = scope.visible(actor, Attachment).count() == 1
    assert seen == (actor.may(place.reads) and actor.in_bureau)
    if table == "supervisor" and not actor.may(place.writes):
        with pytest.raises(Forbidden):
            attach(actor, store, row=person, content=PDF + b"1")


def test_another_bureaus_rows_take_no_files_of_ours_and_theirs_stay_unseen(actor_as: ActorAs, store: Store) -> None:
    stranger = factories.supervisor(factories.neighbour_bureau())
    with pytest.raises(NotFound):
        attach(actor_as("clerk"), store, row=stranger)
    file = attach(actor_as("neighbour_clerk"), store, row=stranger)
    with pytest.raises(NotFound):
        scope.get(actor_as("clerk"), Attachment, file.id)


@pytest.mark.parametrize(("table", "row_id"), [("organisation", 1), ("audit_entry", 1), ("supervisor", "abc"), ("supervisor", 10**12)])
def test_what_takes_no_files(actor_as: ActorAs, table: str, row_id: object) -> None:
    with pytest.raises(NotFound):
        reading.subject(actor_as("clerk"), table, row_id)
