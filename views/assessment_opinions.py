"""What a procuratorate is asked about supervisors at the end of the year: a mark and words for each who was drawn for it."""
from __future__ import annotations

from typing import Any, ClassVar

from flask_admin import expose
from flask_admin.actions import action
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

import views.choices as choices
from models import AssessmentOpinion
from models.base import database
from portal.domain.assessments import LONGEST_WORDS
from portal.language import item_name
from portal.queries import related
from portal.services import assessment_hearing as hearing
from views.base import Answer, PortalForm, Register, actor, attempt, now
from views.formatting import badge
from views.forms import RowField, stripped


class OpinionForm(PortalForm):
    """A yearly opinion."""

    mark = RowField(_l("Mark given"), [InputRequired()], rows=lambda: choices.picklist("feedback_mark"))
    words = TextAreaField(_l("In words"), [Optional(), Length(max=LONGEST_WORDS)], filters=[stripped], render_kw={"rows": 5},
                          description=_l("How the person served at your office this year. No case secrets."))


class YearlyOpinionRegister(Register):
    """年度意见: what waits for this procuratorate's opinion, and what it said."""

    verbs: ClassVar[dict[str, str]] = dict.fromkeys(("index_view", "details_view", "export", "action_view", "edit_view"), "assessment:opinion")
    can_create = False
    edit_template = "assessments/opinion.html"
    column_list = ("supervisor.name", "supervisor.work_unit", "year", "due_on", "mark", "given_at")
    column_labels: ClassVar[dict[str, Any]] = {
        "supervisor.name": _l("Name of the person"), "supervisor.work_unit": _l("Work unit"), "year": _l("Year"), "due_on": _l("Due on"),
        "mark": _l("Mark given"), "given_at": _l("Given at"), "words": _l("In words"),
    }
    column_cells: ClassVar[dict[str, Any]] = {
        "mark": lambda row: badge(item_name(row.mark), "info") if row.mark_id else badge(_("Waiting for an answer"), "due")}
    column_filters = ("mark", "due_on", "year")
    picklists: ClassVar[dict[str, str]] = {"mark": "feedback_mark"}
    column_searchable_list = ("supervisor.name", "supervisor.work_unit")
    column_default_sort = ("given_at", "due_on")
    empty_words = _l("Nothing waits: the judicial bureau asks here at the end of the year about the supervisors who were drawn for your office.")
    action_verbs: ClassVar[dict[str, str]] = {"best_mark": "assessment:opinion"}

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the way to the opinion."""
        return [(_("Give the opinion"), self.get_url(".edit_view", row_id=row.id))]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """The opinion is given and shown on one page."""
        return self.edit_view(row_id)

    @expose("/<int:row_id>/edit", methods=("GET", "POST"))
    def edit_view(self, row_id: int) -> Answer:
        """Show who it is about, and take the opinion."""
        row = self.get_one(row_id)
        related.load([row], "supervisor", "mark", "bureau")
        form = OpinionForm.of_request(mark=row.mark, words=row.words)
        done = attempt(form, lambda: hearing.opine(actor(), row, mark=form.mark.data, words=form.words.data or "", at=now())) if form.sent() else None
        if done:
            return self.done(_("The opinion was given. It can be corrected until the grades are published."), self.get_url(".index_view"))
        return self.render(self.edit_template, row=row, form=form)

    @action("best_mark", _l("Give the best mark"), _l("Each of these people gets the best mark of the list, without words."))
    def best_mark(self, rows: list[AssessmentOpinion]) -> Answer:
        """Give several people the best mark at once."""
        best = choices.picklist("feedback_mark")[0]
        with database.atomic():
            for row in rows:
                hearing.opine(actor(), row, mark=best, words=row.words, at=now())
        return self.done(_("Done for %(count)s people.", count=len(rows)), self.get_url(".index_view"))


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [YearlyOpinionRegister(AssessmentOpinion, _l("Yearly opinions"), category="Assessment", endpoint="assessment_opinions",
                                  url="/assessment-opinions")]
