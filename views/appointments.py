"""Terms of office, leave and secrecy undertakings."""
from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import Appointment, Leave, Undertaking
from models.choices import AppointmentState, Level
from portal.domain import labels
from portal.domain.localtime import local_day
from portal.language import word
from portal.queries import parameters, terms as reading
from portal.services import terms
from views.base import Answer, PortalForm, Register, actor, attempt, expose, now, register_verbs
from views.forms import DayField, RowField, stripped
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


def plain_ends() -> list[Any]:
    """Return the reasons that need no case: neither removal nor resignation."""
    return [row for row in parameters.items("appointment_end", actor().bureau_id) if not row.facts.get("removal") and row.code != "resignation"]


class EndForm(PortalForm):
    """Why and when a term ends, where that needs no case."""

    end_reason = RowField(_l("Why it ends"), [InputRequired()], rows=lambda: plain_ends())
    ended_on = DayField(_l("Ends on"), [InputRequired()])
    words = TextAreaField(_l("In words"), [Optional(), Length(max=1000)], filters=[stripped], render_kw={"rows": 4})


class AppointmentRegister(PersonsRegister):
    """Terms: begun by the clerk, renewed and ended by removal by the leader."""

    verbs = register_verbs("appointment") | dict.fromkeys(("create_view", "lookup", "end"), "appointment:read")
    list_template = "supervisors/appointments.html"
    details_template = "supervisors/appointment.html"
    column_list = ("supervisor.name", "supervisor.code", "level", "certificate_no", "starts_on", "ends_on", "state")
    column_details_list = ("supervisor.name", "supervisor.code", "level", "certificate_no", "starts_on", "ends_on", "state", "ended_on",
                           "end_reason", "remark")
    column_labels = {
        **PERSON_LABELS,
        "level": _l("Level"),
        "certificate_no": _l("Certificate no."),
        "starts_on": _l("Begins on"),
        "ends_on": _l("Runs until"),
        "state": _l("State"),
        "ended_on": _l("Ended on"),
        "end_reason": _l("Why it ended"),
        "remark": _l("Remark"),
    }
    column_descriptions = {
        "level": _l("A city-level supervisor serves the city procuratorate and its district ones."),
        "ends_on": _l("Empty: as long as a term may last."),
        **PERSON_HINT,
    }
    column_choices = {"state": labels.APPOINTMENT_STATES, "level": labels.LEVELS}
    column_cells = {"level": lambda row: word(labels.LEVELS, row.level)}
    column_filters = ("state", "level", "starts_on", "ends_on", "end_reason")
    column_sortable_list = ("starts_on", "ends_on")
    column_default_sort = ("-state", "ends_on")
    picklists = {"end_reason": "appointment_end"}
    form_columns = ("supervisor", "level", "starts_on", "ends_on", "certificate_no", "remark")
    new_label = _l("New appointment")
    empty_words = _l("No appointment yet. Register the person first, then enter the term.")

    def index_context(self) -> dict[str, Any]:
        """Return the warnings above the list: terms that end soon, counties and public servants."""
        today = local_day(now())
        return {"endings": reading.endings(actor().bureau_id, today), "spread": reading.spread(actor().bureau_id, today)}

    @expose("/")
    def index_view(self) -> Answer:
        """Show the list under its warnings."""
        return self.render(self.list_template, listing=self.listing().fetch(), **self.index_context())

    def create_form(self, obj: Any = None) -> Any:
        """Return the form; the end may be left to the rules, the level is the office's own."""
        form = super().create_form(obj)
        form.ends_on.validators, form.ends_on.flags.required = [Optional()], False
        form.level.data = form.level.data or Level.CITY
        return form

    def write_new(self, values: dict[str, Any]) -> Appointment:
        """Begin a term."""
        return terms.appoint(actor(), values.pop("supervisor"), at=now(), **values)

    def write_change(self, row: Appointment, values: dict[str, Any], version: int | None) -> Appointment:
        """Correct a term."""
        return terms.amend_appointment(actor(), row, at=now(), version=version or 0, **values)

    def row_acts(self, row: Appointment) -> list[tuple[str, str]]:
        """A live term can be ended."""
        ending = [(_("End the term"), self.get_url(".end", row_id=row.id))] if row.state == AppointmentState.LIVE else []
        return super().row_acts(row) + ending

    @expose("/<int:row_id>/end", methods=("GET", "POST"))
    def end(self, row_id: int) -> Answer:
        """Show and take the form that ends a term."""
        term, form = self.get_one(row_id), EndForm.of_request(ended_on=local_day(now()))
        ended = attempt(form, lambda: terms.end_appointment(
            actor(), term, reason=form.end_reason.data, ended_on=form.ended_on.data, words=form.words.data or "", at=now(),
        )) if form.sent() else None
        if ended:
            return self.done(_("The term has ended."), self.get_url(".details_view", row_id=term.id))
        return self.render("supervisors/end.html", form=form, row=term, may_open=actor().may("conduct:write"))


class LeaveRegister(PersonsRegister):
    """Days on which people are not drawn."""

    verbs = register_verbs("leave")
    column_list = ("supervisor.name", "supervisor.code", "starts_on", "ends_on", "reason")
    column_details_list = column_list
    column_labels = PERSON_LABELS | {"starts_on": _l("First day"), "ends_on": _l("Last day"), "reason": _l("Reason")}
    column_descriptions = PERSON_HINT | {"ends_on": _l("Both days count; nobody is drawn for an activity on them.")}
    column_filters = ("starts_on", "ends_on")
    column_sortable_list = ("starts_on", "ends_on")
    column_default_sort = ("-ends_on",)
    form_columns = ("supervisor", "starts_on", "ends_on", "reason")
    new_label = _l("New leave")
    empty_words = _l("Nobody is on leave.")

    def write_new(self, values: dict[str, Any]) -> Leave:
        """Grant leave."""
        return terms.grant_leave(actor(), values.pop("supervisor"), at=now(), **values)

    def write_change(self, row: Leave, values: dict[str, Any], version: int | None) -> Leave:
        """Change leave."""
        return terms.amend_leave(actor(), row, at=now(), version=version or 0, **values)


class UndertakingRegister(PersonsRegister):
    """Who signed the secrecy undertaking, and when."""

    verbs = register_verbs("undertaking")
    column_list = ("supervisor.name", "supervisor.code", "signed_on", "remark")
    column_details_list = column_list
    column_labels = PERSON_LABELS | {"signed_on": _l("Signed on"), "remark": _l("Remark")}
    column_descriptions = PERSON_HINT
    column_filters = ("signed_on",)
    column_sortable_list = ("signed_on",)
    column_default_sort = ("-signed_on",)
    form_columns = ("supervisor", "signed_on", "remark")
    new_label = _l("New undertaking")
    empty_words = _l("No undertaking yet. People sign it when they are appointed.")

    def write_new(self, values: dict[str, Any]) -> Undertaking:
        """Keep that it was signed."""
        return terms.record_undertaking(actor(), values.pop("supervisor"), at=now(), **values)

    def write_change(self, row: Undertaking, values: dict[str, Any], version: int | None) -> Undertaking:
        """Correct the entry."""
        return terms.amend_undertaking(actor(), row, at=now(), version=version or 0, **values)


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    group = "People's supervisors"
    return [
        AppointmentRegister(Appointment, _l("Appointments"), category=group, endpoint="appointments"),
        LeaveRegister(Leave, _l("Leave"), category=group, endpoint="leave"),
        UndertakingRegister(Undertaking, _l("Secrecy undertakings"), category=group, endpoint="undertakings"),
    ]
