"""The year's figures from the rows: events, person-times, people (rules.md "The ten modes"). Each number can be traced to its rows."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from peewee import Case, Expression, ModelSelect, fn

from models import Activity, Appointment, Assignment, Opinion, Organisation, PicklistItem, Supervisor
from models.choices import ActivityState, AssignmentState
from portal.domain.figures import OWN_INITIATIVE, Event, paragraph
from portal.domain.localtime import local_day, local_moment
from portal.domain.permissions import Actor, require
from portal.queries import related, scope

COUNTED = (ActivityState.HELD, ActivityState.CLOSED)


@dataclass(frozen=True)
class PersonYear:
    """One supervisor's year: first drawn and as substitute, served, refused by reason, opinions given; in office on any day of it or not."""

    supervisor: Supervisor
    drawn: int = 0
    substituted: int = 0
    served: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    opinions: int = 0
    in_office: bool = True

    @property
    def never_served(self) -> bool:
        """Whether this person was in office and did not serve once."""
        return self.in_office and not self.served


def year_span(year: int) -> tuple[datetime, datetime]:
    """Return the moments at which a local year begins and the next one begins."""
    return moments(date(year, 1, 1), date(year, 12, 31))


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments at which a span of local days begins and is over."""
    return local_moment(first, 0), local_moment(last + timedelta(days=1), 0)


def offices(actor: Actor) -> list[Organisation]:
    """Return the procuratorates whose figures the actor may read, the city one first: a bureau's own and, for a provincial one, those of
    the bureaus below; a procuratorate's own and those below it."""
    query = Organisation.select().where(Organisation.kind == "procuratorate").order_by(Organisation.level, Organisation.id)
    if actor.in_bureau:
        return list(query.where(Organisation.bureau.in_(bureau_ids(actor))))
    return list(query.where(Organisation.id.in_(scope.office_ids(actor))))


def bureau_ids(actor: Actor) -> ModelSelect:
    """Return the query of the ids of the bureaus whose figures the actor may read: the own one and those directly below it."""
    own, below = Organisation.id == actor.bureau_id, Organisation.parent == actor.bureau_id
    return Organisation.select(Organisation.id).where((Organisation.kind == "bureau") & (own | below))


def readable(actor: Actor, model: type[Activity] | type[Opinion]) -> Expression:
    """Figures, not files: wider than the scope of rows for a provincial bureau, and no names come with them."""
    if actor.in_bureau:
        return model.bureau.in_(bureau_ids(actor))
    return model.procuratorate.in_(scope.office_ids(actor))


def events(actor: Actor, year: int) -> list[Event]:
    """Return every event of a local year: activities held or closed that someone attended, and own-initiative opinions by day received."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return activity_events(actor, first, last) + _own_events(actor, first, last)


def activity_events(actor: Actor, first: date, last: date) -> list[Event]:
    """Return the activities of a span of local days, held or closed, that someone attended."""
    require(actor, "statistics:read")
    start, end = moments(first, last)
    rows = (
        Activity.select(Activity.id, PicklistItem.code, Activity.procuratorate, Activity.starts_at, fn.COUNT(Assignment.id))
        .join_from(Activity, PicklistItem, on=Activity.mode)
        .join_from(Activity, Assignment, on=(Assignment.activity == Activity.id) & (Assignment.state == AssignmentState.ATTENDED))
        .where(readable(actor, Activity), Activity.state.in_(COUNTED), Activity.starts_at >= start, Activity.starts_at < end)
        .group_by(Activity.id, PicklistItem.code, Activity.procuratorate, Activity.starts_at).tuples()
    )
    return [Event(mode, office, local_day(at).month, people, local_day(at), activity=key) for key, mode, office, at, people in rows]


def _own_events(actor: Actor, first: date, last: date) -> list[Event]:
    rows = Opinion.select(Opinion.id, Opinion.procuratorate, Opinion.received_on).where(
        readable(actor, Opinion), Opinion.assignment.is_null(), Opinion.received_on.between(first, last)
    ).tuples()
    return [Event(OWN_INITIATIVE, office, day.month, 1, day, opinion=key) for key, office, day in rows]


@dataclass(frozen=True)
class EventRow:
    """One event behind a figure with its row; `row` is None where only figures are open to the reader, not files."""

    event: Event
    row: Activity | Opinion | None


def rows_of(actor: Actor, found: Sequence[Event]) -> list[EventRow]:
    """Return events with their rows, as far as the actor may see these; a fixed number of queries."""
    activities = _visible(actor, Activity, [event.activity for event in found])
    opinions = _visible(actor, Opinion, [event.opinion for event in found])
    return [EventRow(event, activities.get(event.activity) if event.activity else opinions.get(event.opinion)) for event in found]


def _visible(actor: Actor, model: type[Activity] | type[Opinion], ids: Sequence[int | None]) -> dict[int | None, Any]:
    rows = list(scope.visible(actor, model).where(model.id.in_([key for key in ids if key])))
    related.load(rows, "mode", "procuratorate")
    return {row.id: row for row in rows}


def modes() -> list[PicklistItem]:
    """Return the ten modes in their order."""
    return list(PicklistItem.select().where(PicklistItem.kind == "mode").order_by(PicklistItem.position, PicklistItem.id))


def yearly_paragraph(actor: Actor, year: int, today: date) -> str:
    """Return the yearly paragraph of the actor's bureau; people are counted on the last day reported (a past year: 31 December)."""
    last = min(date(year, 12, 31), today)
    bureau = Organisation.get_by_id(actor.bureau_id)
    names = [(mode.code, str(mode.facts.get("paragraph", mode.name))) for mode in modes()]
    return paragraph(events(actor, year), names, people_on(bureau_ids(actor), last), bureau.level)


