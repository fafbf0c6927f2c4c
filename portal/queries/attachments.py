"""The files beside a record, and the record beside which a file is to lie."""
from __future__ import annotations

from peewee import JOIN

from models import TABLES, Attachment, SubsidyBatch, SubsidyLine, User
from models.base import BaseModel
from portal.domain.attachments import PLACES
from portal.domain.errors import NotFound
from portal.domain.permissions import Actor
from portal.domain.subsidies import LOCKED
from portal.queries import scope

MODELS = {model._meta.table_name: model for model in TABLES if model._meta.table_name in PLACES}


def subject(actor: Actor, table: str, row_id: object) -> BaseModel:
    """Return a visible row of a table that takes files. Raises NotFound for another table and for absent, foreign and malformed ids."""
    if table not in MODELS:
        raise NotFound("not_found")
    found: BaseModel = scope.get(actor, MODELS[table], row_id)
    return found


def is_settled(file: Attachment) -> bool:
    """Whether a file is evidence of what was passed on since: a receipt of a batch of subsidies that was reviewed, approved or paid."""
    if file.about_type != SubsidyLine._meta.table_name:
        return False
    return bool(SubsidyLine.select().join(SubsidyBatch).where(SubsidyLine.id == file.about_id, SubsidyBatch.state.in_(("reviewed", *LOCKED))).exists())


def of_row(row: BaseModel) -> list[Attachment]:
    """Return the files beside a row that were not withdrawn, for whoever was let in to the row itself."""
    return list(Attachment.select().where(
        Attachment.about_type == row._meta.table_name, Attachment.about_id == row._pk, Attachment.withdrawn_at.is_null()).order_by(Attachment.id))


def beside(actor: Actor, row: BaseModel) -> list[Attachment]:
    """Return the visible files beside a row that were not withdrawn, the latest first, with who uploaded them."""
    return list(scope.visible(actor, Attachment).select_extend(User).join_from(
        Attachment, User, JOIN.LEFT_OUTER, on=Attachment.uploaded_by).where(
        Attachment.about_type == row._meta.table_name, Attachment.about_id == row._pk, Attachment.withdrawn_at.is_null()
    ).order_by(Attachment.id.desc()))
