"""Form classes made from tables: which form field stands for which column."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from peewee import BooleanField, CharField, DateField, Field, ForeignKeyField, IntegerField, TextField
from wtforms import BooleanField as CheckField, HiddenField, IntegerField as NumberField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from models.base import BaseModel, EncryptedField, UTCDateTimeField
from portal.language import word
from views.forms import INT_MAX, DayField, Given, LocalTimeField, PortalForm, RowField, ScaledField, SensitiveField, stripped

SENSITIVE_KINDS = {"id_number": "id_number", "phone": "phone", "bank_card": "bank_card"}
SCALES = {"_fen": 100, "_tenths": 10}


class FieldMaker:
    """Makes the form field of a model field."""

    def __init__(self, *, labels: Mapping[str, Any], hints: Mapping[str, Any], words: Mapping[str, Mapping[str, str]],
                 rows: Callable[[ForeignKeyField], Callable[[], Iterable[BaseModel]]], overrides: Mapping[str, Any]) -> None:
        self.labels, self.hints, self.words, self.rows, self.overrides = labels, hints, words, rows, overrides

    def make(self, field: Field) -> Any:
        """Return the unbound form field. Raises TypeError for a kind of field that has no form."""
        optional = field.null or field.default is not None
        common: dict[str, Any] = {"label": self.labels.get(field.name, field.name), "description": self.hints.get(field.name, ""),
                                  "validators": [Optional() if optional else Given()]}
        if not callable(field.default):
            common["default"] = field.default
        if field.name in self.overrides:
            return self.overrides[field.name](**common)
        maker = next((make for kind, make in MAKERS if isinstance(field, kind)), None)
        if maker is None:
            raise TypeError(f"{field.model.__name__}.{field.name}: no form field for {type(field).__name__}")
        return maker(self, field, common)

    def foreign_key(self, field: ForeignKeyField, common: dict[str, Any]) -> Any:
        """Return a choice among visible rows."""
        return RowField(rows=self.rows(field), allow_blank=field.null, **common)

    def text(self, field: CharField, common: dict[str, Any]) -> Any:
        """Return a line of text, or a choice when its values are codes with words."""
        if field.name in self.words:
            return self._codes(field, common)
        common["validators"].append(Length(max=field.max_length))
        return StringField(filters=[stripped, _nothing(field)], render_kw={"maxlength": field.max_length}, **common)

    def _codes(self, field: Field, common: dict[str, Any]) -> Any:
        table = self.words[field.name]
        blank = [("", "")] if field.null or field.default is None else []
        return SelectField(choices=lambda: blank + [(code, word(table, code)) for code in table], **common)

    def long_text(self, field: TextField, common: dict[str, Any]) -> Any:
        """Return several lines of text."""
        return TextAreaField(filters=[stripped, _nothing(field)], render_kw={"rows": 4}, **common)

    def secret(self, field: EncryptedField, common: dict[str, Any]) -> Any:
        """Return a sensitive text; a value that is kept counts as given."""
        common["validators"] = [Optional()] if field.null else [Given()]
        return SensitiveField(kind=SENSITIVE_KINDS.get(field.name, "other"), clearable=field.null, **common)

    def integer(self, field: IntegerField, common: dict[str, Any]) -> Any:
        """Return a whole number, or an exact decimal for 分 and tenths."""
        scale = next((scale for ending, scale in SCALES.items() if field.name.endswith(ending)), None)
        if scale:
            return ScaledField(scale=scale, render_kw={"inputmode": "decimal"}, **common)
        common["validators"].append(NumberRange(-INT_MAX, INT_MAX))
        return NumberField(render_kw={"inputmode": "numeric"}, **common)

    def check(self, _field: BooleanField, common: dict[str, Any]) -> Any:
        """Return a check box; it cannot be required."""
        return CheckField(**(common | {"validators": []}))

    def day(self, _field: DateField, common: dict[str, Any]) -> Any:
        """Return a native date input."""
        return DayField(**common)

    def moment(self, _field: UTCDateTimeField, common: dict[str, Any]) -> Any:
        """Return a native date and time input in local time."""
        return LocalTimeField(**common)


def _nothing(field: Field) -> Callable[[str | None], str | None]:
    """Return the filter that turns an empty text into what the column keeps for nothing."""
    return lambda text: text or (None if field.null else "")


MAKERS: tuple[tuple[type[Field], Callable[[FieldMaker, Any, dict[str, Any]], Any]], ...] = (
    (ForeignKeyField, FieldMaker.foreign_key), (EncryptedField, FieldMaker.secret), (UTCDateTimeField, FieldMaker.moment),
    (BooleanField, FieldMaker.check), (DateField, FieldMaker.day), (CharField, FieldMaker.text), (TextField, FieldMaker.long_text),
    (IntegerField, FieldMaker.integer),
)


def model_form(model: type[BaseModel], names: Sequence[str], maker: FieldMaker, extra: Mapping[str, Any] | None = None) -> type[PortalForm]:
    """Return the form class of the named model fields, in that order, with extra fields after them and the version hidden."""
    fields = {name: maker.make(model._meta.fields[name]) for name in names}
    return type(f"{model.__name__}Form", (PortalForm,), fields | dict(extra or {}) | {"version": HiddenField(filters=[as_version])})


def as_version(text: object) -> int | None:
    """Return the version that a form carries; None for anything that is no number."""
    return int(str(text)) if str(text or "").isascii() and str(text or "").isdigit() else None
