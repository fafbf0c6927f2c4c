"""One training class as its page and papers need it: its people, who could be added, feedback, and the check-in that is open."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import fn

from models import Attendance, ClassFeedback, LinkToken, Supervisor, Training
from models.base import BaseModel
from models.choices import LinkPurpose, ParticipantState
from portal.domain.draw_format import utc_text
from portal.domain.learning import Known
from portal.domain.localtime import local_day
from portal.queries import learning, people, related


def participants(training: Training) -> list[Attendance]:
    """Return the lines of a class in the order of the people's codes, each with its person."""
    rows = of(Attendance, Attendance.training, training)
    for row in rows:
        row.training = training
    return rows


def of(model: Any, column: Any, row: BaseModel) -> list[Any]:
    """Return the lines that hang on a row (participants, readers) in the order of the people's codes.

    Each comes with its person, of whom nothing that is encrypted is read: opening it costs time.
    """
    return list(model.select(model, *learning.OPEN_COLUMNS).join(Supervisor).where(column == row).order_by(Supervisor.code))


def not_yet(rows: list[Any], bureau_id: int) -> list[Supervisor]:
    """Return the people in office who are not among these rows (participants, readers), in the order of their codes."""
    held = {row.supervisor_id for row in rows}
    return [person for person in learning.in_office(bureau_id) if person.id not in held]


def chosen(bureau_id: int, ids: list[int], *, everybody: bool) -> list[Supervisor]:
    """Return the people in office who were ticked, or all of them."""
    return [person for person in learning.in_office(bureau_id) if everybody or person.id in set(ids)]


def known(training: Training, name: str) -> list[Known]:
    """Return everybody in office of a name, with what a phone page may be told to tell them apart."""
    held = Attendance.select(Attendance.supervisor).where(Attendance.training == training)
    enrolled = {row.supervisor_id for row in held}
    rows = Supervisor.select(Supervisor.id, Supervisor.name, Supervisor.code, Supervisor.phone).where(
        Supervisor.bureau == training.bureau_id, Supervisor.name == name,
        Supervisor.id.in_(people.in_office()) | Supervisor.id.in_(held))
    return [Known(row.id, row.name, row.code, row.phone or "", row.id in enrolled) for row in rows]


def open_check_in(training: Training, at: datetime) -> LinkToken | None:
    """Return the link of the check-in that is open now, or None."""
    return LinkToken.select().where(
        LinkToken.purpose == LinkPurpose.CLASS_CHECK_IN, LinkToken.target_id == training.id, LinkToken.revoked_at.is_null(),
        LinkToken.expires_at > at).order_by(LinkToken.id.desc()).first()


@dataclass(frozen=True)
class FeedbackSummary:
    """What came back on a class: how many, how often each mark, and the words."""

    given: int = 0
    marks: list[tuple[Any, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def feedback(training: Training, marks: list[Any]) -> FeedbackSummary:
    """Return the feedback of a class over the marks of its list, retired ones too where they were given.

    The words are sorted, so that their order does not tell who came first.
    """
    rows = list(ClassFeedback.select().where(ClassFeedback.training == training))
    counted = Counter(row.rating_id for row in rows)
    return FeedbackSummary(len(rows), [(mark, counted[mark.id]) for mark in marks if mark.active or counted[mark.id]],
                           sorted(row.words for row in rows if row.words))


def feedback_room(training: Training) -> tuple[int, int]:
    """Return how many gave feedback, and how many were present."""
    given = ClassFeedback.select(fn.COUNT(ClassFeedback.id)).where(ClassFeedback.training == training).scalar()
    present = Attendance.select(fn.COUNT(Attendance.id)).where(
        Attendance.training == training, Attendance.state == ParticipantState.PRESENT).scalar()
    return int(given), int(present)


def sign_in_data(training: Training, at: datetime) -> dict[str, Any]:
    """Return what a sign-in sheet freezes: the class and its people as they stand."""
    related.load([training], "bureau", "form")
    return {
        "bureau": training.bureau.name, "title": training.title, "form": training.form.name, "starts_on": training.starts_on.isoformat(),
        "ends_on": training.ends_on.isoformat(), "clock": training.clock, "place": training.place, "lecturer": training.lecturer,
        "hours_tenths": training.hours_tenths, "issued_on": local_day(at).isoformat(),
        "people": [{"name": row.supervisor.name, "code": row.supervisor.code, "unit": row.supervisor.work_unit, "state": row.state,
                    "checked_in_at": utc_text(row.checked_in_at) if row.checked_in_at else ""} for row in participants(training)],
    }
