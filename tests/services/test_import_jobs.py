"""Large sheets by the worker: asked for once, written once, told meanwhile, refused with a sentence, taken up again after a loss."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import OperationalError

from models import Appointment, AuditEntry, ImportBatch, Supervisor, User
from models.base import database
from portal.adapters.progress import Progress
from portal.domain.errors import Conflict, DomainError, Forbidden
from portal.domain.permissions import SYSTEM, Actor
from portal.services import audit, import_jobs, imports, people
from tests.factories import AT
from tests.services.test_import_speed import crowd
from tests.services.test_imports import stage
from tests.sheets import person, roster

ActorAs = Callable[[str], Actor]


class Told(Progress):
    """Progress that remembers all it was told."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.all: list[tuple[int, int]] = []

    def tell(self, work: str, done: int, total: int) -> None:
        """Keep it, and look whether a reader would see it."""
        super().tell(work, done, total)
        assert self.read(work) == (done, total)
        self.all.append((done, total))


@pytest.fixture
def clerk(actor_as: ActorAs) -> Actor:
    return actor_as("clerk")


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path / "progress")


def asked(clerk: Actor, count: int = 20, content: bytes = b"") -> ImportBatch:
    return import_jobs.ask(clerk, stage(clerk, content or crowd(count)), good_only=True, at=AT)


def test_the_worker_writes_what_was_asked_for_and_tells_how_far_it_is(clerk: Actor, told: Told) -> None:
    batch = asked(clerk, 320)
    assert not Supervisor.select().exists() and batch.state == "committing"
    assert import_jobs.run(SYSTEM, at=AT, progress=told) == 1
    assert told.all == [(0, 320), (300, 320), (320, 320)] and told.read(import_jobs.work_of(batch)) is None
    done = ImportBatch.get_by_id(batch.id)
    assert done.state == "committed" and done.asked_by == clerk.user_id and Supervisor.select().count() == 320
    assert import_jobs.run(SYSTEM, at=AT, progress=told) == 0 and Supervisor.select().count() == 320
    assert audit.verify() is None


def test_rows_written_together_are_told_like_rows_entered_by_hand(clerk: Actor, told: Told) -> None:
    asked(clerk, 2)
    import_jobs.run(SYSTEM, at=AT, progress=told)
    first = Supervisor.select().order_by(Supervisor.id).first()
    about = AuditEntry.select().where(AuditEntry.person_id == first.id).order_by(AuditEntry.position)
    assert [(row.verb, row.object_label, row.actor) for row in about] == [
        ("supervisor:register", first.code, clerk.name), ("supervisor:professions", first.code, clerk.name), ("appointment:appoint", "", clerk.name)]
    assert all("sealed" in row.changes for row in about)
    assert Appointment.get(Appointment.supervisor == first).id == about[2].object_id
    people.amend(clerk, first, {"remark": "后来"}, at=AT)
    assert audit.verify() is None


def test_a_given_code_and_codes_to_give_do_not_meet(clerk: Actor, told: Told) -> None:
    asked(clerk, content=roster(person(1, 编号="WH-2026-001"), person(2), person(3)))
    assert import_jobs.run(SYSTEM, at=AT, progress=told) == 1
    assert {row.code for row in Supervisor.select()} == {"WH-2026-001", "WH-2026-002", "WH-2026-003"}


def test_a_second_press_and_everything_else_is_refused_meanwhile(clerk: Actor) -> None:
    batch = stage(clerk, crowd(3))
    late = ImportBatch.get_by_id(batch.id)
    import_jobs.ask(clerk, batch, good_only=True, at=AT)
    now = ImportBatch.get_by_id(batch.id)
    for act in (lambda: import_jobs.ask(clerk, late, good_only=True, at=AT), lambda: imports.commit(clerk, late, good_only=True, at=AT),
                lambda: imports.discard(clerk, now, at=AT), lambda: imports.recheck(clerk, now, at=AT)):
        with pytest.raises(Conflict, match="import_moved_on"):
            act()
    assert not Supervisor.select().exists()


def test_wrong_rows_are_refused_before_the_worker_sees_them(clerk: Actor) -> None:
    batch = stage(clerk, roster(person(1), person(2, 姓名="")))
    with pytest.raises(DomainError, match="import_wrong_rows"):
        import_jobs.ask(clerk, batch, good_only=False, at=AT)
    assert ImportBatch.get_by_id(batch.id).state == "staged"


def test_a_refusal_leaves_a_sentence_and_nothing_half_done(clerk: Actor, told: Told) -> None:
    batch = asked(clerk, content=roster(person(1), person(2)))
    imports.commit(clerk, stage(clerk, roster(person(2))), good_only=True, at=AT)
    assert import_jobs.run(SYSTEM, at=AT, progress=told) == 0
    back = ImportBatch.get_by_id(batch.id)
    assert back.state == "staged" and Supervisor.select().count() == 1
    assert import_jobs.refusal_of(back.refusal).code == "import_stale"
    again = import_jobs.ask(clerk, imports.recheck(clerk, back, at=AT), good_only=True, at=AT)
    assert again.refusal is None and import_jobs.run(SYSTEM, at=AT, progress=told) == 1
    assert Supervisor.select().count() == 2


def test_a_refusal_inside_another_is_kept_whole() -> None:
    inner = DomainError("code_taken", known="WH-2026-001")
    kept = import_jobs._packed(DomainError("import_row_refused", row=3, why=inner))
    found = import_jobs.refusal_of(kept)
    assert found.params["row"] == 3 and found.params["why"].params == {"known": "WH-2026-001"}


def test_a_fault_gives_the_sheet_back_and_is_raised_for_the_log(clerk: Actor, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = asked(clerk)
    monkeypatch.setattr(imports, "_write", lambda *_args: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        import_jobs.run(SYSTEM, at=AT, progress=told)
    back = ImportBatch.get_by_id(batch.id)
    assert back.state == "staged" and back.refusal["code"] == "import_broke" and not Supervisor.select().exists()


def test_a_lost_worker_leaves_the_sheet_to_the_next(clerk: Actor, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = asked(clerk, 5)

    def lost(*_args: object) -> None:
        raise OperationalError("the connection is gone")

    with monkeypatch.context() as patch:
        patch.setattr(ImportBatch, "update", lost)
        with pytest.raises(OperationalError):
            import_jobs.run(SYSTEM, at=AT, progress=told)
    assert ImportBatch.get_by_id(batch.id).state == "committing" and not Supervisor.select().exists()
    assert import_jobs.run(SYSTEM, at=AT, progress=told) == 1 and Supervisor.select().count() == 5


def test_who_may_not_import_any_more_is_told_so(clerk: Actor, told: Told) -> None:
    batch = asked(clerk)
    User.update(active=False).where(User.id == clerk.user_id).execute()
    assert import_jobs.run(SYSTEM, at=AT, progress=told) == 0
    assert ImportBatch.get_by_id(batch.id).refusal["code"] == "account_unknown"
    with pytest.raises(Forbidden):
        import_jobs.run(clerk, at=AT, progress=told)


def test_a_sheet_that_another_worker_took_over_stays_as_it_is(clerk: Actor, told: Told) -> None:
    batch = asked(clerk, 3)
    import_jobs.run(SYSTEM, at=AT, progress=told)
    import_jobs._give_back(batch, DomainError("import_broke"), AT)
    assert ImportBatch.get_by_id(batch.id).state == "committed" and database.is_connection_usable()
