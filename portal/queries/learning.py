"""Learning of people: hours and classes of a year, who is trained for the first duty, a person's events, and what waits for the clerk."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from peewee import Expression, ModelSelect, fn

from models import Attendance, Material, Reading, Subscription, SubscriptionReader, Supervisor, Training
from models.choices import ParticipantState
from portal.domain import learning as rules
from portal.domain.tasks import Task
from portal.domain.words.learning import EVENT_KINDS, EVENT_NOTES
from portal.queries import parameters, people
from portal.queries.desk import MOST, Desk

OPEN_COLUMNS = (Supervisor.id, Supervisor.code, Supervisor.name, Supervisor.work_unit, Supervisor.bureau)
"""What lists of learners show of a person."""
KEYS = ("training.yearly_classes", "training.remind_from_month")
NAMED = 6
"""How many people without a class the worklist names."""
REMIND_DAYS = 3
"""How many working days before the due day the clerk is told who has not read yet."""


def hours(supervisor_ids: Iterable[int], year: int) -> dict[int, int]:
    """Return supervisor id → tenths of hours of the classes of a year that the person attended; who has none is left out.

    A class counts in the year of its last day, when it is over.
    """
    total = fn.SUM(Attendance.hours_tenths)
    rows = _attended(year).select(Attendance.supervisor, total).where(Attendance.supervisor.in_(list(supervisor_ids)))
    return {person: int(tenths) for person, tenths in rows.group_by(Attendance.supervisor).tuples() if tenths}


def classes(supervisor_ids: Iterable[int], year: int) -> dict[int, int]:
    """Return supervisor id → how many classes of a year the person attended; who attended none is left out."""
    rows = _attended(year).select(Attendance.supervisor, fn.COUNT(Attendance.id)).where(Attendance.supervisor.in_(list(supervisor_ids)))
    return {person: int(count) for person, count in rows.group_by(Attendance.supervisor).tuples()}


def _attended(year: int) -> ModelSelect:
    return Attendance.select(Attendance.supervisor).join(Training).where(
        Attendance.state == ParticipantState.PRESENT, Training.ends_on.between(date(year, 1, 1), date(year, 12, 31)))


def trained(bureau_id: int) -> set[int]:
    """Return the ids of a bureau's people who were trained for the first duty (初任培训): by a class for it, or so marked in a class."""
    rows = Attendance.select(Attendance.supervisor).join(Training).where(
        Attendance.bureau == bureau_id, Attendance.state == ParticipantState.PRESENT, Training.first_duty | Attendance.first_duty)
    return {row.supervisor_id for row in rows}


@dataclass(frozen=True)
class Learner:
    """What one person in office learned in a year; `asked` and `read` count the materials published in it."""

    supervisor: Supervisor
    classes: int
    hours_tenths: int
    asked: int
    read: int
    trained: bool
    lacks: bool


def needed(bureau_id: int | None, day: date) -> int:
    """Return how many classes a year everybody attends at least."""
    return int(parameters.value(bureau_id, "training.yearly_classes", day) or 0)


def learners(bureau_id: int, year: int, day: date) -> list[Learner]:
    """Return the year of everybody in office, who lacks the yearly class first; a constant number of queries."""
    rows = in_office(bureau_id)
    ids = [row.id for row in rows]
    attended, tenths, first, need = classes(ids, year), hours(ids, year), trained(bureau_id), needed(bureau_id, day)
    asked, read = _readings(bureau_id, year), _readings(bureau_id, year, Reading.read_at.is_null(False))
    found = [Learner(row, attended.get(row.id, 0), tenths.get(row.id, 0), asked.get(row.id, 0), read.get(row.id, 0), row.id in first,
                     rules.lacks(attended.get(row.id, 0), need)) for row in rows]
    return sorted(found, key=lambda one: (not one.lacks, one.supervisor.code))


def in_office(bureau_id: int) -> list[Supervisor]:
    """Return a bureau's people with a live term, without what is encrypted."""
    return list(Supervisor.select(*OPEN_COLUMNS).where(
        Supervisor.bureau == bureau_id, Supervisor.id.in_(people.in_office())).order_by(Supervisor.code))


