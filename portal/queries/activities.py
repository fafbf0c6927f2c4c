"""The activity page in a handful of statements: the activity with its rows of reference, its people, lists and figures."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from peewee import JOIN, Expression, fn

from models import (
    Activity,
    Assignment,
    CaseFeedback,
    ContactAttempt,
    Draw,
    Feedback,
    Opinion,
    Organisation,
    Party,
    PicklistItem,
    SpecialPlace,
    Supervisor,
    User,
)
from models.choices import FILLING, HOLDING, ActivityState, AssignmentState, OpinionState
from portal.domain.activity_acts import Situation
from portal.domain.contacts import TOLD
from portal.domain.errors import NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.queries import parameters, scope
from portal.queries.requests import lead_time

BEFORE_DRAW = (ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.RETURNED, ActivityState.ACCEPTED)
PHONE_OPEN = (ActivityState.CONFIRMED, ActivityState.ANNOUNCED, ActivityState.HELD)
"""States in which the procuratorate may call the people drawn: from confirmation until the activity is closed (access.md "Rows")."""

OPEN_OPINIONS = (OpinionState.RECEIVED, OpinionState.ROUTED, OpinionState.OBJECTED)


@dataclass(frozen=True)
class Person:
    """One person drawn, with the last try to reach them (bureau only) and what is still to be done about them."""

    assignment: Assignment
    last: ContactAttempt | None
    phone_open: bool
    to_be_told: bool


@dataclass
class ActivityFile:
    """Everything that the activity page shows; what the reader may not see is left empty."""

    activity: Activity
    situation: Situation
    special: list[SpecialPlace]
    parties: list[str] | None
    people: list[Person] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    figures: Mapping[str, int] = field(default_factory=dict)
    most_people: int | None = None

    @property
    def places(self) -> int:
        """All places asked for."""
        return int(self.activity.general_places) + sum(row.places for row in self.special)

    @property
    def too_many(self) -> bool:
        """Whether more people are asked for than is usual (request.max_people): a warning, no refusal."""
        return self.most_people is not None and self.places > self.most_people


def find(actor: Actor, row_id: object) -> Activity:
    """Return one visible activity with everything it refers to, in one statement. Raises NotFound."""
    mode, line, must, office = PicklistItem.alias(), PicklistItem.alias(), PicklistItem.alias(), Organisation.alias()
    referred = {"mode": mode, "business_line": line, "must_invite": must, "procuratorate": office, "bureau": Organisation,
                "created_by": User}
    figures = [count.alias(name) for name, count in _counts().items()]
    query = scope.visible(actor, Activity).where(Activity.id == scope.parse_id(row_id))
    query = query.select_extend(mode, line, must, office, Organisation, User.id, User.name, *figures)
    for name, other in referred.items():
        query = query.join_from(Activity, other, JOIN.LEFT_OUTER, on=getattr(Activity, name) == other.id, attr=name)
    found: Activity | None = query.get_or_none()
    if found is None:
        raise NotFound("not_found")
    return found


def open_file(actor: Actor, activity: Activity, at: datetime) -> ActivityFile:
    """Return the file of an activity that `find` gave."""
    figures = {name: getattr(activity, name) or 0 for name in _counts()}
    own = activity.procuratorate_id == actor.organisation_id if actor.in_procuratorate else activity.bureau_id == actor.bureau_id
    situation = Situation(activity.state, own=own, exceptional=activity.exceptional, begun=local_day(activity.starts_at) <= local_day(at),
                          fed_back=bool(figures["case_feedback"]) and not figures["without_feedback"])
    file = ActivityFile(activity, situation, special_places(activity), parties(actor, activity), figures=figures)
    if activity.state in BEFORE_DRAW:
        file.most_people = parameters.value(activity.bureau_id, "request.max_people", local_day(at))
        return file
    file.people, file.draws = people(actor, activity), draws(activity)
    file.situation = replace(situation, answered=_answered(file))
    return file


def special_places(activity: Activity) -> list[SpecialPlace]:
    """Return the places that need a profession, with it."""
    return list(SpecialPlace.select(SpecialPlace, PicklistItem).join(PicklistItem).where(SpecialPlace.activity == activity)
                .order_by(SpecialPlace.id))


def parties(actor: Actor, activity: Activity) -> list[str] | None:
    """Return the parties to check; None for readers of another office, who may not even know whether there are any."""
    if not actor.may("request:parties"):
        return None
    if actor.in_procuratorate and activity.procuratorate_id != actor.organisation_id:
        return None
    return [row.name for row in Party.select().where(Party.activity == activity).order_by(Party.id)]


def people(actor: Actor, activity: Activity) -> list[Person]:
    """Return the people drawn, those who gave their place back last."""
    latest = ContactAttempt.alias()
    last = latest.select(fn.MAX(latest.id)).where(latest.assignment == Assignment.id)
    query = (
        Assignment.select(Assignment, Supervisor, PicklistItem, ContactAttempt, untold().alias("untold")).join(Supervisor)
        .join(PicklistItem, on=Supervisor.sex == PicklistItem.id, attr="sex")
        .join_from(Assignment, ContactAttempt, JOIN.LEFT_OUTER, on=ContactAttempt.id == last, attr="last_attempt")
        .where(Assignment.activity == activity).order_by(Assignment.round, Assignment.id)
    )
    rows = [_person(actor, activity, row) for row in query]
    return sorted(rows, key=lambda person: person.assignment.state == AssignmentState.FREED)


def phone_open(actor: Actor, activity: Activity, assignment: Assignment) -> bool:
    """Whether the actor may see the phone of a person drawn: the bureau always, the asking office from confirmation until closing."""
    if not actor.may("activity:phone"):
        return False
    if actor.in_bureau:
        return True
    own = activity.procuratorate_id == actor.organisation_id
    return own and activity.state in PHONE_OPEN and assignment.state in FILLING


def draws(activity: Activity) -> list[Draw]:
    """Return the rounds, without their hidden shares."""
    shown = [column for column in Draw._meta.sorted_fields if column.name != "share"]
    return list(Draw.select(*shown).where(Draw.activity == activity).order_by(Draw.round))


def lead_of(activity: Activity, at: datetime) -> Any:
    """Return the lead time that a request would have if it were sent now."""
    return lead_time(activity.bureau_id, activity.starts_at, at)


def untold() -> Any:
    """Return the condition on Assignment that somebody held a place and was not told of a cancelling: a message sent reaches nobody yet."""
    told = ContactAttempt.select(ContactAttempt.assignment).where(ContactAttempt.answer == TOLD)
    return Assignment.state.in_(HOLDING) & Assignment.id.not_in(told)


def _person(actor: Actor, activity: Activity, row: Assignment) -> Person:
    last = getattr(row, "last_attempt", None) if actor.in_bureau else None
    to_be_told = actor.in_bureau and activity.state == ActivityState.CANCELLED and bool(row.untold)
    return Person(row, last, phone_open(actor, activity, row), to_be_told)


def _answered(file: ActivityFile) -> bool:
    """Whether every place is held by somebody who said yes."""
    holding = [person.assignment.state for person in file.people if person.assignment.state in HOLDING]
    return len(holding) == file.places and set(holding) == {AssignmentState.ACCEPTED}


def _counts() -> dict[str, Any]:
    """The figures of an activity, each a scalar of the one statement."""
    opinions = Opinion.select(fn.COUNT(Opinion.id)).where(Opinion.activity == Activity.id)
    attended = Assignment.select(fn.COUNT(Assignment.id)).where(
        Assignment.activity == Activity.id, Assignment.state == AssignmentState.ATTENDED)
    return {
        "opinions": opinions,
        "open_opinions": opinions.where(Opinion.state.in_(OPEN_OPINIONS)),
        "attended": attended,
        "without_feedback": attended.where(Assignment.id.not_in(Feedback.select(Feedback.assignment))),
        "case_feedback": CaseFeedback.select(fn.COUNT(CaseFeedback.id)).where(CaseFeedback.activity == Activity.id),
    }


PARTS: Mapping[str, Callable[[], Any]] = {
    "drawn": lambda: ~Assignment.substitute,
    "substitute": lambda: Assignment.substitute,
    "served": lambda: (Assignment.state == AssignmentState.ATTENDED) & Activity.state.in_((ActivityState.HELD, ActivityState.CLOSED)),
    "freed": lambda: Assignment.state == AssignmentState.FREED,
}
"""What a person's figures count of the places in a year's activities → its condition, as queries.statistics.people counts it."""


def counted() -> Expression:
    """Return the condition of the activities that the year's figures count: held or closed, and someone attended."""
    attended = Assignment.select(Assignment.activity).where(Assignment.state == AssignmentState.ATTENDED)
    return Activity.state.in_((ActivityState.HELD, ActivityState.CLOSED)) & Activity.id.in_(attended)
