"""Files beside records: kept by digest outside the web root, told by content, withdrawn but never deleted."""
from __future__ import annotations

from datetime import datetime

from models import Attachment
from models.base import BaseModel, database
from portal.adapters import storage
from portal.adapters.stores import Store
from portal.domain.attachments import PLACES
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor, require
from portal.queries.attachments import is_settled
from portal.services import audit, records

KINDS = (*storage.IMAGES, "application/pdf", storage.DOCX, storage.XLSX)
LONGEST_NOTE = 200


def attach(actor: Actor, row: BaseModel, *, filename: str, content: bytes, note: str = "", store: Store, at: datetime) -> Attachment:
    """Keep a file (image, PDF, Word, Excel; 10 MB at most) beside a row of the actor's bureau.

    Raises NotFound for a foreign row, DomainError file_missing, file_too_large, file_kind_refused, text_long, file_there_already.
    """
    table = row._meta.table_name
    require(actor, PLACES[table].writes)
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if not content:
        raise DomainError("file_missing", field="file")
    if len(note.strip()) > LONGEST_NOTE:
        raise DomainError("text_long", field="note", limit=LONGEST_NOTE)
    kind = storage.check(content, KINDS)
    digest = store.put(content)
    beside = (Attachment.about_type == table) & (Attachment.about_id == row._pk)
    with database.atomic():
        if Attachment.select().where(beside, Attachment.sm3 == digest, Attachment.withdrawn_at.is_null()).exists():
            raise DomainError("file_there_already", field="file")
        return records.create(actor, "file:attach", Attachment(
            bureau=row.bureau_id, about_type=table, about_id=row._pk, filename=storage.safe_name(filename), media_type=kind, size=len(content),
            sm3=digest, note=note.strip(), uploaded_by=actor.user_id), at=at)


def open_file(actor: Actor, file: Attachment, *, store: Store, at: datetime) -> bytes:
    """Return the bytes of a visible file and leave a row in the trail. Raises NotFound when they are gone or were changed."""
    require(actor, PLACES[file.about_type].reads)
    content = store.get(file.sm3)
    with database.atomic():
        audit.record(actor, "file:open", file, at=at)
    return content


def withdraw(actor: Actor, file: Attachment, *, reason: str, at: datetime) -> Attachment:
    """Take a file out of sight, saying why; its bytes stay. Raises DomainError words_missing, file_withdrawn, Forbidden not_own_file
    for one that the other office added to a record that both see, Conflict file_settled.
    """
    require(actor, PLACES[file.about_type].writes)
    if not is_own(actor, file):
        raise Forbidden("not_own_file")
    if not reason.strip():
        raise DomainError("words_missing", field="reason")
    if file.withdrawn_at is not None:
        raise DomainError("file_withdrawn")
    if is_settled(file):
        raise Conflict("file_settled")
    return records.change(actor, "file:withdraw", file, at=at, reason=reason.strip(), withdrawn_at=at)


def is_own(actor: Actor, file: Attachment) -> bool:
    """Whether a file was added by the actor's office; one that no account added belongs to whoever may write beside its record."""
    return file.uploaded_by_id is None or file.uploaded_by.organisation_id == actor.organisation_id
