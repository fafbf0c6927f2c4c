"""One person, one file (一人一档): the timeline, the year's figures and what each tab shows, assembled from the rows; nothing is typed for it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any

from peewee import JOIN, SQL, Expression, ModelSelect, Select, Value, fn

from models import (
    Activity,
    Appointment,
    Assessment,
    AssessmentRound,
    Assignment,
    Attendance,
    AuditEntry,
    Award,
    ContactAttempt,
    Correction,
    Departure,
    Discipline,
    Leave,
    Material,
    Opinion,
    PersonKey,
    PicklistItem,
    Reading,
    Recusal,
    Subscription,
    SubscriptionReader,
    SubsidyBatch,
    SubsidyLine,
    Suggestion,
    Supervisor,
    Training,
    Undertaking,
    Visit,
    VisitGuest,
)
from models.base import database
from models.choices import AssignmentState, ParticipantState
from portal.domain.localtime import local_day
from portal.queries.history import opened
from portal.queries.statistics import year_span

LONGEST = 15
"""Entries of a timeline that stand beside the file; the rest is one click away."""
ALL = 2000


@dataclass(frozen=True)
class Source:
    """Where entries of a timeline come from: rows of a model, by the person's column, with a day or moment, words, and the page of the row."""

    kind: str
    query: ModelSelect
    person: Any
    page: str


@dataclass(frozen=True)
class Entry:
    """One entry: the kind (words.dossier.EVENTS), its day in China, its words, and the address that opens its source."""

    kind: str
    day: date
    words: str
    url: str


@dataclass(frozen=True)
class Change:
    """One act upon a person's data; `fields` maps field → [old, new], or ["changed"] for a sensitive one."""

    at: datetime
    verb: str
    who: str
    fields: dict[str, Any]
    reason: str


LOOKS = frozenset({"sensitive:reveal", "sensitive:export", "paper:print", "file:seen", "activity:phone", "subsidy:bank"})
"""Acts that show sensitive values to somebody."""


def _source(kind: str, model: Any, on: Any, words: Any, page: str, *, row: Any = None, joins: Sequence[Any] = (),
            where: Expression | None = None) -> Source:
    """`row` is the key that the page opens, the source's own when left out; a join is a model, or what peewee's `join` takes."""
    query = model.select(Value(kind).cast("text"), (row or model.id).cast("text"), on.cast("text"), words.cast("text")).where(on.is_null(False))
    for joined in joins:
        query = query.join(*joined) if isinstance(joined, tuple) else query.join(joined)
    return Source(kind, query if where is None else query.where(where), model.supervisor, page)


def _of_place(kind: str, on: Any, states: tuple[AssignmentState, ...] | None) -> Source:
    where = Assignment.state.in_(states) if states else None
    return _source(kind, Assignment, on, Activity.title, "/activities/{}", row=Assignment.activity, joins=(Activity,), where=where)


