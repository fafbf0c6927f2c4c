"""Fields of an office's own: the page on which they are made, and how they stand in forms, lists, filters and files of people."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

import views.settings_days as settings_days
from models import OwnField, OwnValue, Supervisor
from portal.domain import own_fields as rules
from portal.domain.labels import N_
from portal.language import word
from portal.queries import own_fields as reading
from portal.services import own_fields
from views.base import PortalForm, Register, actor, now, register_verbs
from views.filters import Filter, ThroughFilter
from views.formatting import DASH, masked, yes_no
from views.forms import DayField, Given, stripped
from views.supervisor_words import LABELS

YES_NO = {rules.YES: N_("Yes"), rules.NO: N_("No")}


class LinesField(TextAreaField):
    """Several values, one a line."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the lines."""
        self.data = [line.strip() for line in (stripped(valuelist[0]) or "").splitlines() if line.strip()] if valuelist else []

    def _value(self) -> str:
        return "\n".join(self.data or [])


class OwnFieldRegister(Register):
    """自定义字段."""

    verbs = register_verbs("settings")
    column_list = ("name", "kind", "privacy_class", "required", "in_list", "position", "active", "bureau")
    column_details_list = ("name", "kind", "choices", "privacy_class", "required", "in_list", "hint", "position", "active", "bureau")
    column_labels = {
        "name": _l("Name of the field"), "kind": _l("Kind"), "privacy_class": _l("Who sees it"), "required": _l("Must be filled in"),
        "choices": _l("Values offered"), "hint": _l("Help"), "in_list": _l("Shown in lists"), "position": _l("Position"), "active": _l("Offered"),
        "bureau": _l("For office"),
    }
    column_descriptions = {
        "kind": _l("Stays once the field was made."), "privacy_class": _l("Stays once the field was made."),
        "choices": _l("For a choice: one value a line. A value taken out stays on old files."),
        "active": _l("A field that is not offered any more stays on old files."),
        "in_list": _l("Sensitive fields never stand in lists."),
        "required": _l("Demanded in the form of a person, and of new people in an imported sheet."),
    }
    column_choices = {"kind": rules.KINDS, "privacy_class": rules.PRIVACY}
    tones = {"sensitive": "late"}
    column_filters = ("kind", "active")
    column_sortable_list = ("position",)
    column_default_sort = ("bureau", "position")
    form_columns = ("name", "kind", "privacy_class", "required", "choices", "hint", "in_list", "position", "active", "bureau")
    form_overrides = {"choices": lambda **common: LinesField(**common | {"validators": [Optional()]}, render_kw={"rows": 5})}
    new_label = _l("New field")
    empty_words = _l("No field of your own yet. A field made here appears in people's forms, lists, filters and files at once.")

    def _choices(self, field: Any, *, live: bool = True) -> Any:
        """Only bureaus have fields of their own."""
        return settings_days.bureaus

    def create_form(self, obj: Any = None) -> Any:
        """Return the form of a new field, which stands last."""
        form = super().create_form(obj)
        del form.position, form.active
        return form

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form of a field whose kind and class stay."""
        form = super().edit_form(obj)
        del form.kind, form.privacy_class, form.bureau
        return form

    def write_new(self, values: dict[str, Any]) -> OwnField:
        """Add a field."""
        return own_fields.add_field(actor(), values.pop("bureau"), taken=_taken(), at=now(), **values | {"choices": values["choices"] or ()})

    def write_change(self, row: OwnField, values: dict[str, Any], version: int | None) -> OwnField:
        """Change a field."""
        return own_fields.amend_field(actor(), row, values | {"choices": values["choices"] or ()}, taken=_taken(), at=now(), version=version or 0)


def _taken() -> list[str]:
    """Return the names of the portal's own fields."""
    return [str(label) for label in LABELS.values()]


# in people's forms ------------------------------------------------------------------------------------------------------------------


def extended(form: type[PortalForm], own: Sequence[OwnField]) -> type[PortalForm]:
    """Return the form class of a person with the office's own fields after the portal's."""
    return type(form.__name__, (form,), {reading.key(field): _made(field) for field in own}) if own else form


