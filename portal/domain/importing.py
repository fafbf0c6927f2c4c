"""Imports: columns as data, headings matched to them, rows read into values, and the outcome of a row (no table, no clock)."""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from portal.domain import import_cells as cells, import_dates as dates
from portal.domain.errors import DomainError
from portal.domain.import_cells import Lists, Read
from portal.domain.import_dates import PartDate
from portal.domain.import_sheets import Cell, DataRow, Head, Sheet, data_rows, find_head, plain, tidy_heading

NEW, CHANGED, UNCHANGED, ASKS, WRONG = "new", "changed", "unchanged", "asks", "wrong"
OUTCOMES = (NEW, CHANGED, UNCHANGED, ASKS, WRONG)
GOOD = (NEW, CHANGED, UNCHANGED)

SAME, OTHER = "same", "other"
CHOICES = (SAME, OTHER)
"""What a clerk may answer where a row asks: it is the person found, or somebody else."""

MOST_ROWS = 20_000

Reader = Callable[[Cell, "Column", Lists], Read]

READERS: dict[str, Reader] = {
    "text": lambda cell, column, lists: cells.read_text(cell, column.longest),
    "long": lambda cell, column, lists: cells.read_long_text(cell),
    "name": lambda cell, column, lists: cells.read_name(cell, column.longest),
    "names": lambda cell, column, lists: cells.read_names(cell),
    "line": lambda cell, column, lists: cells.read_number(cell),
    "code": lambda cell, column, lists: cells.read_code(cell),
    "id": lambda cell, column, lists: cells.read_id(cell),
    "phone": lambda cell, column, lists: cells.read_phone(cell),
    "card": lambda cell, column, lists: cells.read_bank_card(cell),
    "email": lambda cell, column, lists: cells.read_email(cell),
    "yes": lambda cell, column, lists: cells.read_yes(cell),
    "participation": lambda cell, column, lists: cells.read_participation(cell),
    "mark": lambda cell, column, lists: cells.read_mark(cell),
    "hours": lambda cell, column, lists: cells.read_tenths(cell),
    "choice": lambda cell, column, lists: cells.read_choice(cell, lists.of(column.picklist)),
    "choices": lambda cell, column, lists: cells.read_choices(cell, lists.of(column.picklist)),
    "county": lambda cell, column, lists: cells.read_county(cell, lists.of(column.picklist)),
    "date": lambda cell, column, lists: Read(dates.read_date(cell)),
    "span": lambda cell, column, lists: Read(dates.read_span(cell)),
    "own": lambda cell, column, lists: Read(cells.read_own(cell, column.own_kind, column.options)),
    "moment": lambda cell, column, lists: Read(dates.read_moment(cell)),
}
"""Kind of cell → how it is read."""


@dataclass(frozen=True)
class Column:
    """One field that a sheet may bring. `headings` are the ways in which sheets call it; `picklist` the list that its words belong to.

    `mask` names how a sensitive value is masked on the screen; empty for what is not sensitive. `own_kind` and `options` belong to a field
    of the office's own (portal.domain.own_fields).
    """

    field: str
    label: str
    headings: tuple[str, ...]
    kind: str = "text"
    picklist: str = ""
    longest: int = 0
    mask: str = ""
    own_kind: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spec:
    """What one kind of sheet holds. `vital` are the fields that name what a row is about; `needs` must be among the columns found."""

    name: str
    label: str
    columns: tuple[Column, ...]
    vital: tuple[str, ...]
    needs: tuple[str, ...]

    def column(self, name: str) -> Column:
        """Return the column of a field. Raises KeyError."""
        return {column.field: column for column in self.columns}[name]

    def recognise(self, heading: str) -> str:
        """Return the field that a heading means by its synonyms, with or without what stands in brackets; empty for an unknown one."""
        words = _headings(self)
        return words.get(tidy_heading(heading)) or words.get(tidy_heading(re.sub(r"[(（\[【].*?[)）\]】]", "", heading)), "")


@lru_cache(maxsize=64)
def _headings(spec: Spec) -> dict[str, str]:
    return {tidy_heading(word): column.field for column in spec.columns for word in (column.label, *column.headings)}


