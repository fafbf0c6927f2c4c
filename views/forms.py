"""Forms: the base class with our own words, and fields for local times, money, rows of the database and sensitive values."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import DateField, DateTimeLocalField, Form, SelectFieldBase, SelectMultipleField, StringField
from wtforms.fields.choices import Choice
from wtforms.meta import DefaultMeta
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, Select

import views.doors as doors
from models.base import BaseModel
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.labels import N_
from portal.domain.localtime import from_local, to_local
from portal.language import sentence
from views.form_words import OurWords
from views.formatting import masked, row_name

INT_MAX = 2**31 - 1
YEARS = range(1900, 2201)
"""Years that somebody may mean: from the oldest birth date on."""



class PortalForm(Form):
    """The base of every form. CSRF is checked for the whole application by CSRFProtect, so forms carry none of their own."""

    class Meta(DefaultMeta):
        csrf = False

        def get_translations(self, form: Form) -> OurWords:
            """Return our own catalogue."""
            return OurWords()

    @classmethod
    def of_request(cls, obj: Any = None, **values: Any) -> PortalForm:
        """Return the form filled from the request when it is a POST, else from `values`, and from `obj` where these say nothing."""
        return cls(request.form if request.method == "POST" else None, obj=_Prepared(obj, values))

    def sent(self) -> bool:
        """Whether the form came in and holds; a key that was not offered goes to the trail."""
        if request.method != "POST":
            return False
        holds = self.validate()
        if any(map(is_crafted, self)):
            doors.crafted()
        return holds


def is_crafted(field: Any) -> bool:
    """Whether a field, or one inside it, was sent a key that it did not offer."""
    return getattr(field, "refused", False) or any(map(is_crafted, getattr(field, "entries", ()) or getattr(field, "form", ())))


class _Prepared:
    """A row with values put over it. WTForms looks at an object before it looks at values: a row has columns in UTC and rows that refer to
    it under the very names of some fields."""

    def __init__(self, row: Any, values: Mapping[str, Any]) -> None:
        self._row, self._values = row, values

    def __getattr__(self, name: str) -> Any:
        """Return the value of this name, else what the row has."""
        return self._values[name] if name in self._values else getattr(self._row, name)


def attempt(form: Form, act: Callable[[], Any]) -> Any:
    """Return what `act` returns; a refusal becomes an error at its field or at the form's head, and None is returned.

    A form that was sent before is refused (doors.once). NotFound and Forbidden pass through: they have pages of their own.
    """
    try:
        return doors.once(act)
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        refuse(form, refusal)
        return None


def refuse(form: Form, refusal: DomainError) -> None:
    """Put a refusal's sentence at the field it is about, or at the form's head."""
    words = sentence(refusal)
    if refusal.field and refusal.field in form:
        form[refusal.field].errors = [*form[refusal.field].errors, words]
    else:
        form.form_errors.append(words)


def stripped(text: str | None) -> str | None:
    """Return a typed text without blanks around it and without NUL, which PostgreSQL refuses."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


class Given:
    """Something must be given: unlike InputRequired it looks at the value after its filters, so that blanks alone do not pass."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Any) -> None:
        """Stop where nothing is given, or where the field's own complaint says enough."""
        if field.errors:
            raise StopValidation
        if field.data in (None, "", []):
            raise StopValidation(field.gettext("This field is required."))


