"""The procuratorate's feedback on an activity: each person who attended, opinions from paper, and what became of the matter."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import Activity
from portal.domain import labels
from portal.domain.localtime import local_day
from portal.queries import activities, opinions as facts, parameters, scope
from portal.services import feedback
from portal.services.feedback import PersonMark
from views.activity_page import page_title
from views.base import Answer, Page, actor, now
from views.paper_panel import of_activity


class FeedbackPages(Page):
    """办案情况反馈."""

    in_menu = False
    stands_under = "activities"
    verbs: ClassVar[dict[str, str]] = {"index": "feedback:read", "show": "feedback:read", "give": "feedback:write"}

    @expose("/")
    def index(self) -> Answer:
        """Lead to the activities that are held."""
        return redirect("/activities/?state=held", 303)

    @expose("/<activity_id>")
    def show(self, activity_id: str) -> Answer:
        """Show the feedback, and its form while it may be written."""
        activity = activities.find(actor(), activity_id)
        ours = actor().in_bureau or activity.procuratorate_id == actor().organisation_id
        writing = facts.feedback_open(activity) and ours and self.allows("give")
        return self.render(
            "feedback/show.html", activity=activity, heading=page_title(activity), lines=facts.feedback_of(activity),
            given={line.assignment.id: line.opinion for line in facts.of_activity(activity)}, case=facts.case_feedback(activity),
            due=facts.feedback_due(activity), left=_days_left(activity), writing=writing,
            entering=ours and actor().may("opinion:give"), tables=labels,
            marks=list(parameters.items("feedback_mark", activity.bureau_id)), panel=of_activity(activity, "duty_feedback"))

    @expose("/<activity_id>/give", methods=("POST",))
    def give(self, activity_id: str) -> Answer:
        """Write the form in one transaction."""
        activity = activities.find(actor(), activity_id)
        feedback.give(actor(), activity, people=posted_marks(), outcome=request.form.get("outcome", ""), at=now())
        step = (_("To the activity"), f"/activities/{activity.id}")
        return self.done(_("The feedback was saved."), f"/feedback/{activity.id}", step=step)

    def title(self) -> str:
        """Return the heading."""
        return _("Feedback")


def _days_left(activity: Activity) -> int | None:
    due = facts.feedback_due(activity)
    return parameters.calendar(activity.bureau_id).working_days_between(local_day(now()), due) if due else None


def posted_marks() -> dict[int, PersonMark]:
    """Return assignment id → mark of what the form says; people without a mark of conduct are left out."""
    found: dict[int, PersonMark] = {}
    for name, value in request.form.items():
        if name.startswith("conduct-") and value:
            key = scope.parse_id(name.removeprefix("conduct-"))
            found[key] = PersonMark(
                on_time=request.form.get(f"on_time-{key}") == "1", prepared=request.form.get(f"prepared-{key}") == "1",
                conduct_id=scope.parse_id(value), remark=request.form.get(f"remark-{key}", ""))
    return found


def pages() -> list[Any]:
    """Return the pages of this module."""
    return [FeedbackPages(_l("Feedback"), endpoint="feedback", url="/feedback")]
