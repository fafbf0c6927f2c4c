"""The columns of an office's flat sheet as they stand."""
from __future__ import annotations

from models import FlatColumn
from portal.domain.flat_sheet import FIELDS, FlatField, usual


def columns(bureau_id: int | None) -> list[FlatField]:
    """Return every field in the order of the office, the usual one where it has set none; one query."""
    own = {row.field: FlatField(row.field, row.heading, row.position, row.shown)
           for row in FlatColumn.select().where(FlatColumn.bureau == bureau_id) if row.field in FIELDS}
    found = usual() if not own else [*own.values(), *(FlatField(one.field, one.heading, one.position + 10_000, False) for one in usual() if one.field not in own)]
    return sorted(found, key=lambda one: one.position)
