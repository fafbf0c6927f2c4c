"""What a procuratorate is asked about applicants: name, unit, post and what they declared; its opinion, one by one or for several at once."""
from __future__ import annotations

from typing import Any, ClassVar

from flask_admin import expose
from flask_admin.actions import action
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import ApplicantReview
from models.base import database
from portal.domain.words import recruitment as words
from portal.language import item_name, word
from portal.queries import recruitment as facts, related
from portal.services import recruitment_review
from views.applicants import hang_declared
from views.base import Answer, PortalForm, Register, actor, attempt, now
from views.formatting import badge
from views.forms import CheckboxesField, stripped
from views.listing import Listing


class ReviewListing(Listing):
    """A list whose rows carry what the applicants declared."""

    def hang(self, rows: list[ApplicantReview]) -> None:
        """Hang on each review what was declared."""
        hang_declared(rows, "applicant_id")


class ReviewRegister(Register):
    """选任审查: what waits for this procuratorate's opinion, and what it said."""

    verbs: ClassVar[dict[str, str]] = dict.fromkeys(("index_view", "details_view", "export", "action_view", "edit_view"), "recruitment:opinion")
    can_create = False
    listing_class = ReviewListing
    edit_template = "applicants/opinion.html"
    column_list = ("applicant.name", "applicant.work_unit", "applicant.post", "declared", "applicant.recruitment.title", "due_on", "outcome")
    column_labels: ClassVar[dict[str, Any]] = {
        "applicant.name": _l("Name of the person"), "applicant.work_unit": _l("Work unit"), "applicant.post": _l("Post"),
        "declared": _l("Declared"), "applicant.recruitment.title": _l("Recruitment round"), "due_on": _l("Due on"), "outcome": _l("Opinion of the review"),
        "holds": _l("Bars and posts that hold"), "words": _l("In words"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"outcome": words.OUTCOMES}
    column_cells: ClassVar[dict[str, Any]] = {
        "declared": lambda row: badge(row.declared, "late") if row.declared else "—",
        "outcome": lambda row: badge(word(words.OUTCOMES, row.outcome), words.OUTCOME_TONES[row.outcome])}
    column_filters = ("outcome", "due_on")
    column_searchable_list = ("applicant.name", "applicant.work_unit")
    column_default_sort = ("outcome", "due_on")
    empty_words = _l("Nothing waits: the judicial bureau asks here about applicants of a recruitment round.")
    action_verbs: ClassVar[dict[str, str]] = {"clear_all": "recruitment:opinion"}

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the way to the opinion."""
        return [(_("Opinion of the review"), self.get_url(".edit_view", row_id=row.id))]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """The opinion is given and shown on one page."""
        return self.edit_view(row_id)

    @expose("/<int:row_id>/edit", methods=("GET", "POST"))
    def edit_view(self, row_id: int) -> Answer:
        """Show what is known of the applicant, and take the opinion."""
        row = self.get_one(row_id)
        related.load([row], "applicant.recruitment")
        hang_declared([row], "applicant_id")
        form = opinion_form(row)
        done = attempt(form, lambda: recruitment_review.opine(
            actor(), row, clear=form.outcome.data == "clear", holds=form.holds.data or [], words=form.words.data or "", at=now(),
        )) if form.sent() else None
        if done:
            return self.done(_("The opinion was given. It can be corrected while the review runs."), self.get_url(".index_view"))
        return self.render(self.edit_template, row=row, form=form, tables=words)

    @action("clear_all", _l("Nothing known against"), _l("Your office knows of nothing that speaks against these people."))
    def clear_all(self, rows: list[ApplicantReview]) -> Answer:
        """Say of several people that nothing is known against them."""
        with database.atomic():
            for row in rows:
                recruitment_review.opine(actor(), row, clear=True, at=now())
        return self.done(_("Done for %(count)s people.", count=len(rows)), self.get_url(".index_view"))


def opinion_form(row: ApplicantReview) -> Any:
    """Return the form of an opinion, as it was given before if it was."""
    items = facts.check_items(row.bureau_id)
    fields: dict[str, Any] = {
        "outcome": RadioField(_l("Opinion of the review"), [InputRequired()], choices=lambda: [
            (code, word(words.OUTCOMES, code)) for code in ("clear", "objected")]),
        "holds": CheckboxesField(_l("Which of these hold?"), [Optional()], choices=lambda: [(item.code, item_name(item)) for item in items]),
        "words": TextAreaField(_l("In words"), [Optional(), Length(max=recruitment_review.LONGEST)], filters=[stripped], render_kw={"rows": 4},
                               description=_l("No case secrets.")),
    }
    form_class: Any = type("OpinionForm", (PortalForm,), fields)
    return form_class.of_request(outcome=row.outcome or None, holds=row.holds, words=row.words)


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [ReviewRegister(ApplicantReview, _l("Review of applicants"), category="People's supervisors", endpoint="recruitment_reviews",
                           url="/recruitment-reviews")]
