"""Subsidy lines: what is owed to whom for which activity."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models import SubsidyLine
from views.base import Register, register_verbs
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


class SubsidyRegister(PersonsRegister):
    """Lines entered by the clerk; the finance office reads them and pays."""

    verbs = register_verbs("subsidy")
    column_list = ("supervisor.name", "supervisor.code", "day", "activity.title", "reason", "amount_fen", "batch.paid_on")
    column_details_list = column_list
    column_labels = PERSON_LABELS | {
        "activity": _l("Activity"),
        "activity.title": _l("Activity"),
        "day": _l("Day"),
        "amount_fen": _l("Amount (yuan)"),
        "reason": _l("What for"),
        "batch.paid_on": _l("Paid on"),
    }
    column_descriptions = PERSON_HINT | {
        "amount_fen": _l("Yuan with two decimals at most, such as 400 or 150.50; a line that takes back begins with a minus."),
        "activity": _l("Type the number or the title; empty for what belongs to no activity."),
        "reason": _l("Such as: attendance, travel."),
    }
    column_filters = ("day", "batch.paid_on")
    column_sortable_list = ("day",)
    column_default_sort = ("-day",)
    form_ajax_refs = PersonsRegister.form_ajax_refs | {"activity": ("number", "title")}
    form_columns = ("supervisor", "activity", "day", "amount_fen", "reason")
    new_label = _l("New line")
    empty_words = _l("No subsidy line yet.")


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [SubsidyRegister(SubsidyLine, _l("Subsidy lines"), category="Subsidies", endpoint="subsidies")]
