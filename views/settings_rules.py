"""Rules and limits: every dated parameter with its basis and note; new values are added from a day on, old ones stay."""
from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import Parameter, PicklistItem
from portal.domain.errors import DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.parameters import BASES, GROUPS, RULES, UNITS, Rule
from portal.language import item_name, word
from portal.queries import parameters, related, scope
from portal.services import configuration
from views.base import Answer, Page, PortalForm, actor, attempt, expose, now
from views.formatting import listed
from views.forms import DayField, RowField, stripped
from views.settings_days import bureaus

LISTS = {"education": "education", "grades": "grade"}


class RuleForm(PortalForm):
    """A new value of one parameter."""

    value = StringField(_l("The new value"), filters=[stripped])
    valid_from = DayField(_l("Holds from"), [InputRequired()])
    bureau = RowField(_l("For office"), [Optional()], rows=bureaus, allow_blank=True, description=_l("Empty: for every office."))
    basis = SelectField(_l("How sure"), choices=lambda: [(code, word(BASES, code)) for code in BASES])
    source = StringField(_l("Where it stands"), [Length(max=180)], filters=[stripped],
                         description=_l("The regulation and its article, or the office whose practice it is."))
    note = TextAreaField(_l("Note"), [Length(max=500)], filters=[stripped], render_kw={"rows": 3})


class EducationForm(RuleForm):
    """The lowest education that suffices, chosen from its list."""

    value = SelectField(_l("The new value"), choices=lambda: [(row.code, item_name(row)) for row in parameters.items("education")])


