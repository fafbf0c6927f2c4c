"""Export of people beyond what the list shows: the whole file, sensitive values for a reason, the flat sheet for the national system."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

import views.exporting as exporting
from models import Supervisor
from portal.domain.flat_sheet import FIELDS
from portal.language import item_name
from portal.queries import flat_sheet, related
from portal.services.people import PICKS
from views.doors import Answer, actor, now
from views.formatting import yes_no

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
        flat = [column for column in flat_sheet.columns(actor().bureau_id) if column.shown]
        return self.render("supervisors/export.html", listing=listing, sensitive=[(name, _(FIELDS[name].label)) for name in SENSITIVE],
                           may_sensitive=actor().may("sensitive:export"), flat="、".join(column.heading for column in flat),
                           action=self.get_url(".export_file", **listing.asked_args()))

    @expose("/export-file", methods=("POST",))
    def export_file(self: Any) -> Answer:
        """Send the file."""
        chosen, listing = request.form.get("columns", SCREEN), self.listing()
        ticked = [name for name in SENSITIVE if name in request.form.getlist("sensitive")]
        columns = _flat_columns() if chosen == FLAT else _file_columns(ticked)
        rows = listing.everything(exporting.MAX_ROWS)
        if chosen == SCREEN:
            heads = [str(label) for _path, label in listing.columns] + [_(FIELDS[name].label) for name in ticked]
            lines = [[self.words(row, path) for path, _label in listing.columns] + [value_of(row, name) for name in ticked] for row in rows]
            secret = ticked
        else:
            related.load(rows, *PICKS)
            heads, secret = [heading for _name, heading in columns], [name for name, _heading in columns if name in SENSITIVE]
            lines = [[value_of(row, name) for name, _heading in columns] for row in rows]
        return exporting.send(actor(), "csv" if request.form.get("kind") == "csv" else "xlsx", self.title(), heads, lines, at=now(), sensitive=secret,
                              reason=request.form.get("reason", "").strip()[:200])


def _flat_columns() -> Columns:
    return [(column.field, column.heading) for column in flat_sheet.columns(actor().bureau_id) if column.shown]


def _file_columns(ticked: Sequence[str]) -> Columns:
    return [(name, _(column.label)) for name, column in FIELDS.items() if not column.mask or name in ticked]


def value_of(row: Supervisor, name: str) -> str:
    """Return a value of a person as an import reads it back; the term is the one that counts."""
    if name == "professions":
        return "、".join(item_name(item) for item in row.profession_items)
    value = (getattr(row.latest_term, name) if row.latest_term else None) if name in TERM_FIELDS else getattr(row, name)
    if isinstance(value, bool):
        return str(yes_no(value))
    if name in PICKS:
        return item_name(value)
    return "" if value is None else str(value)
