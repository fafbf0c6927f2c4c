"""Audited plain writes: the one way in which rows are created and changed."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from peewee import IntegrityError, Model, SqliteDatabase, fn

from models import AuditEntry
from models.base import BaseModel, database, privacy_of
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor
from portal.services import audit

TAKEN_OUT = frozenset({"supervisor", "appointment", "activity", "assignment", "training", "attendance", "award"})
"""Tables whose rows an undone import takes out again; nothing else ever deletes them."""

Row = TypeVar("Row", bound=BaseModel)

UNTOLD = frozenset({"id", "created_at", "changed_at", "version", "password_hash", "token_digest", "id_digest", "phone_digest", "salt", "share",
                    "content"})
"""Columns that the trail never repeats: stamps, secrets and digests."""


def insert(row: Row, at: datetime) -> Row:
    """Insert a new row with its stamps, without an audit row of its own (part of a larger act). Raises DomainError `already_there`."""
    row.created_at = row.changed_at = at  # type: ignore[assignment] # on a row a field holds its value
    _keep_off_old_ids(row)
    try:
        with database.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusal(error) from error
    return row


def insert_many(rows: Sequence[BaseModel], at: datetime) -> None:
    """Insert rows of one table that have no ids yet, as `insert` would one after the other, with few statements. Raises DomainError `already_there`."""
    if not rows:
        return
    model = type(rows[0])
    for row, row_id in zip(rows, _new_ids(model, len(rows)), strict=True):
        row.id, row.created_at, row.changed_at = row_id, at, at  # type: ignore[assignment] # on a row a field holds its value
    try:
        with database.atomic():
            for start in range(0, len(rows), audit.AT_ONCE):
                model.insert_many([{name: row.__data__.get(name) for name in model._meta.sorted_field_names}
                                   for row in rows[start:start + audit.AT_ONCE]]).execute()
    except IntegrityError as error:
        raise refusal(error) from error


def _new_ids(model: type[BaseModel], count: int) -> list[int]:
    """Return ids that no row had before; SQLite's are safe because a writer is alone."""
    table = model._meta.table_name
    if not isinstance(database.obj, SqliteDatabase):
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        return [row_id for (row_id,) in database.execute_sql(sequence, (table, count)).fetchall()]
    told = AuditEntry.select(fn.MAX(AuditEntry.object_id)).where(AuditEntry.object_type == table).scalar() if table in TAKEN_OUT else 0
    last = max(told or 0, model.select(fn.MAX(model.id)).scalar() or 0)
    return list(range(last + 1, last + 1 + count))


def _keep_off_old_ids(row: BaseModel) -> None:
    """Give a row an id that none had before it, where SQLite would give that of a row which an undone import took out again.

    The trail knows rows by table and id: a new file must not inherit the story of another person. PostgreSQL never gives an id twice.
    """
    model = type(row)
    if model._meta.table_name not in TAKEN_OUT or row._pk is not None or not isinstance(database.obj, SqliteDatabase):
        return
    told = AuditEntry.select(fn.MAX(AuditEntry.object_id)).where(AuditEntry.object_type == model._meta.table_name).scalar() or 0
    if told > (model.select(fn.MAX(model.id)).scalar() or 0):
        row.id = told + 1


def update(row: Row, at: datetime, **values: Any) -> Row:
    """Set the values and write the changed columns if nobody else wrote since the row was read; no audit row of its own.

    Raises Conflict `changed_meanwhile` when another writer was first, DomainError for what the database refuses.
    """
    for name, value in values.items():
        setattr(row, name, value)
    dirty = {field: getattr(row, field.name) if field.name not in row.__data__ else row.__data__[field.name] for field in row.dirty_fields}
    if not dirty:
        return row
    model = type(row)
    dirty |= {model.changed_at: at, model.version: row.version + 1}
    try:
        with database.atomic():
            written = model.update(dirty).where(model.id == row.id, model.version == row.version).execute()
    except IntegrityError as error:
        raise refusal(error) from error
    if not written:
        raise Conflict("changed_meanwhile")
    row.version, row.changed_at = row.version + 1, at  # type: ignore[assignment] # on a row a field holds its value
    row._dirty.clear()
    return row


def create(actor: Actor, verb: str, row: Row, *, at: datetime, reason: str = "") -> Row:
    """Insert a row and its audit row in one transaction."""
    with database.atomic():
        insert(row, at)
        audit.record(actor, verb, row, at=at, reason=reason, changes=told_new(row))
    return row


def change(actor: Actor, verb: str, row: Row, *, at: datetime, reason: str = "", version: int | None = None, **values: Any) -> Row:
    """Set the values on a row, write it and its audit row (old → new) in one transaction.

    `version` is the version that the editor saw, when it came over a form. Raises Conflict `changed_meanwhile`.
    """
    if version is not None and version != row.version:
        raise Conflict("changed_meanwhile")
    with database.atomic():
        before = {name: row.__data__.get(_column_key(row, name)) for name in values}
        update(row, at, **values)
        after = {name: row.__data__.get(_column_key(row, name)) for name in values}
        changes = {name: (before[name], after[name]) for name in values if before[name] != after[name]}
        audit.record(actor, verb, row, at=at, reason=reason, changes=told(changes, row))
    return row


def lock(model: type[Row], row_id: int, *, strength: str = "FOR UPDATE") -> Row:
    """Return the row as it is now, held until the transaction ends, so that two writers go one after the other.

    `FOR NO KEY UPDATE` lets others go on writing rows that refer to this one: for a row that an open transaction refers to already, two
    such transactions would otherwise wait for each other.
    """
    query = model.select().where(model.id == row_id)
    return (query.for_update(strength) if database.for_update else query).get()


def told(changes: Mapping[str, tuple[Any, Any]], row: Model) -> dict[str, list[Any]]:
    """Return the changes as the trail may keep them: sensitive values only as "changed", secrets not at all, empty ones left out."""
    kept: dict[str, list[Any]] = {}
    for name, (old, new) in changes.items():
        if name in UNTOLD or (old in (None, "") and new in (None, "")):
            continue
        sensitive = privacy_of(row._meta.fields[name]) == "sensitive"
        kept[name] = ["changed"] if sensitive else [audit.plain(old), audit.plain(new)]
    return kept


def told_new(row: Model) -> dict[str, list[Any]]:
    """Return what the trail keeps of a new row."""
    return told({name: (None, value) for name, value in row.__data__.items()}, row)


def refusal(error: IntegrityError) -> DomainError:
    """Return the refusal that says in words what the database refused."""
    text = str(error).lower()
    if "unique" in text:
        return DomainError("already_there")
    return DomainError("still_used" if "foreign key" in text else "value_refused")


def _column_key(row: Model, name: str) -> str:
    return row._meta.combined[name].name