def _readings(bureau_id: int, year: int, *conditions: Expression) -> dict[int, int]:
    rows = Reading.select(Reading.supervisor, fn.COUNT(Reading.id)).join(Material).where(
        Reading.bureau == bureau_id, Material.published_on.between(date(year, 1, 1), date(year, 12, 31)), *conditions)
    return dict(rows.group_by(Reading.supervisor).tuples())


# a person's events ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LearningEvent:
    """One entry of a person's learning, for the file (一人一档).

    `what` and `note` are msgids (kind of entry; how it ended), `title` the entry's own, `tenths` the hours that count, `url` its page.
    """

    day: date
    kind: str
    what: str
    title: str
    note: str
    tenths: int
    url: str


def of_person(person: Supervisor) -> list[LearningEvent]:
    """Return a person's classes, materials and subscriptions, the latest first; three queries."""
    return sorted([*_classes(person), *_materials(person), *_subscriptions(person)], key=lambda one: (one.day, one.url), reverse=True)


def _event(kind: str, day: date, title: str, note: str, url: str, tenths: int = 0) -> LearningEvent:
    return LearningEvent(day, kind, EVENT_KINDS[kind], title, EVENT_NOTES[note], tenths, url)


def _classes(person: Supervisor) -> Iterator[LearningEvent]:
    for row in Attendance.select(Attendance, Training).join(Training).where(Attendance.supervisor == person):
        yield _event("class", row.training.starts_on, row.training.title, row.state, f"/trainings/{row.training_id}", row.hours_tenths)


def _materials(person: Supervisor) -> Iterator[LearningEvent]:
    for row in Reading.select(Reading, Material).join(Material).where(Reading.supervisor == person):
        yield _event("material", row.material.published_on, row.material.title, "read" if row.read_at else "unread",
                     f"/materials/{row.material_id}")


def _subscriptions(person: Supervisor) -> Iterator[LearningEvent]:
    for row in SubscriptionReader.select(SubscriptionReader, Subscription).join(Subscription).where(SubscriptionReader.supervisor == person):
        yield _event("subscription", date(row.subscription.year, 1, 1), row.subscription.title, "subscribed",
                     f"/subscriptions/{row.subscription_id}")


# what waits ----------------------------------------------------------------------------------------------------------------------


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield what waits for the clerk: classes that are over and not marked, the yearly class, materials that are not read in time."""
    if desk.may("mark_class"):
        yield from _unmarked(desk)
        yield from _yearly(desk)
    if desk.may("remind_readers"):
        yield from _unread(desk)


def _unmarked(desk: Desk) -> Iterator[Task]:
    open_lines = Attendance.select(Attendance.training).where(Attendance.state == ParticipantState.ENROLLED)
    rows = Training.select().where(Training.bureau == desk.actor.bureau_id, Training.ends_on < desk.today, Training.id.in_(open_lines))
    for row in rows.order_by(Training.ends_on, Training.id).limit(MOST):
        yield Task("mark_class", row.id, "", row.title, "", desk.calendar.add_working_days(row.ends_on, 3))


def _yearly(desk: Desk) -> Iterator[Task]:
    """One line for everybody who lacks the yearly class, due when the year ends; the first of them are named, `+2` says how many more."""
    found = parameters.values(desk.actor.bureau_id, KEYS, desk.today)
    need = int(found["training.yearly_classes"] or 0)
    if not need or not rules.duty_due(desk.today, int(found["training.remind_from_month"])):
        return
    rows = in_office(int(desk.actor.bureau_id or 0))
    attended = classes([row.id for row in rows], desk.today.year)
    lacking = [row for row in rows if rules.lacks(attended.get(row.id, 0), need)]
    if lacking:
        names, rest = "、".join(row.name for row in lacking[:NAMED]), len(lacking) - NAMED
        yield Task("yearly_class", desk.today.year, f"+{rest}" if rest > 0 else "", names, "", date(desk.today.year, 12, 31))


def _unread(desk: Desk) -> Iterator[Task]:
    unread = Reading.select(Reading.material).where(Reading.read_at.is_null())
    rows = Material.select().where(
        Material.bureau == desk.actor.bureau_id, Material.id.in_(unread), Material.due_on.is_null(False),
        Material.due_on <= desk.calendar.add_working_days(desk.today, REMIND_DAYS)).order_by(Material.due_on, Material.id)
    for row in rows.limit(MOST):
        yield Task("remind_readers", row.id, "", row.title, "", row.due_on)
