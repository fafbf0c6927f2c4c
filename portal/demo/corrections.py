"""Corrections that two supervisors of the demo asked for: one made long ago, one waiting."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from models import Correction, LinkToken, Supervisor
from models.choices import LinkPurpose
from portal.demo.life import Life
from portal.demo.staff import Staff
from portal.domain.localtime import local_day, local_moment
from portal.services import corrections

WAITING_DAYS = 2
"""How many working days ago the waiting one was asked for."""


def lives(people: Staff, at: datetime) -> Iterable[Life]:
    """Return the two corrections, each a life of its own."""
    yield _corrected(people, people.supervisors[3], local_moment(date(2023, 4, 11), 10))
    yield _asked(people, people.supervisors[9], people.working(local_day(at), -WAITING_DAYS, 14), "work_unit", "乌海市某中学（已调任）")


def _corrected(people: Staff, person: Supervisor, moment: datetime) -> Life:
    yield moment
    row = _ask(people, person, moment, "post", "高级教师")
    moment = people.working(local_day(moment), 1, 9)
    yield moment
    corrections.apply(people.actors["clerk"], row, at=moment)


def _asked(people: Staff, person: Supervisor, moment: datetime, field: str, proposed: str) -> Life:
    yield moment
    _ask(people, person, moment, field, proposed)


def _ask(people: Staff, person: Supervisor, moment: datetime, field: str, proposed: str) -> Correction:
    corrections.file_link(people.actors["clerk"], person, base="https://links.example", at=moment)
    link = LinkToken.select().where(LinkToken.supervisor == person, LinkToken.purpose == LinkPurpose.FILE).order_by(LinkToken.id.desc()).get()
    return corrections.ask(people.link_of(person), link, field=field, proposed=proposed, at=moment)
