"""Joint meetings: what one must hold, how it moves, what it decides, and when the next is due."""
from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.choices import MeetingState as S, OrganisationKind
from portal.domain.errors import Conflict, DomainError
from portal.domain.opinions import check_words

LONGEST_TITLE = 200
LONGEST_PLACE = 200
LONGEST_AGENDA = 3000
LONGEST_MINUTES = 20_000
LONGEST_DECISION = 1000
LONGEST_PEOPLE = 1000
LONGEST_PERSON = 60
LONGEST_WHY = 300


@dataclass(frozen=True)
class Act:
    """One act on a meeting; a meeting's minutes and decisions can be changed until they are issued."""

    name: str
    sources: tuple[S, ...]
    target: S | None


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("write_up", (S.PLANNED, S.HELD), S.HELD),
        Act("issue", (S.HELD,), S.ISSUED),
        Act("amend", (S.PLANNED, S.HELD), None),
        Act("cancel", (S.PLANNED,), S.CANCELLED),
    )
}

DECISION_ACTS = {"settle": True, "postpone": True, "reopen": False}
"""Act on a decision → whether the decision must be open for it."""


@dataclass(frozen=True)
class MeetingValues:
    """What a meeting's form says; `sides` are the offices that take part, each with its people in words."""

    title: str
    starts_at: datetime
    place: str
    host_id: int
    agenda: str
    sides: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class DecisionValues:
    """One decision as the minutes' form says it; `id` is that of a decision written before."""

    words: str
    office_id: int
    person: str
    due_on: date
    id: int | None = None


def acts_open(state: str, *, begun: bool) -> list[str]:
    """Return the names of the acts that may start now; a meeting is written up once its time has come."""
    return [act.name for act in ACTS.values() if state in act.sources and (begun or act.name != "write_up")]


def act_from(name: str, state: str) -> Act:
    """Return the act if it may start now. Raises Conflict meeting_act_not_now (meeting_state) when it may not."""
    act = ACTS[name]
    if state not in act.sources:
        raise Conflict("meeting_act_not_now", meeting_state=str(state))
    return act


def check_decision_act(name: str, done_on: date | None) -> None:
    """Refuse an act on a decision that is closed (or, to reopen it, open). Raises Conflict decision_act_not_now."""
    if DECISION_ACTS[name] != (done_on is None):
        raise Conflict("decision_act_not_now")


def check(values: MeetingValues, kinds: dict[int, str]) -> None:
    """Refuse a meeting without its texts or without both sides; `kinds` maps the offices that may take part to their kind.

    Raises DomainError words_missing, words_long, meeting_office, meeting_office_twice, meeting_one_sided, meeting_host.
    """
    check_words(values.title, "title", LONGEST_TITLE)
    check_words(values.place, "place", LONGEST_PLACE)
    check_words(values.agenda, "agenda", LONGEST_AGENDA)
    ids = [office for office, _people in values.sides]
    check_sides(values.sides, kinds)
    if values.host_id not in ids:
        raise DomainError("meeting_host", field="host")


def check_sides(sides: Sequence[tuple[int, str]], kinds: dict[int, str]) -> None:
    """Refuse foreign or repeated offices, and a meeting that is not one of both sides.

    Raises DomainError meeting_office, meeting_office_twice, meeting_one_sided, words_long.
    """
    ids = [office for office, _people in sides]
    if set(ids) - set(kinds):
        raise DomainError("meeting_office", field="sides")
    if len(ids) != len(set(ids)):
        raise DomainError("meeting_office_twice", field="sides")
    if {kinds[office] for office in ids} != {OrganisationKind.BUREAU, OrganisationKind.PROCURATORATE}:
        raise DomainError("meeting_one_sided", field="sides")
    if any(len(people) > LONGEST_PEOPLE for _office, people in sides):
        raise DomainError("words_long", field="sides", limit=LONGEST_PEOPLE)


def check_decisions(decisions: Sequence[DecisionValues], sides: set[int], held_on: date) -> None:
    """Refuse decisions without words, of an office that did not take part, or due before the meeting.

    Raises DomainError words_missing, words_long, decision_office, decision_due.
    """
    for one in decisions:
        check_words(one.words, "decisions", LONGEST_DECISION)
        if len(one.person) > LONGEST_PERSON:
            raise DomainError("words_long", field="decisions", limit=LONGEST_PERSON)
        if one.office_id not in sides:
            raise DomainError("decision_office", field="decisions")
        if one.due_on < held_on:
            raise DomainError("decision_due", field="decisions")


def check_done(done_on: date, held_on: date, today: date) -> None:
    """Refuse a day before the meeting or in the future. Raises DomainError decision_done_when."""
    if not held_on <= done_on <= today:
        raise DomainError("decision_done_when", field="done_on")


def next_due(last: date, months: int) -> date:
    """Return the day by which the next meeting is due: so many months after the last; the month's last day where it has no such day."""
    year, month = divmod(last.month - 1 + months, 12)
    year, month = last.year + year, month + 1
    return date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
