"""联席会议: joint meetings with their agenda, minutes and decisions, and what is still open of the earlier ones."""
from __future__ import annotations

from typing import Any, ClassVar

from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

import views.attachments as attachments
from models import Decision, Meeting
from models.choices import MeetingState
from portal.domain import meetings as rules, trail_words
from portal.domain.errors import NotFound
from portal.domain.localtime import local_day
from portal.domain.words import liaison as words
from portal.language import word
from portal.queries import history, liaison_meetings as facts, papers, related, scope
from portal.services import liaison_meetings as meetings
from views.base import Answer, Register, actor, attempt, now, register_verbs
from views.contact_steps import take
from views.meeting_forms import CANCEL, DECISION_STEPS, MeetingForm, filled_form, minutes_form, new_form, steps_of

PROGRESS = (MeetingState.PLANNED, MeetingState.HELD, MeetingState.ISSUED)


class MeetingRegister(Register):
    """Joint meetings; a procuratorate sees those in which it takes part."""

    verbs: ClassVar[dict[str, str]] = register_verbs("meeting") | {
        "minutes": "meeting:write", "issue": "meeting:write", "cancel": "meeting:write", "decision": "decision:settle",
    }
    column_list = ("title", "starts_at", "place", "host", "state")
    column_labels: ClassVar[dict[str, Any]] = {
        "title": _l("Title"), "starts_at": _l("Day and time"), "place": _l("Place"), "host": _l("Hosted by"), "state": _l("State"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.MEETING_STATES}
    tones = words.TONES
    column_filters = ("state", "starts_at", "host")
    column_searchable_list = ("title", "agenda", "minutes")
    column_sortable_list = ("starts_at",)
    column_default_sort = ("-starts_at",)
    new_label = _l("Plan a meeting")
    empty_words = _l("No joint meeting yet.")

    def search_words(self) -> str:
        """Return what the search box says."""
        return _("Title, agenda, minutes")

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the one act of the list."""
        return [(_("Open"), self._url(row))]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show a meeting with its decisions and what is open of the earlier ones."""
        row = self.get_one(row_id)
        related.load([row], "host")
        return self.render(
            "liaison/meeting.html", row=row, flow=flow(row), acts=self._acts(row), tables=words, sides=facts.sides(row),
            decisions=lines(facts.decisions(row)), earlier=lines(facts.earlier(actor(), row)), papers=papers.papers_about(row),
            panel=attachments.panel(row), story=story(row))

    def _acts(self, row: Meeting) -> list[str]:
        return rules.acts_open(row.state, begun=row.starts_at <= now()) if self.allows("minutes") else []

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the form of a new meeting."""
        form = new_form()
        made = attempt(form, lambda: meetings.plan(actor(), form.values(), at=now())) if form.sent() else None
        return self.done(_("The meeting was planned."), self._url(made)) if made else self._form(form, None)

    @expose("/<int:row_id>/edit", methods=("GET", "POST"))
    def edit_view(self, row_id: int) -> Answer:
        """Show and take the form of a planned meeting."""
        row = self.get_one(row_id)
        rules.act_from("amend", row.state)
        form = filled_form(row)
        saved = attempt(form, lambda: meetings.amend(actor(), row, form.values(), version=scope.parse_id(form.version.data), at=now())) \
            if form.sent() else None
        return self.done(_("The meeting was saved."), self._url(row)) if saved else self._form(form, row)

    def _form(self, form: MeetingForm, row: Meeting | None) -> str:
        return str(self.render("liaison/meeting_form.html", form=form, row=row))

    @expose("/<int:row_id>/minutes", methods=("GET", "POST"))
    def minutes(self, row_id: int) -> Answer:
        """Show and take minutes and decisions."""
        row = self.get_one(row_id)
        rules.act_from("write_up", row.state)
        form = minutes_form(row)
        saved = attempt(form, lambda: meetings.write_up(
            actor(), row, minutes=form.minutes.data, sides=form.given_sides(), decisions=form.given_decisions(), at=now())) if form.sent() else None
        if saved:
            return self.done(_("Minutes and decisions were saved. Issue them when they are agreed."), self._url(row))
        return self.render("liaison/minutes_form.html", form=form, row=row)

    @expose("/<int:row_id>/issue", methods=("POST",))
    def issue(self, row_id: int) -> Answer:
        """Issue the minutes as a numbered paper."""
        row = self.get_one(row_id)
        paper = meetings.issue(actor(), row, at=now())
        return self.done(_("The minutes were issued as %(number)s.", number=paper.number), self._url(row), step=(_("Word file"), f"/papers/{paper.id}/download"))

    @expose("/<int:row_id>/cancel", methods=("GET", "POST"))
    def cancel(self, row_id: int) -> Answer:
        """Call a meeting off."""
        row = self.get_one(row_id)
        return take(self, CANCEL, row, heading=row.title, url=self._url(row))

    @expose("/<int:row_id>/decisions/<decision_id>/<any(settle, postpone, reopen):name>", methods=("GET", "POST"))
    def decision(self, row_id: int, decision_id: str, name: str) -> Answer:
        """Show and take what becomes of a decision."""
        row, meeting = scope.get(actor(), Decision, decision_id), self.get_one(row_id)
        if row.meeting_id != meeting.id or row.struck_at is not None:
            raise NotFound("not_found")
        return take(self, DECISION_STEPS[name], row, heading=row.words[:200], url=self._url(meeting), done_on=local_day(now()), due_on=row.due_on)

    def _url(self, row: Meeting) -> str:
        return str(self.get_url(".details_view", row_id=row.id))


def lines(rows: list[Decision]) -> list[dict[str, Any]]:
    """Return decisions as the pages show them: how each stands, and what the reader may do with it."""
    today = local_day(now())
    return [{"row": row, "state": "done" if row.done_on else "late" if row.due_on < today else "open", "steps": steps_of(row)} for row in rows]


def flow(row: Meeting) -> list[dict[str, Any]]:
    """Return the steps of the flow line."""
    if row.state == MeetingState.CANCELLED:
        return [{"label": word(words.MEETING_STATES, MeetingState.PLANNED), "state": "done"},
                {"label": word(words.MEETING_STATES, row.state), "state": "refused"}]
    reached = [str(state) for state in PROGRESS].index(row.state)
    last = row.state == MeetingState.ISSUED
    return [{"label": word(words.MEETING_STATES, state), "state": "done" if number < reached or last else "current" if number == reached else "todo"}
            for number, state in enumerate(PROGRESS)]


def story(row: Meeting) -> list[dict[str, Any]]:
    """Return the timeline of a meeting and its decisions, newest first."""
    known = Decision.select(Decision.id).where(Decision.meeting == row)
    return [{"at": one.at, "what": word(trail_words.VERBS, one.verb), "who": one.who, "note": one.reason}
            for one in history.of_objects(actor(), {Meeting: [row.id], Decision: known})]


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [MeetingRegister(Meeting, _l("Joint meetings"), category="Liaison", endpoint="meetings", url="/meetings")]
