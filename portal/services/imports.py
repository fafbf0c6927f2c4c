"""Imports: a sheet is staged, matched, looked at, and committed in one transaction or thrown away; undoing is services.import_undo's."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models import ImportBatch, ImportHeading, ImportRow, Organisation
from models.base import database
from models.choices import ImportState
from portal.adapters import sheet_reader
from portal.adapters.storage import safe_name
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.import_sheets import Cell, DataRow, tidy_heading
from portal.domain.import_specs import SPECS
from portal.domain.importing import (
    CHANGED,
    CHOICES,
    GOOD,
    NEW,
    Finding,
    Spec,
    Table,
    Verdict,
    check_mapping,
    choose_sheet,
    counted,
    match_columns,
    read_rows,
)
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import imports as reading
from portal.services import audit, import_people, import_records, records
from portal.services.import_new import Writer
from portal.services.import_writers import pen
from portal.services.people import own

JUDGES = {
    "supervisors": import_people.judge, "trainings": import_records.judge_trainings, "awards": import_records.judge_awards,
    "activities": import_records.judge_activities,
}
"""Kind of sheet → how its rows are held against the register."""
AT_ONCE = 300
"""Rows that go into the database with one statement."""
Tell = Callable[[int, int], None]
"""Is told how many of how many rows are written."""
LONGEST_LABEL = 120


def spec_for(actor: Actor, kind: str) -> Spec:
    """Return the columns of a kind of sheet, with the own fields of the actor's bureau. Raises NotFound."""
    if kind not in SPECS:
        raise NotFound("not_found")
    return reading.spec(actor.bureau_id, kind)


def read_table(actor: Actor, kind: str, content: bytes, sheet: str = "") -> Table:
    """Return the sheet of a file that holds rows of this kind. Raises DomainError: see adapters.sheet_reader and importing.choose_sheet."""
    return choose_sheet(sheet_reader.read(content), spec_for(actor, kind), sheet)


def matched(actor: Actor, kind: str, table: Table) -> dict[int, str]:
    """Return place of a column → field, by synonyms and by what the office corrected earlier. Raises DomainError column_needed."""
    spec = spec_for(actor, kind)
    mapping = match_columns(table.labels, spec, reading.remembered(actor.bureau_id, kind))
    check_mapping(mapping, spec)
    return mapping


def judge(actor: Actor, kind: str, rows: Iterable[DataRow], mapping: Mapping[int, str], at: datetime,
          choices: Mapping[int, str] | None = None) -> list[Verdict]:
    """Return what would become of each row; nothing is written."""
    require(actor, "import:read")
    spec = spec_for(actor, kind)
    known = {column.field for column in spec.columns}
    mapping = {place: name for place, name in mapping.items() if name in known}
    return JUDGES[kind](actor, read_rows(rows, mapping, spec, reading.lists(actor.bureau_id, spec)), choices or {}, local_day(at))


def stage(actor: Actor, kind: str, table: Table, *, filename: str, at: datetime) -> ImportBatch:
    """Keep an uploaded sheet with what would become of each row. Raises DomainError column_needed."""
    require(actor, "import:write")
    mapping = matched(actor, kind, table)
    with database.atomic():
        batch = records.insert(ImportBatch(
            bureau=actor.bureau_id, kind=kind, filename=safe_name(filename), sheet=table.sheet[:LONGEST_LABEL], labels=list(table.labels),
            other_sheets=list(table.others), mapping=_kept(mapping), made_by=actor.user_id), at)
        _stage_rows(actor, batch, table.rows, {}, at)
        audit.record(actor, "import:stage", batch, at=at, label=batch.filename, changes={"kind": kind, "counts": batch.counts})
    return batch


def _kept(mapping: Mapping[int, str]) -> dict[str, str]:
    return {str(place): name for place, name in mapping.items()}


def mapping_of(batch: ImportBatch) -> dict[int, str]:
    """Return place of a column → field of a staged sheet."""
    return {int(place): name for place, name in batch.mapping.items()}


def _stage_rows(actor: Actor, batch: ImportBatch, rows: Sequence[DataRow], choices: Mapping[int, str], at: datetime) -> None:
    """Write the rows of a batch anew, each with what was found."""
    verdicts = judge(actor, batch.kind, rows, mapping_of(batch), at, choices)
    ImportRow.delete().where(ImportRow.batch == batch).execute()
    kept: list[dict[str, Any]] = [{"batch": batch, "created_at": at, "changed_at": at, "version": 1, "number": row.number, "cells": packed(row.cells),
             "outcome": verdict.outcome, "findings": json.dumps(findings_of(verdict), ensure_ascii=False),
             "choice": choices.get(row.number, ""), "written": [], "before": None} for row, verdict in zip(rows, verdicts, strict=True)]
    for start in range(0, len(kept), AT_ONCE):
        ImportRow.insert_many(kept[start:start + AT_ONCE]).execute()
    records.update(batch, at, counts=counted(verdicts))


