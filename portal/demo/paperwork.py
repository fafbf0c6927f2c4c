"""The papers of some of the demo's activities: whatever can be issued is issued by its office as soon as it can."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from models import Activity, Opinion
from portal.demo.life import Life
from portal.demo.plan import Plan
from portal.demo.staff import Staff
from portal.domain.permissions import Actor
from portal.queries import paper_offers
from portal.services import paper_issue

STAGES = ("submitted", "announced", "held", "closed")
TURNS = ("declared", "proposed", "second_round", "phoned")


def are_kept(plan: Plan) -> bool:
    """Whether an activity's papers are issued: those of the odd turns of 2023, and some of this year, the contested opinion among them."""
    contested = plan.stage == "held" and plan.office == "city"
    return plan.turn in TURNS or (plan.day.year > 2023 and (contested or (plan.mode == "05" and plan.stage in STAGES)))


def along(staff: Staff, plan: Plan, life: Life) -> Life:
    """Live through an activity, and issue after each act the papers that it made due."""
    activity: Activity | None = None
    last: datetime | None = None
    for moment in life:
        if last is not None:
            activity = activity or Activity.select().order_by(Activity.id.desc()).get()
            _issue(staff, plan, activity.id, last)
        yield moment
        last = moment
    if activity is not None and last is not None:
        _issue(staff, plan, activity.id, last)


def _issue(staff: Staff, plan: Plan, activity_id: int, at: datetime) -> None:
    activity = Activity.get_by_id(activity_id)
    issued = paper_offers.issued(staff.actors["clerk"], activity) if activity.number else []
    for actor in (staff.officer(plan.office), staff.actors["clerk"]):
        for kind, row in _candidates(actor, activity):
            offered = paper_offers.offers(actor, [(kind, row)], issued)
            if offered and not offered[0].again:
                issued.append(paper_issue.issue(actor, kind, row, at=at).paper)


def _candidates(actor: Actor, activity: Activity) -> list[tuple[str, Any]]:
    opinions = [(kind, row) for row in Opinion.select().where(Opinion.activity == activity) for kind in paper_offers.OF_AN_OPINION]
    return paper_offers.of_activity(actor, activity, paper_offers.OF_AN_ACTIVITY) + opinions
