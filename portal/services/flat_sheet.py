"""Set the columns of an office's flat sheet for the national system."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models import FlatColumn, Organisation
from models.base import database
from portal.domain import flat_sheet
from portal.domain.flat_sheet import FlatField
from portal.domain.permissions import Actor, require
from portal.queries import flat_sheet as reading
from portal.services import audit, records


def set_columns(actor: Actor, bureau: Organisation, columns: Sequence[FlatField], *, at: datetime) -> None:
    """Keep order, headings and choice of an office's columns; what stays as it was writes nothing.

    Raises DomainError heading_missing, text_long, columns_missing, unknown_code.
    """
    require(actor, "settings:write")
    flat_sheet.check(columns, reading.fields(bureau.id))
    with database.atomic():
        records.lock(Organisation, bureau.id)
        before = told(reading.columns(bureau.id))
        held = {row.field: row for row in FlatColumn.select().where(FlatColumn.bureau == bureau)}
        for column in columns:
            values = {"heading": column.heading, "position": column.position, "shown": column.shown}
            if column.field in held:
                records.update(held[column.field], at, **values)
            else:
                records.insert(FlatColumn(bureau=bureau, field=column.field, **values), at)
        after = told(reading.columns(bureau.id))
        if before != after:
            audit.record(actor, "flat:set", bureau, at=at, label=bureau.name, changes={"columns": [before, after]})


def told(columns: Sequence[FlatField]) -> str:
    """Return the headings that are shown, in order, as the trail keeps them."""
    return "、".join(column.heading for column in columns if column.shown)
