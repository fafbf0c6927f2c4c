"""Applications: the list of all rounds, one application with what both offices found, entering one from paper, review and inspection."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import request
from flask_admin import expose
from flask_admin.actions import action
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

import views.attachments as attachments
from models import Applicant, ApplicantCheck, ApplicantReview, Recruitment
from models.base import database
from models.choices import RecruitmentState as S
from portal.domain import recruitment as rules
from portal.domain.errors import NotFound
from portal.domain.labels import ROLES
from portal.domain.localtime import local_day
from portal.domain.words import recruitment as words
from portal.language import item_name, word
from portal.queries import parameters, recruitment as facts, scope
from portal.services import recruitment, recruitment_review
from views.application_form import SECTIONS, application_form, values_of
from views.base import Answer, PortalForm, Register, actor, attempt, now, register_verbs
from views.formatting import badge, listed
from views.forms import Given, RowField, stripped
from views.listing import Listing

PASSES = {"yes": words.APPLICANT_STATES["passed"], "no": words.APPLICANT_STATES["refused"]}


class ApplicantListing(Listing):
    """A list whose rows carry what the applicants declared."""

    def hang(self, rows: list[Applicant]) -> None:
        """Hang on each application what was declared."""
        hang_declared(rows)


def hang_declared(rows: Sequence[Applicant | ApplicantReview], key: str = "id") -> None:
    """Hang on each row as `declared` the bars and posts that the applicant whom `key` names declared, in words; one query."""
    found = facts.declared_names([getattr(row, key) for row in rows])
    for row in rows:
        row.declared = listed(item_name(item) for item in found.get(getattr(row, key), ()))


class InspectionForm(PortalForm):
    """What an inspection found."""

    inspected_on = DateField(_l("Inspected on"), [Given()])
    way = RowField(_l("How"), [Given()], rows=lambda: parameters.items("inspection_way", actor().bureau_id))
    inspectors = StringField(_l("Inspected by"), [Given(), Length(max=120)], filters=[stripped], description=_l("Two people as a rule."))
    asked = StringField(_l("Who was asked"), [Optional(), Length(max=200)], filters=[stripped])
    words = TextAreaField(_l("What was found"), [Given(), Length(max=4000)], filters=[stripped], render_kw={"rows": 6})
    passed = RadioField(_l("Result"), [InputRequired()], choices=lambda: [("yes", _("Inspection passed")), ("no", _("Inspection not passed"))])


class ApplicantRegister(Register):
    """报名人."""

    verbs: ClassVar[dict[str, str]] = register_verbs("recruitment") | {"create_view": "recruitment:apply"} | dict.fromkeys(
        ("check", "inspect", "propose", "withdraw"), "recruitment:write")
    listing_class = ApplicantListing
    details_template = "applicants/show.html"
    column_list = ("name", "recruitment.title", "county", "work_unit", "post", "public_servant", "declared", "state")
    column_details_list = (
        "recruitment.title", "receipt", "source", "applied_at", "name", "sex", "birth_date", "nation", "political", "education", "school", "subject",
        "county", "work_unit", "unit_kind", "post", "public_servant", "profession_words", "way_in", "recommender", "email", "statement",
    )
    column_labels: ClassVar[dict[str, Any]] = {
        "name": _l("Name of the person"), "recruitment": _l("Recruitment round"), "recruitment.title": _l("Recruitment round"), "county": _l("County"),
        "work_unit": _l("Work unit"), "post": _l("Post"), "public_servant": _l("Public servant"), "declared": _l("Declared"),
        "state": _l("State"), "receipt": _l("Receipt number"), "source": _l("How it came"), "applied_at": _l("Applied at"), "sex": _l("Sex"),
        "birth_date": _l("Date of birth"), "nation": _l("Nationality"), "political": _l("Political status"), "education": _l("Education"),
        "school": _l("School"), "subject": _l("Subject studied"), "unit_kind": _l("Kind of work unit"), "profession_words": _l("Professions"),
        "way_in": _l("Way in"), "recommender": _l("Recommended by"), "email": _l("E-mail address"), "statement": _l("About oneself"),
        "id_number": _l("ID number"), "phone": _l("Mobile phone"), "address": _l("Address"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.APPLICANT_STATES, "source": words.SOURCES}
    column_cells: ClassVar[dict[str, Any]] = {
        "declared": lambda row: badge(row.declared, "late") if row.declared else "—", "source": lambda row: word(words.SOURCES, row.source)}
    tones = words.APPLICANT_TONES
    column_filters = ("recruitment", "state", "county", "sex", "education", "political", "unit_kind", "public_servant", "way_in", "source")
    column_searchable_list = ("name", "work_unit", "receipt")
    column_sortable_list = ("name",)
    column_default_sort = ("-applied_at",)
    form_columns = ("name", "nation", "political", "education", "school", "subject", "county", "work_unit", "unit_kind", "post", "public_servant",
                    "way_in", "recommender", "phone", "address", "email")
    new_label = _l("Enter an application")
    empty_words = _l("Nobody has applied yet. Applications come by the link of a round, or are entered here from paper.")
    action_verbs: ClassVar[dict[str, str]] = dict.fromkeys(("pass_all", "propose_all", "hold_back_all"), "recruitment:write")

    # entering

    def create_form(self, obj: Any = None) -> PortalForm:
        """Return the form of the round that the address names, or of the one that takes applications. Raises NotFound without one."""
        return application_form(named_round())

    def show_form(self, form: PortalForm, row: Any) -> str:
        """Return the page of the form, in sections when an application is entered."""
        sections: Any = SECTIONS if row is None else [("", self.form_columns)]
        return str(self.render(self.edit_template, form=form, row=row, sections=sections))

    def write_new(self, values: dict[str, Any]) -> Applicant:
        """Take the application."""
        return recruitment.apply(actor(), named_round(), at=now(), **values)

    def values(self, form: PortalForm) -> dict[str, Any]:
        """Return what the form says, as its service takes it."""
        return values_of(form) if "bars" in form else super().values(form)

    def write_change(self, row: Applicant, values: dict[str, Any], version: int | None) -> Applicant:
        """Correct an application."""
        return recruitment.amend(actor(), row, values, at=now(), version=version or 0)

    def page_acts(self) -> list[tuple[str, str]]:
        """Return the way to the form, where a round takes applications."""
        return super().page_acts() if open_round() is not None else []

    def row_acts(self, row: Applicant) -> list[tuple[str, str]]:
        """An application is opened; what can be done stands on its page."""
        return [(_("Open"), self.get_url(".details_view", row_id=row.id))]

    # one application

    def show_details(self, row: Applicant, revealed: Any = None) -> str:
        """Return an application with what both offices found and what can be done now."""
        columns, row, reviews = self.open_columns(self._details_columns), facts.whole(row), facts.reviews_of(row)
        row.profession_words = listed(item_name(item) for item in row.profession_items)
        acts = [name for name in rules.acts_open(row.recruitment.state, row.state) if self.allows(name)] if actor().may("recruitment:write") else []
        checks = facts.checks_of(row)
        return str(self.render(
            self.details_template, row=row, facts=self.facts(row, columns), secrets=self.secrets(row), revealed=revealed or {}, tables=words,
            checks=checks, names={one.item.code: item_name(one.item) for one in checks}, reviews=reviews, inspections=facts.inspections_of(row),
            acts=acts, may_amend="amend" in rules.acts_open(row.recruitment.state, row.state) and self.allows("edit_view"),
            story=self.story(row), panel=attachments.panel(row)))

    def story(self, row: Applicant) -> list[dict[str, Any]] | None:
        """Return the timeline; who came by the public link is nobody the portal knows."""
        told = super().story(row) or []
        return [one | {"who": word(ROLES, one["who"])} for one in told]

    def _changed(self, one: Any) -> str:
        """The act's name says where an application stands now; the note names the other fields."""
        names = [str(self.label(name)) for name in one.changes if name in self.form_columns]
        return "、".join(names) or str(one.reason)

    @expose("/<int:row_id>/check", methods=("GET", "POST"))
    def check(self, row_id: int) -> Answer:
        """Show and take the clerk's review."""
        row = self.get_one(row_id)
        checks, reviews = facts.checks_of(row), facts.reviews_of(row)
        form = check_form(row, checks, {code for review in reviews for code in review.holds})
        done = attempt(form, lambda: recruitment_review.check(
            actor(), row, passes=form.passes.data == "yes", found={one.item.code: form[f"found_{one.id}"].data for one in checks},
            words=form.words.data or "", at=now())) if form.sent() else None
        if done:
            return self.done(_("The review was recorded."), self.get_url(".details_view", row_id=row.id))
        return self.render("applicants/check.html", row=row, form=form, checks=checks, reviews=reviews, tables=words)

    @expose("/<int:row_id>/inspect", methods=("GET", "POST"))
    def inspect(self, row_id: int) -> Answer:
        """Show and take the form of an inspection."""
        row, form = self.get_one(row_id), InspectionForm.of_request(inspected_on=local_day(now()))
        done = attempt(form, lambda: recruitment_review.inspect(
            actor(), row, inspected_on=form.inspected_on.data, way=form.way.data, inspectors=form.inspectors.data, asked=form.asked.data or "",
            words=form.words.data, passed=form.passed.data == "yes", at=now())) if form.sent() else None
        if done:
            return self.done(_("The inspection was recorded."), self.get_url(".details_view", row_id=row.id))
        return self.render("applicants/inspect.html", row=row, form=form)

    @expose("/<int:row_id>/propose", methods=("POST",))
    def propose(self, row_id: int) -> Answer:
        """Propose a person, or take the proposal back."""
        row, back = self.get_one(row_id), request.form.get("back") == "yes"
        recruitment_review.propose(actor(), row, back=back, at=now())
        return self.done(_("The proposal was taken back.") if back else _("%(name)s is proposed.", name=row.name),
                         self.get_url(".details_view", row_id=row.id))

    @expose("/<int:row_id>/withdraw", methods=("POST",))
    def withdraw(self, row_id: int) -> Answer:
        """Take an application back at the person's wish."""
        row = self.get_one(row_id)
        recruitment.withdraw(actor(), row, words=request.form.get("words", ""), at=now())
        return self.done(_("The application was withdrawn."), self.get_url(".details_view", row_id=row.id))

    # several at once

    @action("pass_all", _l("Pass the review"), _l("Every bar and post was looked into and does not hold; nothing was declared."))
    def pass_all(self, rows: list[Applicant]) -> Answer:
        """Let applications pass of which nothing was declared."""
        return self._each(rows, lambda row: recruitment_review.check_all_clear(actor(), row, at=now()))

    @action("propose_all", _l("Propose"), _l("They stand in the public notice once it is published."))
    def propose_all(self, rows: list[Applicant]) -> Answer:
        """Propose people."""
        return self._each(rows, lambda row: recruitment_review.propose(actor(), row, at=now()))

    @action("hold_back_all", _l("Take proposals back"), _l("They stay fit, without being proposed."))
    def hold_back_all(self, rows: list[Applicant]) -> Answer:
        """Take proposals back."""
        return self._each(rows, lambda row: recruitment_review.propose(actor(), row, back=True, at=now()))

    def _each(self, rows: list[Applicant], act: Any) -> Answer:
        """Do an act to all rows or to none, and go back to the round's list."""
        with database.atomic():
            for row in rows:
                act(row)
        return self.done(_("Done for %(count)s people.", count=len(rows)), f"/applicants/?f_recruitment={rows[0].recruitment_id}")


