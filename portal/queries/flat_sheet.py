"""The columns of an office's flat sheet as they stand."""
from __future__ import annotations

from models import FlatColumn
from portal.domain import flat_sheet
from portal.domain.flat_sheet import FlatField
from portal.domain.importing import Column
from portal.queries import imports


def fields(bureau_id: int | None) -> dict[str, Column]:
    """Return what may stand in an office's sheet by field: what every roster brings, then the fields of its own; one query."""
    return flat_sheet.fields(imports.spec(bureau_id, "supervisors").columns)


def columns(bureau_id: int | None, known: dict[str, Column] | None = None) -> list[FlatField]:
    """Return every field in the order of the office, the usual one where it has set none; one query where the caller has the `known` fields.

    A field that the office made after it set its columns, or took up again, stands last and is not shown.
    """
    known = fields(bureau_id) if known is None else known
    own = {row.field: FlatField(row.field, row.heading, row.position, row.shown)
           for row in FlatColumn.select().where(FlatColumn.bureau == bureau_id) if row.field in known}
    usual = flat_sheet.usual(known)
    found = usual if not own else [*own.values(), *(FlatField(one.field, one.heading, one.position + 10_000, False) for one in usual if one.field not in own)]
    return sorted(found, key=lambda one: one.position)
