"""Cases of removal and resignation: the list, a case with what can be done now, and each step's form."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

import views.attachments as attachments
from models import Appointment, Departure, PicklistItem
from portal.domain.conduct import STEPS
from portal.domain.errors import NotFound
from portal.domain.localtime import local_day
from portal.domain.words.conduct import CASE_STATES, CASE_TONES
from portal.queries import papers, parameters, related, scope
from portal.services import departures
from views.base import Answer, PortalForm, actor, attempt, expose, now, register_verbs
from views.forms import DayField, RowField, stripped
from views.persons import PERSON_LABELS, PersonsRegister


def grounds() -> list[PicklistItem]:
    """Return the grounds that make a case: resignation and the grounds of removal."""
    return [row for row in parameters.items("appointment_end", actor().bureau_id) if row.facts.get("removal") or row.code == "resignation"]


def words_field(label: Any, hint: Any = "") -> TextAreaField:
    """Return a field for words that are needed."""
    return TextAreaField(label, [InputRequired(), Length(max=departures.LONGEST)], filters=[stripped], render_kw={"rows": 5}, description=hint)


class OpenForm(PortalForm):
    """What a case begins with."""

    ground = RowField(_l("Ground"), [InputRequired()], rows=grounds)
    opened_on = DayField(_l("Opened on"), [InputRequired()])
    matter = words_field(_l("What was found, or what the person wrote"), _l("Facts only: when, where, what shows it. No secrets of cases."))


class HearForm(PortalForm):
    """What the person said."""

    heard_on = DayField(_l("Heard on"), [InputRequired()])
    words = words_field(_l("What the person said"), _l("If the person said nothing, write when and how it was asked."))


class DecideForm(PortalForm):
    """The leader's decision."""

    effective_on = DayField(_l("Holds from"), [InputRequired()])
    words = words_field(_l("Words of the decision"), _l("They stand in the numbered paper."))


class DropForm(PortalForm):
    """Why a case is given up."""

    words = words_field(_l("Why the case is dropped"))


class TellForm(PortalForm):
    """How the decision was told."""

    told_on = DayField(_l("Told on"), [InputRequired()])
    told_how = RowField(_l("How it was told"), [InputRequired()], rows=lambda: parameters.items("contact_way", actor().bureau_id))
    words = TextAreaField(_l("Who else was told"), [Length(max=departures.LONGEST)], filters=[stripped], render_kw={"rows": 3},
                          description=_l("Work unit, recommender, procuratorates."))


Doing = Callable[[Departure, Any], Departure]

FORMS: dict[str, tuple[type[PortalForm], Any, Any, Doing]] = {
    "hear": (HearForm, _l("Record the hearing"), _l("The hearing was recorded."),
             lambda case, form: departures.hear(actor(), case, heard_on=form.heard_on.data, words=form.words.data, at=now())),
    "decide": (DecideForm, _l("Decide"), _l("The decision was made, the term has ended and the paper is numbered."),
               lambda case, form: departures.decide(actor(), case, words=form.words.data, effective_on=form.effective_on.data, at=now())),
    "drop": (DropForm, _l("Drop the case"), _l("The case was dropped; the term goes on."),
             lambda case, form: departures.drop(actor(), case, words=form.words.data, at=now())),
    "tell": (TellForm, _l("Record that it was told"), _l("It is recorded that the decision was told."),
             lambda case, form: departures.tell(actor(), case, told_on=form.told_on.data, how=form.told_how.data, words=form.words.data or "",
                                                at=now())),
}
"""Step → its form, its label, the sentence of what was done, and the act."""


class DepartureRegister(PersonsRegister):
    """Cases that may end a term before its time."""

    verbs = register_verbs("conduct", write=False) | {"open": "conduct:write", "step": "conduct:read"}
    details_template = "conduct/case.html"
    column_list = ("supervisor.name", "supervisor.code", "ground", "opened_on", "state", "effective_on")
    column_details_list = ("supervisor.name", "supervisor.code", "appointment.starts_on", "appointment.ends_on", "ground", "opened_on", "matter",
                           "heard_on", "heard_words", "decision_words", "effective_on", "told_on", "told_how", "told_words")
    column_labels = PERSON_LABELS | {
        "ground": _l("Ground"), "opened_on": _l("Opened on"), "state": _l("State"), "effective_on": _l("Holds from"), "matter": _l("Matter"),
        "appointment.starts_on": _l("Begins on"), "appointment.ends_on": _l("Runs until"), "heard_on": _l("Heard on"),
        "heard_words": _l("What the person said"), "decision_words": _l("Words of the decision"), "told_on": _l("Told on"),
        "told_how": _l("How it was told"), "told_words": _l("Who else was told"),
    }
    column_choices = {"state": CASE_STATES}
    tones = CASE_TONES
    column_filters = ("state", "ground", "opened_on")
    column_sortable_list = ("opened_on",)
    column_default_sort = ("-opened_on",)
    picklists = {"ground": "appointment_end"}
    empty_words = _l("No case. A case is opened on the page of a person's term.")

    def more_details(self, row: Departure) -> dict[str, Any]:
        """Return the steps that can be taken now, the papers and the files of a case."""
        steps = [(name, FORMS[name][1]) for name, step in STEPS.items() if row.state in step.sources and actor().may(step.verb)]
        if row.ground.facts.get("removal") and row.state == "opened":
            steps = [(name, label) for name, label in steps if name != "decide"]
        return {"panel": attachments.panel(row), "papers": papers.papers_about(row), "steps": steps}

    @expose("/open/<term_id>", methods=("GET", "POST"))
    def open(self, term_id: str) -> Answer:
        """Show and take the form that opens a case about a live term."""
        term = scope.get(actor(), Appointment, term_id)
        related.load([term], "supervisor")
        form = OpenForm.of_request(opened_on=local_day(now()))
        made = attempt(form, lambda: departures.open_case(actor(), term, ground=form.ground.data, matter=form.matter.data,
                                                          opened_on=form.opened_on.data, at=now())) if form.sent() else None
        if made:
            return self.done(_("The case was opened."), self.get_url(".details_view", row_id=made.id))
        return self._form_page(form, _("Open a case about %(name)s", name=term.supervisor.name), _("Open the case"), f"/appointments/{term.id}")

    @expose("/<int:row_id>/<step>", methods=("GET", "POST"))
    def step(self, row_id: int, step: str) -> Answer:
        """Show and take the form of one step."""
        if step not in FORMS or not actor().may(STEPS[step].verb):
            raise NotFound("not_found")
        case = self.get_one(row_id)
        kind, label, done, doing = FORMS[step]
        form = kind.of_request(**dict.fromkeys(("heard_on", "effective_on", "told_on"), local_day(now())))
        url = self.get_url(".details_view", row_id=case.id)
        if form.sent() and attempt(form, lambda: doing(case, form)):
            return self.done(str(done), url)
        related.load([case], "supervisor")
        return self._form_page(form, f"{label} · {case.supervisor.name}", label, url)

    def _form_page(self, form: PortalForm, title: str, label: Any, cancel: str) -> str:
        return str(self.render("conduct/step.html", form=form, step_title=title, label=label, cancel=cancel))


def pages() -> list[PersonsRegister]:
    """Return the pages of this module for the menu."""
    return [DepartureRegister(Departure, _l("Removal and resignation"), category="People's supervisors", endpoint="departures", url="/departures")]
