"""The year's figures as plain data, and the yearly paragraph in its exact form (rules.md "The ten modes")."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

OWN_INITIATIVE = "10"
"""Code of the mode that counts opinions outside any activity, by the day received."""
MONTHS = tuple(range(1, 13))

REGIONS = {"province": "全省(区)", "city": "全市", "district": "全县(区)"}
"""How the paragraph calls the region of a bureau, by its level."""


@dataclass(frozen=True)
class Event:
    """One held activity that someone attended, or one own-initiative opinion (one person-time), with its day and the id of its row."""

    mode: str
    procuratorate: int | None
    month: int
    person_times: int
    day: date = field(default=date.min, compare=False)
    activity: int | None = field(default=None, compare=False)
    opinion: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Cell:
    """Events and person-times of one row and column."""

    events: int = 0
    person_times: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.events + other.events, self.person_times + other.person_times)


@dataclass(frozen=True)
class Table:
    """Rows × columns of cells with their sums; `checked` says that the sums of rows, of columns and of all events agree."""

    rows: tuple[Any, ...]
    columns: tuple[Any, ...]
    cells: dict[tuple[Any, Any], Cell]
    row_sums: dict[Any, Cell]
    column_sums: dict[Any, Cell]
    total: Cell
    checked: bool


def tabulate(events: Iterable[Event], rows: Sequence[Any], columns: Sequence[Any], row_of: Callable[[Event], Any],
             column_of: Callable[[Event], Any]) -> Table:
    """Return the table of events; an event whose row or column is not named makes `checked` false instead of vanishing silently."""
    found = list(events)
    cells = {(row, column): Cell() for row in rows for column in columns}
    for event in found:
        key = row_of(event), column_of(event)
        if key in cells:
            cells[key] += Cell(1, event.person_times)
    row_sums = {row: _sum(cells[row, column] for column in columns) for row in rows}
    column_sums = {column: _sum(cells[row, column] for row in rows) for column in columns}
    total = Cell(len(found), sum(event.person_times for event in found))
    checked = _sum(row_sums.values()) == _sum(column_sums.values()) == total
    return Table(tuple(rows), tuple(columns), cells, row_sums, column_sums, total, checked)


def _sum(cells: Iterable[Cell]) -> Cell:
    return sum(cells, Cell())


SHADES = 5


def shade(number: int, top: int) -> int:
    """Return the step of a heat map for a number, 0 for none, SHADES for the highest, the steps between evenly."""
    return -(-number * SHADES // top) if number > 0 else 0


def paragraph(events: Iterable[Event], modes: Sequence[tuple[str, str]], people: int, level: str) -> str:
    """Return the yearly paragraph in its exact form: events by mode in the modes' order, empty ones left out, and their sum.

    `modes` are (code, name in the paragraph) pairs; `people` the supervisors with a live appointment on the last day reported.
    """
    return paragraph_of(Counter(event.mode for event in events), modes, people, level)


def paragraph_of(counts: Mapping[str, int], modes: Sequence[tuple[str, str]], people: int, level: str) -> str:
    """Return the yearly paragraph of events counted by mode."""
    parts = [f"{name}{counts[code]}次" for code, name in modes if counts.get(code)]
    opening = f"今年以来,{REGIONS[level]}{people}名人民监督员"
    if not parts:
        return f"{opening}尚未参加监督活动。"
    return f"{opening}共参加{'、'.join(parts)},共计{sum(counts.values())}次。"
