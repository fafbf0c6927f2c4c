"""What a field of an office's own may hold, as pure functions: a text as typed becomes the text that is kept, or a refusal."""
from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from portal.domain.errors import DomainError
from portal.domain.labels import N_

KINDS = {"text": N_("Text"), "number": N_("Number"), "date": N_("Date"), "yes_no": N_("Yes or no"), "choice": N_("Choice")}
PRIVACY = {"bureau": N_("The bureau sees it"), "sensitive": N_("Sensitive: encrypted, masked, shown for a reason only")}

LONGEST = 500
LARGEST = 12
"""The largest power of ten that a number may reach."""
MOST_PLACES = 9
YES, NO = "1", "0"


def parse(kind: str, typed: str, choices: Sequence[str] = (), *, field: str = "", name: str = "") -> str:
    """Return the text that is kept of what was typed; empty for nothing.

    Numbers lose needless zeros, dates are ISO, yes and no are 1 and 0. `field` and `name` go into the refusal.
    Raises DomainError own_field_long, own_field_number, own_field_date, own_field_choice.
    """
    text = unicodedata.normalize("NFC", typed.replace("\x00", "")).strip()
    if not text:
        return ""
    if len(text) > LONGEST:
        raise DomainError("own_field_long", field=field, name=name, limit=LONGEST)
    return PARSERS[kind](text, choices, field, name)


def _text(text: str, _choices: Sequence[str], _field: str, _name: str) -> str:
    return text


def _number(text: str, _choices: Sequence[str], field: str, name: str) -> str:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite() or number.adjusted() > LARGEST or number.normalize() != round(number, MOST_PLACES):
        raise DomainError("own_field_number", field=field, name=name)
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def _date(text: str, _choices: Sequence[str], field: str, name: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise DomainError("own_field_date", field=field, name=name) from error


def _yes_no(text: str, _choices: Sequence[str], field: str, name: str) -> str:
    known = {YES: YES, NO: NO, "是": YES, "否": NO}
    if text not in known:
        raise DomainError("own_field_choice", field=field, name=name)
    return known[text]


def _choice(text: str, choices: Sequence[str], field: str, name: str) -> str:
    if text not in choices:
        raise DomainError("own_field_choice", field=field, name=name)
    return text


PARSERS: dict[str, Callable[[str, Sequence[str], str, str], str]] = {
    "text": _text, "number": _number, "date": _date, "yes_no": _yes_no, "choice": _choice,
}


def lacks(*, given: bool, known: bool, blank: bool, held: bool) -> bool:
    """Whether a row of a sheet leaves a required field empty: of somebody new unless it is given, of somebody `known` where its cell is blank
    and the file holds something. A column that the sheet does not have says nothing about people who are known."""
    return not given and (blank and held if known else True)


def check_definition(name: str, kind: str, privacy_class: str, choices: Sequence[str]) -> None:
    """Refuse a field that could hold nothing. Raises DomainError own_field_name, unknown_code, own_field_choices."""
    if not name:
        raise DomainError("own_field_name", field="name")
    if kind not in KINDS or privacy_class not in PRIVACY:
        raise DomainError("unknown_code", field="kind", value=kind)
    if (kind == "choice") != bool(choices):
        raise DomainError("own_field_choices", field="choices")