def _made(field: OwnField) -> Field:
    common: dict[str, Any] = {"label": field.name, "description": field.hint, "validators": [Given() if field.required else Optional()]}
    if field.kind == "date":
        return DayField(**common)
    if field.kind == "yes_no":
        return SelectField(choices=lambda: [("", ""), *((code, word(YES_NO, code)) for code in YES_NO)], **common)
    if field.kind == "choice":
        return SelectField(choices=lambda: [("", ""), *((text, text) for text in field.choices)], validate_choice=False, **common)
    common["validators"].append(Length(max=rules.LONGEST))
    return StringField(filters=[stripped], render_kw={"inputmode": "decimal"} if field.kind == "number" else {}, **common)


def typed(form_values: dict[str, Any], own: Sequence[OwnField]) -> dict[int, str]:
    """Return what a form says of the own fields, by field id, and take it out of the values."""
    found = {field.id: form_values.pop(reading.key(field), None) for field in own}
    return {key: value.isoformat() if hasattr(value, "isoformat") else str(value or "") for key, value in found.items()}


# in lists and files -----------------------------------------------------------------------------------------------------------------


def words(field: OwnField, text: str) -> str:
    """Return a kept value as people read it; empty for nothing."""
    if not text:
        return ""
    if field.kind == "yes_no":
        return yes_no(text == rules.YES)
    return text


def columns(own: Sequence[OwnField]) -> list[tuple[str, str]]:
    """Return path and label of the fields that stand in lists."""
    return [(reading.key(field), field.name) for field in own if field.in_list]


def hang(people: Sequence[Supervisor], own: Sequence[OwnField]) -> None:
    """Hang the words of each field on each person."""
    reading.hang(people, own)
    speak(people, own)


def speak(people: Sequence[Supervisor], own: Sequence[OwnField]) -> None:
    """Turn the values that hang on people into words."""
    for person in people:
        for field in own:
            setattr(person, reading.key(field), words(field, getattr(person, reading.key(field))))


def fill(people: Sequence[Supervisor], own: Sequence[OwnField]) -> None:
    """Hang each field's value on each person as form fields want it."""
    reading.hang(people, own)
    for person in people:
        for field in own:
            text = getattr(person, reading.key(field))
            setattr(person, reading.key(field), date.fromisoformat(text) if field.kind == "date" and text else text)


def open_facts(row: Supervisor, own: Sequence[OwnField]) -> list[tuple[str, str]]:
    """Return label and words of the fields that are not sensitive; `hang` came before."""
    return [(field.name, getattr(row, reading.key(field)) or DASH) for field in own if field.privacy_class != reading.SENSITIVE]


def secrets(row: Supervisor, own: Sequence[OwnField]) -> list[dict[str, Any]]:
    """Return the sensitive fields, masked, as a register's `secrets` does; `hang` came before."""
    return [{"name": reading.key(field), "label": field.name, "masked": masked(getattr(row, reading.key(field)), "other")}
            for field in own if field.privacy_class == reading.SENSITIVE]


def filters(own: Sequence[OwnField]) -> list[Filter]:
    """Return the filters of the fields that are not sensitive."""
    key = Supervisor._meta.fields["id"]
    return [ThroughFilter("id", field.name, key, parameter=reading.key(field), choices=_options(field), select=partial(_holding, field))
            for field in own if field.privacy_class != reading.SENSITIVE]


def _options(field: OwnField) -> Callable[[], list[tuple[str, str]]] | None:
    if field.kind == "yes_no":
        return lambda: [(code, word(YES_NO, code)) for code in YES_NO]
    return (lambda: [(text, text) for text in field.choices]) if field.kind == "choice" else None


def _holding(field: OwnField, text: str) -> Any:
    """Return the condition for the people whose value is, or holds, a text."""
    fits = OwnValue.text == text if field.kind in ("choice", "yes_no") else OwnValue.text.contains(text)
    return Supervisor.id.in_(OwnValue.select(OwnValue.supervisor).where(OwnValue.field == field, fits))


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [OwnFieldRegister(OwnField, _l("Own fields"), category="System", endpoint="own_fields", url="/settings/own-fields")]

