"""Opinions: the inbox, one opinion with its chain, entering one from paper or on own initiative, and the acts of both offices."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField

from models import Assignment, Opinion, Organisation, Supervisor
from models.choices import OpinionState
from portal import extensions
from portal.domain import labels, opinions as rules, trail_words
from portal.domain.errors import Forbidden
from portal.domain.labels import N_
from portal.domain.localtime import local_day
from portal.language import short_name, word
from portal.queries import history, opinions as facts, scope
from portal.services import notices, opinions, outbox
from views.base import Answer, PortalForm, Register, actor, attempt, now
from views.cells import kept
from views.filters import Filter
from views.form_lookups import LookupField
from views.forms import DayField, Given, stripped
from views.opinion_filters import opinion_filters
from views.paper_panel import of_opinion

Form = Any


class PaperForm(PortalForm):
    """An opinion as it stands on paper."""

    words = TextAreaField(_l("Opinion, word for word"), [Given()], filters=[stripped],
                          render_kw={"rows": 8, "maxlength": rules.LONGEST_WORDS})
    received_on = DayField(_l("Received on"), [Given()])


class OwnForm(PaperForm):
    """An opinion outside any activity, entered by the clerk."""

    supervisor = LookupField(_l("Supervisor"), [Given()], query=lambda: scope.visible(actor(), Supervisor),
                             url=lambda: "/opinions/people")
    subject = StringField(_l("Subject"), [Given()], filters=[stripped], render_kw={"maxlength": rules.LONGEST_SUBJECT})
    source = SelectField(_l("How it came"), choices=lambda: [(code, word(labels.OPINION_SOURCES, code)) for code in ("clerk", "paper")])


def _answer(row: Opinion, form: Form) -> Any:
    return opinions.answer(actor(), row, answer=form.get("answer", ""), explanation=form.get("explanation", ""), at=now())


def _office(form: Form) -> Organisation:
    return scope.get(actor(), Organisation, form.get("procuratorate", ""))


ACTS: dict[str, tuple[str, Callable[[Opinion, Form], Any], Any]] = {
    # act: its verb, the service, and what is said when it is done
    "route": ("opinion:route", lambda row, form: opinions.route(actor(), row, _office(form), at=now()), _l("The opinion was passed on.")),
    "reroute": ("opinion:route", lambda row, form: opinions.reroute(actor(), row, _office(form), words=form.get("words", ""), at=now()),
                _l("The opinion was passed on.")),
    "answer": ("opinion:answer", _answer, _l("The answer was saved. Now tell the supervisor.")),
    "tell": ("opinion:tell", lambda row, form: opinions.tell(actor(), row, how=form.get("how", ""), at=now()),
             _l("The telling was recorded.")),
    "accept": ("opinion:object", lambda row, form: opinions.accept(actor(), row, at=now()),
               _l("It was recorded that there is no objection.")),
    "object": ("opinion:object", lambda row, form: opinions.object_to(actor(), row, words=form.get("words", ""), at=now()),
               _l("The objection was recorded; the chief procurator decides.")),
    "decide": ("opinion:decide", lambda row, form: opinions.decide(actor(), row, decision=form.get("decision", ""),
                                                                   words=form.get("words", ""), at=now()),
               _l("The decision was saved. Now tell the supervisor.")),
}


class OpinionRegister(Register):
    """监督意见."""

    verbs: ClassVar[dict[str, str]] = {
        "index_view": "opinion:read", "details_view": "opinion:read", "export": "opinion:read", "create_view": "opinion:own_initiative",
        "from_paper": "opinion:give", "act": "opinion:read", "people": "opinion:own_initiative", "invite": "notice:write",
    }
    column_list = ("supervisor.name", "subject", "mode", "procuratorate", "received_on", "due_on", "answer", "state")
    column_labels: ClassVar[dict[str, Any]] = {
        "supervisor.name": _l("Supervisor"), "subject": _l("About"), "mode": _l("Mode"), "procuratorate": _l("Procuratorate"),
        "received_on": _l("Received on"), "due_on": _l("Answer due"), "answer": _l("Answer"), "state": _l("State"), "words": _l("Opinion"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": labels.OPINION_STATES, "answer": labels.OPINION_ANSWERS}
    column_searchable_list = ("words", "subject")
    column_sortable_list = ("received_on", "due_on")
    column_default_sort = ("-received_on",)
    column_cells: ClassVar[dict[str, Any]] = {
        "subject": lambda row: subject_of(row),
        "procuratorate": lambda row: kept(short_name(row.procuratorate)) if row.procuratorate_id else "—",
    }
    new_label = _l("Enter an own-initiative opinion")
    empty_words = _l("No opinion fits. Opinions arrive by link, or are entered from paper on the page of their activity.")

    def filters(self) -> list[Filter]:
        """Return the filters by their plain names."""
        return opinion_filters()

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the one act of the list."""
        return [(_("Open"), f"/opinions/{row.id}")]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show one opinion with its chain and what can be done now."""
        row = self.get_one(row_id)
        facts.load_list([row])
        return self.render(
            "opinions/show.html", row=row, heading=subject_of(row), flow=flow(row), acts=acts_of(row), tables=labels, ways=rules.TELLING_WAYS,
            offices=facts.served_offices(row.bureau_id) if self.allows("create_view") else [], story=story(row),
            days=facts.days_left(row, local_day(now())), panel=of_opinion(row))

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the form of an opinion on own initiative."""
        form = OwnForm.of_request(received_on=local_day(now()))
        if form.sent():
            row = attempt(form, lambda: opinions.give_own(
                actor(), form.supervisor.data, subject=form.subject.data, words=form.words.data, received_on=form.received_on.data,
                source=form.source.data, at=now()))
            if row:
                return self.done(_("The opinion was entered. Pass it on to a procuratorate."), f"/opinions/{row.id}")
        return self.render("opinions/form.html", form=form, place=None, heading=str(self.new_label))

    @expose("/people")
    def people(self) -> Answer:
        """Answer the look-up of supervisors: [[id, name], …]."""
        text = request.args.get("query", "").strip()[:60]
        found = scope.visible(actor(), Supervisor).where(
            Supervisor.name.contains(text) | Supervisor.initials.startswith(text.lower()) | Supervisor.code.contains(text)
        ).order_by(Supervisor.code).limit(20)
        return [[row.id, f"{row.name} {row.code}"] for row in found]

    @expose("/paper/<assignment_id>", methods=("GET", "POST"))
    def from_paper(self, assignment_id: str) -> Answer:
        """Show and take the form of an opinion given on paper at an activity."""
        place = scope.get(actor(), Assignment, assignment_id)
        if actor().in_procuratorate and place.activity.procuratorate_id != actor().organisation_id:
            raise Forbidden("forbidden")
        form = PaperForm.of_request(received_on=local_day(now()))
        if form.sent():
            row = attempt(form, lambda: opinions.give(actor(), place, words=form.words.data, source="paper",
                                                      received_on=form.received_on.data, at=now()))
            if row:
                return self.done(_("The opinion was entered and is locked."), f"/opinions/{row.id}")
        return self.render("opinions/form.html", form=form, place=place, heading=_("Opinion from paper: %(name)s", name=place.supervisor.name))

    @expose("/<int:row_id>/<any(route, reroute, answer, tell, accept, object, decide):name>", methods=("POST",))
    def act(self, row_id: int, name: str) -> Answer:
        """Do one act of the chain."""
        row = self.get_one(row_id)
        verb, service, words = ACTS[name]
        if not actor().may(verb):
            raise Forbidden("forbidden", verb=verb)
        service(row, request.form)
        return self.done(str(words), f"/opinions/{row.id}")

    @expose("/invite", methods=("GET", "POST"))
    def invite(self) -> Answer:
        """Write the text with a link for an opinion on own initiative."""
        form, text = InviteForm.of_request(), None
        reach = outbox.reach_of(extensions.settings())
        if form.sent():
            text = attempt(form, lambda: notices.invite(actor(), form.supervisor.data, at=now(), reach=reach))
        return self.render("opinions/invite.html", form=form, text=text, heading=_("Invite to an own-initiative opinion"))

    def page_acts(self) -> list[tuple[str, str]]:
        """Return what can be done on the list page."""
        reached = self.allows("invite") and outbox.reach_of(extensions.settings()).base
        invited = [(_("Invite by link"), "/opinions/invite")] if reached else []
        return super().page_acts() + invited