class DayField(DateField):
    """A day within YEARS, so that reckoning with it stays within the calendar."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the day."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(self.gettext("Not a valid date value."))


class LocalTimeField(DateTimeLocalField):
    """A moment typed in the offices' local time, kept as aware UTC in whole seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.data: datetime | None = None
        super().__init__(*args, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the local time."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(self.gettext("Not a valid datetime value."))
        if isinstance(self.data, datetime):
            self.data = from_local(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return to_local(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""


class ScaledField(StringField):
    """An exact decimal typed by people and kept as an integer: 12.50 yuan as 1250 分, 3.5 hours as 35 tenths."""

    def __init__(self, *args: Any, scale: int = 100, **kwargs: Any) -> None:
        self.scale = scale
        self.data: int | None = None
        super().__init__(*args, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read digits, with separators or without. Raises ValueError for anything else, and for more places than can be kept."""
        text = (stripped(valuelist[0]) if valuelist else "") or ""
        self.data = self._integer(text.replace(",", "").replace("¥", "")) if text else None

    def _integer(self, text: str) -> int:
        try:
            scaled = Decimal(text) * self.scale
            exact = scaled == scaled.to_integral_value() and abs(scaled) <= INT_MAX
        except ArithmeticError:
            exact = False
        if not exact:
            raise ValueError(_("Write a number with at most %(places)s decimal places.", places=len(str(self.scale)) - 1))
        return int(scaled)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{Decimal(self.data) / self.scale:f}"


class RowField(SelectFieldBase):
    """A choice among rows of the database that the reader may see; `data` is the row. Choices and posted ids come from the same query."""

    widget = Select()

    def __init__(self, label: Any = None, validators: Any = None, *, rows: Callable[[], Iterable[BaseModel]], allow_blank: bool = False,
                 unknown: str = N_("Not a valid choice."), **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.rows, self.allow_blank, self.unknown, self.refused = rows, allow_blank, unknown, False

    def iter_choices(self) -> Iterator[Choice]:
        """Yield the choices; a value that is no longer offered stays as long as it is the present one."""
        present = self.data.id if self.data else None
        if self.allow_blank or present is None:
            yield Choice("", "", present is None, {})
        offered = list(self.rows())
        if self.data is not None and all(row.id != present for row in offered):
            offered.insert(0, self.data)
        for row in offered:
            yield Choice(str(row.id), row_name(row), row.id == present, {})

    def process_data(self, value: Any) -> None:
        """Keep the present row."""
        self.data = value
        self.present = value

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Find the posted row among those offered."""
        posted = valuelist[0] if valuelist else ""
        offered = {str(row.id): row for row in self.rows()}
        if self.present is not None:
            offered.setdefault(str(self.present.id), self.present)
        self.data, self.refused = offered.get(posted), bool(posted) and posted not in offered

    def pre_validate(self, form: Form) -> None:
        """Refuse what was not offered."""
        if self.refused:
            raise ValidationError(self.gettext(self.unknown))


class CheckboxesField(SelectMultipleField):
    """Several of a short list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    refused = False

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        offered = {str(choice.value) for choice in self.iter_choices()}
        self.refused = not set(self.data or ()) <= offered
        super().pre_validate(form)


class SensitiveField(StringField):
    """A sensitive text: never written into the page; left empty it stays as it is, a single - clears it."""

    def __init__(self, *args: Any, kind: str = "other", clearable: bool = False, **kwargs: Any) -> None:
        self.kind, self.clearable = kind, clearable
        self.kept: str | None = None
        super().__init__(*args, **kwargs)

    def process_data(self, value: Any) -> None:
        """Keep the present value aside."""
        self.data = self.kept = value

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read a new value, `-`, or nothing."""
        typed = (stripped(valuelist[0]) if valuelist else "") or ""
        self.data = (None if self.clearable else self.kept) if typed == "-" else typed or self.kept

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""

    def __call__(self, **kwargs: Any) -> Markup:
        """Return the input; what is kept shows masked, as a placeholder."""
        if self.kept:
            kwargs |= {"placeholder": masked(self.kept, self.kind), "required": False}
        return super().__call__(autocomplete="off", **kwargs)

    def keep_words(self) -> str:
        """Return the hint for a field that holds a value already."""
        if not self.kept:
            return ""
        if self.clearable:
            return _("Leave empty to keep the present value; a single - removes it.")
        return _("Leave empty to keep the present value.")
