"""Rates of subsidies: entered by the system administrator, countersigned or refused by the leader of the office."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

import views.choices as choices
from models import SubsidyRate
from portal.domain import labels
from portal.domain.errors import DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import require
from portal.domain.words import subsidies as words
from portal.language import item_name, word
from portal.queries import scope
from portal.services import subsidy_rates
from views.base import Answer, PortalForm, Register, actor, expose, now
from views.formatting import listed
from views.forms import CheckboxesField
from views.settings_days import bureau, bureaus


def _codes(table: Any) -> Callable[..., SelectField]:
    return lambda **common: SelectField(choices=lambda: [(code, word(table, code)) for code in table], **common)


def _sign(row: SubsidyRate) -> str:
    subsidy_rates.sign(actor(), row, at=now())
    return _("The rate is countersigned and holds from its day on.")


def _refuse(row: SubsidyRate) -> str:
    subsidy_rates.refuse(actor(), row, words=request.form.get("words", ""), at=now())
    return _("The rate was not countersigned.")


def _end(row: SubsidyRate) -> str:
    try:
        last_on = date.fromisoformat(request.form.get("last_on", ""))
    except ValueError:
        raise DomainError("rate_days", field="last_on") from None
    subsidy_rates.end(actor(), row, last_on=last_on, at=now())
    return _("The rate ends with that day.")


def _withdraw(row: SubsidyRate) -> str:
    subsidy_rates.withdraw(actor(), row, at=now())
    return _("The rate was withdrawn.")


ACTS: dict[str, tuple[str, Callable[[SubsidyRate], str]]] = {
    "sign": ("rate:sign", _sign), "refuse": ("rate:sign", _refuse), "end": ("rate:sign", _end), "withdraw": ("rate:write", _withdraw),
}
"""Step in the address → its verb, and the act, which returns the sentence of what was done."""


class RateRegister(Register):
    """What one place, half-day or day is paid."""

    verbs: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("index_view", "details_view", "export", "step"), "rate:read"), "create_view": "rate:write", "examples": "rate:write",
    }
    list_template, details_template = "subsidies/rates.html", "subsidies/rate.html"
    column_list = ("title", "bureau", "level", "target", "modes", "amount_fen", "unit", "valid_from", "valid_to", "state")
    column_details_list = ("bureau", "level", "target", "modes", "amount_fen", "unit", "valid_from", "valid_to", "basis", "note", "proposed_by.name",
                           "created_at", "decided_by.name", "decided_at", "decision_words")
    column_labels: ClassVar[dict[str, Any]] = {
        "bureau": _l("Judicial bureau"), "title": _l("Rate"), "level": _l("Level of the term"), "target": _l("What it pays for"),
        "modes": _l("Modes"), "amount_fen": _l("Amount (yuan)"), "unit": _l("Unit"), "valid_from": _l("Holds from"),
        "valid_to": _l("Holds until"), "basis": _l("Basis"), "note": _l("Note"), "state": _l("State"), "proposed_by.name": _l("Proposed by"),
        "created_at": _l("Proposed at"), "decided_by.name": _l("Decided by"), "decided_at": _l("Decided at"),
        "decision_words": _l("Words on the decision"),
    }
    column_descriptions: ClassVar[dict[str, Any]] = {
        "title": _l("A short name, such as: hearings."),
        "level": _l("The level at which the person is appointed."),
        "unit": _l("A half-day is a morning or an afternoon; an event over noon has two."),
        "valid_to": _l("Empty: until a later rate of the same modes takes its place."),
        "basis": _l("The decision or document that it rests on."),
    }
    column_choices: ClassVar[dict[str, Any]] = {
        "level": {code: labels.LEVELS[code] for code in ("city", "province", "district")}, "target": words.TARGETS, "unit": words.UNITS,
        "state": words.RATE_STATES,
    }
    column_cells: ClassVar[dict[str, Any]] = {"modes": lambda row: mode_names(row)}
    tones = words.TONES
    column_filters = ("state", "target", "level")
    column_sortable_list = ("valid_from",)
    column_default_sort = ("-valid_from",)
    form_columns = ("bureau", "title", "level", "target", "unit", "amount_fen", "valid_from", "valid_to", "basis", "note")
    form_overrides: ClassVar[dict[str, Any]] = {
        "level": _codes(column_choices["level"]), "target": _codes(words.TARGETS), "unit": _codes(words.UNITS)}
    form_extra_fields: ClassVar[dict[str, Any]] = {"modes": CheckboxesField(
        _l("Modes"), [Optional()], choices=lambda: [(mode.code, item_name(mode)) for mode in choices.picklist("mode")],
        description=_l("None ticked: every mode that no other rate names."))}
    form_sections = ((_l("What is paid"), ("bureau", "title", "level", "target", "modes")),
                     (_l("How much and when"), ("unit", "amount_fen", "valid_from", "valid_to", "basis", "note")))
    new_label = _l("New rate")
    empty_words = _l("No rate yet. The system administrator enters the rates of the office, the leader countersigns them.")

    def open_columns(self, columns: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Return the columns; whoever works in a bureau sees its rates only, so that the office need not be named."""
        return [(path, label) for path, label in super().open_columns(columns) if path != "bureau" or not actor().in_bureau]

    def create_form(self, obj: Any = None) -> PortalForm:
        """Return the form; rates are entered for bureaus only."""
        form: Any = self._create_form_class.of_request(obj, valid_from=local_day(now()), level="city")
        form.bureau.rows = bureaus
        return form

    def write_new(self, values: dict[str, Any]) -> SubsidyRate:
        """Propose a rate."""
        return subsidy_rates.propose(actor(), values.pop("bureau"), values | {"modes": sorted(values["modes"] or [])}, at=now())

    def more_details(self, row: SubsidyRate) -> dict[str, Any]:
        """Return what can be done with a rate now."""
        steps = {"proposed": ("sign", "refuse", "withdraw"), "in_force": ("end",)}.get(row.state, ())
        return {"steps": [name for name in steps if actor().may(ACTS[name][0])], "today": local_day(now())}

    def offices_without(self) -> list[Any]:
        """Return the bureaus that have no rate yet, for which the examples can be proposed."""
        if not self.allows("examples"):
            return []
        held = {row.bureau_id for row in scope.visible(actor(), SubsidyRate).where(SubsidyRate.state.in_(("proposed", "in_force")))}
        return [office for office in bureaus() if office.id not in held]

    @expose("/examples/<int:office_id>", methods=("POST",))
    def examples(self, office_id: int) -> Answer:
        """Propose the shipped examples for a bureau that has no rates."""
        made = subsidy_rates.propose_examples(actor(), bureau(office_id), valid_from=date(local_day(now()).year, 1, 1), at=now())
        return self.done(_("Example rates proposed: %(count)s. They hold once the leader countersigned them.", count=len(made)),
                         self.get_url(".index_view"))

    @expose("/<int:row_id>/<step>", methods=("POST",))
    def step(self, row_id: int, step: str) -> Answer:
        """Take one step."""
        if step not in ACTS:
            raise NotFound("not_found")
        verb, act = ACTS[step]
        require(actor(), verb)
        row = self.get_one(row_id)
        return self.done(act(row), self.get_url(".details_view", row_id=row.id))


def mode_names(row: SubsidyRate) -> str:
    """Return the modes of a rate, or that it pays for all others."""
    names = {mode.code: item_name(mode) for mode in choices.picklist("mode", live=False)}
    if row.target == "training":
        return "—"
    return listed(names.get(code, code) for code in row.modes) or _("All other modes")


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [RateRegister(SubsidyRate, _l("Rates"), category="Subsidies", endpoint="subsidy_rates", url="/subsidy-rates")]
