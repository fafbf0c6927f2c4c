"""How one field of one row is shown in a list, in details and in an export, by the kind of its value."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from markupsafe import Markup
from peewee import Model

import views.formatting as formatting
from models.base import BaseModel, privacy_of
from portal.domain.labels import TONES
from portal.domain.permissions import Actor
from portal.language import word
from views.listing import field_of

Words = Mapping[str, str]

UNBROKEN = 22
"""Names, numbers, dates and hours up to this width are never cut over two lines; Chinese, whose characters are two wide, would break anywhere."""


def value_of(row: Any, path: str) -> Any:
    """Return the value at the end of a dotted path; None when a row on the way is missing."""
    for name in path.split("."):
        if row is None:
            return None
        row = getattr(row, name)
    return row


def text(row: Any, path: str, words: Words | None = None) -> str:
    """Return a value as plain text, for an export; empty for nothing."""
    value = value_of(row, path)
    if value is None or value == "":
        return ""
    return word(words, value) if words else _plain(value, path)


def _plain(value: Any, path: str) -> str:
    if isinstance(value, bool):
        return formatting.yes_no(value)
    if isinstance(value, Model):
        return formatting.row_name(value)
    if isinstance(value, datetime):
        return formatting.local_time(value)
    if isinstance(value, date):
        return formatting.local_date(value)
    if isinstance(value, int):
        return _amount(value, path)
    return formatting.listed(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _amount(value: int, path: str) -> str:
    if path.endswith("_fen"):
        return formatting.money(value)
    if path.rpartition(".")[2] == "year":
        return str(value)
    return formatting.tenths(value) if path.endswith("_tenths") else formatting.number(value)


def shown(row: Any, path: str, words: Words | None = None, tones: Mapping[str, str] = TONES) -> Any:
    """Return a value for the screen: codes as badges, long texts folded, a dash for nothing."""
    value = value_of(row, path)
    if value is None or value == "":
        return formatting.DASH
    if words:
        return formatting.state_badge(words, value, tones)
    words_shown = value if isinstance(value, str) else _plain(value, path)
    return kept(words_shown)


def kept(words: str) -> Markup:
    """Return a text for the screen: on one line when it is short, folded when it is long."""
    return formatting.unbroken(words) if _width(words) <= UNBROKEN else formatting.folded(words)


def _width(words: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def is_number(model: type[BaseModel], path: str) -> bool:
    """Whether a column holds numbers, which stand at the right."""
    try:
        return type(field_of(model, path)).__name__ == "IntegerField"
    except KeyError:
        return False


def is_open(actor: Actor, model: type[BaseModel], path: str) -> bool:
    """Whether the actor may see a field in lists and exports (access.md "Fields"): sensitive never, bureau not for procuratorates.

    A path that is no field is computed by the page, which answers for it.
    """
    steps = path.split(".")
    try:
        classes = {privacy_of(field_of(model, ".".join(steps[:depth + 1]))) for depth in range(len(steps))}
    except KeyError:
        return True
    return "sensitive" not in classes and not ("bureau" in classes and actor.in_procuratorate)
