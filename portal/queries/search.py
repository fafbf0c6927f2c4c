"""Search over everything the reader may see: people by name, pinyin, initials, code or unit; activities by number or title."""
from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect

from models import Activity, Opinion, Supervisor
from portal.domain.permissions import Actor, require
from portal.queries import scope

MOST = 50
LONGEST = 60


@dataclass(frozen=True)
class Found:
    """What a search found; at most MOST rows of each kind, `more` when there were more."""

    people: list[Supervisor]
    activities: list[Activity]
    opinions: list[Opinion]
    more: bool


def cleaned(text: str) -> str:
    """Return a search text with width folded and blanks and unreadable signs taken out, cut to LONGEST characters."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isprintable()).strip()[:LONGEST]


def search(actor: Actor, text: str) -> Found:
    """Return people, activities and opinions that hold the text; nothing for an empty one. Three queries."""
    require(actor, "search:read")
    wanted = cleaned(text)
    if not wanted:
        return Found([], [], [], more=False)
    people = _rows(scope.visible(actor, Supervisor).where(_person(actor, wanted)).order_by(Supervisor.code))
    activities = _rows(scope.visible(actor, Activity).where(
        Activity.number.contains(wanted) | Activity.title.contains(wanted) | Activity.place.contains(wanted)
    ).order_by(Activity.starts_at.desc(), Activity.id))
    opinions = _rows(scope.visible(actor, Opinion).where(
        Opinion.words.contains(wanted) | Opinion.subject.contains(wanted)).order_by(Opinion.id.desc()))
    more = any(len(rows) > MOST for rows in (people, activities, opinions))
    return Found(people[:MOST], activities[:MOST], opinions[:MOST], more)


def _rows(query: ModelSelect) -> list[Any]:
    return list(query.limit(MOST + 1))


def _person(actor: Actor, wanted: str) -> Expression:
    """A bureau finds its people by name, pinyin, initials (wxd), code and unit; a procuratorate by name and unit, all it may see."""
    lower = wanted.lower().replace(" ", "")
    condition = Supervisor.name.contains(wanted) | Supervisor.work_unit.contains(wanted)
    if actor.in_bureau:
        condition |= Supervisor.pinyin.contains(lower) | Supervisor.initials.startswith(lower) | Supervisor.code.contains(wanted)
    return condition
