"""Joint meetings as their pages and papers read them: the sides, the decisions, what is open of earlier meetings, when the next is due."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models import Decision, Meeting, MeetingOffice, Organisation
from models.choices import MeetingState
from portal.domain.draw_format import utc_text
from portal.domain.localtime import local_day
from portal.domain.meetings import DecisionValues, MeetingValues, next_due
from portal.domain.permissions import Actor
from portal.queries import parameters, related, scope

INTERVAL = "meeting.interval_months"
HELD = (MeetingState.HELD, MeetingState.ISSUED)

Facts = dict[str, Any]


def sides(meeting: Meeting) -> list[MeetingOffice]:
    """Return the offices that take part, in the order in which they were written."""
    rows = list(MeetingOffice.select().where(MeetingOffice.meeting == meeting).order_by(MeetingOffice.id))
    related.load(rows, "office")
    return rows


def decisions(meeting: Meeting) -> list[Decision]:
    """Return what a meeting decided, in its order."""
    rows = list(Decision.select().where(Decision.meeting == meeting, Decision.struck_at.is_null()).order_by(Decision.no))
    related.load(rows, "office", "done_by")
    return rows


def earlier(actor: Actor | None, meeting: Meeting) -> list[Decision]:
    """Return the decisions of earlier meetings that were still open when this one began, by due day; what became of them shows beside.

    Within the actor's scope; None stands for the meeting itself, whose minutes tell all of them.
    """
    day = local_day(meeting.starts_at)
    rows = Decision.select() if actor is None else scope.visible(actor, Decision)
    found = list(rows.join(Meeting, on=Decision.meeting).where(
        Meeting.bureau == meeting.bureau_id, Meeting.starts_at < meeting.starts_at, Meeting.state.in_(HELD),
        Decision.struck_at.is_null(), Decision.done_on.is_null() | (Decision.done_on >= day)).order_by(Decision.due_on, Decision.id))
    related.load(found, "meeting", "office", "done_by")
    return found


def values_of(meeting: Meeting) -> MeetingValues:
    """Return what a meeting's form says."""
    return MeetingValues(title=meeting.title, starts_at=meeting.starts_at, place=meeting.place, host_id=meeting.host_id, agenda=meeting.agenda,
                         sides=tuple((row.office_id, row.people) for row in sides(meeting)))


def decision_values(meeting: Meeting) -> list[DecisionValues]:
    """Return a meeting's decisions as the minutes' form says them."""
    return [DecisionValues(words=row.words, office_id=row.office_id, person=row.person, due_on=row.due_on, id=row.id)
            for row in decisions(meeting)]


def due(bureau_id: int, today: date) -> date | None:
    """Return the day by which a bureau's next joint meeting is due; None before its first, and while one is planned."""
    if Meeting.select().where(Meeting.bureau == bureau_id, Meeting.state == MeetingState.PLANNED).exists():
        return None
    last = Meeting.select().where(Meeting.bureau == bureau_id, Meeting.state.in_(HELD)).order_by(Meeting.starts_at.desc()).first()
    if last is None:
        return None
    return next_due(local_day(last.starts_at), parameters.value(bureau_id, INTERVAL, today))


def minutes_data(meeting: Meeting, at: datetime) -> Facts:
    """Return what a meeting's minutes say, as JSON can keep it."""
    related.load([meeting], "bureau", "host")
    return {
        "bureau": meeting.bureau.name, "title": meeting.title, "starts_at": utc_text(meeting.starts_at), "place": meeting.place,
        "host": meeting.host.name, "issued_on": local_day(at).isoformat(), "agenda": meeting.agenda, "minutes": meeting.minutes,
        "sides": [{"office": row.office.name, "people": row.people} for row in sides(meeting)],
        "decisions": [{"no": row.no, "words": row.words, "office": row.office.name, "person": row.person, "due": row.due_on.isoformat()}
                      for row in decisions(meeting)],
        "earlier": [_earlier_facts(row) for row in earlier(None, meeting)],
    }


def _earlier_facts(row: Decision) -> Facts:
    return {"meeting": row.meeting.title, "words": row.words, "office": row.office.name, "due": row.due_on.isoformat(),
            "done_on": row.done_on.isoformat() if row.done_on else "", "done_words": row.done_words}


def kinds(bureau_id: int) -> dict[int, str]:
    """Return the offices that may take part in a bureau's meetings, each with its kind."""
    rows = Organisation.select(Organisation.id, Organisation.kind).where((Organisation.id == bureau_id) | (Organisation.bureau == bureau_id))
    return {row.id: row.kind for row in rows}
