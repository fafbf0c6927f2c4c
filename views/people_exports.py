"""Export of people beyond what the list shows: the whole file, sensitive values for a reason, the flat sheet for the national system."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

import views.exporting as exporting
from models import OwnField, Supervisor
from portal.domain.flat_sheet import FIELDS
from portal.language import item_name
from portal.queries import flat_sheet, own_fields as own_reading, related
from portal.services.people import PICKS
from views.doors import Answer, actor, now
from views.formatting import yes_no
from views.own_fields import words as own_words

TERM_FIELDS = ("starts_on", "ends_on", "certificate_no")
SENSITIVE = tuple(name for name, column in FIELDS.items() if column.mask)
SCREEN, WHOLE, FLAT = "screen", "whole", "flat"

Columns = list[tuple[str, str]]
"""Field and heading."""


class PeopleExports:
    """Mixed into views.supervisors.SupervisorRegister; the filters of the address hold for both pages."""

    @expose("/export-form")
    def export_form(self: Any) -> Answer:
        """Ask which columns, which sensitive values and why."""
        listing = self.listing().fetch()
        secret = [(own_reading.key(field), field.name) for field in own_reading.fields(actor().bureau_id) if _is_secret(field)]
        flat = [column for column in flat_sheet.columns(actor().bureau_id) if column.shown]
        return self.render("supervisors/export.html", listing=listing, sensitive=[*((name, _(FIELDS[name].label)) for name in SENSITIVE), *secret],
                           may_sensitive=actor().may("sensitive:export"), flat="、".join(column.heading for column in flat),
                           action=self.get_url(".export_file", **listing.asked_args()))

    @expose("/export-file", methods=("POST",))
    def export_file(self: Any) -> Answer:
        """Send the file."""
        chosen, listing = request.form.get("columns", SCREEN), self.listing()
        own = {own_reading.key(field): field for field in own_reading.fields(actor().bureau_id)}
        closed = [*SENSITIVE, *(name for name, field in own.items() if _is_secret(field))]
        ticked = [name for name in closed if name in request.form.getlist("sensitive")]
        columns = _flat_columns() if chosen == FLAT else _file_columns(ticked, closed, own)
        rows = exporting.rows_of(listing)
        shown = [[self.words(row, path) for path, _label in listing.columns] if chosen == SCREEN else [] for row in rows]
        if chosen == SCREEN:
            columns = [(name, heading) for name, heading in columns if name in ticked]
        related.load(rows, *PICKS)
        own_reading.hang(rows, list(own.values()))
        heads = [*(str(label) for _path, label in listing.columns if chosen == SCREEN), *(heading for _name, heading in columns)]
        lines = [before + [value_of(row, name, own.get(name)) for name, _heading in columns] for before, row in zip(shown, rows, strict=True)]
        secret = [name for name, _heading in columns if name in closed]
        return exporting.send(actor(), "csv" if request.form.get("kind") == "csv" else "xlsx", self.title(), heads, lines, at=now(), sensitive=secret,
                              reason=request.form.get("reason", "").strip()[:200])


def _flat_columns() -> Columns:
    return [(column.field, column.heading) for column in flat_sheet.columns(actor().bureau_id) if column.shown]


def _is_secret(field: OwnField) -> bool:
    return bool(field.privacy_class == own_reading.SENSITIVE)


def _file_columns(ticked: Sequence[str], closed: Sequence[str], own: Mapping[str, OwnField]) -> Columns:
    """Return every field that an import reads back, the office's own behind the portal's; closed ones only where they are ticked."""
    named = [*((name, _(column.label)) for name, column in FIELDS.items()), *((name, field.name) for name, field in own.items())]
    return [(name, heading) for name, heading in named if name not in closed or name in ticked]


def value_of(row: Supervisor, name: str, own: OwnField | None) -> str:
    """Return a value of a person as an import reads it back; the term is the one that counts."""
    if own is not None:
        return own_words(own, getattr(row, name))
    if name == "professions":
        return "、".join(item_name(item) for item in row.profession_items)
    value = (getattr(row.latest_term, name) if row.latest_term else None) if name in TERM_FIELDS else getattr(row, name)
    if isinstance(value, bool):
        return str(yes_no(value))
    if name in PICKS:
        return item_name(value)
    return "" if value is None else str(value)
