"""Requests and activities: the list, the request form with its live lead time, the activity page, and the steps between offices."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import Activity, Assignment
from portal.domain import labels
from portal.domain.errors import Conflict, Forbidden, NotFound
from portal.domain.identity import mask
from portal.domain.localtime import from_local, local_day
from portal.domain.requests import FARTHEST
from portal.domain.workflow import STEPS as STEPS_OF_CHAIN
from portal.language import short_name
from portal.queries import activities, plans, scope
from portal.queries.requests import lead_time, parallel
from portal.services import papers, requests
from portal.services.phones import show_phone
from views.activity_filters import activity_filters
from views.activity_forms import RequestForm, filled_form, item_words, move_form, new_form
from views.activity_page import address, page_facts, page_title
from views.base import Answer, Register, actor, attempt, now
from views.cells import kept
from views.doors import wants_json
from views.filters import Filter
from views.paper_panel import of_activity

STEPS: dict[str, tuple[str, Callable[..., Any], Any]] = {
    # what is posted: the verb that opens it, the service, and what is said when it is done
    "submit": ("request:write", lambda who, row, words, at: requests.submit(who, row, at=at, reason=words, exceptional=_exceptional()),
               _l("The request was sent to the bureau.")),
    "withdraw": ("request:write", lambda who, row, words, at: requests.withdraw(who, row, at=at), _l("The request is a draft again.")),
    "accept": ("request:accept", lambda who, row, words, at: requests.accept(who, row, at=at, words=words), _l("The request was accepted.")),
    "send_back": ("request:accept", lambda who, row, words, at: requests.send_back(who, row, at=at, words=words),
                  _l("The request went back to the procuratorate.")),
    "cancel": ("request:cancel", lambda who, row, words, at: requests.cancel(who, row, at=at, words=words),
               _l("The activity was cancelled. Whoever was drawn must be told.")),
    "close": ("activity:close", lambda who, row, words, at: requests.close(who, row, at=at), _l("The activity was closed and filed.")),
    "announce": ("announcement:write", lambda who, row, words, at: papers.announce(who, row, at=at), _l("The result was announced.")),
}


def _exceptional() -> bool:
    return request.form.get("exceptional") in ("1", "y", "yes", "on")


class ActivityRegister(Register):
    """监督活动: every request and activity that the reader may see."""

    verbs: ClassVar[dict[str, str]] = {
        "index_view": "request:read", "details_view": "request:read", "export": "request:read", "create_view": "request:write",
        "edit_view": "request:write", "lead": "request:write", "move": "request:reschedule", "step": "request:read",
        "phone": "activity:phone",
    }
    column_list = ("number", "title", "mode", "procuratorate", "starts_at", "place", "state")
    column_labels: ClassVar[dict[str, Any]] = {
        "number": _l("Number"), "title": _l("Title"), "mode": _l("Mode"), "procuratorate": _l("Procuratorate"), "starts_at": _l("Time"),
        "place": _l("Place"), "state": _l("State"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": labels.ACTIVITY_STATES}
    column_searchable_list = ("number", "title", "place")
    column_sortable_list = ("starts_at",)
    column_default_sort = ("-starts_at",)
    column_cells: ClassVar[dict[str, Any]] = {"procuratorate": lambda row: kept(short_name(row.procuratorate))}
    new_label = _l("New request")
    empty_words = _l("No activity fits. A procuratorate's officer posts requests here; change the filters to see others.")

    def filters(self) -> list[Filter]:
        """Return the filters by their plain names, as figures and worklists link here with them."""
        return activity_filters()

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the one act of the list: opening the activity, where all others are."""
        return [(_("Open"), address(row))]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show the activity page."""
        return self.show(activities.find(actor(), row_id))

    def show(self, activity: Activity, revealed: dict[int, str] | None = None) -> str:
        """Return the activity page; `revealed` maps an assignment to the phone shown in clear."""
        file = activities.open_file(actor(), activity, now())
        shown = {person.assignment.id: _phone(person, revealed or {}) for person in file.people if person.phone_open}
        return str(self.render("activities/show.html", phones=shown, heading=page_title(activity), panel=of_activity(activity),
                               **page_facts(file, revealed)))

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the form of a new request."""
        return self._request_form(new_form(), None)

    @expose("/<int:row_id>/edit", methods=("GET", "POST"))
    def edit_view(self, row_id: int) -> Answer:
        """Show and take the form of a draft or a returned request."""
        activity = activities.find(actor(), row_id)
        return self._request_form(filled_form(activities.open_file(actor(), activity, now())), activity)

    def _request_form(self, form: RequestForm, activity: Activity | None) -> Answer:
        send = request.form.get("act") == "send"
        if form.sent():
            row = attempt(form, lambda: self._kept(form, activity, send=send))
            if row:
                words = _sent(row) if send else _("The draft was saved.")
                return self.done(words, address(row))
        elif activity is not None:
            _refuse_foreign(activity, "amend")
        return self.render("activities/form.html", form=form, activity=activity, lead=_lead_on(form.day.data), heading=self._form_heading(activity),
                           planned=_planned(form.day.data, str(form.mode.data.id) if form.mode.data else ""))

    def _kept(self, form: RequestForm, activity: Activity | None, *, send: bool) -> Activity:
        seen = str(form.version.data or "")
        version = int(seen) if activity is not None and seen.isdigit() else None
        exceptional = bool(form.exceptional.data)
        return requests.keep(actor(), activity, form.values(), at=now(), version=version, send=send, exceptional=exceptional)

    def _form_heading(self, activity: Activity | None) -> str:
        return _("Edit the request") if activity else _("New request")

    @expose("/lead-time")
    def lead(self) -> Answer:
        """Show the lead time of the day in the address, and the item of the plan, as the form asks while it is typed."""
        day = _day(request.args.get("day", ""))
        return self.render("activities/_lead.html", lead=_lead_on(day), planned=_planned(day, request.args.get("mode", "")))

    @expose("/<int:row_id>/reschedule", methods=("GET", "POST"))
    def move(self, row_id: int) -> Answer:
        """Show and take a new time or place."""
        activity = activities.find(actor(), row_id)
        _refuse_foreign(activity, "reschedule")
        form = move_form(activity)
        if form.sent() and attempt(form, lambda: _moved(activity, form)):
            return self.done(_("Time or place was changed. The people drawn are asked again."), address(activity))
        return self.render("activities/move.html", form=form, activity=activity, lead=activities.lead_of(activity, now()))

    @expose("/<int:row_id>/<any(submit, withdraw, accept, send_back, cancel, close, announce):name>", methods=("POST",))
    def step(self, row_id: int, name: str) -> Answer:
        """Do one step of the chain, with the words that were given for it."""
        activity = activities.find(actor(), row_id)
        verb, act, words = STEPS[name]
        if not actor().may(verb) and not (name == "accept" and actor().may("request:except")):
            raise Forbidden("forbidden", verb=verb)
        act(actor(), activity, request.form.get("words", "").strip(), now())
        return self.done(_sent(activity) if name == "submit" else str(words), address(activity))

    @expose("/<int:row_id>/phone", methods=("POST",))
    def phone(self, row_id: int) -> Answer:
        """Show one person's phone in clear for a reason, which goes to the trail."""
        activity = activities.find(actor(), row_id)
        place = scope.get(actor(), Assignment, request.form.get("field", ""))
        if place.activity_id != activity.id:
            raise NotFound("not_found")
        shown = show_phone(actor(), place, reason=request.form.get("reason", ""), at=now())
        return {"value": shown} if wants_json() else self.show(activity, {place.id: shown})


