"""意见建议: what supervisors suggest or pass on from the public, with the acts of the bureau and of the office that answers."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import segno
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from peewee import Expression
from wtforms import DateField, RadioField, StringField

import views.attachments as attachments
import views.choices as choices
from models import Suggestion, Supervisor
from portal import extensions
from portal.domain import suggestions as rules, trail_words
from portal.domain.labels import ROLES
from portal.domain.localtime import local_day
from portal.domain.words import liaison as words
from portal.language import word
from portal.queries import history, liaison as facts, scope
from portal.services import liaison_suggestions as suggestions, outbox
from views.activity_filters import Named
from views.base import Answer, PortalForm, Register, actor, attempt, now
from views.contact_steps import Step, take, words_field
from views.filters import Filter, Options
from views.form_lookups import LookupField
from views.forms import Given, RowField, stripped
from views.persons import PERSON_HINT, named_person


def person_field() -> LookupField:
    """Return the look-up of the supervisor."""
    return LookupField(_l("Supervisor"), [Given()], query=lambda: scope.visible(actor(), Supervisor), url=lambda: "/suggestions/lookup/supervisor",
                       description=PERSON_HINT["supervisor"])


def office_field() -> RowField:
    """Return the choice of the office that answers."""
    return RowField(_l("Which office answers"), [Given()], rows=lambda: facts.offices(int(actor().bureau_id or 0)))


class NewForm(PortalForm):
    """A suggestion as the clerk takes it down."""

    supervisor = person_field()
    kind = RadioField(_l("Kind"), [Given()], choices=lambda: [(code, word(words.SUGGESTION_KINDS, code)) for code in rules.KINDS])
    received_on = DateField(_l("Received on"), [Given()])
    subject = StringField(_l("Subject"), [Given()], filters=[stripped], render_kw={"maxlength": rules.LONGEST_SUBJECT},
                          description=_l("In general words: the answering office reads it. Who said it stays with the bureau."))
    words = words_field(_l("In words"), rules.LONGEST_WORDS, rows=8)


class InviteForm(PortalForm):
    """Whom to invite."""

    supervisor = person_field()


class RouteForm(PortalForm):
    """Which office answers."""

    office = office_field()


class RerouteForm(RouteForm):
    """Which other office answers, and why."""

    words = words_field(_l("Why"), rules.LONGEST_WORDS, rows=3)


class WordsForm(PortalForm):
    """Why it goes back."""

    words = words_field(_l("Why"), rules.LONGEST_WORDS, rows=3)


class AnswerForm(PortalForm):
    """The answer."""

    words = words_field(_l("Answer"), rules.LONGEST_WORDS, rows=8)


class TellForm(PortalForm):
    """When and how the supervisor was told."""

    told_on = DateField(_l("Told on"), [Given()])
    way = RowField(_l("How it was told"), [Given()], rows=lambda: choices.picklist("contact_way"))
    words = words_field(_l("What the supervisor said to it"), rules.LONGEST_WORDS, needed=False, rows=3)


STEPS: dict[str, Step] = {
    "route": Step(RouteForm, _l("Pass on"), _l("The suggestion was passed on."), "suggestion:route",
                  lambda row, form: suggestions.route(actor(), row, form.office.data, at=now()),
                  _l("The office reads what is said and has to answer it; by whom it was said stays with the bureau.")),
    "answer": Step(AnswerForm, _l("Answer"), _l("The answer was saved. The bureau tells the supervisor."), "suggestion:answer",
                   lambda row, form: suggestions.answer(actor(), row, words=form.words.data, at=now()),
                   _l("The supervisor reads the answer as it stands here.")),
    "send_back": Step(WordsForm, _l("Send back to the bureau"), _l("The suggestion went back to the bureau."), "suggestion:answer",
                      lambda row, form: suggestions.send_back(actor(), row, words=form.words.data, at=now())),
    "reroute": Step(RerouteForm, _l("Pass to another office"), _l("The suggestion was passed on."), "suggestion:route",
                    lambda row, form: suggestions.reroute(actor(), row, form.office.data, words=form.words.data, at=now()),
                    _l("Another office answers instead; the time to answer starts anew.")),
    "tell": Step(TellForm, _l("Record that the supervisor was told"), _l("The telling was recorded."), "suggestion:tell",
                 lambda row, form: suggestions.tell(actor(), row, way=form.way.data, words=form.words.data or "", told_on=form.told_on.data, at=now())),
}


class LateFilter(Named):
    """Suggestions whose answer is overdue."""

    def options(self) -> Options:
        """Return the one choice."""
        return [("1", _("Overdue"))]

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition of the tick."""
        return facts.is_late(local_day(now())) if values.get(self.key) == "1" else None