def check_form(row: Applicant, checks: list[ApplicantCheck], reported: set[str]) -> Any:
    """Return the form of a review; what nobody declared or reported stands at "does not hold" until the clerk says otherwise."""
    def offered() -> list[tuple[str, str]]:
        return [(code, word(words.FINDINGS, code)) for code in words.FINDINGS]
    fields: dict[str, Any] = {
        f"found_{one.id}": SelectField(item_name(one.item), [Optional()], choices=offered,
                                       default=one.found or ("" if one.declared or one.item.code in reported else rules.CLEAR)) for one in checks}
    fields["passes"] = RadioField(_l("Result"), [InputRequired()], choices=lambda: [(code, _(text)) for code, text in PASSES.items()])
    fields["words"] = TextAreaField(_l("In words"), [Optional(), Length(max=recruitment_review.LONGEST)], filters=[stripped], render_kw={"rows": 3},
                                    description=_l("Needed for a refusal without a bar, and where a procuratorate speaks against."))
    form_class: Any = type("CheckForm", (PortalForm,), fields)
    return form_class.of_request(words=row.state_words)


def open_round() -> Recruitment | None:
    """Return the youngest visible round that takes applications, or None."""
    found: Recruitment | None = scope.visible(actor(), Recruitment).where(Recruitment.state == S.APPLICATIONS).order_by(
        Recruitment.id.desc()).first()
    return found


def named_round() -> Recruitment:
    """Return the round that the address names, or the one that takes applications. Raises NotFound without one."""
    found = scope.get(actor(), Recruitment, request.args["recruitment"]) if "recruitment" in request.args else open_round()
    if found is None:
        raise NotFound("not_found")
    return found


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [ApplicantRegister(Applicant, _l("Applications"), category="People's supervisors", endpoint="applicants", url="/applicants")]
