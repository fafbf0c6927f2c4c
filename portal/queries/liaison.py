"""Contact as pages and a person's file read it: who was there, where a suggestion may go, and a person's visits and suggestions as events."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peewee import Expression

from models import Organisation, Suggestion, Supervisor, Visit, VisitGuest
from models.choices import OrganisationKind, SuggestionState
from portal.queries import parameters, related

ANSWER_DAYS = "suggestion.answer_working_days"


@dataclass(frozen=True)
class Event:
    """One entry of a person's file: the day, what it is (words.liaison.EVENTS), its words, and the address of its source."""

    day: date
    kind: str
    words: str
    url: str


def of_person(supervisor: Supervisor) -> list[Event]:
    """Return a person's contacts and suggestions as events, newest first; the caller has found the person within the reader's scope."""
    events = [Event(row.held_on, "visit", f"{row.way.name}：{row.subject}", f"/visits/{row.id}") for row in visits_of(supervisor)]
    for row in Suggestion.select().where(Suggestion.supervisor == supervisor):
        url = f"/suggestions/{row.id}"
        events.append(Event(row.received_on, "suggestion", row.subject, url))
        events += [Event(row.told_on, "told", row.subject, url)] if row.told_on else []
    return sorted(events, key=lambda event: (event.day, event.url), reverse=True)


def visits_of(supervisor: Supervisor) -> list[Visit]:
    """Return the contacts with a person, own or as one of several, the latest first, with the words of their ways."""
    there = VisitGuest.select(VisitGuest.visit).where(VisitGuest.supervisor == supervisor)
    rows = list(Visit.select().where((Visit.supervisor == supervisor) | Visit.id.in_(there)).order_by(Visit.held_on.desc(), Visit.id.desc()))
    related.load(rows, "way")
    return rows


def guests(visit: Visit) -> list[Supervisor]:
    """Return the further people at a contact, in the order of their codes."""
    return list(Supervisor.select().join(VisitGuest, on=VisitGuest.supervisor).where(VisitGuest.visit == visit).order_by(Supervisor.code))


def is_open() -> Expression:
    """Return the condition on Visit that its follow-up is still to be done."""
    return Visit.due_on.is_null(False) & Visit.done_on.is_null()


def is_late(today: date) -> Expression:
    """Return the condition on Suggestion that its answer is late on a day."""
    return (Suggestion.state == SuggestionState.ROUTED) & (Suggestion.due_on < today)


def offices(bureau_id: int) -> list[Organisation]:
    """Return the bureau and the procuratorates that it serves, the bureau first: who answers suggestions and takes part in meetings."""
    own = (Organisation.id == bureau_id) | (Organisation.bureau == bureau_id)
    rows = Organisation.select().where(own, Organisation.active).order_by(Organisation.level, Organisation.id)
    return sorted(rows, key=lambda row: row.kind != OrganisationKind.BUREAU)


def due_on(bureau_id: int, day: date) -> date:
    """Return until when a suggestion that is passed on on a day is to be answered."""
    days: int = parameters.value(bureau_id, ANSWER_DAYS, day)
    return parameters.calendar(bureau_id).add_working_days(day, days)


def days_left(row: Suggestion, today: date) -> int | None:
    """Return the working days until a suggestion has to be answered, negative when late; None when nobody has to answer it now."""
    if row.state != SuggestionState.ROUTED or row.due_on is None:
        return None
    return parameters.calendar(row.bureau_id).working_days_between(today, row.due_on)


def load_suggestions(rows: Sequence[Suggestion]) -> None:
    """Hang on suggestions what their pages show."""
    related.load(rows, "supervisor", "office", "entered_by", "answered_by", "told_by", "told_way")
