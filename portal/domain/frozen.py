"""Figures of a period from the rows that they count, and why two counts of one period differ (报送快照).

A figure is named `group.head.unit` (`mode.01.events`, `office.3.person_times`, `opinions.adopted.opinions`); what a row adds to which figure
follows from its facts alone, so a frozen period keeps facts and can name the rows of every figure.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.domain.draw import canonical, sm3
from portal.domain.draw_format import utc_text
from portal.domain.errors import DomainError
from portal.domain.figures import OWN_INITIATIVE

EVENTS, PERSON_TIMES, OPINIONS, PEOPLE, CLASSES = "events", "person_times", "opinions", "people", "classes"
NOT_ROUTED = "none"
"""The head of own-initiative opinions that were not passed on to a procuratorate yet."""
UNANSWERED = "unanswered"
OUTCOMES = ("adopted", "partly", "not_adopted", UNANSWERED)
FIRST_DAY = date(2003, 1, 1)
"""The people's-supervisor system began in 2003."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Fact:
    """One counted row: its kind (activity, opinion, person, training), its id, and what the figures ask of it."""

    kind: str
    row: int
    asked: Mapping[str, Any]

    def kept(self) -> dict[str, Any]:
        """Return the fact as JSON keeps it."""
        return {"kind": self.kind, "row": self.row, **self.asked}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Fact:
        """Return the fact that JSON kept."""
        return cls(kept["kind"], kept["row"], {name: value for name, value in kept.items() if name not in ("kind", "row")})


def adds(fact: Fact) -> dict[str, int]:
    """Return what a row adds to each figure; only what is not 0."""
    return {name: count for name, count in ADDS[fact.kind](fact.asked).items() if count}


def _event(asked: Mapping[str, Any], mode: str, people: int) -> dict[str, int]:
    """An event stands in the totals and under its mode, its procuratorate and its month."""
    heads = ("total.all", f"mode.{mode}", f"office.{asked['office'] or NOT_ROUTED}", f"month.{asked['month']}")
    return {f"{head}.{unit}": count for head in heads for unit, count in ((EVENTS, 1), (PERSON_TIMES, people))}


def _activity(asked: Mapping[str, Any]) -> dict[str, int]:
    return _event(asked, asked["mode"], asked["people"])


def _opinion(asked: Mapping[str, Any]) -> dict[str, int]:
    """An own-initiative opinion is an event of one person too."""
    own = _event(asked, OWN_INITIATIVE, 1) if asked["own"] else {}
    return own | {"opinions.all.opinions": 1, f"opinions.{asked['outcome']}.opinions": 1}


def _person(asked: Mapping[str, Any]) -> dict[str, int]:
    served = int(asked["served"] > 0)
    return {"people.in_office.people": asked["in_office"], "people.served.people": served,
            "people.never.people": int(asked["in_office"] and not served)}


def _training(asked: Mapping[str, Any]) -> dict[str, int]:
    return {"trainings.all.classes": 1, "trainings.all.person_times": asked["people"]}


ADDS = {"activity": _activity, "opinion": _opinion, "person": _person, "training": _training}
"""Kind of row → what it adds."""


def figures(facts: Iterable[Fact]) -> dict[str, int]:
    """Return every figure that is not 0, by name."""
    total: Counter[str] = Counter()
    for fact in facts:
        total.update(adds(fact))
    return dict(sorted(total.items()))


@dataclass(frozen=True)
class RowChange:
    """One row that counts otherwise than before: `how` is added, removed or changed; `before` and `after` are its facts."""

    kind: str
    row: int
    how: str
    before: Fact | None
    after: Fact | None

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """Return what changed of a row that stayed: name, old value, new value."""
        if self.before is None or self.after is None:
            return []
        return [(name, old, self.after.asked[name]) for name, old in self.before.asked.items() if old != self.after.asked[name]]


@dataclass(frozen=True)
class Difference:
    """One figure then and now, with the rows that count otherwise in it; two rows may also outweigh each other."""

    figure: str
    before: int
    after: int
    rows: tuple[RowChange, ...]


def row_changes(then: Iterable[Fact], now: Iterable[Fact]) -> list[RowChange]:
    """Return the rows whose facts differ, by kind and id."""
    old, new = ({(fact.kind, fact.row): fact for fact in facts} for facts in (then, now))
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return [RowChange(*key, "added" if key not in old else "removed" if key not in new else "changed", old.get(key), new.get(key))
            for key in keys]


def differences(then: Iterable[Fact], now: Iterable[Fact]) -> dict[str, Difference]:
    """Return by name each figure in which some row counts otherwise than before."""
    then, now = list(then), list(now)
    before, after, found = figures(then), figures(now), dict[str, list[RowChange]]()
    for change in row_changes(then, now):
        old, new = (adds(fact) if fact else {} for fact in (change.before, change.after))
        for name in sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)):
            found.setdefault(name, []).append(_within(change, name, old, new))
    return {name: Difference(name, before.get(name, 0), after.get(name, 0), tuple(rows)) for name, rows in sorted(found.items())}


def _within(change: RowChange, figure: str, old: Mapping[str, int], new: Mapping[str, int]) -> RowChange:
    """A row that changed may have come into one figure and gone out of another."""
    how = "added" if figure not in old else "removed" if figure not in new else "changed"
    return RowChange(change.kind, change.row, how, change.before, change.after)


def check_period(first: date, last: date, today: date) -> None:
    """Refuse a period that is not over, runs backwards, is longer than a year or lies before the system.

    Raises DomainError period_backwards, period_not_over, period_long, period_early.
    """
    if last < first:
        raise DomainError("period_backwards", field="last_day")
    if last > today:
        raise DomainError("period_not_over", field="last_day")
    if last - first >= LONGEST:
        raise DomainError("period_long", field="last_day")
    if first < FIRST_DAY:
        raise DomainError("period_early", field="first_day", year=FIRST_DAY.year)


def digest(name: str, first: date, last: date, frozen_at: datetime, values: Mapping[str, int], facts: Iterable[Mapping[str, Any]]) -> str:
    """Return the SM3 of the canonical form of a frozen period."""
    return sm3(canonical({"name": name, "first_day": first.isoformat(), "last_day": last.isoformat(), "frozen_at": utc_text(frozen_at),
                          "figures": dict(values), "facts": list(facts)}).encode())


UNITS = {
    "total": (EVENTS, PERSON_TIMES), "mode": (EVENTS, PERSON_TIMES), "office": (EVENTS, PERSON_TIMES), "month": (EVENTS, PERSON_TIMES),
    "opinions": (OPINIONS,), "people": (PEOPLE,), "trainings": (CLASSES, PERSON_TIMES),
}
"""Group of figures → what its figures count."""


def months(first: date, last: date) -> list[str]:
    """Return the months of a span of days as `2026-03`."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [f"{first.year + (first.month - 1 + number) // 12}-{(first.month - 1 + number) % 12 + 1:02d}" for number in range(count)]


def heads_of(figures: Iterable[str], group: str) -> set[str]:
    """Return the heads of a group that stand among the names of figures."""
    return {head for found, head, _unit in (name.split(".") for name in figures) if found == group}
