"""通报: notices from one side to the other, with a receipt for each account that opens one."""
from __future__ import annotations

from typing import Any, ClassVar

from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import Optional

import views.attachments as attachments
from models import Bulletin, BulletinReading, Organisation
from models.choices import BulletinState
from portal.domain import bulletins as rules, trail_words
from portal.domain.errors import Conflict, Forbidden, NotFound
from portal.domain.localtime import local_day
from portal.domain.words import liaison as words
from portal.language import item_name, word
from portal.queries import history, liaison_bulletins as facts, parameters, related, scope
from portal.services import liaison_bulletins as bulletins
from views.base import Answer, PortalForm, Register, actor, attempt, now, register_verbs
from views.contact_steps import Step, take, words_field
from views.formatting import badge, state_badge
from views.forms import Given, stripped
from views.supervisors import CheckboxesField


def recipients() -> list[tuple[str, str]]:
    """Return the offices that the reader's office may address."""
    return [(str(row.id), item_name(row)) for row in facts.recipients(Organisation.get_by_id(actor().organisation_id))]


class BulletinForm(PortalForm):
    """A notice as it is drafted."""

    version = HiddenField()
    title = StringField(_l("Title"), [Given()], filters=[stripped], render_kw={"maxlength": rules.LONGEST_TITLE})
    offices = CheckboxesField(_l("Addressed to"), [Given()], choices=recipients)
    words = words_field(_l("Text"), rules.LONGEST_WORDS, rows=12, hint=_l("Only the addressed offices read it, once they have signed for it."))
    answer_due_on = DateField(_l("Answer asked for by"), [Optional()], description=_l("Empty: no answer is asked for."))

    def values(self) -> dict[str, Any]:
        """Return what was written."""
        return {"title": self.title.data, "words": self.words.data, "offices": [int(key) for key in self.offices.data],
                "answer_due_on": self.answer_due_on.data}


class AnswerForm(PortalForm):
    """The answer."""

    words = words_field(_l("Answer"), rules.LONGEST_ANSWER, rows=8)


ANSWER = Step(AnswerForm, _l("Answer"), _l("The answer was sent."), "bulletin:answer",
              lambda row, form: bulletins.answer(actor(), row, words=form.words.data, at=now()))


