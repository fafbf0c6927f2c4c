"""Notify and phone: each drawn person with ready texts, the log of attempts and undelivered messages; and the attendance of the day."""
from __future__ import annotations

from typing import Any, ClassVar

import segno
from flask import redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import Activity, Assignment, Outbox
from models.choices import FILLING, ActivityState
from portal import extensions
from portal.domain import labels
from portal.domain.contacts import ASKING_ANSWERS, CLERK_REASONS, TELLING_ANSWERS
from portal.domain.errors import NotFound
from portal.language import item_name
from portal.queries import activities, notices as facts, scope
from portal.services import attendance, notices, outbox
from portal.services.notices import WAYS, Notice
from portal.services.phones import show_phone
from views.activity_page import page_title
from views.base import Answer, Page, actor, now
from views.doors import once
from views.paper_panel import of_activity


def reach() -> outbox.Reach:
    """Return what can be reached from here: the phone pages and the channels that are configured."""
    return outbox.reach_of(extensions.settings())


class NoticePages(Page):
    """Notify and phone the people drawn for one activity."""

    in_menu = False
    stands_under = "activities"
    verbs: ClassVar[dict[str, str]] = {
        "index": "notice:read", "show": "notice:read", "texts": "notice:write", "texts_for_all": "notice:write", "attempt": "notice:write",
        "resend": "notice:write", "withdraw": "notice:write", "phone": "activity:phone",
    }

    @expose("/")
    def index(self) -> Answer:
        """Lead to the activities: notices belong to one of them."""
        return redirect("/activities/?state=drawn", 303)

    @expose("/<activity_id>")
    def show(self, activity_id: str) -> Answer:
        """Show the people with their log."""
        return self.page(activities.find(actor(), activity_id))

    def page(self, activity: Activity, made: list[Notice] | None = None, revealed: dict[int, str] | None = None) -> str:
        """Return the page; `made` are texts just written (their links are shown this once), `revealed` phones shown in clear."""
        lines = facts.board(activity)
        return str(self.render(
            "notices/show.html", activity=activity, lines=lines, made={notice.assignment.id: notice for notice in made or []},
            revealed=revealed or {}, reach=reach(), qr=qr, ways=WAYS, reasons=CLERK_REASONS, tables=labels,
            answers=TELLING_ANSWERS if activity.state == ActivityState.CANCELLED else ASKING_ANSWERS, heading=page_title(activity),
            kinds={line.kind for line in lines if line.kind}, panel=of_activity(activity, "duty_notice")))

    @expose("/<activity_id>/texts", methods=("POST",))
    def texts(self, activity_id: str) -> Answer:
        """Write the texts for one person, with a fresh link."""
        activity = activities.find(actor(), activity_id)
        made = notices.notify(actor(), place_of(activity), at=now(), reach=reach(), kind=request.form.get("kind", ""))
        return self.page(activity, [made])

    @expose("/<activity_id>/texts-for-all", methods=("POST",))
    def texts_for_all(self, activity_id: str) -> Answer:
        """Write the texts for everyone who is to be told now."""
        activity = activities.find(actor(), activity_id)
        return self.page(activity, notices.notify_all(actor(), activity, kind=request.form.get("kind", ""), at=now(), reach=reach()))

    @expose("/<activity_id>/attempt", methods=("POST",))
    def attempt(self, activity_id: str) -> Answer:
        """Log one try to reach a person and do what the answer asks for."""
        activity, form = activities.find(actor(), activity_id), request.form
        place, said = place_of(activity), {name: form.get(name, "") for name in ("way", "answer", "remark", "reason", "ground")}
        done = once(lambda: notices.log_attempt(actor(), place, at=now(), **said))
        return self.done(attempt_words(done), f"/notices/{activity.id}")

    @expose("/<activity_id>/resend", methods=("POST",))
    def resend(self, activity_id: str) -> Answer:
        """Send a message that did not arrive once more."""
        activity = activities.find(actor(), activity_id)
        message = scope.get(actor(), Outbox, request.form.get("message", ""))
        if message.assignment is None or message.assignment.activity_id != activity.id:
            raise NotFound("not_found")
        outbox.retry(actor(), message, at=now(), reach=reach())
        return self.done(_("The message will be sent again within a minute."), f"/notices/{activity.id}")

    @expose("/<activity_id>/withdraw", methods=("POST",))
    def withdraw(self, activity_id: str) -> Answer:
        """End the live links of one person's place."""
        activity = activities.find(actor(), activity_id)
        count = notices.withdraw_links(actor(), place_of(activity), at=now())
        return self.done(_("Links ended: %(count)s.", count=count), f"/notices/{activity.id}")

    @expose("/<activity_id>/phone", methods=("POST",))
    def phone(self, activity_id: str) -> Answer:
        """Show one person's phone in clear, for a reason that goes to the trail."""
        activity = activities.find(actor(), activity_id)
        place = place_of(activity, "field")
        return self.page(activity, revealed={place.id: show_phone(actor(), place, reason=request.form.get("reason", ""), at=now())})

    def title(self) -> str:
        """Return the heading."""
        return _("Notices and phone log")