class InviteForm(PortalForm):
    """Whom to invite."""

    supervisor = LookupField(_l("Supervisor"), [Given()], query=lambda: scope.visible(actor(), Supervisor), url=lambda: "/opinions/people")


def subject_of(row: Opinion) -> str:
    """Return what an opinion is about: its activity, or its own subject."""
    return str(row.activity.title if row.activity_id else row.subject) or _("Own initiative")


STEPS = {
    "received": N_("Receipt"), "routed": N_("Answer"), "answered": N_("Telling"), "told": N_("The supervisor's view"),
    "objected": N_("The chief's decision"), "decided": N_("Telling the decision"), "closed": N_("Filing"),
}
"""What is done while an opinion is in a state: the names of the flow line, as on an activity."""


def flow(row: Opinion) -> list[dict[str, Any]]:
    """Return the steps of the flow line."""
    states = list(facts.chain(row))
    reached = states.index(OpinionState(row.state)) if row.state in states else 0
    closed = row.state == OpinionState.CLOSED
    return [{"label": word(STEPS, state), "state": "done" if number < reached or closed else "current" if number == reached
             else "todo"} for number, state in enumerate(states)]


def acts_of(row: Opinion) -> list[str]:
    """Return the acts that are open now and the reader's to do: a city procuratorate reads those below it but does not act for them."""
    if actor().in_procuratorate and row.procuratorate_id != actor().organisation_id:
        return []
    open_now = rules.acts_open(row.state, own_initiative=row.assignment_id is None, answer=row.answer)
    return [name for name in open_now if actor().may(ACTS[name][0])]


def story(row: Opinion) -> list[dict[str, Any]] | None:
    """Return the timeline, newest first."""
    happened = history.of_objects(actor(), {Opinion: [row.id]})
    return [{"at": one.at, "what": word(trail_words.VERBS, one.verb), "who": word(labels.ROLES, "link") if "link" in one.roles else one.who,
             "note": one.reason} for one in happened]


def pages() -> list[Register]:
    """Return the pages of this module."""
    return [OpinionRegister(Opinion, _l("Opinions"), category="Supervised activities", endpoint="opinions")]
