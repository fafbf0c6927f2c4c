"""Recruitment rounds: the list, the draft's form, a round with its steps, links, objections, oath, papers, balance sheet and public list."""
from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

import views.attachments as attachments
import views.choices as choices
import views.exporting as exporting
from models import Organisation, Recruitment, RecruitmentObjection
from models.choices import ApplicantState as A, ObjectionState, RecruitmentState as S
from portal.domain import labels, recruitment as rules
from portal.domain.errors import DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.papers import KINDS
from portal.domain.words.recruitment import ROUND_STATES, ROUND_TONES
from portal.language import item_name, word
from portal.queries import opinions, papers, parameters, recruitment as facts, related, scope
from portal.services import recruitment_review, recruitment_rounds as rounds
from views.application_form import typed
from views.base import Answer, PortalForm, Register, actor, now, register_verbs
from views.filters import as_day
from views.formatting import listed
from views.forms import Given
from views.model_forms import as_version
from views.recruitment_page import SPOKEN, WITH_WORDS, counted, link_facts, page_facts, sheet_facts

DUE_DAYS = 10
"""Working days that a procuratorate is given for its opinion unless the clerk chooses another day."""
AUTHORISED = ("publish", "announce", "decide", "close")


def round_form(row: Recruitment | None = None) -> PortalForm:
    """Return the form of a round's draft, with a number of places for each county of the office."""
    counties = [item for item in choices.picklist("county") if item.bureau_id]
    held = {quota.county_id: quota.places for quota in facts.quotas(row)} if row else {}
    fields: dict[str, Any] = {
        "title": StringField(_l("Title of the round"), [Given(), Length(max=120)], filters=[typed], render_kw={"maxlength": 120}),
        "level": SelectField(_l("Level"), choices=lambda: [(code, word(labels.LEVELS, code)) for code in labels.LEVELS], default="city"),
        "apply_from": DateField(_l("First day of applications"), [Given()]),
        "apply_until": DateField(_l("Last day of applications"), [Given()],
                                 description=_l("The notice runs until this day: 20 working days at least, unless the rules say otherwise.")),
        "starts_on": DateField(_l("First day of the term"), [Given()]),
        "certificate_prefix": StringField(_l("Prefix of certificates"), [Given(), Length(max=20)], filters=[typed],
                                          render_kw={"maxlength": 20}, description=_l("Numbers run without gaps by prefix and year.")),
        "requirements": TextAreaField(_l("Further requirements"), [Optional(), Length(max=2000)], filters=[typed], render_kw={"rows": 4}),
        **{f"places_{item.id}": IntegerField(item_name(item), [Optional(), NumberRange(0, 500)], default=held.get(item.id),
                                             render_kw={"inputmode": "numeric"}) for item in counties},
        "version": HiddenField(filters=[as_version]),
    }
    form_class: Any = type("RoundForm", (PortalForm,), fields)
    return form_class.of_request(row, **({} if row else {"certificate_prefix": last_prefix()}))


def last_prefix() -> str:
    """Return the prefix of the office's last round, or one made of its region."""
    last = scope.visible(actor(), Recruitment).order_by(Recruitment.id.desc()).first()
    office = Organisation.get_by_id(actor().bureau_id)
    return last.certificate_prefix if last else f"{(office.region or office.short_name)[:1]}人监"


