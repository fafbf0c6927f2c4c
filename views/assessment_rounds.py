"""The grading of a year: opening a round, its page with what can be done now, and the side-by-side table of the group review."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

import views.doors as doors
import views.exporting as exporting
from models import AssessmentRound
from portal.adapters.storage import DOCX
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.localtime import local_day
from portal.domain.words import assessment as words
from portal.language import sentence
from portal.queries import assessments as reading
from portal.services import assessment_rounds as rounds, assessment_telling as telling
from views.assessment_page import SPOKEN, hearing_facts, open_acts, page_facts
from views.assessment_round_acts import FORMED, PLACES
from views.assessment_table import by_hand, narrowed, sheet, table_facts
from views.base import Answer, PortalForm, Register, actor, expose, now, register_verbs
from views.forms import DayField

YEARS_BACK = 5


class OpenForm(PortalForm):
    """What a round begins with."""

    year = SelectField(_l("Year"), coerce=int, choices=lambda: [(year, str(year)) for year in _years()])
    report_until = DayField(_l("Self-reports until"), [InputRequired()], description=_l("Who reports later cannot get the best grade."))


def _years() -> list[int]:
    """Return the years that may be graded, last year first: that is the one usually meant."""
    this = local_day(now()).year
    return [this - 1, this, *(this - back for back in range(2, YEARS_BACK))]


class RoundRegister(Register):
    """年度考核: one row for each year."""

    verbs: ClassVar[dict[str, str]] = {
        name: verb for name, verb in register_verbs("assessment").items() if name != "edit_view"} | dict.fromkeys(
            ("table", "act", "hear", "file"), "assessment:read")
    details_template = "assessments/round.html"
    column_list = ("year", "state", "report_until", "published_on", "objections_until", "decided_on", "edition")
    column_labels: ClassVar[dict[str, Any]] = {
        "year": _l("Year"), "state": _l("State"), "report_until": _l("Self-reports until"), "published_on": _l("Published on"),
        "objections_until": _l("Objections until"), "decided_on": _l("Decided on"), "edition": _l("Version"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.ROUND_STATES}
    tones = words.ROUND_TONES
    column_filters = ("state", "year")
    column_sortable_list = ("year",)
    column_default_sort = ("-year",)
    new_label = _l("Open the grading of a year")
    empty_words = _l("No grading yet. Opening one makes a form for everybody in office, filled with the year's facts.")

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the ways to the round and to its table."""
        return [(_("Open"), self.get_url(".details_view", row_id=row.id)), (_("Side by side"), self.get_url(".table", row_id=row.id))]

    def create_form(self, obj: Any = None) -> PortalForm:
        """Return the form of a new round."""
        return OpenForm.of_request()

    def write_new(self, values: dict[str, Any]) -> AssessmentRound:
        """Open a round."""
        return rounds.open_round(actor(), **values, at=now())

    def after_write(self, row: Any, *, created: bool) -> Answer:
        """Go to the round that was opened, and say what comes next."""
        return self.done(_("The grading is open, its forms are filled with the facts. Send the texts for self-reports and ask the procuratorates."),
                         self.get_url(".details_view", row_id=row.id))

    def show_details(self, row: AssessmentRound, revealed: Any = None, **shown: Any) -> str:
        """Return the page of a round; `shown` is what was just made and is shown this once, or a refusal with what was typed."""
        return str(self.render(self.details_template, **page_facts(row, local_day(now())), **hearing_facts(row), story=self.story(row),
                               revealed=revealed or {}, **{"told": None, "refused_act": "", "typed": {}} | shown))

    def _changed(self, one: Any) -> str:
        """A step says enough by its name; its note is its reason."""
        return str(one.reason)

    @expose("/<int:row_id>/table")
    def table(self, row_id: int) -> Answer:
        """Show everybody side by side."""
        row = self.get_one(row_id)
        found = reading.forms(row)
        if request.args.get("show") == "fill" and self.allows("create_view") and "score" in open_acts(row):
            return self.render("assessments/sheet.html", **page_facts(row, local_day(now()), found), items=by_hand(row))
        return self.render("assessments/table.html", **page_facts(row, local_day(now()), found), **table_facts(row, found), people=narrowed(found))

    @expose("/<int:row_id>/<any(review, publish, finalise, step_back, reopen, cancel, refresh, draft, deadline):name>", methods=("POST",))
    def act(self, row_id: int, name: str) -> Answer:
        """Do a step or an act, after naming its consequence."""
        row, spoken = self.get_one(row_id), SPOKEN[name]
        asked = self.ask_first(str(spoken.consequence), str(spoken.label), tone="primary") if spoken.asks else None
        if asked:
            return asked
        spoken.do(row)
        return self.done(str(spoken.done), self.get_url(spoken.leads, row_id=row.id))

    @expose("/<int:row_id>/<any(texts, sheet, ask, object, handle, objector, notices, tell):name>", methods=("POST",))
    def hear(self, row_id: int, name: str) -> Answer:
        """Do an act that has a form of its own; a refused one shows the page again with what was typed."""
        row = self.get_one(row_id)
        try:
            said = doors.once(lambda: FORMED[name](row))
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            return self.show_details(self.get_one(row_id), refusal=sentence(refusal), refused_act=name, typed=request.form), 400
        if isinstance(said, dict):
            return self.show_details(self.get_one(row_id), **said)
        return self.done(said, f"{self.get_url('.details_view', row_id=row.id)}#{PLACES[name]}")

    @expose("/<int:row_id>/file/<any(xlsx, docx, zip):kind>")
    def file(self, row_id: int, kind: str) -> Answer:
        """Send the summary as a sheet or as Word, or everybody's registration form in one archive."""
        row, at = self.get_one(row_id), now()
        name = _("Grading of %(year)s", year=row.year)
        if kind == "xlsx":
            return exporting.send(actor(), kind, name, *sheet(row), at=at)
        if kind == "docx":
            return exporting.attachment(telling.written_summary(actor(), row, at=at), f"{name} {_('Summary')}.docx", DOCX)
        return exporting.attachment(telling.written_forms(actor(), row, at=at), f"{name} {_('Registration forms')}.zip", "application/zip")


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [RoundRegister(AssessmentRound, _l("Gradings"), category="Assessment", endpoint="assessment_rounds", url="/assessment-rounds")]


