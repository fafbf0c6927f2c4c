"""Corrections that supervisors ask for: the list, and one wish with what can be done about it."""
from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from models import Correction
from portal.domain.words.dossier import CORRECTION_STATES, CORRECTION_TONES
from portal.services import corrections
from views.base import Answer, Register, actor, expose, now, register_verbs
from views.persons import PERSON_LABELS, PersonsRegister
from views.supervisor_words import LABELS


def field_words(row: Correction) -> str:
    """Return what is to be corrected."""
    return str(LABELS.get(row.field, _("Something else")))


class CorrectionRegister(PersonsRegister):
    """更正申请."""

    verbs = register_verbs("correction", write=False) | {"reveal": "sensitive:reveal", "apply": "correction:decide", "decline": "correction:decide"}
    details_template = "supervisors/correction.html"
    column_list = ("supervisor.name", "supervisor.code", "field", "raised_at", "state", "decided_at")
    column_details_list = ("supervisor.name", "supervisor.code", "field", "raised_at", "state", "decided_at", "answer")
    column_labels = PERSON_LABELS | {
        "field": _l("What is to be corrected"), "proposed": _l("What is right"), "raised_at": _l("Asked at"), "state": _l("State"),
        "decided_at": _l("Decided at"), "answer": _l("Answer"),
    }
    column_choices = {"state": CORRECTION_STATES}
    column_cells = {"field": field_words}
    tones = CORRECTION_TONES
    column_filters = ("state", "raised_at")
    column_sortable_list = ("raised_at",)
    column_default_sort = ("-raised_at",)
    empty_words = _l("No correction was asked for. Supervisors ask for one on their own file, which they open by a link.")

    def more_details(self, row: Correction) -> dict[str, Any]:
        """Return whether the wish can be decided here, and what can be applied as it was written."""
        return {"open": row.state == "open" and actor().may("correction:decide"), "direct": bool(row.field)}

    @expose("/<int:row_id>/apply", methods=("POST",))
    def apply(self, row_id: int) -> Answer:
        """Write what was asked for into the file, or mark what was changed by hand."""
        row = self.get_one(row_id)
        corrections.apply(actor(), row, by_hand=request.form.get("by_hand") == "yes", at=now())
        return self.done(_("The correction was made."), self.get_url(".details_view", row_id=row.id))

    @expose("/<int:row_id>/decline", methods=("POST",))
    def decline(self, row_id: int) -> Answer:
        """Leave the file as it is, saying why."""
        row = self.get_one(row_id)
        corrections.decline(actor(), row, answer=request.form.get("answer", ""), at=now())
        return self.done(_("The answer was kept; the person reads it by the link."), self.get_url(".details_view", row_id=row.id))


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [CorrectionRegister(Correction, _l("Corrections asked for"), category="People's supervisors", endpoint="corrections", url="/corrections")]
