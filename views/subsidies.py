"""Lines of subsidies: what is owed to whom for what, costs with the leader's consent, and taking back what was paid."""
from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectField, TextAreaField

import views.attachments as attachments
from models import SubsidyLine
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.subsidies import COSTS, LOCKED
from portal.domain.words import subsidies as words
from portal.language import word
from portal.queries import related, subsidies as facts
from portal.services import subsidy_lines
from views.base import Answer, PortalForm, Register, actor, expose, now, register_verbs
from views.forms import ScaledField, stripped
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


class TakeBackForm(PortalForm):
    """Why a paid line is taken back, and what is right instead."""

    words = TextAreaField(filters=[stripped])
    right_fen = ScaledField(_l("The right amount (yuan)"), scale=100)


class SubsidyRegister(PersonsRegister):
    """All lines; the clerk enters costs, the rest is collected by the batches."""

    verbs = register_verbs("subsidy") | {"agree": "subsidy:approve", "take_back": "subsidy:write"}
    details_template = "subsidies/line.html"
    column_list = ("supervisor.name", "supervisor.code", "day", "kind", "reason", "amount_fen", "outcome", "batch.title", "batch.state")
    column_details_list = ("supervisor.name", "supervisor.code", "kind", "day", "activity.title", "reason", "rate.title", "full_fen", "amount_fen",
                           "outcome", "decision_words", "agreed_fen", "agreed_by.name", "agreed_at", "batch.title", "batch.state")
    column_labels = PERSON_LABELS | {
        "kind": _l("Kind"), "activity": _l("Activity"), "activity.title": _l("Activity"), "day": _l("Day"), "full_fen": _l("Full amount (yuan)"),
        "amount_fen": _l("Amount paid (yuan)"), "reason": _l("What for"), "outcome": _l("Paid or not"), "decision_words": _l("Reason"),
        "rate.title": _l("Rate"), "agreed_fen": _l("Agreed amount (yuan)"), "agreed_by.name": _l("Agreed by"), "agreed_at": _l("Agreed at"),
        "batch.title": _l("Batch"), "batch.state": _l("State of the batch"), "batch": _l("Batch"),
    }
    column_descriptions = PERSON_HINT | {
        "amount_fen": _l("Yuan with two decimals at most, such as 400 or 150.50."),
        "activity": _l("Type the number or the title; empty for what belongs to no activity."),
        "reason": _l("Such as: train to the hearing and back."),
        "day": _l("A day to come: the leader agrees before it."),
    }
    column_choices = {"kind": words.KINDS, "outcome": words.OUTCOMES, "batch.state": words.BATCH_STATES}
    tones = words.TONES
    column_filters = ("day", "kind", "outcome", "batch.state")
    column_sortable_list = ("day",)
    column_default_sort = ("-day",)
    form_ajax_refs = PersonsRegister.form_ajax_refs | {"activity": ("number", "title")}
    form_columns = ("supervisor", "kind", "day", "activity", "amount_fen", "reason")
    form_overrides = {"kind": lambda **common: SelectField(choices=lambda: [(code, word(words.COST_KINDS, code)) for code in COSTS], **common)}
    new_label = _l("New cost")
    empty_words = _l("No subsidy line yet. They are collected when a batch is prepared.")

    def facts(self, row: SubsidyLine, columns: Any) -> list[tuple[Any, Any]]:
        """Return what there is to say; a duty has no consent, a cost no rate."""
        return [(label, value) for label, value in super().facts(row, columns) if str(value) != "—"]

    def row_acts(self, row: SubsidyLine) -> list[tuple[str, str]]:
        """Return the acts of the list; only costs that are not locked are edited."""
        acts = super().row_acts(row)
        return acts if is_editable(row) else acts[:1]

    def edit_form(self, obj: Any = None) -> PortalForm:
        """Return the form of a cost; once the leader agreed only what was spent can be entered. Raises DomainError cost_kind, line_locked."""
        if obj.kind not in COSTS:
            raise DomainError("cost_kind")
        if not is_editable(obj):
            raise DomainError("line_locked")
        form: Any = self._edit_form_class.of_request(obj, amount_fen=obj.full_fen)
        del form.supervisor
        if obj.outcome != "asked":
            del form.kind, form.day, form.activity, form.reason
        return form

    def write_new(self, values: dict[str, Any]) -> SubsidyLine:
        """Ask for a cost."""
        return subsidy_lines.enter_cost(actor(), values, at=now())

    def write_change(self, row: SubsidyLine, values: dict[str, Any], version: int | None) -> SubsidyLine:
        """Change a cost."""
        return subsidy_lines.amend_cost(actor(), row, values, at=now(), version=version or 0)

    def more_details(self, row: SubsidyLine) -> dict[str, Any]:
        """Return what can be done with a line, its receipts, and the lines that it takes back or that take it back."""
        against = list(SubsidyLine.select().where(SubsidyLine.reverses == row).order_by(SubsidyLine.id))
        related.load([row], "reverses", "batch")
        gone = row.id in facts.taken_back([row])
        locked = row.batch_id is not None and row.batch.state in LOCKED and row.kind != "reversal" and self.allows("take_back")
        return {"panel": attachments.panel(row) if row.kind in COSTS else None, "tables": words, "against": against, "editable": is_editable(row),
                "consent": row.outcome == "asked" and self.allows("agree"), "in_time": local_day(now()) < row.day,
                "returnable": locked and row.amount_fen and not gone,
                "payable": locked and (gone or not row.amount_fen) and "correction" not in {one.kind for one in against}}

    @expose("/<int:row_id>/agree", methods=("POST",))
    def agree(self, row_id: int) -> Answer:
        """Agree to a cost, or refuse it."""
        row, url = self.get_one(row_id), self.get_url(".details_view", row_id=row_id)
        if request.form.get("decision") == "refuse":
            subsidy_lines.refuse(actor(), row, words=request.form.get("words", ""), at=now())
            return self.done(_("The cost was refused."), url)
        subsidy_lines.agree(actor(), row, version=self.seen(), at=now())
        return self.done(_("You agreed to the cost. It is paid once the receipt lies beside it."), url)

    @expose("/<int:row_id>/take-back", methods=("POST",))
    def take_back(self, row_id: int) -> Answer:
        """Take back a paid line."""
        row, form = self.get_one(row_id), TakeBackForm.of_request()
        if not form.validate():
            raise DomainError("line_amount", field="right_fen")
        made = subsidy_lines.take_back(actor(), row, words=form.words.data or "", right_fen=form.right_fen.data, at=now())
        words_done = _("The line is taken back by the next batch.") if made.kind == "reversal" else _("The next batch pays this amount.")
        return self.done(words_done, self.get_url(".details_view", row_id=made.id))


def is_editable(row: SubsidyLine) -> bool:
    """Whether a line is a cost that can still be changed."""
    return row.kind in COSTS and row.outcome in ("asked", "pay") and (row.batch_id is None or row.batch.state == "prepared")


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [SubsidyRegister(SubsidyLine, _l("Subsidy lines"), category="Subsidies", endpoint="subsidies")]