SOURCES: tuple[Source, ...] = (
    _source("term_began", Appointment, Appointment.starts_on, Appointment.certificate_no, "/appointments/{}"),
    _source("term_ended", Appointment, Appointment.ended_on, Appointment.certificate_no, "/appointments/{}"),
    _source("leave", Leave, Leave.starts_on, Leave.reason, "/leave/{}"),
    _source("undertaking", Undertaking, Undertaking.signed_on, Undertaking.remark, "/undertakings/{}"),
    _of_place("drawn", Assignment.drawn_at, None),
    _of_place("served", Activity.starts_at, (AssignmentState.ATTENDED,)),
    _of_place("absent", Activity.starts_at, (AssignmentState.ABSENT,)),
    _of_place("freed", Assignment.freed_at, (AssignmentState.FREED,)),
    _source("recusal", Recusal, Recusal.raised_at, Activity.title, "/draws/{}", row=Recusal.activity, joins=(Activity,)),
    _source("opinion", Opinion, Opinion.received_on, Opinion.words, "/opinions/{}"),
    _source("class", Attendance, Training.ends_on, Training.title, "/trainings/{}", row=Attendance.training, joins=(Training,),
            where=Attendance.state == ParticipantState.PRESENT),
    _source("material", Reading, Reading.read_at, Material.title, "/materials/{}", row=Reading.material, joins=(Material,)),
    _source("magazine", SubscriptionReader, SubscriptionReader.created_at, Subscription.title, "/subscriptions/{}",
            row=SubscriptionReader.subscription, joins=(Subscription,)),
    _source("award", Award, Award.awarded_on, Award.title, "/awards/{}"),
    _source("measure", Discipline, Discipline.happened_on, Discipline.matter, "/discipline/{}"),
    _source("departure", Departure, Departure.opened_on, Departure.matter, "/departures/{}"),
    _source("subsidy", SubsidyLine, SubsidyLine.day, SubsidyLine.reason, "/subsidies/{}", where=SubsidyLine.amount_fen != 0),
    _source("assessment", Assessment, Assessment.decided_on, PicklistItem.name, "/assessments/{}",
            joins=((PicklistItem, JOIN.INNER, Assessment.grade),)),
    _source("visit", Visit, Visit.held_on, Visit.subject, "/visits/{}"),
    _source("visit", VisitGuest, Visit.held_on, Visit.subject, "/visits/{}", row=VisitGuest.visit, joins=(Visit,)),
    _source("suggestion", Suggestion, Suggestion.received_on, Suggestion.subject, "/suggestions/{}"),
    _source("told", Suggestion, Suggestion.told_on, Suggestion.subject, "/suggestions/{}"),
    _source("correction", Correction, Correction.raised_at, Correction.field, "/corrections/{}"),
)
"""Every source of a person's timeline; a new part of the file adds its line here."""


def timeline(person: Supervisor, limit: int = LONGEST) -> list[Entry]:
    """Return what happened to a person, the latest first; one statement, whatever there is."""
    parts = [source.query.where(source.person == person) for source in SOURCES]
    union = reduce(lambda one, other: one.union_all(other), parts).order_by(SQL("3").desc(), SQL("1"), SQL("2")).limit(limit)
    return [_entry(*row) for row in union.tuples()]