def findings_of(verdict: Verdict) -> dict[str, Any]:
    """Return what was found about a row as it is kept for its preview."""
    def told(findings: Iterable[Finding]) -> list[list[Any]]:
        return [[one.field, one.code, audit.plain(one.params)] for one in findings]
    return {"no": verdict.no, "title": verdict.title, "asks": verdict.asks, "wrong": told(verdict.reading.wrong),
            "notes": told(verdict.reading.notes), "changes": [[one.field, one.old, one.new] for one in verdict.changes]}


def packed(cells: Sequence[Cell]) -> str:
    """Return cells as text that `unpacked` reads back with their kinds."""
    return json.dumps([["t", cell.isoformat()] if isinstance(cell, datetime) else ["d", cell.isoformat()] if isinstance(cell, date)
                       else cell if isinstance(cell, str | int | float) else str(cell) for cell in cells], ensure_ascii=False)


def unpacked(text: str) -> tuple[Cell, ...]:
    """Return the cells that were packed."""
    kinds = {"t": datetime.fromisoformat, "d": date.fromisoformat}
    return tuple(kinds[cell[0]](cell[1]) if isinstance(cell, list) else cell for cell in json.loads(text))


def _rows_of(batch: ImportBatch) -> tuple[list[DataRow], dict[int, str]]:
    rows = list(ImportRow.select().where(ImportRow.batch == batch).order_by(ImportRow.number))
    return [DataRow(row.number, unpacked(row.cells or "[]")) for row in rows], {row.number: row.choice for row in rows if row.choice}


def held(actor: Actor, batch: ImportBatch, state: str = ImportState.STAGED) -> ImportBatch:
    """Return the batch, locked, while it stands where it should. Raises NotFound for another bureau's, Conflict import_moved_on.

    What has moved on is refused before anything waits for a worker that holds the database.
    """
    own(actor, batch)
    if batch.state != state:
        raise Conflict("import_moved_on")
    row = records.lock(ImportBatch, batch.id)
    if row.state != state:
        raise Conflict("import_moved_on")
    return row


def rematch(actor: Actor, batch: ImportBatch, mapping: Mapping[int, str], *, at: datetime) -> ImportBatch:
    """Read the columns as the clerk says, look at the rows again, and remember how the office reads these headings.

    Raises DomainError column_unknown, column_twice, column_needed, Conflict import_moved_on.
    """
    require(actor, "import:write")
    wanted = {place: name for place, name in mapping.items() if name and 0 <= place < len(batch.labels)}
    check_mapping(wanted, spec_for(actor, batch.kind))
    with database.atomic():
        row = held(actor, batch)
        _remember(actor, row, wanted, at)
        records.update(row, at, mapping=_kept(wanted))
        _stage_rows(actor, row, *_rows_of(row), at)
        audit.record(actor, "import:rematch", row, at=at, label=row.filename, changes={"counts": row.counts})
    return row


def _remember(actor: Actor, batch: ImportBatch, mapping: Mapping[int, str], at: datetime) -> None:
    """Keep what differs from the synonyms; what agrees with them again is forgotten."""
    spec, known = spec_for(actor, batch.kind), reading.remembered(actor.bureau_id, batch.kind)
    for place, label in enumerate(batch.labels):
        heading, name = tidy_heading(label)[:LONGEST_LABEL], mapping.get(place, "")
        if not heading or known.get(heading, spec.recognise(label)) == name:
            continue
        ImportHeading.delete().where(ImportHeading.bureau == actor.bureau_id, ImportHeading.kind == batch.kind,
                                     ImportHeading.heading == heading).execute()
        if spec.recognise(label) != name:
            records.insert(ImportHeading(bureau=actor.bureau_id, kind=batch.kind, heading=heading, field=name), at)


def recheck(actor: Actor, batch: ImportBatch, *, at: datetime) -> ImportBatch:
    """Look at the rows of a staged sheet again, as the register has moved on. Raises Conflict import_moved_on."""
    require(actor, "import:write")
    with database.atomic():
        row = held(actor, batch)
        _stage_rows(actor, row, *_rows_of(row), at)
    return row


