"""The forms of a joint meeting: what is planned, what is written down afterwards, and what becomes of a decision."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

import views.choices as choices
from models import Decision, Meeting, Organisation
from portal.domain import meetings as rules
from portal.domain.errors import DomainError, NotFound
from portal.domain.meetings import DecisionValues, MeetingValues
from portal.queries import liaison_meetings as facts
from portal.queries.scope import parse_id
from portal.services import liaison_meetings as meetings
from views.base import PortalForm, actor, now
from views.contact_steps import Step, words_field
from views.forms import Given, LocalTimeField, RowField, stripped


def offices() -> list[Organisation]:
    """Return the bureau and the procuratorates that it serves, read once a request."""
    own = actor().bureau_id
    return sorted((row for row in choices.rows(Organisation) if own in (row.id, row.bureau_id)), key=lambda row: row.id != own)


class SideForm(PortalForm):
    """One office and its people; a line without an office means nothing."""

    office = RowField(_l("Office"), rows=offices, allow_blank=True)
    people = StringField(_l("Its people"), filters=[stripped], render_kw={"maxlength": rules.LONGEST_PEOPLE})


class DecisionForm(PortalForm):
    """One decision; a line without words and office means nothing."""

    id = HiddenField()
    words = TextAreaField(_l("Decision of the meeting"), filters=[stripped], render_kw={"rows": 2, "maxlength": rules.LONGEST_DECISION})
    office = RowField(_l("Office in charge"), rows=offices, allow_blank=True)
    person = StringField(_l("Person in charge"), filters=[stripped], render_kw={"maxlength": rules.LONGEST_PERSON})
    due_on = DateField(_l("Until"), [Optional()])

    def given(self) -> DecisionValues | None:
        """Return the decision; None for an empty line. Raises DomainError decision_incomplete for one without office or day."""
        if not (self.words.data or self.office.data or self.person.data):
            return None
        if not (self.words.data and self.office.data and self.due_on.data):
            raise DomainError("decision_incomplete", field="decisions")
        return DecisionValues(words=self.words.data, office_id=self.office.data.id, person=self.person.data or "", due_on=self.due_on.data,
                              id=_key(self.id.data))


def _key(text: str | None) -> int | None:
    try:
        return parse_id(text)
    except NotFound:
        return None


def given_moment(field: LocalTimeField) -> datetime:
    """Return the moment of a field that must be given. Raises DomainError meeting_time_missing."""
    if field.data is None:
        raise DomainError("meeting_time_missing", field="starts_at")
    return field.data


class SidesForm(PortalForm):
    """Who takes part."""

    sides = FieldList(FormField(SideForm), _l("Who takes part"))

    def given_sides(self) -> tuple[tuple[int, str], ...]:
        """Return the offices named, each with its people."""
        return tuple((entry.form.office.data.id, entry.form.people.data or "") for entry in self.sides if entry.form.office.data)


class MeetingForm(SidesForm):
    """A meeting as it is planned."""

    version = HiddenField()
    title = StringField(_l("Title"), [Given()], filters=[stripped], render_kw={"maxlength": rules.LONGEST_TITLE})
    starts_at = LocalTimeField(_l("Day and time"), [Given()])
    place = StringField(_l("Place"), [Given()], filters=[stripped], render_kw={"maxlength": rules.LONGEST_PLACE})
    host = RowField(_l("Hosted by"), [Given()], rows=offices)
    agenda = words_field(_l("Agenda"), rules.LONGEST_AGENDA, hint=_l("One item a line."))

    def values(self) -> MeetingValues:
        """Return what was planned."""
        return MeetingValues(title=self.title.data, starts_at=given_moment(self.starts_at), place=self.place.data, host_id=self.host.data.id,
                             agenda=self.agenda.data, sides=self.given_sides())


class MinutesForm(SidesForm):
    """What is written down afterwards."""

    minutes = words_field(_l("Minutes"), rules.LONGEST_MINUTES, rows=12, hint=_l("What was reported and discussed; each line becomes a paragraph."))
    decisions = FieldList(FormField(DecisionForm), _l("Decisions"),
                          description=_l("What is to be done, by which office and person, until when. Open ones are shown at the next meeting."))

    def given_decisions(self) -> list[DecisionValues]:
        """Return the decisions in their order."""
        return [given for entry in self.decisions if (given := entry.form.given()) is not None]


def new_form() -> MeetingForm:
    """Return an empty meeting to which both sides are invited, hosted by the bureau."""
    everybody = offices()
    return MeetingForm.of_request(host=everybody[0], sides=[{"office": row, "people": ""} for row in everybody])


def filled_form(meeting: Meeting) -> MeetingForm:
    """Return the form of a meeting as it is planned."""
    host = next((row for row in offices() if row.id == meeting.host_id), None)
    return MeetingForm.of_request(version=meeting.version, title=meeting.title, starts_at=meeting.starts_at, place=meeting.place, host=host,
                                  agenda=meeting.agenda, sides=_sides(meeting))


def minutes_form(meeting: Meeting) -> MinutesForm:
    """Return the form of the minutes as they stand, with an empty line for a decision where there is none."""
    lines: list[dict[str, Any]] = [{"id": row.id, "words": row.words, "office": row.office, "person": row.person, "due_on": row.due_on}
                                   for row in facts.decisions(meeting)]
    return MinutesForm.of_request(minutes=meeting.minutes, sides=_sides(meeting), decisions=lines or [{}])


def _sides(meeting: Meeting) -> list[dict[str, Any]]:
    return [{"office": row.office, "people": row.people} for row in facts.sides(meeting)]


class CancelForm(PortalForm):
    """Why a meeting does not take place."""

    words = words_field(_l("Why"), rules.LONGEST_WHY, rows=3)


class SettleForm(PortalForm):
    """What came of a decision."""

    done_on = DateField(_l("Done on"), [Given()])
    words = words_field(_l("What came of it"), rules.LONGEST_DECISION)


class PostponeForm(PortalForm):
    """A later day."""

    due_on = DateField(_l("New day"), [Given()])
    words = words_field(_l("Why"), rules.LONGEST_WHY, rows=3)


class ReopenForm(PortalForm):
    """Why it is not done after all."""

    words = words_field(_l("Why"), rules.LONGEST_WHY, rows=3)


CANCEL = Step(CancelForm, _l("Cancel the meeting"), _l("The meeting was cancelled."), "meeting:write",
              lambda row, form: meetings.cancel(actor(), row, words=form.words.data, at=now()))

DECISION_STEPS: dict[str, Step] = {
    "settle": Step(SettleForm, _l("Report as done"), _l("The decision was reported as done."), "decision:settle",
                   lambda row, form: meetings.settle(actor(), row, words=form.words.data, done_on=form.done_on.data, at=now())),
    "postpone": Step(PostponeForm, _l("Postpone"), _l("The decision has a later day now."), "meeting:write",
                     lambda row, form: meetings.postpone(actor(), row, due_on=form.due_on.data, words=form.words.data, at=now())),
    "reopen": Step(ReopenForm, _l("Open again"), _l("The decision is open again."), "meeting:write",
                   lambda row, form: meetings.reopen(actor(), row, words=form.words.data, at=now())),
}


def steps_of(row: Decision) -> list[tuple[str, Any]]:
    """Return name and label of what the reader may do with a decision now."""
    ours = actor().in_bureau or row.office_id == actor().organisation_id
    return [(name, step.label) for name, step in DECISION_STEPS.items()
            if ours and actor().may(step.verb) and rules.DECISION_ACTS[name] == (row.done_on is None)]