def _entry(kind: str, row_id: str, moment: str, words: str) -> Entry:
    """Moments are kept in UTC, days as they are."""
    day = date.fromisoformat(moment) if len(moment) == len("2023-01-01") else local_day(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    return Entry(kind, day, words, PAGES[kind].format(row_id))


PAGES = {source.kind: source.page for source in SOURCES}


@dataclass(frozen=True)
class YearFigures:
    """A person's year at the top of the file; hours in tenths."""

    drawn: int
    served: int
    freed: int
    classes: int
    hours_tenths: int
    opinions: int
    adopted: int


def figures(person: Supervisor, year: int) -> YearFigures:
    """Return the figures of a local year; one statement."""
    start, end = year_span(year)
    places = Assignment.select(fn.COUNT(Assignment.id)).join(Activity).where(
        Assignment.supervisor == person, Activity.starts_at >= start, Activity.starts_at < end)
    first, last = date(year, 1, 1), date(year, 12, 31)
    classes = Attendance.select(fn.COUNT(Attendance.id)).join(Training).where(
        Attendance.supervisor == person, Attendance.state == ParticipantState.PRESENT, Training.ends_on.between(first, last))
    hours = Attendance.select(fn.COALESCE(fn.SUM(Attendance.hours_tenths), 0)).join(Training).where(
        Attendance.supervisor == person, Training.ends_on.between(first, last))
    opinions = Opinion.select(fn.COUNT(Opinion.id)).where(Opinion.supervisor == person, Opinion.received_on.between(first, last))
    columns = (places, places.where(Assignment.state == AssignmentState.ATTENDED), places.where(Assignment.state == AssignmentState.FREED),
               classes, hours, opinions, opinions.where(Opinion.answer.in_(("adopted", "partly"))))
    return YearFigures(*map(int, Select(columns=[*columns]).tuples().execute(database)[0]))


def duties(person: Supervisor, limit: int = ALL) -> list[Assignment]:
    """Return a person's places, the latest first, each with its activity."""
    return list(Assignment.select(Assignment, Activity).join(Activity).where(Assignment.supervisor == person).order_by(
        Activity.starts_at.desc(), Assignment.id.desc()).limit(limit))


def opinions(person: Supervisor) -> list[Opinion]:
    """Return a person's opinions, the latest first, each with its activity if there is one."""
    return list(Opinion.select(Opinion, Activity).join(Activity, JOIN.LEFT_OUTER, on=Opinion.activity).where(
        Opinion.supervisor == person).order_by(Opinion.received_on.desc(), Opinion.id.desc()))


def classes(person: Supervisor) -> list[Attendance]:
    """Return the classes of a person, the latest first, each with its training."""
    return list(Attendance.select(Attendance, Training).join(Training).where(Attendance.supervisor == person).order_by(
        Training.starts_on.desc(), Attendance.id.desc()))


def hours_by_year(attended: Sequence[Attendance]) -> list[tuple[int, int]]:
    """Return year and hours (tenths) of what `classes` gave, the latest year first."""
    found: dict[int, int] = {}
    for row in attended:
        found[row.training.ends_on.year] = found.get(row.training.ends_on.year, 0) + row.hours_tenths
    return sorted(found.items(), reverse=True)


def subsidies(person: Supervisor) -> list[SubsidyLine]:
    """Return a person's subsidy lines, the latest first, each with its activity and batch if there are such."""
    rows = SubsidyLine.select(SubsidyLine, Activity, SubsidyBatch).join_from(SubsidyLine, Activity, JOIN.LEFT_OUTER).join_from(
        SubsidyLine, SubsidyBatch, JOIN.LEFT_OUTER)
    return list(rows.where(SubsidyLine.supervisor == person).order_by(SubsidyLine.day.desc(), SubsidyLine.id.desc()))


def sums_by_year(lines: Sequence[SubsidyLine]) -> list[tuple[int, int]]:
    """Return year and sum (分) of what `subsidies` gave, the latest year first."""
    found: dict[int, int] = {}
    for line in lines:
        found[line.day.year] = found.get(line.day.year, 0) + line.amount_fen
    return sorted(found.items(), reverse=True)


def assessments(person: Supervisor) -> list[Assessment]:
    """Return a person's forms with grade and grading, the latest year first; a grade holds once it has its day."""
    return list(Assessment.select(Assessment, PicklistItem, AssessmentRound).join_from(
        Assessment, PicklistItem, JOIN.LEFT_OUTER, on=Assessment.grade).join_from(Assessment, AssessmentRound, JOIN.LEFT_OUTER).where(
        Assessment.supervisor == person).order_by(Assessment.year.desc()))


def attempts(person: Supervisor) -> list[ContactAttempt]:
    """Return the tries to reach a person, the latest first, each with its activity."""
    return list(ContactAttempt.select(ContactAttempt, Assignment, Activity).join(Assignment).join(Activity).where(
        Assignment.supervisor == person).order_by(ContactAttempt.at.desc(), ContactAttempt.id.desc()).limit(ALL))


def changes(person: Supervisor, limit: int = ALL) -> list[Change]:
    """Return what was done to a person's data, the latest first, opened with the person's key: who, what, which fields, why."""
    key = PersonKey.get_or_none(PersonKey.supervisor_id == person.id)
    rows = AuditEntry.select().where(AuditEntry.person_id == person.id).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    return [Change(row.at, row.verb, row.actor, *opened(row, key.key if key else None)) for row in rows]


def looks(person: Supervisor) -> list[Change]:
    """Return who looked at, printed or exported a person's sensitive values, the latest first."""
    return [change for change in changes(person) if change.verb in LOOKS]
