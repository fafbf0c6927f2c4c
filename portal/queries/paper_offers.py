"""Which papers can be issued about a row by themselves: one table, kind → its model, its stage and what it says."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import Activity, Assignment, CaseFeedback, Draw, Feedback, Opinion, Paper, Recusal
from models.base import BaseModel
from models.choices import ActivityState, AssignmentState
from portal.domain.errors import NotFound
from portal.domain.papers import FORMS
from portal.domain.permissions import Actor
from portal.queries import paper_facts as says, related, scope

Row = Any


@dataclass(frozen=True)
class Matter:
    """What one kind of paper is about: rows of a model, the stage of a row among the states of the kind's form, and what the paper says."""

    model: type[BaseModel]
    facts: Callable[[Row, datetime], dict[str, Any]]
    stage: Callable[[Row], str] = lambda row: str(row.state)


def _duty_stage(place: Assignment) -> str:
    """A notice goes to who said yes, while the duty is still to come."""
    return str(place.activity.state) if place.state == AssignmentState.ACCEPTED else ""


def _feedback_stage(activity: Activity) -> str:
    """The sheet waits until everybody who attended and the case itself have their feedback."""
    if activity.state not in (ActivityState.HELD, ActivityState.CLOSED):
        return ""
    missing = Assignment.select().where(
        Assignment.activity == activity, Assignment.state == AssignmentState.ATTENDED, Assignment.id.not_in(Feedback.select(Feedback.assignment)))
    complete = CaseFeedback.select().where(CaseFeedback.activity == activity).exists() and not missing.exists()
    return str(activity.state) if complete else ""


def _objection_stage(opinion: Opinion) -> str:
    return str(opinion.state) if opinion.objected_at else ""


MATTERS: dict[str, Matter] = {
    "draw_request": Matter(Activity, says.draw_request),
    "draw_record": Matter(Draw, says.draw_record),
    "recusal_decision": Matter(Recusal, says.recusal_decision),
    "duty_notice": Matter(Assignment, says.duty_notice, _duty_stage),
    "duty_sign_in": Matter(Activity, says.duty_sign_in),
    "duty_feedback": Matter(Activity, says.duty_feedback, _feedback_stage),
    "opinion_sheet": Matter(Opinion, says.opinion),
    "opinion_answer": Matter(Opinion, says.answered_opinion),
    "objection_report": Matter(Opinion, says.answered_opinion, _objection_stage),
}


OF_AN_ACTIVITY = tuple(kind for kind, matter in MATTERS.items() if matter.model is not Opinion)
OF_AN_OPINION = tuple(kind for kind, matter in MATTERS.items() if matter.model is Opinion)
NOTICED = (ActivityState.CONFIRMED, ActivityState.ANNOUNCED)


@dataclass(frozen=True)
class Offer:
    """A paper that can be issued now, about a person or a round where it is about one of several.

    `again` = there is one already, which a new one would follow if something changed.
    """

    kind: str
    about_id: int
    person: str
    round: int | None
    again: bool


def find(actor: Actor, kind: str, about_id: object) -> BaseModel:
    """Return the visible row that a paper would be about. Raises NotFound, for an unknown kind too."""
    if kind not in MATTERS:
        raise NotFound("not_found")
    return scope.get(actor, MATTERS[kind].model, about_id)


def is_open(kind: str, row: Row) -> bool:
    """Whether a paper of this kind may be issued about a row as it stands."""
    return MATTERS[kind].stage(row) in FORMS[kind].states


def activity_of(row: Row) -> Activity | None:
    """Return the activity that a row is about; None for an opinion on own initiative."""
    found: Activity | None = row if isinstance(row, Activity) else row.activity if row.activity_id else None
    return found


def procuratorate_id(row: Row) -> int | None:
    """Return the procuratorate whose matter a row is; None for an opinion that was not passed on yet."""
    activity = activity_of(row)
    found: int | None = row.procuratorate_id if isinstance(row, Opinion) else activity.procuratorate_id if activity else None
    return found


def subject_of(row: Row) -> str:
    """Return what the list of papers says that a paper is about: the matter, and the person where it is about one."""
    activity = activity_of(row)
    matter = activity.title if activity else row.subject
    person = _person_of(row)
    return f"{person}：{matter}"[:200] if person else str(matter)


def _person_of(row: Row) -> str:
    return str(row.supervisor.name) if hasattr(row, "supervisor_id") else ""


def of_activity(actor: Actor, activity: Activity, kinds: Iterable[str]) -> list[tuple[str, Row]]:
    """Return what papers of these kinds could be about: the activity itself, its rounds, the people who will come, and its recusals.

    Rows whose papers the actor does not issue are not read.
    """
    asked = [kind for kind in kinds if actor.may(FORMS[kind].writes)]
    rows = {kind: _rows(MATTERS[kind].model, activity) for kind in asked}
    return [(kind, row) for kind, found in rows.items() for row in found]


def _rows(model: type[BaseModel], activity: Activity) -> list[Row]:
    if model is Activity:
        return [activity]
    if model is Assignment and activity.state not in NOTICED:
        return []
    found = list(model.select().where(model.activity == activity).order_by(model.id))
    for row in found:
        row.activity = activity
    if model is not Draw:
        related.load(found, "supervisor")
    return found


def issued(actor: Actor, about: Activity | Opinion, kinds: Iterable[str] = ()) -> list[Paper]:
    """Return the papers about an activity and all that belongs to it, or about an opinion, that the actor may read, oldest first."""
    columns = [column for column in Paper._meta.sorted_fields if column.name not in ("content", "data")]
    row = (Paper.activity == about) if isinstance(about, Activity) else (Paper.about_type == "opinion") & (Paper.about_id == about.id)
    of_kinds = (Paper.kind.in_(tuple(kinds)),) if kinds else ()
    return list(scope.visible(actor, Paper).select(*columns).where(row, *of_kinds).order_by(Paper.id))


def offers(actor: Actor, candidates: Iterable[tuple[str, Row]], issued: Iterable[Paper]) -> list[Offer]:
    """Return those of (kind, row) that the actor may issue now; a city procuratorate issues nothing for those below it."""
    there = {(paper.kind, paper.about_id) for paper in issued}
    found = []
    for kind, row in candidates:
        own = not actor.in_procuratorate or procuratorate_id(row) == actor.organisation_id
        if own and actor.may(FORMS[kind].writes) and is_open(kind, row):
            person = "" if isinstance(row, Opinion) else _person_of(row)
            found.append(Offer(kind, row.id, person, row.round if isinstance(row, Draw) else None, (kind, row.id) in there))
    return found
