"""What the portal knows of people's year, row by row: the same rows give the number in the form and the list behind it.

One statement for each kind of row, however many people are graded.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from models import (
    Activity,
    Assessment,
    AssessmentOpinion,
    AssessmentSurvey,
    Assignment,
    Attendance,
    Award,
    Discipline,
    Feedback,
    Opinion,
    Organisation,
    PicklistItem,
    Training,
    Visit,
    VisitGuest,
)
from models.choices import AssignmentState, ParticipantState
from portal.domain import grading_facts
from portal.domain.localtime import local_day
from portal.queries.statistics import COUNTED, adopted, year_span


@dataclass(frozen=True)
class Evidence:
    """One row behind a fact: whose, when, what it was, the page that shows it, and what it adds (None = kept apart)."""

    person: int
    fact: str
    day: date
    title: str
    url: str
    amount: int | None
    note: str = ""


Found = dict[int, dict[str, list[Evidence]]]


def gather(year: int, people: Sequence[int], facts: Collection[str] = tuple(grading_facts.FACTS)) -> Found:
    """Return person → fact → rows of a year, the latest first; a fact without rows is left out. Only what gives the `facts` is read."""
    found: Found = {person: defaultdict(list) for person in people}
    for source, given in SOURCES.items():
        for one in source(year, people) if given & set(facts) else ():
            found[one.person][one.fact].append(one)
    for each in found.values():
        for rows in each.values():
            rows.sort(key=lambda one: (one.day, one.url), reverse=True)
    return found


def values(found: Mapping[str, Sequence[Evidence]]) -> dict[str, int | None]:
    """Return fact → value in tenths from a person's rows."""
    return {fact: grading_facts.value_of(fact, [one.amount for one in found.get(fact, ())]) for fact in grading_facts.FACTS}


def served_for(year: int, people: Sequence[int]) -> dict[int, set[int]]:
    """Return person → ids of the procuratorates for which the person was drawn in a year; one statement."""
    start, end = year_span(year)
    rows = Assignment.select(Assignment.supervisor, Activity.procuratorate).join(Activity).where(
        Assignment.supervisor.in_(people), Activity.starts_at >= start, Activity.starts_at < end, Activity.state.in_(COUNTED),
        Assignment.state.in_((AssignmentState.ATTENDED, AssignmentState.ABSENT, AssignmentState.EXCUSED))).distinct().tuples()
    found: dict[int, set[int]] = defaultdict(set)
    for person, office in rows:
        found[person].add(office)
    return found


def _span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _duties(year: int, people: Sequence[int]) -> Iterator[Evidence]:
    """Places at activities that took place, with the opinion given and the procuratorate's feedback: three facts."""
    start, end = year_span(year)
    rows = Assignment.select(
        Assignment.supervisor, Assignment.state, Assignment.freed_reason, Activity.id, Activity.title, Activity.starts_at, Opinion.id,
        Feedback.on_time, Feedback.prepared, PicklistItem.facts, PicklistItem.name,
    ).join_from(Assignment, Activity).join_from(Assignment, Opinion, JOIN.LEFT_OUTER, on=Opinion.assignment == Assignment.id).join_from(
        Assignment, Feedback, JOIN.LEFT_OUTER, on=Feedback.assignment == Assignment.id).join_from(
        Feedback, PicklistItem, JOIN.LEFT_OUTER, on=Feedback.conduct).where(
        Assignment.supervisor.in_(people), Activity.state.in_(COUNTED), Activity.starts_at >= start, Activity.starts_at < end)
    for person, state, reason, activity, title, at, opinion, on_time, prepared, facts, mark in rows.tuples():
        day, url = local_day(at), f"/activities/{activity}"
        yield Evidence(person, "attendance", day, title, url, grading_facts.attendance_amount(state, reason), reason if state == "freed" else state)
        if state == AssignmentState.ATTENDED:
            yield Evidence(person, "opinions", day, title, f"/opinions/{opinion}" if opinion else url, int(opinion is not None))
        if facts and "mark" in facts:
            amount = grading_facts.rating_amount(int(facts["mark"]), on_time=on_time, prepared=prepared)
            yield Evidence(person, "rating", day, title, f"/feedback/{activity}", amount, mark)