class RecruitmentRegister(Register):
    """选任: one row for each round."""

    verbs: ClassVar[dict[str, str]] = register_verbs("recruitment") | dict.fromkeys(
        ("balance", "export_balance", "public_list", "papers", "step", "step_back"), "recruitment:read") | dict.fromkeys(
        ("link", "end_links", "ask", "object", "handle", "swear"), "recruitment:write") | {"reveal_objector": "sensitive:reveal"}
    details_template = "recruitment/show.html"
    column_list = ("title", "state", "apply_from", "apply_until", "published_on", "decided_on", "starts_on")
    column_labels: ClassVar[dict[str, Any]] = {
        "title": _l("Title of the round"), "state": _l("State"), "apply_from": _l("Applications from"), "apply_until": _l("Applications until"),
        "published_on": _l("Public notice on"), "decided_on": _l("Decided on"), "starts_on": _l("First day of the term"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": ROUND_STATES}
    tones = ROUND_TONES
    column_filters = ("state", "apply_from")
    column_searchable_list = ("title",)
    column_default_sort = ("-apply_from",)
    new_label = _l("New round")
    empty_words = _l("No round yet. A round leads from the notice of recruitment to the certificates.")

    # the draft

    def create_form(self, obj: Any = None) -> PortalForm:
        """Return the form of a new round."""
        return round_form()

    def edit_form(self, obj: Any = None) -> PortalForm:
        """Return the form of a draft. Raises Conflict recruit_step_not_now for a round that has begun."""
        rules.step_from(obj.state, "amend")
        return round_form(obj)

    def show_form(self, form: PortalForm, row: Any) -> str:
        """Return the page of the form, the places in a section of their own."""
        names = [field.name for field in form if field.name != "version"]
        own = [name for name in names if name.startswith("places_")]
        sections = [(_("The round"), [name for name in names if name not in own]), (_("Places of the counties"), own)]
        return str(self.render(self.edit_template, form=form, row=row, sections=sections))

    def write_new(self, values: dict[str, Any]) -> Recruitment:
        """Draft a round."""
        return rounds.create(actor(), values, places(values), at=now())

    def write_change(self, row: Recruitment, values: dict[str, Any], version: int | None) -> Recruitment:
        """Change a draft."""
        return rounds.amend(actor(), row, values, places(values), at=now(), version=version or 0)

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """A round is changed while it is a draft."""
        acts = [(_("Open"), self.get_url(".details_view", row_id=row.id)), (_("Applications"), f"/applicants/?f_recruitment={row.id}")]
        return acts + ([(_("Edit"), self.get_url(".edit_view", row_id=row.id))] if row.state == S.DRAFT and self.allows("edit_view") else [])

    def _changed(self, one: Any) -> str:
        """A step says enough by its name; its note is its reason."""
        return str(one.reason)

    # the round

    def show_details(self, row: Recruitment, revealed: Any = None, made: dict[str, Any] | None = None) -> str:
        """Return the page of a round; `made` is a link just made."""
        reviewing = row.state in (S.APPLICATIONS, S.REVIEW)
        later = row.state in (S.PUBLIC_NOTICE, S.INSPECTION, S.DECIDED, S.CLOSED)
        calendar, quotas, states = parameters.calendar(row.bureau_id), facts.quotas(row), facts.states_of(row)
        objections = facts.objections_of(row) if later else []
        known = {"calendar": calendar, "states": states, "places": sum(quota.places for quota in quotas),
                 "open_objections": sum(one.state == ObjectionState.OPEN for one in objections)}
        return str(self.render(
            self.details_template, **page_facts(row, **known), quotas=quotas,
            quota_words=listed(f"{item_name(one.county)} {one.places}" for one in quotas), counted=counted(states), made=made, labels=labels,
            due=calendar.add_working_days(local_day(now()), DUE_DAYS) if reviewing else None,
            asked=[] if row.state in (S.DRAFT, S.NOTICED) else facts.asked(row),
            offices=opinions.served_offices(row.bureau_id) if reviewing else [],
            objections=objections, revealed=revealed or {}, story=self.story(row),
            proposed=facts.people(row, A.PROPOSED) if row.state == S.PUBLIC_NOTICE else [], today=local_day(now()),
            sworn=facts.people(row, A.APPOINTED) if row.state in (S.DECIDED, S.CLOSED) else []))

    @expose("/<int:row_id>/balance")
    def balance(self, row_id: int) -> Answer:
        """Show the balance sheet."""
        row = self.get_one(row_id)
        return self.render("recruitment/balance.html", **page_facts(row), **sheet_facts(row))

    @expose("/<int:row_id>/balance/<any(xlsx, csv):kind>")
    def export_balance(self, row_id: int, kind: str) -> Answer:
        """Send the balance sheet as a file."""
        row = self.get_one(row_id)
        found = sheet_facts(row)
        lines = [(_("County"), found["names"][one.line.key], one.line, str(one.places)) for one in found["sheet"].counties]
        lines += [(title, found["names"][line.key], line, "") for title, group in found["groups"] for line in group]
        return exporting.send(actor(), kind, f"{row.title}-{_('Balance sheet')}", [
            _("Group"), _("Line"), _("Places"), _("Applied"), _("Proposed"), _("Appointed to office")], [
            [title, name, room, str(line.applied), str(line.proposed), str(line.appointed)] for title, name, line, room in lines], at=now())

    @expose("/<int:row_id>/list")
    def public_list(self, row_id: int) -> Answer:
        """Show the list of those appointed, or proposed, as it is published."""
        row = self.get_one(row_id)
        people = facts.people(row, A.APPOINTED) or facts.people(row, A.PROPOSED)
        related.load(people, "appointment")
        return self.render("recruitment/list.html", **page_facts(row), people=people)

    @expose("/<int:row_id>/papers")
    def papers(self, row_id: int) -> Answer:
        """Show the papers and files of the round, and its certificates."""
        row = self.get_one(row_id)
        return self.render("recruitment/papers.html", **page_facts(row), issued=papers.papers_about(row), paper_kinds=KINDS, certificates=facts.certificates(row),
                           panel=attachments.panel(row))

    @expose("/<int:row_id>/step/<any(publish, open, review, inspect, announce, decide, close):name>", methods=("POST",))
    def step(self, row_id: int, name: str) -> Answer:
        """Do the next step after naming its consequence."""
        row = self.get_one(row_id)
        label, consequence, done = SPOKEN[name]
        asked = self.ask_first(str(consequence), str(label), tone="primary")
        if asked:
            return asked
        if name in AUTHORISED:
            getattr(rounds, name)(actor(), row, at=now())
        else:
            rounds.advance(actor(), row, name, at=now())
        return self.done(str(done), f"/recruitments/{row.id}")

    @expose("/<int:row_id>/step/<any(reopen, cancel):name>", methods=("POST",))
    def step_back(self, row_id: int, name: str) -> Answer:
        """Go back, or give the round up, saying why."""
        row = self.get_one(row_id)
        rounds.step_back(actor(), row, name, words=request.form.get("words", ""), at=now())
        return self.done(str(WITH_WORDS[name][2]), f"/recruitments/{row.id}")

    @expose("/<int:row_id>/link", methods=("POST",))
    def link(self, row_id: int) -> Answer:
        """Make a link to the public page and show it this once."""
        row = self.get_one(row_id)
        return self.show_details(row, made=link_facts(row, rounds.make_link(actor(), row, at=now())))

    @expose("/<int:row_id>/end-links", methods=("POST",))
    def end_links(self, row_id: int) -> Answer:
        """End all links to the public page."""
        row = self.get_one(row_id)
        return self.done(_("Links ended: %(count)s.", count=rounds.end_links(actor(), row, at=now())), f"/recruitments/{row.id}")

    @expose("/<int:row_id>/ask", methods=("POST",))
    def ask(self, row_id: int) -> Answer:
        """Ask a procuratorate about everybody who waits."""
        row, office = self.get_one(row_id), scope.get(actor(), Organisation, request.form.get("procuratorate", ""))
        due = as_day(request.form.get("due_on", "")) or local_day(now()) - timedelta(days=1)
        count = recruitment_review.ask(actor(), row, office, due_on=due, at=now())
        return self.done(_("%(office)s was asked about %(count)s people.", office=item_name(office), count=count), f"/recruitments/{row.id}")

    @expose("/<int:row_id>/object", methods=("POST",))
    def object(self, row_id: int) -> Answer:
        """Enter an objection that came by letter, phone or visit."""
        row, form = self.get_one(row_id), request.form
        about = next((one for one in facts.people(row, A.PROPOSED) if str(one.id) == form.get("applicant")), None)
        if about is None:
            raise DomainError("unknown_code", value=form.get("applicant", ""))
        recruitment_review.object_to(actor(), row, about, words=form.get("words", ""), anonymous=form.get("anonymous") == "yes",
                                     name=form.get("name", ""), contact=form.get("contact", ""), at=now())
        return self.done(_("The objection was entered. Look into it before the decision."), f"/recruitments/{row.id}#objections")

    @expose("/<int:row_id>/objections/<objection_id>", methods=("POST",))
    def handle(self, row_id: int, objection_id: str) -> Answer:
        """Say what was found about an objection."""
        row, found = self.get_one(row_id), scope.get(actor(), RecruitmentObjection, objection_id)
        if found.recruitment_id != row.id:
            raise NotFound("not_found")
        recruitment_review.handle(actor(), found, upheld=request.form.get("decision") == "uphold", finding=request.form.get("finding", ""), at=now())
        return self.done(_("The finding was recorded."), f"/recruitments/{row.id}#objections")

    @expose("/<int:row_id>/objections/<objection_id>/reveal", methods=("POST",))
    def reveal_objector(self, row_id: int, objection_id: str) -> Answer:
        """Show once who objected, for a reason that goes to the trail."""
        row, found = self.get_one(row_id), scope.get(actor(), RecruitmentObjection, objection_id)
        if found.recruitment_id != row.id or found.anonymous:
            raise NotFound("not_found")
        recruitment_review.reveal_objector(actor(), found, reason=request.form.get("reason", ""), at=now())
        return self.show_details(row, revealed={found.id: f"{found.name} {found.contact}"})

    @expose("/<int:row_id>/oath", methods=("POST",))
    def swear(self, row_id: int) -> Answer:
        """Keep the oath."""
        row, form = self.get_one(row_id), request.form
        takers = {int(text) for text in form.getlist("taker") if text.isascii() and text.isdigit()}
        day = as_day(form.get("oath_on", "")) or local_day(now()) + timedelta(days=1)
        recruitment_review.swear(actor(), row, oath_on=day, place=form.get("oath_place", ""), taken_by=takers, at=now())
        return self.done(_("The oath was recorded."), f"/recruitments/{row.id}")


def places(values: dict[str, Any]) -> dict[Any, int]:
    """Return county → places from the form's values."""
    counties = {f"places_{item.id}": item for item in choices.picklist("county")}
    return {counties[name]: count or 0 for name, count in values.items() if name in counties}


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [RecruitmentRegister(Recruitment, _l("Recruitment"), category="People's supervisors", endpoint="recruitments", url="/recruitments")]
