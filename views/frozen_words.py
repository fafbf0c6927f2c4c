"""Frozen figures in words: the figures of a period beside those of today, and the rows that made a difference."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from models import FrozenFigures
from portal.domain import frozen as rules
from portal.domain.frozen import Fact, RowChange
from portal.domain.words import figures as words
from portal.language import is_chinese, item_name, joined, word
from portal.queries import frozen as facts, related, statistics
from views.doors import actor
from views.formatting import month_name, yes_no

Known = Mapping[str, Mapping[str, str]]
"""The words of the values that facts hold as codes: modes, offices, outcomes."""

ADDRESSES = {"activity": "/activities/{}", "opinion": "/opinions/{}", "person": "/supervisors/{}", "training": "/trainings/{}"}


@dataclass(frozen=True)
class Line:
    """One head of a group: its values then and now by unit, and the rows that count otherwise in any of them."""

    group: str
    head: str
    words: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    rows: tuple[RowChange, ...]

    @property
    def steps(self) -> tuple[int, ...]:
        """Return by how much each value went up or down."""
        return tuple(new - old for old, new in zip(self.before, self.after, strict=True))


@dataclass(frozen=True)
class Group:
    """One group of figures with the words of its units."""

    name: str
    words: str
    units: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Compared:
    """A frozen period beside today: its groups, and every row that counts otherwise."""

    groups: tuple[Group, ...]
    changes: tuple[RowChange, ...]


def compare(snapshot: FrozenFigures, today: Sequence[Fact], known: Known) -> Compared:
    """Return a frozen period beside the facts of today; `known` are the words of `tables`."""
    then = facts.facts_of(snapshot)
    found, now = rules.differences(then, today), rules.figures(today)
    groups = []
    for name, units in rules.UNITS.items():
        heads = _heads(name, snapshot, {*snapshot.figures, *now}, known)
        lines = tuple(_line(name, head, label, units, snapshot.figures, now, found) for head, label in heads)
        groups.append(Group(name, word(words.GROUPS, name), tuple(word(words.UNITS, unit) for unit in units), lines))
    return Compared(tuple(groups), tuple(rules.row_changes(then, today)))


def _line(group: str, head: str, label: str, units: Sequence[str], before: Mapping[str, int], after: Mapping[str, int],
          found: Mapping[str, rules.Difference]) -> Line:
    names = [f"{group}.{head}.{unit}" for unit in units]
    rows = {(row.kind, row.row): row for name in names if name in found for row in found[name].rows}
    return Line(group, head, label, tuple(before.get(name, 0) for name in names), tuple(after.get(name, 0) for name in names), tuple(rows.values()))


def _heads(group: str, snapshot: FrozenFigures, figures: Iterable[str], words_of: Known) -> list[tuple[str, str]]:
    """Return the heads of a group with their words, in order; one that counts and is not known any more stands last under its code."""
    known = _known(group, snapshot, words_of)
    counted = rules.heads_of(figures, group)
    shown = [(head, label) for head, label in known.items() if head != rules.NOT_ROUTED or head in counted]
    return shown + [(head, head) for head in sorted(counted - known.keys())]


def _known(group: str, snapshot: FrozenFigures, words_of: Known) -> Mapping[str, str]:
    if group in words_of:
        return words_of[group]
    if group == "month":
        return {month: month_words(month) for month in rules.months(snapshot.first_day, snapshot.last_day)}
    if group in ("opinions", "people"):
        table = words.OUTCOMES if group == "opinions" else words.PEOPLE
        return {code: word(table, code) for code in table}
    return {"all": _("Total")}


def modes() -> dict[str, str]:
    """Return the modes' names by code."""
    return {mode.code: item_name(mode) for mode in statistics.modes()}


def offices() -> dict[str, str]:
    """Return the procuratorates' names by id as text, and for a bureau what is not passed on yet."""
    found = {str(row.id): item_name(row) for row in statistics.offices(actor())}
    return found | {rules.NOT_ROUTED: _("Not passed on yet")} if actor().in_bureau else found


def month_words(month: str) -> str:
    """Return `2026年3月`, in English `Mar 2026`."""
    year, _dash, number = month.partition("-")
    return f"{year}年{month_name(int(number))}" if is_chinese() else f"{month_name(int(number))} {year}"


@dataclass(frozen=True)
class Named:
    """How a counted row is called and where it opens; no address for a row that is not open to the reader."""

    words: str
    url: str


def named(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Named]:
    """Return name and address of counted rows, as far as the reader may see them."""
    keys = list(keys)
    found = facts.rows_behind(actor(), keys)
    related.load([row for (kind, _id), row in found.items() if kind == "opinion"], "activity", "supervisor")
    return {key: Named(_name(*key, found[key]), ADDRESSES[key[0]].format(key[1])) if key in found
            else Named(_("%(kind)s of another office", kind=word(words.KINDS, key[0])), "") for key in keys}


def _name(kind: str, _id: int, row: Any) -> str:
    if kind == "activity":
        return f"{row.number} {row.title}"
    if kind == "opinion":
        return joined(row.supervisor.name, row.activity.title if row.activity_id else row.subject or _("Own initiative"))
    return str(row.name if kind == "person" else row.title)


def said(change: RowChange, known: Known) -> list[str]:
    """Return what changed of a row in words, a line for each value."""
    return [joined(word(words.ASKED, name), f"{value(name, old, known)} → {value(name, new, known)}") for name, old, new in change.changes]


def tables() -> Known:
    """Return the words of the values that facts hold as codes."""
    return {"mode": modes(), "office": offices(), "outcome": {code: word(words.OUTCOMES, code) for code in words.OUTCOMES}}


def value(name: str, code: Any, known: Known) -> str:
    """Return one value of a fact in words."""
    if name == "month":
        return month_words(code)
    if name in ("own", "in_office"):
        return str(yes_no(code))
    text = rules.NOT_ROUTED if code is None else str(code)
    return known.get(name, {}).get(text, text)