class RulePages(Page):
    """The parameters, grouped by the part of the work that they rule."""

    verbs = {"index": "settings:read", "new": "settings:write", "withdraw": "settings:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show each parameter with the value in force, those to come and those that were."""
        rows = list(scope.visible(actor(), Parameter).order_by(Parameter.valid_from.desc(), Parameter.id.desc()))
        related.load(rows, "bureau")
        return self.render("settings/rules.html", groups=grouped(rows, local_day(now())), group_words=GROUPS, names=names_of_codes(),
                           show=shown, basis=basis_words)

    @expose("/<key>/new", methods=("GET", "POST"))
    def new(self, key: str) -> Answer:
        """Show and take the form of a new value."""
        rule = rule_of(key)
        present = in_force(scope.visible(actor(), Parameter).where(Parameter.key == key), local_day(now()))
        form = form_of(rule, present)
        made = attempt(form, lambda: self.give(key, rule, form)) if form.sent() else None
        if made:
            return self.done(_("The new value holds from %(day)s.", day=made.valid_from), self.get_url(".index"))
        return self.render("settings/rule.html", form=form, key=key, rule=rule, present=present, hint=hint(rule), label=_(rule.label),
                           names=names_of_codes(), show=shown, basis=basis_words)

    def give(self, key: str, rule: Rule, form: Any) -> Parameter:
        """Write the new value."""
        return configuration.set_parameter(
            actor(), key, read(rule, form.value.data), valid_from=form.valid_from.data, basis=form.basis.data,
            source=form.source.data or "", note=form.note.data or "", bureau=form.bureau.data, at=now())

    @expose("/withdraw/<int:row_id>", methods=("POST",))
    def withdraw(self, row_id: int) -> Answer:
        """Take back a value that does not hold yet."""
        configuration.withdraw_parameter(actor(), scope.get(actor(), Parameter, row_id), at=now())
        return self.done(_("The value was withdrawn."), self.get_url(".index"))


def rule_of(key: str) -> Rule:
    """Return the rule of a parameter. Raises NotFound."""
    if key not in RULES:
        raise NotFound("not_found")
    return RULES[key]


def grouped(rows: Iterable[Parameter], today: date) -> dict[str, list[dict[str, Any]]]:
    """Return, by group and in the order of the rules, each parameter's values: in force (shared and own), to come, past."""
    found: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    by_key: dict[str, list[Parameter]] = {key: [] for key in RULES}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    for key, rule in RULES.items():
        past = [row for row in by_key[key] if row.valid_from <= today]
        current = list({row.bureau_id: row for row in reversed(past)}.values())
        found[key.partition(".")[0]].append({
            "key": key, "rule": rule, "current": sorted(current, key=lambda row: row.bureau_id or 0),
            "coming": [row for row in by_key[key] if row.valid_from > today], "past": [row for row in past if row not in current]})
    return found


def in_force(rows: Iterable[Parameter], today: date) -> Parameter | None:
    """Return the shared value that holds on a day."""
    held = [row for row in rows if row.valid_from <= today and row.bureau_id is None]
    return max(held, key=lambda row: row.valid_from, default=None)


def form_of(rule: Rule, present: Parameter | None) -> RuleForm:
    """Return the form, filled with the present value and its basis."""
    basis, _sign, source = (present.basis if present else "internal: ").partition(": ")
    start = {"value": written(rule, present.value) if present else "", "basis": basis, "source": source,
             "note": present.note if present else "", "valid_from": local_day(now())}
    made: RuleForm = (EducationForm if rule.kind == "education" else RuleForm).of_request(**start)
    return made


def names_of_codes() -> dict[str, str]:
    """Return the names of the codes that parameters hold."""
    rows = PicklistItem.select().where(PicklistItem.kind.in_(list(LISTS.values())))
    return {row.code: item_name(row) for row in rows}


def written(rule: Rule, value: Any) -> str:
    """Return a value as it is typed: nothing for “off”, several parted by 、, grades by their names."""
    if value is None:
        return ""
    if rule.kind == "education":
        return str(value)
    names = names_of_codes() if rule.kind == "grades" else {}
    return listed(names.get(str(one), str(one)) for one in value) if isinstance(value, list) else str(value)


def read(rule: Rule, text: str | None) -> Any:
    """Return the value of what was typed. Raises DomainError parameter_range, parameter_points, unknown_code."""
    if not text and rule.may_be_off:
        return None
    parts = parted(text)
    if rule.kind == "education":
        return text
    if rule.kind == "grades":
        codes = {item_name(row): row.code for row in parameters.items("grade")}
        return [codes.get(part, part) for part in parts]
    if not parts or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise DomainError("parameter_points" if rule.kind == "points" else "parameter_range", field="value", low=rule.low, high=rule.high)
    numbers = [int(part) for part in parts]
    return numbers if rule.kind == "points" else numbers[0]


def parted(text: str | None) -> list[str]:
    """Return the words of a line that parts them by 、 or commas of either width."""
    return [part.strip() for part in re.split(r"[、,\uff0c]", text or "") if part.strip()]


def shown(rule: Rule, value: Any, names: dict[str, str]) -> str:
    """Return a value with its unit in words; “off” for nothing."""
    if value is None:
        return _("off")
    values = value if isinstance(value, list) else [value]
    text = listed(names.get(str(one), str(one)) if rule.kind in LISTS else str(one) for one in values)
    unit = word(UNITS, rule.unit) if UNITS[rule.unit] else ""
    return f"{text}{'' if unit == '%' else ' '}{unit}".strip()


def basis_words(basis: str) -> tuple[str, str]:
    """Return how sure a value is in words, and its source."""
    code, _sign, source = basis.partition(": ")
    return word(BASES, code), source


def hint(rule: Rule) -> str:
    """Return what may be typed."""
    if rule.kind == "number":
        if rule.may_be_off:
            return _("A whole number from %(low)s to %(high)s; empty: off.", low=rule.low, high=rule.high)
        return _("A whole number from %(low)s to %(high)s.", low=rule.low, high=rule.high)
    if rule.kind == "points":
        return _("Falling numbers, parted by 、, such as 90、75、60.")
    return _("Names of the grades list, the best first, parted by 、.") if rule.kind == "grades" else ""
