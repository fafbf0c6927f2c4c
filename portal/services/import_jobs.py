"""Large sheets are taken over by the worker: asked for on the page, written in one transaction, told in a file meanwhile (ADR 13)."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from peewee import InterfaceError, OperationalError

from models import ImportBatch, User
from models.base import database
from models.choices import ImportState
from portal.adapters.progress import Progress
from portal.domain.errors import DomainError
from portal.domain.importing import CHANGED, GOOD, NEW
from portal.domain.permissions import Actor, require
from portal.services import audit, imports, records, sessions

SMALL = 500
"""So many rows are written while the clerk waits; more go to the worker."""
PATIENCE = timedelta(minutes=3)
"""A work of which nothing is heard for so long after it was asked for has no worker."""


def to_write(batch: ImportBatch) -> int:
    """Return how many rows of a sheet would be written."""
    return int(batch.counts.get(NEW, 0) + batch.counts.get(CHANGED, 0))


def work_of(batch: ImportBatch) -> str:
    """Return the name under which a sheet's progress is told."""
    return f"import-{batch.id}"


def ask(actor: Actor, batch: ImportBatch, *, good_only: bool, at: datetime) -> ImportBatch:
    """Give a staged sheet to the worker. Raises DomainError import_wrong_rows (count), Conflict import_moved_on for a second press."""
    require(actor, "import:write")
    with database.atomic():
        row = imports.held(actor, batch)
        bad = sum(count for outcome, count in row.counts.items() if outcome not in GOOD)
        if bad and not good_only:
            raise DomainError("import_wrong_rows", count=bad)
        records.update(row, at, state=ImportState.COMMITTING.value, good_only=bool(bad), asked_by=actor.user_id, asked_at=at, refusal=None)
        audit.record(actor, "import:ask", row, at=at, label=row.filename, changes={"state": [ImportState.STAGED, ImportState.COMMITTING]})
    return row


def run(actor: Actor, *, at: datetime, progress: Progress) -> int:
    """Take over the sheets that were asked for, the first asked first, and return how many were written.

    The state is checked inside the transaction that writes, so a sheet left behind by a worker that was lost is simply taken up again.
    """
    require(actor, "job:run")
    waiting = ImportBatch.select().where(ImportBatch.state == ImportState.COMMITTING).order_by(ImportBatch.asked_at, ImportBatch.id)
    return sum(_take_over(batch, at, progress) for batch in list(waiting))


def _take_over(batch: ImportBatch, at: datetime, progress: Progress) -> bool:
    tell = partial(progress.tell, work_of(batch))
    try:
        tell(0, to_write(batch))
        imports.take_over(_asker(batch), batch, ImportState.COMMITTING, good_only=batch.good_only, at=at, tell=tell)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the sheet stays asked for and is taken up again
    except DomainError as refusal:
        _give_back(batch, refusal, at)
        return False
    except Exception:
        _give_back(batch, DomainError("import_broke"), at)
        raise
    finally:
        progress.forget(work_of(batch))
    return True


def _asker(batch: ImportBatch) -> Actor:
    """Return who asked, with the rights of now. Raises DomainError account_unknown."""
    user = User.get_or_none(User.id == batch.asked_by, User.active)
    if user is None:
        raise DomainError("account_unknown", name="")
    return sessions.actor_of(user, sessions.Knock(address=""))


def _give_back(batch: ImportBatch, refusal: DomainError, at: datetime) -> None:
    """Let the sheet wait for its clerk again, with what stood in the way; nothing for a sheet that another worker has taken over."""
    with database.atomic():
        row = records.lock(ImportBatch, batch.id)
        if row.state != ImportState.COMMITTING:
            return
        records.update(row, at, state=ImportState.STAGED.value, refusal=_packed(refusal))
        actor = Actor(name="system", roles=frozenset({"system"}), bureau_id=row.bureau_id)
        audit.record(actor, "import:refuse", row, at=at, label=row.filename, changes={"state": [ImportState.COMMITTING, ImportState.STAGED]})


def _packed(refusal: DomainError) -> dict[str, Any]:
    params = {name: _packed(value) if isinstance(value, DomainError) else audit.plain(value) for name, value in refusal.params.items()}
    return {"code": refusal.code, "params": params}


def refusal_of(kept: Mapping[str, Any]) -> DomainError:
    """Return the refusal that a sheet keeps."""
    params: dict[str, Any] = {name: refusal_of(value) if isinstance(value, dict) else value for name, value in kept["params"].items()}
    return DomainError(kept["code"], **params)