def people_on(bureaus: ModelSelect | list[int], day: date) -> int:
    """Return how many supervisors of these bureaus hold a live appointment on a day."""
    return len(in_office_on(bureaus, day))


def in_office_on(bureaus: ModelSelect | list[int], day: date) -> set[int]:
    """Return the ids of the supervisors of these bureaus who hold a live appointment on a day."""
    rows = Appointment.select(Appointment.supervisor).where(
        Appointment.bureau.in_(bureaus), Appointment.starts_on <= day, Appointment.ends_on >= day,
        Appointment.ended_on.is_null() | (Appointment.ended_on > day)).distinct().tuples()
    return {person for (person,) in rows}


def people(actor: Actor, year: int) -> list[PersonYear]:
    """Return each supervisor's year in the order of their codes; five queries whatever the number of people.

    Why somebody did not come is the bureau's knowledge: for a procuratorate the refusals are counted without their reasons.
    """
    require(actor, "statistics:read")
    seen = list(scope.visible(actor, Supervisor).order_by(Supervisor.code))
    start, end = year_span(year)
    rows = Assignment.select(
        Assignment.supervisor, Assignment.state, Assignment.substitute, Assignment.freed_reason, Activity.state
    ).join(Activity).where(scope.condition(actor, Activity), Activity.starts_at >= start, Activity.starts_at < end).tuples()
    tally: dict[int, Counter[str]] = defaultdict(Counter)
    refused: dict[int, Counter[str]] = defaultdict(Counter)
    for person, state, substitute, reason, activity_state in rows:
        tally[person]["substituted" if substitute else "drawn"] += 1
        tally[person]["served"] += state == AssignmentState.ATTENDED and activity_state in COUNTED
        if state == AssignmentState.FREED:
            refused[person][reason if actor.in_bureau else ""] += 1
    given, serving = _opinions_given(actor, year), in_office(actor, year)
    return [PersonYear(one, tally[one.id]["drawn"], tally[one.id]["substituted"], tally[one.id]["served"], dict(refused[one.id]),
                       given[one.id], one.id in serving) for one in seen]


def in_office(actor: Actor, year: int) -> set[int]:
    """Return the supervisors open to the actor who held a term on any day of a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = Appointment.select(Appointment.supervisor).where(
        Appointment.supervisor.in_(scope.visible(actor, Supervisor).select(Supervisor.id)), Appointment.starts_on <= last, Appointment.ends_on >= first,
        Appointment.ended_on.is_null() | (Appointment.ended_on > first)).tuples()
    return {person for (person,) in rows}


def _opinions_given(actor: Actor, year: int) -> Counter[int]:
    rows = Opinion.select(Opinion.supervisor, fn.COUNT(Opinion.id)).where(
        scope.condition(actor, Opinion), Opinion.received_on.between(date(year, 1, 1), date(year, 12, 31))
    ).group_by(Opinion.supervisor).tuples()
    return Counter(dict(rows))


def adopted() -> Expression:
    """Return the condition on Opinion that it was adopted at least in part."""
    return outcome().in_(("adopted", "partly"))


def outcome() -> Any:
    """Return the expression of what became of an opinion: the chief's decision where there was an objection, else the answer; empty for none."""
    return fn.COALESCE(fn.NULLIF(Opinion.decision, ""), Opinion.answer)


@dataclass(frozen=True)
class Headline:
    """The year in a few figures, for the home page."""

    events: int
    person_times: int
    people: int
    opinions: int
    adopted: int


def headline(actor: Actor, year: int) -> Headline:
    """Return the year's headline figures as the actor may read them."""
    found = events(actor, year)
    counts = Opinion.select(fn.COUNT(Opinion.id), fn.SUM(Case(None, [(adopted(), 1)], 0))).where(
        readable(actor, Opinion), Opinion.received_on.between(date(year, 1, 1), date(year, 12, 31))).tuples().get()
    served = Assignment.select(fn.COUNT(fn.DISTINCT(Assignment.supervisor))).join(Activity).where(
        readable(actor, Activity), Assignment.state == AssignmentState.ATTENDED, Activity.state.in_(COUNTED),
        Activity.starts_at >= year_span(year)[0], Activity.starts_at < year_span(year)[1]).scalar()
    return Headline(len(found), sum(event.person_times for event in found), int(served or 0), int(counts[0] or 0), int(counts[1] or 0))