@dataclass(frozen=True)
class Table:
    """The sheet that was chosen: its headings, its rows of data, and the other sheets that look like one of this kind."""

    sheet: str
    labels: tuple[str, ...]
    rows: tuple[DataRow, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What is wrong with a field of a row, or how it was read: a code with parameters, as in DomainError."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, refusal: DomainError, name: str) -> Finding:
        """Return a refusal as a finding."""
        return cls(name, refusal.code, dict(refusal.params))


@dataclass
class Reading:
    """One row as read: values by field (nothing for `blank` cells), what is wrong, and what was read as something else."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    wrong: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def get(self, name: str) -> Any:
        """Return a value; None for one that the sheet does not give."""
        return self.values.get(name)

    def is_wrong(self, name: str) -> bool:
        """Whether the cell of a field could not be read."""
        return any(one.field == name for one in self.wrong)

    def refuse(self, name: str, code: str, /, **params: Any) -> None:
        """Note what is wrong."""
        self.wrong.append(Finding(name, code, params))

    def refuse_row(self, code: str, /, **params: Any) -> None:
        """Note what is wrong with the row as such; it stands before what is wrong with single cells."""
        self.wrong.insert(0, Finding("", code, params))


@dataclass(frozen=True)
class Change:
    """One value that a row would change, as people read it."""

    field: str
    old: str
    new: str


@dataclass
class Verdict:
    """What becomes of a row. `target` is the row of the register that it is about (a person's id), `values` what would be written."""

    reading: Reading
    outcome: str
    title: str = ""
    target: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    asks: str = ""

    @property
    def no(self) -> Any:
        """Return the line's number in the sheet's own column, or None."""
        found = self.reading.get("no")
        return None if found == "" else found


def choose_sheet(sheets: Sequence[Sheet], spec: Spec, name: str = "") -> Table:
    """Return the named sheet, or the one whose head is best known. Raises DomainError sheet_unknown, head_not_found, rows_missing, rows_many."""
    wanted = [sheet for sheet in sheets if not name or sheet.name.strip() == name.strip()]
    if not wanted:
        raise DomainError("sheet_unknown", field="sheet", name=name)
    heads = [(head, sheet) for sheet in wanted if (head := find_head(sheet, spec.recognise)) is not None]
    if not heads:
        raise DomainError("head_not_found", field="file")
    head, sheet = max(heads, key=lambda found: found[0].known)
    others = tuple(other.name for _head, other in heads if other is not sheet)
    return Table(sheet.name, head.labels, _rows(sheet, head, spec), others)


def _rows(sheet: Sheet, head: Head, spec: Spec) -> tuple[DataRow, ...]:
    vital = [column for column, label in enumerate(head.labels) if spec.recognise(label) in spec.vital]
    rows = data_rows(sheet, head, vital)
    if not rows:
        raise DomainError("rows_missing", field="file")
    if len(rows) > MOST_ROWS:
        raise DomainError("rows_many", field="file", limit=MOST_ROWS)
    return tuple(rows)


def match_columns(labels: Sequence[str], spec: Spec, remembered: Mapping[str, str]) -> dict[int, str]:
    """Return place of a column → field. What the office corrected earlier (tidy heading → field, empty to leave it out) goes first."""
    mapping: dict[int, str] = {}
    for place, label in enumerate(labels):
        known = remembered.get(tidy_heading(label))
        name = spec.recognise(label) if known is None else known
        if name and name not in mapping.values():
            mapping[place] = name
    return mapping


def check_mapping(mapping: Mapping[int, str], spec: Spec) -> None:
    """Refuse a matching that says one field twice, an unknown one, or lacks what is needed.

    Raises DomainError column_unknown, column_twice, column_needed (each with the field's label).
    """
    names = list(mapping.values())
    known = {column.field: column.label for column in spec.columns}
    for name in names:
        if name not in known:
            raise DomainError("column_unknown", field="columns")
        if names.count(name) > 1:
            raise DomainError("column_twice", field="columns", column=known[name])
    if not set(names) & set(spec.needs):
        raise DomainError("column_needed", field="columns", column=known[spec.needs[0]])


def read_rows(rows: Iterable[DataRow], mapping: Mapping[int, str], spec: Spec, lists: Lists) -> list[Reading]:
    """Return every row as read."""
    columns = [(place, spec.column(name)) for place, name in sorted(mapping.items())]
    return [_read_row(row, columns, lists) for row in rows]


def _read_row(row: DataRow, columns: Sequence[tuple[int, Column]], lists: Lists) -> Reading:
    reading = Reading(row.number)
    for place, column in columns:
        cell = row.cells[place] if place < len(row.cells) else ""
        if not plain(cell).strip():
            reading.blank.add(column.field)
            continue
        try:
            found = READERS[column.kind](cell, column, lists)
        except DomainError as refusal:
            reading.wrong.append(Finding.of(refusal, column.field))
            continue
        reading.values[column.field] = found.value
        if found.shown:
            reading.notes.append(Finding(column.field, "read_as", {"written": plain(cell).strip(), "read": found.shown}))
        if found.note:
            reading.notes.append(Finding(column.field, found.note))
    return reading


def split_span(reading: Reading, span: str, first: str, last: str) -> None:
    """Put the two dates of a term written in one cell where the dates of two cells stand."""
    found = reading.values.pop(span, None)
    if found is not None:
        reading.values.setdefault(first, found[0])
        if found[1] is not None:
            reading.values.setdefault(last, found[1])


def settle_day(reading: Reading, name: str, *, last: bool = False) -> date | None:
    """Turn a PartDate into a day: the first (or last) of its month where no day is given. What stays open is noted as wrong."""
    part: PartDate | None = reading.get(name)
    if part is None:
        return None
    day = part.last_day() if last else part.first_day()
    if day is None:
        reading.values.pop(name)
        reading.refuse(name, "date_form")
        return None
    reading.values[name] = day
    if part.whole() is None:
        reading.notes.append(Finding(name, "read_as", {"written": f"{part.year}.{part.months[0]:02d}", "read": day.isoformat()}))
    return day


def mark_twins(readings: Sequence[Reading], key: Callable[[Reading], Any]) -> None:
    """Note every row that is about the same as an earlier one of the sheet; the first stays as it is."""
    seen: dict[Any, int] = {}
    for reading in readings:
        name = key(reading)
        if name is None:
            continue
        if name in seen:
            reading.refuse_row("row_twice", row=seen[name])
        else:
            seen[name] = reading.number


def counted(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """Return outcome → how many rows, in the order of OUTCOMES."""
    found = dict.fromkeys(OUTCOMES, 0)
    for verdict in verdicts:
        found[verdict.outcome] += 1
    return found