def _opinions(year: int, people: Sequence[int]) -> Iterator[Evidence]:
    rows = Opinion.select(Opinion.id, Opinion.supervisor, Opinion.received_on, Opinion.words, Opinion.subject, Opinion.assignment).where(
        Opinion.supervisor.in_(people), Opinion.received_on.between(*_span(year)))
    taken = {key for (key,) in rows.where(adopted()).select(Opinion.id).tuples()}
    for key, person, day, words, subject, place in rows.tuples():
        title, url = subject or words[:60], f"/opinions/{key}"
        if key in taken:
            yield Evidence(person, "adopted", day, title, url, 1)
        if place is None:
            yield Evidence(person, "initiative", day, title, url, 1)


def _learning(year: int, people: Sequence[int]) -> Iterator[Evidence]:
    """Classes to which the person was asked; an excused one is kept apart."""
    rows = Attendance.select(Attendance.supervisor, Attendance.state, Attendance.hours_tenths, Attendance.exam_tenths, Training.id, Training.title,
                             Training.ends_on).join(Training).where(
        Attendance.supervisor.in_(people), Training.ends_on.between(*_span(year)), Attendance.state != ParticipantState.ENROLLED)
    for person, state, hours, exam, key, title, day in rows.tuples():
        amount = {ParticipantState.PRESENT: hours, ParticipantState.ABSENT: 0}.get(state)
        yield Evidence(person, "hours", day, title, f"/trainings/{key}", amount, state)
        if exam is not None:
            yield Evidence(person, "exam", day, title, f"/trainings/{key}", exam)


def _conduct(year: int, people: Sequence[int]) -> Iterator[Evidence]:
    for row in Discipline.select().where(Discipline.supervisor.in_(people), Discipline.happened_on.between(*_span(year))):
        yield Evidence(row.supervisor_id, "discipline", row.happened_on, row.matter, f"/discipline/{row.id}", 1)
    for row in Award.select().where(Award.supervisor.in_(people), Award.awarded_on.between(*_span(year))):
        yield Evidence(row.supervisor_id, "awards", row.awarded_on, row.title, f"/awards/{row.id}", 1)


def _visits(year: int, people: Sequence[int]) -> Iterator[Evidence]:
    columns: tuple[Any, ...] = (Visit.id, Visit.held_on, Visit.subject)
    own = Visit.select(Visit.supervisor, *columns).where(Visit.supervisor.in_(people), Visit.held_on.between(*_span(year)))
    guests = VisitGuest.select(VisitGuest.supervisor, *columns).join(Visit).where(
        VisitGuest.supervisor.in_(people), Visit.held_on.between(*_span(year)))
    for person, key, day, subject in (*own.tuples(), *guests.tuples()):
        yield Evidence(person, "visits", day, subject, f"/visits/{key}", 1)


def _asked(year: int, people: Sequence[int]) -> Iterator[Evidence]:
    """What was asked for the grading itself: the procuratorates' opinions and the phone survey."""
    opinions = AssessmentOpinion.select(AssessmentOpinion, Organisation, PicklistItem).join_from(
        AssessmentOpinion, Organisation, on=AssessmentOpinion.procuratorate).join_from(AssessmentOpinion, PicklistItem, on=AssessmentOpinion.mark)
    for row in opinions.where(AssessmentOpinion.supervisor.in_(people), AssessmentOpinion.year == year):
        yield Evidence(row.supervisor_id, "opinion", local_day(row.given_at), row.words or row.procuratorate.name,
                       f"/assessments/{row.assessment_id}#opinions", _mark(row.mark), row.procuratorate.name)
    surveys = AssessmentSurvey.select(AssessmentSurvey, PicklistItem, Assessment).join_from(AssessmentSurvey, PicklistItem).join_from(
        AssessmentSurvey, Assessment)
    for row in surveys.where(Assessment.supervisor.in_(people), Assessment.year == year):
        yield Evidence(row.assessment.supervisor_id, "survey", row.asked_on, row.words or row.asked, f"/assessments/{row.assessment_id}#surveys",
                       _mark(row.mark), row.asked)


def _mark(item: PicklistItem) -> int | None:
    """Return a mark of the list in tenths; one without a worth is kept apart."""
    return int(item.facts["mark"]) * 10 if "mark" in item.facts else None


SOURCES: dict[Callable[[int, Sequence[int]], Iterator[Evidence]], frozenset[str]] = {
    _duties: frozenset({"attendance", "opinions", "rating"}), _opinions: frozenset({"adopted", "initiative"}), _learning: frozenset({"hours", "exam"}),
    _conduct: frozenset({"discipline", "awards"}), _visits: frozenset({"visits"}), _asked: frozenset({"opinion", "survey"}),
}
"""Where rows come from → the facts that they give."""
