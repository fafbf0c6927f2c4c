"""What is to be paid and stands in no batch yet: places attended, classes attended, costs; with the rate that pays each of them."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from peewee import JOIN, fn

from models import (
    Activity,
    Appointment,
    Assignment,
    Attachment,
    Attendance,
    PicklistItem,
    SubsidyBatch,
    SubsidyLine,
    SubsidyRate,
    Supervisor,
    Training,
)
from models.choices import ActivityState, AssignmentState, ParticipantState
from portal.domain.localtime import local_day, local_moment
from portal.domain.subsidies import COSTS
from portal.domain.subsidy_rates import RateFacts, credited_days, day_slots, rate_for, slots, units_of

COUNTED = (ActivityState.HELD, ActivityState.CLOSED)


@dataclass(frozen=True)
class Claim:
    """One place or class that somebody attended; `line` is the line it has already."""

    kind: str
    supervisor_id: int
    name: str
    no_subsidy: bool
    mode: str
    title: str
    day: date
    half_days: int
    days: int
    slots: list[str] = field(default_factory=list)
    activity_id: int | None = None
    assignment_id: int | None = None
    participant_id: int | None = None
    line: SubsidyLine | None = None


@dataclass(frozen=True)
class Priced:
    """A claim with the rate that pays it (None: no countersigned one holds), how many units, and the full amount."""

    claim: Claim
    rate: RateFacts | None
    units: int = 0
    full_fen: int = 0


def first_day(bureau_id: int) -> date | None:
    """Return the first day that batches of a bureau ever covered: what lies before was paid elsewhere. None before the first batch."""
    found: date | None = SubsidyBatch.select(fn.MIN(SubsidyBatch.first_on)).where(
        SubsidyBatch.bureau == bureau_id, SubsidyBatch.period != "legacy", SubsidyBatch.state != "discarded").scalar()
    return date.fromisoformat(found) if isinstance(found, str) else found


def claims(bureau_id: int, first: date, last: date, batch_id: int | None = None) -> list[Priced]:
    """Return every claim of these days that has no line, or one that waits or stands in the batch, by day and person; six queries at most."""
    found = sorted((*_places(bureau_id, first, last, batch_id), *_classes(bureau_id, first, last, batch_id)),
                   key=lambda claim: (claim.day, claim.supervisor_id, claim.kind))
    levels, held = levels_of({claim.supervisor_id for claim in found}), rates(bureau_id)
    return [_priced(claim, held, level_on(levels[claim.supervisor_id], claim.day)) for claim in found]


def _priced(claim: Claim, held: Iterable[RateFacts], level: str) -> Priced:
    rate = rate_for(held, level=level, target="activity" if claim.kind == "attendance" else "training", mode=claim.mode, day=claim.day)
    if rate is None:
        return Priced(claim, None)
    units = units_of(rate, half_days=claim.half_days, days=claim.days)
    return Priced(claim, rate, units, units * rate.amount_fen)


def _free(batch_id: int | None) -> object:
    """A line that waits, or stands in the batch itself; or none."""
    waiting = SubsidyLine.id.is_null() | SubsidyLine.batch.is_null()
    return waiting if batch_id is None else waiting | (SubsidyLine.batch == batch_id)


def somebody_served(bureau_id: int, first: date, last: date) -> bool:
    """Whether somebody attended on one of these days without having a line."""
    lines = SubsidyLine.select(SubsidyLine.assignment).where(SubsidyLine.kind == "attendance", SubsidyLine.batch.is_null(False))
    return bool(Assignment.select().join(Activity).where(
        Assignment.bureau == bureau_id, Assignment.state == AssignmentState.ATTENDED, Activity.state.in_(COUNTED),
        Activity.starts_at >= local_moment(first, 0), Activity.starts_at < local_moment(last + timedelta(days=1), 0),
        Assignment.id.not_in(lines)).exists())


PERSON = (Supervisor.id, Supervisor.name, Supervisor.no_subsidy)
"""What is read of a person: nothing that is encrypted, as opening it costs time."""


def _places(bureau_id: int, first: date, last: date, batch_id: int | None) -> Iterator[Claim]:
    rows = Assignment.select(Assignment.id, Activity.id, Activity.title, Activity.starts_at, Activity.ends_at, PicklistItem.code,
                             *PERSON, SubsidyLine).join_from(Assignment, Activity).join_from(Activity, PicklistItem, on=Activity.mode).join_from(
        Assignment, Supervisor).join_from(
        Assignment, SubsidyLine, JOIN.LEFT_OUTER, on=(SubsidyLine.assignment == Assignment.id) & (SubsidyLine.kind == "attendance"), attr="line").where(
        Assignment.bureau == bureau_id, Assignment.state == AssignmentState.ATTENDED, Activity.state.in_(COUNTED),
        Activity.starts_at >= local_moment(first, 0), Activity.starts_at < local_moment(last + timedelta(days=1), 0), _free(batch_id))
    for row in rows:
        activity, day = row.activity, local_day(row.activity.starts_at)
        halves = slots(activity.starts_at, activity.ends_at)
        yield Claim("attendance", row.supervisor.id, row.supervisor.name, row.supervisor.no_subsidy, activity.mode.code, activity.title, day,
                    len(halves), len({half[:10] for half in halves}), halves,
                    activity_id=activity.id, assignment_id=row.id, line=_line(row))


def _classes(bureau_id: int, first: date, last: date, batch_id: int | None) -> Iterator[Claim]:
    """Classes count on their last day; only where a rate for classes was ever countersigned."""
    if not SubsidyRate.select().where(SubsidyRate.bureau == bureau_id, SubsidyRate.state == "in_force", SubsidyRate.target == "training").exists():
        return
    rows = Attendance.select(Attendance.id, Attendance.hours_tenths, Training.title, Training.starts_on, Training.ends_on, Training.hours_tenths, *PERSON, SubsidyLine).join_from(
        Attendance, Training).join_from(Attendance, Supervisor).join_from(
        Attendance, SubsidyLine, JOIN.LEFT_OUTER, on=(SubsidyLine.participant == Attendance.id) & (SubsidyLine.kind == "training"), attr="line").where(
        Attendance.bureau == bureau_id, Attendance.state == ParticipantState.PRESENT, Training.ends_on.between(first, last), _free(batch_id))
    for row in rows:
        course = row.training
        half_days, days = credited_days(course.starts_on, course.ends_on, course.hours_tenths, row.hours_tenths)
        yield Claim("training", row.supervisor.id, row.supervisor.name, row.supervisor.no_subsidy, "", course.title, course.ends_on,
                    half_days, days, day_slots(course.starts_on, course.ends_on), participant_id=row.id,
                    line=_line(row))


def _line(row: object) -> SubsidyLine | None:
    line = getattr(row, "line", None)
    return line if line is not None and line.id else None


def rates(bureau_id: int) -> list[RateFacts]:
    """Return the countersigned rates of a bureau."""
    rows = SubsidyRate.select().where(SubsidyRate.bureau == bureau_id, SubsidyRate.state == "in_force")
    return [RateFacts(row.id, row.level, row.target, frozenset(row.modes), row.unit, row.amount_fen, row.valid_from, row.valid_to) for row in rows]


Terms = list[tuple[date, date, str]]
"""First day, last day and level of each term, the earliest first."""


def levels_of(people: set[int]) -> dict[int, Terms]:
    """Return person → terms."""
    found: dict[int, Terms] = defaultdict(list)
    rows = Appointment.select(Appointment.supervisor, Appointment.starts_on, Appointment.ends_on, Appointment.level).where(
        Appointment.supervisor.in_(sorted(people))).order_by(Appointment.starts_on, Appointment.id).tuples()
    for person, starts, ends, level in rows:
        found[person].append((starts, ends, level))
    return found


def level_on(terms: Terms, day: date) -> str:
    """Return the level of the term that covers a day, else of the latest; of the city where a person never had a term."""
    covering = [level for starts, ends, level in terms if starts <= day <= ends] or [level for _starts, _ends, level in terms] or ["city"]
    return covering[-1]


# costs ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """A cost that stands in no batch, and whether a receipt lies beside it."""

    line: SubsidyLine
    has_receipt: bool

    @property
    def left_out(self) -> str:
        """Return why it cannot be paid yet (words.subsidies.LEFT_OUT); nothing when it can."""
        if self.line.outcome == "asked":
            return "not_agreed"
        return "" if self.has_receipt else "no_receipt"


def costs(bureau_id: int, last: date) -> list[Cost]:
    """Return the waiting costs up to a day that were not refused, by day; two queries."""
    lines = list(SubsidyLine.select(SubsidyLine, *PERSON).join(Supervisor).where(
        SubsidyLine.bureau == bureau_id, SubsidyLine.batch.is_null(), SubsidyLine.kind.in_(COSTS), SubsidyLine.outcome.in_(("asked", "pay")),
        SubsidyLine.day <= last).order_by(SubsidyLine.day, SubsidyLine.id))
    bare = {line.id for line in without_receipt(lines)}
    return [Cost(line, line.id not in bare) for line in lines]


def without_receipt(lines: Sequence[SubsidyLine]) -> list[SubsidyLine]:
    """Return the lines beside which no receipt lies; one query."""
    rows = Attachment.select(Attachment.about_id).where(
        Attachment.about_type == "subsidy_line", Attachment.about_id.in_([line.id for line in lines]), Attachment.withdrawn_at.is_null()).tuples() if lines else ()
    receipts = {key for (key,) in rows}
    return [line for line in lines if line.id not in receipts]


def corrections(bureau_id: int) -> list[SubsidyLine]:
    """Return the lines that take back or replace paid ones and wait for a batch."""
    return list(SubsidyLine.select().where(SubsidyLine.bureau == bureau_id, SubsidyLine.batch.is_null(),
                                           SubsidyLine.kind.in_(("reversal", "correction"))).order_by(SubsidyLine.id))
