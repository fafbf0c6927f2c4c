"""Search over everything the reader may see: people by name, pinyin, initials, code or unit; all else by number, title or words."""
from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL, Expression, ModelSelect, Value

from models import Activity, Bulletin, Material, Meeting, Opinion, Paper, Recruitment, SubsidyBatch, Suggestion, Supervisor, Training, Visit
from portal.domain.permissions import Actor, require
from portal.queries import scope

MOST = 50
LONGEST = 60


@dataclass(frozen=True)
class Record:
    """One record of another kind: a key of RECORDS, its title, and the page that shows it."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class Found:
    """What a search found; at most MOST rows of people, activities, opinions and all other records each, `more` when there were more."""

    people: list[Supervisor]
    activities: list[Activity]
    opinions: list[Opinion]
    records: list[Record]
    more: bool


RECORDS: dict[str, tuple[Any, tuple[Any, ...], str]] = {
    "training": (Training, (Training.title, Training.lecturer, Training.place), "/trainings/{}"),
    "material": (Material, (Material.title, Material.summary), "/materials/{}"),
    "visit": (Visit, (Visit.subject, Visit.words), "/visits/{}"),
    "suggestion": (Suggestion, (Suggestion.subject, Suggestion.words), "/suggestions/{}"),
    "meeting": (Meeting, (Meeting.title, Meeting.agenda), "/meetings/{}"),
    "bulletin": (Bulletin, (Bulletin.title,), "/bulletins/{}"),
    "recruitment": (Recruitment, (Recruitment.title,), "/recruitments/{}"),
    "subsidy": (SubsidyBatch, (SubsidyBatch.title, SubsidyBatch.voucher), "/subsidy-batches/{}"),
    "paper": (Paper, (Paper.subject, Paper.number), "/papers/{}"),
}
"""Noun of the verb that reads it → its table, the columns that are searched (the first is its title), its page.

A notice between the offices is found by its title alone: its words are read by whoever signed for it.
"""


def cleaned(text: str) -> str:
    """Return a search text with width folded and blanks and unreadable signs taken out, cut to LONGEST characters."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isprintable()).strip()[:LONGEST]


def search(actor: Actor, text: str) -> Found:
    """Return what holds the text; nothing for an empty one. Four queries, whatever is there."""
    require(actor, "search:read")
    wanted = cleaned(text)
    if not wanted:
        return Found([], [], [], [], more=False)
    people = _rows(scope.visible(actor, Supervisor).where(_person(actor, wanted)).order_by(Supervisor.code), _may_find_people(actor))
    activities = _rows(scope.visible(actor, Activity).where(
        Activity.number.contains(wanted) | Activity.title.contains(wanted) | Activity.place.contains(wanted)
    ).order_by(Activity.starts_at.desc(), Activity.id), actor.may("request:read"))
    opinions = _rows(scope.visible(actor, Opinion).where(
        Opinion.words.contains(wanted) | Opinion.subject.contains(wanted)).order_by(Opinion.id.desc()), actor.may("opinion:read"))
    records = _records(actor, wanted)
    more = any(len(rows) > MOST for rows in (people, activities, opinions, records))
    return Found(people[:MOST], activities[:MOST], opinions[:MOST], records[:MOST], more)


def _records(actor: Actor, wanted: str) -> list[Record]:
    """One statement over every kind that the actor may look for, the latest of each kind first."""
    parts = [_part(actor, kind, wanted) for kind in RECORDS if actor.may(f"{kind}:read")]
    if not parts:
        return []
    union = reduce(lambda one, other: one.union_all(other), parts).order_by(SQL("1"), SQL("2").desc()).limit(MOST + 1)
    return [Record(kind, title, RECORDS[kind][2].format(row_id)) for kind, row_id, title in union.tuples()]


def _part(actor: Actor, kind: str, wanted: str) -> ModelSelect:
    model, columns, _page = RECORDS[kind]
    holds = reduce(or_, (column.contains(wanted) for column in columns))
    return scope.visible(actor, model).select(Value(kind).cast("text"), model.id, columns[0].cast("text")).where(holds)


def _may_find_people(actor: Actor) -> bool:
    """A procuratorate has no register, but finds those who were drawn for it."""
    return actor.may("supervisor:read") or actor.in_procuratorate


def _rows(query: ModelSelect, allowed: bool) -> list[Any]:
    return list(query.limit(MOST + 1)) if allowed else []


def _person(actor: Actor, wanted: str) -> Expression:
    """A bureau finds its people by name, pinyin, initials (wxd), code and unit; a procuratorate by name and unit, all it may see."""
    lower = wanted.lower().replace(" ", "")
    condition = Supervisor.name.contains(wanted) | Supervisor.work_unit.contains(wanted)
    if actor.in_bureau:
        condition |= Supervisor.pinyin.contains(lower) | Supervisor.initials.startswith(lower) | Supervisor.code.contains(wanted)
    return condition