class BulletinRegister(Register):
    """What the reader's office wrote, and what was sent to it."""

    verbs: ClassVar[dict[str, str]] = register_verbs("bulletin") | {
        "send": "bulletin:write", "open": "bulletin:read", "answer": "bulletin:answer",
    }
    column_list = ("title", "sender", "sent_at", "answer_due_on", "state")
    column_labels: ClassVar[dict[str, Any]] = {
        "title": _l("Title"), "sender": _l("Sender"), "sent_at": _l("Sent at"), "answer_due_on": _l("Answer asked for by"), "state": _l("State"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.BULLETIN_STATES}
    column_cells: ClassVar[dict[str, Any]] = {"state": lambda row: state_of(row)}
    column_filters = ("sender", "sent_at", "state")
    column_searchable_list = ("title",)
    column_sortable_list = ("sent_at",)
    column_default_sort = ("-id",)
    new_label = _l("Write a notice")
    empty_words = _l("No notice yet. Notices go from one side to the other; each reader signs for them.")

    def get_query(self) -> Any:
        """Return the visible rows, each with `signed`: whether the reader's office has signed for it."""
        signed = BulletinReading.select(BulletinReading.bulletin).where(BulletinReading.office == actor().organisation_id)
        return super().get_query().select_extend(Bulletin.id.in_(signed).alias("signed"))

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the one act of the list."""
        return [(_("Open"), self._url(row))]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show a notice: its head to every account of the offices between which it goes, its text to who signed for it."""
        row = self.get_one(row_id)
        related.load([row], "sender", "sent_by")
        opened, own = facts.has_opened(actor(), row), row.sender_id == actor().organisation_id
        receipts = facts.receipts(actor(), row)
        mine = next((one.addressed for one in receipts if one.addressed.office_id == actor().organisation_id), None)
        return self.render(
            "liaison/bulletin.html", row=row, opened=opened, own=own, receipts=receipts, state=state_of(row), days=days_left(row),
            panel=attachments.panel(row) if opened else None, story=story(row) if opened else [],
            may_answer=opened and self.allows("answer") and row.answer_due_on is not None and mine is not None and mine.answered_at is None)

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the form of a new notice."""
        form = BulletinForm.of_request(offices=[key for key, _name in recipients()] if actor().in_procuratorate else [])
        made = attempt(form, lambda: bulletins.draft(actor(), at=now(), **form.values())) if form.sent() else None
        if made:
            return self.done(_("The draft was saved. Add files if there are any, then send it."), self._url(made))
        return self._form(form, None)

    @expose("/<int:row_id>/edit", methods=("GET", "POST"))
    def edit_view(self, row_id: int) -> Answer:
        """Show and take the form of a draft."""
        row = self.get_one(row_id)
        if row.sender_id != actor().organisation_id:
            raise Forbidden("not_own_bulletin")
        if row.state != BulletinState.DRAFT:
            raise Conflict("bulletin_sent")
        form = BulletinForm.of_request(row, offices=[str(key) for key in facts.office_ids(row)])
        saved = attempt(form, lambda: bulletins.amend(actor(), row, version=scope.parse_id(form.version.data), at=now(), **form.values())) \
            if form.sent() else None
        return self.done(_("The draft was saved."), self._url(row)) if saved else self._form(form, row)

    def _form(self, form: PortalForm, row: Bulletin | None) -> str:
        return str(self.render(
            "liaison/step.html", form=form, step_title=_("Edit") if row else self.new_label, heading=row.title if row else "",
            label=_("Save the draft"), hint="", url=self._url(row) if row else self.get_url(".index_view")))

    @expose("/<int:row_id>/send", methods=("POST",))
    def send(self, row_id: int) -> Answer:
        """Send a draft."""
        row = bulletins.send(actor(), self.get_one(row_id), at=now())
        return self.done(_("The notice was sent. Who opens it is shown here."), self._url(row))

    @expose("/<int:row_id>/open", methods=("POST",))
    def open(self, row_id: int) -> Answer:
        """Sign for a notice, which shows its text."""
        row = self.get_one(row_id)
        bulletins.open_bulletin(actor(), row, at=now())
        return self.done(_("Your receipt was recorded."), self._url(row))

    @expose("/<int:row_id>/answer", methods=("GET", "POST"))
    def answer(self, row_id: int) -> Answer:
        """Show and take the answer of the reader's office."""
        row = self.get_one(row_id)
        if row.sender_id == actor().organisation_id:
            raise NotFound("not_found")
        return take(self, ANSWER, row, heading=row.title, url=self._url(row))

    def _url(self, row: Bulletin) -> str:
        return str(self.get_url(".details_view", row_id=row.id))


def state_of(row: Bulletin) -> Any:
    """Return how a notice stands for the reader: draft or sent for its writer, to be opened or opened for who got it."""
    if row.sender_id == actor().organisation_id:
        return state_badge(words.BULLETIN_STATES, row.state)
    return badge(_("Signed for"), "done") if row.signed else badge(_("Not opened yet"), "due")


def days_left(row: Bulletin) -> int | None:
    """Return the working days until the answer is due, negative when late; None when none is asked for."""
    if row.answer_due_on is None or row.state != BulletinState.SENT:
        return None
    return parameters.calendar(row.bureau_id).working_days_between(local_day(now()), row.answer_due_on)


def story(row: Bulletin) -> list[dict[str, Any]]:
    """Return the timeline, newest first."""
    return [{"at": one.at, "what": word(trail_words.VERBS, one.verb), "who": one.who} for one in history.of_objects(actor(), {Bulletin: [row.id]})]


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [BulletinRegister(Bulletin, _l("Notices between the offices"), category="Liaison", endpoint="bulletins", url="/bulletins")]
