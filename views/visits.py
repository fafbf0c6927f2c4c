"""走访联系: visits, calls and talks with supervisors, and the follow-up of each."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user
from peewee import Expression
from wtforms import DateField
from wtforms.validators import Optional

import views.attachments as attachments
from models import Supervisor, Visit
from portal.domain import visits as rules
from portal.domain.localtime import local_day
from portal.domain.words.liaison import DECISION_STATES, TONES
from portal.queries import liaison as facts, scope
from portal.services import liaison
from views.activity_filters import Named
from views.base import Answer, PortalForm, actor, expose, now, register_verbs
from views.contact_steps import Step, take, words_field
from views.filters import Filter, Options
from views.form_lookups import LookupField
from views.formatting import DASH, local_date, state_badge
from views.forms import Given
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


class SettleForm(PortalForm):
    """What came of a follow-up."""

    done_on = DateField(_l("Done on"), [Given()])
    words = words_field(_l("What came of it"), rules.LONGEST_WORDS)


SETTLE = Step(SettleForm, _l("Close the follow-up"), _l("The follow-up was closed."), "visit:write",
              lambda row, form: liaison.settle_visit(actor(), row, words=form.words.data, done_on=form.done_on.data, at=now()))


class FollowUpFilter(Named):
    """Contacts whose follow-up is open, overdue or closed."""

    def options(self) -> Options:
        """Return the three choices."""
        return [("open", _("Under way")), ("late", _("Overdue")), ("done", _("Done"))]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition of the choice."""
        late = facts.is_open() & (Visit.due_on < local_day(now()))
        return {"open": facts.is_open(), "late": late, "done": Visit.done_on.is_null(False)}.get(values.get(self.key, ""))


class VisitRegister(PersonsRegister):
    """Contacts; the details page closes the follow-up."""

    verbs = register_verbs("visit") | {"settle": "visit:write"}
    details_template = "liaison/visit.html"
    column_list = ("supervisor.name", "held_on", "way", "subject", "visited_by", "due_on", "done_on")
    column_details_list = ("supervisor.name", "supervisor.code", "held_on", "way", "visited_by", "subject", "words", "wishes")
    column_labels = PERSON_LABELS | {
        "held_on": _l("Day"), "way": _l("Way of contact"), "visited_by": _l("Who went or called"), "subject": _l("About"), "words": _l("What was said"),
        "wishes": _l("What is asked for"), "follow_up": _l("What is to be done"), "due_on": _l("Until"), "done_on": _l("Follow-up"),
    }
    column_descriptions = PERSON_HINT | {
        "words": _l("What the person said, in short. No secrets of cases."),
        "wishes": _l("Difficulties and wishes. A suggestion to an office is better entered under Suggestions, where it is answered."),
        "follow_up": _l("What the bureau promised to do; it stands on the home page until it is closed."),
    }
    column_searchable_list = (*PersonsRegister.column_searchable_list, "subject")
    column_sortable_list = ("held_on", "due_on")
    column_default_sort = ("-held_on",)
    column_cells = {"done_on": lambda row: follow_up_cell(row)}
    picklists = {"way": "contact_way"}
    form_columns = ("supervisor", "held_on", "way", "visited_by", "subject", "words", "wishes", "follow_up", "due_on")
    form_extra_fields = {"others": LookupField(
        _l("Others present"), [Optional()], query=lambda: scope.visible(actor(), Supervisor), url=lambda: "/visits/lookup/supervisor", multiple=True,
        description=_l("Further supervisors, as at a talk with several; the contact then stands in each one's file."))}
    form_sections = (
        (_l("Who and when"), ("supervisor", "others", "held_on", "way", "visited_by")),
        (_l("What was said"), ("subject", "words", "wishes")),
        (_l("What follows"), ("follow_up", "due_on")),
    )
    new_label = _l("Enter a contact")
    empty_words = _l("No contact yet. Visits, calls and talks are entered here; what was promised stands on the home page until it is done.")

    def filters(self) -> list[Filter]:
        """Return the filters, with that of the follow-up by its plain name."""
        return [*super().filters(), FollowUpFilter("id", _l("Follow-up"), Visit.id, key="follow_up")]

    column_filters = ("way", "held_on", "due_on")

    def first_values(self) -> dict[str, Any]:
        """Return today and the reader, with the person that the address names."""
        return super().first_values() | {"held_on": local_day(now()), "visited_by": current_user.user.name}

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form with those present; a closed follow-up stays as it is."""
        form = super().edit_form(obj)
        if request.method == "GET":
            form.others.data = facts.guests(obj)
        if obj.done_on is not None:
            del form.follow_up, form.due_on
        return form

    def write_new(self, values: dict[str, Any]) -> Visit:
        """Enter a contact."""
        others = values.pop("others") or []
        return liaison.record_visit(actor(), values, guests=others, at=now())

    def write_change(self, row: Visit, values: dict[str, Any], version: int | None) -> Visit:
        """Correct a contact."""
        others = values.pop("others") or []
        kept = {"follow_up": row.follow_up, "due_on": row.due_on}
        return liaison.amend_visit(actor(), row, kept | values, guests=others, version=version or 0, at=now())

    def more_details(self, row: Visit) -> dict[str, Any]:
        """Return who else was there, how the follow-up stands, and the files."""
        return {"panel": attachments.panel(row), "guests": facts.guests(row), "badge": follow_up_badge(row),
                "may_settle": self.allows("settle") and bool(row.follow_up) and row.done_on is None}

    @expose("/<int:row_id>/settle", methods=("GET", "POST"))
    def settle(self, row_id: int) -> Answer:
        """Close the follow-up."""
        row = self.get_one(row_id)
        return take(self, SETTLE, row, heading=row.subject, url=self.get_url(".details_view", row_id=row.id), done_on=local_day(now()))


def follow_up_badge(row: Visit) -> Any:
    """Return how a contact's follow-up stands; a dash where there is none."""
    if row.due_on is None:
        return DASH
    state = "done" if row.done_on is not None else "late" if row.due_on < local_day(now()) else "open"
    return state_badge(DECISION_STATES, state, TONES)


def follow_up_cell(row: Visit) -> Any:
    """Return how a contact's follow-up stands, with the day on which it was closed."""
    return follow_up_badge(row) + (f" {local_date(row.done_on)}" if row.done_on else "")


def pages() -> list[VisitRegister]:
    """Return the pages of this module for the menu."""
    return [VisitRegister(Visit, _l("Visits and contact"), category="Liaison", endpoint="visits", url="/visits")]