def _phone(person: activities.Person, revealed: dict[int, str]) -> str:
    """The phone in clear for who has to call: the one revealed, else masked."""
    return revealed.get(person.assignment.id) or mask(person.assignment.supervisor.phone or "", "phone")


def _sent(activity: Activity) -> str:
    """Say that a request was sent, and which others of the same office are at that time: two hearings in two rooms are no mistake."""
    others = parallel(activity)
    if not others:
        return _("The request was sent to the bureau.")
    return _("The request was sent to the bureau. Your office has asked for people at that time for another matter too: %(numbers)s.",
             numbers="、".join(others))


def _refuse_foreign(activity: Activity, step: str) -> None:
    """A city procuratorate reads the requests of those below it but writes its own only; a step that is over is said so."""
    if actor().in_procuratorate and activity.procuratorate_id != actor().organisation_id:
        raise Forbidden("forbidden")
    if activity.state not in STEPS_OF_CHAIN[step].sources:
        raise Conflict("step_not_now", step=step, state=activity.state)


def _moved(activity: Activity, form: Any) -> Activity:
    starts_at, ends_at = form.moments()
    return requests.reschedule(
        actor(), activity, starts_at=starts_at, ends_at=ends_at, place=form.place.data, words=form.words.data, at=now(),
        exceptional=bool(form.exceptional.data))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _lead_on(day: date | None) -> Any:
    """The lead time of a day as typed; None while it is no day, lies in the past, or too far off for any request to be counted to."""
    today = local_day(now())
    if day is None or not today <= day <= today + FARTHEST:
        return None
    return lead_time(int(actor().bureau_id or 0), from_local(datetime.combine(day, time(9))), now())


def _planned(day: date | None, mode: str) -> str:
    """The item of the yearly plan that fits a day and a mode, in words; nothing while one of them is missing."""
    if day is None or not mode:
        return ""
    who = actor()
    try:
        found = plans.suggested(int(who.bureau_id or 0), int(who.organisation_id or 0), mode_id=scope.parse_id(mode), day=day)
    except NotFound:
        return ""
    if found is None:
        return _("The yearly plan has no item for this; it counts as outside the plan.")
    return _("Yearly plan: %(item)s, %(taken)s of %(expected)s asked for so far.", item=item_words(found[0]), taken=found[1].taken,
             expected=found[1].expected)


def pages() -> list[Register]:
    """Return the pages of this module."""
    return [ActivityRegister(Activity, _l("Requests and activities"), category="Supervised activities", endpoint="activities")]
