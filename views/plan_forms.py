"""The form of a yearly plan: one line for each kind of event."""
from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

import views.choices as choices
from models import Organisation, Plan
from portal.domain import planning as rules
from portal.domain.errors import ERRORS, DomainError
from portal.domain.figures import MONTHS
from portal.domain.planning import ItemValues, PlanValues
from portal.queries import plans as facts
from portal.queries.scope import parse_id
from views.base import PortalForm, actor
from views.contact_steps import words_field
from views.formatting import month_name
from views.forms import Given, RowField, stripped

BLANK_LINES: list[dict[str, Any]] = [{}, {}, {}]
"""Empty lines at the end, so that the form works without a script."""


def offices() -> list[Organisation]:
    """Return the procuratorates that the bureau serves."""
    return [row for row in choices.rows(Organisation) if row.bureau_id == actor().bureau_id]


def months() -> list[tuple[str, str]]:
    """Return no month, and the twelve."""
    return [("", _("Any time")), *((str(month), month_name(month)) for month in MONTHS)]


class ItemForm(PortalForm):
    """One line; an empty one means nothing."""

    id = HiddenField()
    mode = RowField(_l("Mode"), rows=lambda: choices.picklist("mode"), allow_blank=True)
    procuratorate = RowField(_l("Procuratorate"), rows=offices, allow_blank=True, unknown=ERRORS["opinion_office"])
    month = SelectField(_l("Month"), choices=months)
    expected = IntegerField(_l("Expected events"), [Optional(), NumberRange(0, rules.MOST_EVENTS)], render_kw={"inputmode": "numeric"})
    requirements = StringField(_l("Requirements"), filters=[stripped], render_kw={"maxlength": rules.LONGEST_ITEM})

    def given(self, number: int) -> ItemValues | None:
        """Return the item; None for an empty line. Raises DomainError plan_item_incomplete (number) for half a one."""
        mode, expected = self.mode.data, self.expected.data
        if mode is None and expected is None and not (self.procuratorate.data or self.requirements.data):
            return None
        if mode is None or expected is None:
            raise DomainError("plan_item_incomplete", field="items", number=number)
        office = self.procuratorate.data
        return ItemValues(mode.id, expected, office.id if office else None, int(self.month.data) if self.month.data else None,
                          self.requirements.data or "", parse_id(self.id.data) if self.id.data else None, number)


class PlanForm(PortalForm):
    """A year's plan."""

    version = HiddenField()
    year = IntegerField(_l("Year"), [Given()], render_kw={"inputmode": "numeric"})
    requirements = TextAreaField(_l("Requirements of the year"), filters=[stripped], render_kw={"rows": 4, "maxlength": rules.LONGEST_REQUIREMENTS},
                                 description=_l("What holds for all items: subjects in focus, how people are to be spread, what is to be reported."))
    items = FieldList(FormField(ItemForm), _l("Items"))

    def values(self, year: int) -> PlanValues:
        """Return what was planned for a year."""
        lines = (entry.form.given(number) for number, entry in enumerate(self.items, 1))
        return PlanValues(year, self.requirements.data or "", tuple(line for line in lines if line is not None))


class ReopenForm(PortalForm):
    """Why a plan in force is changed."""

    words = words_field(_l("Why"), rules.LONGEST_WHY, rows=3)


def new_form(year: int) -> PlanForm:
    """Return the form of a new plan with one line for each mode."""
    return PlanForm.of_request(year=year, items=[{"mode": mode} for mode in choices.picklist("mode")])


def filled_form(plan: Plan) -> PlanForm:
    """Return the form of a plan as it stands."""
    lines = [{"id": item.id, "mode": item.mode, "procuratorate": item.procuratorate, "month": str(item.month or ""),
              "expected": item.expected, "requirements": item.requirements} for item in facts.live_items(actor(), plan)]
    return PlanForm.of_request(version=plan.version, year=plan.year, requirements=plan.requirements, items=lines + BLANK_LINES)
