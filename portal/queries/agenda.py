"""What stands in a reader's calendar: activities, classes, meetings and deadlines within a span of days, in one statement."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any

from peewee import JOIN, SQL, Expression, ModelSelect, Value, fn

from models import (
    Activity,
    Applicant,
    ApplicantReview,
    Appointment,
    AssessmentRound,
    Bulletin,
    BulletinOffice,
    CaseFeedback,
    Decision,
    Material,
    Meeting,
    Opinion,
    Organisation,
    Reading,
    Recruitment,
    Suggestion,
    Training,
    Visit,
)
from models.choices import ActivityState, AppointmentState, AssessmentState, BulletinState, OpinionState, RecruitmentState, SuggestionState
from portal.domain.localtime import local_day, local_moment
from portal.domain.permissions import Actor, require
from portal.queries import liaison_meetings, parameters, scope
from portal.queries.terms import months_later

MOST = 1000
"""Entries of one answer; a feed must not grow without end."""
FEEDBACK_BACK = timedelta(days=60)
"""Feedback counts in working days from the day of holding: so long before a span something due in it was held at the earliest."""


@dataclass(frozen=True)
class Span:
    """A span of local days, both counted."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Return the moment at which it begins."""
        return local_moment(self.first, 0)

    @property
    def end(self) -> datetime:
        """Return the moment at which the day after it begins."""
        return local_moment(self.last + timedelta(days=1), 0)

    def holds(self, day: date) -> bool:
        """Whether a day lies within it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Entry:
    """One entry: its kind (words.planning.AGENDA), its row, the row whose page opens it, and when: days, and for an appointment moments.

    `title` is the row's own; of a GATHERED kind it is how many there are. `ends_on` is the day on which terms end. `version` and
    `changed_at` tell calendar programs of a change.
    """

    kind: str
    row_id: int
    page_id: int
    title: str
    office: Organisation | None
    place: str
    first: date
    last: date
    starts_at: datetime | None
    ends_at: datetime | None
    state: str
    version: int
    changed_at: datetime
    ends_on: date | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state == "cancelled"


Source = Callable[[Actor, Span], Expression | bool]


@dataclass(frozen=True)
class Kind:
    """One kind of entry: the verb that opens it, its rows, and the columns that say when and what."""

    name: str
    verb: str
    model: Any
    first: Any
    where: Source
    title: Any
    last: Any = None
    row: Any = None
    office: Any = None
    place: Any = None
    state: Any = None
    joins: tuple[tuple[Any, Any], ...] = ()

    def query(self, actor: Actor, span: Span) -> ModelSelect | None:
        """Return the rows of a span that the actor may see, every column as text; None where the kind is closed to the actor."""
        condition = scope.condition(actor, self.model) if actor.may(self.verb) else False
        if condition is False:
            return None
        columns = (self.model.id, self.row or self.model.id, self.title, self.office, self.place, self.first, self.last or self.first, self.state,
                   self.model.version, self.model.changed_at)
        query = self.model.select(Value(self.name).cast("text"), *(_text(column) for column in columns))
        for joined, on in self.joins:
            query = query.join_from(self.model, joined, JOIN.LEFT_OUTER, on=on)
        return query.where(condition, self.where(actor, span))


def _text(column: Any) -> Any:
    return Value("").cast("text") if column is None else column.cast("text")


def _within(column: Any) -> Source:
    return lambda _actor, span: column.between(span.first, span.last)


def _moment(column: Any) -> Source:
    return lambda _actor, span: (column >= span.start) & (column < span.end)


def _both(one: Source, *further: Any) -> Source:
    return lambda actor, span: reduce(lambda left, right: left & right, further, one(actor, span))


def _asked_feedback(_actor: Actor, span: Span) -> Expression:
    given = CaseFeedback.select(CaseFeedback.id).where(CaseFeedback.activity == Activity.id)
    return (Activity.state == ActivityState.HELD) & (Activity.held_at >= span.start - FEEDBACK_BACK) & (Activity.held_at < span.end) & ~fn.EXISTS(given)


def _ending(months: int) -> Source:
    def condition(_actor: Actor, span: Span) -> Expression:
        last = months_later(span.last, months) + timedelta(days=3)  # months differ in length; what does not belong is left out afterwards
        return (Appointment.state == AppointmentState.LIVE) & Appointment.ends_on.between(months_later(span.first, months), last)
    return condition


WRITTEN = Meeting.select(Meeting.id).where(Meeting.state.in_(liaison_meetings.HELD))
UNREAD = Reading.select(Reading.material).where(Reading.read_at.is_null())
UNSENT = (ActivityState.DRAFT, ActivityState.RETURNED)
TAKING = (RecruitmentState.NOTICED, RecruitmentState.APPLICATIONS)
REVIEWING = (RecruitmentState.APPLICATIONS, RecruitmentState.REVIEW)
TERM_MONTHS = {"term_6": 6, "term_3": 3, "term_end": 0}
"""Kind of warning → months before the end of a term."""

KINDS: tuple[Kind, ...] = (
    Kind("activity", "request:read", Activity, Activity.starts_at, _both(_moment(Activity.starts_at), Activity.state.not_in(UNSENT)),
         Activity.title, last=Activity.ends_at, office=Activity.procuratorate, place=Activity.place, state=Activity.state),
    Kind("class", "training:read", Training, Training.starts_on, lambda _actor, span: (Training.starts_on <= span.last) & (Training.ends_on >= span.first),
         Training.title, last=Training.ends_on, place=Training.place),
    Kind("meeting", "meeting:read", Meeting, Meeting.starts_at, _moment(Meeting.starts_at), Meeting.title, office=Meeting.host,
         place=Meeting.place, state=Meeting.state),
    Kind("answer", "opinion:read", Opinion, Opinion.due_on, _both(_within(Opinion.due_on), Opinion.state == OpinionState.ROUTED),
         fn.COALESCE(Activity.title, Opinion.subject), office=Opinion.procuratorate, joins=((Activity, Opinion.activity),)),
    Kind("feedback", "feedback:read", Activity, Activity.held_at, _asked_feedback, Activity.title, office=Activity.procuratorate),
    Kind("decision", "meeting:read", Decision, Decision.due_on,
         _both(_within(Decision.due_on), Decision.done_on.is_null(), Decision.struck_at.is_null(), Decision.meeting.in_(WRITTEN)),
         Decision.words, row=Decision.meeting, office=Decision.office),
    Kind("suggestion", "suggestion:read", Suggestion, Suggestion.due_on, _both(_within(Suggestion.due_on), Suggestion.state == SuggestionState.ROUTED),
         Suggestion.subject, office=Suggestion.office),
    Kind("visit", "visit:read", Visit, Visit.due_on, _both(_within(Visit.due_on), Visit.done_on.is_null()), Visit.subject),
    Kind("bulletin", "bulletin:read", BulletinOffice, Bulletin.answer_due_on,
         _both(_within(Bulletin.answer_due_on), BulletinOffice.answered_at.is_null(), Bulletin.state == BulletinState.SENT),
         Bulletin.title, row=BulletinOffice.bulletin, office=BulletinOffice.office, joins=((Bulletin, BulletinOffice.bulletin),)),
    Kind("applications", "recruitment:read", Recruitment, Recruitment.apply_until, _both(_within(Recruitment.apply_until), Recruitment.state.in_(TAKING)),
         Recruitment.title),
    Kind("public_notice", "recruitment:read", Recruitment, Recruitment.objections_until,
         _both(_within(Recruitment.objections_until), Recruitment.state == RecruitmentState.PUBLIC_NOTICE), Recruitment.title),
    Kind("review", "recruitment:opinion", ApplicantReview, ApplicantReview.due_on,
         _both(_within(ApplicantReview.due_on), ApplicantReview.outcome == "", Applicant.recruitment.in_(
             Recruitment.select(Recruitment.id).where(Recruitment.state.in_(REVIEWING)))),
         Applicant.name, joins=((Applicant, ApplicantReview.applicant),)),
    Kind("self_reports", "assessment:read", AssessmentRound, AssessmentRound.report_until,
         _both(_within(AssessmentRound.report_until), AssessmentRound.state == AssessmentState.OPEN), AssessmentRound.year),
    Kind("grades_notice", "assessment:read", AssessmentRound, AssessmentRound.objections_until,
         _both(_within(AssessmentRound.objections_until), AssessmentRound.state == AssessmentState.NOTICE), AssessmentRound.year),
    Kind("material", "material:read", Material, Material.due_on, _both(_within(Material.due_on), Material.id.in_(UNREAD)), Material.title),
    *(Kind(name, "appointment:read", Appointment, Appointment.ends_on, _ending(months), Value("1")) for name, months in TERM_MONTHS.items()),
)
"""Every kind of entry; a new part of the portal with days of its own adds its line here, its words to words.planning.AGENDA."""


def entries(actor: Actor, span: Span, today: date) -> list[Entry]:
    """Return what stands in the actor's calendar, the earliest first, at most MOST; four queries whatever there is.

    People whose terms end on one day stand in one entry, and applicants to be looked at by one day too.
    """
    require(actor, "calendar:read")
    parts = [query for kind in KINDS if (query := kind.query(actor, span)) is not None]
    union = reduce(lambda one, other: one.union_all(other), parts).order_by(SQL("7"), SQL("1"), SQL("2")).limit(MOST)
    offices = {row.id: row for row in scope.visible(actor, Organisation)}
    found = (_entry(row, offices) for row in union.tuples())
    moved = _moved(actor, _gathered(found), today)
    return sorted((one for one in moved if one.last >= span.first and one.first <= span.last),
                  key=lambda one: (one.first, one.starts_at or span.start - timedelta(days=9999), one.kind, one.row_id))


def _entry(row: tuple[str, ...], offices: dict[int, Organisation]) -> Entry:
    kind, row_id, page_id, title, office, place, first, last, state, version, changed_at = row
    begins, ends = _read(first), _read(last or first)
    return Entry(kind, int(row_id), int(page_id), title or "", offices.get(int(office)) if office else None, place, _day(begins), _day(ends),
                 begins if isinstance(begins, datetime) else None, ends if isinstance(ends, datetime) and ends != begins else None,
                 state, int(version), _moment_of(changed_at))


def _read(text: str) -> date | datetime:
    """Moments are kept in UTC, days as they are."""
    return date.fromisoformat(text) if len(text) == len("2026-01-01") else _moment_of(text)


def _moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _day(when: date | datetime) -> date:
    return local_day(when) if isinstance(when, datetime) else when


GATHERED = frozenset({*TERM_MONTHS, "review"})
"""Kinds of which a day has one entry, whose title is how many there are."""


def _gathered(found: Iterator[Entry]) -> list[Entry]:
    lines: list[Entry] = []
    places: dict[tuple[str, date], int] = {}
    for one in found:
        key = one.kind, one.first
        if one.kind not in GATHERED:
            lines.append(one)
        elif key in places:
            before = lines[places[key]]
            lines[places[key]] = replace(before, title=str(int(before.title) + 1), changed_at=max(before.changed_at, one.changed_at),
                                       version=max(before.version, one.version))
        else:
            places[key] = len(lines)
            lines.append(replace(one, title="1"))
    return lines


def _moved(actor: Actor, found: list[Entry], today: date) -> list[Entry]:
    """Deadlines that are reckoned: feedback in working days after the activity, warnings in months before the end of a term."""
    calendar = parameters.calendar(actor.bureau_id)
    days = int(parameters.value(actor.bureau_id, "feedback.working_days", today)) if any(one.kind == "feedback" for one in found) else 0
    moved = []
    for one in found:
        if one.kind == "feedback":
            due = calendar.add_working_days(one.first, days)
            one = replace(one, first=due, last=due, starts_at=None)
        elif one.kind in TERM_MONTHS:
            due = months_later(one.first, -TERM_MONTHS[one.kind])
            one = replace(one, first=due, last=due, ends_on=one.first)
        moved.append(one)
    return moved
