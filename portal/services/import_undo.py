"""Undo a committed import as long as nothing was built on it: what it made goes, what it changed gets its former values back."""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from peewee import ForeignKeyField

from models import (
    TABLES,
    Activity,
    Appointment,
    Attachment,
    ImportBatch,
    ImportRow,
    Numbering,
    Paper,
    PicklistItem,
    Supervisor,
    SupervisorProfession,
)
from models.base import BaseModel, database
from models.choices import ImportState
from portal.domain.errors import Conflict
from portal.domain.permissions import Actor, require
from portal.queries.related import CHUNK
from portal.services import audit, own_fields, people, records, terms
from portal.services.import_writers import SERIES
from portal.services.people import own

MODELS: dict[str, Any] = {model._meta.table_name: model for model in TABLES}
PARTS = {SupervisorProfession}
"""Rows that go with the row they point at."""
UNTOLD = frozenset({"own_value"})
"""Rows that the trail tells of under the person they belong to."""
BESIDE = (Attachment, Paper)
"""Tables that name any row by its table and id."""


def undo(actor: Actor, batch: ImportBatch, *, at: datetime) -> ImportBatch:
    """Take a committed import back. Raises Conflict import_moved_on, import_built_on (row) where something was built on a row meanwhile."""
    require(actor, "import:write")
    own(actor, batch)
    with database.atomic():
        held = records.lock(ImportBatch, batch.id)
        if held.state != ImportState.COMMITTED:
            raise Conflict("import_moved_on")
        rows = list(ImportRow.select().where(ImportRow.batch == held).order_by(ImportRow.number.desc()))
        _refuse_built_on(rows)
        for row in rows:
            _restore(actor, row, at)
        for table, row_id in _made(rows):
            _delete(actor, MODELS[table].get_by_id(row_id), at)
        ImportRow.update(before=None, written=[]).where(ImportRow.batch == held).execute()
        return records.change(actor, "import:undo", held, at=at, state=ImportState.UNDONE.value, undone_at=at)


def _made(rows: Iterable[ImportRow]) -> list[tuple[str, int]]:
    """Return what was made, in the order in which it can be deleted: what points at others first."""
    order = {table: place for place, table in enumerate(MODELS)}
    made = [(table, row_id) for row in rows for table, row_id, _version, new in row.written if new]
    return sorted(made, key=lambda one: (order[one[0]], one[1]), reverse=True)


def _refuse_built_on(rows: Iterable[ImportRow]) -> None:
    where = {(table, row_id): row.number for row in rows for table, row_id, _version, _new in row.written}
    versions = {(table, row_id): version for row in rows for table, row_id, version, _new in row.written}
    made: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for table, row_id, _version, new in row.written:
            made[table] |= {row_id} if new else set()
    for (table, row_id), found in _versions(versions).items():
        if found != versions[table, row_id]:
            raise Conflict("import_built_on", row=where[table, row_id])
    for table, ids in made.items():
        built = next(iter(_pointed_at(MODELS[table], ids, made)), None)
        if built is not None:
            raise Conflict("import_built_on", row=where[table, built])


def _versions(wanted: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int | None]:
    """Return the versions as they are now; None for a row that is gone."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, row_id in wanted:
        by_table[table].append(row_id)
    found: dict[tuple[str, int], int | None] = dict.fromkeys(wanted, None)
    for table, ids in by_table.items():
        model = MODELS[table]
        for start in range(0, len(ids), CHUNK):
            rows = model.select(model.id, model.version).where(model.id.in_(ids[start:start + CHUNK])).tuples()
            found |= {(table, row_id): version for row_id, version in rows}
    return found


def _pointed_at(model: Any, ids: set[int], made: Mapping[str, set[int]]) -> set[int]:
    """Return those of the rows at which something points that the import did not make itself."""
    found: set[int] = set()
    keys = [field for other in TABLES if other not in PARTS for field in other._meta.sorted_fields
            if isinstance(field, ForeignKeyField) and field.rel_model is model]
    listed = sorted(ids)
    for start in range(0, len(listed), CHUNK):
        some = listed[start:start + CHUNK]
        for key in keys:
            own_rows = made.get(key.model._meta.table_name, set())
            rows = key.model.select(key.model._meta.primary_key, key).where(key.in_(some)).tuples()
            found |= {target for row_id, target in rows if row_id not in own_rows}
        for beside in BESIDE:
            rows = beside.select(beside.about_id).where(beside.about_type == model._meta.table_name, beside.about_id.in_(some)).tuples()
            found |= {target for (target,) in rows}
    return found


def _restore(actor: Actor, row: ImportRow, at: datetime) -> None:
    """Give what a row changed its former values back."""
    before: dict[str, Any] = json.loads(row.before) if row.before else {}
    changed = [(table, row_id) for table, row_id, _version, new in row.written if not new]
    for table, row_id in changed:
        if table == "appointment" and "term" in before:
            term = Appointment.get_by_id(row_id)
            terms.amend_appointment(actor, term, starts_on=term.starts_on, ends_on=date.fromisoformat(before["term"]["ends_on"]), level=term.level,
                                    certificate_no=before["term"]["certificate_no"], remark=term.remark, at=at)
        elif table == "supervisor":
            _restore_person(actor, Supervisor.get_by_id(row_id), before, at)
        elif "row" in before:
            held = MODELS[table].get_by_id(row_id)
            records.change(actor, "import:restore", held, at=at, **before["row"])


def _restore_person(actor: Actor, person: Supervisor, before: Mapping[str, Any], at: datetime) -> None:
    values = dict(before.get("person", {}))
    for name in people.PICKS:
        if values.get(name):
            values[name] = PicklistItem.get_by_id(values[name])
    if values.get("birth_date"):
        values["birth_date"] = date.fromisoformat(values["birth_date"])
    professions = [PicklistItem.get_by_id(item_id) for item_id in before["professions"]] if "professions" in before else None
    if values:
        people.amend(actor, person, values, professions=professions, at=at)
    elif professions is not None:
        people.set_professions(actor, person, professions, at=at)
    if "own" in before:
        own_fields.set_values(actor, person, {int(field_id): text for field_id, text in before["own"].items()}, at=at)


def _delete(actor: Actor, row: BaseModel, at: datetime) -> None:
    """Take a row out, told to the trail; the database refuses what something still points at."""
    if row._meta.table_name not in UNTOLD:
        audit.record(actor, "import:take_out", row, at=at)
    if isinstance(row, Supervisor):
        SupervisorProfession.delete().where(SupervisorProfession.supervisor == row).execute()
    if isinstance(row, Activity):
        _give_back(row)
    row.delete_instance()


def _give_back(activity: Activity) -> None:
    """Give the last number of the imports' own series back, so that it stays without a gap."""
    head, _mark, tail = (activity.number or "").rpartition("〕")
    prefix, _mark, year = head.rpartition("〔")
    number = tail.removesuffix("号")
    if prefix.endswith(SERIES) and year.isdigit() and number.isdigit():
        Numbering.update(last=Numbering.last - 1).where(
            Numbering.prefix == prefix, Numbering.year == int(year), Numbering.last == int(number)).execute()