def place_of(activity: Activity, name: str = "assignment") -> Assignment:
    """Return the place that the form names, of this activity. Raises NotFound."""
    place = scope.get(actor(), Assignment, request.form.get(name, ""))
    if place.activity_id != activity.id:
        raise NotFound("not_found")
    return place


def attempt_words(done: notices.Attempted) -> str:
    """Return what a logged attempt came to."""
    if done.substitute is not None:
        return _("Noted. The place is free and was taken by %(name)s, who has to be notified now.", name=done.substitute.supervisor.name)
    if done.assignment.state == "freed":
        return _("Noted. The place is free, but nobody is left in the drawn order: the leader decides on a further round.")
    return _("Noted.")


def qr(url: str) -> str:
    """Return a link as a QR code, as an image address that needs no file."""
    return segno.make(url, error="m").svg_data_uri(scale=4, border=2)


class AttendancePages(Page):
    """Who came."""

    in_menu = False
    stands_under = "activities"
    verbs: ClassVar[dict[str, str]] = {"index": "attendance:read", "show": "attendance:read", "mark": "attendance:write"}

    @expose("/")
    def index(self) -> Answer:
        """Lead to the activities whose day has come."""
        return redirect("/activities/?state=announced", 303)

    @expose("/<activity_id>")
    def show(self, activity_id: str) -> Answer:
        """Show who came, and the form while marks may be made."""
        activity = activities.find(actor(), activity_id)
        people = [row for row in facts.people(activity) if row.state in FILLING]
        open_now = activity.state in attendance.MARKED_STATES and now() >= activity.starts_at
        return self.render("notices/attendance.html", activity=activity, people=people, tables=labels, heading=page_title(activity),
                           office=item_name(activity.procuratorate), marking=open_now and self.allows("mark") and _is_ours(activity),
                           panel=of_activity(activity, "duty_sign_in"))

    @expose("/<activity_id>/mark", methods=("POST",))
    def mark(self, activity_id: str) -> Answer:
        """Write the marks."""
        activity = activities.find(actor(), activity_id)
        row = attendance.mark(actor(), activity, marks=posted_marks(), phoned=request.form.get("phoned") == "1", at=now())
        held = _("Everybody is marked: the activity is held. Feedback comes next.")
        words = held if row.state == "held" else _("The attendance was saved.")
        return self.done(words, f"/attendance/{activity.id}", step=(_("To the activity"), f"/activities/{activity.id}"))

    def title(self) -> str:
        """Return the heading."""
        return _("Attendance")


def _is_ours(activity: Activity) -> bool:
    return actor().in_bureau or activity.procuratorate_id == actor().organisation_id


def posted_marks() -> dict[int, tuple[str, str]]:
    """Return assignment id → (mark, words) of what was chosen on the form; people without a choice are left out."""
    chosen: dict[int, tuple[str, str]] = {}
    for name, value in request.form.items():
        if name.startswith("mark-") and value:
            key = scope.parse_id(name.removeprefix("mark-"))
            chosen[key] = (value, request.form.get(f"words-{key}", ""))
    return chosen


def pages() -> list[Any]:
    """Return the pages of this module."""
    return [NoticePages(_l("Notices"), endpoint="notices", url="/notices"),
            AttendancePages(_l("Attendance"), endpoint="attendance", url="/attendance")]