class SuggestionRegister(Register):
    """Suggestions and public concerns; a procuratorate sees those that lie or lay with it."""

    verbs: ClassVar[dict[str, str]] = {
        "index_view": "suggestion:read", "details_view": "suggestion:read", "export": "suggestion:read", "create_view": "suggestion:route",
        "step": "suggestion:answer", "lookup": "suggestion:route", "invite": "suggestion:route",
    }
    column_list = ("subject", "kind", "supervisor.name", "received_on", "office", "due_on", "state")
    column_labels: ClassVar[dict[str, Any]] = {
        "subject": _l("Subject"), "kind": _l("Kind"), "supervisor": _l("Supervisor"), "supervisor.name": _l("Supervisor"),
        "received_on": _l("Received on"), "office": _l("Lies with"), "due_on": _l("Answer due"), "state": _l("State"), "words": _l("In words"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.SUGGESTION_STATES, "kind": words.SUGGESTION_KINDS}
    column_cells: ClassVar[dict[str, Any]] = {"kind": lambda row: word(words.SUGGESTION_KINDS, row.kind)}
    column_filters = ("state", "kind", "office", "received_on")
    column_searchable_list = ("subject", "words")
    column_sortable_list = ("received_on", "due_on")
    column_default_sort = ("-received_on",)
    form_ajax_refs: ClassVar[dict[str, Any]] = {"supervisor": ("name", "code", "pinyin", "initials")}
    new_label = _l("Enter a suggestion")
    empty_words = _l("No suggestion yet. They come by link, or are entered here.")

    def filters(self) -> list[Filter]:
        """Return the filters, with that of overdue answers by its plain name."""
        return [*super().filters(), LateFilter("id", _l("Overdue"), Suggestion.id, key="overdue")]

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the one act of the list."""
        return [(_("Open"), self.get_url(".details_view", row_id=row.id))]

    def page_acts(self) -> list[tuple[str, str]]:
        """Return what can be done on the list page."""
        return super().page_acts() + ([(_("Invite by link"), self.get_url(".invite"))] if self.allows("invite") else [])

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show one suggestion with its way and what can be done now."""
        row = self.get_one(row_id)
        facts.load_suggestions([row])
        return self.render("liaison/suggestion.html", row=row, flow=flow(row), steps=[(name, STEPS[name].label) for name in acts_of(row)],
                           tables=words, days=facts.days_left(row, local_day(now())), story=story(row), panel=attachments.panel(row),
                           in_bureau=actor().in_bureau)

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the form of a suggestion that the clerk takes down."""
        form = NewForm.of_request(received_on=local_day(now()), kind=rules.KINDS[0], supervisor=named_person())
        if form.sent():
            row = attempt(form, lambda: suggestions.give(
                actor(), form.supervisor.data, kind=form.kind.data, subject=form.subject.data, words=form.words.data,
                received_on=form.received_on.data, at=now()))
            if row:
                return self.done(_("The suggestion was entered. Pass it on to the office that answers."), self.get_url(".details_view", row_id=row.id))
        return self.render("liaison/step.html", form=form, step_title=self.new_label, heading="", label=_("Save"), hint="",
                           url=self.get_url(".index_view"))

    @expose("/<int:row_id>/<any(route, answer, send_back, reroute, tell):name>", methods=("GET", "POST"))
    def step(self, row_id: int, name: str) -> Answer:
        """Show and take the form of one act."""
        row = self.get_one(row_id)
        url = self.get_url(".details_view", row_id=row.id)
        return take(self, STEPS[name], row, heading=row.subject, url=url, after=self.get_url(".index_view") if name == "send_back" else None,
                    told_on=local_day(now()))

    @expose("/invite", methods=("GET", "POST"))
    def invite(self) -> Answer:
        """Write the text with a link for one suggestion."""
        form, made = InviteForm.of_request(supervisor=named_person()), None
        reach = outbox.reach_of(extensions.settings())
        if form.sent():
            made = attempt(form, lambda: suggestions.invite(actor(), form.supervisor.data, at=now(), reach=reach))
        code = segno.make(made.url, error="m").svg_data_uri(scale=4, border=2) if made else ""
        return self.render("liaison/invite.html", form=form, made=made, code=code, reach=reach)


def flow(row: Suggestion) -> list[dict[str, Any]]:
    """Return the steps of the flow line."""
    reached = [str(state) for state in rules.PROGRESS].index(row.state)
    last = reached == len(rules.PROGRESS) - 1
    return [{"label": word(words.SUGGESTION_STEPS, state), "state": "done" if number < reached or last else "current" if number == reached else "todo"}
            for number, state in enumerate(rules.PROGRESS)]


def acts_of(row: Suggestion) -> list[str]:
    """Return the acts that are open now and the reader's to do."""
    own = row.office_id == actor().organisation_id
    return [name for name in rules.acts_open(row.state, own_office=own, in_bureau=actor().in_bureau) if actor().may(rules.ACTS[name].verb)]


def story(row: Suggestion) -> list[dict[str, Any]]:
    """Return the timeline, newest first; a supervisor who acted by link is not named."""
    return [{"at": one.at, "what": word(trail_words.VERBS, one.verb), "who": word(ROLES, "link") if "link" in one.roles else one.who}
            for one in history.of_objects(actor(), {Suggestion: [row.id]})]


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [SuggestionRegister(Suggestion, _l("Suggestions"), category="Liaison", endpoint="suggestions", url="/suggestions")]