def choose(actor: Actor, batch: ImportBatch, number: int, choice: str, *, at: datetime) -> ImportBatch:
    """Answer for a row whether it is the person found (SAME) or somebody else (OTHER). Raises DomainError unknown_code, NotFound."""
    require(actor, "import:write")
    if choice not in CHOICES:
        raise DomainError("unknown_code", value=choice)
    with database.atomic():
        row = held(actor, batch)
        rows, choices = _rows_of(row)
        if number not in {one.number for one in rows}:
            raise NotFound("not_found")
        _stage_rows(actor, row, rows, choices | {number: choice}, at)
    return row


def commit(actor: Actor, batch: ImportBatch, *, good_only: bool, at: datetime) -> ImportBatch:
    """Write the good rows of a staged sheet in one transaction; with `good_only` the others are left aside.

    Raises DomainError import_wrong_rows (count) where rows are wrong and not left aside, import_row_refused,
    Conflict import_stale where the register has moved on since the sheet was looked at, import_moved_on.
    """
    return take_over(actor, batch, ImportState.STAGED, good_only=good_only, at=at)


def take_over(actor: Actor, batch: ImportBatch, state: str, *, good_only: bool, at: datetime, tell: Tell = lambda done, total: None) -> ImportBatch:
    """Do what `commit` does with a sheet that stands in `state`, telling now and then how many of its rows are written. Raises as `commit`."""
    require(actor, "import:write")
    with database.atomic():
        row = held(actor, batch, state)
        bureau = records.lock(Organisation, row.bureau_id, strength="FOR NO KEY UPDATE")
        verdicts = _agreed(actor, row, at)
        bad = [verdict for verdict in verdicts if verdict.outcome not in GOOD]
        if bad and not good_only:
            raise DomainError("import_wrong_rows", count=len(bad))
        _write(actor, row, bureau, verdicts, at, tell)
        changes = {"counts": row.counts, "good_only": [None, bool(bad)]}
        records.update(row, at, state=ImportState.COMMITTED.value, good_only=bool(bad), committed_at=at, refusal=None)
        audit.record(actor, "import:commit", row, at=at, label=row.filename, changes=changes)
    return row


def _agreed(actor: Actor, batch: ImportBatch, at: datetime) -> list[Verdict]:
    """Return the verdicts, provided that they are still those that the clerk saw."""
    rows, choices = _rows_of(batch)
    seen = {row.number: row.outcome for row in ImportRow.select(ImportRow.number, ImportRow.outcome).where(ImportRow.batch == batch)}
    verdicts = judge(actor, batch.kind, rows, mapping_of(batch), at, choices)
    if any(seen[verdict.reading.number] != verdict.outcome for verdict in verdicts):
        raise Conflict("import_stale")
    return verdicts


def _write(actor: Actor, batch: ImportBatch, bureau: Organisation, verdicts: Sequence[Verdict], at: datetime, tell: Tell) -> None:
    """Write the rows; the cells of those that now stand in the register are kept no longer."""
    good = [verdict for verdict in verdicts if verdict.outcome in (NEW, CHANGED)]
    writer = Writer(batch.kind, pen(actor, bureau, good, at))
    for start in range(0, len(good), AT_ONCE):
        some = good[start:start + AT_ONCE]
        for verdict, written in zip(some, writer.write(some), strict=True):
            before = json.dumps(written.before, ensure_ascii=False) if written.before else None
            ImportRow.update(written=written.rows, before=before, changed_at=at).where(
                ImportRow.batch == batch, ImportRow.number == verdict.reading.number).execute()
        tell(start + len(some), len(good))
    ImportRow.update(cells=None).where(ImportRow.batch == batch, ImportRow.outcome.in_(GOOD)).execute()


def open_wrong(actor: Actor, batch: ImportBatch, *, at: datetime) -> list[tuple[tuple[Cell, ...], dict[str, Any]]]:
    """Return cells and findings of the rows that are not good, for a file, and leave a row in the trail. Raises NotFound."""
    require(actor, "import:write")
    own(actor, batch)
    rows = ImportRow.select().where(ImportRow.batch == batch, ImportRow.outcome.not_in(GOOD)).order_by(ImportRow.number)
    found = [(unpacked(row.cells or "[]"), json.loads(row.findings)) for row in rows]
    with database.atomic():
        audit.record(actor, "import:download", batch, at=at, label=batch.filename, changes={"rows": len(found)})
    return found


def discard(actor: Actor, batch: ImportBatch, *, at: datetime) -> ImportBatch:
    """Throw a staged sheet away with all its rows. Raises Conflict import_moved_on."""
    require(actor, "import:write")
    with database.atomic():
        row = held(actor, batch)
        ImportRow.delete().where(ImportRow.batch == row).execute()
        return records.change(actor, "import:discard", row, at=at, state=ImportState.DISCARDED.value)
